/** One family: its attributes in order, and where each must be said. */
import { ActionIcon, MultiSelect, NativeSelect, Select } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import type { Attribute, DefinitionAct, Family, Required } from './data.ts';
import { DefinitionBox } from './definition-box.tsx';
import { definitionWords } from './definition-words.ts';
import { CodeField, Names } from './naming.tsx';

type Member = Family['attributes'][number];
type Props = {
  readonly family: Family | undefined;
  readonly attributes: readonly Attribute[];
  readonly onClose: () => void;
};

export function FamilyForm({ family, attributes, onClose }: Props) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  const [code, setCode] = useState(family?.code ?? '');
  const [name, setName] = useState(family?.name ?? { fr: '', en: '' });
  const [members, setMembers] = useState<readonly Member[]>(family?.attributes ?? []);
  const wish = (): DefinitionAct => {
    const body = { name: { fr: name.fr.trim(), en: name.en.trim() || name.fr.trim() }, attributes: members };
    return family
      ? { noun: 'families', act: 'change', code, body: { version: family.version, ...body } }
      : { noun: 'families', act: 'make', body: { code, ...body } };
  };
  return (
    <DefinitionBox
      title={family ? text(family.name) : t('newFamilyTitle')}
      isNew={!family}
      disabled={name.fr.trim() === ''}
      wish={wish}
      removal={family && { noun: 'families', act: 'remove', code: family.code }}
      onClose={onClose}
    >
      <div className="two-languages">
        <Names name={name} set={setName} />
        <CodeField code={code} isNew={!family} set={setCode} />
      </div>
      <Members members={members} set={setMembers} attributes={attributes} />
    </DefinitionBox>
  );
}

type MembersProps = {
  readonly members: readonly Member[];
  readonly set: (members: readonly Member[]) => void;
  readonly attributes: readonly Attribute[];
};

function Members({ members, set, attributes }: MembersProps) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  const nameOf = (code: string) => text(attributes.find((one) => one.code === code)?.name) || code;
  const change = (code: string, required: Required) =>
    set(members.map((one) => (one.code === code ? { ...one, required } : one)));
  const up = (i: number) => set(members.toSpliced(i - 1, 2, members[i] as Member, members[i - 1] as Member));
  const free = attributes.filter((one) => members.every((member) => member.code !== one.code));
  return (
    <fieldset className="family-members">
      <legend>{t('attributes')}</legend>
      <ol className="link-lines">
        {members.map((member, i) => (
          <li key={member.code}>
            <span className="member-name">{nameOf(member.code)}</span>
            <RequiredField member={member} name={nameOf(member.code)} change={change} />
            <span className="link-verbs">
              <ActionIcon
                variant="subtle"
                disabled={i === 0}
                aria-label={t('up', { name: nameOf(member.code) })}
                onClick={() => up(i)}
              >
                <Icon name="up" size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={t('takeOut', { name: nameOf(member.code) })}
                onClick={() => set(members.filter((one) => one.code !== member.code))}
              >
                <Icon name="x" size={16} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <Select
        size="xs"
        searchable
        aria-label={t('addAttribute')}
        placeholder={t('addAttribute')}
        value={null}
        data={free.map((one) => ({ value: one.code, label: text(one.name) }))}
        onChange={(code) => code && set([...members, { code, required: 'no' }])}
      />
    </fieldset>
  );
}

type RequiredProps = {
  readonly member: Member;
  readonly name: string;
  readonly change: (code: string, required: Required) => void;
};

function RequiredField({ member, name, change }: RequiredProps) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  const channels = useChannels();
  const { code, required } = member;
  const some = typeof required !== 'string';
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={`${t('required')} : ${name}`}
        value={some ? 'some' : required}
        onChange={({ currentTarget: { value } }) =>
          change(code, value === 'some' ? [] : (value as 'no' | 'everywhere'))
        }
        data={[
          { value: 'no', label: t('no') },
          { value: 'everywhere', label: t('everywhere') },
          { value: 'some', label: t('someChannels') },
        ]}
      />
      {some && (
        <MultiSelect
          size="xs"
          aria-label={`${t('onChannels')} : ${name}`}
          value={[...required]}
          onChange={(ids) => change(code, ids)}
          data={channels.items.map((one) => ({ value: one.channelId, label: text(one.name) }))}
        />
      )}
    </>
  );
}

/** One family: its attributes in order, and where each must be said. */
import { ActionIcon, Button, Modal, MultiSelect, NativeSelect, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useDefinitionAct, type Attribute, type Family, type Required } from './data.ts';
import { definitionWords } from './definition-words.ts';

type Member = Family['attributes'][number];
type Props = {
  readonly family: Family | undefined;
  readonly attributes: readonly Attribute[];
  readonly onClose: () => void;
};

export function FamilyForm({ family, attributes, onClose }: Props) {
  const t = useWords(definitionWords);
  const c = useWords(common);
  const { text } = useFormat();
  const act = useDefinitionAct();
  const [code, setCode] = useState(family?.code ?? '');
  const [name, setName] = useState(family?.name ?? { fr: '', en: '' });
  const [members, setMembers] = useState<readonly Member[]>(family?.attributes ?? []);
  const [removing, setRemoving] = useState(false);
  const save = async () => {
    const body = { name: { fr: name.fr.trim(), en: name.en.trim() || name.fr.trim() }, attributes: members };
    await act.mutateAsync(
      family
        ? { noun: 'families', act: 'change', code, body: { version: family.version, ...body } }
        : { noun: 'families', act: 'make', body: { code, ...body } },
    );
    notifications.show({ message: t('saved'), color: 'cresson' });
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save().catch(() => undefined);
  };
  const title = family ? text(family.name) : t('newFamilyTitle');
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column fields" onSubmit={submit}>
        {act.error && (
          <p className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </p>
        )}
        <div className="two-languages">
          <TextInput
            label={t('nameFr')}
            lang="fr"
            required
            maxLength={200}
            value={name.fr}
            onChange={(event) => setName({ ...name, fr: event.currentTarget.value })}
          />
          <TextInput
            label={t('nameEn')}
            lang="en"
            maxLength={200}
            placeholder={name.fr}
            value={name.en}
            onChange={(event) => setName({ ...name, en: event.currentTarget.value })}
          />
          <TextInput
            label={t('code')}
            description={t('codeHint')}
            required
            pattern="[a-z][a-z0-9_]{0,39}"
            disabled={family !== undefined}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        </div>
        <Members members={members} set={setMembers} attributes={attributes} />
        <div className="confirm-verbs">
          {family && (
            <Button variant="subtle" color="groseille" onClick={() => setRemoving(true)}>
              {t('remove')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={act.isPending} disabled={name.fr.trim() === ''}>
            {t(family ? 'save' : 'create')}
          </Button>
        </div>
      </form>
      {family && (
        <Confirm
          opened={removing}
          onClose={() => setRemoving(false)}
          title={t('removeTitle', { name: title })}
          verb={t('remove')}
          danger
          run={async () => {
            await act.mutateAsync({ noun: 'families', act: 'remove', code: family.code });
            onClose();
          }}
        >
          {t('removeText')}
        </Confirm>
      )}
    </Modal>
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

/** One attribute: what never changes is chosen when it is made. */
import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { choicesIn, linesOf } from './choice-lines.ts';
import { kinds, useUnits, type Attribute, type DefinitionAct, type Kind } from './data.ts';
import { DefinitionBox } from './definition-box.tsx';
import { definitionWords } from './definition-words.ts';
import { CodeField, Names } from './naming.tsx';

type Typed = Omit<Attribute, 'choices' | 'version' | 'position'> & { readonly choiceText: string };

const fresh: Typed = {
  code: '',
  name: { fr: '', en: '' },
  kind: 'text',
  level: 'product',
  localisable: false,
  perChannel: false,
  facetable: false,
  unit: null,
  rules: {},
  choiceText: '',
};

const typedOf = ({ choices, ...attribute }: Attribute): Typed => ({ ...attribute, choiceText: linesOf(choices) });
const hasChoices = (kind: Kind): boolean => kind === 'choice' || kind === 'choices';
const isAmount = (kind: Kind): boolean => kind === 'number' || kind === 'measure';

type Props = { readonly attribute: Attribute | undefined; readonly onClose: () => void };

export function AttributeForm({ attribute, onClose }: Props) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  const [typed, setTyped] = useState<Typed>(attribute ? typedOf(attribute) : fresh);
  const read = choicesIn(typed.choiceText);
  const wrong = hasChoices(typed.kind) && 'wrong' in read ? read.wrong : undefined;
  const change = (next: Partial<Typed>) => setTyped({ ...typed, ...next });
  const wish = (): DefinitionAct => {
    const { code, name, kind, level, localisable, perChannel, facetable, unit, rules } = typed;
    const full = { fr: name.fr.trim(), en: name.en.trim() || name.fr.trim() };
    const choices = hasChoices(kind) && 'choices' in read ? read.choices : [];
    const lasting = { name: full, facetable, unit, rules, choices };
    return attribute
      ? { noun: 'attributes', act: 'change', code, body: { version: attribute.version, ...lasting } }
      : { noun: 'attributes', act: 'make', body: { code, kind, level, localisable, perChannel, ...lasting } };
  };
  return (
    <DefinitionBox
      title={attribute ? text(attribute.name) : t('newAttributeTitle')}
      isNew={!attribute}
      disabled={typed.name.fr.trim() === '' || wrong !== undefined}
      wish={wish}
      removal={attribute && { noun: 'attributes', act: 'remove', code: attribute.code }}
      onClose={onClose}
    >
      <Fields typed={typed} change={change} isNew={!attribute} />
      {hasChoices(typed.kind) && (
        <Textarea
          label={t('choiceList')}
          description={t('choiceHint')}
          error={wrong === undefined ? undefined : t('choiceWrong', { line: wrong })}
          value={typed.choiceText}
          autosize
          minRows={4}
          maxRows={14}
          onChange={(event) => change({ choiceText: event.currentTarget.value })}
        />
      )}
    </DefinitionBox>
  );
}

type FieldsProps = {
  readonly typed: Typed;
  readonly change: (next: Partial<Typed>) => void;
  readonly isNew: boolean;
};

function Fields({ typed, change, isNew }: FieldsProps) {
  const t = useWords(definitionWords);
  return (
    <>
      <div className="two-languages">
        <Names name={typed.name} set={(name) => change({ name })} />
        <CodeField code={typed.code} isNew={isNew} set={(code) => change({ code })} />
        <NativeSelect
          label={t('kind')}
          disabled={!isNew}
          value={typed.kind}
          onChange={(event) => change({ kind: event.currentTarget.value as Kind })}
          data={kinds.map((value) => ({ value, label: t(value) }))}
        />
        <NativeSelect
          label={t('level')}
          disabled={!isNew}
          value={typed.level}
          onChange={(event) => change({ level: event.currentTarget.value as Attribute['level'] })}
          data={(['product', 'variant'] as const).map((value) => ({ value, label: t(value) }))}
        />
        {isAmount(typed.kind) && <UnitField typed={typed} change={change} />}
      </div>
      <div className="definition-ticks">
        {(['localisable', 'perChannel', 'facetable'] as const).map((key) => (
          <Checkbox
            key={key}
            label={t(key)}
            disabled={!isNew && key !== 'facetable'}
            checked={typed[key]}
            onChange={(event) => change({ [key]: event.currentTarget.checked })}
          />
        ))}
      </div>
      <Rules typed={typed} change={change} />
    </>
  );
}

function UnitField({ typed, change }: Omit<FieldsProps, 'isNew'>) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  const units = useUnits().data ?? [];
  return (
    <NativeSelect
      label={t('unit')}
      value={typed.unit ?? ''}
      onChange={(event) => change({ unit: event.currentTarget.value || null })}
      data={[
        { value: '', label: '–' },
        ...units.map((one) => ({ value: one.unit, label: `${text(one.name)} (${one.symbol})` })),
      ]}
    />
  );
}

/** Limits of the kind: amounts between, lengths up to, a pattern. */
function Rules({ typed, change }: Omit<FieldsProps, 'isNew'>) {
  const t = useWords(definitionWords);
  const { lang } = useFormat();
  const { rules, kind } = typed;
  const set = (key: string, value: number | string | undefined) => {
    const { [key]: _old, ...rest } = rules;
    change({ rules: value === undefined || value === '' ? rest : { ...rest, [key]: value } });
  };
  const amounts = isAmount(kind) ? (['min', 'max'] as const) : kind.endsWith('text') ? (['maxLength'] as const) : [];
  if (amounts.length === 0) return undefined;
  return (
    <div className="two-languages">
      {amounts.map((key) => (
        <NumberInput
          key={key}
          label={t(key)}
          decimalSeparator={lang === 'fr' ? ',' : '.'}
          value={rules[key] ?? ''}
          onChange={(value) => set(key, value === '' ? undefined : Number(value))}
        />
      ))}
      {kind === 'text' && (
        <TextInput
          label={t('pattern')}
          value={String(rules.pattern ?? '')}
          maxLength={100}
          onChange={(event) => set('pattern', event.currentTarget.value)}
        />
      )}
    </div>
  );
}

/** The field of one attribute, by its kind; two side by side where each language has its own. */
import { MultiSelect, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { useUnits, type Attribute, type Place, type RawValue, type Required, type Value } from './data.ts';
import { inheritedAt, valueAt, type Edits } from './edits.ts';
import { contentWords } from './words.ts';

export type FieldContext = {
  readonly values: readonly Value[];
  readonly edits: Edits;
  readonly skuId: string | null;
  readonly channelId: string | null;
  readonly mayWrite: boolean;
  readonly set: (place: Place, value: RawValue | null) => void;
};
type FieldProps = { readonly attribute: Attribute; readonly required: Required; readonly context: FieldContext };

export function AttributeField({ attribute, required, context }: FieldProps) {
  const { skuId, channelId } = context;
  const place: Place = { attribute: attribute.code, skuId, channelId, language: null };
  if (!attribute.localisable)
    return <OneField attribute={attribute} required={required} context={context} place={place} />;
  return (
    <div className="two-languages">
      <OneField attribute={attribute} required={required} context={context} place={{ ...place, language: 'fr' }} />
      <OneField attribute={attribute} required={required} context={context} place={{ ...place, language: 'en' }} />
    </div>
  );
}

function OneField({ attribute, required, context, place }: FieldProps & { readonly place: Place }) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const units = useUnits().data;
  const { values, edits, mayWrite, set } = context;
  const value = valueAt(values, edits, place);
  const inherited = inheritedAt(values, edits, place);
  const language = place.language === null ? '' : ` (${t(place.language === 'fr' ? 'french' : 'english')})`;
  const needed = required !== 'no' && place.skuId === null ? ` · ${t('required')}` : '';
  const symbol = units?.find((one) => one.unit === attribute.unit)?.symbol ?? '';
  const common: Common = {
    label: `${text(attribute.name)}${language}`,
    description: `${ruleText(attribute, symbol)}${needed}`.replace(/^ · /, ''),
    disabled: !mayWrite,
    placeholder: inherited === undefined ? '' : `${plain(inherited)} · ${t('inherited')}`,
  };
  const change = (next: RawValue | null) => set(place, next);
  return <Input attribute={attribute} value={value} common={common} change={change} lang={place.language} />;
}

type Common = {
  readonly label: string;
  readonly description: string;
  readonly disabled: boolean;
  readonly placeholder: string;
};
type InputProps = {
  readonly attribute: Attribute;
  readonly value: RawValue | undefined;
  readonly common: Common;
  readonly change: (value: RawValue | null) => void;
  readonly lang: 'fr' | 'en' | null;
};

function Input({ attribute, value, common, change, lang }: InputProps) {
  switch (attribute.kind) {
    case 'number':
    case 'measure':
      return <AmountField attribute={attribute} value={value} common={common} change={change} lang={lang} />;
    case 'yes_no':
    case 'choice':
    case 'choices':
      return <ChoiceField attribute={attribute} value={value} common={common} change={change} lang={lang} />;
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => change(event.currentTarget.value || null)}
        />
      );
    default: {
      const shared = { ...common, ...(lang ? { lang } : {}), value: typeof value === 'string' ? value : '' };
      const typed = (event: { currentTarget: { value: string } }) => change(event.currentTarget.value || null);
      return attribute.kind === 'rich_text' ? (
        <Textarea {...shared} autosize minRows={3} maxRows={12} onChange={typed} />
      ) : (
        <TextInput {...shared} onChange={typed} />
      );
    }
  }
}

function AmountField({ attribute, value, common, change }: InputProps) {
  const { lang } = useFormat();
  const amount = typeof value === 'number' ? value : typeof value === 'object' && 'amount' in value ? value.amount : '';
  const unit = attribute.unit ?? (typeof value === 'object' && 'unit' in value ? value.unit : '');
  const symbol = useUnits().data?.find((one) => one.unit === unit)?.symbol ?? unit;
  return (
    <NumberInput
      {...common}
      value={amount}
      decimalSeparator={lang === 'fr' ? ',' : '.'}
      suffix={symbol === '' ? '' : ` ${symbol}`}
      onChange={(next) => {
        if (typeof next !== 'number') return change(next === '' ? null : (value ?? null));
        return change(attribute.kind === 'measure' ? { amount: next, unit } : next);
      }}
    />
  );
}

function ChoiceField({ attribute, value, common, change }: InputProps) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const options = attribute.choices.map((choice) => ({ value: choice.code, label: text(choice.name) }));
  if (attribute.kind === 'choices')
    return (
      <MultiSelect
        {...common}
        searchable
        data={options}
        value={Array.isArray(value) ? [...value] : []}
        onChange={(next) => change(next.length === 0 ? null : next)}
      />
    );
  const yesNo = attribute.kind === 'yes_no';
  const data = yesNo
    ? [
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ]
    : options;
  return (
    <NativeSelect
      label={common.label}
      description={common.description}
      disabled={common.disabled}
      data={[{ value: '', label: common.placeholder || t('unset') }, ...data]}
      value={value === undefined ? '' : String(value)}
      onChange={({ currentTarget: { value: next } }) => change(next === '' ? null : yesNo ? next === 'true' : next)}
    />
  );
}

/** The rules in figures: `0–100 cm`, `≤ 200`. */
function ruleText({ rules }: Attribute, unit: string): string {
  const { min, max, maxLength, pattern } = rules;
  const range =
    min !== undefined || max !== undefined ? `${min ?? '…'} – ${max ?? '…'}${unit === '' ? '' : ` ${unit}`}` : '';
  return [range, maxLength === undefined ? '' : `≤ ${maxLength}`, pattern ?? '']
    .filter((part) => part !== '')
    .join(' · ');
}

/** A value as a short text. */
export function plain(value: RawValue): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && 'amount' in value) return `${value.amount} ${value.unit}`;
  return String(value);
}

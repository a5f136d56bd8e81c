/** What is given: ten kinds as cards with an example each, then the fields of the chosen one. */
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import type { Choice } from './data.ts';
import { editorWords } from './editor-words.ts';
import { everything, isPriceKind, kinds, type Form, type Wrong } from './form.ts';
import { PickTrait, SelectionFields, type Known } from './selection.tsx';

export type FieldsProps = {
  readonly form: Form;
  readonly set: (next: Partial<Form>) => void;
  readonly wrong: Wrong;
  readonly known: Known;
  readonly learn: (choice: Choice) => void;
};

export function KindPanel(props: FieldsProps) {
  const t = useWords(editorWords);
  const { form, set } = props;
  return (
    <Panel title={t('kind')}>
      <fieldset className="promo-kinds">
        <legend className="unseen">{t('kind')}</legend>
        {kinds.map((kind) => (
          <label key={kind} className="promo-kind">
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={form.kind === kind}
              onChange={() => set({ kind, ...usualRate(kind, form) })}
            />
            <b>{t(`kind.${kind}`)}</b>
            <span className="help">{t(`eg.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="column fields-tight">
        <EffectFields {...props} />
        {isPriceKind(form.kind) && <p className="help">{t('ofPrice')}</p>}
      </div>
    </Panel>
  );
}

/** What is given away is usually given whole; what was typed stays. */
function usualRate(kind: Form['kind'], { rate }: Form): Partial<Form> {
  const isWhole = kind === 'delivery' || kind === 'buy_get';
  if (isWhole && rate === '10') return { rate: '100' };
  return !isWhole && rate === '100' ? { rate: '10' } : {};
}

type FieldProps = {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly error?: string | false;
  readonly right?: ReactNode;
};

/** A number as people type it. */
export function NumberField({ label, hint, value, onChange, error, right }: FieldProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      rightSection={right}
    />
  );
}

const percentSign = <span className="muted">%</span>;

function EffectFields(props: FieldsProps) {
  switch (props.form.kind) {
    case 'price_percent':
    case 'delivery':
      return <Rate {...props} />;
    case 'percent':
      return <PercentFields {...props} />;
    case 'price_less':
    case 'price_fixed':
    case 'amount':
      return <Minor {...props} />;
    case 'tiers':
      return <TierFields {...props} />;
    case 'buy_get':
      return <BuyGetFields {...props} />;
    case 'bundle':
      return <BundleFields {...props} />;
    case 'gift':
      return <GiftFields {...props} />;
  }
}

function Rate({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  return (
    <div className="promo-fields">
      <NumberField
        label={t(form.kind === 'buy_get' ? 'off' : 'rate')}
        value={form.rate}
        onChange={(rate) => set({ rate })}
        error={wrong.has('rate') && t('bad')}
        right={percentSign}
      />
    </div>
  );
}

function Minor({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  const label = form.kind === 'bundle' ? t('setPrice') : form.kind === 'price_fixed' ? t('price') : t('minor');
  return (
    <div className="promo-fields">
      <NumberField
        label={`${label} (${form.currency})`}
        value={form.minor}
        onChange={(minor) => set({ minor })}
        error={wrong.has('minor') && t('badAmount')}
      />
    </div>
  );
}

function PercentFields(props: FieldsProps) {
  const t = useWords(editorWords);
  const { form, set, wrong } = props;
  return (
    <div className="promo-fields">
      <NumberField
        label={t('rate')}
        hint="&nbsp;"
        value={form.rate}
        onChange={(rate) => set({ rate })}
        error={wrong.has('rate') && t('bad')}
        right={percentSign}
      />
      <NumberField
        label={`${t('cap')} (${form.currency})`}
        hint={t('capHint')}
        value={form.cap}
        onChange={(cap) => set({ cap })}
        error={wrong.has('cap') && t('badAmount')}
      />
    </div>
  );
}

function TierFields({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  const { tiers, by } = form;
  const change = (i: number, next: Partial<(typeof tiers)[number]>) =>
    set({ tiers: tiers.map((tier, k) => (k === i ? { ...tier, ...next } : tier)) });
  return (
    <>
      <SegmentedControl
        aria-label={t('by')}
        value={by}
        onChange={(next) => set({ by: next === 'value' ? 'value' : 'units' })}
        data={[
          { value: 'units', label: t('byUnits') },
          { value: 'value', label: t('byValue') },
        ]}
      />
      {tiers.map((tier, i) => (
        <div key={i} className="promo-row" role="group" aria-label={t('tier', { n: i + 1 })}>
          <NumberField
            label={by === 'value' ? `${t('fromValue')} (${form.currency})` : t('fromUnits')}
            value={tier.from}
            onChange={(from) => change(i, { from })}
            error={wrong.has(`tiers.${i}`) && t('badTier')}
          />
          <NumberField
            label={t('rate')}
            value={tier.rate}
            onChange={(rate) => change(i, { rate })}
            right={percentSign}
          />
          {tiers.length > 1 && <RemoveButton onClick={() => set({ tiers: tiers.filter((_, k) => k !== i) })} />}
        </div>
      ))}
      {tiers.length < 20 && (
        <div>
          <Button size="xs" variant="default" onClick={() => set({ tiers: [...tiers, { from: '', rate: '' }] })}>
            {t('addTier')}
          </Button>
        </div>
      )}
    </>
  );
}

function RemoveButton({ onClick }: { onClick: () => void }) {
  const t = useWords(editorWords);
  return (
    <Button size="xs" variant="subtle" color="zinc" leftSection={<Icon name="x" size={14} />} onClick={onClick}>
      {t('remove')}
    </Button>
  );
}

function BuyGetFields(props: FieldsProps) {
  const t = useWords(editorWords);
  const { form, set, wrong, known, learn } = props;
  const count = (field: 'buy' | 'get' | 'times'): string | false => wrong.has(field) && t('badCount');
  return (
    <>
      <div className="promo-fields">
        <NumberField label={t('buy')} value={form.buy} onChange={(buy) => set({ buy })} error={count('buy')} />
        <NumberField label={t('get')} value={form.get} onChange={(get) => set({ get })} error={count('get')} />
        <NumberField
          label={t('off')}
          value={form.rate}
          onChange={(rate) => set({ rate })}
          error={wrong.has('rate') && t('bad')}
          right={percentSign}
        />
        <NumberField
          label={t('timesMost')}
          value={form.times}
          onChange={(times) => set({ times })}
          error={count('times')}
        />
      </div>
      <NativeSelect
        aria-label={t('got')}
        value={form.got === null ? 'same' : 'other'}
        onChange={(event) => set({ got: event.currentTarget.value === 'same' ? null : everything })}
        data={[
          { value: 'same', label: t('gotSame') },
          { value: 'other', label: t('gotOther') },
        ]}
      />
      {form.got !== null && (
        <SelectionFields
          label={t('got')}
          value={form.got}
          known={known}
          learn={learn}
          onChange={(got) => set({ got })}
        />
      )}
    </>
  );
}

function BundleFields(props: FieldsProps) {
  const t = useWords(editorWords);
  const { form, set, wrong, known, learn } = props;
  const { parts } = form;
  const change = (i: number, next: Partial<(typeof parts)[number]>) =>
    set({ parts: parts.map((part, k) => (k === i ? { ...part, ...next } : part)) });
  return (
    <>
      <Minor {...props} />
      {parts.map((part, i) => (
        <div key={i} className="promo-part" role="group" aria-label={t('part', { n: i + 1 })}>
          <div className="promo-row">
            <NumberField
              label={`${t('part', { n: i + 1 })}, ${t('quantity')}`}
              value={part.quantity}
              onChange={(quantity) => change(i, { quantity })}
              error={wrong.has(`parts.${i}`) && t('badCount')}
            />
            {parts.length > 1 && <RemoveButton onClick={() => set({ parts: parts.filter((_, k) => k !== i) })} />}
          </div>
          <SelectionFields
            label={t('part', { n: i + 1 })}
            value={part.of}
            known={known}
            learn={learn}
            onChange={(of) => change(i, { of })}
          />
        </div>
      ))}
      {parts.length < 20 && (
        <div>
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ parts: [...parts, { of: everything, quantity: '1' }] })}
          >
            {t('addPart')}
          </Button>
        </div>
      )}
    </>
  );
}

function GiftFields({ form, set, wrong, known, learn }: FieldsProps) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const trait = `sku:${form.gift}`;
  return (
    <>
      <div className="promo-choice">
        <span className="promo-label">{t('gift')}</span>
        {form.gift !== '' && (
          <div className="promo-chips">
            <span className="promo-chip">{text(known[trait]) || form.gift}</span>
          </div>
        )}
        <PickTrait
          label={t('gift')}
          placeholder={t('searchArticle')}
          only="sku"
          without={[trait]}
          onPick={(choice) => {
            learn(choice);
            set({ gift: choice.trait.slice('sku:'.length) });
          }}
        />
        {wrong.has('gift') && <span className="bad">{t('badGift')}</span>}
      </div>
      <div className="promo-fields">
        <NumberField
          label={t('giftQuantity')}
          hint={t('giftHint')}
          value={form.giftQuantity}
          onChange={(giftQuantity) => set({ giftQuantity })}
          error={wrong.has('giftQuantity') && t('badCount')}
        />
      </div>
    </>
  );
}

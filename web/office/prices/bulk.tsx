/** Prices of many articles of a list changed by a share or an amount: each seen before, all in one step, taken back with one click. */
import { Button, Checkbox, Modal, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { money, toDecimal } from '#base/money';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { showUndo } from '../parts/undo.tsx';
import type { ProductLine } from '../products/data.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { lists as listWords } from '../words/lists.ts';
import { signedMinorOf } from './amount.ts';
import { changedSteps, endings, hundredthsOf, type Change, type Ending, type Step } from './change.ts';
import { useListed, usePriceLists, useSetPrices, type Listed, type PriceList } from './data.ts';
import { priceWords } from './words.ts';

/** As many as one call changes. */
const MOST = 500;

export function PriceVerbs({ lines, choice }: { lines: readonly ProductLine[]; choice: Choice }) {
  const t = useWords(priceWords);
  const [changing, setChanging] = useState(false);
  const lists = usePriceLists().data ?? [];
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      <Button size="xs" variant="white" disabled={lists.length === 0} onClick={() => setChanging(true)}>
        {t('bulk.change')}
      </Button>
      {changing && (
        <ChangeBox
          lists={lists}
          skuIds={lines.flatMap((line) => line.skuIds)}
          onClose={() => setChanging(false)}
          onDone={choice.clear}
        />
      )}
    </ChoiceBar>
  );
}

type BoxProps = {
  readonly lists: readonly PriceList[];
  readonly skuIds: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
};
type Form = {
  readonly listId: string;
  readonly kind: 'percent' | 'amount';
  readonly by: string;
  readonly ending: Ending;
  /** From how many units of a line on; 1: the price itself. */
  readonly fromUnits: number;
  readonly withSteps: boolean;
};

/** What was typed as a change; undefined while it is none. */
function changeOf({ kind, by, ending }: Form, currency: string): Change | undefined {
  const value = kind === 'percent' ? hundredthsOf(by) : signedMinorOf(by, currency);
  return value === undefined ? undefined : { by: { kind, value }, ending };
}

function ChangeBox({ lists, skuIds, onClose, onDone }: BoxProps) {
  const t = useWords(priceWords);
  const c = useWords(common);
  const [form, setForm] = useState<Form>({
    ...{ listId: lists[0]?.listId ?? '', kind: 'percent', by: '', ending: 'none' },
    ...{ fromUnits: 1, withSteps: true },
  });
  const list = lists.find((one) => one.listId === form.listId);
  const currency = list?.currency ?? 'EUR';
  const change = changeOf(form, currency);
  const listed = useListed(form.listId, skuIds);
  const rows = listed.items.map((row): Moving => ({ row, moves: change ? changedSteps(row, change, form) : [] }));
  const moving = rows.flatMap(({ row, moves }) => moves.map((move) => ({ row, ...move })));
  const hasSteps = listed.items.some(({ steps }) => steps.length > 0);
  const { save, isPending, error } = useChange(form.listId, () => {
    onDone();
    onClose();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save(moving).catch(() => undefined);
  };
  return (
    <Modal opened onClose={onClose} title={t('bulk.title')} size="lg" closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={submit}>
        <Fields form={form} set={(next) => setForm({ ...form, ...next })} lists={lists} currency={currency} />
        <StepFields form={form} set={(next) => setForm({ ...form, ...next })} hasSteps={hasSteps} />
        {listed.error ? <ErrorBox error={listed.error} /> : <Preview rows={rows} currency={currency} />}
        {!listed.isPending && skuIds.length > rows.length && (
          <p className="help">{t('bulk.without', { n: skuIds.length - rows.length })}</p>
        )}
        {moving.length > MOST && <p className="bad">{t('bulk.tooMany', { n: MOST })}</p>}
        {error && (
          <p className="bad" role="alert">
            {sentenceOf(error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={moving.length === 0 || moving.length > MOST}>
            {t('bulk.apply', { n: moving.length })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

type Moved = { readonly before: Step; readonly to: Step };
type Moving = { readonly row: Listed; readonly moves: readonly Moved[] };
type Move = Moved & { readonly row: Listed };

/** Sets the prices in one step; the notice takes them back. */
function useChange(listId: string, onDone: () => void) {
  const t = useWords(priceWords);
  const l = useWords(listWords);
  const c = useWords(common);
  const set = useSetPrices();
  const save = async (moving: readonly Move[]) => {
    const wish = ({ skuId, compareAtMinor }: Listed, { fromUnits, minor }: Step) => ({
      ...{ skuId, minor, fromUnits },
      // A price before a reduction belongs to the price of one unit.
      ...(fromUnits === 1 && compareAtMinor !== null ? { compareAtMinor } : {}),
    });
    const before = moving.map((move) => wish(move.row, move.before));
    const prices = moving.map((move) => wish(move.row, move.to));
    const { changed } = await set.mutateAsync({ listId, prices });
    showUndo({
      message: t('bulk.changed', { n: changed }),
      verb: l('undo'),
      done: l('undone'),
      undo: () => set.mutateAsync({ listId, prices: before }),
      failed: (error) => sentenceOf(error, c('error.network')),
    });
    onDone();
  };
  return { save, isPending: set.isPending, error: set.error };
}

type FieldsProps = {
  readonly form: Form;
  readonly set: (next: Partial<Form>) => void;
  readonly lists: readonly PriceList[];
  readonly currency: string;
};

function Fields({ form, set, lists, currency }: FieldsProps) {
  const t = useWords(priceWords);
  const isWrong = form.by !== '' && !changeOf(form, currency);
  const hasCents = toDecimal(money(100, currency)) === '1.00';
  return (
    <>
      <NativeSelect
        label={t('list')}
        value={form.listId}
        onChange={(event) => set({ listId: event.currentTarget.value, ending: 'none' })}
        data={lists.map((one) => ({ value: one.listId, label: `${one.name} (${one.currency})` }))}
      />
      <SegmentedControl
        aria-label={t('bulk.title')}
        value={form.kind}
        onChange={(kind) => set({ kind: kind === 'amount' ? 'amount' : 'percent' })}
        data={[
          { value: 'percent', label: t('bulk.percent') },
          { value: 'amount', label: t('bulk.amount', { currency }) },
        ]}
      />
      <div className="price-change">
        <TextInput
          label={t(form.kind === 'percent' ? 'bulk.byPercent' : 'bulk.byAmount')}
          description={t('bulk.byHint')}
          value={form.by}
          onChange={(event) => set({ by: event.currentTarget.value })}
          error={isWrong && t('bulk.bad')}
          inputMode="text"
          data-autofocus
        />
        {hasCents && (
          <NativeSelect
            label={t('bulk.ending')}
            description={t('bulk.endingHint')}
            value={form.ending}
            onChange={(event) => set({ ending: endings.find((one) => one === event.currentTarget.value) ?? 'none' })}
            data={endings.map((one) => ({ value: one, label: one === 'none' ? t('bulk.anyEnding') : `,${one}` }))}
          />
        )}
      </div>
    </>
  );
}

/** From how many units on the change holds, and whether the steps that are there move along. */
function StepFields({ form, set, hasSteps }: Pick<FieldsProps, 'form' | 'set'> & { readonly hasSteps: boolean }) {
  const t = useWords(priceWords);
  return (
    <div className="price-change">
      <NumberInput
        label={t('bulk.fromUnits')}
        description={t(form.fromUnits > 1 ? 'bulk.stepHint' : 'bulk.unitHint')}
        value={form.fromUnits}
        onChange={(value) => set({ fromUnits: Math.max(1, Math.floor(Number(value) || 1)) })}
        min={1}
        max={9_999}
        allowDecimal={false}
      />
      {form.fromUnits === 1 && hasSteps && (
        <Checkbox
          label={t('bulk.withSteps')}
          checked={form.withSteps}
          onChange={(event) => set({ withSteps: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

function Preview({ rows, currency }: { rows: readonly Moving[]; currency: string }) {
  const t = useWords(priceWords);
  const { text, money: shown } = useFormat();
  return (
    <ul className="bulk-preview" tabIndex={0} aria-label={t('bulk.preview')}>
      {rows.map(({ row, moves }) => (
        <li key={row.skuId}>
          <span>
            {[text(row.name), text(row.optionText)].filter(Boolean).join(', ')}{' '}
            <span className="muted num">{row.sku}</span>
          </span>
          <span className="num">
            {moves.length === 0 && shown({ minor: row.minor, currency })}
            {moves.map(({ before, to }) => (
              <span key={to.fromUnits} className="bulk-step">
                {to.fromUnits > 1 && <span className="muted">{t('bulk.from', { n: to.fromUnits })} </span>}
                {before.minor === null ? '—' : shown({ minor: before.minor, currency })}
                {' → '}
                <strong>{shown({ minor: to.minor ?? 0, currency })}</strong>
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

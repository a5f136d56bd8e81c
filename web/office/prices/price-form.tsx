/** A new price of an article in a list, from now or from a moment on. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { clock } from '#base/time';
import { sentenceOf } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { minorOf, typedOf } from './amount.ts';
import { usePriceHistory, useSetPrices, type PriceList } from './data.ts';
import { priceWords } from './words.ts';

const instantIn = (typed: string): string | undefined => (typed === '' ? undefined : new Date(typed).toISOString());

/** A number of units as it is typed; undefined where it is none. */
const unitsIn = (text: string): number | undefined => (/^[1-9]\d{0,3}$/.test(text.trim()) ? Number(text) : undefined);

export function PriceForm({ list, skuId }: { list: PriceList; skuId: string }) {
  const t = useWords(priceWords);
  const { currency } = list;
  const { form, set, submit, error, isPending, minor, compare, units } = usePriceForm(list, skuId);
  const c = useWords(common);
  return (
    <Panel title={t('setPrice')} note={list.name}>
      <form className="column price-form" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TextInput
          label={t('units')}
          description={t('unitsHint')}
          value={form.units}
          onChange={(event) => set({ units: event.currentTarget.value })}
          inputMode="numeric"
          error={units === undefined && t('badUnits')}
        />
        <TextInput
          label={`${t('newPrice')} (${currency})`}
          description={t('newPriceHint')}
          value={form.price}
          onChange={(event) => set({ price: event.currentTarget.value })}
          inputMode="decimal"
          error={minor === undefined && t('bad')}
        />
        <TextInput
          label={`${t('newCompareAt')} (${currency})`}
          description={t('compareHint')}
          value={form.compareAt}
          onChange={(event) => set({ compareAt: event.currentTarget.value })}
          inputMode="decimal"
          error={compare === undefined && t('bad')}
        />
        <TextInput
          type="datetime-local"
          label={t('from')}
          description={t('fromHint')}
          value={form.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          label={t('until')}
          description={t('untilHint')}
          value={form.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
        {error && (
          <p className="bad" role="alert">
            {sentenceOf(error, c('error.network'))}
          </p>
        )}
        <Button type="submit" loading={isPending}>
          {t('apply')}
        </Button>
      </form>
    </Panel>
  );
}

type Form = {
  readonly units: string;
  readonly price: string;
  readonly compareAt: string;
  readonly from: string;
  readonly until: string;
};

/** What was typed over the price in force. */
function usePriceForm(list: PriceList, skuId: string) {
  const t = useWords(priceWords);
  const { lang } = useLang();
  const history = usePriceHistory(list.listId, skuId);
  const now = clock();
  const [typed, setTyped] = useState<Partial<Form>>({});
  const units = unitsIn(typed.units ?? '1');
  const inForce = history.data?.find(
    (one) => one.fromUnits === units && one.from <= now && (one.to === null || one.to > now),
  );
  const save = useSetPrices();
  const form: Form = {
    units: '1',
    price: typedOf(inForce?.minor, list.currency, lang),
    compareAt: typedOf(inForce?.compareAtMinor, list.currency, lang),
    from: '',
    until: '',
    ...typed,
  };
  const minor = minorOf(form.price, list.currency);
  const compare = minorOf(form.compareAt, list.currency);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (minor === undefined || compare === undefined || units === undefined) return;
    const from = instantIn(form.from);
    const until = instantIn(form.until);
    const done = await save.mutateAsync({
      listId: list.listId,
      prices: [{ skuId, minor, compareAtMinor: compare, fromUnits: units }],
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    });
    notifications.show({ message: t(done.changed > 0 ? 'savedPrice' : 'sameP'), color: 'cresson' });
    setTyped({});
  };
  const set = (next: Partial<Form>) => setTyped({ ...typed, ...next });
  return { form, set, submit, error: save.error, isPending: save.isPending, minor, compare, units };
}

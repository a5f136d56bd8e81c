/** A draft of a purchase order: what of the supplier's articles, how many packs. */
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { newId } from '#base/ids';
import { milliOf, unitDecimal } from '#purchasing/model';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { PageSkeleton, RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import {
  useHouseCurrency,
  usePurchase,
  useSuppliers,
  useSupplies,
  useWrite,
  type Supplier,
  type Supply,
  type WholePurchase,
} from './data.ts';
import { ArticleCell, useUnitCost } from './parts.tsx';
import { buying } from './words.ts';

/** By article: packs, and the price where it is not the supplier's. */
type Wanted = Readonly<Record<string, number>>;

export function NewDraft() {
  const suppliers = useSuppliers();
  if (suppliers.isPending) return <PageSkeleton />;
  if (suppliers.error) return <ErrorBox error={suppliers.error} retry={() => void suppliers.refetch()} page />;
  return <Draft suppliers={suppliers.data} />;
}

export function EditDraft({ purchaseId }: { purchaseId: string }) {
  const purchase = usePurchase(purchaseId);
  if (purchase.isPending) return <PageSkeleton />;
  if (purchase.error) return <ErrorBox error={purchase.error} retry={() => void purchase.refetch()} page />;
  return <Draft suppliers={[purchase.data.supplier]} before={purchase.data} />;
}

type Made = { readonly purchaseId: string };
type DraftProps = { readonly suppliers: readonly Supplier[]; readonly before?: WholePurchase };

function useDraft({ suppliers, before }: DraftProps) {
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('supplier') ?? '';
  const sites = useSites();
  const [purchaseId] = useState(() => before?.purchaseId ?? newId('por'));
  const [supplierId, setSupplier] = useState(before?.supplierId ?? asked);
  const [site, setSite] = useState(before?.siteId ?? '');
  const siteId = site || (sites.items.find((one) => one.kind === 'warehouse') ?? sites.items[0])?.siteId || '';
  const [expectedOn, setExpected] = useState(before?.expectedOn ?? '');
  // A rate is typed with five decimals and kept with nine.
  const [rate, setRate] = useState(before?.fxNano ? unitDecimal(Math.round(before.fxNano / 10_000), 'EUR') : '');
  const [packs, setPacks] = useState<Wanted>(() =>
    Object.fromEntries(before?.lines.map((line) => [line.skuId, line.ordered / line.packUnits]) ?? []),
  );
  const create = useWrite<object, Made>('/api/purchases');
  const change = useWrite<object, Made>(`/api/purchases/${purchaseId}`, 'PATCH');
  const supplies = useSupplies(supplierId);
  const wanted = (supplies.data ?? []).filter((one) => (packs[one.skuId] ?? 0) > 0);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const milli = rate === '' ? undefined : milliOf(rate, 'EUR');
    const shared = {
      lines: wanted.map((one) => ({ skuId: one.skuId, quantity: (packs[one.skuId] ?? 0) * one.packUnits })),
      expectedOn: expectedOn === '' ? null : expectedOn,
      ...(milli === undefined ? {} : { fxNano: milli * 10_000 }),
    };
    if (before) await change.mutateAsync({ body: { version: before.version, ...shared } });
    else await create.mutateAsync({ body: { purchaseId, supplierId, siteId, ...shared } });
    go(`/purchasing/orders/${purchaseId}`);
  };
  return {
    ...{ purchaseId, supplierId, siteId, expectedOn, rate, packs, supplies, wanted, submit },
    ...{ setSite, setExpected, setRate, setPacks },
    setSupplier: (next: string) => {
      setSupplier(next);
      setPacks({});
    },
    supplier: suppliers.find((one) => one.supplierId === supplierId),
    error: create.error ?? change.error,
    isBusy: create.isPending || change.isPending,
  };
}

function Draft({ suppliers, before }: DraftProps) {
  const t = useWords(buying);
  const c = useWords(common);
  const form = useDraft({ suppliers, ...(before ? { before } : {}) });
  const title = before ? t('editTitle', { number: before.number }) : t('newTitle');
  useTitle(title);
  return (
    <form className="page" onSubmit={(event) => void form.submit(event).catch(() => undefined)}>
      <Link href={before ? `/purchasing/orders/${form.purchaseId}` : '/purchasing'} className="back-link">
        <Icon name="left" size={14} />
        {before?.number ?? t('back')}
      </Link>
      <header className="page-head">
        <h1>{title}</h1>
        <div className="page-actions">
          <Button type="submit" loading={form.isBusy} disabled={form.wanted.length === 0}>
            {t('save')}
          </Button>
        </div>
      </header>
      <div className="column">
        {form.error && (
          <p className="bad" role="alert">
            {sentenceOf(form.error, c('error.network'))}
          </p>
        )}
        <Panel>
          <DraftFields form={form} suppliers={suppliers} isFixed={before !== undefined} />
        </Panel>
        {form.supplier ? (
          <Articles
            supplier={form.supplier}
            supplies={form.supplies.data}
            packs={form.packs}
            onChange={form.setPacks}
          />
        ) : (
          <p className="muted">{t('chooseSupplier')}</p>
        )}
      </div>
    </form>
  );
}

type FieldsProps = {
  readonly form: ReturnType<typeof useDraft>;
  readonly suppliers: readonly Supplier[];
  /** Supplier and site stay as they were drafted. */
  readonly isFixed: boolean;
};

function DraftFields({ form, suppliers, isFixed }: FieldsProps) {
  const t = useWords(buying);
  const ours = useHouseCurrency();
  return (
    <div className="buy-fields">
      <NativeSelect
        label={t('supplier')}
        value={form.supplierId}
        disabled={isFixed}
        onChange={(event) => form.setSupplier(event.currentTarget.value)}
        data={[{ value: '', label: '—' }, ...suppliers.map((one) => ({ value: one.supplierId, label: one.name }))]}
      />
      <SiteSelect label={t('site')} value={form.siteId} disabled={isFixed} onChange={form.setSite} />
      <TextInput
        type="date"
        label={t('expectedOn')}
        value={form.expectedOn}
        onChange={(event) => form.setExpected(event.currentTarget.value)}
      />
      {form.supplier && form.supplier.currency !== ours && (
        <TextInput
          label={t('fx')}
          description={t('fxFor', { from: form.supplier.currency, to: ours })}
          inputMode="decimal"
          value={form.rate}
          onChange={(event) => form.setRate(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

type ArticlesProps = {
  readonly supplier: Supplier;
  readonly supplies: readonly Supply[] | undefined;
  readonly packs: Wanted;
  readonly onChange: (packs: Wanted) => void;
};

function Articles({ supplier, supplies, packs, onChange }: ArticlesProps) {
  const t = useWords(buying);
  const { money, text } = useFormat();
  const cost = useUnitCost();
  if (!supplies) return <RowsSkeleton height={56} />;
  const { currency } = supplier;
  const minorOf = (one: Supply): number =>
    Math.round(((packs[one.skuId] ?? 0) * one.packUnits * (one.costMilli ?? 0)) / 1_000);
  const total = supplies.reduce((sum, one) => sum + minorOf(one), 0);
  return (
    <Panel
      title={t('theirArticles')}
      note={supplier.minOrderMinor > 0 && t('minimum', { amount: money({ minor: supplier.minOrderMinor, currency }) })}
      aside={<b className="num">{money({ minor: total, currency })}</b>}
      flush
    >
      <div className="table-scroll" role="region" aria-label={t('theirArticles')} tabIndex={0}>
        <table className="table" data-tall aria-label={t('theirArticles')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              <th scope="col" data-align="right">
                {t('packs')}
              </th>
              <th scope="col" data-align="right">
                {t('quantity')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('unit')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('lineTotal')}
              </th>
            </tr>
          </thead>
          <tbody>
            {supplies.map((one) => (
              <tr key={one.skuId}>
                <td>
                  <ArticleCell article={one} note={t('pack', { n: one.packUnits })} />
                </td>
                <td data-align="right">
                  <NumberInput
                    aria-label={`${t('packs')} : ${text(one.name)}`}
                    w={90}
                    min={0}
                    max={10_000}
                    allowDecimal={false}
                    value={packs[one.skuId] ?? 0}
                    onChange={(value) => onChange({ ...packs, [one.skuId]: Number(value) })}
                  />
                </td>
                <td data-align="right">{(packs[one.skuId] ?? 0) * one.packUnits || '—'}</td>
                <td data-align="right" data-hide="phone">
                  {cost(one.costMilli, currency)}
                </td>
                <td data-align="right" data-hide="phone">
                  {minorOf(one) === 0 ? '—' : money({ minor: minorOf(one), currency })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** What to buy, and why; other settings ask “what if?”; what is chosen becomes drafts. */
import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import { useChoice, type Choice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { Why, WhyTable, type WhyRow } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useSuppliers, useWrite, type Proposal } from './data.ts';
import { ArticleCell, SiteFilter, useSections } from './parts.tsx';
import { buying } from './words.ts';

const keyOf = (one: Proposal): string => `${one.skuId} ${one.siteId}`;
/** Sold a day, with one decimal, or two below one. */
function rateOf({ why }: Proposal): number {
  const fine = why.sold < why.windowDays ? 100 : 10;
  return Math.round((why.sold * fine) / why.windowDays) / fine;
}
const settings = ['windowDays', 'targetDays', 'safetyDays', 'leadDays'] as const;
const house = { windowDays: 28, targetDays: 21, safetyDays: 7, leadDays: undefined } as const;

function useColumns(): Column<Proposal>[] {
  const t = useWords(buying);
  const { number, money } = useFormat();
  const sites = useSites();
  return [
    { key: 'article', head: t('article'), cell: (one) => <ArticleCell article={one} note={one.supplierName} /> },
    { key: 'site', head: t('site'), hide: 'phone', cell: (one) => sites.name(one.siteId) },
    {
      key: 'sells',
      head: t('sells'),
      align: 'right',
      hide: 'wide',
      cell: (one) => t('aDay', { rate: number(rateOf(one)) }),
    },
    {
      key: 'free',
      head: t('free'),
      align: 'right',
      hide: 'phone',
      cell: (one) => <span className={one.why.free === 0 ? 'bad' : undefined}>{number(one.why.free)}</span>,
    },
    { key: 'incoming', head: t('incoming'), align: 'right', hide: 'wide', cell: (one) => number(one.why.incoming) },
    {
      key: 'lasts',
      head: t('lasts'),
      align: 'right',
      hide: 'wide',
      cell: (one) => (one.why.lastsDays === null ? '—' : t('days', { n: one.why.lastsDays })),
    },
    { key: 'proposal', head: t('proposal'), align: 'right', cell: (one) => <What proposal={one} /> },
    { key: 'cost', head: t('cost'), align: 'right', hide: 'wide', cell: (one) => (one.cost ? money(one.cost) : '—') },
  ];
}

function What({ proposal }: { proposal: Proposal }) {
  const t = useWords(buying);
  const sites = useSites();
  return (
    <span className="buy-article buy-what">
      {proposal.quantity > 0 && (
        <span className="buy-buy">{t('buy', { n: proposal.quantity, packs: proposal.packs })}</span>
      )}
      {proposal.transfers.map((one) => (
        <span key={one.fromSiteId} className="help">
          {t('move', { n: one.quantity, site: sites.name(one.fromSiteId) })}
        </span>
      ))}
      <WhyProposal proposal={proposal} />
    </span>
  );
}

function WhyProposal({ proposal }: { proposal: Proposal }) {
  const t = useWords(buying);
  const { text, number } = useFormat();
  const { why } = proposal;
  const moved = proposal.transfers.reduce((sum, one) => sum + one.quantity, 0);
  const row = (key: string, label: string, amount: number, chosen = true): WhyRow => ({
    ...{ key, label, chosen },
    amount: number(amount),
  });
  const rows = [
    row('sold', t('why.sold', { days: why.windowDays }), why.sold),
    row('position', t('why.position'), why.free + why.incoming),
    row('point', t('why.point'), why.point, why.need > 0),
    row('upTo', t('why.upTo', { days: why.targetDays }), why.upTo, why.need > 0),
    row('need', t('why.need'), why.need, why.need > 0),
    ...(moved > 0 ? [row('moved', t('why.moved'), moved)] : []),
    ...(proposal.packs > 0
      ? [row('bought', t('why.bought', { packs: proposal.packs, n: proposal.packUnits }), proposal.quantity)]
      : []),
  ];
  const facts = { rate: number(rateOf(proposal)), free: why.free, incoming: why.incoming, lead: why.leadDays };
  return (
    <Why
      about={text(proposal.name)}
      title={[text(proposal.name), text(proposal.optionText)].filter(Boolean).join(', ')}
      sentence={t(`why.${why.because}`, facts as never)}
    >
      <WhyTable label={t('why.step')} amount={t('quantity')} rows={rows} />
    </Why>
  );
}

export function Proposals() {
  const t = useWords(buying);
  const filters = useFilters(['supplierId', 'siteId', ...settings]);
  const { supplierId, siteId } = filters.values;
  const query = Object.fromEntries(Object.entries(filters.values).filter(([, value]) => value !== ''));
  const list = useKeyset<Proposal>('proposals', '/api/purchase-proposals', query, 100);
  const suppliers = useSuppliers();
  const choice = useChoice();
  const columns = useColumns();
  const sections = useSections('toBuy');
  const mayOrder = useCan('purchasing.write');
  useLive(['purchasing.', 'inventory.'], [['proposals']], 10_000);
  return (
    <RecordList
      name="proposals"
      title={t('proposals')}
      help="proposals"
      tabs={sections}
      above={<WhatIf filters={filters} rows={list.rows} query={{ supplierId, siteId }} />}
      filters={filters}
      fields={
        <>
          <NativeSelect
            aria-label={t('supplier')}
            value={supplierId}
            onChange={(event) => filters.set({ supplierId: event.currentTarget.value })}
            data={[
              { value: '', label: t('allSuppliers') },
              ...(suppliers.data ?? []).map((one) => ({ value: one.supplierId, label: one.name })),
            ]}
          />
          <SiteFilter value={siteId} onChange={(next) => filters.set({ siteId: next })} />
        </>
      }
      file={{ name: 'purchase-proposals', query }}
      columns={columns}
      list={list}
      rowKey={keyOf}
      nameOf={(one) => one.sku}
      choice={mayOrder ? choice : undefined}
      bulk={<DraftThem rows={list.rows} choice={choice} />}
      tall
      empty={{ icon: 'check', title: t('nothingToBuy'), children: t('nothingToBuyText') }}
    />
  );
}

type Filters = ReturnType<typeof useFilters<'supplierId' | 'siteId' | (typeof settings)[number]>>;
type WhatIfProps = {
  readonly filters: Filters;
  readonly rows: readonly Proposal[];
  readonly query: Readonly<Record<string, string>>;
};

/** Other days, another delay: what would be bought then, beside what the house's settings give. */
function WhatIf({ filters, rows, query }: WhatIfProps) {
  const t = useWords(buying);
  const isOther = settings.some((name) => filters.values[name] !== '');
  const base = useQuery({
    queryKey: ['proposals', 'base', query],
    enabled: isOther,
    queryFn: ({ signal }) =>
      api<{ items: Proposal[] }>('GET', '/api/purchase-proposals', { query: { ...query, limit: 500 }, signal }),
  });
  const unitsOf = (list: readonly Proposal[]): number => list.reduce((sum, one) => sum + one.quantity, 0);
  const label = {
    windowDays: 'windowDays',
    targetDays: 'targetDays',
    safetyDays: 'safetyDays',
    leadDays: 'leadIf',
  } as const;
  return (
    <div className="buy-what-if" role="group" aria-label={t('whatIf')}>
      {settings.map((name) => (
        <NumberInput
          key={name}
          size="xs"
          label={t(label[name])}
          placeholder={house[name] === undefined ? '—' : String(house[name])}
          min={name === 'safetyDays' || name === 'leadDays' ? 0 : 1}
          max={365}
          allowDecimal={false}
          value={filters.values[name] === '' ? '' : Number(filters.values[name])}
          onChange={(value) => filters.set({ [name]: value === '' ? '' : String(value) })}
        />
      ))}
      {isOther && (
        <Button
          size="xs"
          variant="default"
          onClick={() => filters.set(Object.fromEntries(settings.map((name) => [name, ''])))}
        >
          {t('asHouse')}
        </Button>
      )}
      <p className="muted" role="status">
        {isOther && base.data
          ? t('compare', {
              ...{ lines: rows.length, units: unitsOf(rows) },
              ...{ was: base.data.items.length, wasUnits: unitsOf(base.data.items) },
            })
          : t('sum', { lines: rows.length, units: unitsOf(rows) })}
      </p>
    </div>
  );
}

type Made = { readonly items: readonly { purchaseId: string; number: string }[] };

/** One click: drafts by supplier and site. The same choice sent twice is one. */
function DraftThem({ rows, choice }: { rows: readonly Proposal[]; choice: Choice }) {
  const t = useWords(buying);
  const c = useWords(common);
  const [, go] = useLocation();
  const make = useWrite<object, Made>('/api/purchase-proposals/orders');
  const chosen = rows.filter((one) => choice.chosen.has(keyOf(one)) && one.quantity > 0);
  const [key, setKey] = useState(() => newId('act'));
  const run = async () => {
    const lines = chosen.map(({ skuId, siteId, supplierId, quantity }) => ({ skuId, siteId, supplierId, quantity }));
    const made = await make.mutateAsync({ body: { lines }, key });
    setKey(newId('act'));
    choice.clear();
    notifications.show({ message: t('drafted', { n: made.items.length }), color: 'cresson' });
    const [only] = made.items;
    go(made.items.length === 1 && only ? `/purchasing/orders/${only.purchaseId}` : '/purchasing?status=draft');
  };
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      {make.error && <span role="alert">{sentenceOf(make.error, c('error.network'))}</span>}
      <Button
        size="xs"
        variant="white"
        loading={make.isPending}
        disabled={chosen.length === 0}
        onClick={() => void run().catch(() => setKey(newId('act')))}
      >
        {t('draft')}
      </Button>
    </ChoiceBar>
  );
}

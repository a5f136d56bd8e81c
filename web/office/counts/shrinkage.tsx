/** What went missing: by site, category, reason or article, in units and in money, with what it was valued at. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { clock, DAY, plus } from '#base/time';
import { api } from '#kit/api';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { useSites } from '../parts/names.ts';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import type { Loss, Shrinkage } from './data.ts';
import { countWords } from './words.ts';

const groups = [
  ['site', 'bySite'],
  ['category', 'byCategory'],
  ['reason', 'byReason'],
  ['article', 'byArticle'],
] as const;
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export function ShrinkagePage() {
  const t = useWords(countWords);
  const filters = useFilters(['from', 'to', 'siteId', 'by']);
  const [now] = useState(clock);
  const from = isDay(filters.values.from) ? filters.values.from : plus(now, -90 * DAY).slice(0, 10);
  const to = isDay(filters.values.to) ? filters.values.to : plus(now, DAY).slice(0, 10);
  const by = groups.find(([key]) => key === filters.values.by)?.[0] ?? 'site';
  const { siteId } = filters.values;
  const query = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z`, by, siteId };
  const report = useQuery({
    queryKey: ['counts', 'shrinkage', query],
    queryFn: ({ signal }) => api<Shrinkage>('GET', '/api/counts/shrinkage', { query, signal }),
  });
  return (
    <ListPage
      title={t('shrinkage')}
      filters={
        <>
          <TextInput
            type="date"
            aria-label={t('from')}
            value={from}
            onChange={(event) => filters.set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label={t('to')}
            value={to}
            onChange={(event) => filters.set({ to: event.currentTarget.value })}
          />
          <SiteSelect
            aria-label={t('site')}
            value={siteId}
            onChange={(next) => filters.set({ siteId: next })}
            all={t('allSites')}
          />
          <SegmentedControl
            aria-label={t('by')}
            value={by}
            onChange={(next) => filters.set({ by: next })}
            data={groups.map(([value, word]) => ({ value, label: t(word) }))}
          />
          <div className="list-tools">
            <FileMenu file={{ name: 'shrinkage', query }} />
          </div>
        </>
      }
    >
      {report.isPending && <RowsSkeleton rows={5} />}
      {report.isError && <ErrorBox error={report.error} retry={() => void report.refetch()} />}
      {report.data?.items.length === 0 && (
        <Empty icon="shield" title={t('noLoss')}>
          {t('noLossHint')}
        </Empty>
      )}
      {report.data && report.data.items.length > 0 && <Report report={report.data} />}
      <p className="help quiet-line">{t('basisHint')}</p>
    </ListPage>
  );
}

function Report({ report }: { report: Shrinkage }) {
  const t = useWords(countWords);
  return (
    <div className="table-scroll" role="region" aria-label={t('shrinkage')} tabIndex={0}>
      <table className="table" aria-label={t('shrinkage')}>
        <thead>
          <tr>
            <th scope="col">{t('group')}</th>
            <th scope="col" data-align="right">
              {t('lostUnits')}
            </th>
            <th scope="col" data-align="right" data-hide="phone">
              {t('gainedUnits')}
            </th>
            <th scope="col" data-align="right" data-hide="phone">
              {t('lostValue')}
            </th>
            <th scope="col" data-align="right" data-hide="phone">
              {t('gainedValue')}
            </th>
            <th scope="col" data-align="right">
              {t('net')}
            </th>
            <th scope="col" data-hide="phone">
              {t('basis')}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.items.map((line) => (
            <Row
              key={`${line.siteId} ${line.categoryId} ${line.reason} ${line.skuId}`}
              line={line}
              currency={report.currency}
            />
          ))}
        </tbody>
        <tfoot>
          <Row line={report.total} currency={report.currency} total />
        </tfoot>
      </table>
    </div>
  );
}

type RowProps = { readonly line: Loss; readonly currency: string; readonly total?: boolean };

function Row({ line, currency, total }: RowProps) {
  const t = useWords(countWords);
  const { number, money } = useFormat();
  const value = (minor: number): string => money({ minor, currency });
  const basis = [
    line.atCost > 0 && t('atCost', { n: line.atCost }),
    line.atPrice > 0 && t('atPrice', { n: line.atPrice }),
    line.unvalued > 0 && t('unvalued', { n: line.unvalued }),
  ];
  return (
    <tr>
      <th scope="row">{total ? t('total') : <Group line={line} />}</th>
      <td data-align="right">{number(line.lost)}</td>
      <td data-align="right" data-hide="phone">
        {number(line.gained)}
      </td>
      <td data-align="right" data-hide="phone">
        {value(line.lostMinor)}
      </td>
      <td data-align="right" data-hide="phone">
        {value(line.gainedMinor)}
      </td>
      <td data-align="right">
        <strong>{value(line.lostMinor - line.gainedMinor)}</strong>
      </td>
      <td data-hide="phone" className="help">
        {basis.filter(Boolean).join(' · ')}
      </td>
    </tr>
  );
}

const known = new Set([
  ...['count', 'count_theft', 'count_broken', 'count_misplaced', 'count_clerical'],
  ...['transfer_lost', 'transfer_extra'],
]);

function Group({ line }: { line: Loss }) {
  const t = useWords(countWords);
  const { text } = useFormat();
  const sites = useSites();
  if (line.siteId !== null) return sites.name(line.siteId);
  if (line.reason !== null) return known.has(line.reason) ? t(`reason.${line.reason}` as 'reason.count') : line.reason;
  if (line.skuId !== null)
    return (
      <Link href={`/stock/${line.skuId}`} className="link">
        {text(line.name)}
      </Link>
    );
  return text(line.name) || t('noCategory');
}

/** What an accountant takes away: each day's totals, the file of entries, what was reported. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clock, DAY, plus } from '#base/time';
import { address, api } from '#kit/api';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useEntities } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { OwnersPanel } from './owners.tsx';
import { missingOf, RatesPanel } from './rates.tsx';
import { documentWords } from './words.ts';

type DayRow = {
  day: string;
  salesMinor: number;
  returnsMinor: number;
  tendersMinor: number;
  exchangeMinor: number;
  receivableMinor: number;
};
type Line = { day: string; rate: number; netMinor: number; taxMinor: number; count: number };
type Report = { from: string; to: string; transactions: readonly Line[] };
type Reports = {
  running: {
    from: string;
    to: string;
    dueBy: string;
    report: Report | null;
    missing: readonly { currency: string; day: string }[];
  } | null;
  items: readonly { reportId: string; from: string; to: string; version: number; madeAt: string; report: Report }[];
};
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export function AccountsPage() {
  const t = useWords(documentWords);
  const filters = useFilters(['from', 'to', 'entity']);
  const [now] = useState(clock);
  const from = isDay(filters.values.from) ? filters.values.from : plus(now, -30 * DAY).slice(0, 10);
  const to = isDay(filters.values.to) ? filters.values.to : now.slice(0, 10);
  const entities = useEntities().data ?? [];
  const entityId = entities.find((one) => one.entityId === filters.values.entity)?.entityId;
  const of = entityId === undefined ? {} : { entityId };
  const query = { from, to, ...of };
  const days = useQuery({
    queryKey: ['documents', 'days', query],
    queryFn: ({ signal }) =>
      api<{ currency: string; items: readonly DayRow[] }>('GET', '/api/invoicing/days', { query, signal }),
  });
  const missing = missingOf(days.error);
  const day = (name: 'from' | 'to', value: string) => (
    <TextInput
      type="date"
      aria-label={t(name)}
      value={value}
      onChange={(event) => filters.set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <ListPage
      title={t('accounts')}
      actions={
        <Button
          component="a"
          disabled={missing !== undefined}
          href={address('/api/invoicing/fec', query)}
          leftSection={<Icon name="download" size={14} />}
          download
        >
          {t('fec')}
        </Button>
      }
      filters={
        <>
          {day('from', from)}
          {day('to', to)}
          {entities.length > 1 && (
            <NativeSelect
              aria-label={t('entity')}
              value={entityId ?? entities[0]?.entityId ?? ''}
              onChange={(event) => filters.set({ entity: event.currentTarget.value })}
              data={entities.map((one) => ({ value: one.entityId, label: one.name }))}
            />
          )}
        </>
      }
    >
      <div className="column">
        {missing && <RatesPanel missing={missing} />}
        {missing ? null : days.error ? (
          <ErrorBox error={days.error} retry={() => void days.refetch()} />
        ) : days.data ? (
          <Days rows={days.data.items} currency={days.data.currency} />
        ) : (
          <RowsSkeleton />
        )}
        {!missing && <RatesPanel missing={undefined} />}
        <OwnersPanel />
        <ReportsPanel of={of} />
      </div>
    </ListPage>
  );
}

function Days({ rows, currency }: { rows: readonly DayRow[]; currency: string }) {
  const t = useWords(documentWords);
  const { money, date } = useFormat();
  const columns = [
    ['sales', 'salesMinor'],
    ['returned', 'returnsMinor'],
    ['tenders', 'tendersMinor'],
    ...(rows.some((row) => row.exchangeMinor !== 0) ? ([['exchanged', 'exchangeMinor']] as const) : []),
    ['receivable', 'receivableMinor'],
  ] as const;
  return (
    <Panel title={t('days')} note={t('tie')} flush>
      <div className="table-scroll" role="region" aria-label={t('days')} tabIndex={0}>
        <table className="table" aria-label={t('days')}>
          <thead>
            <tr>
              <th scope="col">{t('day')}</th>
              {columns.map(([name]) => (
                <th key={name} scope="col" data-align="right">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map((row) => (
              <tr key={row.day}>
                <td className="num">{date(row.day)}</td>
                {columns.map(([name, key]) => (
                  <td key={name} data-align="right" className="num">
                    {money({ minor: row[key], currency })}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function ReportsPanel({ of }: { of: { entityId?: string } }) {
  const t = useWords(documentWords);
  const { date, when } = useFormat();
  const found = useQuery({
    queryKey: ['documents', 'reports', of],
    queryFn: ({ signal }) => api<Reports>('GET', '/api/invoicing/reports', { query: of, signal }),
  });
  if (!found.data?.running) return null; // established elsewhere: it tells its own tax office
  const { running, items } = found.data;
  const title = t('running', { from: date(running.from), to: date(running.to), by: date(running.dueBy) });
  return (
    <>
      <Panel title={t('reports')} note={title} flush={running.report !== null}>
        {running.report ? (
          <Lines lines={running.report.transactions} name={title} />
        ) : (
          <>
            <p className="bad" role="alert">
              {t('reportMissing')}
            </p>
            <ul>
              {running.missing.map((one) => (
                <li key={`${one.currency} ${one.day}`}>
                  {t('rateOn', { currency: one.currency, day: date(one.day) })}
                </li>
              ))}
            </ul>
          </>
        )}
      </Panel>
      {items.map(({ reportId, from, to, version, madeAt, report }) => {
        const name = `${t('period')} ${date(from)} – ${date(to)}`;
        return (
          <Panel key={reportId} title={name} note={`${t('version')} ${version} · ${when(madeAt)}`} flush>
            <Lines lines={report.transactions} name={`${name} ${version}`} />
          </Panel>
        );
      })}
    </>
  );
}

function Lines({ lines, name }: { lines: readonly Line[]; name: string }) {
  const t = useWords(documentWords);
  const { money, date, rate: percent } = useFormat();
  if (lines.length === 0) return <p className="empty">{t('none')}</p>;
  return (
    <div className="table-scroll" role="region" aria-label={name} tabIndex={0}>
      <table className="table" aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col">{t('rate')}</th>
            <th scope="col" data-align="right">
              {t('count')}
            </th>
            <th scope="col" data-align="right">
              {t('net')}
            </th>
            <th scope="col" data-align="right">
              {t('tax')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ day, rate, count, netMinor, taxMinor }) => (
            <tr key={`${day} ${rate}`}>
              <td className="num">{date(day)}</td>
              <td className="num">{percent(rate)}</td>
              <td data-align="right" className="num">
                {count}
              </td>
              <td data-align="right" className="num">
                {money({ minor: netMinor, currency: 'EUR' })}
              </td>
              <td data-align="right" className="num">
                {money({ minor: taxMinor, currency: 'EUR' })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

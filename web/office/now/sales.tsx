/** Sales of the day, of 7 or of 30: the total, the channels, the chart, and the figures behind it. */
import { Button, Collapse, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clock } from '#base/time';
import { api } from '#kit/api';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { SalesChart } from './chart.tsx';
import { firstSold, seriesOf, sum, type SalesByDay, type ShopNow, type Shown } from './data.ts';

const periods = ['day', '7', '30'] as const;
type Period = (typeof periods)[number];

/** How a period is told: `past` is what it is compared with. */
type Told = {
  readonly shown: Shown;
  readonly past: string;
  readonly first: number;
  readonly label: (at: number) => string;
  /** A value's name in a sentence and in the table. */
  readonly name: (at: number) => string;
  readonly column: string;
  readonly title: string;
  readonly best: string;
  readonly since: string;
  readonly presently: (total: string) => string;
};

export function Sales({ now }: { now: ShopNow }) {
  const filters = useFilters(['period']);
  const period = periods.find((one) => one === filters.values.period) ?? 'day';
  const set = (next: Period) => filters.set({ period: next === 'day' ? '' : next });
  const ofDay = useDay(now);
  const ofDays = useDays(period);
  const told = period === 'day' ? ofDay : ofDays.told;
  return (
    <Panel className="sales">
      {told ? <Shop told={told} period={period} set={set} /> : <PeriodSwitch period={period} set={set} />}
      {!told && ofDays.error !== null && <ErrorBox error={ofDays.error} />}
    </Panel>
  );
}

function useDay(now: ShopNow): Told {
  const t = useWords(nowWords);
  const { longDate, time } = useFormat();
  const channels = useChannels();
  const day = longDate(now.day).split(' ')[0] ?? '';
  const hour = (at: number): string => `${at}\u00a0h`;
  const shown: Shown = {
    total: now.salesToday,
    totalBefore: now.salesLastWeek,
    series: seriesOf(
      now.byChannel.map(({ channelId, hours }) => ({ channelId, values: hours })),
      (id) => channels.find(id)?.kind,
    ),
    before: now.lastWeekHours,
    present: Number.parseInt(time(clock()), 10),
  };
  return {
    shown,
    past: t('lastWeek', { day }),
    // 8 h at the latest, so that mornings look alike.
    first: Math.min(firstSold(shown), 8),
    label: hour,
    name: hour,
    column: t('hour'),
    title: t('sales'),
    best: t('bestHour'),
    since: t('sinceMidnight'),
    presently: (total) => t('thisHour', { time: time(clock()), total }),
  };
}

function useDays(period: Period): { told: Told | undefined; error: unknown } {
  const t = useWords(nowWords);
  const { dayOfMonth, longDate } = useFormat();
  const channels = useChannels();
  const query = useQuery({
    queryKey: ['now', 'sales', period],
    queryFn: ({ signal }) => api<SalesByDay>('GET', '/api/sales', { query: { days: period }, signal }),
    enabled: period !== 'day',
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const { data } = query;
  if (!data) return { told: undefined, error: query.error };
  const n = data.days.length;
  const at = (i: number): string => data.days[i] ?? '';
  const told: Told = {
    shown: {
      total: data.total,
      totalBefore: data.totalBefore,
      series: seriesOf(
        data.byChannel.map(({ channelId, days }) => ({ channelId, values: days })),
        (id) => channels.find(id)?.kind,
      ),
      before: data.before,
      present: n - 1,
    },
    past: t('daysBefore', { n }),
    first: 0,
    label: (i) => dayOfMonth(at(i)),
    name: (i) => longDate(at(i)),
    column: t('dayName'),
    title: t('salesDays', { n }),
    best: t('bestDay'),
    since: t('inDays', { n }),
    presently: (total) => t('today', { total }),
  };
  return { told, error: null };
}

type SwitchProps = { readonly period: Period; readonly set: (period: Period) => void };

function PeriodSwitch({ period, set }: SwitchProps) {
  const t = useWords(nowWords);
  return (
    <SegmentedControl
      className="sales-period"
      aria-label={t('period')}
      value={period}
      onChange={(next) => set(next as Period)}
      data={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
    />
  );
}

function Shop({ told, period, set }: SwitchProps & { readonly told: Told }) {
  const t = useWords(nowWords);
  const { money } = useFormat();
  const [open, figures] = useDisclosure(false);
  const { shown, past } = told;
  const { currency } = shown.total;
  return (
    <>
      <div className="sales-head">
        <div>
          <h2>{told.title}</h2>
          <span className="sales-total num">{money(shown.total)}</span>
          <Change told={told} />
        </div>
        <PeriodSwitch period={period} set={set} />
      </div>
      <ul className="legend">
        {shown.series.map(({ kind, colour, values }) => (
          <li key={kind}>
            <i style={{ background: colour }} />
            <span className="muted">{t(`kind.${kind}`)}</span>
            <b className="num">{money({ minor: sum(values), currency })}</b>
          </li>
        ))}
        <li>
          <i className="legend-dots" />
          <span className="muted">{capital(past)}</span>
          <b className="num">{money({ minor: sum(shown.before), currency })}</b>
        </li>
      </ul>
      <SalesChart shown={shown} first={told.first} label={told.label} presently={told.presently} />
      <p className="help">
        <Summary told={told} />{' '}
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={figures.toggle}>
          {t(open ? 'hideFigures' : 'figures')}
        </Button>
      </p>
      <Collapse expanded={open}>
        <Figures told={told} />
      </Collapse>
    </>
  );
}

/** Against what was sold before, up to the same time. */
function Change({ told: { shown, past } }: { told: Told }) {
  const t = useWords(nowWords);
  const { percent } = useFormat();
  const before = shown.totalBefore.minor;
  // Ten times as much says that the house was not open yet, not that it sells better.
  if (before === 0 || shown.total.minor > before * 10) return null;
  const share = Math.round(((shown.total.minor - before) * 100) / before) / 100;
  if (share === 0) return <Tag>{t('same', { past })}</Tag>;
  return (
    <Tag tone={share > 0 ? 'ok' : 'warn'}>
      {t(share > 0 ? 'up' : 'down', { share: percent(Math.abs(share)), past })}
    </Tag>
  );
}

/** The chart in one sentence. */
function Summary({ told }: { told: Told }) {
  const t = useWords(nowWords);
  const { money } = useFormat();
  const { shown } = told;
  const { currency } = shown.total;
  const before = t('before', { past: capital(told.past), total: money(shown.totalBefore) });
  if (shown.series.length === 0) return `${t('summaryNone')} ${before}.`;
  const totals = shown.before.map((_, i) => sum(shown.series.map((one) => one.values[i] ?? 0)));
  const peak = totals.indexOf(Math.max(...totals));
  const top = shown.series.reduce((best, one) => (sum(one.values) > sum(best.values) ? one : best));
  return t('summary', {
    total: money(shown.total),
    since: told.since,
    top: t(`kind.${top.kind}`),
    topTotal: money({ minor: sum(top.values), currency }),
    best: told.best,
    peak: told.name(peak),
    peakTotal: money({ minor: totals[peak] ?? 0, currency }),
    before,
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The table behind the chart. */
function Figures({ told }: { told: Told }) {
  const t = useWords(nowWords);
  const { money } = useFormat();
  const { series, before, total } = told.shown;
  const { currency } = total;
  const amount = (minor: number) => (minor === 0 ? '—' : money({ minor, currency }));
  const rows = before
    .map((_, at) => at)
    .filter((at) => (before[at] ?? 0) > 0 || series.some((one) => (one.values[at] ?? 0) > 0));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
    <div className="table-scroll figures-table" tabIndex={0} role="region" aria-label={t('chart')}>
      <table className="table" aria-label={t('chart')}>
        <thead>
          <tr>
            <th scope="col">{told.column}</th>
            {series.map(({ kind }) => (
              <th key={kind} scope="col" data-align="right">
                {t(`kind.${kind}`)}
              </th>
            ))}
            <th scope="col" data-align="right">
              {t('total')}
            </th>
            <th scope="col" data-align="right">
              {capital(told.past)}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((at) => (
            <tr key={at}>
              <th scope="row" className="num">
                {told.name(at)}
              </th>
              {series.map(({ kind, values }) => (
                <td key={kind} data-align="right">
                  {amount(values[at] ?? 0)}
                </td>
              ))}
              <td data-align="right">
                <b>{amount(sum(series.map((one) => one.values[at] ?? 0)))}</b>
              </td>
              <td data-align="right" className="muted">
                {amount(before[at] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Sales of the day: the total, the channels, the chart, and the figures behind it. */
import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { clock } from '#base/time';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { SalesChart } from './chart.tsx';
import { seriesOf, sum, type Series, type ShopNow } from './data.ts';

export function Sales({ now }: { now: ShopNow }) {
  const t = useWords(nowWords);
  const { money, longDate } = useFormat();
  const channels = useChannels();
  const [open, figures] = useDisclosure(false);
  const { currency } = now.salesToday;
  const found = seriesOf(now, (id) => channels.find(id)?.kind);
  const weekday = longDate(now.day).split(' ')[0] ?? '';
  const hour = useHour();
  return (
    <Panel className="sales">
      <div className="sales-head">
        <h2>{t('sales')}</h2>
        <span className="sales-total num">{money(now.salesToday)}</span>
        <Change now={now} weekday={weekday} />
      </div>
      <ul className="legend">
        {found.map(({ kind, colour, hours }) => (
          <li key={kind}>
            <i style={{ background: colour }} />
            <span className="muted">{t(`kind.${kind}`)}</span>
            <b className="num">{money({ minor: sum(hours), currency })}</b>
          </li>
        ))}
        <li>
          <i className="legend-dots" />
          <span className="muted">{capital(t('lastWeek', { day: weekday }))}</span>
          <b className="num">{money({ minor: sum(now.lastWeekHours), currency })}</b>
        </li>
      </ul>
      <SalesChart series={found} before={now.lastWeekHours} hour={hour} currency={currency} />
      <p className="help">
        <Summary now={now} found={found} weekday={weekday} />{' '}
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={figures.toggle}>
          {t(open ? 'hideFigures' : 'figures')}
        </Button>
      </p>
      <Collapse expanded={open}>
        <Figures found={found} now={now} weekday={weekday} />
      </Collapse>
    </Panel>
  );
}

/** The hour of the shop, from 0 to 23. */
function useHour(): number {
  const { time } = useFormat();
  return Number.parseInt(time(clock()), 10);
}

/** Against the same weekday of last week up to the same time, as the API compares. */
function Change({ now, weekday }: { now: ShopNow; weekday: string }) {
  const t = useWords(nowWords);
  const { percent } = useFormat();
  const before = now.salesLastWeek.minor;
  if (before === 0) return null;
  const share = Math.round(((now.salesToday.minor - before) * 100) / before) / 100;
  if (share === 0) return <Tag>{t('same', { day: weekday })}</Tag>;
  return (
    <Tag tone={share > 0 ? 'ok' : 'warn'}>
      {t(share > 0 ? 'up' : 'down', { share: percent(Math.abs(share)), day: weekday })}
    </Tag>
  );
}

type Told = { readonly now: ShopNow; readonly found: readonly Series[]; readonly weekday: string };

/** The chart in one sentence. */
function Summary({ now, found, weekday }: Told) {
  const t = useWords(nowWords);
  const { money } = useFormat();
  const { currency } = now.salesToday;
  const before = t('before', { day: capital(weekday), total: money(now.salesLastWeek) });
  if (found.length === 0) return `${t('summaryNone')} ${before}.`;
  const hours = Array.from({ length: 24 }, (_, hour) => sum(found.map((one) => one.hours[hour] ?? 0)));
  const peak = hours.indexOf(Math.max(...hours));
  const top = found.reduce((best, one) => (sum(one.hours) > sum(best.hours) ? one : best));
  return t('summary', {
    total: money(now.salesToday),
    top: t(`kind.${top.kind}`),
    topTotal: money({ minor: sum(top.hours), currency }),
    peak: `${peak}\u00a0h`,
    peakTotal: money({ minor: hours[peak] ?? 0, currency }),
    before,
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The table behind the chart. */
function Figures({ now, found, weekday }: Told) {
  const t = useWords(nowWords);
  const { money } = useFormat();
  const { currency } = now.salesToday;
  const amount = (minor: number) => (minor === 0 ? '—' : money({ minor, currency }));
  const rows = Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => (now.lastWeekHours[hour] ?? 0) > 0 || found.some((one) => (one.hours[hour] ?? 0) > 0),
  );
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
    <div className="table-scroll figures-table" tabIndex={0} role="region" aria-label={t('chart')}>
      <table className="table" aria-label={t('chart')}>
        <thead>
          <tr>
            <th scope="col">{t('hour')}</th>
            {found.map(({ kind }) => (
              <th key={kind} scope="col" data-align="right">
                {t(`kind.${kind}`)}
              </th>
            ))}
            <th scope="col" data-align="right">
              {t('total')}
            </th>
            <th scope="col" data-align="right">
              {capital(t('lastWeek', { day: weekday }))}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((hour) => (
            <tr key={hour}>
              <th scope="row" className="num">
                {hour}&nbsp;h
              </th>
              {found.map(({ kind, hours }) => (
                <td key={kind} data-align="right">
                  {amount(hours[hour] ?? 0)}
                </td>
              ))}
              <td data-align="right">
                <b>{amount(sum(found.map((one) => one.hours[hour] ?? 0)))}</b>
              </td>
              <td data-align="right" className="muted">
                {amount(now.lastWeekHours[hour] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

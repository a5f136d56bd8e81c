/**
 * Reports to the tax office of what was sold to people (e-reporting, CGI art. 290; décret 2022-1299): totals by day and rate, nobody's name.
 * Pure: periods by regime, and the totals of one.
 */
import { canonicalJson, sha256 } from '#base/canonical';
import type { Day } from '#base/time';
import type { Sale } from './book.ts';
import type { Regime } from './profile.ts';

export type Period = { readonly from: Day; readonly to: Day; /** By when it is told. */ readonly dueBy: Day };

const at = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10) as Day;
const shift = (day: Day, days: number): Day => dayOf(at(day) + days * 86_400_000);
const lastOf = (month: string): Day => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return dayOf(Date.UTC(year, number, 0));
};
const nextMonth = (month: string): string => shift(lastOf(month), 1).slice(0, 7);

/**
 * The period a day is in. Monthly regime: the 1st to the 10th, the 11th to the 20th, the 21st to the end, each told within ten days; quarterly and
 * simplified: a month, told by the 10th (quarterly) or between the 25th and the 30th (simplified) of the next; without VAT: two months.
 */
export function periodOf(regime: Regime, day: Day): Period {
  const month = day.slice(0, 7);
  if (regime === 'monthly') {
    const part = Math.min(2, Math.floor((Number(day.slice(8)) - 1) / 10));
    const from = `${month}-${['01', '11', '21'][part]}` as Day;
    const to = part === 2 ? lastOf(month) : (`${month}-${part === 0 ? '10' : '20'}` as Day);
    return { from, to, dueBy: shift(to, 10) };
  }
  if (regime === 'exempt') {
    const number = Number(month.slice(5));
    const first = `${month.slice(0, 5)}${String(number % 2 === 0 ? number - 1 : number).padStart(2, '0')}`;
    const second = nextMonth(first);
    return { from: `${first}-01` as Day, to: lastOf(second), dueBy: `${nextMonth(second)}-25` as Day };
  }
  const dueBy = `${nextMonth(month)}-${regime === 'quarterly' ? '10' : '25'}` as Day;
  return { from: `${month}-01` as Day, to: lastOf(month), dueBy };
}

/** The day before a day. */
export const dayBefore = (day: Day): Day => shift(day, -1);

/** The period before the one that begins on a day. */
export const periodBefore = (regime: Regime, from: Day): Period => periodOf(regime, shift(from, -1));

/**
 * Whether a company reports here: it is established in France, where French VAT holds (CGI, art. 290; not in Guyane and Mayotte, art. 294, nor
 * in the collectivities of the Pacific and Saint-Pierre).
 */
export const isReporting = ({ country, postcode }: { readonly country: string; readonly postcode: string }): boolean =>
  ['FR', 'GP', 'MQ', 'RE'].includes(country) && !/^(?:973|975|976|977|978|98)/.test(postcode.trim());

export type ReportLine = {
  readonly day: Day;
  readonly rate: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly count: number;
};
export type Report = {
  readonly from: Day;
  readonly to: Day;
  readonly currency: string;
  /** Goods (TLB1) or services (TPS1). */
  readonly category: 'TLB1' | 'TPS1';
  /** Sales less returns to people, by day and rate. */
  readonly transactions: readonly ReportLine[];
  /** Money for services, by day: told where VAT is due when it is paid; empty for goods. */
  readonly payments: readonly { readonly day: Day; readonly minor: number }[];
};

/** Totals of a period: sales to people, less what came back; companies are told by their documents. */
export function reportOf(
  period: Period,
  sales: readonly Sale[],
  tenders: readonly { readonly day: Day; readonly minor: number }[],
  nature: 'goods' | 'services' | 'mixed',
): Report {
  const groups = new Map<string, { day: Day; rate: number; netMinor: number; taxMinor: number; count: number }>();
  for (const sale of sales) {
    if (sale.told !== 'total' || sale.day < period.from || sale.day > period.to) continue;
    for (const { rate, netMinor, taxMinor, outside } of sale.groups) {
      if (outside) continue;
      const key = `${sale.day} ${rate}`;
      const line = groups.get(key) ?? { day: sale.day, rate, netMinor: 0, taxMinor: 0, count: 0 };
      groups.set(key, {
        ...line,
        netMinor: line.netMinor + netMinor,
        taxMinor: line.taxMinor + taxMinor,
        count: line.count + 1,
      });
    }
  }
  const byDay = Map.groupBy(nature === 'services' ? tenders : [], (one) => one.day);
  return {
    ...{ from: period.from, to: period.to, currency: 'EUR', category: nature === 'services' ? 'TPS1' : 'TLB1' },
    transactions: [...groups.values()].toSorted((a, b) => (a.day === b.day ? b.rate - a.rate : a.day < b.day ? -1 : 1)),
    payments: [...byDay]
      .map(([day, mine]) => ({ day, minor: mine.reduce((sum, one) => sum + one.minor, 0) }))
      .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

export const reportText = (report: Report): string => canonicalJson(report);
export const reportHash = (text: string): string => sha256(text);

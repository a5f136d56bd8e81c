// Who buys what, when and where: the sales of the past, before anybody asks where the goods came from.
import { parisTime, shift } from './paris.ts';
import type { Day, Instant } from '#base/time';
import type { Chance } from '../seeded.ts';
import type { DemoChannel, DemoCustomer, DemoSite, SaleFact, SaleLine, SiteCode } from '../types.ts';
import { onlySeclin, warehouseFor, weightsOn } from './assortment.ts';
import type { Good } from './assortment.ts';
import { momentFor, openingOn, weightOf } from './rhythm.ts';
import { inStories } from './stories.ts';

export type DemandInput = {
  chance: Chance;
  today: Day;
  days: number;
  until: Instant;
  orders: number;
  goods: Good[];
  customers: readonly DemoCustomer[];
  sites: readonly DemoSite[];
  channels: readonly DemoChannel[];
};

type CalendarDay = { date: Day; daysAgo: number };
type Stall = { channel: DemoChannel; goods: Good[]; all: number[]; light: number[]; office: number[] };

/** People at the tills by site: handles of staff. */
const CLERKS: Partial<Record<SiteCode, string[]>> = { LYO: ['ines', 'bastien'], NAN: ['gaelle'], PAR: ['samuel'] };
const STORES: SiteCode[] = ['LYO', 'PAR', 'NAN'];

/** Most buy one thing. */
const lineCount = (chance: Chance): number => 1 + chance.weighted([62, 24, 10, 4]);

function quantityOf(good: Good, company: boolean, chance: Chance): number {
  if (company) return good.heavy ? chance.between(1, 4) : chance.between(2, 8);
  if (good.price < 25_00 && chance.happens(0.25)) return chance.between(2, 4);
  return 1;
}

function linesOf(
  goods: Good[],
  weights: number[],
  company: boolean,
  from: SiteCode | undefined,
  chance: Chance,
): SaleLine[] {
  const lines = new Map<string, SaleLine>();
  let site = from;
  for (let n = lineCount(chance); n > 0; n -= 1) {
    const good = goods[chance.weighted(weights)]!;
    site ??= warehouseFor(good, chance);
    const quantity = quantityOf(good, company, chance);
    if (!lines.has(good.sku))
      lines.set(good.sku, { sku: good.sku, quantity, from: from ?? (onlySeclin(good.sku) ? 'SEC' : site) });
  }
  return [...lines.values()];
}

/**
 * Regulars come back: the first of the list most often. Companies order less often, but more. People whose
 * story is told elsewhere are left out.
 */
function regulars(customers: readonly DemoCustomer[]): { people: DemoCustomer[]; weights: number[] } {
  const people = customers.filter((customer) => !inStories(customer.key));
  return { people, weights: people.map((one, index) => (one.company ? 0.3 : 1) * (index + 6) ** -0.55) };
}

function sale(stall: Stall, at: Instant, key: string, crowd: ReturnType<typeof regulars>, chance: Chance): SaleFact {
  const { channel } = stall;
  const known = channel.kind === 'till' ? chance.happens(0.42) : channel.kind !== 'marketplace';
  const someone = crowd.people[chance.weighted(crowd.weights)]!;
  const company = known && someone.company !== undefined && channel.kind === 'web';
  const pickup = !company && (channel.kind === 'web' || channel.kind === 'app') && chance.happens(0.2);
  const from = channel.kind === 'till' ? channel.site : pickup ? STORES[chance.weighted([5, 3, 2])] : undefined;
  const weights = company ? stall.office : pickup ? stall.light : stall.all;
  const lines = linesOf(stall.goods, weights, company, from, chance);
  const cash = channel.kind === 'till' && chance.happens(0.17);
  return {
    fact: 'sale',
    key,
    at,
    channel: channel.handle,
    ...(known && { customer: someone.key }),
    ...(channel.kind === 'marketplace' && { buyer: `${someone.firstName[0]}. ${someone.lastName}` }),
    lines,
    tender: channel.kind === 'marketplace' ? 'marketplace' : company ? 'promise' : cash ? 'cash' : 'card',
    receive: channel.kind === 'till' ? 'taken' : pickup ? 'pickup' : 'delivery',
    ...(channel.kind === 'till' && { staff: chance.pick(CLERKS[channel.site!] ?? ['louise']) }),
  };
}

/** What a channel offers that day: all of it, what can be carried away by who collects, what an office buys. */
function stallFor(input: DemandInput, channel: DemoChannel, daysAgo: number): Stall {
  const all = weightsOn(input.goods, channel.kind, daysAgo);
  return {
    channel,
    goods: input.goods,
    all,
    light: all.map((weight, index) => (input.goods[index]!.heavy ? 0 : weight)),
    office: all.map((weight, index) => (input.goods[index]!.office ? weight : 0)),
  };
}

function salesOfDay(
  input: DemandInput,
  { date, daysAgo }: CalendarDay,
  perWeight: number,
  crowd: ReturnType<typeof regulars>,
): SaleFact[] {
  return input.channels.flatMap((channel) => {
    const chance = input.chance.fork(`${daysAgo}/${channel.handle}`);
    const site = input.sites.find((one) => one.code === channel.site);
    const expected = weightOf(channel, site, date, daysAgo) * perWeight * (0.8 + 0.4 * chance.next());
    const count = Math.floor(expected + chance.next());
    if (count === 0) return [];
    const stall = stallFor(input, channel, daysAgo);
    const hours = site && openingOn(site, date);
    const moments = Array.from({ length: count }, () => momentFor(chance, hours)).toSorted((a, b) => a - b);
    return moments.map((minutes, n) =>
      sale(stall, parisTime(date, minutes), `${channel.handle}-${date}-${n + 1}`, crowd, chance),
    );
  });
}

/** All sales from `days` days ago until `until`, in no particular order. About `orders` fall on the days before today. */
export function demandOf(input: DemandInput): SaleFact[] {
  const calendar: CalendarDay[] = [];
  for (let daysAgo = input.days; daysAgo >= 0; daysAgo -= 1)
    calendar.push({ date: shift(input.today, -daysAgo), daysAgo });
  const crowd = regulars(input.customers);
  const total = calendar
    .filter(({ daysAgo }) => daysAgo > 0)
    .flatMap(({ date, daysAgo }) =>
      input.channels.map((channel) =>
        weightOf(
          channel,
          input.sites.find((site) => site.code === channel.site),
          date,
          daysAgo,
        ),
      ),
    )
    .reduce((sum, weight) => sum + weight, 0);
  return calendar
    .flatMap((one) => salesOfDay(input, one, input.orders / total, crowd))
    .filter((one) => one.at < input.until);
}

// The past of Maison Ourcel, as facts to be replayed through the gate: goods received and moved, sales, shipments,
// cancellations, open carts. A pure function of its input: same seed and day, same past; no clock, no database.
import { before } from '#base/time';
import type { Day, Instant } from '#base/time';
import { aftermathOf, openCarts } from './history/aftermath.ts';
import { goodsOf } from './history/assortment.ts';
import { demandOf } from './history/demand.ts';
import { parisTime, shift } from './history/paris.ts';
import { openingOn } from './history/rhythm.ts';
import { camillesCart, toldSales } from './history/stories.ts';
import { supplyOf } from './history/supply.ts';
import { targetOf } from './history/targets.ts';
import { seeded } from './seeded.ts';
import type { DemoChannel, DemoCustomer, DemoProduct, DemoSite, Fact, SaleFact } from './types.ts';

export type HistoryInput = {
  seed: string | number;
  /** Length of the past, in days before `today`. */
  days?: number;
  today: Day;
  /** Nothing happens at or after this moment; by default the first instant of `today` in Paris. */
  until?: Instant;
  /** About so many orders; by default forty a day. */
  orders?: number;
  products: readonly DemoProduct[];
  customers: readonly DemoCustomer[];
  sites: readonly DemoSite[];
  channels: readonly DemoChannel[];
};

/** Within one instant goods arrive before they are sold, and are sold before they leave. */
const RANK: Record<Fact['fact'], number> = { receipt: 0, transfer: 1, sale: 2, shipment: 3, cancellation: 4, cart: 5 };

const inOrder = (a: Fact, b: Fact): number => {
  if (a.at !== b.at) return before(a.at, b.at) ? -1 : 1;
  return RANK[a.fact] - RANK[b.fact] || (a.key < b.key ? -1 : 1);
};

/** The stories that fit the window and the products given. */
function stories(input: HistoryInput, days: number, until: Instant): SaleFact[] {
  const skus = new Set(input.products.flatMap((product) => product.variants.map((variant) => variant.sku)));
  const since = parisTime(shift(input.today, -days), 9 * 60);
  const open = (code: string, date: Day): boolean => {
    const site = input.sites.find((one) => one.code === code);
    return site !== undefined && openingOn(site, date) !== undefined;
  };
  return toldSales(input.today, open).filter(
    (sale) => !before(sale.at, since) && before(sale.at, until) && sale.lines.every((line) => skus.has(line.sku)),
  );
}

/**
 * The facts in the order in which they happened. No shelf ever falls below zero, whatever the seed: deliveries are derived
 * from the sales. At the end the shelves hold what `history/targets.ts` says, plus what was cancelled since.
 */
export function* planHistory(input: HistoryInput): Generator<Fact, void, undefined> {
  const days = input.days ?? 90;
  const until = input.until ?? parisTime(input.today, 0);
  const chance = seeded(input.seed);
  const goods = goodsOf(input.products, chance.fork('goods'));
  const sales = [
    ...stories(input, days, until),
    ...demandOf({ ...input, days, until, orders: input.orders ?? days * 40, goods, chance: chance.fork('demand') }),
  ];
  const targets = new Map(goods.map((good) => [good.sku, targetOf(good, chance.fork(`left/${good.sku}`))]));
  const facts: Fact[] = [
    ...supplyOf({ today: input.today, days, until, goods, sales, targets }),
    ...sales,
    ...aftermathOf(sales, input.sites, until, chance.fork('aftermath')),
    ...openCarts(goods, input.customers, input.today, 8, chance.fork('carts')),
    camillesCart(input.today),
  ];
  yield* facts.toSorted(inOrder);
}

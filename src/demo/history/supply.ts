// Where the goods came from. Sales are planned first, deliveries after them: each shelf gets, at its regular delivery days, what
// it will need until the delivery after next plus what shall be left in the end. So a plan cannot oversell, and ends as told.
import { before } from '#base/time';
import type { Day, Instant } from '#base/time';
import type { Fact, SaleFact, SiteCode, StockLine } from '../types.ts';
import type { Good, Warehouse } from './assortment.ts';
import { parisTime, shift, weekday } from './paris.ts';
import type { Shelves } from './targets.ts';

export type SupplyInput = {
  today: Day;
  days: number;
  until: Instant;
  goods: readonly Good[];
  sales: readonly SaleFact[];
  targets: ReadonlyMap<string, Shelves>;
};

type Use = { at: Instant; quantity: number };
type Slot = { at: Instant; opening: boolean };
type Delivery = { at: Instant; quantity: number; opening: boolean };
type Bundle = { at: Instant; site: SiteCode; from: string; lines: StockLine[] };

const STORES: SiteCode[] = ['LYO', 'NAN', 'PAR'];
const WAREHOUSES: Warehouse[] = ['COR', 'SEC'];
const MOST_LINES = 200;
/** Minutes after midnight at which deliveries are booked in. */
const AT_WAREHOUSE = 5 * 60 + 30;
const AT_STORE = 7 * 60 + 30;
/** What the shelves held when the history begins. */
const OPENING = 'Stock d’ouverture';

/** Sum of what is used from `from` (included) to `to` (excluded). */
function used(uses: readonly Use[], from: Instant, to: Instant | undefined): number {
  let sum = 0;
  for (const use of uses) if (!before(use.at, from) && (!to || before(use.at, to))) sum += use.quantity;
  return sum;
}

/**
 * Quantities to deliver at each slot so that a shelf never falls below zero and holds `target` after the last use. The level
 * after a delivery is never more than what is still to be used plus the target, so nothing is left over.
 */
export function deliveriesFor(uses: readonly Use[], slots: readonly Slot[], target: number): Delivery[] {
  const deliveries: Delivery[] = [];
  let level = 0;
  for (const [index, slot] of slots.entries()) {
    const wanted = used(uses, slot.at, slots[index + 2]?.at) + target;
    const quantity = Math.max(0, wanted - level);
    if (quantity > 0) deliveries.push({ ...slot, quantity });
    level += quantity - used(uses, slot.at, slots[index + 1]?.at);
  }
  return deliveries;
}

/** The working day on or before. */
const workday = (date: Day): Day => (weekday(date) > 5 ? shift(date, 5 - weekday(date)) : date);

/** Days of delivery: Tuesdays for the shops, every other Monday for the warehouses, where goods come before they leave again. */
function regularSlots(input: SupplyInput, warehouse: boolean): Slot[] {
  const slots: Slot[] = [];
  for (let daysAgo = input.days - 1; daysAgo >= 0; daysAgo -= 1) {
    const date = shift(input.today, -daysAgo);
    const due = warehouse ? weekday(date) === 1 && Math.floor(daysAgo / 7) % 2 === 0 : weekday(date) === 2;
    const at = parisTime(date, warehouse ? AT_WAREHOUSE : AT_STORE);
    if (due && before(at, input.until)) slots.push({ at, opening: false });
  }
  return slots;
}

type Calendar = (good: Good, warehouse: boolean) => Slot[];

/** Each good's days of delivery: the first opens the history, or precedes the launch if the good is younger. */
function calendarOf(input: SupplyInput): Calendar {
  const regular = { store: regularSlots(input, false), warehouse: regularSlots(input, true) };
  const known = new Map<string, Slot[]>();
  return (good, warehouse) => {
    const launched = good.product.launchedDaysAgo;
    const young = launched < input.days;
    const key = `${young ? launched : 'old'}/${warehouse}`;
    const found = known.get(key);
    if (found) return found;
    const date = young ? workday(shift(input.today, -launched - (warehouse ? 3 : 1))) : shift(input.today, -input.days);
    // The shelves of old goods are full before the first shopper of the first night.
    const booked = young ? (warehouse ? AT_WAREHOUSE : AT_STORE) : 0;
    const first: Slot = { at: parisTime(date, booked), opening: !young };
    const slots = [first, ...regular[warehouse ? 'warehouse' : 'store'].filter((slot) => before(first.at, slot.at))];
    known.set(key, slots);
    return slots;
  };
}

/** Lines that go on one paper: same moment, same place, same sender. */
function add(bundles: Map<string, Bundle>, bundle: Omit<Bundle, 'lines'>, line: StockLine): void {
  const key = `${bundle.at}/${bundle.site}/${bundle.from}`;
  const found = bundles.get(key);
  if (found) found.lines.push(line);
  else bundles.set(key, { ...bundle, lines: [line] });
}

/** Long papers are cut, so that one fact stays a short transaction. */
function* papers(bundles: Iterable<Bundle>): Generator<Bundle & { key: string }> {
  for (const bundle of bundles) {
    for (let from = 0; from < bundle.lines.length; from += MOST_LINES) {
      const lines = bundle.lines.slice(from, from + MOST_LINES);
      const key = `${bundle.site}-${bundle.from}-${bundle.at.slice(0, 10)}-${from / MOST_LINES + 1}`;
      yield { ...bundle, lines, key };
    }
  }
}

/** What is sold from each shelf, by `sku/site`. */
function usesByShelf(sales: readonly SaleFact[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const sale of sales) {
    for (const line of sale.lines) {
      const shelf = `${line.sku}/${line.from}`;
      const use = { at: sale.at, quantity: line.quantity };
      const list = uses.get(shelf);
      if (list) list.push(use);
      else uses.set(shelf, [use]);
    }
  }
  return uses;
}

/** Receipts and transfers that make the sales possible and leave each shelf at its target. */
export function supplyOf(input: SupplyInput): Fact[] {
  const uses = usesByShelf(input.sales);
  const slotsFor = calendarOf(input);
  const receipts = new Map<string, Bundle>();
  const transfers = new Map<string, Bundle>();
  for (const good of input.goods) {
    const target = input.targets.get(good.sku)!;
    const sent: Use[] = [];
    for (const site of STORES) {
      const slots = slotsFor(good, false);
      for (const { at, opening, quantity } of deliveriesFor(
        uses.get(`${good.sku}/${site}`) ?? [],
        slots,
        target[site],
      )) {
        const line = { sku: good.sku, quantity };
        if (opening) add(receipts, { at, site, from: OPENING }, line);
        else add(transfers, { at, site, from: good.home }, line);
        if (!opening) sent.push({ at, quantity });
      }
    }
    for (const site of WAREHOUSES) {
      const own = [...(uses.get(`${good.sku}/${site}`) ?? []), ...(site === good.home ? sent : [])];
      for (const { at, opening, quantity } of deliveriesFor(own, slotsFor(good, true), target[site])) {
        add(receipts, { at, site, from: opening ? OPENING : good.product.brand }, { sku: good.sku, quantity });
      }
    }
  }
  return [
    ...[...papers(receipts.values())].map(({ key, at, site, from, lines }): Fact => ({
      fact: 'receipt',
      key: `in-${key}`,
      at,
      site,
      supplier: from,
      lines,
    })),
    ...[...papers(transfers.values())].map(({ key, at, site, from, lines }): Fact => ({
      fact: 'transfer',
      key: `move-${key}`,
      at,
      from: from as Warehouse,
      to: site,
      lines,
    })),
  ];
}

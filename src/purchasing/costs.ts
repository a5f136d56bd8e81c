/**
 * What stock costs: pure arithmetic of the weighted average. Values are whole thousandths of a minor unit (`…Milli`: 12 345 is
 * 12.345 cents of EUR), because a screw costs less than a cent. Units and total value are kept, the average is derived: rounding
 * moves at most half a thousandth at each entry and is never lost, since an entry takes what it rounds to.
 */
import { divide, decimalsOf, money, split } from '#base/money';
import { refuse } from '#base/refusal';

/** Thousandths of a minor unit. */
export const COST_SCALE = 1_000;
/** Exchange rates count billionths of our currency for one of theirs. */
export const FX_SCALE = 1_000_000_000;
/** No line is worth more: 100 million EUR. */
const MAX_VALUE = 10_000_000_000_000n;

/** A whole number that JSON and the database carry; refuses `purchasing.too_large` past 100 million of a two-decimal currency. */
export function exact(value: bigint): number {
  if (value > MAX_VALUE || value < -MAX_VALUE) refuse('purchasing.too_large');
  return Number(value);
}

/** quantity × unit cost. */
export const lineValue = (quantity: number, costMilli: number): number => exact(BigInt(quantity) * BigInt(costMilli));

/** A value of another currency in ours: by the rate, and by the decimals both count in. Half up. */
export function converted(valueMilli: number, fxNano: number, from: string, to: string): number {
  const shift = decimalsOf(to) - decimalsOf(from);
  const up = shift > 0 ? 10n ** BigInt(shift) : 1n;
  const down = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  return exact(divide(BigInt(valueMilli) * BigInt(fxNano) * up, BigInt(FX_SCALE) * down, 'half_up'));
}

/** The same in whole minor units, half up: what people are shown. */
export const toMinor = (valueMilli: number): number =>
  Number(divide(BigInt(valueMilli), BigInt(COST_SCALE), 'half_up'));

export type Position = {
  readonly skuId: string;
  readonly entityId: string;
  readonly units: number;
  readonly valueMilli: number;
  readonly lastMilli: number;
  /** 0: nobody knows a cost yet. */
  readonly entries: number;
};

export type EntryKind = 'opening' | 'receipt' | 'landed' | 'moved' | 'returned' | 'revalued';
export type Entry = {
  readonly kind: EntryKind;
  readonly units: number;
  readonly valueMilli: number;
  readonly expensedMilli: number;
  readonly document: string | null;
  readonly reason: string | null;
};
/** A position while entries are added to it. */
export type Book = { position: Position; readonly entries: (Entry & { unitsAfter: number; valueAfter: number })[] };

export const bookOf = (position: Position): Book => ({ position, entries: [] });

/** The unit cost, half up; the last one known while nothing is there. */
export const averageOf = ({ units, valueMilli, lastMilli }: Omit<Position, 'skuId' | 'entityId' | 'entries'>): number =>
  units === 0 ? lastMilli : Number(divide(BigInt(valueMilli), BigInt(units), 'half_up'));

function add(book: Book, entry: Partial<Entry> & Pick<Entry, 'kind' | 'units' | 'valueMilli'>): void {
  const { position } = book;
  const units = position.units + entry.units;
  const valueMilli = exact(BigInt(position.valueMilli) + BigInt(entry.valueMilli));
  const next = { ...position, units, valueMilli, entries: position.entries + 1 };
  book.position = { ...next, lastMilli: units === 0 ? averageOf(position) : averageOf(next) };
  book.entries.push({
    expensedMilli: 0,
    document: null,
    reason: null,
    ...entry,
    unitsAfter: units,
    valueAfter: valueMilli,
  });
}

/** What `units` of a position are worth; all of them are worth all of it. */
const shareOf = ({ units, valueMilli }: Position, part: number): number =>
  Number(divide(BigInt(valueMilli) * BigInt(part), BigInt(units), 'half_up'));

/**
 * Brings the book to what lies in the places now: sales, returns, counts and losses since the last entry all move at the average, so that
 * their difference says the same as each of them. Nothing happens while no cost is known.
 */
export function settle(book: Book, onHand: number): void {
  const { position } = book;
  const moved = onHand - position.units;
  if (position.entries === 0 || moved === 0) return;
  if (moved < 0) return add(book, { kind: 'moved', units: moved, valueMilli: -shareOf(position, -moved) });
  const valueMilli = position.units === 0 ? lineValue(moved, position.lastMilli) : shareOf(position, moved);
  add(book, { kind: 'moved', units: moved, valueMilli });
}

/** The first cost known also values what lay there before it. */
function open(book: Book, onHand: number, costMilli: number, reason: string | null): void {
  add(book, { kind: 'opening', units: onHand, valueMilli: lineValue(onHand, costMilli), reason });
}

/** Goods of a known value arrive where `onHand` units lie. */
export function receiveCost(
  book: Book,
  onHand: number,
  { units, valueMilli, document }: { units: number; valueMilli: number; document: string },
): void {
  if (book.position.entries === 0 && onHand > 0)
    open(book, onHand, Number(divide(BigInt(valueMilli), BigInt(units), 'half_up')), null);
  settle(book, onHand);
  add(book, { kind: 'receipt', units, valueMilli, document });
}

/** Goods leave for the supplier, at the average; what the supplier credits is another matter. */
export function returnCost(book: Book, onHand: number, units: number, document: string): void {
  if (book.position.entries === 0) return;
  settle(book, onHand);
  add(book, { kind: 'returned', units: -units, valueMilli: -shareOf(book.position, units), document });
}

/**
 * A cost that came after its goods: what is still there takes its share, the share of what has left is an expense of the day
 * (IAS 2.34: cost of goods sold). `received` units arrived by the delivery it belongs to.
 */
export function landCost(
  book: Book,
  onHand: number,
  { received, valueMilli, document }: { received: number; valueMilli: number; document: string },
): void {
  settle(book, onHand);
  const here = Math.min(received, book.position.units);
  const stays = Number(divide(BigInt(valueMilli) * BigInt(here), BigInt(received), 'half_up'));
  add(book, { kind: 'landed', units: 0, valueMilli: stays, expensedMilli: valueMilli - stays, document });
}

/** A person says what one unit costs: the stock is worth that from now on. */
export function revalue(book: Book, onHand: number, costMilli: number, reason: string): void {
  if (book.position.entries === 0) return openAt(book, onHand, costMilli, reason);
  settle(book, onHand);
  const valueMilli = lineValue(book.position.units, costMilli) - book.position.valueMilli;
  add(book, { kind: 'revalued', units: 0, valueMilli, reason });
  book.position = { ...book.position, lastMilli: costMilli };
}

function openAt(book: Book, onHand: number, costMilli: number, reason: string): void {
  open(book, onHand, costMilli, reason);
  book.position = { ...book.position, lastMilli: costMilli };
}

/** What a position is worth with so many units on hand, without writing anything. */
export function worthOf(position: Position, onHand: number): { valueMilli: number; averageMilli: number } {
  const book = bookOf(position);
  settle(book, onHand);
  return { valueMilli: book.position.valueMilli, averageMilli: averageOf(book.position) };
}

/** Minor units spread over lines by their value; the parts, in thousandths, sum to the whole. */
export function spread(minor: number, values: readonly number[]): number[] {
  // Weights in minor units keep the product exact; lines below one minor unit count as one.
  const weights = values.map((value) => (value === 0 ? 0 : Math.max(1, toMinor(value))));
  return split(money(exact(BigInt(minor) * BigInt(COST_SCALE)), 'EUR'), weights).map((part) => part.minor);
}

/** A unit cost as a decimal number: 12 345 thousandths of a cent are `0.12345`. */
export function unitDecimal(costMilli: number, currency: string): string {
  const decimals = decimalsOf(currency) + String(COST_SCALE).length - 1;
  const digits = String(costMilli).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(decimalsOf(currency), '0');
  return fraction === '' ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
}

/** Thousandths of a minor unit of a typed cost (`0,12345`); undefined when it is none, or finer than we keep. */
export function milliOf(typed: string, currency: string): number | undefined {
  const decimals = decimalsOf(currency) + String(COST_SCALE).length - 1;
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(typed.replaceAll(/[\s€]/g, ''));
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > decimals) return undefined;
  return Number(`${match[1]}${fraction.padEnd(decimals, '0')}`);
}

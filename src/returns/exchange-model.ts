/** An exchange: what new goods cost that take the place of others, and who owes whom. Pure. Amounts are minor units, VAT included. */
import { assert } from '#base/assert';
import { shareOf, type DueWish, type OrderLine } from './model.ts';

/** How long goods that were asked for in exchange stay set aside, in days: as long as a buyer may take to send the others back. */
export const HELD_DAYS = 14;

export const exchangeStates = ['held', 'done', 'released'] as const;
export type ExchangeState = (typeof exchangeStates)[number];

/** An article as an exchange sees it: of which product, and what it costs today where the exchange is made; null: it is not sold there. */
export type Good = { readonly skuId: string; readonly productId: string; readonly nowMinor: number | null };
/** One unit that comes back, and what was paid for it. */
export type BackUnit = Good & { readonly paidMinor: number };
export type Wanted = Good & { readonly quantity: number };
/** `kept`: for what was paid for a unit that came back. */
export type PricedWant = {
  readonly skuId: string;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly kept: boolean;
};

/** The units that come back, one by one, each with its frozen share; `paidUnits` are those for which money was promised before. */
export function backUnits(
  lines: readonly OrderLine[],
  paidUnits: ReadonlyMap<number, number>,
  wishes: readonly DueWish[],
  goodOf: (skuId: string) => Good,
): BackUnit[] {
  const before = new Map(paidUnits);
  return wishes.flatMap(({ lineNo, quantity }) => {
    const line = lines.find((one) => one.lineNo === lineNo);
    const from = before.get(lineNo) ?? 0;
    before.set(lineNo, from + quantity);
    if (!line || from + quantity > line.ordered) return [];
    return Array.from({ length: quantity }, (_, i) => ({
      ...goodOf(line.skuId),
      paidMinor: shareOf(line, from + i, 1).minor,
    }));
  });
}

/** Whether one takes the place of the other at the same price: another size or colour of the same product that costs as much today. */
export const swaps = (back: Good, wanted: Good): boolean =>
  back.productId === wanted.productId && back.nowMinor !== null && back.nowMinor === wanted.nowMinor;

/**
 * What the new goods cost (E7): one that swaps with a unit that came back keeps what was paid for that unit, whatever had lowered it, so that
 * a size swap moves no money; each unit lends its price once, in the order in which they came. All else costs what it costs today.
 * Undefined: something is not sold here.
 */
export function priceExchange(back: readonly BackUnit[], wanted: readonly Wanted[]): PricedWant[] | undefined {
  const left = [...back];
  const priced: PricedWant[] = [];
  for (const { quantity, ...good } of wanted) {
    if (good.nowMinor === null) return undefined;
    const units = Array.from({ length: quantity }, () => {
      const i = left.findIndex((unit) => swaps(unit, good));
      const [unit] = i < 0 ? [] : left.splice(i, 1);
      return { unitMinor: unit?.paidMinor ?? good.nowMinor ?? 0, kept: unit !== undefined };
    });
    for (const unit of units) {
      const last = priced.at(-1);
      const same = last?.skuId === good.skuId && last.unitMinor === unit.unitMinor && last.kept === unit.kept;
      if (last && same) priced[priced.length - 1] = { ...last, quantity: last.quantity + 1 };
      else priced.push({ skuId: good.skuId, quantity: 1, ...unit });
    }
  }
  return priced;
}

/** Who owes whom: what came back pays as much of the new goods as it is worth, the buyer pays what is missing, or is given what is left. */
export type Settlement = { readonly tenderMinor: number; readonly payMinor: number; readonly backMinor: number };

export function settleExchange(valueMinor: number, totalMinor: number): Settlement {
  assert(valueMinor >= 0 && totalMinor >= 0, 'nothing is worth less than nothing');
  const tenderMinor = Math.min(valueMinor, totalMinor);
  return { tenderMinor, payMinor: totalMinor - tenderMinor, backMinor: valueMinor - tenderMinor };
}

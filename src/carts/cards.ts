/** Gift cards in a cart whose amount the shopper chose: each stands for itself, with who gets it. Pure. */
import { sha256, canonicalJson } from '#base/canonical';
import type { CardFor } from '#orders/model';
import type { FreeAmount } from '#payments';
import { chosenAmount, type ListPrice } from '#pricing/model';
import type { CartLine } from './model.ts';

/** One gift card: what it is to hold, and who gets it; null: its buyer. */
export type CartCard = {
  /** Made by the caller: the same again adds nothing. */
  readonly cardKey: string;
  readonly minor: number;
  readonly for: CardFor | null;
};

/** A part of a line as it is priced: a card by itself, or the units that cost what the lists say. */
export type LinePart = {
  readonly line: CartLine;
  readonly quantity: number;
  readonly card?: CartCard;
  /** A card whose amount is no longer sold: it has no price. */
  readonly barred?: true;
};

/** Between which amounts an article's cards may be chosen on a channel; undefined: they may not. */
export type Free = (skuId: string) => FreeAmount | undefined;

/** Whether an amount may be chosen. */
export const fitsIn = (free: FreeAmount | undefined, minor: number): boolean =>
  free !== undefined && minor >= free.leastMinor && minor <= free.mostMinor;

/** The parts of a cart's lines, in the order in which they are shown and numbered from 1. */
export function partsOfLines(lines: readonly CartLine[], free: Free): LinePart[] {
  return lines.flatMap((line): LinePart[] => {
    const { cards = [], skuId, quantity } = line;
    const rest = quantity - cards.length;
    const limits = cards.length > 0 ? free(skuId) : undefined;
    const each = cards.map((card): LinePart => ({
      ...{ line, quantity: 1, card },
      ...(fitsIn(limits, card.minor) ? {} : { barred: true as const }),
    }));
    return rest > 0 ? [...each, { line, quantity: rest }] : each;
  });
}

/** What is priced of such parts, each under its number, and the prices that were chosen. */
export function pricedParts(
  parts: readonly LinePart[],
  channelId: string,
): {
  readonly lines: readonly { readonly lineNo: number; readonly skuId: string; readonly quantity: number }[];
  readonly agreed: ReadonlyMap<number, ListPrice>;
} {
  const agreed = new Map<number, ListPrice>();
  const lines = parts.flatMap(({ line: { skuId }, quantity, card, barred }, i) => {
    if (barred) return [];
    if (card) agreed.set(i + 1, chosenAmount(channelId, card.minor));
    return [{ lineNo: i + 1, skuId, quantity }];
  });
  return { lines, agreed };
}

/** A line of so many units: its cards beyond them go, the last first. */
export function ofQuantity(line: CartLine, quantity: number): CartLine {
  const { cards, ...rest } = line;
  if (cards === undefined || cards.length <= quantity) return { ...line, quantity };
  return quantity === 0 ? { ...rest, quantity } : { ...line, quantity, cards: cards.slice(0, quantity) };
}

/** A line with the cards of another of the same article, each once. */
export function withCardsOf(line: CartLine, { cards = [] }: Pick<CartLine, 'cards'>): CartLine {
  const known = new Set(line.cards?.map(({ cardKey }) => cardKey));
  const more = cards.filter(({ cardKey }) => !known.has(cardKey));
  if (more.length === 0) return line;
  return { ...line, cards: [...(line.cards ?? []), ...more].slice(0, line.quantity) };
}

/** Lines without the names and addresses of who gets their cards, for who is not their shopper. */
export const withoutNames = (lines: readonly CartLine[]): readonly CartLine[] =>
  lines.some(({ cards }) => cards?.some((card) => card.for !== null))
    ? lines.map((line) => (line.cards ? { ...line, cards: line.cards.map((card) => ({ ...card, for: null })) } : line))
    : lines;

/** The cards of a line in a few characters, so that two carts can be compared and nobody's address is kept with it. */
export const cardsText = ({ cards }: Pick<CartLine, 'cards'>): string =>
  cards === undefined ? '' : ` ${sha256(canonicalJson(cards))}`;

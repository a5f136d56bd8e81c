/**
 * A promotion over what was sold already, pure: each order alone, as if the promotion had held then and nothing else, with its code.
 * Its hours, places, minimum, uses and budget count; its period and a limit by buyer do not.
 */
import { money } from '#base/money';
import { times } from '#base/rate';
import type { Instant } from '#base/time';
import { discount, reducedPrice, type Circumstances, type PassedOver } from './discount.ts';
import { compile, type Compiled } from './compile.ts';
import { isOfPrice, type Promotion } from './model.ts';
import type { Limits } from './versions.ts';

/** What an order was, as far as a promotion looks at it. */
export type PastSale = {
  readonly orderId: string;
  readonly channelId: string;
  /** The channel keeps its promotions to itself. */
  readonly ownOnly: boolean;
  /** The store it was sold in. */
  readonly siteId: string | null;
  readonly currency: string;
  readonly weekday: number;
  readonly minute: number;
  readonly deliveryMinor: number;
  readonly lines: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly unitMinor: number;
    readonly traits: readonly string[];
  }[];
};

export type Replayed = {
  readonly orderId: string;
  readonly channelId: string;
  /** What it would have taken off; a gift that was not in the basket takes nothing. */
  readonly minor: number;
  /** What these goods and their carriage cost without it. */
  readonly worthMinor: number;
  readonly passedOver: PassedOver | null;
};

/** Sales come the oldest first: of a limited promotion the first have it. */
export function replay(promotion: Promotion, limits: Limits, sales: readonly PastSale[]): Replayed[] {
  const compiled = compile([promotion]);
  let uses = limits.maxUses ?? Number.POSITIVE_INFINITY;
  let budget = limits.budgetMinor;
  return sales.map((sale): Replayed => {
    const left = new Map([[promotion.promotionId, { uses, minor: budget }]]);
    const found = taken(compiled, promotion, sale, circumstances(promotion, sale, left));
    if (found.passedOver === null) {
      uses--;
      if (budget !== null) budget -= found.minor;
    }
    const goods = sale.lines.reduce((sum, line) => sum + line.unitMinor * line.quantity, 0);
    return { orderId: sale.orderId, channelId: sale.channelId, worthMinor: goods + sale.deliveryMinor, ...found };
  });
}

const circumstances = (
  { promotionId, from }: Promotion,
  { channelId, ownOnly, siteId, currency, weekday, minute }: PastSale,
  left: Circumstances['left'],
): Circumstances => ({
  ...{ channelId, ownOnly, siteId, currency, weekday, minute, left },
  at: from as Instant,
  buyer: new Set(),
  coded: new Set([promotionId]),
});

function taken(
  compiled: Compiled,
  promotion: Promotion,
  { lines, deliveryMinor, currency }: PastSale,
  now: Circumstances,
): { minor: number; passedOver: PassedOver | null } {
  const { effect } = promotion;
  if (isOfPrice(promotion)) {
    const tried = lines.map((line) => ({ line, ...reducedPrice(compiled, now, line.traits, line.unitMinor) }));
    const minor = tried.reduce((sum, { line, minor: price }) => sum + (line.unitMinor - price) * line.quantity, 0);
    const reasons = tried.flatMap(({ steps }) => steps.flatMap((step) => step.passedOver ?? []));
    const no = reasons.find((reason) => reason !== 'nothing_chosen') ?? 'nothing_chosen';
    return { minor, passedOver: minor > 0 ? null : no };
  }
  const found = discount(compiled, now, lines);
  const carriage = found.delivery.reduce(
    (sum, { rate }) => sum + times(money(deliveryMinor, currency), rate, 'half_up').minor,
    0,
  );
  const minor = carriage + found.items.flat().reduce((sum, one) => sum + one.minor, 0);
  const no = found.steps.find((step) => step.passedOver !== undefined)?.passedOver;
  if (no) return { minor: 0, passedOver: no };
  return { minor, passedOver: minor > 0 || effect.kind === 'gift' ? null : 'no_gain' };
}

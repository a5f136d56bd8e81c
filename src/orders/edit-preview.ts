/** What a change would do, whole: lines, totals, money and stock, with the digest by which its commit knows it again. Pure. */
import { contentHash } from '#base/canonical';
import { refuse, refused, type Outcome } from '#base/refusal';
import { shelfKey, siteOfPlace } from '#inventory';
import { planTakes, type PlannedTake, type TakeLine, type Workspace } from '#inventory/model';
import type { Payment } from '#payments';
import type { TaxGroup } from '#tax/model';
import type { Editable, Kept, Market } from './edit-facts.ts';
import {
  planEdit,
  wantedOf,
  type EditPlan,
  type EditStep,
  type LineChange,
  type OrderEdit,
  type Totals,
} from './edit-model.ts';
import { squareOf, wayOf, type Squaring } from './edit-money.ts';
import { money } from '#base/money';
import type { Contact, Delivery } from './model.ts';

export type StockEffect = { readonly skuId: string; readonly siteId: string; readonly quantity: number };

export type EditPreview = {
  /** The version the change would make. */
  readonly number: number;
  readonly changes: readonly LineChange[];
  readonly before: { readonly totals: Totals; readonly taxGroups: readonly TaxGroup[] };
  readonly after: { readonly totals: Totals; readonly taxGroups: readonly TaxGroup[] };
  readonly deltaMinor: number;
  readonly steps: readonly EditStep[];
  readonly money: {
    readonly balanceBefore: number;
    /** Still to be paid by the buyer after it, by its link. */
    readonly dueMinor: number;
    /** Goes back to the cards it came from. */
    readonly refundMinor: number;
    /** Ours to give back by hand, or once a card has been charged. */
    readonly oweMinor: number;
    /** What is promised to be paid at the counter changes by. */
    readonly promisedMinor: number;
  };
  readonly stock: {
    readonly back: readonly StockEffect[];
    readonly take: readonly StockEffect[];
    readonly later: readonly { readonly skuId: string; readonly quantity: number }[];
  };
  readonly delivery: Delivery;
  readonly contact: Contact;
  readonly currency: string;
  /** Digest of all above: the commit brings it, and is refused when it would be another. */
  readonly hash: string;
};

export type Decided = {
  readonly plan: EditPlan;
  readonly preview: EditPreview;
  readonly squaring: Squaring;
  /** Reserved units that go, by reservation, under the line they belong to now. */
  readonly leaving: readonly Kept[];
  readonly taken: Extract<PlannedTake, { picks: unknown }> | undefined;
};

/** Who asks: the buyer may until somebody begins to pick, the house until all has left. */
export type AskedBy = 'buyer' | 'staff';

/**
 * Decides a change over an order, the channel's offer and the stock that is seen (locked by the commit, only looked at by a preview): the
 * same function for both. Refuses what `planEdit` does, and `orders.not_placed`, `orders.picking`, `orders.shipped`.
 */
export function decideEdit(
  order: Editable,
  market: Market,
  payments: readonly Payment[],
  stock: Workspace,
  edit: OrderEdit,
  by: AskedBy,
): Outcome<Decided> {
  mayEdit(order, edit, by);
  const plan = planEdit({ ...order, ...market }, edit);
  if (plan.retake && (order.pickingAt ?? order.readyAt) !== null)
    refuse('orders.picking', { detail: 'it is gathered for another way' });
  const mine = order.kept.map((kept) => ({ ...kept, lineNo: plan.moved.get(kept.lineNo) ?? kept.lineNo }));
  const given = leavingOf(mine, plan.giveBack);
  const leaving = plan.retake ? mine : given;
  const lines = plan.retake ? [...plan.take, ...stayingOf(mine, given)] : plan.take;
  // What it gives back is its own to take again, before anybody else's.
  for (const { skuId, placeId, quantity } of leaving) {
    const key = shelfKey(skuId, placeId);
    stock.free.set(key, (stock.free.get(key) ?? 0) + quantity);
  }
  const [take] = lines.length === 0 ? [] : planTakes(stock, [{ ...market.from, lines: byLine(lines) }]);
  if (take && 'short' in take)
    return refused('inventory.short', { detail: take.short.map(({ skuId }) => skuId).join(', '), short: take.short });
  const deltaMinor = plan.totals.gross.minor - order.grossMinor;
  const squaring = squareOf(order.balanceMinor + deltaMinor, payments, edit.balance ?? wayOf(payments));
  const preview = previewOf(order, plan, squaring, leaving, take);
  return { ok: true, value: { plan, preview, squaring, leaving, taken: take } };
}

function mayEdit(order: Editable, edit: OrderEdit, by: AskedBy): void {
  if (order.state !== 'placed') refuse('orders.not_placed', { detail: order.state });
  const gone = order.lines.some((line) => line.shipped > 0);
  if (by === 'buyer' && (gone || order.pickingAt !== null || order.readyAt !== null)) refuse('orders.picking');
  const left = order.lines.some((line) => wantedOf(line) > line.shipped);
  if (!left && (edit.add || edit.delivery || edit.contact)) refuse('orders.shipped', { detail: order.number });
}

/** Which reservations give back so many units of a line: the last made first, each as much as it has. */
function leavingOf(kept: readonly Kept[], wanted: EditPlan['giveBack']): Kept[] {
  return wanted.flatMap(({ lineNo, quantity }) => {
    let missing = quantity;
    return kept
      .filter((one) => one.lineNo === lineNo)
      .toReversed()
      .flatMap((one) => {
        const units = Math.min(missing, one.quantity);
        missing -= units;
        return units > 0 ? [{ ...one, quantity: units }] : [];
      });
  });
}

/** What stays wanted of what is reserved, to be taken anew. */
function stayingOf(kept: readonly Kept[], given: readonly Kept[]): TakeLine[] {
  const gone = new Map(given.map(({ reservationId, quantity }) => [reservationId, quantity]));
  return kept.flatMap(({ reservationId, lineNo, skuId, quantity }) => {
    const left = quantity - (gone.get(reservationId) ?? 0);
    return left > 0 ? [{ lineNo, skuId, quantity: left }] : [];
  });
}

/** One wish for each line. */
const byLine = (lines: readonly TakeLine[]): TakeLine[] =>
  [...Map.groupBy(lines, (line) => line.lineNo).values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, quantity: same.reduce((sum, { quantity }) => sum + quantity, 0) }] : [];
  });

function previewOf(
  order: Editable,
  plan: EditPlan,
  squaring: Squaring,
  leaving: readonly Kept[],
  take: Extract<PlannedTake, { picks: unknown }> | undefined,
): EditPreview {
  const { currency, balanceMinor: balanceBefore } = order;
  const of = (minor: number) => money(minor, currency);
  const ended = squaring.endPromises.reduce((total, { minor }) => total + minor, 0);
  const said = {
    number: Math.max(order.last, 1) + 1,
    changes: plan.changes,
    before: {
      totals: {
        items: of(order.itemsMinor),
        delivery: of(order.carriageMinor),
        gross: of(order.grossMinor),
        net: of(order.netMinor),
        tax: of(order.taxMinor),
      },
      taxGroups: order.taxGroups,
    },
    after: { totals: plan.totals, taxGroups: plan.taxGroups },
    deltaMinor: plan.totals.gross.minor - order.grossMinor,
    steps: plan.steps,
    money: {
      balanceBefore,
      dueMinor: Math.max(0, squaring.balanceMinor),
      refundMinor: squaring.refunds.reduce((total, { minor }) => total + minor, 0),
      oweMinor: Math.max(0, -squaring.balanceMinor),
      promisedMinor: squaring.promiseMinor - ended,
    },
    stock: {
      back: effects(leaving),
      take: effects(take?.picks ?? []),
      later: (take?.later ?? []).map(({ skuId, quantity }) => ({ skuId, quantity })),
    },
    delivery: plan.delivery,
    contact: plan.contact,
    currency,
  };
  return { ...said, hash: contentHash({ orderId: order.orderId, ...said }) };
}

/** Units by article and site. */
function effects(rows: Iterable<{ skuId: string; placeId: string; quantity: number }>): StockEffect[] {
  const sums = new Map<string, { skuId: string; siteId: string; quantity: number }>();
  for (const { skuId, placeId, quantity } of rows) {
    const siteId = siteOfPlace(placeId)?.siteId ?? '';
    const sum = sums.get(`${skuId}|${siteId}`);
    if (sum) sum.quantity += quantity;
    else sums.set(`${skuId}|${siteId}`, { skuId, siteId, quantity });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

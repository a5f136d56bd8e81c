/**
 * The books against what the people of the town were told. Beside `verify`, which asks whether the books agree with each other, these
 * ask whether they tell what happened.
 */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import type { KnownOrder } from './model.ts';
import { marketOrderId } from '#marketplaces';
import type { Town } from './town.ts';

export type TownOracle = {
  readonly code: string;
  readonly promise: string;
  /** Holds only when everything under way has come to its end. */
  readonly atRest?: true;
  violations(town: Town): Promise<string[]>;
};

type Row = {
  orderId: string;
  number: string;
  state: 'awaiting_payment' | 'placed' | 'needs_decision' | 'cancelled';
  grossMinor: number;
  /** What it was bought for; changes may have made it worth less. */
  firstMinor: number;
  /** Units of its lines that are kept for it and have not left. */
  here: number;
  /** Not collected in time, and given up. */
  ended: boolean;
  /** What is still owed for changes, below zero by us; what is promised; what was given back for returns. */
  balance: number;
  promised: number;
  givenBack: number;
};

const home = (town: Town): Database => must(town.homes[0], 'a home');

async function orderRows(town: Town): Promise<Map<string, Row>> {
  const rows = await home(town).query<Row>(sql`
    SELECT o.order_id AS "orderId", o.number, o.state, o.gross_minor AS "grossMinor", coalesce(o.first_minor, o.gross_minor) AS "firstMinor", o.balance_minor AS balance,
      sum(l.ordered - l.cancelled - l.shipped - l.backordered - l.flagged)::bigint AS here,
      EXISTS (SELECT FROM fulfilment.collection c WHERE c.order_id = o.order_id AND ended_at IS NOT NULL) AS ended,
      (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payments.payment p WHERE p.order_id = o.order_id AND p.state = 'promised') AS promised,
      (SELECT coalesce(sum(b.minor), 0)::bigint FROM returns.due d JOIN returns.payback b USING (due_id) JOIN payments.refund f USING (refund_id)
        WHERE d.order_id = o.order_id AND f.state = 'done') AS "givenBack"
    FROM orders.order o JOIN orders.line l USING (order_id) GROUP BY o.order_id`);
  return new Map(rows.map((row) => [row.orderId, row]));
}

async function asTold(town: Town): Promise<string[]> {
  const rows = await orderRows(town);
  const { orders } = town.model;
  const strangers = [...rows.keys()].filter((orderId) => !orders.has(orderId));
  return [
    ...strangers.map((orderId) => `order ${orderId} is there, and whoever asked for it was told that it is not`),
    ...[...orders.values()].flatMap((order) => disagreements(order, rows.get(order.orderId))),
  ];
}

function disagreements(order: KnownOrder, row: Row | undefined): string[] {
  const { orderId, receipt, placed, shipped, cancelled, editedMinor } = order;
  if (!row) return receipt ? [`order ${orderId} was acknowledged as ${receipt.number} and is lost`] : [];
  const said: string[] = [];
  const worth = (receipt?.total.minor ?? 0) + editedMinor;
  if (receipt && (receipt.number !== row.number || worth !== row.grossMinor))
    said.push(`${receipt.number} worth ${worth}, now ${row.number} worth ${row.grossMinor}`);
  if (cancelled && row.state !== 'cancelled') said.push(`cancelled, now ${row.state}`);
  if (placed && !cancelled && row.state !== 'placed' && !(row.ended && row.state === 'cancelled'))
    said.push(`placed, now ${row.state}`);
  if (shipped && row.here > 0) said.push(`gone, and ${row.here} units of it are here`);
  return said.map((what) => `order ${orderId} was told: ${what}`);
}

/** Units that left our shelves for customers, and units of the orders that are known to have left; by article. */
async function unitsGone(town: Town): Promise<{ skuId: string; moved: number; told: number }[]> {
  const gone = [...town.model.orders.values()].filter((order) => order.left).map((order) => order.orderId);
  return home(town).query(sql`
    SELECT s.sku_id AS "skuId",
      coalesce((SELECT sum(quantity) FROM inventory.movement m WHERE m.sku_id = s.sku_id AND to_place = 'customers'), 0)::bigint AS moved,
      coalesce((SELECT sum(shipped) FROM orders.line l WHERE l.sku_id = s.sku_id AND order_id = ANY(${gone}::text[])), 0)::bigint AS told
    FROM unnest(${[...town.skuIds]}::text[]) AS s(sku_id)`);
}

async function soldAsTold(town: Town): Promise<string[]> {
  return (await unitsGone(town))
    .filter(({ moved, told }) => moved !== told)
    .map(({ skuId, moved, told }) => `${skuId}: ${moved} units moved to customers, the orders that left had ${told}`);
}

async function nothingLost(town: Town): Promise<string[]> {
  const rows = await home(town).query<{ skuId: string; onHand: number; borrowed: number; onRoad: number }>(sql`
    SELECT s.sku_id AS "skuId",
      coalesce((SELECT sum(on_hand) FROM inventory.shelf h WHERE h.sku_id = s.sku_id), 0)::bigint AS "onHand",
      coalesce((SELECT sum(quantity) FROM inventory.breach b WHERE b.sku_id = s.sku_id), 0)::bigint AS borrowed,
      -- Under way between our sites, or lost there: it left a shelf, and came to none.
      coalesce((SELECT sum(CASE WHEN to_place LIKE 'transit:%' THEN quantity ELSE 0 END
        - CASE WHEN from_place LIKE 'transit:%' AND to_place <> 'lost' THEN quantity ELSE 0 END)
        FROM inventory.movement m WHERE m.sku_id = s.sku_id), 0)::bigint AS "onRoad"
    FROM unnest(${[...town.skuIds]}::text[]) AS s(sku_id)`);
  const gone = new Map((await unitsGone(town)).map(({ skuId, told }) => [skuId, told]));
  return rows.flatMap(({ skuId, onHand, borrowed, onRoad }) => {
    const { received, returned } = town.model;
    const came = (received.get(skuId) ?? 0) + (returned.get(skuId) ?? 0) + borrowed;
    const expected = came - (gone.get(skuId) ?? 0) - onRoad;
    return onHand === expected ? [] : [`${skuId}: ${onHand} on our shelves, ${expected} came and did not leave`];
  });
}

type Money = {
  orderId: string;
  /** Taken and kept by our book; of it by card; and by the card provider's own book, with what it holds for us. */
  kept: number;
  /** On its way back: still in both books, and spoken for. */
  leaving: number;
  keptByCard: number;
  theirs: number;
  held: number;
};

async function moneyOf(town: Town): Promise<Map<string, Money>> {
  const rows = await home(town).query<Money>(sql`
    SELECT p.order_id AS "orderId", sum(p.captured_minor - p.refunded_minor)::bigint AS kept,
      sum(p.refunding_minor)::bigint AS leaving,
      -- What left a drawer for it, or went to another order, the provider has not given back; what went back from there, it has.
      coalesce(sum(p.captured_minor - (SELECT coalesce(sum(r.minor), 0) FROM payments.refund r LEFT JOIN payments.exchange x ON x.payment_id = r.payment_id
        WHERE r.state = 'done' AND r.account LIKE 'psp:%' AND coalesce(x.root_payment_id, r.payment_id) = p.payment_id))
        FILTER (WHERE p.provider = 'pretend'), 0)::bigint AS "keptByCard",
      coalesce(sum(c.captured_minor - c.refunded_minor), 0)::bigint AS theirs,
      coalesce(sum(c.amount_minor) FILTER (WHERE c.state = 'authorised'), 0)::bigint AS held
    FROM payments.payment p LEFT JOIN pretend_psp.charge c ON c.reference = p.payment_id GROUP BY p.order_id`);
  return new Map(rows.map((row) => [row.orderId, row]));
}

async function neverTooMuch(town: Town): Promise<string[]> {
  const rows = await orderRows(town);
  return [...(await moneyOf(town)).values()].flatMap(({ orderId, kept, leaving, theirs }) => {
    const row = rows.get(orderId);
    // What changes made it worth less is owed to the buyer until it is on its way back; of what was cancelled nothing is, and who holds it settles it.
    const cancelled = row?.state === 'cancelled' ? row.firstMinor : 0;
    const worth = row && Math.max(cancelled, row.grossMinor + Math.max(0, -row.balance));
    if (worth === undefined || Math.max(kept, theirs) - leaving <= worth) return [];
    return [`order ${orderId} is worth ${worth}; ${kept} were taken by our book, ${theirs} by the provider’s`];
  });
}

/** What must be kept of an order once nothing is under way. */
function due({ method, refundedMinor }: KnownOrder, row: Row | undefined): number {
  if (!row || method === 'promise' || row.state === 'needs_decision') return 0;
  // A cancelled card goes back by itself; what others hold for us they settle themselves.
  if (method === 'card' && row.state !== 'placed') return 0;
  if (method === 'given' && row.state === 'cancelled') return row.firstMinor;
  return row.grossMinor - row.balance - row.promised - refundedMinor - row.givenBack;
}

async function moneyAtRest(town: Town): Promise<string[]> {
  const [rows, money] = [await orderRows(town), await moneyOf(town)];
  const wrong = [...town.model.orders.values()].flatMap((order) => {
    const row = rows.get(order.orderId);
    const kept = money.get(order.orderId)?.kept ?? 0;
    const expected = due(order, row);
    return kept === expected
      ? []
      : [`order ${order.orderId}, ${row?.state ?? 'unknown'}, ${order.method}: kept ${kept}, due ${expected}`];
  });
  for (const { orderId, keptByCard, theirs, held } of money.values()) {
    const state = rows.get(orderId)?.state;
    if (keptByCard !== theirs)
      wrong.push(`order ${orderId}: we keep ${keptByCard} by card, the provider says ${theirs}`);
    if (held > 0 && state !== 'needs_decision') wrong.push(`order ${orderId} is ${state}, and ${held} are held for it`);
    if (state === 'awaiting_payment') wrong.push(`order ${orderId} waits for its payment for ever`);
  }
  return wrong;
}

async function marketAtRest(town: Town): Promise<string[]> {
  const rows = await orderRows(town);
  return [...town.market.orders.values()].flatMap(({ id, status, revision }) => {
    const row = rows.get(marketOrderId('ord', town.channels.market, id));
    if (status === 'PLACED') return row ? [] : [`${id} was sold there, and we never heard of it`];
    const settled = !row || row.state === 'cancelled' || row.here === 0;
    return settled ? [] : [`${id} was cancelled there (revision ${revision}), and is ${row.state} here`];
  });
}

/**
 * Nobody who came later is served before: while an order waits, no later one that wants the same in the same way has been given units
 * since it came. An order that was changed, or of which units were not found, has had its turn. Until it is paid it only keeps its turn: there
 * may be enough for both, and what was left for it may leave by a till or a transfer before its money comes.
 */
async function inTurn(town: Town): Promise<string[]> {
  const rows = await home(town).query<{ what: string }>(sql`
    WITH wish AS (
      SELECT o.order_id, o.channel_id, o.opened_at, o.placed_at, o.delivery->>'method' AS method, l.sku_id, l.line_no, l.backordered FROM orders.order o
      JOIN orders.line l USING (order_id)
      WHERE o.state = 'placed' AND o.first_minor IS NULL AND NOT EXISTS (SELECT FROM fulfilment.missing m WHERE m.order_id = o.order_id))
    SELECT DISTINCT format('%s: order %s waits, and %s, which came later, was filled', a.sku_id, a.order_id, b.order_id) AS what
    FROM wish a JOIN wish b ON b.sku_id = a.sku_id AND b.channel_id = a.channel_id AND b.method = a.method AND b.opened_at > a.opened_at
    JOIN orders.allocation f ON f.order_id = b.order_id AND f.line_no = b.line_no
    JOIN inventory.reservation r ON r.sku_id = f.sku_id AND r.reservation_id = f.reservation_id
    WHERE a.backordered > 0 AND r.made_at > b.opened_at AND r.made_at > a.placed_at`);
  return rows.map((row) => row.what);
}

/** What carriers told, late, twice or in no order, came to one fact. */
async function newsOnce(town: Town): Promise<string[]> {
  const rows = await home(town).query<{ what: string }>(sql`
    SELECT format('parcel %s: said %s times that it was delivered, delivered at %s', p.parcel_id, count(e.seq), p.delivered_at) AS what
    FROM fulfilment.parcel p LEFT JOIN journal.event e ON e.subject_id = p.parcel_id AND e.type = 'fulfilment.delivered'
    GROUP BY p.parcel_id HAVING count(e.seq) <> CASE WHEN p.delivered_at IS NULL THEN 0 ELSE 1 END`);
  return rows.map((row) => row.what);
}

/** What was put on cards and given as credit is still there, set aside, or was taken by orders; what came back from them is there again. */
async function cardsAsTold(town: Town): Promise<string[]> {
  const [row] = await home(town).query<{ there: number; aside: number; taken: number; back: number }>(sql`
    SELECT (SELECT coalesce(sum(balance), 0)::bigint FROM payments.account WHERE account_id ~ '^(gift|credit):') AS there,
      coalesce(sum(authorised_minor - captured_minor) FILTER (WHERE state IN ('authorised', 'quarantined')), 0)::bigint AS aside,
      coalesce(sum(captured_minor), 0)::bigint AS taken,
      (SELECT coalesce(sum(minor), 0)::bigint FROM payments.refund WHERE state = 'done' AND account = 'vouchers') AS back
    FROM payments.payment WHERE method = 'gift_card'`);
  const { there = 0, aside = 0, taken = 0, back = 0 } = row ?? {};
  const loaded = [...town.model.loaded.values()].reduce((sum, minor) => sum + minor, 0);
  if (there + aside + taken === loaded + back) return [];
  return [`${loaded} were put on cards and ${back} came back; ${there} are there, ${aside} set aside, ${taken} taken`];
}

export const townOracles: readonly TownOracle[] = [
  { code: 'TOLD', promise: 'an order is as its buyer was told, and nobody was told otherwise', violations: asTold },
  { code: 'SOLD', promise: 'units that left are those of the orders that left', violations: soldAsTold },
  { code: 'UNITS', promise: 'units on our shelves are those that came and did not leave', violations: nothingLost },
  { code: 'TAKEN', promise: 'no order is paid more than it is worth', violations: neverTooMuch },
  { code: 'TURN', promise: 'who waits for stock is served before who came later', violations: inTurn },
  { code: 'CARDS', promise: 'money of gift cards and credit is spent once', violations: cardsAsTold },
  { code: 'NEWS', promise: 'a parcel is said to be delivered once', violations: newsOnce },
  { code: 'PAID', promise: 'what stands is paid, what does not is given back', atRest: true, violations: moneyAtRest },
  { code: 'MARKET', promise: 'the marketplace’s book is ours', atRest: true, violations: marketAtRest },
];

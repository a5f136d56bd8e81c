/**
 * Units that an order was promised and nobody finds. The book is put right where they should lie, so that nobody is promised them again;
 * they are taken elsewhere if they are there, and else the line says how much of it waits for a person.
 */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, refused, unwrap } from '#base/refusal';
import {
  carryLocked,
  closeReservations,
  lockForTakes,
  lockReservations,
  placeOf,
  shelfKey,
  takeLocked,
  type TakeRequest,
  type Taken,
  type Workspace,
} from '#inventory';
import { allocatedTo, setApart } from './allocation.ts';
import { insertAllocations } from './insert.ts';
import { reservationsFor, type LineUnits } from './leaving.ts';
import type { Delivery } from './model.ts';
import { fieldFor } from './prepare.ts';
import { checkHeld, lockHeads, raced, type Head } from './settle.ts';

export type Missed = LineUnits & {
  readonly orderId: string;
  /** The document of the movement: what was being done when nobody found them. */
  readonly document: string;
};
/** What became of missing units: taken at other sites, or waiting for a person. */
export type Resourced = { readonly elsewhere: number; readonly flagged: number };

/**
 * Says that units kept for a line can't be found at a site. They leave its book to `unaccounted` (reason `not_found`), and are taken from
 * another place that may serve the order, else the line is flagged. Refuses `orders.not_found`, `orders.not_placed`,
 * `orders.not_allocated`.
 */
export async function missUnits(tx: Tx, missed: Missed): Promise<Resourced> {
  const { orderId, lineNo, siteId, quantity, document } = missed;
  const seen = await seeOrder(tx, orderId);
  const skuId = seen.lines.find((line) => line.lineNo === lineNo)?.skuId ?? refuse('orders.not_allocated', { lineNo });
  const request = await requestFor(tx, seen, [{ lineNo, skuId, quantity }], siteId);
  const { workspace, head, open } = await lockFor(tx, orderId, request);
  const meant = unwrap(reservationsFor(await allocatedTo(tx, orderId, open), [{ lineNo, siteId, quantity }]));
  const lost = (await setApart(tx, orderId, meant)).map((one) => one.reservation);
  await closeReservations(tx, lost, 'voided', 'voided');
  const from = placeOf(siteId);
  await carryLocked(tx, new Map([[shelfKey(skuId, from), quantity]]), [
    { skuId, from, to: 'unaccounted', quantity, reason: 'not_found', document },
  ]);
  const elsewhere = (await take(tx, workspace, request)).get(lineNo) ?? 0;
  const flagged = quantity - elsewhere;
  await tx.query(sql`
    UPDATE orders.line SET flagged = flagged + ${flagged} WHERE order_id = ${orderId} AND line_no = ${lineNo}`);
  await tell(tx, head, 'orders.missing', { lineNo, skuId, siteId, units: quantity, elsewhere, flagged });
  return { elsewhere, flagged };
}

/**
 * Takes what a placed order's lines have flagged, as far as it is there now. Refuses `orders.not_found`, `orders.not_placed`,
 * `orders.nothing_to_decide` when no line is flagged, `inventory.short` when nothing of it is there.
 */
export async function takeFlagged(tx: Tx, orderId: string): Promise<Resourced> {
  const seen = await seeOrder(tx, orderId);
  const wanted = seen.lines.filter((line) => line.flagged > 0);
  if (wanted.length === 0) refuse('orders.nothing_to_decide', { detail: orderId });
  const lines = wanted.map(({ lineNo, skuId, flagged }) => ({ lineNo, skuId, quantity: flagged }));
  const request = await requestFor(tx, seen, lines);
  const { workspace, head } = await lockFor(tx, orderId, request);
  const now = await seeOrder(tx, orderId);
  if (JSON.stringify(now.lines) !== JSON.stringify(seen.lines)) throw raced(orderId);
  const had = await take(tx, workspace, request);
  const taken = [...had.values()].reduce((sum, units) => sum + units, 0);
  if (taken === 0) {
    const short = lines.map(({ skuId, quantity }) => ({ skuId, wanted: quantity, available: 0 }));
    refuse('inventory.short', { short });
  }
  await tx.query(sql`
    UPDATE orders.line l SET flagged = l.flagged - w.quantity
    FROM unnest(${[...had.keys()]}::int[], ${[...had.values()]}::bigint[]) AS w(line_no, quantity)
    WHERE l.order_id = ${orderId} AND l.line_no = w.line_no`);
  await tell(tx, head, 'orders.filled', { units: taken });
  return { elsewhere: taken, flagged: sumOf(lines) - taken };
}

type Seen = {
  readonly orderId: string;
  readonly channelId: string;
  readonly delivery: Delivery;
  readonly lines: readonly { readonly lineNo: number; readonly skuId: string; readonly flagged: number }[];
};

async function seeOrder(db: Db, orderId: string): Promise<Seen> {
  const [seen] = await db.query<Seen>(sql`
    SELECT o.order_id AS "orderId", o.channel_id AS "channelId", o.delivery,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', line_no, 'skuId', sku_id, 'flagged', flagged) ORDER BY line_no)
        FROM orders.line l WHERE l.order_id = o.order_id) AS lines
    FROM orders.order o WHERE o.order_id = ${orderId}`);
  return seen ?? refuse('orders.not_found', { detail: orderId });
}

/** A wish for what may be had of these lines, by the rules of the channel; never at the place where it was missing. */
async function requestFor(tx: Tx, seen: Seen, lines: TakeRequest['lines'], missingAt?: string): Promise<TakeRequest> {
  const { orderId, channelId, delivery } = seen;
  const { places, leave } = await fieldFor(tx.database, channelId, delivery, tx.now);
  const may = 'siteId' in delivery ? [placeOf(delivery.siteId)] : places;
  const from = may.filter((placeId) => missingAt === undefined || placeId !== placeOf(missingAt));
  return { holder: orderId, lines, places: from, leave, pool: true, as: 'reserve', short: 'part', reason: 'sale' };
}

/** Locks every shelf that may serve and every one that serves already, in one statement; then what the order holds, and the order. */
async function lockFor(tx: Tx, orderId: string, request: TakeRequest) {
  const held = await tx.query<{ skuId: string; placeId: string }>(sql`
    SELECT DISTINCT sku_id AS "skuId", place_id AS "placeId" FROM orders.allocation WHERE order_id = ${orderId}`);
  const holding = held.map(({ skuId, placeId }): TakeRequest => {
    return { ...request, lines: [{ lineNo: 1, skuId, quantity: 1 }], places: [placeId] };
  });
  const workspace = await lockForTakes(tx, [request, ...holding]);
  const open = await lockReservations(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state !== 'placed') refuse('orders.not_placed', { detail: head.state });
  await checkHeld(tx, orderId, open);
  return { workspace, open, head };
}

/** Takes what there is, and gives it to its lines. Returns how much of each line was had. */
async function take(tx: Tx, workspace: Workspace, request: TakeRequest): Promise<Map<number, number>> {
  const { outcomes, written } = takeLocked(tx, workspace, [request]);
  await written;
  const { reservations } = unwrap(outcomes[0] ?? refused<Taken>('inventory.short'));
  await insertAllocations(
    tx,
    reservations.map((reservation) => ({ ...reservation, orderId: request.holder })),
  );
  return new Map([...Map.groupBy(reservations, (r) => r.lineNo)].map(([lineNo, mine]) => [lineNo, sumOf(mine)]));
}

const sumOf = (rows: Iterable<{ readonly quantity: number }>): number =>
  [...rows].reduce((sum, row) => sum + row.quantity, 0);

async function tell(tx: Tx, head: Head, type: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${head.orderId}`);
  announce(tx, {
    ...{ type, subjectKind: 'order', subjectId: head.orderId, version: head.version + 1, channelId: head.channelId },
    mentions: head.customerId === null ? [] : [head.customerId],
    body,
  });
}

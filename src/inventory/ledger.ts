/**
 * The only writer of the stock tables. Lock, decide, write: in separate statements of one READ COMMITTED transaction, because a
 * statement that locks and changes a guarded row at once reads it by an old snapshot (CORE.md tells what was tried).
 */
import { sql, lock, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import type { Instant } from '#base/time';
import {
  newMovementId,
  sumChanges,
  workspaceOf,
  type Lease,
  type PlannedTake,
  type Shelf,
  type ShelfChange,
  type TakeLine,
  type TakeRequest,
  type Workspace,
} from './model.ts';
import { forgetSkus } from './queries.ts';

/** True when one statement locks all these requests need: no lease is looked up, no shelf is made. */
export const locksAtOnce = (requests: readonly TakeRequest[]): boolean =>
  requests.every((request) => request.leaseHolder === undefined && request.short !== 'accept');

/** Locks every shelf a batch may touch, in one sorted statement, then the leases of its holders; returns what it saw under lock. */
export async function lockForTakes(tx: Tx, requests: readonly TakeRequest[]): Promise<Workspace> {
  const wanted = new Map<string, { skuId: string; placeId: string }>();
  const mustExist = new Map<string, { skuId: string; placeId: string }>();
  const holders = new Map<string, { holder: string; skuId: string }>();
  for (const request of requests) {
    for (const { skuId } of request.lines) {
      if (request.pool) for (const placeId of request.places) wanted.set(`${skuId}|${placeId}`, { skuId, placeId });
      const first = request.places[0];
      if (request.short === 'accept' && first !== undefined)
        mustExist.set(`${skuId}|${first}`, { skuId, placeId: first });
      if (request.leaseHolder !== undefined)
        holders.set(`${request.leaseHolder}|${skuId}`, { holder: request.leaseHolder, skuId });
    }
  }
  const leased = holders.size === 0 ? [] : await openLeases(tx, [...holders.values()]);
  for (const { skuId, placeId } of leased) wanted.set(`${skuId}|${placeId}`, { skuId, placeId });
  for (const [key, shelf] of mustExist) wanted.set(key, shelf);
  if (mustExist.size > 0) await ensureShelves(tx, [...mustExist.values()]);
  const shelves = await lockShelves(tx, [...wanted.values()]);
  const leases = leased.length === 0 ? [] : await lockLeases(tx, leased);
  return workspaceOf(shelves, leases);
}

/** Locks shelves in id order and returns them as they are under the lock; shelves that never held anything are absent. */
export async function lockShelves(tx: Tx, shelves: readonly { skuId: string; placeId: string }[]): Promise<Shelf[]> {
  lock(tx, 'inventory.shelf');
  return tx.query<Shelf>(sql`
    SELECT s.sku_id AS "skuId", s.place_id AS "placeId", s.on_hand AS "onHand", s.reserved, s.leased
    FROM unnest(${shelves.map((s) => s.skuId)}::text[], ${shelves.map((s) => s.placeId)}::text[]) AS w(sku_id, place_id)
    JOIN inventory.shelf s USING (sku_id, place_id)
    ORDER BY s.sku_id, s.place_id FOR NO KEY UPDATE OF s`);
}

async function openLeases(
  tx: Tx,
  holders: readonly { holder: string; skuId: string }[],
): Promise<{ skuId: string; leaseId: string; placeId: string }[]> {
  return tx.query(sql`
    SELECT l.sku_id AS "skuId", l.lease_id AS "leaseId", l.place_id AS "placeId"
    FROM unnest(${holders.map((h) => h.holder)}::text[], ${holders.map((h) => h.skuId)}::text[]) AS w(holder, sku_id)
    JOIN inventory.lease l USING (holder, sku_id) WHERE l.state = 'open'`);
}

async function lockLeases(tx: Tx, leases: readonly { skuId: string; leaseId: string }[]): Promise<Lease[]> {
  lock(tx, 'inventory.lease');
  return tx.query<Lease>(sql`
    SELECT l.sku_id AS "skuId", l.lease_id AS "leaseId", l.place_id AS "placeId", l.holder, l.quantity, l.used
    FROM unnest(${leases.map((l) => l.skuId)}::text[], ${leases.map((l) => l.leaseId)}::text[]) AS w(sku_id, lease_id)
    JOIN inventory.lease l USING (sku_id, lease_id)
    WHERE l.state = 'open' AND (l.expires_at IS NULL OR l.expires_at > ${tx.now}::timestamptz)
    ORDER BY l.sku_id, l.lease_id FOR NO KEY UPDATE OF l`);
}

/** Makes empty shelves, so that they can be locked. */
export async function ensureShelves(tx: Tx, shelves: readonly { skuId: string; placeId: string }[]): Promise<void> {
  await tx.query(sql`
    INSERT INTO inventory.shelf (sku_id, place_id)
    SELECT DISTINCT sku_id, place_id FROM unnest(${shelves.map((s) => s.skuId)}::text[], ${shelves.map((s) => s.placeId)}::text[]) AS w(sku_id, place_id)
    ORDER BY sku_id, place_id ON CONFLICT DO NOTHING`);
}

export type Reservation = {
  readonly reservationId: string;
  readonly lineNo: number;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
};
export type Breach = {
  readonly breachId: string;
  readonly lineNo: number;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
};
/** What a granted request received. `reservations` is empty for what was handed over at once. */
export type Taken = {
  readonly holder: string;
  readonly reservations: readonly Reservation[];
  readonly breaches: readonly Breach[];
  /** Promised beyond the shelf; the keeper of the caps writes it down. */
  readonly later: readonly TakeLine[];
  /** What `choose` said of the places. */
  readonly why?: string;
};

export type NewMovement = {
  movementId: string;
  skuId: string;
  from: string;
  to: string;
  quantity: number;
  reason: string;
  document: string;
};
type NewReservation = Reservation & { holder: string; expiresAt: Instant | null };

type Plan = {
  taken: Map<string, Taken>;
  changes: ShelfChange[];
  movements: NewMovement[];
  reservations: NewReservation[];
  breaches: (Breach & { document: string; cause: string })[];
  leaseUses: Map<string, { skuId: string; leaseId: string; quantity: number }>;
};

/**
 * Writes what was planned, set-wise: a fixed number of statements whatever the size of the batch. What each holder receives is known at
 * once; `written` ends when the statements have, so that the caller may send its own behind them.
 */
export function writeTakes(
  tx: Tx,
  planned: readonly PlannedTake[],
): { taken: Map<string, Taken>; written: Promise<unknown> } {
  const plan: Plan = {
    taken: new Map(),
    changes: [],
    movements: [],
    reservations: [],
    breaches: [],
    leaseUses: new Map(),
  };
  for (const take of planned) if ('picks' in take) addTake(plan, take);
  const written = Promise.all([
    applyChanges(tx, plan.changes),
    useLeases(tx, [...plan.leaseUses.values()]),
    insertMovements(tx, plan.movements),
    insertReservations(tx, plan.reservations),
    insertBreaches(tx, plan.breaches),
  ]);
  return { taken: plan.taken, written };
}

function addTake(plan: Plan, { request, picks, later, why }: Extract<PlannedTake, { picks: unknown }>): void {
  const reservations: Reservation[] = [];
  const breaches: Breach[] = [];
  for (const pick of picks) {
    const { skuId, placeId, quantity, lineNo } = pick;
    const change = { skuId, placeId, onHand: 0, reserved: 0, leased: 0 };
    if (pick.breach) {
      const breachId = newId('brc');
      breaches.push({ breachId, lineNo, skuId, placeId, quantity });
      plan.breaches.push({
        breachId,
        lineNo,
        skuId,
        placeId,
        quantity,
        document: request.holder,
        cause: request.reason,
      });
      plan.movements.push({
        movementId: breachId,
        skuId,
        from: 'unaccounted',
        to: placeId,
        quantity,
        reason: 'breach',
        document: breachId,
      });
      change.onHand += quantity;
    }
    if (pick.leaseId !== undefined) {
      change.leased -= quantity;
      const key = `${skuId}|${pick.leaseId}`;
      const use = plan.leaseUses.get(key) ?? { skuId, leaseId: pick.leaseId, quantity: 0 };
      use.quantity += quantity;
      plan.leaseUses.set(key, use);
    }
    if (request.as === 'sell') {
      change.onHand -= quantity;
      plan.movements.push({
        movementId: newMovementId(),
        skuId,
        from: placeId,
        to: 'customers',
        quantity,
        reason: request.reason,
        document: request.holder,
      });
    } else {
      change.reserved += quantity;
      const reservation = { reservationId: newId('rsv'), lineNo, skuId, placeId, quantity };
      reservations.push(reservation);
      plan.reservations.push({ ...reservation, holder: request.holder, expiresAt: request.expiresAt ?? null });
    }
    plan.changes.push(change);
  }
  plan.taken.set(request.holder, {
    holder: request.holder,
    reservations,
    breaches,
    later,
    ...(why === undefined ? {} : { why }),
  });
}

/** Changes locked shelves by sums; the CHECK is the last wall. One `inventory.changed` a transaction tells which SKUs. */
export async function applyChanges(tx: Tx, changes: readonly ShelfChange[]): Promise<void> {
  const sums = sumChanges(changes);
  if (sums.length === 0) return;
  announceChange(
    tx,
    sums.map((sum) => sum.skuId),
  );
  await tx.query(sql`
    UPDATE inventory.shelf s SET on_hand = s.on_hand + d.on_hand, reserved = s.reserved + d.reserved, leased = s.leased + d.leased
    FROM unnest(${sums.map((s) => s.skuId)}::text[], ${sums.map((s) => s.placeId)}::text[], ${sums.map((s) => s.onHand)}::bigint[],
      ${sums.map((s) => s.reserved)}::bigint[], ${sums.map((s) => s.leased)}::bigint[]) AS d(sku_id, place_id, on_hand, reserved, leased)
    WHERE s.sku_id = d.sku_id AND s.place_id = d.place_id`);
}

function announceChange(tx: Tx, skuIds: readonly string[]): void {
  tx.afterCommit(() => forgetSkus(tx.database, skuIds)); // the writer's own next read is never stale
  announce(tx, {
    type: 'inventory.changed',
    subjectKind: 'stock',
    subjectId: 'stock',
    body: { skuIds: [...new Set(skuIds)] },
  });
}

export async function insertMovements(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  if (movements.length === 0) return;
  await tx.query(sql`
    INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
    SELECT m.*, ${tx.caller.actor}, ${tx.now}::timestamptz
    FROM unnest(${movements.map((m) => m.skuId)}::text[], ${movements.map((m) => m.movementId)}::text[], ${movements.map((m) => m.from)}::text[],
      ${movements.map((m) => m.to)}::text[], ${movements.map((m) => m.quantity)}::bigint[], ${movements.map((m) => m.reason)}::text[],
      ${movements.map((m) => m.document)}::text[]) AS m`);
}

async function insertReservations(tx: Tx, reservations: readonly NewReservation[]): Promise<void> {
  if (reservations.length === 0) return;
  await tx.query(sql`
    INSERT INTO inventory.reservation (sku_id, reservation_id, place_id, quantity, holder, expires_at, made_at)
    SELECT r.*, ${tx.now}::timestamptz
    FROM unnest(${reservations.map((r) => r.skuId)}::text[], ${reservations.map((r) => r.reservationId)}::text[],
      ${reservations.map((r) => r.placeId)}::text[], ${reservations.map((r) => r.quantity)}::bigint[],
      ${reservations.map((r) => r.holder)}::text[], ${reservations.map((r) => r.expiresAt)}::timestamptz[]) AS r`);
}

async function insertBreaches(tx: Tx, breaches: Plan['breaches']): Promise<void> {
  if (breaches.length === 0) return;
  for (const breach of breaches) {
    announce(tx, {
      type: 'inventory.breached',
      subjectKind: 'breach',
      subjectId: breach.breachId,
      mentions: [breach.document, breach.skuId],
      body: { skuId: breach.skuId, placeId: breach.placeId, quantity: breach.quantity, cause: breach.cause },
    });
  }
  await tx.query(sql`
    INSERT INTO inventory.breach (sku_id, breach_id, place_id, quantity, cause, document, at)
    SELECT b.*, ${tx.now}::timestamptz
    FROM unnest(${breaches.map((b) => b.skuId)}::text[], ${breaches.map((b) => b.breachId)}::text[], ${breaches.map((b) => b.placeId)}::text[],
      ${breaches.map((b) => b.quantity)}::bigint[], ${breaches.map((b) => b.cause)}::text[], ${breaches.map((b) => b.document)}::text[]) AS b`);
}

async function useLeases(tx: Tx, uses: readonly { skuId: string; leaseId: string; quantity: number }[]): Promise<void> {
  if (uses.length === 0) return;
  await tx.query(sql`
    UPDATE inventory.lease l SET used = l.used + u.quantity
    FROM unnest(${uses.map((u) => u.skuId)}::text[], ${uses.map((u) => u.leaseId)}::text[], ${uses.map((u) => u.quantity)}::bigint[]) AS u(sku_id, lease_id, quantity)
    WHERE l.sku_id = u.sku_id AND l.lease_id = u.lease_id`);
}

export type OpenReservation = {
  skuId: string;
  reservationId: string;
  placeId: string;
  quantity: number;
  holder: string;
};

/** Locks the shelves of what these holders still hold, then the reservations that are pending under the lock. */
export async function lockReservations(tx: Tx, holders: readonly string[]): Promise<OpenReservation[]> {
  const known = await tx.query<OpenReservation>(sql`
    SELECT sku_id AS "skuId", reservation_id AS "reservationId", place_id AS "placeId", quantity, holder
    FROM inventory.reservation WHERE holder = ANY(${holders}::text[]) AND state = 'pending'`);
  if (known.length === 0) return [];
  await lockShelves(tx, known);
  lock(tx, 'inventory.reservation');
  return tx.query<OpenReservation>(sql`
    SELECT r.sku_id AS "skuId", r.reservation_id AS "reservationId", r.place_id AS "placeId", r.quantity, r.holder
    FROM unnest(${known.map((k) => k.skuId)}::text[], ${known.map((k) => k.reservationId)}::text[]) AS w(sku_id, reservation_id)
    JOIN inventory.reservation r USING (sku_id, reservation_id)
    WHERE r.state = 'pending' ORDER BY r.sku_id, r.reservation_id FOR NO KEY UPDATE OF r`);
}

/** Closes locked reservations: posted ones become one movement each under their own id, the others give the stock back. */
export async function closeReservations(
  tx: Tx,
  open: readonly OpenReservation[],
  state: 'posted' | 'voided' | 'expired',
  reason: string,
): Promise<void> {
  if (open.length === 0) return;
  const posted = state === 'posted';
  const movements = posted
    ? open.map((r) => ({
        movementId: r.reservationId,
        skuId: r.skuId,
        from: r.placeId,
        to: 'customers',
        quantity: r.quantity,
        reason,
        document: r.holder,
      }))
    : [];
  await Promise.all([
    applyChanges(
      tx,
      open.map((r) => ({
        skuId: r.skuId,
        placeId: r.placeId,
        onHand: posted ? -r.quantity : 0,
        reserved: -r.quantity,
        leased: 0,
      })),
    ),
    insertMovements(tx, movements),
    tx.query(sql`
      UPDATE inventory.reservation r SET state = ${state}, closed_at = ${tx.now}::timestamptz
      FROM unnest(${open.map((r) => r.skuId)}::text[], ${open.map((r) => r.reservationId)}::text[]) AS w(sku_id, reservation_id)
      WHERE r.sku_id = w.sku_id AND r.reservation_id = w.reservation_id`),
  ]);
}

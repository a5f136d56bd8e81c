import { sql, type Database, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { applyChanges, lockShelves } from './ledger.ts';
import { freeOf, type Lease } from './model.ts';

/** Seconds after its expiry before the server takes a lease back: the holder stops first, by its own monotonic clock. */
export const LEASE_GRACE_S = 30;

export type LeaseRequest = {
  readonly leaseId?: string;
  readonly holder: string;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
  /** Null: an allotment, held until it is returned. */
  readonly expiresAt: Instant | null;
};

/**
 * Sets stock apart for a seller that cannot ask. Σ reservations + Σ leases ≤ on hand, always: refuses `inventory.short` past that.
 * The same lease id again is the same lease.
 */
export async function grantLease(tx: Tx, request: LeaseRequest): Promise<string> {
  const leaseId = request.leaseId ?? newId('lea');
  const [shelf] = await lockShelves(tx, [request]);
  const [known] = await tx.query(
    sql`SELECT 1 FROM inventory.lease WHERE sku_id = ${request.skuId} AND lease_id = ${leaseId}`,
  );
  if (known) return leaseId;
  const available = shelf ? freeOf(shelf) : 0;
  if (available < request.quantity)
    refuse('inventory.short', { short: [{ skuId: request.skuId, wanted: request.quantity, available }] });
  await applyChanges(tx, [
    { skuId: request.skuId, placeId: request.placeId, onHand: 0, reserved: 0, leased: request.quantity },
  ]);
  await tx.query(sql`
    INSERT INTO inventory.lease (sku_id, lease_id, place_id, holder, quantity, expires_at, made_at)
    VALUES (${request.skuId}, ${leaseId}, ${request.placeId}, ${request.holder}, ${request.quantity}, ${request.expiresAt}::timestamptz, ${tx.now}::timestamptz)`);
  announce(tx, {
    type: 'inventory.leased',
    subjectKind: 'lease',
    subjectId: leaseId,
    mentions: [request.holder, request.skuId],
    body: { skuId: request.skuId, placeId: request.placeId, quantity: request.quantity },
  });
  return leaseId;
}

/** Gives back what a lease has left. Repeatable. */
export async function returnLease(
  tx: Tx,
  skuId: string,
  leaseId: string,
  state: 'returned' | 'expired' = 'returned',
): Promise<void> {
  const [seen] = await tx.query<{ placeId: string }>(sql`
    SELECT place_id AS "placeId" FROM inventory.lease WHERE sku_id = ${skuId} AND lease_id = ${leaseId} AND state = 'open'`);
  if (!seen) return;
  await lockShelves(tx, [{ skuId, placeId: seen.placeId }]);
  const [lease] = await tx.query<Lease>(sql`
    SELECT sku_id AS "skuId", lease_id AS "leaseId", place_id AS "placeId", holder, quantity, used FROM inventory.lease
    WHERE sku_id = ${skuId} AND lease_id = ${leaseId} AND state = 'open' FOR NO KEY UPDATE`);
  if (!lease) return;
  await applyChanges(tx, [
    { skuId, placeId: lease.placeId, onHand: 0, reserved: 0, leased: lease.used - lease.quantity },
  ]);
  await tx.query(
    sql`UPDATE inventory.lease SET state = ${state}, closed_at = ${tx.now}::timestamptz WHERE sku_id = ${skuId} AND lease_id = ${leaseId}`,
  );
  announce(tx, {
    type: 'inventory.lease_ended',
    subjectKind: 'lease',
    subjectId: leaseId,
    mentions: [lease.holder, skuId],
    body: { skuId, left: lease.quantity - lease.used, state },
  });
}

/** Takes back leases whose expiry and grace have passed. */
export async function expireLeases(database: Database): Promise<void> {
  const late = await database.query<{ skuId: string; leaseId: string }>(sql`
    SELECT sku_id AS "skuId", lease_id AS "leaseId" FROM inventory.lease
    WHERE state = 'open' AND expires_at < now() - make_interval(secs => ${LEASE_GRACE_S}) ORDER BY expires_at LIMIT 500`);
  for (const { skuId, leaseId } of late) {
    await database.transaction({ actor: 'schedule:inventory.leases' }, (tx) =>
      returnLease(tx, skuId, leaseId, 'expired'),
    );
  }
}

/** The open leases of a holder of these SKUs; a marketplace may hold one of every article there is. */
export async function leasesOf(
  db: Pick<Tx, 'query'>,
  holder: string,
  skuIds: readonly string[],
): Promise<(Lease & { expiresAt: Instant | null })[]> {
  return db.query(sql`
    SELECT sku_id AS "skuId", lease_id AS "leaseId", place_id AS "placeId", holder, quantity, used, expires_at AS "expiresAt"
    FROM inventory.lease WHERE holder = ${holder} AND sku_id = ANY(${[...skuIds]}::text[]) AND state = 'open' ORDER BY sku_id, lease_id`);
}

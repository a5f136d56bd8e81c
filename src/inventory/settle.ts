import { lock, sql, type Db, type Tx } from '#base/db';
import { closeReservations, lockReservations, type OpenReservation } from './ledger.ts';

/** Gives back all that these holders still hold, to the places it was taken from. Repeatable: what is already closed stays closed. */
export async function releaseStock(
  tx: Tx,
  holders: readonly string[],
  reason: 'voided' | 'expired' = 'voided',
): Promise<OpenReservation[]> {
  const open = await lockReservations(tx, holders);
  await closeReservations(tx, open, reason, reason);
  return open;
}

/** Hands over all that these holders still hold: each reservation becomes one movement to the customer. */
export async function shipStock(tx: Tx, holders: readonly string[]): Promise<OpenReservation[]> {
  const open = await lockReservations(tx, holders);
  await closeReservations(tx, open, 'posted', 'sale');
  return open;
}

/** What these holders have pending stays theirs without an end: the payment came. Returns what is kept. */
export async function keepStock(tx: Tx, holders: readonly string[]): Promise<{ holder: string; quantity: number }[]> {
  lock(tx, 'inventory.reservation');
  return tx.query(sql`
    UPDATE inventory.reservation r SET expires_at = NULL
    FROM (SELECT sku_id, reservation_id FROM inventory.reservation WHERE holder = ANY(${holders}::text[]) AND state = 'pending'
      ORDER BY sku_id, reservation_id FOR NO KEY UPDATE) held
    WHERE r.sku_id = held.sku_id AND r.reservation_id = held.reservation_id
    RETURNING r.holder, r.quantity`);
}

/** Which of these holders have stock promised to them. */
export async function pendingHolders(db: Db, holders: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ holder: string }>(sql`
    SELECT DISTINCT holder FROM inventory.reservation WHERE holder = ANY(${holders}::text[]) AND state = 'pending'`);
  return new Set(rows.map((row) => row.holder));
}

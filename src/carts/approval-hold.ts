/**
 * Goods set aside while an order waits for a yes: for seven days, and those who may agree are told a day before they are free again. The
 * request waits on without them; a yes then takes what lies there.
 */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { granted, type Outcome } from '#base/refusal';
import { DAY, plus, type Instant } from '#base/time';
import { closeReservations, lockReservations, takeStock } from '#inventory';
import type { PreparedOrder } from '#orders';

export const HELD_DAYS = 7;
const WARN_DAYS = 1;

/**
 * Takes an order's goods for a request, and says until when; null: it is sold beyond stock and waits for goods, so that nothing is set aside.
 * Refuses `inventory.short`.
 */
export async function holdFor(tx: Tx, askId: string, order: PreparedOrder): Promise<Outcome<Instant | null>> {
  const { laterHolder: _none, ...take } = order.take;
  const expiresAt = plus(tx.now, HELD_DAYS * DAY);
  const wanted = { ...take, holder: askId, as: 'reserve', short: 'refuse', expiresAt } as const;
  const taken = must((await takeStock(tx, [wanted]))[0], 'an outcome');
  if (taken.ok) return granted(expiresAt);
  return order.later.size > 0 ? granted(null) : taken;
}

/** Gives back what is set aside for requests; without anything, nothing happens. Shelves are locked before carts. */
export async function giveUpHeld(tx: Tx, askIds: readonly string[], reason: string): Promise<void> {
  const rank = tx.lockRank;
  await closeReservations(tx, await lockReservations(tx, askIds), 'voided', reason);
  tx.lockRank = rank;
}

type Held = { readonly askId: string; readonly companyId: string; readonly customerId: string; readonly over: boolean };

/** Tells of what will soon be free, and frees what is over: its time, or its cart, which was ordered otherwise. */
export async function sweepHeld(database: Database): Promise<void> {
  const rows = await database.query<Held>(sql`
    SELECT a.ask_id AS "askId", a.company_id AS "companyId", a.customer_id AS "customerId",
      a.held_until < now() OR (c.status <> 'open' AND a.state = 'waiting') AS over
    FROM carts.approval a JOIN carts.cart c USING (cart_id)
    WHERE a.held_until IS NOT NULL AND (a.held_until < now() OR (c.status <> 'open' AND a.state = 'waiting')
      OR (a.warned_at IS NULL AND a.state = 'waiting' AND a.held_until < now() + make_interval(days => ${WARN_DAYS}::int)))
    ORDER BY a.held_until LIMIT 100`);
  for (const row of rows)
    await database.transaction({ actor: 'schedule:carts.approvals' }, (tx) =>
      row.over ? freeOne(tx, row) : warn(tx, row),
    );
}

async function freeOne(tx: Tx, row: Held): Promise<void> {
  await giveUpHeld(tx, [row.askId], 'approval_expired');
  const freed = await tx.query<{ state: string }>(sql`
    UPDATE carts.approval SET held_until = NULL WHERE ask_id = ${row.askId} AND held_until IS NOT NULL RETURNING state`);
  // Of one that is decided, as when its buyer was forgotten, nobody needs to be told.
  if (freed.some(({ state }) => state === 'waiting')) announce(tx, told('carts.approval_freed', row));
}

async function warn(tx: Tx, row: Held): Promise<void> {
  const warned = await tx.affected(sql`
    UPDATE carts.approval SET warned_at = ${tx.now}::timestamptz WHERE ask_id = ${row.askId} AND state = 'waiting' AND warned_at IS NULL`);
  if (warned > 0) announce(tx, told('carts.approval_ending', row));
}

const told = (type: string, { askId, companyId, customerId }: Held) => ({
  ...{ type, subjectKind: 'approval', subjectId: askId, mentions: [companyId, customerId] },
  body: {},
});

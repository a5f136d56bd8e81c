import { lock, sql, type Database } from '#base/db';
import { withoutNames } from './cards.ts';
import { IDLE_DAYS } from './model.ts';
import { lockCarts } from './queries.ts';
import { writeCarts } from './write.ts';

const AT_ONCE = 500;

/** Marks anonymous carts that nobody touched for a month as abandoned. They are kept, and the journal says so. */
export async function abandonIdleCarts(database: Database): Promise<void> {
  for (;;) {
    const found = await database.query<{ cartId: string }>(sql`
      SELECT cart_id AS "cartId" FROM carts.cart
      WHERE status = 'open' AND customer_id IS NULL AND active_on < (now() - make_interval(days => ${IDLE_DAYS}))::date
      ORDER BY active_on LIMIT ${AT_ONCE}`);
    if (found.length === 0) break;
    await abandon(
      database,
      found.map((row) => row.cartId),
    );
    if (found.length < AT_ONCE) break;
  }
  await database.query(sql`DELETE FROM carts.link WHERE expires_at < now()`);
}

async function abandon(database: Database, cartIds: readonly string[]): Promise<void> {
  const actor = 'schedule:carts.idle';
  await database.transaction({ actor }, async (tx) => {
    lock(tx, 'carts.cart');
    const carts = [...(await lockCarts(tx, cartIds)).values()];
    // Somebody may have come back between the search and the lock.
    const idle = await tx.query<{ cartId: string }>(sql`
      SELECT cart_id AS "cartId" FROM carts.cart WHERE cart_id = ANY(${cartIds}::text[]) AND status = 'open' AND customer_id IS NULL
        AND active_on < (${tx.now}::timestamptz - make_interval(days => ${IDLE_DAYS}))::date`);
    const ids = new Set(idle.map((row) => row.cartId));
    await writeCarts(
      tx,
      carts
        .filter((cart) => ids.has(cart.cartId))
        .map((before) => ({
          before,
          // Nobody comes back for them, so those who were to get a gift are named no longer.
          after: { ...before, status: 'abandoned' as const, lines: withoutNames(before.lines) },
          fact: 'abandoned' as const,
          actor,
        })),
    );
  });
}

/**
 * Time passes. The house has one clock, the database's, and there is no second one here: instead of the clock, the past is moved; all
 * that was due in an hour is due in half of one after half of one has passed.
 */
import { sql, type Database } from '#base/db';

/** Makes every moment that decides something older by so many milliseconds; nothing else may be under way. */
export async function passTime(database: Database, ms: number): Promise<void> {
  await database.transaction({ actor: 'time' }, async (tx) => {
    await tx.query(sql`SET LOCAL session_replication_role = replica`); // movements may not change, but they grow old
    await tx.query(sql`SELECT set_config('halle.seconds', ${String(ms / 1_000)}, true)`);
    await tx.query(older);
  });
}

// The journal is not among them: it is read by position.
const older = sql`DO $$
  DECLARE t record;
  BEGIN
    FOR t IN
      SELECT c.table_schema AS schema, c.table_name AS name, string_agg(format('%1$I = %1$I - make_interval(secs => $1)', c.column_name), ', ') AS changes
      FROM information_schema.columns c JOIN information_schema.tables USING (table_schema, table_name)
      WHERE c.table_schema IN ('orders', 'inventory', 'payments', 'pretend_psp', 'marketplaces', 'carts', 'pricing', 'notifications', 'webhooks',
          'transfers', 'purchasing', 'counts', 'fulfilment', 'pretend_carrier', 'returns', 'sourcing', 'push')
        AND c.data_type = 'timestamp with time zone' AND table_type = 'BASE TABLE' GROUP BY 1, 2
    LOOP
      EXECUTE format('UPDATE %I.%I SET %s', t.schema, t.name, t.changes) USING current_setting('halle.seconds')::float;
    END LOOP;
  END $$`;

/** The key that signs the links of orders. It rests sealed; without it no such link can be made, nor one that was sent be opened. */
import { perDatabase, sql, type Database } from '#base/db';
import { resealed, unseal } from '#base/seal';

const SEALED_FOR = 'links orders';

const secretOf = perDatabase((database) => {
  let kept: Promise<string> | undefined;
  return (): Promise<string> =>
    (kept ??= database
      .query<{ value: string }>(sql`SELECT value FROM orders.secret`)
      .then((rows) => unseal(rows[0]?.value ?? '', SEALED_FOR)));
});

/** The server's key for signed order links. */
export const orderSecret = (database: Database): Promise<string> => secretOf(database)();

/** Seals it where an older version left it readable, or where its seal is of an older key. */
export async function sealOrderSecret(database: Database): Promise<void> {
  await database.transaction({ actor: 'orders.seal' }, async (tx) => {
    const [row] = await tx.query<{ value: string }>(sql`SELECT value FROM orders.secret FOR NO KEY UPDATE`);
    const fresh = row && resealed(row.value, SEALED_FOR);
    if (fresh !== undefined) await tx.query(sql`UPDATE orders.secret SET value = ${fresh}`);
  });
}

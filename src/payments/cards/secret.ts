/** The key that codes and PINs of cards are hashed with. It rests sealed; without it no code of a card can be looked up, nor tried. */
import { createHmac } from 'node:crypto';
import { perDatabase, sql, type Database } from '#base/db';
import { resealed, unseal } from '#base/seal';

const SEALED_FOR = 'payments cards';

const secretOf = perDatabase((database) => {
  let kept: Promise<string> | undefined;
  return (): Promise<string> =>
    (kept ??= database
      .query<{ value: string }>(sql`SELECT value FROM payments.card_secret`)
      .then((rows) => unseal(rows[0]?.value ?? '', SEALED_FOR)));
});

/** What a code is known by: a keyed hash of it, in hex. */
export async function hashOfCode(database: Database, code: string): Promise<string> {
  return hashed(await secretOf(database)(), `code ${code}`);
}

/** What the PIN of a card is known by. */
export async function hashOfPin(database: Database, cardId: string, pin: string): Promise<string> {
  return hashed(await secretOf(database)(), `pin ${cardId} ${pin}`);
}

const hashed = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** Seals it where a migration left it readable, or where its seal is of an older key. */
export async function sealCardSecret(database: Database): Promise<void> {
  await database.transaction({ actor: 'payments.seal' }, async (tx) => {
    const [row] = await tx.query<{ value: string }>(sql`SELECT value FROM payments.card_secret FOR NO KEY UPDATE`);
    const fresh = row && resealed(row.value, SEALED_FOR);
    if (fresh !== undefined) await tx.query(sql`UPDATE payments.card_secret SET value = ${fresh}`);
  });
}

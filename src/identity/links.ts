/** Links that are sent by mail: a record's id and a signature of it, so that what opens the record is stored nowhere, not even hashed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { perDatabase, sql, type Database } from '#base/db';
import { resealed, unseal } from '#base/seal';

/** What a link is of: the signature of one kind is worth nothing for another. */
export type LinkKind = 'invitation' | 'reset';

const SEALED_FOR = 'links identity';

const secretOf = perDatabase((database) => {
  let kept: Promise<string> | undefined;
  return (): Promise<string> =>
    (kept ??= database
      .query<{ value: string }>(sql`SELECT value FROM identity.secret`)
      .then((rows) => unseal(rows[0]?.value ?? '', SEALED_FOR)));
});

/** Seals the key that signs links, where it is readable or sealed with an older key. */
export async function sealLinks(database: Database): Promise<void> {
  await database.transaction({ actor: 'identity.seal' }, async (tx) => {
    const [row] = await tx.query<{ value: string }>(sql`SELECT value FROM identity.secret FOR NO KEY UPDATE`);
    const fresh = row && resealed(row.value, SEALED_FOR);
    if (fresh !== undefined) await tx.query(sql`UPDATE identity.secret SET value = ${fresh}`);
  });
}

/** What the link holds: the record and 192 bits of signature. */
export async function linkToken(database: Database, kind: LinkKind, id: string): Promise<string> {
  const mac = createHmac('sha256', await secretOf(database)()).update(`${kind} ${id}`);
  return `${id}.${mac.digest('base64url').slice(0, 32)}`;
}

/** The record whose link this is; undefined when we did not sign it. */
export async function idOfLink(database: Database, kind: LinkKind, token: string): Promise<string | undefined> {
  const [id = ''] = token.split('.');
  const right = Buffer.from(await linkToken(database, kind, id));
  const given = Buffer.from(token);
  return right.length === given.length && timingSafeEqual(right, given) ? id : undefined;
}

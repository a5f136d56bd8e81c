/** How the shop looks: one row of choices over our tokens. */
import { lock, perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import { checkLook, plainLook, type Look } from './model.ts';

export type KeptLook = Look & { readonly version: number };

export async function readLook(db: Db): Promise<KeptLook> {
  const [row] = await db.query<{ look: Look; version: number }>(sql`SELECT look, version FROM pages.look`);
  return row ? { ...plainLook, ...row.look, version: row.version } : { ...plainLook, version: 0 };
}

const look = perDatabase((database) => createSnapshot(() => readLook(database)));

export const forgetLook = (database: Database): void => look(database).forget();

/** The look as this process knows it. */
export const lookOf = (database: Database): Promise<KeptLook> => look(database).get();

/** Changes the look. Refuses pages.bad_look (an accent that cannot be read), pages.changed_meanwhile. */
export async function changeLook(tx: Tx, { version, ...wish }: KeptLook): Promise<KeptLook> {
  const wrong = checkLook(wish);
  if (wrong.length > 0) refuse('pages.bad_look', { fields: wrong });
  lock(tx, 'pages.look');
  await tx.query(sql`LOCK TABLE pages.look IN SHARE ROW EXCLUSIVE MODE`);
  const { version: now, ...before } = await readLook(tx);
  if (JSON.stringify(before) === JSON.stringify({ ...before, ...wish })) return { ...before, version: now };
  if (now !== version) refuse('pages.changed_meanwhile', { version: now });
  await tx.query(sql`
    INSERT INTO pages.look (look, version) VALUES (${JSON.stringify(wish)}::jsonb, 1)
    ON CONFLICT (one) DO UPDATE SET look = excluded.look, version = pages.look.version + 1`);
  announce(tx, { type: 'pages.look_changed', subjectKind: 'look', subjectId: 'look' });
  tx.afterCommit(() => forgetLook(tx.database));
  return { ...wish, version: version + 1 };
}

/** “Notify me when back”: who waits for an article, and telling them once when it can be had again. */
import { sha256 } from '#base/canonical';
import { sql, type Database, type Db } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { MINUTE, SECOND } from '#base/time';
import { countUse } from '#identity';
import { offersOf } from './offers.ts';

/** Days an address is kept for an article that does not come back, and after it was told. */
const KEPT_DAYS = 180;
const TOLD_DAYS = 2;
/** Articles one address may wait for. */
const MAX_WAITING = 50;
const AT_ONCE = 500;

export type BackRequest = { readonly skuId: string; readonly productId: string; readonly channelId: string };

/**
 * Notes that an address wants to hear when an article is back; once for each article, however often it is asked. The answer never
 * says whether it was noted before. Refuses `request.rate_limited`.
 */
export async function askForBack(
  database: Database,
  asked: BackRequest & {
    readonly email: string;
    readonly language: 'fr' | 'en';
    readonly ip: string;
    readonly actor: string;
  },
): Promise<void> {
  const { skuId, productId, channelId, language, ip, actor } = asked;
  const email = asked.email.trim().toLowerCase();
  await countUse(database, `back ${ip}`, 10, 30 * SECOND);
  await countUse(database, `back ${sha256(email)}`, 10, MINUTE);
  const requestId = newId('bck');
  await database.transaction({ actor, channelId }, async (tx) => {
    const made = await tx.query(sql`
      INSERT INTO shop.back_request (request_id, sku_id, product_id, channel_id, email, language, asked_at)
      SELECT ${requestId}, ${skuId}, ${productId}, ${channelId}, ${email}, ${language}, ${tx.now}::timestamptz
      WHERE (SELECT count(*) FROM shop.back_request b WHERE b.email = ${email} AND b.told_at IS NULL) < ${MAX_WAITING}
      ON CONFLICT (sku_id, email) WHERE told_at IS NULL DO NOTHING RETURNING 1`);
    if (made.length > 0)
      announce(tx, { type: 'shop.back_asked', subjectKind: 'back_request', subjectId: requestId, mentions: [skuId] });
  });
}

/**
 * Run by the clock: for what can be had again, each who waits is told once, by the event `shop.back_in_stock` that `notifications`
 * makes a mail of. Off the way of every order: stock's own events are not followed.
 */
export async function tellBack(database: Database): Promise<void> {
  const waiting = await database.query<BackRequest>(sql`
    SELECT DISTINCT sku_id AS "skuId", product_id AS "productId", channel_id AS "channelId" FROM shop.back_request WHERE told_at IS NULL`);
  for (const [channelId, wanted] of Map.groupBy(waiting, (one) => one.channelId)) {
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      const part = wanted.slice(i, i + AT_ONCE);
      const offers = await offersOf(database, channelId, [...new Set(part.map(({ productId }) => productId))]);
      const there = part.filter(({ productId, skuId }) => {
        const variant = offers.get(productId)?.bySku.get(skuId);
        return variant !== undefined && variant.shown !== undefined && variant.stock.total > 0;
      });
      if (there.length > 0)
        await tellThose(
          database,
          channelId,
          there.map(({ skuId }) => skuId),
        );
    }
  }
}

async function tellThose(database: Database, channelId: string, skuIds: readonly string[]): Promise<void> {
  await database.transaction({ actor: 'shop', channelId }, async (tx) => {
    const told = await tx.query<{ requestId: string; skuId: string }>(sql`
      UPDATE shop.back_request SET told_at = ${tx.now}::timestamptz
      WHERE told_at IS NULL AND channel_id = ${channelId} AND sku_id = ANY(${skuIds}::text[])
      RETURNING request_id AS "requestId", sku_id AS "skuId"`);
    announce(
      tx,
      told.map(({ requestId, skuId }) => ({
        type: 'shop.back_in_stock',
        subjectKind: 'back_request',
        subjectId: requestId,
        mentions: [skuId],
      })),
    );
  });
}

/** Whom to tell of what; undefined when the address has been forgotten. */
export async function backRequest(
  db: Db,
  requestId: string,
): Promise<(BackRequest & { readonly email: string; readonly language: 'fr' | 'en' }) | undefined> {
  const [found] = await db.query<BackRequest & { email: string; language: 'fr' | 'en' }>(sql`
    SELECT sku_id AS "skuId", product_id AS "productId", channel_id AS "channelId", email, language
    FROM shop.back_request WHERE request_id = ${requestId}`);
  return found;
}

/** Run by the clock: addresses that were told, or have waited for too long, are forgotten. */
export async function sweepBack(database: Database): Promise<void> {
  await database.query(sql`
    DELETE FROM shop.back_request
    WHERE told_at < now() - make_interval(days => ${TOLD_DAYS}) OR asked_at < now() - make_interval(days => ${KEPT_DAYS})`);
}

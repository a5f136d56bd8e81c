/** A count begins, is given up, or counted on. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { advance, lockHead, tell } from './head.ts';
import { numberOf, type Scope, type Threshold } from './model.ts';

export type NewCount = Threshold & {
  readonly countId: string;
  readonly siteId: string;
  readonly scope: Scope;
  readonly name: string;
  readonly blind: boolean;
  /** The articles that are expected to lie there; none where a zone is counted, whatever lies in it. */
  readonly skuIds: readonly string[];
};
export type CountReceipt = { readonly countId: string; readonly number: string };

/**
 * Begins a count; the site goes on selling. The id is the key: the same again is the same count, another content is refused
 * `request.id_reused`. Refuses `counts.nothing` when nothing is expected, but for a zone. That site and articles exist is the caller's
 * to check.
 */
export async function openCount(tx: Tx, input: NewCount): Promise<CountReceipt> {
  const { countId, siteId, scope, name, blind, recountUnits, recountPercent, skuIds } = input;
  const receipt = { countId, number: numberOf(countId) };
  // What is expected of a whole site changes while it is asked for: only what the caller named is content.
  const named = scope === 'articles' ? skuIds.toSorted() : [];
  const hash = contentHash({ siteId, scope, name, blind, recountUnits, recountPercent, named });
  const made = await tx.affected(sql`
    INSERT INTO counts.count (count_id, site_id, scope, state, name, blind, recount_units, recount_percent, content_hash, made_by, made_at)
    VALUES (${countId}, ${siteId}, ${scope}, 'open', ${name}, ${blind}, ${recountUnits}, ${recountPercent}, ${hash}, ${tx.caller.actor},
      ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM counts.count WHERE count_id = ${countId}`,
    );
    return known?.hash === hash ? receipt : refuse('request.id_reused', { detail: countId });
  }
  if (skuIds.length === 0 && scope !== 'zone') refuse('counts.nothing');
  await tx.query(sql`
    INSERT INTO counts.line (count_id, sku_id, expected) SELECT DISTINCT ${countId}, sku_id, true FROM unnest(${[...skuIds]}::text[]) AS w(sku_id)`);
  tell(tx, { countId, siteId }, { type: 'counts.opened', version: 1, skuIds, body: { lines: skuIds.length, scope } });
  return receipt;
}

/** Gives a count up: nothing is posted, what was scanned stays to be read. Repeatable. Refuses `counts.unknown`, `counts.state`. */
export async function cancelCount(tx: Tx, countId: string, reason: string): Promise<void> {
  const head = await lockHead(tx, countId, ['open', 'recount', 'review', 'cancelled']);
  if (head.state === 'cancelled') return;
  const [posted] = await tx.query(
    sql`SELECT 1 FROM counts.line WHERE count_id = ${countId} AND posted_at IS NOT NULL LIMIT 1`,
  );
  if (posted) refuse('counts.state', { detail: 'posted' });
  await advance(tx, head, 'cancelled', { type: 'counts.cancelled', body: { reason } });
}

/** Counts on after the review: what was scanned stays. Refuses `counts.unknown`, `counts.state`. */
export async function reopenCount(tx: Tx, countId: string): Promise<void> {
  const head = await lockHead(tx, countId, ['review', 'recount']);
  await tx.query(sql`UPDATE counts.line SET accepted = false WHERE count_id = ${countId} AND posted_at IS NULL`);
  await advance(tx, head, 'open', { type: 'counts.reopened' });
}

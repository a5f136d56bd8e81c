/** Setting and removing rules and exceptions, and keeping what channels offer as they say. */
import { announce, type JournalEvent } from '#base/journal';
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { plus, HOUR, type Instant } from '#base/time';
import { productIdsAfter, setPublication, skuFacts } from '#catalog';
import { channelsOf } from '#channels';
import { factsOf } from './facts.ts';
import { decide, nextLook, type Condition, type Rule } from './model.ts';

const columns = sql`channel_id AS "channelId", condition AS "when", from_at AS "from", until_at AS until, enabled, version`;

/** All rules, by channel. */
export const rulesOf = (db: Db): Promise<Rule[]> =>
  db.query<Rule>(sql`SELECT ${columns} FROM assortment.rule ORDER BY channel_id`);

export type RuleInput = {
  readonly channelId: string;
  /** Of the rule that was seen; 0: there was none. */
  readonly version: number;
  readonly when: Condition;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly enabled: boolean;
};

/** Without a version: a rule that is made again after its removal begins at 1 again. */
const changed = (channelId: string, version: number, what: 'set' | 'removed') => ({
  type: 'assortment.rule_changed',
  subjectKind: 'rule',
  subjectId: channelId,
  body: { what, version },
});

/**
 * Sets the rule of a channel; the schedule brings what the channel offers up to it within seconds. Refuses
 * `assortment.version_changed`, `assortment.rule_invalid`. That the channel exists is the caller's to check.
 */
export async function setRule(tx: Tx, input: RuleInput): Promise<{ channelId: string; version: number }> {
  const { channelId, when, from, until, enabled } = input;
  if (from !== null && until !== null && from >= until)
    refuse('assortment.rule_invalid', { fields: [{ field: 'body.until', rule: 'after from' }] });
  lock(tx, 'assortment.rule');
  const [now] = await tx.query<{ version: number }>(
    sql`SELECT version FROM assortment.rule WHERE channel_id = ${channelId} FOR UPDATE`,
  );
  if ((now?.version ?? 0) !== input.version) refuse('assortment.version_changed', { version: now?.version ?? 0 });
  const version = input.version + 1;
  const due = enabled ? tx.now : null;
  const written = await tx.affected(
    now
      ? sql`UPDATE assortment.rule SET condition = ${JSON.stringify(when)}::jsonb, from_at = ${from}, until_at = ${until}, enabled = ${enabled},
          due_at = ${due}, version = ${version} WHERE channel_id = ${channelId}`
      : sql`INSERT INTO assortment.rule (channel_id, condition, from_at, until_at, enabled, due_at, version)
          VALUES (${channelId}, ${JSON.stringify(when)}::jsonb, ${from}, ${until}, ${enabled}, ${due}, ${version}) ON CONFLICT DO NOTHING`,
  );
  if (written === 0) refuse('assortment.version_changed');
  announce(tx, changed(channelId, version, 'set'));
  return { channelId, version };
}

/** Removes a channel's rule and its exceptions; what the channel offers stays as it is, and is the hand's again. */
export async function removeRule(tx: Tx, channelId: string): Promise<void> {
  lock(tx, 'assortment.rule');
  const [now] = await tx.query<{ version: number }>(
    sql`SELECT version FROM assortment.rule WHERE channel_id = ${channelId} FOR UPDATE`,
  );
  if (!now) refuse('assortment.rule_unknown', { detail: channelId });
  await tx.query(sql`DELETE FROM assortment.exception WHERE channel_id = ${channelId}`);
  await tx.query(sql`DELETE FROM assortment.rule WHERE channel_id = ${channelId}`);
  announce(tx, changed(channelId, now.version + 1, 'removed'));
}

export type ExceptionInput = {
  readonly productId: string;
  readonly channelId: string;
  /** Null: the rule decides again. */
  readonly published: boolean | null;
};

/** Decides one product by hand, against the rule. Refuses `assortment.rule_unknown` where no rule decides. */
export async function setException(tx: Tx, input: ExceptionInput): Promise<{ changed: boolean }> {
  const { productId, channelId, published } = input;
  const rules = await tx.query(sql`SELECT 1 FROM assortment.rule WHERE channel_id = ${channelId} FOR KEY SHARE`);
  if (rules.length === 0) refuse('assortment.rule_unknown', { detail: channelId });
  const written = await tx.affected(
    published === null
      ? sql`DELETE FROM assortment.exception WHERE product_id = ${productId} AND channel_id = ${channelId}`
      : sql`INSERT INTO assortment.exception AS e (product_id, channel_id, published) VALUES (${productId}, ${channelId}, ${published})
          ON CONFLICT (product_id, channel_id) DO UPDATE SET published = excluded.published WHERE e.published <> excluded.published`,
  );
  await bringUpToDate(tx, [productId]);
  return { changed: written > 0 };
}

/** The exceptions of these products, by product and channel. */
export async function exceptionsOf(db: Db, productIds: readonly string[]): Promise<Map<string, boolean>> {
  const rows = await db.query<{ productId: string; channelId: string; published: boolean }>(sql`
    SELECT product_id AS "productId", channel_id AS "channelId", published FROM assortment.exception
    WHERE product_id = ANY(${productIds}::text[])`);
  return new Map(rows.map((row) => [`${row.productId}|${row.channelId}`, row.published]));
}

/** Makes the channels with a rule offer these products, or not, as their rules say now. Returns how many publications changed. */
export async function bringUpToDate(tx: Tx, productIds: readonly string[]): Promise<number> {
  const rules = (await rulesOf(tx)).filter((rule) => rule.enabled);
  if (rules.length === 0 || productIds.length === 0) return 0;
  const byChannel = new Map(rules.map((rule) => [rule.channelId, rule]));
  const channels = (await channelsOf(tx.database)).filter((channel) => byChannel.has(channel.channelId));
  const known = await factsOf(tx.database, tx, productIds, channels, tx.now);
  const exceptions = await exceptionsOf(tx, productIds);
  let moved = 0;
  for (const { channelId } of channels) {
    const wanted = (published: boolean): string[] =>
      [...known].flatMap(([id, { product, on }]) => {
        const facts = on.get(channelId);
        if (!facts) return [];
        const decision = decide(byChannel.get(channelId), exceptions.get(`${id}|${channelId}`), facts, tx.now);
        const differs = decision.published !== product.channels.includes(channelId);
        return decision.published === published && differs ? [id] : [];
      });
    for (const published of [true, false]) {
      const ids = wanted(published).toSorted();
      if (ids.length > 0)
        moved += (await setPublication(tx, { productIds: ids, channelIds: [channelId], published })).changed;
    }
  }
  return moved;
}

/** Products, prices and publications that changed are looked at again; a change of what rules are written in makes every rule due. */
export async function followEvents(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const productIds = new Set<string>();
  const skuIds = new Set<string>();
  let everything = false;
  for (const { type, subjectId, body } of events) {
    if (type === 'catalog.product_changed' || type === 'catalog.published') productIds.add(subjectId);
    else if (type === 'pricing.changed' && Array.isArray(body.skuIds))
      for (const skuId of body.skuIds as string[]) skuIds.add(skuId);
    else everything = true;
  }
  if (everything) await tx.query(sql`UPDATE assortment.rule SET due_at = ${tx.now}::timestamptz WHERE enabled`);
  if ((await rulesOf(tx)).every((rule) => !rule.enabled)) return;
  for (const facts of (await skuFacts(tx.database, [...skuIds])).values()) productIds.add(facts.productId);
  await bringUpToDate(tx, [...productIds].toSorted());
}

const AT_ONCE = 200;
const actor = { actor: 'schedule:assortment.rules' };

/** Rules whose moment has come: every product is looked at, some hundreds a transaction. Repeatable; returns how many publications changed. */
export async function runDueRules(database: Database): Promise<number> {
  const due = await database.query<Rule & { due: string }>(
    sql`SELECT ${columns}, due_at::text AS due FROM assortment.rule WHERE due_at <= now() ORDER BY channel_id`,
  );
  if (due.length === 0) return 0;
  let moved = 0;
  for (let after = ''; ;) {
    const ids = await productIdsAfter(database, after, AT_ONCE);
    if (ids.length > 0) moved += await database.transaction(actor, (tx) => bringUpToDate(tx, ids));
    after = ids.at(-1) ?? after;
    if (ids.length < AT_ONCE) break;
  }
  await database.transaction(actor, async (tx) => {
    for (const rule of due) {
      const next = rule.enabled ? nextLook(rule, tx.now, plus(tx.now, HOUR)) : null;
      // Made due once more meanwhile: it stays so.
      await tx.query(sql`UPDATE assortment.rule SET due_at = ${next}
        WHERE channel_id = ${rule.channelId} AND version = ${rule.version} AND due_at::text = ${rule.due}`);
    }
  });
  return moved;
}

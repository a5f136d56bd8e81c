/** The promotions of the house: versions that are never changed, kept in the process, compiled once per change. */
import { contentHash } from '#base/canonical';
import { perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import type { Instant } from '#base/time';
import { compile, type Compiled } from './compile.ts';
import { isOfPrice, type Promotion } from './model.ts';

export const promotionStates = ['draft', 'on', 'off'] as const;
export type PromotionState = (typeof promotionStates)[number];

/** How often a promotion may be used, in all and by one buyer, and what it may take off in all; null: without end. */
export type Limits = {
  readonly maxUses: number | null;
  readonly maxEach: number | null;
  readonly budgetMinor: number | null;
};

export type Rule = Omit<Promotion, 'promotionId' | 'version'>;

export type PromotionVersion = Limits & {
  readonly promotionId: string;
  readonly version: number;
  readonly state: PromotionState;
  readonly rule: Rule;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
};

/** Where a promotion stands: what was decided, and what its period makes of it. */
export const standings = ['draft', 'upcoming', 'in_force', 'ended', 'stopped'] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ state, rule }: Pick<PromotionVersion, 'state' | 'rule'>, now: Instant): Standing {
  if (state !== 'on') return state === 'draft' ? 'draft' : 'stopped';
  if (rule.from > now) return 'upcoming';
  return rule.until !== null && rule.until <= now ? 'ended' : 'in_force';
}

const columns = sql`promotion_id AS "promotionId", version, state, rule, max_uses AS "maxUses", max_each AS "maxEach",
  budget_minor AS "budgetMinor", note, made_by AS "madeBy", made_at AS "madeAt"`;

/** Each promotion as it is now, or was at an instant; the newest first. */
export const promotionsAt = (db: Db, at?: Instant): Promise<PromotionVersion[]> =>
  db.query<PromotionVersion>(sql`
    SELECT DISTINCT ON (promotion_id) ${columns} FROM pricing.promotion
    WHERE ${at ?? null}::timestamptz IS NULL OR made_at <= ${at ?? null}::timestamptz
    ORDER BY promotion_id DESC, version DESC`);

/** Every version of one promotion, the newest first. */
export const promotionHistory = (db: Db, promotionId: string): Promise<PromotionVersion[]> =>
  db.query<PromotionVersion>(
    sql`SELECT ${columns} FROM pricing.promotion WHERE promotion_id = ${promotionId} ORDER BY version DESC`,
  );

/** Every version of the promotions of prices, the newest first: what articles were asked for over time. */
export const versionsOfPrices = (db: Db): Promise<PromotionVersion[]> =>
  db.query<PromotionVersion>(sql`
    SELECT ${columns} FROM pricing.promotion WHERE rule -> 'effect' ->> 'kind' LIKE 'price\_%'
    ORDER BY promotion_id DESC, version DESC`);

/** Promotions in force at a moment, ready to be applied. */
export type InForce = { readonly compiled: Compiled; readonly limited: ReadonlyMap<string, Limits> };

const isLimited = ({ maxUses, maxEach, budgetMinor }: Limits): boolean =>
  maxUses !== null || maxEach !== null || budgetMinor !== null;

function inForceOf(versions: readonly PromotionVersion[]): InForce | undefined {
  const on = versions.filter((one) => one.state === 'on');
  if (on.length === 0) return undefined;
  return {
    compiled: compile(on.map(({ promotionId, version, rule }) => ({ promotionId, version, ...rule }))),
    limited: new Map(on.flatMap((one) => (isLimited(one) ? [[one.promotionId, one] as const] : []))),
  };
}

const kept = perDatabase((database) => createSnapshot(async () => inForceOf(await promotionsAt(database))));

/** Those that are on; undefined where there is none, so that a shop without promotions pays nothing for them. */
export const promotionsInForce = (database: Database, at?: Instant): Promise<InForce | undefined> =>
  at === undefined ? kept(database).get() : promotionsAt(database, at).then(inForceOf);

/** Drops what this process knows of promotions. */
export const forgetPromotions = (database: Database): void => kept(database).forget();

/** The first moment after `now` at which a promotion of prices begins or ends by itself; null when none is planned. */
export async function nextBoundary(database: Database, now: Instant): Promise<Instant | null> {
  let first: Instant | null = null;
  for (const { promotion } of (await promotionsInForce(database))?.compiled.ofPrice ?? [])
    for (const moment of [promotion.from, promotion.until])
      if (moment !== null && moment > now && (first === null || moment < first)) first = moment;
  return first;
}

export type NewVersion = Limits & {
  readonly promotionId: string;
  /** The version that was seen; 0: a new promotion. */
  readonly version: number;
  readonly state: PromotionState;
  readonly rule: Rule;
  readonly note: string;
};

/**
 * Makes a promotion, or its next version. The same content again changes nothing. Refuses `pricing.bad_promotion` naming the field,
 * `pricing.promotion_not_found`, `pricing.version_changed`.
 */
export async function savePromotion(tx: Tx, input: NewVersion): Promise<{ promotionId: string; version: number }> {
  checkRule(input);
  const { promotionId, state, rule, maxUses, maxEach, budgetMinor, note } = input;
  const hash = contentHash({ state, rule, maxUses, maxEach, budgetMinor, note });
  const [last] = await tx.query<{ version: number; hash: string; state: PromotionState }>(sql`
    SELECT version, state, content_hash AS hash FROM pricing.promotion WHERE promotion_id = ${promotionId} ORDER BY version DESC LIMIT 1`);
  if (!last && input.version > 0) refuse('pricing.promotion_not_found', { detail: promotionId });
  if (last?.hash === hash) return { promotionId, version: last.version };
  const version = input.version + 1;
  const made =
    (last?.version ?? 0) !== input.version
      ? 0
      : await tx.affected(sql`
    INSERT INTO pricing.promotion (promotion_id, version, state, rule, max_uses, max_each, budget_minor, note, content_hash, made_by, made_at)
    VALUES (${promotionId}, ${version}, ${state}, ${JSON.stringify(rule)}::jsonb, ${maxUses}, ${maxEach}, ${budgetMinor}, ${note}, ${hash},
      ${tx.caller.actor}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) refuse('pricing.version_changed', { detail: promotionId });
  await tx.query(
    sql`INSERT INTO pricing.promotion_tally (promotion_id) VALUES (${promotionId}) ON CONFLICT DO NOTHING`,
  );
  announce(tx, {
    type: 'pricing.promotion_saved',
    subjectKind: 'promotion',
    subjectId: promotionId,
    body: { version, state, ofPrice: isOfPrice(rule) },
  });
  // When it begins and ends is known to `nextBoundary`; that it is on, off or another is news.
  if (isOfPrice(rule) && (state === 'on' || last?.state === 'on')) {
    const body = { all: true, from: tx.now };
    announce(tx, { type: 'pricing.changed', subjectKind: 'promotion', subjectId: promotionId, body });
  }
  tx.afterCommit(() => forgetPromotions(tx.database));
  return { promotionId, version };
}

/** What no shape can tell. The price of an article is the same for whoever looks at it, at any hour, with or without a basket. */
export function checkRule({ rule, maxUses, maxEach, budgetMinor }: Limits & { readonly rule: Rule }): void {
  const wrong = (field: string, what: string): never =>
    refuse('pricing.bad_promotion', { fields: [{ field: `body.${field}`, rule: what }] });
  if (rule.until !== null && rule.until <= rule.from) wrong('rule.until', 'after it begins');
  if (rule.hours && rule.hours.from === rule.hours.until) wrong('rule.hours', 'begin and end differ');
  const { effect } = rule;
  if (effect.kind === 'tiers' && effect.tiers.some((tier, i) => i > 0 && tier.from <= (effect.tiers[i - 1]?.from ?? 0)))
    wrong('rule.effect.tiers', 'steps rise');
  if (!isOfPrice(rule)) return;
  if (rule.coded) wrong('rule.coded', 'a price needs no code');
  if (rule.hours) wrong('rule.hours', 'a price holds at any hour');
  if (rule.audience.buyers) wrong('rule.audience.buyers', 'a price is for everybody; prices for some are a price list');
  if (rule.audience.siteIds) wrong('rule.audience.siteIds', 'a price is that of a channel');
  if (rule.minimumMinor > 0 || rule.minimumUnits > 0) wrong('rule.minimumMinor', 'a price asks for no basket');
  if (maxUses !== null || maxEach !== null || budgetMinor !== null) wrong('maxUses', 'a price has no limit of uses');
}

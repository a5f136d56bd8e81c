/** Which articles are gift cards, and how long cards are good. */
import { createCache, type Cache } from '#base/cache';
import { maybeOne, perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { settings } from '#org';
import { leastMonths } from './model.ts';

/** What the buyer of a card may choose to put on it; minor units. */
export type FreeAmount = { readonly leastMinor: number; readonly mostMinor: number; readonly currency: string };
export type CardArticle = {
  readonly skuId: string;
  /** Told by mail, so that nobody packs it. */
  readonly byMail: boolean;
  /** Null: it costs what the lists say. */
  readonly free: FreeAmount | null;
};

type ArticleRow = Omit<CardArticle, 'free'> & { [K in keyof FreeAmount]: FreeAmount[K] | null };

/** Those of these articles whose sale makes cards; all of them without ids. */
export async function cardArticles(db: Db, skuIds?: readonly string[]): Promise<CardArticle[]> {
  const rows = await db.query<ArticleRow>(sql`
    SELECT sku_id AS "skuId", by_mail AS "byMail", least_minor AS "leastMinor", most_minor AS "mostMinor", currency FROM payments.card_article
    WHERE ${skuIds ?? null}::text[] IS NULL OR sku_id = ANY(${skuIds ?? null}::text[]) ORDER BY sku_id`);
  return rows.map(({ skuId, byMail, leastMinor, mostMinor, currency }) => ({
    ...{ skuId, byMail },
    free: leastMinor === null || mostMinor === null || currency === null ? null : { leastMinor, mostMinor, currency },
  }));
}

const cache: (database: Database) => Cache<ReadonlyMap<string, CardArticle>> = perDatabase((database) =>
  createCache({
    max: 1,
    load: async () => new Map([['all', new Map((await cardArticles(database)).map((one) => [one.skuId, one]))]]),
  }),
);

/** The articles that are cards, from the process's cache: asked for each order. */
export async function cardArticlesNow(database: Database): Promise<ReadonlyMap<string, CardArticle>> {
  return (await cache(database).getMany(['all'])).get('all') ?? new Map();
}

/** Drops what the process remembers of them. */
export const forgetCardArticles = (database: Database): void => cache(database).forgetAll();

/**
 * Says that an article is a gift card: each unit sold from now on makes one. Repeatable. Refuses `payments.amount` for limits that are
 * none.
 */
export async function setCardArticle(
  tx: Tx,
  { skuId, byMail, free = null }: Omit<CardArticle, 'free'> & { readonly free?: FreeAmount | null | undefined },
): Promise<void> {
  if (free && (free.leastMinor < 1 || free.mostMinor < free.leastMinor))
    refuse('payments.amount', { detail: `${free.leastMinor} – ${free.mostMinor}` });
  await tx.query(sql`
    INSERT INTO payments.card_article (sku_id, by_mail, least_minor, most_minor, currency, added_at)
    VALUES (${skuId}, ${byMail}, ${free?.leastMinor ?? null}, ${free?.mostMinor ?? null}, ${free?.currency ?? null}, ${tx.now}::timestamptz)
    ON CONFLICT (sku_id) DO UPDATE SET by_mail = excluded.by_mail, least_minor = excluded.least_minor, most_minor = excluded.most_minor,
      currency = excluded.currency`);
  tellArticle(tx, skuId);
}

/** An article is no gift card any more; cards that were made stay. Repeatable. */
export async function dropCardArticle(tx: Tx, { skuId }: { skuId: string }): Promise<void> {
  await tx.query(sql`DELETE FROM payments.card_article WHERE sku_id = ${skuId}`);
  tellArticle(tx, skuId);
}

function tellArticle(tx: Tx, skuId: string): void {
  // Each change is a subject of its own: an article has no versions here.
  announce(tx, {
    ...{ type: 'payments.card_article', subjectKind: 'card_article', subjectId: newId('cga'), version: 1 },
    ...{ mentions: [skuId], body: {} },
  });
  tx.afterCommit(() => forgetCardArticles(tx.database));
}

export type CardRules = {
  /** Months that a card is good for; null: it never ends. */
  readonly validMonths: number | null;
  /** What the law of the house's country asks at least. */
  readonly leastMonths: number;
};

export async function cardRules(tx: Pick<Tx, 'query' | 'database'>): Promise<CardRules> {
  const [row, { country }] = await Promise.all([
    maybeOne(
      tx.query<{ validMonths: number | null }>(sql`SELECT valid_months AS "validMonths" FROM payments.card_rules`),
    ),
    settings(tx.database),
  ]);
  return { validMonths: row?.validMonths ?? null, leastMonths: leastMonths(country) };
}

/** Sets how long cards made from now on are good. Refuses `payments.card_months` below what the law asks. */
export async function setCardRules(tx: Tx, { validMonths }: Pick<CardRules, 'validMonths'>): Promise<CardRules> {
  const { leastMonths: least } = await cardRules(tx);
  if (validMonths !== null && validMonths < least) refuse('payments.card_months', { detail: String(least) });
  await tx.query(sql`UPDATE payments.card_rules SET valid_months = ${validMonths}`);
  return { validMonths, leastMonths: least };
}

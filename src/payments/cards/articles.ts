/** Which articles are gift cards, and how long cards are good. */
import { maybeOne, sql, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { settings } from '#org';
import { leastMonths } from './model.ts';

export type CardArticle = { readonly skuId: string; readonly byMail: boolean };

/** Those of these articles whose sale makes cards; all of them without ids. */
export async function cardArticles(db: Db, skuIds?: readonly string[]): Promise<CardArticle[]> {
  return db.query<CardArticle>(sql`
    SELECT sku_id AS "skuId", by_mail AS "byMail" FROM payments.card_article
    WHERE ${skuIds ?? null}::text[] IS NULL OR sku_id = ANY(${skuIds ?? null}::text[]) ORDER BY sku_id`);
}

/** Says that an article is a gift card: each unit sold from now on makes one. Repeatable. */
export async function setCardArticle(tx: Tx, { skuId, byMail }: CardArticle): Promise<void> {
  await tx.query(sql`
    INSERT INTO payments.card_article (sku_id, by_mail, added_at) VALUES (${skuId}, ${byMail}, ${tx.now}::timestamptz)
    ON CONFLICT (sku_id) DO UPDATE SET by_mail = excluded.by_mail`);
}

/** An article is no gift card any more; cards that were made stay. Repeatable. */
export async function dropCardArticle(tx: Tx, { skuId }: { skuId: string }): Promise<void> {
  await tx.query(sql`DELETE FROM payments.card_article WHERE sku_id = ${skuId}`);
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

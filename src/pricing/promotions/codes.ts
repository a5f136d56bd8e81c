/** Codes that open a promotion: one that everybody knows, or thousands for one use each. */
import { randomInt } from 'node:crypto';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';

/** A code as people type it: capitals, no spaces. Undefined for what can't be one. */
export function codeOf(text: string): string | undefined {
  const code = text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  return /^[A-Z0-9-]{3,40}$/.test(code) ? code : undefined;
}

export type Opened = {
  readonly promotionId: string;
  /** The code itself has a number of uses: whoever uses it locks it. */
  readonly limited: boolean;
};

/** The promotions that these codes open; a code that is unknown or used up is absent. */
export async function openedBy(database: Database, codes: readonly string[]): Promise<Map<string, Opened>> {
  if (codes.length === 0) return new Map();
  const rows = await database.query<Opened & { code: string }>(sql`
    SELECT code, promotion_id AS "promotionId", max_uses IS NOT NULL AS limited FROM pricing.promotion_code
    WHERE code = ANY(${[...codes]}::text[]) AND (max_uses IS NULL OR uses < max_uses)`);
  return new Map(rows.map(({ code, ...opened }) => [code, opened]));
}

export type PromotionCode = { readonly code: string; readonly maxUses: number | null; readonly uses: number };

/** A page of a promotion's codes. */
export const codesOf = (db: Db, promotionId: string, after: string, limit: number): Promise<PromotionCode[]> =>
  db.query<PromotionCode>(sql`
    SELECT code, max_uses AS "maxUses", uses FROM pricing.promotion_code
    WHERE promotion_id = ${promotionId} AND code > ${after} ORDER BY code LIMIT ${limit}`);

/** Letters and digits that are not mistaken for each other when read aloud or typed. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
/** 30^10 are 49 bits: with the limit of attempts at the cart nobody guesses one of a million. */
const RANDOM_LETTERS = 10;

/** Codes nobody guesses, behind a prefix that tells what they are for. */
export const randomCodes = (prefix: string, count: number): string[] =>
  Array.from(
    { length: count },
    () => prefix + Array.from({ length: RANDOM_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  );

/**
 * Adds codes to a promotion; those it has already stay as they are. Refuses `pricing.promotion_not_found`, and `pricing.code_taken`
 * naming the first that opens another promotion: then none is added.
 */
export async function addCodes(
  tx: Tx,
  input: { readonly promotionId: string; readonly codes: readonly string[]; readonly maxUses: number | null },
): Promise<{ added: number }> {
  const { promotionId, maxUses } = input;
  const [known] = await tx.query(sql`SELECT 1 FROM pricing.promotion WHERE promotion_id = ${promotionId} LIMIT 1`);
  if (!known) refuse('pricing.promotion_not_found', { detail: promotionId });
  const codes = [...new Set(input.codes)].toSorted();
  const added = await tx.affected(sql`
    INSERT INTO pricing.promotion_code (code, promotion_id, max_uses, made_at)
    SELECT code, ${promotionId}, ${maxUses}, ${tx.now}::timestamptz FROM unnest(${codes}::text[]) AS n(code) ON CONFLICT DO NOTHING`);
  const [taken] = await tx.query<{ code: string }>(sql`
    SELECT code FROM pricing.promotion_code WHERE code = ANY(${codes}::text[]) AND promotion_id <> ${promotionId} ORDER BY code LIMIT 1`);
  if (taken) refuse('pricing.code_taken', { detail: taken.code });
  if (added > 0) {
    announce(tx, { type: 'pricing.codes_added', subjectKind: 'promotion', subjectId: promotionId, body: { added } });
  }
  return { added };
}

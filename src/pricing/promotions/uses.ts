/** Limited promotions: who used which how often. One row of each is locked by whoever uses it, so that the last use is given once. */
import { lock, sql, type Db, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Limits } from './versions.ts';

export type Left = { readonly uses: number; readonly minor: number | null; readonly needsBuyer?: true };

/** What is left of limited promotions for a buyer. What is limited by buyer needs to know the buyer: a customer who has signed in. */
export async function leftOf(
  db: Db,
  limited: ReadonlyMap<string, Limits>,
  buyer: string | null,
): Promise<Map<string, Left>> {
  if (limited.size === 0) return new Map();
  const ids = [...limited.keys()];
  const rows = await db.query<{ promotionId: string; uses: number; spent: number; mine: number }>(sql`
    SELECT t.promotion_id AS "promotionId", t.uses, t.spent_minor AS spent,
      (SELECT count(*) FROM pricing.promotion_use u
        WHERE u.promotion_id = t.promotion_id AND u.buyer = ${buyer} AND u.given_back_at IS NULL)::int AS mine
    FROM pricing.promotion_tally t WHERE t.promotion_id = ANY(${ids}::text[])`);
  return new Map(
    rows.map(({ promotionId, uses, spent, mine }) => {
      const { maxUses, maxEach, budgetMinor } = limited.get(promotionId) ?? {
        maxUses: null,
        maxEach: null,
        budgetMinor: null,
      };
      const left = Math.min((maxUses ?? Infinity) - uses, (maxEach ?? Infinity) - mine);
      const needs = maxEach !== null && buyer === null ? { needsBuyer: true as const } : {};
      return [promotionId, { uses: left, minor: budgetMinor === null ? null : budgetMinor - spent, ...needs }];
    }),
  );
}

/** A use of a limited promotion, or of a code, by an order. */
export type Use = {
  readonly orderId: string;
  readonly promotionId: string;
  readonly code: string | null;
  readonly buyer: string | null;
  readonly minor: number;
};

/**
 * Takes the uses of orders in their transaction, once however often it is asked; the orders that came too late are returned, and have used nothing. Locks tallies, then
 * codes, each in the order of their keys. Decided one order after the other, so that of two buyers of the last use the first has it.
 */
export async function takeUses(
  tx: Tx,
  wanted: readonly Use[],
  limited: ReadonlyMap<string, Limits>,
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  const tallies = await lockTallies(tx, [...new Set(wanted.map((use) => use.promotionId))]);
  const codes = await lockCodes(tx, [...new Set(wanted.flatMap(({ code }) => (code === null ? [] : [code])))]);
  const mine = await usesOfBuyers(tx, wanted);
  const known = await knownUses(tx, wanted);
  const late = new Set<string>();
  const taken: Use[] = [];
  for (const uses of byOrder(wanted.filter((use) => !known.has(use.orderId)))) {
    if (!uses.every((use) => fits(use, tallies, codes, mine, limited))) {
      late.add(uses[0]?.orderId ?? '');
      continue;
    }
    for (const use of uses) count(use, tallies, codes, mine);
    taken.push(...uses);
  }
  await write(tx, taken);
  return late;
}

type Tally = { promotionId: string; uses: number; spent: number };
type Code = { code: string; promotionId: string; uses: number; maxUses: number | null };

async function lockTallies(tx: Tx, ids: readonly string[]): Promise<Map<string, Tally>> {
  lock(tx, 'pricing.promotion_tally');
  const rows = await tx.query<Tally>(sql`
    SELECT promotion_id AS "promotionId", uses, spent_minor AS spent FROM pricing.promotion_tally
    WHERE promotion_id = ANY(${[...ids]}::text[]) ORDER BY promotion_id FOR UPDATE`);
  return new Map(rows.map((row) => [row.promotionId, row]));
}

async function lockCodes(tx: Tx, codes: readonly string[]): Promise<Map<string, Code>> {
  if (codes.length === 0) return new Map();
  lock(tx, 'pricing.promotion_code');
  const rows = await tx.query<Code>(sql`
    SELECT code, promotion_id AS "promotionId", uses, max_uses AS "maxUses" FROM pricing.promotion_code
    WHERE code = ANY(${[...codes]}::text[]) ORDER BY code FOR UPDATE`);
  return new Map(rows.map((row) => [row.code, row]));
}

const buyerOf = (use: Pick<Use, 'promotionId' | 'buyer'>): string => `${use.promotionId} ${use.buyer ?? ''}`;

/** Orders whose uses were taken before: the order is repeated. */
async function knownUses(tx: Tx, wanted: readonly Use[]): Promise<Set<string>> {
  const rows = await tx.query<{ orderId: string }>(sql`
    SELECT DISTINCT order_id AS "orderId" FROM pricing.promotion_use WHERE order_id = ANY(${wanted.map((use) => use.orderId)}::text[])`);
  return new Set(rows.map((row) => row.orderId));
}

async function usesOfBuyers(tx: Tx, wanted: readonly Use[]): Promise<Map<string, number>> {
  const known = wanted.filter((use) => use.buyer !== null);
  const rows = await tx.query<{ promotionId: string; buyer: string; uses: number }>(sql`
    SELECT u.promotion_id AS "promotionId", u.buyer, count(*)::int AS uses FROM pricing.promotion_use u
    JOIN (SELECT DISTINCT promotion_id, buyer FROM unnest(${known.map((use) => use.promotionId)}::text[], ${known.map((use) => use.buyer)}::text[])
      AS w(promotion_id, buyer)) w USING (promotion_id, buyer)
    WHERE u.given_back_at IS NULL GROUP BY 1, 2`);
  return new Map(rows.map((row) => [buyerOf(row), row.uses]));
}

function byOrder(wanted: readonly Use[]): Use[][] {
  const orders = new Map<string, Use[]>();
  for (const use of wanted) orders.set(use.orderId, [...(orders.get(use.orderId) ?? []), use]);
  return [...orders.values()];
}

function fits(
  use: Use,
  tallies: ReadonlyMap<string, Tally>,
  codes: ReadonlyMap<string, Code>,
  mine: ReadonlyMap<string, number>,
  limited: ReadonlyMap<string, Limits>,
): boolean {
  const tally = tallies.get(use.promotionId);
  if (!tally) return false;
  if (use.code !== null) {
    const code = codes.get(use.code);
    if (code?.promotionId !== use.promotionId || code.uses >= (code.maxUses ?? Infinity)) return false;
  }
  const { maxUses, maxEach, budgetMinor } = limited.get(use.promotionId) ?? {
    maxUses: null,
    maxEach: null,
    budgetMinor: null,
  };
  // A limit by buyer needs to know the buyer.
  if (maxEach !== null && (use.buyer === null || (mine.get(buyerOf(use)) ?? 0) >= maxEach)) return false;
  return tally.uses < (maxUses ?? Infinity) && tally.spent + use.minor <= (budgetMinor ?? Infinity);
}

function count(
  use: Use,
  tallies: ReadonlyMap<string, Tally>,
  codes: ReadonlyMap<string, Code>,
  mine: Map<string, number>,
): void {
  const tally = tallies.get(use.promotionId);
  if (tally) {
    tally.uses++;
    tally.spent += use.minor;
  }
  const code = use.code === null ? undefined : codes.get(use.code);
  if (code) code.uses++;
  mine.set(buyerOf(use), (mine.get(buyerOf(use)) ?? 0) + 1);
}

async function write(tx: Tx, taken: readonly Use[]): Promise<void> {
  if (taken.length === 0) return;
  await tx.query(sql`
    INSERT INTO pricing.promotion_use (order_id, promotion_id, code, buyer, minor, used_at)
    SELECT n.*, ${tx.now}::timestamptz FROM unnest(${taken.map((use) => use.orderId)}::text[], ${taken.map((use) => use.promotionId)}::text[],
      ${taken.map((use) => use.code)}::text[], ${taken.map((use) => use.buyer)}::text[], ${taken.map((use) => use.minor)}::bigint[]) AS n`);
  await book(tx, taken, 1);
}

/** Adds uses to the rows that were locked, or takes them off again. */
async function book(tx: Tx, uses: readonly Pick<Use, 'promotionId' | 'code' | 'minor'>[], sign: 1 | -1): Promise<void> {
  await tx.query(sql`
    UPDATE pricing.promotion_tally t SET uses = t.uses + n.uses, spent_minor = t.spent_minor + n.minor
    FROM (SELECT promotion_id, ${sign}::int * count(*) AS uses, ${sign}::int * sum(minor)::bigint AS minor
      FROM unnest(${uses.map((use) => use.promotionId)}::text[], ${uses.map((use) => use.minor)}::bigint[]) AS w(promotion_id, minor) GROUP BY 1) n
    WHERE t.promotion_id = n.promotion_id`);
  const codes = uses.flatMap(({ code }) => (code === null ? [] : [code]));
  if (codes.length === 0) return;
  await tx.query(sql`
    UPDATE pricing.promotion_code c SET uses = c.uses + n.uses
    FROM (SELECT code, ${sign}::int * count(*) AS uses FROM unnest(${codes}::text[]) AS w(code) GROUP BY 1) n WHERE c.code = n.code`);
}

/** Uses taken in this very transaction for orders that were refused after all: as if they had not been. Their rows are locked already. */
export async function untakeUses(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const undone = await tx.query<Pick<Use, 'promotionId' | 'code' | 'minor'>>(sql`
    DELETE FROM pricing.promotion_use WHERE order_id = ANY(${[...orderIds]}::text[]) AND used_at = ${tx.now}::timestamptz
    RETURNING promotion_id AS "promotionId", code, minor`);
  if (undone.length > 0) await book(tx, undone, -1);
}

/** An order that came to nothing gives its uses back. Repeatable. */
export async function giveBackUses(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const held = await tx.query<Pick<Use, 'orderId' | 'promotionId' | 'code'>>(sql`
    SELECT order_id AS "orderId", promotion_id AS "promotionId", code FROM pricing.promotion_use
    WHERE order_id = ANY(${[...orderIds]}::text[]) AND given_back_at IS NULL`);
  if (held.length === 0) return;
  await lockTallies(tx, [...new Set(held.map((use) => use.promotionId))]);
  await lockCodes(tx, [...new Set(held.flatMap(({ code }) => (code === null ? [] : [code])))]);
  const given = await tx.query<Pick<Use, 'promotionId' | 'code' | 'minor'>>(sql`
    UPDATE pricing.promotion_use SET given_back_at = ${tx.now}::timestamptz
    WHERE order_id = ANY(${[...orderIds]}::text[]) AND given_back_at IS NULL
    RETURNING promotion_id AS "promotionId", code, minor`);
  if (given.length > 0) await book(tx, given, -1);
}

/** Follows the journal: what a cancelled order used may be used again. */
export const onOrdersCancelled = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  giveBackUses(
    tx,
    events.map((event) => event.subjectId),
  );

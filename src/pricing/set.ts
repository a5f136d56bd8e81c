import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { stepKey } from './changes.ts';
import { changesOf, MAX_PRICE_MINOR, type NewPrice } from './model.ts';
import { forgetPrices, priceListById } from './queries.ts';

/** Past so many SKUs, one event says that all prices of the list may have changed. */
const MAX_NAMED = 500;

export type SetPrices = {
  readonly listId: string;
  /** Tax-inclusive minor units of the list's currency; null takes the SKU, or its step, out of the list. The last entry of a SKU and step counts. */
  readonly prices: readonly NewPrice[];
  /** Default: now. A planned price begins by itself. */
  readonly from?: Instant;
  /** A price with an end gives way to the one before it. */
  readonly until?: Instant;
};

/**
 * Sets prices by appending to their history; what is already in force is left alone, so a repeated call changes nothing. SKUs must
 * exist (the route checks; imports made them). Refuses: `pricing.list_not_found`, `pricing.bad_price`, `pricing.bad_period`.
 */
export async function setPrices(tx: Tx, input: SetPrices): Promise<{ changed: number; unchanged: number }> {
  const from = input.from ?? tx.now;
  if (from < tx.now || (input.until !== undefined && input.until <= from)) refuse('pricing.bad_period');
  const wrong = input.prices.findIndex(
    ({ minor, compareAtMinor }) => !isPrice(minor) || !isPrice(compareAtMinor ?? null),
  );
  if (wrong >= 0) {
    refuse('pricing.bad_price', {
      fields: [{ field: `prices.${wrong}`, rule: `0 to ${MAX_PRICE_MINOR} minor units` }],
    });
  }
  if (!(await priceListById(tx, input.listId))) refuse('pricing.list_not_found', { detail: input.listId });
  const steps = new Map(input.prices.map((p) => [stepKey(p.skuId, p.fromUnits), p]));
  const asked = [...steps.values()];
  const before = await tx.query<{
    skuId: string;
    fromUnits: number;
    minor: number | null;
    compareAtMinor: number | null;
  }>(sql`
    SELECT w.sku_id AS "skuId", w.from_units AS "fromUnits", p.minor, p.compare_at_minor AS "compareAtMinor"
    FROM unnest(${asked.map((p) => p.skuId)}::text[], ${asked.map((p) => p.fromUnits ?? 1)}::int[]) AS w(sku_id, from_units)
    CROSS JOIN LATERAL (
      SELECT minor, compare_at_minor, valid_to FROM pricing.price p
      WHERE p.sku_id = w.sku_id AND p.list_id = ${input.listId} AND p.from_units = w.from_units AND valid_from <= ${from}::timestamptz
        AND (valid_to IS NULL OR valid_to > ${from}::timestamptz)
      ORDER BY valid_from DESC, seq DESC LIMIT 1) p
    WHERE p.valid_to IS NOT DISTINCT FROM ${input.until ?? null}::timestamptz`);
  const changes = changesOf(input.prices, new Map(before.map((row) => [stepKey(row.skuId, row.fromUnits), row])));
  if (changes.length > 0) await append(tx, input, from, changes);
  return { changed: changes.length, unchanged: input.prices.length - changes.length };
}

const isPrice = (value: number | null): boolean =>
  value === null || (Number.isSafeInteger(value) && value >= 0 && value <= MAX_PRICE_MINOR);

async function append(tx: Tx, input: SetPrices, from: Instant, changes: ReturnType<typeof changesOf>): Promise<void> {
  const skuIds = changes.map((change) => change.skuId);
  await tx.query(sql`
    INSERT INTO pricing.price (sku_id, from_units, list_id, valid_from, valid_to, minor, compare_at_minor, set_at, actor)
    SELECT n.sku_id, n.from_units, ${input.listId}, ${from}::timestamptz, ${input.until ?? null}::timestamptz, n.minor, n.compare_at, ${tx.now}::timestamptz, ${tx.caller.actor}
    FROM unnest(${skuIds}::text[], ${changes.map((c) => c.fromUnits)}::int[], ${changes.map((c) => c.minor)}::bigint[], ${changes.map((c) => c.compareAtMinor)}::bigint[]) AS n(sku_id, from_units, minor, compare_at)`);
  await tx.query(sql`
    INSERT INTO pricing.listed (sku_id, list_id, from_units)
    SELECT n.sku_id, ${input.listId}, n.from_units FROM unnest(${skuIds}::text[], ${changes.map((c) => c.fromUnits)}::int[]) AS n(sku_id, from_units)
    ORDER BY 1, 3 ON CONFLICT DO NOTHING`);
  const all = [...new Set(skuIds)];
  const named = all.length <= MAX_NAMED;
  announce(tx, {
    type: 'pricing.changed',
    subjectKind: 'price_list',
    subjectId: input.listId,
    body: named ? { skuIds: all, from } : { all: true, from },
  });
  tx.afterCommit(() => forgetPrices(tx.database, named ? all : 'all'));
}

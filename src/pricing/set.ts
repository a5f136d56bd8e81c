import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { stepKey } from './changes.ts';
import { stepsInForce } from './list-prices.ts';
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
  const known = await stepsInForce(
    tx,
    input.listId,
    asked.map(({ skuId, fromUnits = 1 }) => ({ skuId, fromUnits, at: from })),
  );
  // What ends at another moment is another promise, though its amount be the same.
  const before = new Map(
    asked.flatMap(({ skuId, fromUnits }, i) => {
      const row = known[i];
      return row && row.until === (input.until ?? null) ? [[stepKey(skuId, fromUnits), row] as const] : [];
    }),
  );
  const changes = changesOf(input.prices, before);
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

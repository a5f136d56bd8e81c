/** What stock costs and is worth, read: nothing here writes. */
import { sql, type Database, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { averageOf, worthOf, type EntryKind, type Position } from './costs.ts';
import { ownedUnits } from './owned.ts';

const columns = sql`sku_id AS "skuId", entity_id AS "entityId", units, value_milli AS "valueMilli", last_milli AS "lastMilli", entries`;

export type Worth = {
  readonly skuId: string;
  readonly entityId: string;
  readonly onHand: number;
  /** Unit cost, thousandths of a minor unit. */
  readonly averageMilli: number;
  readonly valueMilli: number;
};

async function worthNow(database: Database, positions: readonly Position[]): Promise<Worth[]> {
  const onHand = await ownedUnits(database, database, [...new Set(positions.map((position) => position.skuId))]);
  return positions.map((position) => {
    const units = onHand.get(`${position.skuId}|${position.entityId}`) ?? 0;
    return { skuId: position.skuId, entityId: position.entityId, onHand: units, ...worthOf(position, units) };
  });
}

/** The value of stock by article and legal entity, by article id; what nobody knows the cost of is not in it. */
export async function stockWorth(
  database: Database,
  filter: {
    entityId?: string | undefined;
    skuIds?: readonly string[] | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<Worth[]> {
  const [afterSku = '', afterEntity = ''] = (filter.after ?? '').split('~');
  const positions = await database.query<Position>(sql`
    SELECT ${columns} FROM purchasing.cost
    WHERE entries > 0 AND (sku_id, entity_id) > (${afterSku}, ${afterEntity})
      AND (${filter.entityId ?? null}::text IS NULL OR entity_id = ${filter.entityId ?? null})
      AND (${filter.skuIds ?? null}::text[] IS NULL OR sku_id = ANY(${filter.skuIds ?? null}::text[]))
    ORDER BY sku_id, entity_id LIMIT ${filter.limit}`);
  return worthNow(database, positions);
}

const CHUNK = 2_000;

/** What the whole stock is worth, by legal entity, in minor units; and how many units have no known cost. */
export async function totalWorth(
  database: Database,
): Promise<{ entityId: string; units: number; minor: number; articles: number }[]> {
  const totals = new Map<string, { units: number; milli: bigint; articles: number }>();
  let after: string | undefined;
  for (;;) {
    const rows = await stockWorth(database, { after, limit: CHUNK });
    for (const row of rows) {
      const sum = totals.get(row.entityId) ?? { units: 0, milli: 0n, articles: 0 };
      sum.units += row.onHand;
      sum.milli += BigInt(row.valueMilli);
      if (row.onHand > 0) sum.articles++;
      totals.set(row.entityId, sum);
    }
    const last = rows.at(-1);
    if (!last || rows.length < CHUNK) break;
    after = `${last.skuId}~${last.entityId}`;
  }
  return [...totals].map(([entityId, { units, milli, articles }]) => ({
    entityId,
    units,
    articles,
    minor: Number(milli / 1_000n),
  }));
}

export type CostEntry = {
  readonly entityId: string;
  readonly entryNo: number;
  readonly kind: EntryKind;
  readonly units: number;
  readonly valueMilli: number;
  readonly expensedMilli: number;
  readonly unitsAfter: number;
  readonly valueAfter: number;
  readonly averageMilli: number;
  readonly document: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly at: Instant;
};

/** Every entry in the books of an article, newest first. */
export async function costHistory(db: Db, skuId: string, limit = 200): Promise<CostEntry[]> {
  const rows = await db.query<Omit<CostEntry, 'averageMilli'>>(sql`
    SELECT entity_id AS "entityId", entry_no AS "entryNo", kind, units, value_milli AS "valueMilli", expensed_milli AS "expensedMilli",
      units_after AS "unitsAfter", value_after AS "valueAfter", document, reason, actor, at
    FROM purchasing.cost_entry WHERE sku_id = ${skuId} ORDER BY at DESC, entity_id, entry_no DESC LIMIT ${limit}`);
  return rows.map((row) => ({
    ...row,
    averageMilli: averageOf({ units: row.unitsAfter, valueMilli: row.valueAfter, lastMilli: 0 }),
  }));
}

/** The unit cost of articles of a legal entity now, thousandths of a minor unit; absent where nobody knows it. For margins. */
export async function costsOf(db: Db, entityId: string, skuIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<Position>(sql`
    SELECT ${columns} FROM purchasing.cost WHERE entity_id = ${entityId} AND sku_id = ANY(${skuIds}::text[]) AND entries > 0`);
  return new Map(rows.map((row) => [row.skuId, averageOf(row)]));
}

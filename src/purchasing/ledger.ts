/** The only writer of costs: positions are locked in id order, entries are appended, each with what it left behind. */
import { lock, sql, type Tx } from '#base/db';
import { bookOf, type Book, type Position } from './costs.ts';
import { ownedUnits } from './owned.ts';

const keyOf = (skuId: string, entityId: string): string => `${skuId}|${entityId}`;

/** Books of these articles of a legal entity, locked, with what lies at its sites now: read after the lock, so that no receipt is missed. */
export async function lockBooks(
  tx: Tx,
  entityId: string,
  skuIds: readonly string[],
): Promise<Map<string, { book: Book; onHand: number }>> {
  const ids = [...new Set(skuIds)].toSorted();
  lock(tx, 'purchasing.cost');
  await tx.query(sql`
    INSERT INTO purchasing.cost (sku_id, entity_id) SELECT sku_id, ${entityId} FROM unnest(${ids}::text[]) AS w(sku_id) ORDER BY sku_id
    ON CONFLICT DO NOTHING`);
  const rows = await tx.query<Position>(sql`
    SELECT c.sku_id AS "skuId", c.entity_id AS "entityId", c.units, c.value_milli AS "valueMilli", c.last_milli AS "lastMilli", c.entries
    FROM purchasing.cost c WHERE c.sku_id = ANY(${ids}::text[]) AND c.entity_id = ${entityId} ORDER BY c.sku_id FOR NO KEY UPDATE`);
  const owned = await ownedUnits(tx, tx.database, ids);
  return new Map(
    rows.map((row) => [row.skuId, { book: bookOf(row), onHand: owned.get(keyOf(row.skuId, entityId)) ?? 0 }]),
  );
}

/** Appends what was added to the books. */
export async function writeBooks(tx: Tx, books: readonly Book[]): Promise<void> {
  const changed = books.filter((book) => book.entries.length > 0);
  if (changed.length === 0) return;
  const positions = changed.map((book) => book.position);
  const of = <T>(pick: (position: Position) => T): T[] => positions.map(pick);
  await tx.query(sql`
    UPDATE purchasing.cost c SET units = p.units, value_milli = p.value_milli, last_milli = p.last_milli, entries = p.entries
    FROM unnest(${of((p) => p.skuId)}::text[], ${of((p) => p.entityId)}::text[], ${of((p) => p.units)}::bigint[], ${of((p) => p.valueMilli)}::bigint[],
      ${of((p) => p.lastMilli)}::bigint[], ${of((p) => p.entries)}::int[])
      AS p(sku_id, entity_id, units, value_milli, last_milli, entries)
    WHERE c.sku_id = p.sku_id AND c.entity_id = p.entity_id`);
  const rows = changed.flatMap(({ position, entries }) =>
    entries.map((entry, i) => ({
      ...entry,
      skuId: position.skuId,
      entityId: position.entityId,
      entryNo: position.entries - entries.length + i + 1,
    })),
  );
  const each = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick);
  await tx.query(sql`
    INSERT INTO purchasing.cost_entry (sku_id, entity_id, entry_no, kind, units, value_milli, expensed_milli, units_after, value_after, document, reason,
      actor, at)
    SELECT e.*, ${tx.caller.actor}, ${tx.now}::timestamptz
    FROM unnest(${each((r) => r.skuId)}::text[], ${each((r) => r.entityId)}::text[], ${each((r) => r.entryNo)}::int[], ${each((r) => r.kind)}::text[],
      ${each((r) => r.units)}::bigint[], ${each((r) => r.valueMilli)}::bigint[], ${each((r) => r.expensedMilli)}::bigint[],
      ${each((r) => r.unitsAfter)}::bigint[], ${each((r) => r.valueAfter)}::bigint[], ${each((r) => r.document)}::text[],
      ${each((r) => r.reason)}::text[]) AS e`);
}

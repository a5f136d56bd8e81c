/** Ways through the tree of categories, by the names on them: what files call a category. */
import { sql, type Db } from '#base/db';
import type { Text } from '#catalog';

/** The names from the top down to each category, by its id. */
export async function categoryWays(db: Db): Promise<Map<string, Text[]>> {
  const rows = await db.query<{ id: string; parentId: string | null; name: Text }>(
    sql`SELECT category_id AS id, parent_id AS "parentId", name FROM catalog.category`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const wayOf = (id: string | null): Text[] => {
    const row = id === null ? undefined : byId.get(id);
    return row ? [...wayOf(row.parentId), row.name] : [];
  };
  return new Map(rows.map((row) => [row.id, wayOf(row.id)]));
}

/** A way as a file says it, whatever the capitals. */
export const wayKey = (way: readonly Text[]): string => way.map((name) => name.fr.trim().toLowerCase()).join('\u001f');

/** The categories there are, by their ways as they are named now: one renamed or moved is found, not made again. */
export async function knownShelves(db: Db): Promise<Map<string, string>> {
  return new Map([...(await categoryWays(db))].map(([id, way]) => [wayKey(way), id]));
}

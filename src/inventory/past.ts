/** Stock at other moments than now: sums of movements, since stock is never set. */
import { empty, sql, type Db, type Tx } from '#base/db';
import type { Instant } from '#base/time';
import { lockPlaces } from './carry.ts';
import { shelfKey, siteOfPlace, type PlaceKind } from './model.ts';

type At = { readonly skuId: string; readonly placeId: string; readonly at: Instant };

/**
 * What the book said of shelves at instants that are not after now, under the locks of these shelves: whatever moves there later is a
 * movement after it. The answer is in the order of the question. Locks `inventory.shelf`.
 */
export async function booksAt(tx: Tx, wanted: readonly At[]): Promise<number[]> {
  if (wanted.length === 0) return [];
  const shelves = await lockPlaces(tx, wanted);
  const since = await tx.query<{ i: number; moved: number }>(sql`
    SELECT w.i, coalesce(sum(CASE WHEN m.to_place = w.place_id THEN m.quantity ELSE -m.quantity END), 0)::bigint AS moved
    FROM unnest(${wanted.map((_, i) => i)}::int[], ${wanted.map((w) => w.skuId)}::text[], ${wanted.map((w) => w.placeId)}::text[],
      ${wanted.map((w) => w.at)}::timestamptz[]) AS w(i, sku_id, place_id, at)
    JOIN inventory.movement m ON m.sku_id = w.sku_id AND m.at > w.at AND w.place_id IN (m.from_place, m.to_place)
    GROUP BY w.i`);
  const moved = new Map(since.map((row) => [row.i, row.moved]));
  return wanted.map((w, i) => (shelves.get(shelfKey(w.skuId, w.placeId))?.onHand ?? 0) - (moved.get(i) ?? 0));
}

/** Which page of articles, and of which places. */
export type PastPage = {
  readonly placeIds: readonly string[];
  readonly skuIds?: readonly string[] | undefined;
  readonly after?: string | undefined;
  /** Articles; each may have a row for each of its places. */
  readonly limit: number;
};
export type PlaceThen = {
  readonly skuId: string;
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly onHand: number;
  /** On hand there now. */
  readonly now: number;
};
/** `last` is the last article looked at, undefined at the end: an article may have nothing to tell. */
export type Past<T> = { readonly rows: readonly T[]; readonly last: string | undefined };

/** On hand by article and place as it was at an instant; places that hold nothing then and now are left out. */
export async function stockThen(db: Db, at: Instant, page: PastPage): Promise<Past<PlaceThen>> {
  const { placeIds, skuIds, after, limit } = page;
  const ids = await db.query<{ skuId: string }>(sql`
    SELECT DISTINCT sku_id AS "skuId" FROM inventory.shelf WHERE place_id = ANY(${placeIds}::text[])
      ${after === undefined ? empty : sql`AND sku_id > ${after}`}
      ${skuIds === undefined ? empty : sql`AND sku_id = ANY(${skuIds}::text[])`}
    ORDER BY 1 LIMIT ${limit}`);
  const wanted = ids.map((row) => row.skuId);
  const rows = await db.query<{ skuId: string; placeId: string; onHand: number; now: number }>(sql`
    SELECT s.sku_id AS "skuId", s.place_id AS "placeId", s.on_hand AS now, coalesce(m.quantity, 0)::bigint AS "onHand"
    FROM inventory.shelf s CROSS JOIN LATERAL (
      SELECT sum(CASE WHEN m.to_place = s.place_id THEN m.quantity ELSE -m.quantity END) AS quantity FROM inventory.movement m
      WHERE m.sku_id = s.sku_id AND s.place_id IN (m.from_place, m.to_place) AND m.at <= ${at}::timestamptz) m
    WHERE s.sku_id = ANY(${wanted}::text[]) AND s.place_id = ANY(${placeIds}::text[])
      AND (s.on_hand <> 0 OR coalesce(m.quantity, 0) <> 0)
    ORDER BY s.sku_id, s.place_id`);
  return { rows: rows.flatMap(withPlace), last: wanted.length === limit ? wanted.at(-1) : undefined };
}

export type PlaceChange = {
  readonly skuId: string;
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly before: number;
  readonly after: number;
  /** Units by the reason of their movements, in and out. */
  readonly reasons: readonly { readonly reason: string; readonly in: number; readonly out: number }[];
};

/** What changed after one instant up to another, by article and place, with the reasons; a place where nothing moved is left out. */
export async function stockBetween(
  db: Db,
  span: { readonly from: Instant; readonly to: Instant },
  page: PastPage,
): Promise<Past<PlaceChange>> {
  const { placeIds, skuIds, after, limit } = page;
  const ids = await db.query<{ skuId: string }>(sql`
    SELECT DISTINCT sku_id AS "skuId" FROM inventory.movement
    WHERE at > ${span.from}::timestamptz AND at <= ${span.to}::timestamptz
      AND (from_place = ANY(${placeIds}::text[]) OR to_place = ANY(${placeIds}::text[]))
      ${after === undefined ? empty : sql`AND sku_id > ${after}`}
      ${skuIds === undefined ? empty : sql`AND sku_id = ANY(${skuIds}::text[])`}
    ORDER BY 1 LIMIT ${limit}`);
  const wanted = ids.map((row) => row.skuId);
  type Row = { skuId: string; placeId: string; before: number; after: number; reasons: PlaceChange['reasons'] };
  const rows = await db.query<Row>(sql`
    WITH m AS (
      SELECT sku_id, to_place AS place_id, quantity AS units, reason, at FROM inventory.movement
      WHERE sku_id = ANY(${wanted}::text[]) AND to_place = ANY(${placeIds}::text[]) AND at <= ${span.to}::timestamptz
      UNION ALL SELECT sku_id, from_place, -quantity, reason, at FROM inventory.movement
      WHERE sku_id = ANY(${wanted}::text[]) AND from_place = ANY(${placeIds}::text[]) AND at <= ${span.to}::timestamptz),
    r AS (
      SELECT sku_id, place_id, reason, coalesce(sum(units) FILTER (WHERE units > 0), 0)::bigint AS came,
        coalesce(-sum(units) FILTER (WHERE units < 0), 0)::bigint AS went
      FROM m WHERE at > ${span.from}::timestamptz GROUP BY 1, 2, 3),
    t AS (SELECT sku_id, place_id, coalesce(sum(units) FILTER (WHERE at <= ${span.from}::timestamptz), 0)::bigint AS before, sum(units)::bigint AS after
      FROM m GROUP BY 1, 2)
    SELECT t.sku_id AS "skuId", t.place_id AS "placeId", t.before, t.after,
      json_agg(json_build_object('reason', r.reason, 'in', r.came, 'out', r.went) ORDER BY r.reason) AS reasons
    FROM t JOIN r USING (sku_id, place_id) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`);
  return { rows: rows.flatMap(withPlace), last: wanted.length === limit ? wanted.at(-1) : undefined };
}

function withPlace<R extends { placeId: string }>({
  placeId,
  ...row
}: R): (Omit<R, 'placeId'> & { siteId: string; kind: PlaceKind })[] {
  const place = siteOfPlace(placeId);
  return place ? [{ ...row, ...place }] : [];
}

export type Loss = {
  readonly skuId: string;
  readonly siteId: string;
  readonly reason: string;
  /** Units that went, less those that came back. */
  readonly quantity: number;
};

/**
 * Units that went to nowhere anybody knows, or came from there, between two instants: by article, site and reason. Sales beyond stock
 * are not among them: their units are borrowed, and settled as breaches.
 */
export async function lossesBetween(
  db: Db,
  span: { readonly from: Instant; readonly to: Instant; readonly siteIds?: readonly string[] | undefined },
): Promise<Loss[]> {
  return db.query<Loss>(sql`
    SELECT sku_id AS "skuId", 'sit' || substr(place_id, 4) AS "siteId", reason, sum(quantity)::bigint AS quantity FROM (
      SELECT sku_id, from_place AS place_id, reason, quantity, at FROM inventory.movement WHERE to_place IN ('lost', 'unaccounted')
      UNION ALL SELECT sku_id, to_place, reason, -quantity, at FROM inventory.movement WHERE from_place IN ('lost', 'unaccounted')) m
    WHERE at >= ${span.from}::timestamptz AND at < ${span.to}::timestamptz AND place_id LIKE '___\\_%'
      AND reason NOT IN ('breach', 'import', 'transfer_found')
      AND (${span.siteIds ?? null}::text[] IS NULL OR 'sit' || substr(place_id, 4) = ANY(${span.siteIds ?? null}::text[]))
    GROUP BY 1, 2, 3 HAVING sum(quantity) <> 0 ORDER BY 1, 2, 3`);
}

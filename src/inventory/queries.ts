import { createCache, type Cache } from '#base/cache';
import { empty, perDatabase, sql, type Database, type Db, type Sql } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Instant } from '#base/time';
import { siteOfPlace, type PlaceKind } from './model.ts';

export type PlaceStock = {
  readonly placeId: string;
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly onHand: number;
  readonly free: number;
};
/** Sellable stock of a SKU over all sites: what is free of reservations and leases. */
export type Availability = { readonly total: number; readonly places: readonly PlaceStock[] };

export const nothingAvailable: Availability = { total: 0, places: [] };

const stock: (database: Database) => Cache<Availability> = perDatabase((database) =>
  createCache({ max: 50_000, load: (skuIds) => readAvailability(database, skuIds) }),
);

async function readAvailability(db: Db, skuIds: readonly string[]): Promise<Map<string, Availability>> {
  const rows = await db.query<{ skuId: string; placeId: string; onHand: number; free: number }>(sql`
    SELECT sku_id AS "skuId", place_id AS "placeId", on_hand AS "onHand", on_hand - reserved - leased AS free
    FROM inventory.shelf WHERE sku_id = ANY(${skuIds}::text[]) AND place_id LIKE 'plc\\_%' ORDER BY sku_id, place_id`);
  const found = new Map<string, { total: number; places: PlaceStock[] }>(
    skuIds.map((id) => [id, { total: 0, places: [] }]),
  );
  for (const { skuId, ...row } of rows) {
    const place = siteOfPlace(row.placeId);
    const entry = found.get(skuId);
    if (!place || !entry) continue;
    entry.places.push({ ...row, ...place });
    entry.total += row.free;
  }
  return found;
}

/** What is free to promise, by place; from the process's cache, which the journal keeps current. Every id asked for is in the map. */
export async function availabilityOf(
  database: Database,
  skuIds: readonly string[],
): Promise<Map<string, Availability>> {
  return stock(database).getMany(skuIds);
}

/** Drops what these events changed; given to the journal's tail. */
export function forgetStock(database: Database): (events: readonly JournalEvent[]) => void {
  return (events) => {
    for (const event of events)
      if (event.type === 'inventory.changed') forgetSkus(database, (event.body as { skuIds: string[] }).skuIds);
  };
}

/** Drops SKUs from this process's cache at once: the writer's own next read is never stale. */
export function forgetSkus(database: Database, skuIds: readonly string[]): void {
  stock(database).forget(skuIds);
  for (const hear of listeners(database)) hear(skuIds);
}

type Hear = (skuIds: readonly string[]) => void;
const listeners = perDatabase(() => new Set<Hear>());

/** Tells caches of higher modules, at the same moment, which SKUs were dropped here. For the life of the process. */
export function onStockForgotten(database: Database, hear: Hear): void {
  listeners(database).add(hear);
}

export type ShelfRow = {
  skuId: string;
  placeId: string;
  siteId: string;
  kind: PlaceKind;
  onHand: number;
  reserved: number;
  leased: number;
  free: number;
};

/** Every shelf of these SKUs, all kinds of places. */
export async function shelvesOf(db: Db, skuIds: readonly string[]): Promise<ShelfRow[]> {
  const rows = await db.query<Omit<ShelfRow, 'siteId' | 'kind' | 'free'>>(sql`
    SELECT sku_id AS "skuId", place_id AS "placeId", on_hand AS "onHand", reserved, leased
    FROM inventory.shelf WHERE sku_id = ANY(${skuIds}::text[]) ORDER BY sku_id, place_id`);
  return rows.flatMap((row) => {
    const place = siteOfPlace(row.placeId);
    return place ? [{ ...row, ...place, free: row.onHand - row.reserved - row.leased }] : [];
  });
}

export type StockLine = { skuId: string; onHand: number; reserved: number; leased: number; free: number };

/** By what stock may be sorted: the fewest first, and with a `-` the most. */
export const stockSorts = ['free', '-free', 'onHand', '-onHand', 'reserved', '-reserved'] as const;
export type StockSort = (typeof stockSorts)[number];
type StockPage = {
  readonly sort?: StockSort | undefined;
  /** The last of the page before: its figure, where the list is sorted by one, and its id. */
  readonly after?: { readonly key?: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** The figure of a line that its list is sorted by. */
export const sortedFigure = (line: StockLine, sort: StockSort): number =>
  line[sort.replace('-', '') as 'free' | 'onHand' | 'reserved'];

function figure(sort: StockSort): Sql {
  if (sort === 'free' || sort === '-free') return sql`sum(on_hand - reserved - leased)`;
  return sort === 'onHand' || sort === '-onHand' ? sql`sum(on_hand)` : sql`sum(reserved)`;
}

/** A sum has no index: sorting by one adds up all shelves, as the question for what runs low does. */
function stockPage({ sort, after, limit }: StockPage): Sql {
  if (sort === undefined) return sql`ORDER BY sku_id LIMIT ${limit}`;
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  return sort.startsWith('-')
    ? sql`AND (${key}::bigint IS NULL OR (${figure(sort)}, sku_id) < (${key}::bigint, ${id}))
        ORDER BY ${figure(sort)} DESC, sku_id DESC LIMIT ${limit}`
    : sql`AND (${key}::bigint IS NULL OR (${figure(sort)}, sku_id) > (${key}::bigint, ${id}))
        ORDER BY ${figure(sort)}, sku_id LIMIT ${limit}`;
}

/** Stock per SKU over all sellable places, by SKU id unless sorted; `low` lists what has no more than that many free. */
export async function stockList(
  db: Db,
  filter: StockPage & {
    /** Of these sellable places alone. */
    placeIds?: readonly string[] | undefined;
    low?: number | undefined;
    skuIds?: readonly string[];
  },
): Promise<StockLine[]> {
  return db.query<StockLine>(sql`
    SELECT sku_id AS "skuId", sum(on_hand)::bigint AS "onHand", sum(reserved)::bigint AS reserved, sum(leased)::bigint AS leased,
      sum(on_hand - reserved - leased)::bigint AS free
    FROM inventory.shelf
    WHERE place_id LIKE 'plc\\_%' AND (${filter.sort ?? null}::text IS NOT NULL OR sku_id > ${filter.after?.id ?? ''})
      ${filter.skuIds === undefined ? empty : sql`AND sku_id = ANY(${filter.skuIds}::text[])`}
      AND (${filter.placeIds ?? null}::text[] IS NULL OR place_id = ANY(${filter.placeIds ?? null}::text[]))
    GROUP BY sku_id HAVING (${filter.low ?? null}::bigint IS NULL OR sum(on_hand - reserved - leased) <= ${filter.low ?? null}::bigint)
      ${stockPage(filter)}`);
}

/** Articles of which a place holds some, with how many; of all articles or some. */
export async function stockedAt(
  db: Db,
  placeId: string,
  skuIds?: readonly string[],
): Promise<{ skuId: string; onHand: number }[]> {
  return db.query(sql`
    SELECT sku_id AS "skuId", on_hand AS "onHand" FROM inventory.shelf
    WHERE place_id = ${placeId} AND on_hand > 0 ${skuIds === undefined ? empty : sql`AND sku_id = ANY(${skuIds}::text[])`} ORDER BY sku_id`);
}

export type MovementRow = {
  movementId: string;
  skuId: string;
  from: string;
  to: string;
  quantity: number;
  reason: string;
  document: string | null;
  actor: string;
  at: Instant;
};

/** Movements, newest first; of one SKU or of all. The cursor is the last movement's moment and id. */
export async function movements(
  db: Db,
  filter: {
    skuId?: string;
    document?: string;
    /** From or to a place of one of these sites. */
    siteIds?: readonly string[] | undefined;
    /** After this instant. */
    from?: Instant | undefined;
    /** Up to this instant. */
    to?: Instant | undefined;
    before?: { at: Instant; movementId: string };
    limit: number;
  },
): Promise<MovementRow[]> {
  return db.query<MovementRow>(sql`
    SELECT movement_id AS "movementId", sku_id AS "skuId", from_place AS "from", to_place AS "to", quantity, reason, document, actor, at
    FROM inventory.movement
    WHERE (${filter.skuId ?? null}::text IS NULL OR sku_id = ${filter.skuId ?? null})
      AND (${filter.document ?? null}::text IS NULL OR document = ${filter.document ?? null})
      AND (${filter.siteIds ?? null}::text[] IS NULL OR 'sit' || substr(from_place, 4) = ANY(${filter.siteIds ?? null}::text[])
        OR 'sit' || substr(to_place, 4) = ANY(${filter.siteIds ?? null}::text[]))
      AND (${filter.from ?? null}::timestamptz IS NULL OR at > ${filter.from ?? null}::timestamptz)
      AND (${filter.to ?? null}::timestamptz IS NULL OR at <= ${filter.to ?? null}::timestamptz)
      AND (${filter.before?.at ?? null}::timestamptz IS NULL OR (at, movement_id) < (${filter.before?.at ?? null}::timestamptz, ${filter.before?.movementId ?? ''}))
    ORDER BY at DESC, movement_id DESC LIMIT ${filter.limit}`);
}

/** On hand of a SKU by place as it was at an instant: the sum of its movements until then. */
export async function stockAsOf(
  db: Db,
  skuId: string,
  at: Instant,
): Promise<{ placeId: string; siteId: string; kind: PlaceKind; onHand: number }[]> {
  const rows = await db.query<{ placeId: string; onHand: number }>(sql`
    SELECT place_id AS "placeId", sum(quantity)::bigint AS "onHand" FROM (
      SELECT to_place AS place_id, quantity FROM inventory.movement WHERE sku_id = ${skuId} AND at <= ${at}::timestamptz
      UNION ALL SELECT from_place, -quantity FROM inventory.movement WHERE sku_id = ${skuId} AND at <= ${at}::timestamptz
    ) m GROUP BY place_id ORDER BY place_id`);
  return rows.flatMap((row) => {
    const place = siteOfPlace(row.placeId);
    return place ? [{ ...row, ...place }] : [];
  });
}

export type BreachRow = {
  breachId: string;
  skuId: string;
  placeId: string;
  quantity: number;
  cause: string;
  document: string;
  at: Instant;
};

/** Sales beyond stock that nobody has settled yet, oldest first; at all sites or some. */
export async function openBreaches(db: Db, limit = 100, siteIds?: readonly string[]): Promise<BreachRow[]> {
  return db.query<BreachRow>(sql`
    SELECT breach_id AS "breachId", sku_id AS "skuId", place_id AS "placeId", quantity, cause, document, at
    FROM inventory.breach WHERE state = 'open'
      AND (${siteIds ?? null}::text[] IS NULL OR 'sit' || substr(place_id, 4) = ANY(${siteIds ?? null}::text[])) ORDER BY at LIMIT ${limit}`);
}

/** Where a breach or a lease of an article is; undefined when there is none. */
export async function siteOfRecord(db: Db, skuId: string, recordId: string): Promise<string | undefined> {
  const [row] = await db.query<{ placeId: string }>(sql`
    SELECT place_id AS "placeId" FROM inventory.breach WHERE sku_id = ${skuId} AND breach_id = ${recordId}
    UNION ALL SELECT place_id FROM inventory.lease WHERE sku_id = ${skuId} AND lease_id = ${recordId}`);
  return row && siteOfPlace(row.placeId)?.siteId;
}

export type LeaseRow = {
  leaseId: string;
  placeId: string;
  holder: string;
  quantity: number;
  used: number;
  grantedAt: Instant;
  expiresAt: Instant | null;
};

/** What is set apart of a SKU for channels and tills, oldest first. */
export async function openLeases(db: Db, skuId: string): Promise<LeaseRow[]> {
  return db.query<LeaseRow>(sql`
    SELECT lease_id AS "leaseId", place_id AS "placeId", holder, quantity, used, made_at AS "grantedAt", expires_at AS "expiresAt"
    FROM inventory.lease WHERE sku_id = ${skuId} AND state = 'open' ORDER BY made_at, lease_id`);
}

/** The media library: every picture, where it is used, and what is wrong with it. */
import { empty, sql, type Database, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import { makeMark, readMark } from '../lists.ts';
import { foldText, type DrawingSpec, type Text } from '../model.ts';
import { mediaUrl, type MediaFace } from '../queries.ts';

/** Each names what a person would look for to put in order. */
export const mediaViews = ['unused', 'no_alt', 'same', 'waiting', 'failed', 'uploads'] as const;
export type MediaView = (typeof mediaViews)[number];

export type LibraryQuery = {
  readonly q?: string;
  readonly view?: MediaView;
  readonly tag?: string;
  readonly productId?: string;
  /** Pictures with the same bytes as this one. */
  readonly sameAs?: string;
  readonly after?: string;
  readonly limit: number;
};

/** Where a picture is seen. */
export type MediaUse = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  /** 1 is the product's face; null: not in its gallery. */
  readonly position: number | null;
  /** Variants that show it. */
  readonly skus: readonly string[];
};

export type LibraryLine = {
  readonly mediaId: string;
  readonly url: string;
  readonly kind: 'drawing' | 'upload' | 'remote';
  readonly state: 'ready' | 'pending' | 'failed';
  readonly problem: string | null;
  readonly alt: Text;
  readonly tags: readonly string[];
  readonly focus: { readonly x: number; readonly y: number };
  readonly fileName: string | null;
  readonly sourceUrl: string | null;
  readonly mediaType: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  /** The product it belongs to; null: none. It is used when it stands in the gallery or a variant shows it. */
  readonly use: MediaUse | null;
  readonly used: boolean;
  /** How many pictures have these bytes, this one included; 0 for drawings. */
  readonly copies: number;
  readonly createdAt: Instant;
  readonly version: number;
};

const shownByVariant = sql`EXISTS (SELECT 1 FROM catalog.variant v WHERE v.media_id = m.media_id)`;
const unused = sql`NOT (m.product_id IS NOT NULL AND m.position IS NOT NULL) AND NOT ${shownByVariant}`;
/** A text in neither or only one language; drawings speak for themselves through the product's name. */
const withoutAlt = sql`m.kind <> 'drawing' AND (m.alt ->> 'fr' = '' OR m.alt ->> 'en' = '')`;
const twin = sql`m.content_hash IS NOT NULL AND EXISTS (SELECT 1 FROM catalog.media o
  WHERE o.content_hash = m.content_hash AND o.media_id <> m.media_id)`;

function viewFilter(view: MediaView | undefined): Sql {
  if (view === undefined) return empty;
  if (view === 'unused') return sql`AND ${unused}`;
  if (view === 'no_alt') return sql`AND ${withoutAlt}`;
  if (view === 'same') return sql`AND ${twin}`;
  if (view === 'waiting') return sql`AND m.state = 'pending'`;
  return view === 'failed' ? sql`AND m.state = 'failed'` : sql`AND m.kind = 'upload'`;
}

/** Pictures, the newest first. `q` is part of a text, file name, tag, address, or of the product's name or an SKU's beginning. */
export async function library(
  db: Database,
  query: LibraryQuery,
): Promise<{ items: LibraryLine[]; next: string | null }> {
  const mark = readMark(query.after);
  const { q = '', view, tag, productId, sameAs } = query;
  const rows = await readLines(
    db,
    sql`WHERE true ${wordsFilter(q)} ${viewFilter(view)}
      ${tag === undefined ? empty : sql`AND m.tags @> ARRAY[${tag}]::text[]`}
      ${productId === undefined ? empty : sql`AND m.product_id = ${productId}`}
      ${sameAs === undefined ? empty : sql`AND m.content_hash = (SELECT content_hash FROM catalog.media WHERE media_id = ${sameAs})`}
      ${mark === undefined ? empty : sql`AND (m.created_at, m.media_id) < (${timeOf(mark[0])}::timestamptz, ${mark[1]})`}
      ORDER BY m.created_at DESC, m.media_id DESC LIMIT ${query.limit + 1}`,
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(({ at: _at, ...line }) => line),
    next: rows.length > query.limit && last ? makeMark(last.at, last.mediaId) : null,
  };
}

/** One picture; undefined when there is none of this id. */
export async function libraryLine(db: Db, mediaId: string): Promise<LibraryLine | undefined> {
  const [row] = await readLines(db, sql`WHERE m.media_id = ${mediaId}`);
  if (!row) return undefined;
  const { at: _at, ...line } = row;
  return line;
}

/** How many pictures each view holds, and the tags in use, the most used first. */
export async function librarySummary(
  db: Db,
): Promise<{ total: number; views: Record<MediaView, number>; tags: { tag: string; pictures: number }[] }> {
  const [counts] = await db.query<Record<MediaView, number> & { total: number }>(sql`
    SELECT count(*)::int AS total, count(*) FILTER (WHERE ${unused})::int AS unused, count(*) FILTER (WHERE ${withoutAlt})::int AS no_alt,
      count(*) FILTER (WHERE ${twin})::int AS same, count(*) FILTER (WHERE m.state = 'pending')::int AS waiting,
      count(*) FILTER (WHERE m.state = 'failed')::int AS failed, count(*) FILTER (WHERE m.kind = 'upload')::int AS uploads
    FROM catalog.media m`);
  const tags = await db.query<{ tag: string; pictures: number }>(
    sql`SELECT tag, count(*)::int AS pictures FROM catalog.media, unnest(tags) tag GROUP BY tag ORDER BY 2 DESC, 1 LIMIT 100`,
  );
  const { total = 0, ...views } = counts ?? {};
  return { total, views: { unused: 0, no_alt: 0, same: 0, waiting: 0, failed: 0, uploads: 0, ...views }, tags };
}

function wordsFilter(q: string): Sql {
  const words = foldText(q).trim();
  if (words === '') return empty;
  const like = `%${words.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  return sql`AND (base.fold(coalesce(m.file_name, '') || ' ' || coalesce(m.source_url, '') || ' ' || (m.alt ->> 'fr') || ' ' ||
      (m.alt ->> 'en') || ' ' || array_to_string(m.tags, ' ')) LIKE ${like}
    OR (p.sort_fr || ' ' || p.sort_en || ' ' || p.handle) LIKE ${like}
    OR EXISTS (SELECT 1 FROM catalog.variant v WHERE v.product_id = m.product_id AND lower(v.sku) LIKE ${`${like.slice(1)}`}))`;
}

type Row = Omit<LibraryLine, 'url' | 'focus' | 'used' | 'use'> & {
  readonly at: string;
  readonly contentHash: string | null;
  readonly drawing: DrawingSpec | null;
  readonly focusX: number;
  readonly focusY: number;
  readonly productId: string | null;
  readonly handle: string | null;
  readonly name: Text | null;
  readonly position: number | null;
  readonly skus: readonly string[] | null;
};

async function readLines(db: Db, rest: Sql): Promise<(LibraryLine & { at: string })[]> {
  const rows = await db.query<Row>(sql`
    SELECT m.media_id AS "mediaId", m.kind, m.state, m.problem, m.alt, m.tags, m.file_name AS "fileName", m.source_url AS "sourceUrl",
      m.media_type AS "mediaType", m.width, m.height, m.bytes, m.created_at AS "createdAt", m.version, m.drawing,
      m.content_hash AS "contentHash", m.focus_x AS "focusX", m.focus_y AS "focusY", m.position, m.product_id AS "productId", p.handle, p.name,
      to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
      (SELECT array_agg(v.sku ORDER BY v.position) FROM catalog.variant v WHERE v.media_id = m.media_id) AS skus,
      CASE WHEN m.content_hash IS NULL THEN 0
        ELSE (SELECT count(*)::int FROM catalog.media o WHERE o.content_hash = m.content_hash) END AS copies
    FROM catalog.media m LEFT JOIN catalog.product p USING (product_id) ${rest}`);
  return rows.map(lineOf);
}

function lineOf(row: Row): LibraryLine & { at: string } {
  const { contentHash, drawing, focusX, focusY, productId, handle, name, position, skus, ...line } = row;
  const face: MediaFace = { ...line, contentHash, drawing, focusX, focusY };
  const use =
    productId === null || handle === null || name === null
      ? null
      : { productId, handle, name, position, skus: skus ?? [] };
  return {
    ...line,
    url: mediaUrl(face),
    focus: { x: focusX, y: focusY },
    use,
    used: use !== null && (position !== null || use.skus.length > 0),
  };
}

/** A mark that people made up goes no further than here. */
function timeOf(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && Number.isFinite(Date.parse(text))
    ? text
    : '1970-01-01T00:00:00.000000Z';
}

/** What somebody counted, as it is scanned: by several people, while the site sells. */
import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { plus, type Instant } from '#base/time';
import { booksAt, placeOf } from '#inventory';
import { lockHead, seeHead, tell } from './head.ts';

export type ScanInput = {
  readonly scanId: string;
  readonly skuId: string;
  /** Units; a negative one takes back what was scanned too often. */
  readonly quantity: number;
  /** How long ago it was scanned, by the scanner's own steady clock: milliseconds. Its idea of the date is not asked. */
  readonly agoMs: number;
  readonly zone: string;
};

/** A scanner that was out of reach may bring its scans a day late. */
export const MOST_AGO_MS = 24 * 3_600_000;

/**
 * Keeps scans with what the book said at each one's own instant. The id of a scan is its key: sent again, it is the same scan; with
 * another content it is refused `request.id_reused`. Refuses `counts.unknown`, `counts.state` once counting has ended,
 * or for an article that was posted, `counts.below_zero` when a correction would take more than was scanned.
 */
export async function recordScans(tx: Tx, countId: string, scans: readonly ScanInput[]): Promise<void> {
  const { siteId } = await seeHead(tx, countId); // never changes
  const placeId = placeOf(siteId);
  const at = scans.map((scan): Instant => plus(tx.now, -Math.min(scan.agoMs, MOST_AGO_MS)));
  const books = await booksAt(
    tx,
    scans.map((scan, i) => ({ skuId: scan.skuId, placeId, at: at[i] as Instant })),
  );
  const head = await lockHead(tx, countId, ['open', 'recount'], 'shared');
  const known = await knownScans(tx, countId, scans);
  const fresh = scans
    .map((scan, i) => ({ ...scan, at: at[i], book: books[i] }))
    .filter((scan) => !known.has(scan.scanId));
  if (fresh.length === 0) return;
  const skuIds = [...new Set(fresh.map((scan) => scan.skuId))];
  await tx.query(sql`
    INSERT INTO counts.line (count_id, sku_id, expected)
    SELECT ${countId}, sku_id, false FROM unnest(${skuIds.toSorted()}::text[]) AS w(sku_id) ON CONFLICT DO NOTHING`);
  await tx.query(sql`
    INSERT INTO counts.scan (count_id, scan_id, sku_id, round, quantity, book, zone, counter, at)
    SELECT ${countId}, s.scan_id, s.sku_id, l.round, s.quantity, s.book, s.zone, ${tx.caller.actor}, s.at
    FROM unnest(${fresh.map((s) => s.scanId)}::text[], ${fresh.map((s) => s.skuId)}::text[], ${fresh.map((s) => s.quantity)}::bigint[],
      ${fresh.map((s) => s.book)}::bigint[], ${fresh.map((s) => s.zone)}::text[], ${fresh.map((s) => s.at)}::timestamptz[])
      AS s(scan_id, sku_id, quantity, book, zone, at)
    JOIN counts.line l ON l.count_id = ${countId} AND l.sku_id = s.sku_id`);
  await checkLines(tx, countId, skuIds);
  const units = fresh.reduce((sum, scan) => sum + scan.quantity, 0);
  tell(tx, head, { type: 'counts.scanned', body: { units, lines: skuIds.length } });
}

async function knownScans(tx: Tx, countId: string, scans: readonly ScanInput[]): Promise<Set<string>> {
  const rows = await tx.query<{ scanId: string; skuId: string; quantity: number }>(sql`
    SELECT scan_id AS "scanId", sku_id AS "skuId", quantity FROM counts.scan
    WHERE count_id = ${countId} AND scan_id = ANY(${scans.map((scan) => scan.scanId)}::text[])`);
  for (const row of rows) {
    const same = scans.find((scan) => scan.scanId === row.scanId);
    if (same?.skuId !== row.skuId || same.quantity !== row.quantity)
      refuse('request.id_reused', { detail: row.scanId });
  }
  return new Set(rows.map((row) => row.scanId));
}

async function checkLines(tx: Tx, countId: string, skuIds: readonly string[]): Promise<void> {
  const [wrong] = await tx.query<{ skuId: string }>(sql`
    SELECT sku_id AS "skuId" FROM counts.scan WHERE count_id = ${countId} AND sku_id = ANY(${skuIds}::text[])
    GROUP BY sku_id, round HAVING sum(quantity) < 0 LIMIT 1`);
  if (wrong) refuse('counts.below_zero', { detail: wrong.skuId });
  const [posted] = await tx.query<{ skuId: string }>(sql`
    SELECT sku_id AS "skuId" FROM counts.line WHERE count_id = ${countId} AND sku_id = ANY(${skuIds}::text[]) AND posted_at IS NOT NULL LIMIT 1`);
  if (posted) refuse('counts.state', { detail: 'posted', skuId: posted.skuId });
}

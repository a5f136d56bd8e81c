/**
 * What a channel sells beyond stock: back-orders and pre-orders under an exact cap. The row of an article and channel is the counter:
 * locked first, changed in another statement, with a CHECK behind both. Its lock comes after the shelves' and before the order's.
 */
import { lock, perDatabase, sql, type Database, type Db, type Sql, type Tx } from '#base/db';
import { noDay } from '#base/input';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import type { Day } from '#base/time';
import { skuFacts, skusFound } from '#catalog';
import { channelById } from '#channels';

export type LaterKind = 'none' | 'back_order' | 'pre_order';
export type Later = {
  readonly skuId: string;
  readonly channelId: string;
  readonly kind: LaterKind;
  /** Units: of a back-order those that may wait at once, of a pre-order those that may be sold in all. */
  readonly cap: number;
  readonly expected: Day | null;
  /** Units of the cap that are used, and units that wait for stock. */
  readonly taken: number;
  readonly waiting: number;
  readonly version: number;
};

const columns = sql`sku_id AS "skuId", channel_id AS "channelId", kind, cap, expected::text AS expected, taken, waiting, version`;

type Known = { readonly bySku: ReadonlyMap<string, readonly Later[]> };
const kept = perDatabase((database) => createSnapshot(() => readKnown(database)));

async function readKnown(db: Db): Promise<Known> {
  const rows = await db.query<Later>(
    sql`SELECT ${columns} FROM sourcing.later WHERE kind <> 'none' OR waiting > 0 ORDER BY sku_id, channel_id`,
  );
  return { bySku: Map.groupBy(rows, (row) => row.skuId) };
}

export const forgetLater = (database: Database): void => kept(database).forget();

/** What is sold beyond stock of these articles, as this process knows it: the settings for screens, and which articles the gate must lock. */
export async function laterOf(
  database: Database,
  skuIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Later[]>> {
  const { bySku } = await kept(database).get();
  if (bySku.size === 0) return none;
  return new Map(skuIds.flatMap((skuId) => (bySku.has(skuId) ? [[skuId, bySku.get(skuId) ?? []] as const] : [])));
}
const none: ReadonlyMap<string, readonly Later[]> = new Map();

/** What may still be sold beyond stock on a channel: the settings that are in force, with units left under the cap. */
export async function laterOn(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
): Promise<Map<string, Later>> {
  const found = new Map<string, Later>();
  for (const [skuId, rows] of await laterOf(database, skuIds)) {
    const row = rows.find((one) => one.channelId === channelId && one.kind !== 'none' && one.cap > one.taken);
    if (row) found.set(skuId, row);
  }
  return found;
}

/** By article; by the day they are expected, those of which nobody knows it last; by how many wait. A `-` turns it round. */
export const laterSorts = ['article', 'expected', '-expected', 'waiting', '-waiting'] as const;
export type LaterSort = (typeof laterSorts)[number];

/** What a list is sorted by besides its articles: a day, or a number. */
export const laterKey = (row: Later, sort: LaterSort): string =>
  sort.endsWith('expected') ? (row.expected ?? noDay(sort === '-expected')) : String(row.waiting);

type LaterPage = {
  readonly sort?: LaterSort | undefined;
  /** The last of the page before: article and channel, and what the list is sorted by. */
  readonly after?: { readonly key?: string; readonly id: string } | undefined;
  readonly limit: number;
};

function laterPage({ sort, after, limit }: LaterPage): Sql {
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  if (sort === 'expected')
    return sql`AND (${key}::text IS NULL OR (coalesce(expected::text, ${noDay(false)}), sku_id || channel_id) > (${key}, ${id}))
      ORDER BY coalesce(expected::text, ${noDay(false)}), sku_id || channel_id LIMIT ${limit}`;
  if (sort === '-expected')
    return sql`AND (${key}::text IS NULL OR (coalesce(expected::text, ${noDay(true)}), sku_id || channel_id) < (${key}, ${id}))
      ORDER BY coalesce(expected::text, ${noDay(true)}) DESC, (sku_id || channel_id) DESC LIMIT ${limit}`;
  if (sort === 'waiting')
    return sql`AND (${key}::bigint IS NULL OR (waiting, sku_id || channel_id) > (${key}::bigint, ${id}))
      ORDER BY waiting, sku_id || channel_id LIMIT ${limit}`;
  if (sort === '-waiting')
    return sql`AND (${key}::bigint IS NULL OR (waiting, sku_id || channel_id) < (${key}::bigint, ${id}))
      ORDER BY waiting DESC, (sku_id || channel_id) DESC LIMIT ${limit}`;
  return sql`AND (sku_id || channel_id) > ${id} ORDER BY sku_id || channel_id LIMIT ${limit}`;
}

/** Straight from the table: of some articles, or all, with a cursor. */
export const laterRows = (db: Db, filter: LaterPage & { skuIds?: readonly string[] | undefined }): Promise<Later[]> =>
  db.query<Later>(sql`
    SELECT ${columns} FROM sourcing.later
    WHERE (${filter.skuIds ?? null}::text[] IS NULL OR sku_id = ANY(${filter.skuIds ?? null}::text[])) ${laterPage(filter)}`);

/** Articles that are set to be sold beyond stock anywhere, and that words find. */
export async function laterFound(database: Database, q: string): Promise<string[]> {
  const rows = await database.query<{ skuId: string }>(sql`SELECT DISTINCT sku_id AS "skuId" FROM sourcing.later`);
  return skusFound(
    database,
    rows.map((row) => row.skuId),
    q,
  );
}

/** Locks the counters of these articles on all channels, in id order, and returns them as they are under the lock. */
export async function lockLater(tx: Tx, skuIds: readonly string[]): Promise<Later[]> {
  lock(tx, 'sourcing.later');
  return tx.query<Later>(sql`
    SELECT ${columns} FROM sourcing.later WHERE sku_id = ANY(${skuIds}::text[]) ORDER BY sku_id, channel_id FOR NO KEY UPDATE`);
}

export type LaterChange = {
  readonly skuId: string;
  readonly channelId: string;
  readonly taken: number;
  readonly waiting: number;
};

/** Changes locked counters by sums; the CHECK is the last wall. */
export async function changeLater(tx: Tx, changes: readonly LaterChange[]): Promise<void> {
  const sums = new Map<string, { -readonly [K in keyof LaterChange]: LaterChange[K] }>();
  for (const change of changes) {
    const key = `${change.skuId}|${change.channelId}`;
    const sum = sums.get(key);
    if (sum) {
      sum.taken += change.taken;
      sum.waiting += change.waiting;
    } else sums.set(key, { ...change });
  }
  const rows = [...sums.values()];
  if (rows.length === 0) return;
  announce(tx, {
    type: 'sourcing.later_changed',
    subjectKind: 'stock',
    subjectId: 'later',
    body: { skuIds: [...new Set(rows.map((row) => row.skuId))] },
  });
  tx.afterCommit(() => forgetLater(tx.database));
  await tx.query(sql`
    UPDATE sourcing.later l SET taken = l.taken + d.taken, waiting = l.waiting + d.waiting
    FROM unnest(${rows.map((r) => r.skuId)}::text[], ${rows.map((r) => r.channelId)}::text[], ${rows.map((r) => r.taken)}::bigint[],
      ${rows.map((r) => r.waiting)}::bigint[]) AS d(sku_id, channel_id, taken, waiting)
    WHERE l.sku_id = d.sku_id AND l.channel_id = d.channel_id`);
}

export type LaterInput = {
  readonly skuId: string;
  readonly channelId: string;
  readonly kind: LaterKind;
  readonly cap: number;
  readonly expected: Day | null;
  /** The version that was seen; 0: there was none. */
  readonly version: number;
};

/**
 * Sets what a channel sells of an article beyond stock. A pre-order that is opened anew counts from those that still wait. Refuses
 * `sourcing.unknown_sku`, `sourcing.unknown_channel`, `sourcing.version_changed`, `sourcing.cap_below_promised`.
 */
export async function setLater(tx: Tx, input: LaterInput): Promise<Later> {
  const { skuId, channelId, kind, expected } = input;
  if (!(await skuFacts(tx.database, [skuId])).has(skuId)) refuse('sourcing.unknown_sku', { detail: skuId });
  if (!(await channelById(tx.database, channelId))) refuse('sourcing.unknown_channel', { detail: channelId });
  await tx.query(sql`
    INSERT INTO sourcing.later (sku_id, channel_id, kind, cap, version) VALUES (${skuId}, ${channelId}, 'none', 0, 0) ON CONFLICT DO NOTHING`);
  const before = (await lockLater(tx, [skuId])).find((row) => row.channelId === channelId);
  if (!before || before.version !== input.version)
    refuse('sourcing.version_changed', { version: before?.version ?? 0 });
  const taken = kind === 'pre_order' && before.kind === 'pre_order' ? before.taken : before.waiting;
  const cap = kind === 'none' ? before.waiting : input.cap;
  if (cap < taken) refuse('sourcing.cap_below_promised', { promised: taken });
  const version = before.version + 1;
  await tx.query(sql`
    UPDATE sourcing.later SET kind = ${kind}, cap = ${cap}, expected = ${kind === 'none' ? null : expected}::date, taken = ${taken}, version = ${version}
    WHERE sku_id = ${skuId} AND channel_id = ${channelId}`);
  announce(tx, {
    type: 'sourcing.later_set',
    subjectKind: 'sku',
    subjectId: skuId,
    channelId,
    body: { kind, cap, expected, was: before.expected, skuIds: [skuId] },
  });
  tx.afterCommit(() => forgetLater(tx.database));
  return { ...before, kind, cap, expected: kind === 'none' ? null : expected, taken, version };
}

/**
 * A person promises units beyond stock, whatever the cap says: it is raised by as many as it lacks, where it never was one too. The counters
 * of these articles must be lockable: shelves are locked before, payments and orders after.
 */
export async function promiseBeyond(
  tx: Tx,
  units: readonly { readonly skuId: string; readonly channelId: string; readonly quantity: number }[],
): Promise<void> {
  const sums = [...Map.groupBy(units, ({ skuId, channelId }) => `${skuId}|${channelId}`).values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, quantity: same.reduce((sum, one) => sum + one.quantity, 0) }] : [];
  });
  const skus = sums.map(({ skuId }) => skuId);
  await tx.query(sql`
    INSERT INTO sourcing.later (sku_id, channel_id, kind, cap, version)
    SELECT w.*, 'none', 0, 0 FROM unnest(${skus}::text[], ${sums.map(({ channelId }) => channelId)}::text[]) AS w ON CONFLICT DO NOTHING`);
  await lockLater(tx, [...new Set(skus)]);
  await tx.query(sql`
    UPDATE sourcing.later l SET cap = greatest(l.cap, l.taken + w.quantity)
    FROM unnest(${skus}::text[], ${sums.map(({ channelId }) => channelId)}::text[], ${sums.map(({ quantity }) => quantity)}::bigint[])
      AS w(sku_id, channel_id, quantity) WHERE l.sku_id = w.sku_id AND l.channel_id = w.channel_id`);
  await changeLater(
    tx,
    sums.map(({ skuId, channelId, quantity }) => ({ skuId, channelId, taken: quantity, waiting: quantity })),
  );
}

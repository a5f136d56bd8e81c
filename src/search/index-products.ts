/** Writing documents: set-wise, and never an older version over a newer one. */
import { announce } from '#base/journal';
import { perDatabase, sql, type Database, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { productIdsIn, productTexts, productVersions, writtenSince, type ProductTexts } from '#catalog';
import { forgetSearches } from './cache.ts';
import { wordsOf } from './model.ts';

const BATCH = 250;

/** Brings the documents of these products up to date; those that are already are left alone. Returns how many were written. */
export async function indexProducts(tx: Tx, productIds: readonly string[]): Promise<number> {
  if (productIds.length === 0) return 0;
  const [now, indexed] = await Promise.all([
    productVersions(tx, productIds),
    tx.query<{ id: string; version: number }>(sql`
      SELECT product_id AS id, version FROM search.document WHERE product_id = ANY(${productIds}::text[])`),
  ]);
  const known = new Map(indexed.map((row) => [row.id, row.version]));
  const stale = [...now].filter(([id, version]) => (known.get(id) ?? 0) < version).map(([id]) => id);
  return stale.length === 0 ? 0 : write(tx, await productTexts(tx, stale));
}

async function write(tx: Tx, fresh: ProductTexts[]): Promise<number> {
  if (fresh.length === 0) return 0;
  fresh.sort((a, b) => (a.productId < b.productId ? -1 : 1));
  const fold = (parts: readonly string[]): string => [...new Set(wordsOf(parts.join(' ')))].join(' ');
  const rows = fresh.map((text) => ({
    product_id: text.productId,
    version: text.version,
    on_sale: text.onSale,
    channels: text.channels,
    a: `${wordsOf(text.names.join(' ')).join(' ')} ${fold(text.codes)}`,
    b: fold(text.kinds),
    c: fold(text.options),
    d: wordsOf(text.body.join(' ')).slice(0, 2_000).join(' '),
  }));
  await tx.query(sql`
    INSERT INTO search.document AS old (product_id, version, on_sale, channels, head, whole)
    SELECT d.product_id, d.version, d.on_sale, d.channels, h.head, h.head || search.vector(d.d, 'D')
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS d(product_id text, version integer, on_sale boolean, channels text[], a text, b text, c text, d text),
      LATERAL (SELECT search.vector(d.a, 'A') || search.vector(d.b, 'B') || search.vector(d.c, 'C') AS head) h
    ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, on_sale = excluded.on_sale, channels = excluded.channels,
      head = excluded.head, whole = excluded.whole WHERE old.version <= excluded.version`);
  const words = [...new Set(rows.flatMap((row) => `${row.a} ${row.b} ${row.c}`.split(' ')))]
    .filter((w) => w.length >= 3 && !/\d/.test(w))
    .sort();
  await tx.query(sql`INSERT INTO search.word (word) SELECT w FROM unnest(${words}::text[]) w
    WHERE NOT EXISTS (SELECT 1 FROM search.word k WHERE k.word = w) ON CONFLICT DO NOTHING`);
  announce(tx, {
    type: 'search.indexed',
    subjectKind: 'search',
    subjectId: 'search',
    body: { products: fresh.length },
  });
  tx.afterCommit(() => forgetSearches(tx.database));
  return fresh.length;
}

/** The reaction that keeps the documents, in a worker. */
export async function indexOnEvents(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const renamed = events.filter(({ type }) => type === 'catalog.category_changed');
  const products = events.filter((event) => !renamed.includes(event));
  await indexProducts(tx, [...new Set(products.map((event) => event.subjectId))]);
  await indexCategories(
    tx,
    renamed.flatMap(({ subjectId, body }) =>
      Array.isArray(body.what) && body.what.includes('renamed') ? [subjectId] : [],
    ),
  );
}

/** A category's name is among the words of its products, which have not changed themselves: written again at the version they have. */
async function indexCategories(tx: Tx, categoryIds: readonly string[]): Promise<void> {
  if (categoryIds.length === 0) return;
  const productIds = await productIdsIn(tx, categoryIds);
  for (let i = 0; i < productIds.length; i += BATCH)
    await write(tx, await productTexts(tx, productIds.slice(i, i + BATCH)));
}

type Freshness = { mark: number; running: Promise<void> | undefined };
const freshness = perDatabase<Freshness>(() => ({ mark: 0, running: undefined }));

/**
 * The writer's own next search is never stale: products that this process changed are indexed before it answers, if the reaction
 * has not done so yet. Others see a change as soon as the reaction has run, a few ms after the commit.
 */
export async function catchUp(database: Database): Promise<void> {
  const state = freshness(database);
  while (writtenSince(database, state.mark).mark > state.mark) {
    state.running ??= indexWritten(database, state).finally(() => (state.running = undefined));
    await state.running;
  }
}

async function indexWritten(database: Database, state: Freshness): Promise<void> {
  const { mark, productIds } = writtenSince(database, state.mark);
  for (let i = 0; i < productIds.length; i += BATCH) {
    const part = productIds.slice(i, i + BATCH);
    await database.transaction({ actor: 'search' }, (tx) => indexProducts(tx, part));
  }
  state.mark = mark;
}

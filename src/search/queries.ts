/** Searching: exact codes first, then words in both languages with the last one as a prefix, then what was probably meant. */
import { join, sql, type Database, type Sql } from '#base/db';
import { refuse } from '#base/refusal';
import { skuFacts, skuIdsByCode } from '#catalog';
import { searchCache, type Found } from './cache.ts';
import { catchUp } from './index-products.ts';
import { nearest, queryWords, tellingWords, tolerance } from './model.ts';

/** Nobody turns more pages than this; `total` counts on to MAX_TOTAL. */
const MAX_FOUND = 200;

export type SearchQuery = {
  readonly q: string;
  readonly lang: 'fr' | 'en';
  readonly channelId: string;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
};

export type SearchAnswer = Found & { readonly next: string | null };

/**
 * Products on sale on a channel that fit a text, best first. `corrected` is what was searched instead when nothing fits the text as
 * it is typed ("résultats pour …"). Prices and availability are joined by the caller. Refuses `request.invalid` for a mark that is none.
 */
export async function searchProducts(db: Database, query: SearchQuery): Promise<SearchAnswer> {
  const from = readAfter(query.after);
  await catchUp(db);
  const cache = searchCache(db);
  const words = queryWords(query.q);
  const key = `${query.channelId}|${query.lang}|${words.join(' ')}|${isCode(query.q) ? query.q.trim().toUpperCase() : ''}`;
  let found = cache.answers.get(key);
  if (!found) {
    const generation = cache.generation;
    found = await find(db, query, words);
    if (cache.generation === generation) cache.answers.set(key, found);
  }
  const hits = found.hits.slice(from, from + query.limit);
  const end = from + hits.length;
  return { hits, corrected: found.corrected, total: found.total, next: end < found.hits.length ? String(end) : null };
}

function readAfter(after: string | undefined): number {
  if (after === undefined) return 0;
  if (!/^\d{1,3}$/.test(after))
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'the next of the page before' }] });
  return Number(after);
}

/** One token with a digit: perhaps an SKU or a GTIN. */
const isCode = (q: string): boolean => /^\s*\S*\d\S*\s*$/.test(q) && q.length <= 150;

async function find(db: Database, query: SearchQuery, words: readonly string[]): Promise<Found> {
  if (words.length === 0) return { hits: [], corrected: null, total: 0 };
  const exact = isCode(query.q) ? await byCode(db, query) : [];
  const telling = tellingWords(words, query.lang);
  const typed = await match(db, query, telling, 'all');
  if (exact.length > 0 || typed.total > 0) return merge(exact, typed);
  const corrected = await correct(db, telling);
  if (corrected) {
    const meant = await match(db, query, corrected, 'all');
    if (meant.total > 0) return { ...meant, corrected: corrected.join(' ') };
  }
  if (telling.length === 1) return { hits: [], corrected: null, total: 0 };
  // No product has all the words: those that have most of them, rather than an empty page.
  const some = await match(db, query, corrected ?? telling, 'any');
  return { ...some, corrected: corrected && some.total > 0 ? corrected.join(' ') : null };
}

async function byCode(db: Database, query: SearchQuery): Promise<Found['hits']> {
  const facts = await skuFacts(db, await skuIdsByCode(db, query.q.trim()));
  const shown = [...facts.values()].filter(
    (fact) => fact.status === 'active' && fact.channels.includes(query.channelId),
  );
  return [...new Set(shown.map((fact) => fact.productId))].map((productId) => ({ productId, score: 1_000 }));
}

function merge(exact: Found['hits'], typed: Found): Found {
  const codes = new Set(exact.map((hit) => hit.productId));
  const rest = typed.hits.filter((hit) => !codes.has(hit.productId));
  return {
    hits: [...exact, ...rest].slice(0, MAX_FOUND),
    corrected: null,
    total: Math.max(typed.total, exact.length + rest.length),
  };
}

/**
 * Names, kinds and options first: small vectors, quickly ranked. Only when they give less than a page, descriptions too. `ts_rank`
 * reads each fitting row, so rows past 2,000 are not ranked: a word in so many products tells nothing.
 */
async function match(db: Database, query: SearchQuery, words: readonly string[], mode: 'all' | 'any'): Promise<Found> {
  const wanted = tsquery(words, mode);
  const most = mode === 'all' ? 2_000 : 500;
  const head = await rank(db, query, wanted, sql`head`, most);
  if (head.total >= 20 || mode === 'any') return head;
  const whole = await rank(db, query, wanted, sql`whole`, most);
  const seen = new Set(head.hits.map((hit) => hit.productId));
  const rest = whole.hits.filter((hit) => !seen.has(hit.productId)).map((hit) => ({ ...hit, score: hit.score / 10 }));
  return {
    hits: [...head.hits, ...rest].slice(0, MAX_FOUND),
    corrected: null,
    total: Math.max(whole.total, head.total),
  };
}

async function rank(db: Database, { channelId }: SearchQuery, wanted: Sql, vector: Sql, most: number): Promise<Found> {
  // The query stands in a sub-select of its own: computed once, and usable by the index (a join with it is not).
  const rows = await db.query<Hit & { total: number }>(sql`
    WITH q AS MATERIALIZED (SELECT ${wanted} AS q), fits AS MATERIALIZED (
      SELECT d.product_id, ts_rank('{0.05, 0.2, 0.5, 1.0}', d.${vector}, (SELECT q FROM q), 1)::float8 AS score FROM search.document d
      WHERE d.${vector} @@ (SELECT q FROM q) AND d.on_sale AND d.channels @> ARRAY[${channelId}]::text[] LIMIT ${most})
    SELECT product_id AS "productId", score, (SELECT count(*) FROM fits) AS total FROM fits ORDER BY score DESC, product_id LIMIT ${MAX_FOUND}`);
  return {
    hits: rows.map(({ productId, score }) => ({ productId, score })),
    corrected: null,
    total: rows[0]?.total ?? 0,
  };
}

type Hit = { readonly productId: string; readonly score: number };

/** Each word as French stem, English stem or plain; the last one as the beginning of a word too, for it may still be being typed. */
function tsquery(words: readonly string[], mode: 'all' | 'any'): Sql {
  const parts = words.map((word, i) => {
    const plain = `'${word}'${i === words.length - 1 && word.length >= 2 ? ':*' : ''}`;
    return sql`(plainto_tsquery('pg_catalog.french', ${word}) || plainto_tsquery('pg_catalog.english', ${word}) || to_tsquery('pg_catalog.simple', ${plain}))`;
  });
  return join(parts, mode === 'all' ? ' && ' : ' || ');
}

/**
 * What else may have been meant: the query with one word replaced by a near one, at most `limit`, each of which finds something on the
 * channel. For pages that found little; costs a search for each.
 */
export async function suggestSearches(db: Database, query: SearchQuery, limit = 3): Promise<string[]> {
  const words = tellingWords(queryWords(query.q), query.lang);
  const near = await nearWords(db, words);
  const said = words.join(' ');
  const tried = words
    .flatMap((word, i) =>
      nearest(word, near.get(word)?.near ?? [])
        .slice(0, 3)
        .map((other) => words.with(i, other).join(' ')),
    )
    .concat(words.length > 1 ? words : [])
    .filter((text, i, all) => text !== said && all.indexOf(text) === i)
    .slice(0, 2 * limit);
  const found = await Promise.all(tried.map((q) => searchProducts(db, { ...query, q, limit: 1 })));
  return tried.filter((_, i) => found[i]?.corrected === null && (found[i]?.total ?? 0) > 0).slice(0, limit);
}

/** The words with those that nothing begins with replaced by their nearest neighbours; undefined when that changes nothing. */
async function correct(db: Database, words: readonly string[]): Promise<string[] | undefined> {
  const byWord = await nearWords(db, words);
  const next = words.map((word) => {
    const row = byWord.get(word);
    if (!row || row.known || tolerance(word) === 0 || /\d/.test(word)) return word;
    return nearest(word, row.near ?? [])[0] ?? word;
  });
  return next.some((word, i) => word !== words[i]) ? next : undefined;
}

type Near = { readonly word: string; readonly known: boolean; readonly near: string[] | null };

/** Of each word whether something begins with it, and which known words look like it. */
async function nearWords(db: Database, words: readonly string[]): Promise<ReadonlyMap<string, Near>> {
  const rows = await db.query<Near>(sql`
    SELECT w.word,
      EXISTS (SELECT 1 FROM search.word k WHERE k.word >= w.word AND k.word < w.word || '~') AS known,
      (SELECT array_agg(n.word) FROM (SELECT k.word FROM search.word k ORDER BY k.word OPERATOR(base.<->) w.word LIMIT 40) n) AS near
    FROM unnest(${words}::text[]) w(word)`);
  return new Map(rows.map((row) => [row.word, row]));
}

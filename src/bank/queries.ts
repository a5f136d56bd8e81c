/** Statements, their lines and what became of them, as they are read. */
import { empty, maybeOne, sql, type Db, type Sql } from '#base/db';
import type { Day, Instant } from '#base/time';
import { entryColumns, statementColumns, type Entry, type Part, type Statement } from './ledger.ts';
import { plainIban } from '#payments/model';
import type { Why } from './model.ts';

/** `waiting`: something is left to decide; `back`: some of it is still to be given back; `aside`: some was set aside. */
export const shows = ['waiting', 'back', 'aside', 'all'] as const;
export type Show = (typeof shows)[number];

export type EntryFilter = {
  readonly show: Show;
  readonly why?: Why | undefined;
  readonly q?: string | undefined;
  readonly statementId?: string | undefined;
  readonly sort: 'newest' | 'oldest';
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

const partOf = (which: Sql): Sql =>
  sql`AND EXISTS (SELECT 1 FROM bank.entry_part p WHERE p.entry_id = e.entry_id AND ${which})`;

/** Lines of statements, by the day on which the bank booked them. */
export async function listEntries(db: Db, filter: EntryFilter): Promise<Entry[]> {
  const { show, why, q, statementId, sort, after, limit } = filter;
  const shown =
    show === 'waiting'
      ? sql`AND e.left_minor > 0`
      : show === 'back'
        ? partOf(sql`p.what = 'give_back' AND p.closed_by IS NULL`)
        : show === 'aside'
          ? partOf(sql`p.what = 'set_aside'`)
          : empty;
  const ofWhy = why === undefined ? empty : sql`AND e.why = ${why}`;
  const ofStatement = statementId === undefined ? empty : sql`AND e.statement_id = ${statementId}`;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const said =
    q === undefined
      ? empty
      : sql`AND (e.name ILIKE ${like} OR e.words ILIKE ${like} OR e.counter_iban ILIKE ${like} OR e.bank_ref = ${q})`;
  const from =
    after === undefined
      ? empty
      : sort === 'oldest'
        ? sql`AND (e.booked_on, e.entry_id) > (${after.key}::date, ${after.id})`
        : sql`AND (e.booked_on, e.entry_id) < (${after.key}::date, ${after.id})`;
  const order =
    sort === 'oldest' ? sql`ORDER BY e.booked_on, e.entry_id` : sql`ORDER BY e.booked_on DESC, e.entry_id DESC`;
  return db.query<Entry>(sql`
    SELECT ${entryColumns} FROM bank.entry e WHERE true ${shown} ${ofWhy} ${ofStatement} ${said} ${from} ${order} LIMIT ${limit}`);
}

export type PartRow = Part & {
  readonly closedBy: string | null;
  /** Since when it is struck out: the line was something else. */
  readonly undoneAt: Instant | null;
  readonly by: string;
  readonly at: Instant;
};

export async function entryById(db: Db, entryId: string): Promise<{ entry: Entry; parts: PartRow[] } | undefined> {
  const [entry, parts] = await Promise.all([
    maybeOne(db.query<Entry>(sql`SELECT ${entryColumns} FROM bank.entry e WHERE e.entry_id = ${entryId}`)),
    db.query<PartRow>(sql`
      SELECT part_id AS "partId", entry_id AS "entryId", what, minor, target, words, closed_by AS "closedBy", undone_at AS "undoneAt", by, at FROM bank.entry_part
      WHERE entry_id = ${entryId} ORDER BY at, part_id`),
  ]);
  return entry && { entry, parts };
}

export type GiveBack = {
  readonly partId: string;
  readonly entryId: string;
  readonly minor: number;
  readonly currency: string;
  readonly name: string;
  readonly iban: string;
  readonly at: Instant;
};

/** What is to be given back and no debit has shown yet, the oldest first; at most 200. */
export async function openGiveBacks(db: Db): Promise<GiveBack[]> {
  return db.query<GiveBack>(sql`
    SELECT p.part_id AS "partId", p.entry_id AS "entryId", p.minor, e.currency, e.name, e.counter_iban AS iban, p.at
    FROM bank.entry_part p JOIN bank.entry e USING (entry_id)
    WHERE p.what = 'give_back' AND p.closed_by IS NULL ORDER BY p.at, p.part_id LIMIT 200`);
}

export type StatementFilter = {
  /** `waiting`: a line of it is still to be decided; `bad`: a row of it could not be read. */
  readonly show: 'all' | 'waiting' | 'bad';
  /** A part of the name of the file, or the account. */
  readonly q?: string | undefined;
  readonly sort: 'newest' | 'oldest';
  readonly after?: { readonly at: Instant; readonly id: string } | undefined;
  readonly limit: number;
};

/** Statements by when they were taken in. */
export async function listStatements(
  db: Db,
  { show, q, sort, after, limit }: StatementFilter,
): Promise<(Statement & { readonly waiting: number })[]> {
  const shown =
    show === 'waiting'
      ? sql`AND EXISTS (SELECT FROM bank.entry e WHERE e.statement_id = s.statement_id AND e.left_minor > 0)`
      : show === 'bad'
        ? sql`AND jsonb_array_length(s.bad) > 0`
        : empty;
  const like = q === undefined ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const account = q === undefined ? '' : `%${plainIban(q).replace(/[\\%_]/g, '\\$&')}%`;
  const said = q === undefined ? empty : sql`AND (file_name ILIKE ${like} OR iban LIKE ${account})`;
  const from =
    after === undefined
      ? empty
      : sort === 'oldest'
        ? sql`AND (at, statement_id) > (${after.at}::timestamptz, ${after.id})`
        : sql`AND (at, statement_id) < (${after.at}::timestamptz, ${after.id})`;
  const order = sort === 'oldest' ? sql`ORDER BY at, statement_id` : sql`ORDER BY at DESC, statement_id DESC`;
  return db.query(sql`
    SELECT ${statementColumns}, (SELECT count(*)::int FROM bank.entry e WHERE e.statement_id = s.statement_id AND e.left_minor > 0) AS waiting
    FROM bank.statement s WHERE true ${shown} ${said} ${from} ${order} LIMIT ${limit}`);
}

/** How much waits for a person, and since which day. */
export async function waitingEntries(db: Db): Promise<{ count: number; since: Day | null }> {
  const [row] = await db.query<{ count: number; since: Day | null }>(
    sql`SELECT count(*)::int AS count, min(booked_on) AS since FROM bank.entry WHERE left_minor > 0`,
  );
  return row ?? { count: 0, since: null };
}

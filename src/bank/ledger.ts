/** The only writer of statements and their lines. */
import { must } from '#base/assert';
import { lock, sql, type Sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { Day, Instant } from '#base/time';
import { newMovementId } from '#payments';
import { notYetKnown, referenceOfBank, type Said } from './known.ts';
import { ownersOf, postOwned } from './owners.ts';
import type { BadRow, Earlier, Line, Why } from './model.ts';

/** Money of our bank that nobody has decided of. */
export const UNALLOCATED = 'unallocated';
/** Lines that are no business of orders: interest, rent, a payment of our own. */
export const OTHER = 'other';
/** What became store credit. */
export const ADVANCES = 'advances';

export type Entry = Line & {
  readonly entryId: string;
  readonly statementId: string;
  readonly ownIban: string;
  readonly paymentId: string | null;
  readonly why: Why | null;
  readonly leftMinor: number;
  /** Whose account it is; null: nobody had said so. */
  readonly entityId: string | null;
  readonly at: Instant;
};

export const entryColumns: Sql = sql`e.entry_id AS "entryId", e.statement_id AS "statementId", e.iban AS "ownIban", e.bank_ref AS "bankRef",
  e.booked_on AS "bookedOn", e.credit, e.minor, e.currency, e.name, e.counter_iban AS iban, e.words, e.payment_id AS "paymentId", e.why,
  e.left_minor AS "leftMinor", e.entity_id AS "entityId", e.at`;

export const partWhats = [
  'payment',
  'receipt',
  'credit',
  'give_back',
  'given_back',
  'set_aside',
  'payout',
  'refund',
] as const;
export type Part = {
  readonly partId: string;
  readonly entryId: string;
  readonly what: (typeof partWhats)[number];
  readonly minor: number;
  readonly target: string | null;
  readonly words: string;
};

/** Inserts the lines that are new, all of each still to be decided; their money enters or leaves the bank. Gives those that were new. */
export async function insertEntries(
  tx: Tx,
  where: { readonly statementId: string; readonly iban: string },
  lines: readonly Line[],
): Promise<Entry[]> {
  if (lines.length === 0) return [];
  lock(tx, 'bank.entry');
  const references = [...new Set(lines.map((line) => referenceOfBank(line.bankRef)))];
  const stored = await tx.query<Said>(sql`
    SELECT e.bank_ref AS "bankRef", e.booked_on AS "bookedOn", e.credit, e.minor, e.currency
    FROM unnest(${references}::text[]) AS r(reference) JOIN bank.entry e ON e.iban = ${where.iban}
      AND (e.bank_ref = r.reference OR (e.bank_ref > r.reference || '#' AND e.bank_ref < r.reference || '$'))`);
  // In one order everywhere, so that two files with the same lines wait for each other and do not block each other.
  const sorted = notYetKnown(lines, stored).sort((a, b) => (a.bankRef < b.bankRef ? -1 : 1));
  const entityId = (await ownersOf(tx, [where.iban])).get(where.iban) ?? null;
  const entries = await tx.query<Entry>(sql`
    INSERT INTO bank.entry AS e (entry_id, statement_id, entity_id, iban, bank_ref, booked_on, credit, minor, currency, name, counter_iban, words, left_minor, at)
    SELECT n.entry_id, ${where.statementId}, ${entityId}, ${where.iban}, n.bank_ref, n.booked_on, n.credit, n.minor, n.currency, n.name, n.counter_iban, n.words, n.minor,
      ${tx.now}::timestamptz
    FROM unnest(${sorted.map(() => newId('bnk'))}::text[], ${sorted.map((l) => l.bankRef)}::text[], ${sorted.map((l) => l.bookedOn)}::date[],
      ${sorted.map((l) => l.credit)}::boolean[], ${sorted.map((l) => l.minor)}::bigint[], ${sorted.map((l) => l.currency)}::text[],
      ${sorted.map((l) => l.name)}::text[], ${sorted.map((l) => l.iban)}::text[], ${sorted.map((l) => l.words)}::text[])
      AS n(entry_id, bank_ref, booked_on, credit, minor, currency, name, counter_iban, words)
    ON CONFLICT (iban, bank_ref) DO NOTHING RETURNING ${entryColumns}`);
  // Another file brought lines of the same references meanwhile: the transaction runs again and sees them.
  if (entries.length < sorted.length) throw Object.assign(new Error('raced with another statement'), { code: '40001' });
  await postOwned(
    tx,
    entries.map((entry) => (entry.credit ? fromTo(UNALLOCATED, 'bank', entry) : fromTo('bank', UNALLOCATED, entry))),
  );
  return entries;
}

const fromTo = (
  from: string,
  to: string,
  { minor, currency, entityId }: Pick<Entry, 'minor' | 'currency' | 'entityId'>,
  reason = 'statement',
) => ({ movementId: newMovementId(), from, to, minor, currency, reason, entityId });

/** Locks lines in the order of their ids. */
export async function lockEntries(tx: Tx, entryIds: readonly string[]): Promise<Map<string, Entry>> {
  if (entryIds.length === 0) return new Map();
  lock(tx, 'bank.entry');
  const rows = await tx.query<Entry>(sql`
    SELECT ${entryColumns} FROM bank.entry e WHERE e.entry_id = ANY(${[...entryIds]}::text[]) ORDER BY e.entry_id FOR NO KEY UPDATE`);
  return new Map(rows.map((row) => [row.entryId, row]));
}

/** Lines that wait because they were too little for these payments, locked; by payment. */
export async function lockEarlier(tx: Tx, paymentIds: readonly string[]): Promise<Map<string, Earlier[]>> {
  if (paymentIds.length === 0) return new Map();
  lock(tx, 'bank.entry');
  const rows = await tx.query<Earlier & { paymentId: string }>(sql`
    SELECT entry_id AS "entryId", left_minor AS "leftMinor", currency, entity_id AS "entityId", payment_id AS "paymentId" FROM bank.entry
    WHERE payment_id = ANY(${[...paymentIds]}::text[]) AND left_minor > 0 AND why = 'less' ORDER BY entry_id FOR NO KEY UPDATE`);
  return Map.groupBy(rows, (row) => row.paymentId);
}

/** Writes why lines wait and of what they speak; they are locked or new. */
export async function writeWhys(
  tx: Tx,
  found: readonly { readonly entryId: string; readonly why: Why; readonly paymentId: string | null }[],
): Promise<void> {
  if (found.length === 0) return;
  await tx.query(sql`
    UPDATE bank.entry e SET why = n.why, payment_id = n.payment_id
    FROM unnest(${found.map((f) => f.entryId)}::text[], ${found.map((f) => f.why)}::text[], ${found.map((f) => f.paymentId)}::text[])
      AS n(entry_id, why, payment_id) WHERE e.entry_id = n.entry_id`);
}

/** Where the money of a part goes, as seen from what was undecided; null: it stays until it is paid back. */
const counterpart: Readonly<Record<Part['what'], string | null>> = {
  // The capture and the receipt bring the money into the bank themselves.
  payment: 'bank',
  receipt: 'bank',
  credit: ADVANCES,
  give_back: null,
  given_back: null,
  set_aside: OTHER,
  payout: 'payouts',
  // The refund took the money out of the bank itself.
  refund: 'bank',
};

/** Writes parts of locked lines: what is left of each becomes less, and its money leaves what was undecided. */
export async function writeParts(
  tx: Tx,
  parts: readonly (Part & Pick<Entry, 'currency' | 'credit' | 'entityId'>)[],
): Promise<void> {
  if (parts.length === 0) return;
  await tx.query(sql`
    INSERT INTO bank.entry_part (part_id, entry_id, what, minor, target, words, closed_by, by, at)
    SELECT n.*, ${tx.caller.actor}, ${tx.now}::timestamptz
    FROM unnest(${parts.map((p) => p.partId)}::text[], ${parts.map((p) => p.entryId)}::text[], ${parts.map((p) => p.what)}::text[],
      ${parts.map((p) => p.minor)}::bigint[], ${parts.map((p) => p.target)}::text[], ${parts.map((p) => p.words)}::text[],
      ${parts.map((p) => (p.what === 'given_back' ? p.entryId : null))}::text[]) AS n`);
  await tx.query(sql`
    UPDATE bank.entry e SET left_minor = e.left_minor - n.minor
    FROM (SELECT entry_id, sum(minor)::bigint AS minor FROM unnest(${parts.map((p) => p.entryId)}::text[], ${parts.map((p) => p.minor)}::bigint[]) AS u(entry_id, minor)
      GROUP BY 1) n WHERE e.entry_id = n.entry_id`);
  await postOwned(
    tx,
    parts.flatMap((part) => {
      const account = counterpart[part.what];
      if (account === null) return [];
      return [
        part.credit ? fromTo(account, UNALLOCATED, part, part.what) : fromTo(UNALLOCATED, account, part, part.what),
      ];
    }),
  );
}

/** What a line was found to be, the target of one part of it, it is not: the part is struck out, and its money is undecided again. */
export async function undoPart(tx: Tx, { entryId, currency, credit, entityId }: Entry, target: string): Promise<void> {
  const [part] = await tx.query<Pick<Part, 'partId' | 'what' | 'minor'>>(sql`
    SELECT part_id AS "partId", what, minor FROM bank.entry_part
    WHERE entry_id = ${entryId} AND target = ${target} AND undone_at IS NULL FOR NO KEY UPDATE`);
  const { partId, what, minor } = must(part, target);
  const account = must(counterpart[what], 'an account');
  await tx.query(sql`UPDATE bank.entry_part SET undone_at = ${tx.now}::timestamptz WHERE part_id = ${partId}`);
  await tx.query(sql`
    UPDATE bank.entry SET left_minor = left_minor + ${minor}, why = coalesce(why, CASE WHEN credit THEN 'no_reference' ELSE 'debit' END)
    WHERE entry_id = ${entryId}`);
  const back = { minor, currency, entityId };
  await postOwned(tx, [
    credit
      ? fromTo(UNALLOCATED, account, back, `${what}_undone`)
      : fromTo(account, UNALLOCATED, back, `${what}_undone`),
  ]);
}

/** A debit shows that what was to be given back was. */
export async function closeGiveBack(tx: Tx, partId: string, entryId: string): Promise<void> {
  await tx.query(
    sql`UPDATE bank.entry_part SET closed_by = ${entryId} WHERE part_id = ${partId} AND closed_by IS NULL`,
  );
}

export async function partById(tx: Tx, partId: string): Promise<(Part & { closedBy: string | null }) | undefined> {
  const [row] = await tx.query<Part & { closedBy: string | null }>(sql`
    SELECT part_id AS "partId", entry_id AS "entryId", what, minor, target, words, closed_by AS "closedBy" FROM bank.entry_part
    WHERE part_id = ${partId} FOR NO KEY UPDATE`);
  return row;
}

export type Statement = {
  readonly statementId: string;
  readonly fileName: string;
  readonly format: 'camt' | 'csv';
  readonly iban: string;
  readonly fromOn: Day | null;
  readonly toOn: Day | null;
  readonly newLines: number;
  readonly knownLines: number;
  readonly bad: readonly BadRow[];
  readonly by: string;
  readonly at: Instant;
};

export const statementColumns: Sql = sql`statement_id AS "statementId", file_name AS "fileName", format, iban, from_on AS "fromOn", to_on AS "toOn",
  new_lines AS "newLines", known_lines AS "knownLines", bad, by, at`;

/** Begins a statement; what is known by its id already is told as it is. */
export async function openStatement(
  tx: Tx,
  { statementId, fileName, format, iban }: Pick<Statement, 'statementId' | 'fileName' | 'format' | 'iban'>,
): Promise<(Pick<Statement, 'newLines' | 'knownLines' | 'bad'> & { applied: number; waiting: number }) | undefined> {
  const made = await tx.affected(sql`
    INSERT INTO bank.statement (statement_id, file_name, format, iban, new_lines, known_lines, bad, by, at)
    VALUES (${statementId}, ${fileName}, ${format}, ${iban}, 0, 0, '[]', ${tx.caller.actor}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made > 0) return undefined;
  const [row] = await tx.query<Statement & { waiting: number }>(sql`
    SELECT ${statementColumns}, (SELECT count(*)::int FROM bank.entry e WHERE e.statement_id = s.statement_id AND e.left_minor > 0) AS waiting
    FROM bank.statement s WHERE statement_id = ${statementId}`);
  const { newLines, knownLines, bad, waiting } = must(row, statementId);
  return { newLines, knownLines, bad, waiting, applied: newLines - waiting };
}

/** What a statement held. */
export async function closeStatement(
  tx: Tx,
  one: Pick<Statement, 'statementId' | 'fromOn' | 'toOn' | 'newLines' | 'knownLines' | 'bad'>,
): Promise<void> {
  await tx.query(sql`
    UPDATE bank.statement SET from_on = ${one.fromOn}::date, to_on = ${one.toOn}::date, new_lines = ${one.newLines}::int,
      known_lines = ${one.knownLines}::int, bad = ${JSON.stringify(one.bad)}::jsonb WHERE statement_id = ${one.statementId}`);
}

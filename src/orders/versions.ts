/** What an order was after each change: 1 is what was bought. Appended, never changed. */
import { sql, type Db, type Tx } from '#base/db';
import type { Instant } from '#base/time';
import type { Editable } from './edit-facts.ts';
import type { EditStep } from './edit-model.ts';
import { readingOf, shareOf, totalsOf, wantedOf, type EditLine, type Reading, type Totals } from './edit-totals.ts';
import type { Contact, Delivery } from './model.ts';

/** A line as a version has it: what is wanted of it, and what that is worth with its VAT. */
export type VersionLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly worthMinor: number;
  readonly netMinor: number;
  readonly taxRate: number;
};

export type Version = {
  readonly number: number;
  readonly editId: string | null;
  readonly kind: 'bought' | 'edited' | 'cancelled';
  readonly actor: string;
  /** The words of who changed it; empty when they were erased. */
  readonly why: string;
  readonly lines: readonly VersionLine[];
  readonly totals: Totals;
  readonly delivery: Delivery;
  readonly contact: Contact;
  readonly deltaMinor: number;
  readonly steps: readonly EditStep[];
  readonly at: Instant;
};

const columns = sql`number, edit_id AS "editId", kind, actor, why, lines, totals, delivery, contact, delta_minor AS "deltaMinor", steps, at`;

/** The versions of an order, the first first; none while it never changed. */
export const versionsOf = (db: Db, orderId: string): Promise<Version[]> =>
  db.query<Version>(sql`SELECT ${columns} FROM orders.version WHERE order_id = ${orderId} ORDER BY number`);

export type EditReceipt = { readonly editId: string; readonly number: number; readonly deltaMinor: number };

/** The change of an id that is known, with the digest of what it asked. */
export async function knownEdit(
  db: Db,
  editId: string,
): Promise<(EditReceipt & { orderId: string; contentHash: string }) | undefined> {
  const [row] = await db.query<EditReceipt & { orderId: string; contentHash: string }>(sql`
    SELECT edit_id AS "editId", order_id AS "orderId", number, delta_minor AS "deltaMinor", content_hash AS "contentHash"
    FROM orders.version WHERE edit_id = ${editId}`);
  return row;
}

/** The lines of a version: what is wanted of each. */
export function versionLines(
  currency: string,
  lines: readonly EditLine[],
  carriageMinor: number,
  reading: Reading,
): VersionLine[] {
  const { nets } = totalsOf(currency, lines, carriageMinor, reading);
  return lines
    .filter((line) => wantedOf(line) > 0)
    .map((line) => ({
      lineNo: line.lineNo,
      skuId: line.skuId,
      quantity: wantedOf(line),
      unitMinor: line.unitMinor,
      worthMinor: shareOf(line, wantedOf(line)),
      netMinor: nets.get(line.lineNo) ?? 0,
      taxRate: line.taxRate,
    }));
}

type NewVersion = Omit<Version, 'at'> & { readonly contentHash: string };

/** Appends versions of a locked order. */
export async function insertVersions(
  tx: Tx,
  orderId: string,
  versions: readonly NewVersion[],
  at?: Instant,
): Promise<void> {
  await tx.query(sql`
    INSERT INTO orders.version (order_id, number, edit_id, kind, actor, why, lines, totals, delivery, contact, gross_minor, delta_minor, steps,
      content_hash, at)
    SELECT ${orderId}, n.*, ${at ?? tx.now}::timestamptz
    FROM unnest(${versions.map((v) => v.number)}::int[], ${versions.map((v) => v.editId)}::text[], ${versions.map((v) => v.kind)}::text[],
      ${versions.map((v) => v.actor)}::text[], ${versions.map((v) => v.why)}::text[], ${versions.map((v) => JSON.stringify(v.lines))}::jsonb[],
      ${versions.map((v) => JSON.stringify(v.totals))}::jsonb[], ${versions.map((v) => JSON.stringify(v.delivery))}::jsonb[],
      ${versions.map((v) => JSON.stringify(v.contact))}::jsonb[], ${versions.map((v) => v.totals.gross.minor)}::bigint[],
      ${versions.map((v) => v.deltaMinor)}::bigint[], ${versions.map((v) => JSON.stringify(v.steps))}::jsonb[],
      ${versions.map((v) => v.contentHash)}::text[]) AS n`);
}

/** What was bought, as the first version of an order that changes for the first time; who opened it is told by the journal. */
export function boughtVersion(order: Editable, totals: Totals): NewVersion {
  const { currency, lines, carriageMinor, delivery, contact } = order;
  return {
    ...{ number: 1, editId: null, kind: 'bought', actor: '', why: '', delivery, contact, totals },
    ...{
      lines: versionLines(currency, lines, carriageMinor, readingOf(order)),
      deltaMinor: 0,
      steps: [],
      contentHash: '',
    },
  };
}

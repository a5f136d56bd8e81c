/** Documents by mail: when, to whom, and as which file. The letter itself is written by who sends mails. */
import { sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { findOrder, type Order } from '#orders';
import { houseOf } from '#org';
import { lookOf } from '#pages';
import type { Content } from './model.ts';
import { pdfOf } from './pdf.ts';
import { documentById, type Document } from './queries.ts';

/** A document as PDF/A-3, in the shop's dress. */
export async function pdfFile(database: Database, { content }: { readonly content: Content }): Promise<Buffer> {
  const [{ settings }, look] = await Promise.all([houseOf(database), lookOf(database)]);
  return pdfOf(content, { shopName: settings.shopName, accent: look.accent });
}

/** Where the invoices of an order go: the company's own address for them, else its buyer's. A marketplace writes to its buyers itself. */
const addressOf = (order: Order): string | undefined => {
  if (order.delivery.method === 'marketplace') return undefined;
  return order.buyer?.invoiceEmail ?? order.contact.email;
};

/** Of documents just issued those that their merchant has mailed at once. */
export async function mailedAtOnce(db: Db, documentIds: readonly string[]): Promise<string[]> {
  if (documentIds.length === 0) return [];
  const rows = await db.query<{ id: string }>(sql`
    SELECT d.document_id AS id FROM invoicing.document d JOIN invoicing.profile p USING (entity_id)
    WHERE d.document_id = ANY(${[...documentIds]}::text[]) AND d.kind <> 'delivery' AND p.content->>'mail' = 'always' ORDER BY 1`);
  return rows.map((row) => row.id);
}

/**
 * What a letter about a document needs; undefined: there is nobody to write to. `mailId`: it was asked for to an address of its own, which may
 * have been erased since.
 */
export async function documentLetter(
  db: Db,
  documentId: string,
  mailId?: string,
): Promise<{ readonly document: Document; readonly order: Order; readonly to: string } | undefined> {
  const document = await documentById(db, documentId);
  const order = await findOrder(db, document.orderId);
  const [own] =
    mailId === undefined
      ? []
      : await db.query<{ email: string | null }>(
          sql`SELECT email FROM invoicing.mail WHERE mail_id = ${mailId} AND document_id = ${documentId}`,
        );
  const to = own ? own.email : order && addressOf(order);
  return order && to ? { document, order, to } : undefined;
}

/** Asks for a document to be mailed to its buyer, once more each time. Refuses `invoicing.unknown`, `invoicing.no_address`. */
export async function askMail(tx: Tx, documentId: string): Promise<void> {
  const found = await documentLetter(tx.database, documentId);
  if (!found) refuse('invoicing.no_address', { detail: documentId });
  announceMail(tx, found.document, {});
}

export type MailTo = { readonly mailId: string; readonly documentId: string; readonly email: string };

/**
 * Asks for a document to be mailed to an address that its buyer says. The same id again is the same letter, which goes out once. Refuses
 * `invoicing.unknown`, `request.id_reused`.
 */
export async function mailTo(tx: Tx, { mailId, documentId, email }: MailTo): Promise<void> {
  const document = await documentById(tx, documentId);
  const { orderId } = document;
  const made = await tx.query(sql`
    INSERT INTO invoicing.mail (mail_id, document_id, order_id, email, asked_by, asked_at)
    VALUES (${mailId}, ${documentId}, ${orderId}, ${email}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT (mail_id) DO NOTHING RETURNING 1`);
  if (made.length > 0) return announceMail(tx, document, { mailId });
  const [known] = await tx.query<{ documentId: string; email: string | null }>(
    sql`SELECT document_id AS "documentId", email FROM invoicing.mail WHERE mail_id = ${mailId}`,
  );
  if (known?.documentId !== documentId || known.email !== email) refuse('request.id_reused', { detail: mailId });
}

function announceMail(tx: Tx, document: Document, more: { readonly mailId?: string }): void {
  announce(tx, {
    type: 'invoicing.mail_asked',
    subjectKind: 'document',
    subjectId: document.documentId,
    channelId: document.channelId,
    mentions: [document.orderId],
    body: { kind: document.kind, number: document.number, ...more },
  });
}

/** How often each of these documents was asked to be mailed to an address that its buyer said. */
export async function mailsOf(db: Db, documentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; count: number }>(sql`
    SELECT document_id AS id, count(*)::int AS count FROM invoicing.mail WHERE document_id = ANY(${[...documentIds]}::text[]) GROUP BY 1`);
  return new Map(rows.map((row) => [row.id, row.count]));
}

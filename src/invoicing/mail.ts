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

/** What a letter about a document needs; undefined: there is nobody to write to. */
export async function documentLetter(
  database: Database,
  documentId: string,
): Promise<{ readonly document: Document; readonly order: Order; readonly to: string } | undefined> {
  const document = await documentById(database, documentId);
  const order = await findOrder(database, document.orderId);
  const to = order && addressOf(order);
  return order && to ? { document, order, to } : undefined;
}

/** Asks for a document to be mailed to its buyer, once more each time. Refuses `invoicing.unknown`, `invoicing.no_address`. */
export async function askMail(tx: Tx, documentId: string): Promise<void> {
  const found = await documentLetter(tx.database, documentId);
  if (!found) refuse('invoicing.no_address', { detail: documentId });
  const { document } = found;
  announce(tx, {
    type: 'invoicing.mail_asked',
    subjectKind: 'document',
    subjectId: documentId,
    channelId: document.channelId,
    mentions: [document.orderId],
    body: { kind: document.kind, number: document.number },
  });
}

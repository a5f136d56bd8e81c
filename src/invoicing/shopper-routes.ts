/** A shopper's documents, and those of the companies they decide for: a list, each as a file, and by mail. */
import { z } from 'zod';
import type { Database } from '#base/db';
import { readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { MINUTE } from '#base/time';
import { companiesOf } from '#customers';
import { countUse } from '#identity';
import type { Kind } from './model.ts';
import { askMail } from './mail.ts';
import { documentById, listDocuments, type Document, type DocumentHead } from './queries.ts';
import { pdfDownload } from './routes.ts';
import * as shapes from './shapes.ts';

/** Letters about one document: a few at once, then one in ten minutes. */
const LETTERS = { burst: 3, everyMs: 10 * MINUTE };

/** Whose documents a shopper may see: their own, and all of the companies whose orders they approve. */
async function spokenFor(database: Database, customerId: string) {
  const companies = await companiesOf(database, customerId);
  return {
    customerId,
    companyIds: companies.flatMap(({ member }) => (member.role === 'buyer' ? [] : [member.companyId])),
  };
}

export type DocumentPage = { readonly items: readonly DocumentHead[]; readonly next: string | null };

/** A page of them, the newest first. `after`: where the page before ended. */
export async function documentsOfShopper(
  database: Database,
  {
    customerId,
    kind,
    after,
    limit,
  }: { customerId: string; kind?: Kind | undefined; after?: string | undefined; limit: number },
): Promise<DocumentPage> {
  const of = await spokenFor(database, customerId);
  const items = await listDocuments(database, { of, kind, after: readCursor(after), limit });
  const last = items.at(-1);
  return { items, next: items.length === limit && last ? `${last.issuedAt}~${last.documentId}` : null };
}

/** One of them; to everybody else it does not exist. Refuses `invoicing.unknown`. */
export async function documentOfShopper(database: Database, customerId: string, documentId: string): Promise<Document> {
  const [document, of] = await Promise.all([documentById(database, documentId), spokenFor(database, customerId)]);
  const [mine] = await listDocuments(database, { of, orderId: document.orderId, limit: 1 });
  return mine ? document : refuse('invoicing.unknown', { detail: documentId });
}

/** Mails one of them where its buyer's documents go. Refuses `invoicing.unknown`, `invoicing.no_address`, `request.rate_limited`. */
export async function mailOfShopper(database: Database, customerId: string, documentId: string): Promise<void> {
  await documentOfShopper(database, customerId, documentId);
  await countUse(database, `document mail ${documentId}`, LETTERS.burst, LETTERS.everyMs);
  await database.transaction({ actor: customerId }, (tx) => askMail(tx, documentId));
}

const customerOf = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.forbidden');
const params = z.strictObject({ documentId: shapes.documentId });

export const shopperDocumentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/shopper/documents',
    permission: 'customer',
    summary:
      'My invoices, credit notes, deposit invoices and delivery notes, and those of companies I approve for; the newest first',
    query: z.strictObject({
      kind: shapes.kind.optional(),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.strictObject({
      items: z.array(
        shapes.head.pick({
          ...{
            documentId: true,
            kind: true,
            number: true,
            day: true,
            gross: true,
            orderNumber: true,
            buyerName: true,
            reversedBy: true,
          },
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['request.invalid'],
    run: async (context, { query }) => {
      const { items, next } = await documentsOfShopper(context.db, { ...query, customerId: customerOf(context) });
      return {
        items: items.map(({ documentId, kind, number, day, gross, orderNumber, buyerName, reversedBy }) => ({
          ...{ documentId, kind, number, day, gross, orderNumber, buyerName, reversedBy },
        })),
        next,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/shopper/documents/:documentId/pdf',
    permission: 'customer',
    summary: 'One of my documents as PDF/A-3; of an invoice, a Factur-X',
    download: true,
    params,
    refusals: ['invoicing.unknown'],
    run: async (context, { params: { documentId } }) =>
      pdfDownload(context, await documentOfShopper(context.db, customerOf(context), documentId)),
  }),
  route({
    method: 'POST',
    path: '/api/shopper/documents/:documentId/mail',
    permission: 'customer',
    summary: 'Have one of my documents mailed where they go; a few times',
    idempotency: 'key',
    params,
    status: 202,
    refusals: ['invoicing.unknown', 'invoicing.no_address', 'request.rate_limited'],
    run: (context, { params: { documentId } }) => mailOfShopper(context.db, customerOf(context), documentId),
  }),
];

import { ZipFile } from 'yazl';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { sql } from '#base/db';
import { readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, sitesOf, staffOf, type Download, type Route, type RouteContext } from '#base/route';
import { findOrder, orderTouches, tokenOpens } from '#orders';
import { ciiOf, hasXml } from './cii.ts';
import { deliveryNote } from './delivery.ts';
import { breachesOf } from './french.ts';
import { askMail, mailTo, pdfFile } from './mail.ts';
import { buyerNamed } from './named.ts';
import { changeProfile } from './profile-change.ts';
import { profileOf } from './read.ts';
import { balanceOf, documentById, listDocuments, type Document } from './queries.ts';
import * as shapes from './shapes.ts';
import { askInvoice, previewOf, reverseInvoice } from './work.ts';

const params = z.strictObject({ documentId: shapes.documentId });
const orderParams = z.strictObject({ orderId: shapes.orderId });

/** Documents that one file may hold at once. */
export const BULK_LIMIT = 500;

/** A document, for who may see its order. To everybody else it does not exist. */
async function seen(context: RouteContext, documentId: string, right = 'invoicing.read'): Promise<Document> {
  const document = await documentById(context.db, documentId);
  if (!(await orderTouches(context.db, document.orderId, sitesOf(context, right))))
    refuse('invoicing.unknown', { detail: documentId });
  return document;
}

async function seenOrder(context: RouteContext, orderId: string, right: string): Promise<void> {
  const isThere = await context.db.query(sql`SELECT 1 FROM orders.order WHERE order_id = ${orderId}`);
  if (isThere.length === 0 || !(await orderTouches(context.db, orderId, sitesOf(context, right))))
    refuse('orders.not_found', { detail: orderId });
}

export const pdfDownload = async (context: RouteContext, document: Document): Promise<Download> => ({
  mediaType: 'application/pdf',
  fileName: `${document.number.replaceAll('/', '-')}.pdf`,
  content: await pdfFile(context.db, document),
});

const filters = {
  q: z.string().min(1).max(80).optional(),
  kind: shapes.kind.optional(),
  audience: shapes.audience.optional(),
  channelId: shapes.id('chn').optional(),
  orderId: shapes.orderId.optional(),
  from: shapes.day.optional(),
  to: shapes.day.optional(),
};

const reading: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/documents',
    permission: 'staff:invoicing.read',
    summary: 'Invoices, credit notes, deposit invoices and delivery notes, the newest first',
    query: z.strictObject({
      ...filters,
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shapes.head), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async (context, { query: { after, ...query } }) => {
      const cursor = readCursor(after);
      const siteIds = sitesOf(context, 'invoicing.read');
      const items = await listDocuments(context.db, { ...query, siteIds, after: cursor });
      const last = items.at(-1);
      return { items, next: items.length === query.limit && last ? `${last.issuedAt}~${last.documentId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/documents/archive',
    permission: 'staff:invoicing.read',
    summary: `The PDFs of these documents in one file, the oldest first: ${BULK_LIMIT} at most`,
    download: true,
    query: z.strictObject(filters),
    refusals: ['invoicing.bad_value'],
    run: async (context, { query }): Promise<Download> => {
      const siteIds = sitesOf(context, 'invoicing.read');
      const heads = await listDocuments(context.db, { ...query, siteIds, sort: 'oldest', limit: BULK_LIMIT + 1 });
      if (heads.length > BULK_LIMIT)
        refuse('invoicing.bad_value', { fields: [{ field: 'query.from', rule: `${BULK_LIMIT} documents at most` }] });
      const zip = new ZipFile();
      for (const { documentId, number, day } of heads) {
        const pdf = await pdfFile(context.db, await documentById(context.db, documentId));
        zip.addBuffer(pdf, `${number.replaceAll('/', '-')}.pdf`, { mtime: new Date(`${day}T12:00:00Z`) });
      }
      zip.end();
      return { mediaType: 'application/zip', fileName: 'documents.zip', content: zip.outputStream as Readable };
    },
  }),
  route({
    method: 'GET',
    path: '/api/documents/:documentId',
    permission: 'staff:invoicing.read',
    summary: 'A document as it was issued, with what the platform told of it and what French rules say of it',
    params,
    output: z.strictObject({
      ...shapes.head.shape,
      content: z.record(z.string(), z.unknown()),
      hash: z.string(),
      cause: z.string(),
      reverses: z.string().nullable(),
      issuedBy: z.string(),
      hasXml: z.boolean(),
      breaches: z.array(z.strictObject({ rule: z.string(), field: z.string(), value: z.string() })),
      statuses: z.array(z.strictObject({ code: z.int(), why: z.string(), at: z.string() })),
      balance: shapes.balance.nullable(),
    }),
    refusals: ['invoicing.unknown'],
    run: async (context, { params: { documentId } }) => {
      const document = await seen(context, documentId);
      const statuses = await context.db.query<{ code: number; why: string; at: string }>(
        sql`SELECT code, why, at FROM invoicing.status WHERE document_id = ${documentId} ORDER BY at, event_id`,
      );
      return {
        ...document,
        content: document.content as unknown as Record<string, unknown>,
        hasXml: hasXml(document.content),
        breaches: breachesOf(document.content),
        statuses,
        balance: await balanceOf(context.db, document.orderId),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/documents/:documentId/pdf',
    permission: 'staff:invoicing.read',
    summary: 'A document as PDF/A-3; of an invoice, a Factur-X',
    download: true,
    params,
    refusals: ['invoicing.unknown'],
    run: async (context, { params: { documentId } }) => pdfDownload(context, await seen(context, documentId)),
  }),
  route({
    method: 'GET',
    path: '/api/documents/:documentId/xml',
    permission: 'staff:invoicing.read',
    summary: 'The electronic form of an invoice: CII D16B, EN 16931',
    download: true,
    params,
    refusals: ['invoicing.unknown', 'invoicing.no_xml'],
    run: async (context, { params: { documentId } }): Promise<Download> => {
      const { content, number } = await seen(context, documentId);
      if (!hasXml(content)) refuse('invoicing.no_xml', { detail: number });
      const name = `${number.replaceAll('/', '-')}.xml`;
      return { mediaType: 'application/xml', fileName: name, content: Buffer.from(ciiOf(content)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/documents',
    permission: 'staff:invoicing.read',
    summary: 'The documents of an order, what they come to against its money, and why there is no invoice yet',
    params: orderParams,
    output: z.strictObject({
      items: z.array(shapes.head),
      balance: shapes.balance.nullable(),
      waits: z.enum(['not_asked', 'not_placed', 'not_left', 'cancelled']).nullable(),
      stuck: z.boolean(),
      problem: z.string().nullable(),
    }),
    refusals: ['orders.not_found', 'invoicing.no_entity'],
    run: async (context, { params: { orderId } }) => {
      await seenOrder(context, orderId, 'invoicing.read');
      const [items, balance, plan, [task]] = await Promise.all([
        listDocuments(context.db, { orderId, sort: 'oldest', limit: 200 }),
        balanceOf(context.db, orderId),
        previewOf(context.db, orderId),
        context.db.query<{ problem: string | null }>(
          sql`SELECT problem FROM invoicing.task WHERE order_id = ${orderId}`,
        ),
      ]);
      return { items, balance, waits: plan.waits, stuck: plan.stuck, problem: task?.problem ?? null };
    },
  }),
];

const issueRefusals = [
  'orders.not_found',
  'invoicing.no_entity',
  'invoicing.no_rate',
  'invoicing.unsound',
  'invoicing.needs_person',
] as const;

const issuing: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/orders/:orderId/invoice',
    permission: 'staff:invoicing.write',
    summary:
      'Ask for an invoice of an order: when all of it has left, or at once; in another name, which takes the old one back',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({ atOnce: z.boolean().default(false), buyer: shapes.buyer.optional(), ...shapes.named }),
    output: z.strictObject({ items: z.array(shapes.receipt) }),
    refusals: [...issueRefusals, 'request.invalid'],
    run: async (context, { params: { orderId }, body: { atOnce, ...body } }) => {
      await seenOrder(context, orderId, 'invoicing.write');
      const buyer = body.buyer ?? (await buyerNamed(context.db, body));
      return context.command(async (tx) => ({ items: await askInvoice(tx, { orderId, atOnce, buyer }) }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/delivery-note',
    permission: 'staff:invoicing.write',
    summary: 'The delivery note of a parcel, or of all that has left of an order',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({ parcelId: shapes.id('pcl').optional() }),
    output: shapes.receipt,
    refusals: [...issueRefusals, 'invoicing.nothing_due'],
    run: async (context, { params: { orderId }, body }) => {
      await seenOrder(context, orderId, 'invoicing.write');
      return context.command((tx) => deliveryNote(tx, orderId, body.parcelId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/documents/:documentId/reverse',
    permission: 'staff:invoicing.credit',
    summary: 'Take an invoice back by a credit note; no other is made until somebody asks for one',
    idempotency: 'key',
    params,
    body: z.strictObject({ reason: z.string().trim().min(3).max(200) }),
    output: z.strictObject({ items: z.array(shapes.receipt) }),
    refusals: ['invoicing.unknown', 'invoicing.nothing_due', ...issueRefusals],
    run: async (context, { params: { documentId }, body }) => {
      await seen(context, documentId, 'invoicing.credit');
      return context.command(async (tx) => ({ items: await reverseInvoice(tx, documentId, body.reason) }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/documents/:documentId/mail',
    permission: 'staff:invoicing.write',
    summary: 'Mail a document to its buyer, as PDF; a company gets it where its invoices go',
    idempotency: 'key',
    params,
    status: 202,
    refusals: ['invoicing.unknown', 'invoicing.no_address'],
    run: async (context, { params: { documentId } }) => {
      await seen(context, documentId, 'invoicing.write');
      await context.command((tx) => askMail(tx, documentId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/documents/:documentId/mail-to',
    permission: 'staff:invoicing.write',
    summary: 'Mail a document, as PDF, to an address that its buyer says; the same mailId is the same letter',
    idempotency: 'id',
    params,
    body: shapes.letter,
    status: 202,
    refusals: ['invoicing.unknown', 'request.id_reused'],
    run: async (context, { params: { documentId }, body }) => {
      await seen(context, documentId, 'invoicing.write');
      await context.command((tx) => mailTo(tx, { documentId, ...body }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/invoicing/profiles/:entityId',
    permission: 'staff:invoicing.settings',
    summary: 'What a legal entity decides about its documents',
    params: z.strictObject({ entityId: shapes.id('ent') }),
    output: z.strictObject({ version: z.int(), profile: shapes.profile }),
    run: async (context, { params: { entityId } }) => {
      const { profile, version } = await profileOf(context.db, entityId);
      return { version, profile: profile as unknown as z.input<typeof shapes.profile> };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/invoicing/profiles/:entityId',
    permission: 'staff:invoicing.settings',
    summary: 'Decide when documents are made and what they say; what was issued stays as it was',
    idempotency: 'natural',
    params: z.strictObject({ entityId: shapes.id('ent') }),
    body: z.strictObject({ version: z.int().min(0), profile: shapes.profile }),
    output: z.strictObject({ version: z.int() }),
    refusals: ['invoicing.no_entity', 'invoicing.bad_value', 'invoicing.changed_meanwhile'],
    run: async (context, { params: { entityId }, body }) => {
      staffOf(context);
      return context.command((tx) => changeProfile(tx, entityId, body.version, body.profile as never));
    },
  }),
];

/** The order for whom it belongs to: its customer, or who holds its token. Anybody else finds nothing (404). */
async function own(context: RouteContext, idOrNumber: string, token: string | undefined) {
  const order = await findOrder(context.db, idOrNumber);
  const mine = order && context.principal.kind === 'customer' && order.customerId === context.principal.customerId;
  if (!order || !(mine || (token !== undefined && (await tokenOpens(context.db, order.orderId, token)))))
    refuse('orders.not_found', { detail: idOrNumber });
  return order;
}

const shopQuery = z.strictObject({ token: z.string().max(80).optional() });
const shopParams = z.strictObject({ orderId: z.string().min(10).max(40) });

const shopping: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/shop/orders/:orderId/documents',
    permission: 'shopper',
    summary: 'The invoices and credit notes of an order, for its customer or for who holds its token',
    params: shopParams,
    query: shopQuery,
    output: z.strictObject({
      items: z.array(shapes.head.pick({ documentId: true, kind: true, number: true, day: true, gross: true })),
    }),
    refusals: ['orders.not_found'],
    run: async (context, { params: { orderId: asked }, query }) => {
      const { orderId } = await own(context, asked, query.token);
      const rows = await listDocuments(context.db, { orderId, sort: 'oldest', limit: 200 });
      return {
        items: rows.map(({ documentId, kind, number, day, gross }) => ({ documentId, kind, number, day, gross })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/shop/orders/:orderId/documents/:documentId',
    permission: 'shopper',
    summary: 'A document of an order as PDF, for its customer or for who holds its token',
    download: true,
    params: z.strictObject({ ...shopParams.shape, documentId: shapes.documentId }),
    query: shopQuery,
    refusals: ['orders.not_found', 'invoicing.unknown'],
    run: async (context, { params: { orderId: asked, documentId }, query }) => {
      const { orderId } = await own(context, asked, query.token);
      const document = await documentById(context.db, documentId);
      if (document.orderId !== orderId) refuse('invoicing.unknown', { detail: documentId });
      return pdfDownload(context, document);
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/orders/:orderId/invoice',
    permission: 'shopper',
    summary: 'Ask for the invoice of one’s own order: made when all of it has left',
    idempotency: 'natural',
    params: shopParams,
    body: shopQuery,
    output: z.strictObject({ items: z.array(shapes.receipt) }),
    refusals: [...issueRefusals],
    run: async (context, { params: { orderId: asked }, body }) => {
      const { orderId } = await own(context, asked, body.token);
      return context.command(async (tx) => ({ items: await askInvoice(tx, { orderId, atOnce: false }) }));
    },
  }),
];

export const invoicingRoutes: readonly Route[] = [...reading, ...issuing, ...shopping];

/** An invoice of what was sold over a counter, asked for at the till: then or later, printed or mailed. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { ticketsById, tillOf, type Ticket } from '#till';
import { mailsOf, mailTo } from './mail.ts';
import { buyerNamed } from './named.ts';
import { documentById, listDocuments, type Document } from './queries.ts';
import { pdfDownload } from './routes.ts';
import * as shapes from './shapes.ts';
import { askInvoice } from './work.ts';

const ticketId = shapes.id('tkt');
const documentParams = z.strictObject({ ticketId, documentId: shapes.documentId });
const receipt = z.strictObject({
  documentId: z.string(),
  number: z.string(),
  kind: z.string(),
  day: z.string(),
  buyerName: z.string(),
  gross: shapes.money,
  reversedBy: z.string().nullable(),
  /** How often it was mailed to an address said here. */
  mailed: z.int(),
});
const output = z.strictObject({ items: z.array(receipt) });

/** A ticket of this till's store. Refuses `till.unknown_ticket`. */
async function ticketHere(context: RouteContext, asked: string): Promise<Ticket> {
  const device = await tillOf(context);
  const ticket = (await ticketsById(context.db, [asked])).get(asked);
  if (!ticket || ticket.body.siteId !== device.siteId) refuse('till.unknown_ticket', { detail: asked });
  return ticket;
}

/** A document of the order of a ticket of this store. Refuses `till.unknown_ticket`, `invoicing.unknown`. */
async function documentHere(
  context: RouteContext,
  asked: { readonly ticketId: string; readonly documentId: string },
): Promise<Document> {
  const { orderId } = await ticketHere(context, asked.ticketId);
  const document = await documentById(context.db, asked.documentId);
  if (document.orderId !== orderId) refuse('invoicing.unknown', { detail: asked.documentId });
  return document;
}

/** The documents of an order, the oldest first. */
async function papersOf({ db }: RouteContext, orderId: string): Promise<z.output<typeof output>> {
  const all = await listDocuments(db, { orderId, sort: 'oldest', limit: 200 });
  const mails = await mailsOf(
    db,
    all.map((one) => one.documentId),
  );
  return {
    items: all.map(({ documentId, number, kind, day, buyerName, gross, reversedBy }) => ({
      ...{ documentId, number, kind, day, buyerName, gross, reversedBy },
      mailed: mails.get(documentId) ?? 0,
    })),
  };
}

export const ticketInvoiceRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/invoice',
    permission: 'staff:till.sell',
    summary:
      'The invoice of a sale, in the name of a company or a person, once: it names the ticket, which counts the sale no second time; another name takes the old one back',
    idempotency: 'natural',
    params: z.strictObject({ ticketId }),
    /** A company by its SIREN or VAT number, or a person; without either, the name that the order has. `mail`: it goes out by mail as well. */
    body: z.strictObject({ ...shapes.named, mail: shapes.letter.optional() }),
    output,
    refusals: [
      ...['till.unknown_device', 'till.unknown_ticket', 'orders.not_found', 'invoicing.no_entity', 'invoicing.no_rate'],
      ...['invoicing.unsound', 'invoicing.needs_person', 'request.invalid', 'request.id_reused'],
    ],
    run: async (context, { params, body: { mail, ...named } }) => {
      const { orderId, body } = await ticketHere(context, params.ticketId);
      if (body.kind !== undefined) refuse('till.unknown_ticket', { detail: params.ticketId });
      const buyer = await buyerNamed(context.db, named);
      await context.command(async (tx) => {
        await askInvoice(tx, { orderId, atOnce: true, buyer });
        const all = mail ? await listDocuments(tx, { orderId, sort: 'oldest', limit: 200 }) : [];
        const invoice = all.findLast((one) => one.kind === 'invoice' && one.reversedBy === null);
        if (mail && invoice) await mailTo(tx, { documentId: invoice.documentId, ...mail });
      });
      return papersOf(context, orderId);
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/tickets/:ticketId/documents',
    permission: 'staff:till.sell',
    summary: 'The invoices and credit notes of what a ticket of this store sold or took back',
    params: z.strictObject({ ticketId }),
    output,
    refusals: ['till.unknown_device', 'till.unknown_ticket'],
    run: async (context, { params }) => papersOf(context, (await ticketHere(context, params.ticketId)).orderId),
  }),
  route({
    method: 'GET',
    path: '/api/till/tickets/:ticketId/documents/:documentId',
    permission: 'staff:till.sell',
    summary: 'An invoice of a sale over this store’s counter as PDF, to print',
    download: true,
    params: documentParams,
    refusals: ['till.unknown_device', 'till.unknown_ticket', 'invoicing.unknown'],
    run: async (context, { params }) => pdfDownload(context, await documentHere(context, params)),
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/documents/:documentId/mail',
    permission: 'staff:till.sell',
    summary: 'Mail an invoice of a sale over this store’s counter; the same mailId is the same letter',
    idempotency: 'id',
    params: documentParams,
    body: shapes.letter,
    status: 202,
    refusals: ['till.unknown_device', 'till.unknown_ticket', 'invoicing.unknown', 'request.id_reused'],
    run: async (context, { params, body }) => {
      const { documentId } = await documentHere(context, params);
      await context.command((tx) => mailTo(tx, { documentId, ...body }));
    },
  }),
];

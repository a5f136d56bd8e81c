/** An invoice of what was sold over a counter, asked for at the till. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { ticketsById, tillOf, type Ticket } from '#till';
import type { BuyerFacts } from './facts.ts';
import { documentById, listDocuments } from './queries.ts';
import { pdfDownload } from './routes.ts';
import * as shapes from './shapes.ts';
import { askInvoice } from './work.ts';

const ticketId = shapes.id('tkt');
const receipt = z.strictObject({ documentId: z.string(), number: z.string(), kind: z.string() });

/** A sale of this till's store. Refuses `till.unknown_ticket`. */
async function saleHere(context: RouteContext, asked: string): Promise<Ticket> {
  const device = await tillOf(context);
  const ticket = (await ticketsById(context.db, [asked])).get(asked);
  if (!ticket || ticket.body.siteId !== device.siteId || ticket.body.kind !== undefined)
    refuse('till.unknown_ticket', { detail: asked });
  return ticket;
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
    /** A company by its SIREN or VAT number, or a person; without either, the name that the order has. */
    body: z.strictObject({
      company: shapes.buyer.omit({ companyId: true }).optional(),
      person: shapes.person.optional(),
    }),
    output: z.strictObject({ items: z.array(receipt) }),
    refusals: [
      ...['till.unknown_device', 'till.unknown_ticket', 'orders.not_found', 'invoicing.no_entity', 'invoicing.no_rate'],
      ...['invoicing.unsound', 'invoicing.needs_person', 'request.invalid'],
    ],
    run: async (context, { params, body: { company, person } }) => {
      const { orderId } = await saleHere(context, params.ticketId);
      if (company && person)
        refuse('request.invalid', { fields: [{ field: 'person', rule: 'a company or a person, not both' }] });
      if (company && company.siren === null && company.vatNumber === null)
        refuse('request.invalid', { fields: [{ field: 'company.siren', rule: 'a SIREN or a VAT number' }] });
      const buyer: BuyerFacts | undefined = company ?? (person && { ...person, person: true });
      await context.command((tx) => askInvoice(tx, { orderId, atOnce: true, buyer }));
      const all = await listDocuments(context.db, { orderId, sort: 'oldest', limit: 200 });
      return { items: all.map(({ documentId, number, kind }) => ({ documentId, number, kind })) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/tickets/:ticketId/documents/:documentId',
    permission: 'staff:till.sell',
    summary: 'An invoice of a sale over this store’s counter as PDF, to print',
    download: true,
    params: z.strictObject({ ticketId, documentId: shapes.documentId }),
    refusals: ['till.unknown_device', 'till.unknown_ticket', 'invoicing.unknown'],
    run: async (context, { params }) => {
      const { orderId } = await saleHere(context, params.ticketId);
      const document = await documentById(context.db, params.documentId);
      if (document.orderId !== orderId) refuse('invoicing.unknown', { detail: params.documentId });
      return pdfDownload(context, document);
    },
  }),
];

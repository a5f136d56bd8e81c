/** The documents of an order for its buyer: what there is, and whether an invoice may be asked for. */
import type { Database } from '#base/db';
import { Refusal, refuse } from '#base/refusal';
import { askInvoice, documentsOfShopper, listDocuments, mailOfShopper, previewOf } from '#invoicing';
import type { Order } from '#orders';
import type { OrderView } from '../../web/store/views.ts';
import type { Ask } from '../../web/store/api.ts';
import type { MailProblem, PaperKind, PapersView, ServiceApi } from '../../web/store/service-api.ts';
import { ownOrder } from './order.ts';
import { actorOf, type Shop } from './scene.ts';

type Documents = Awaited<ReturnType<typeof listDocuments>>;

/** `may`: nobody asked for one; `comes`: it is made once all has left. Absent: there is one, or none is due. */
export async function invoiceOf(
  database: Database,
  found: Pick<Order, 'orderId' | 'delivery'>,
  documents: Documents,
): Promise<Pick<OrderView, 'invoice'>> {
  // A marketplace's buyers have theirs from it, or from us by its way.
  if (found.delivery.method === 'marketplace') return {};
  if (documents.some(({ kind, reversedBy }) => kind === 'invoice' && reversedBy === null)) return {};
  try {
    const { waits } = await previewOf(database, found.orderId);
    return waits === 'not_asked' ? { invoice: 'may' } : waits === 'not_left' ? { invoice: 'comes' } : {};
  } catch (error) {
    // Nobody who could issue one, or an order that a person must look at: then there is nothing to offer here.
    if (error instanceof Refusal) return {};
    throw error;
  }
}

const PAGE = 20;

async function papersOf(
  database: Database,
  { customerId }: Ask['who'],
  choice: { kind?: PaperKind; after?: string },
): Promise<PapersView | undefined> {
  if (customerId === undefined) return undefined;
  const { items, next } = await documentsOfShopper(database, { ...choice, customerId, limit: PAGE });
  return {
    papers: items.map(({ documentId, kind, number, day, orderNumber, buyerName, gross, reversedBy }) => ({
      ...{ documentId, kind, number, day, order: orderNumber, buyer: buyerName, over: reversedBy !== null },
      ...(kind === 'delivery' ? {} : { total: gross }),
    })),
    ...(choice.kind ? { kind: choice.kind } : {}),
    ...(next === null ? {} : { next }),
  };
}

async function mailPaper(database: Database, ask: Ask, documentId: string): Promise<MailProblem | undefined> {
  try {
    await mailOfShopper(database, ask.who.customerId ?? refuse('request.forbidden'), documentId);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'request.rate_limited') return 'often';
    if (error instanceof Refusal && error.code === 'invoicing.no_address') return 'nowhere';
    throw error;
  }
}

export const papersApi = ({ database }: Shop): Pick<ServiceApi, 'askInvoice' | 'papers' | 'mailPaper'> => ({
  papers: (ask, choice) => papersOf(database, ask.who, choice),
  mailPaper: (ask, documentId) => mailPaper(database, ask, documentId),
  askInvoice: async (ask, code, token) => {
    const found = (await ownOrder(database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
    await database.transaction({ actor: actorOf(ask.who) }, (tx) =>
      askInvoice(tx, { orderId: found.orderId, atOnce: false }),
    );
  },
});

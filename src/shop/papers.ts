/** The documents of an order for its buyer: what there is, and whether an invoice may be asked for. */
import type { Database } from '#base/db';
import { Refusal, refuse } from '#base/refusal';
import { askInvoice, listDocuments, previewOf } from '#invoicing';
import type { Order } from '#orders';
import type { OrderView } from '../../web/store/views.ts';
import type { ServiceApi } from '../../web/store/service-api.ts';
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

export const papersApi = ({ database }: Shop): Pick<ServiceApi, 'askInvoice'> => ({
  askInvoice: async (ask, code, token) => {
    const found = (await ownOrder(database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
    await database.transaction({ actor: actorOf(ask.who) }, (tx) =>
      askInvoice(tx, { orderId: found.orderId, atOnce: false }),
    );
  },
});

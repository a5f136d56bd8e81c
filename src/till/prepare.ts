import type { Database } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { prepareOrder, type OrderDraft, type PreparedOrder } from '#orders';
import { changeOf, lineOf, type Device, type TicketDraft } from './model.ts';
import { checkCustomer } from './promotions.ts';
import { planNow, withCarried } from './sent.ts';

export type PreparedTicket = {
  readonly draft: TicketDraft;
  readonly device: Device;
  readonly staffId: string;
  readonly order: PreparedOrder;
};

/** Who an order at the counter is for when nobody said who they are. */
const COUNTER = 'Vente au comptoir';

/**
 * All that can be decided before the transaction. Refuses `till.unknown_customer`, `till.cash_short`, and what `prepareOrder` refuses
 * (`orders.price_changed` with both prices).
 */
export async function prepareTicket(
  database: Database,
  draft: TicketDraft,
  device: Device,
  staffId: string,
): Promise<PreparedTicket> {
  const { customerId } = draft;
  const customer = await checkCustomer(database, device, customerId);
  const plain = unwrap(await prepareOrder(database, counterOrder(draft, device, customer), { actor: staffId }));
  const order = withCarried(plain, draft, device.siteId);
  const { gross } = order.priced.totals;
  if (changeOf(draft.payment, gross.minor) < 0)
    refuse('till.cash_short', { detail: String(gross.minor), total: gross });
  return { draft, device, staffId, order };
}

/** The order of a ticket: goods handed over at once, or sent to their buyer from wherever they lie. A card has been asked before, so that the order waits for nothing. */
export function counterOrder(
  draft: Omit<TicketDraft, 'sequence' | 'previousHash'>,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  customer: { readonly name: string; readonly email: string | null } | undefined,
): OrderDraft {
  const { orderId, customerId, cartId, lines, payment, override, sent, codes = [] } = draft;
  return {
    orderId,
    channelId: device.channelId,
    ...(customerId === undefined ? {} : { customerId }),
    ...(cartId === undefined ? {} : { cartId }),
    contact: sent?.contact ?? {
      name: customer?.name ?? COUNTER,
      ...(customer?.email == null ? {} : { email: customer.email }),
    },
    delivery: sent?.to ?? { method: 'handover', siteId: device.siteId },
    lines: lines.map(lineOf),
    ...(codes.length > 0 ? { codes } : {}),
    ...(sent ? { soldAt: device.siteId } : {}),
    payments:
      payment.method === 'cash'
        ? [{ paymentId: payment.paymentId, method: 'cash', provider: 'cash', deviceId: device.deviceId }]
        : [],
    price: 'ours',
    // What lies on the counter is there whatever the books say; what lies elsewhere is only there if they say so.
    short: override && !sent ? 'accept' : 'refuse',
  };
}

/** Tells before a card is asked what the ticket would be refused for: `inventory.short`. The ticket's own check decides. */
export const checkStock = (database: Database, { order, draft }: PreparedTicket): Promise<void> =>
  checkTaken(database, order.take, draft.override);

/** The same of what is to be taken; `override`: it lies on the counter whatever the books say. */
export async function checkTaken(database: Database, take: PreparedOrder['take'], override: boolean): Promise<void> {
  if (override || !take.pool || take.leaseHolder !== undefined) return;
  await planNow(database, { take });
}

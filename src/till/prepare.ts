import type { Database } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { paidBy, prepareOrder, type OrderDraft, type PreparedOrder } from '#orders';
import { receivableAccount } from '#payments';
import { changeOf, dueIn, lineOf, restOf, type Device, type TicketDraft } from './model.ts';
import { checkCustomer } from './promotions.ts';
import { cashStepAt } from './rounding.ts';
import { planNow, withCarried } from './sent.ts';

export type PreparedTicket = {
  readonly draft: TicketDraft;
  readonly device: Device;
  readonly staffId: string;
  readonly order: PreparedOrder;
  /** To how many minor units cash is rounded here. */
  readonly cashStep: number;
};

/** Who an order at the counter is for when nobody said who they are. */
const COUNTER = 'Vente au comptoir';

/**
 * All that can be decided before the transaction. Refuses `till.unknown_customer`, `till.cash_short`, and what `prepareOrder` refuses
 * (`orders.price_changed` with both prices, `orders.not_a_member`, `orders.company_blocked`, `orders.over_limit`).
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
  const placed = withCarried(plain, draft, device.siteId);
  const { gross } = placed.priced.totals;
  const rest = restOf(draft, gross.minor);
  const step = await cashStepAt(database, device, gross.currency);
  if (rest < 0 || (draft.payment ? changeOf(draft.payment, dueIn(draft.payment, rest, step)) < 0 : rest > 0))
    refuse('till.cash_short', { detail: String(rest), total: gross });
  // What a card pays besides has been approved before, and is claimed with the ticket.
  const order = draft.vouchers?.length ? paidBy(placed, partsOf(draft, device, rest)) : placed;
  return { draft, device, staffId, order, cashStep: step };
}

/** How a ticket with vouchers is paid: each of them its part, the rest in cash or by a card that is there. */
function partsOf(draft: TicketDraft, device: Device, rest: number): OrderDraft['payments'] {
  const { payment, vouchers = [] } = draft;
  const parts = vouchers.map(({ paymentId, accountId, minor }) => ({
    ...{ paymentId, accountId, amountMinor: minor, method: 'gift_card' as const, provider: 'gift-card' as const },
  }));
  if (!payment || rest === 0) return parts;
  const { paymentId } = payment;
  const other =
    payment.method === 'card'
      ? [{ paymentId, method: 'card' as const, provider: 'pretend' as const, there: true as const }]
      : paidWith(draft, device);
  return [...parts, ...other.map((one) => ({ ...one, amountMinor: rest }))];
}

/** What the gate opens for a ticket: cash into the drawer, or what its company owes. A card is there already. */
function paidWith(
  { payment, companyId }: Pick<TicketDraft, 'payment' | 'companyId'>,
  { deviceId }: Pick<Device, 'deviceId'>,
): OrderDraft['payments'] {
  if (!payment || payment.method === 'card') return [];
  const { paymentId, method } = payment;
  if (method === 'cash') return [{ paymentId, method, provider: 'cash', deviceId }];
  if (companyId === undefined) refuse('payments.no_terms', { detail: 'no company' });
  return [{ paymentId, method, provider: 'on-account', accountId: receivableAccount(companyId) }];
}

/** The order of a ticket: goods handed over at once, or sent to their buyer from wherever they lie. A card has been asked before, so that the order waits for nothing. */
export function counterOrder(
  draft: Omit<TicketDraft, 'sequence' | 'previousHash'>,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  customer: { readonly name: string; readonly email: string | null } | undefined,
): OrderDraft {
  const { orderId, customerId, companyId, cartId, lines, payment, vouchers = [], override, sent, codes = [] } = draft;
  return {
    orderId,
    channelId: device.channelId,
    ...(customerId === undefined ? {} : { customerId }),
    ...(companyId === undefined ? {} : { companyId }),
    // Who owes has to be one of its people; who pays at once may be anybody whom the counter believes.
    ...(companyId !== undefined && customerId === undefined && payment?.method !== 'account'
      ? { vouched: true as const }
      : {}),
    ...(cartId === undefined ? {} : { cartId }),
    contact: sent?.contact ?? {
      name: customer?.name ?? COUNTER,
      ...(customer?.email == null ? {} : { email: customer.email }),
    },
    delivery: sent?.to ?? { method: 'handover', siteId: device.siteId },
    lines: lines.map(lineOf),
    ...(codes.length > 0 ? { codes } : {}),
    ...(sent ? { soldAt: device.siteId } : {}),
    payments: vouchers.length === 0 ? paidWith(draft, device) : [],
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

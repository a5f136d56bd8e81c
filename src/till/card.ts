/** A card at the counter: the pretend terminal is asked before the ticket, outside any transaction; the ticket then claims the money. */
import type { Database } from '#base/db';
import { must } from '#base/assert';
import { refuse, unwrap } from '#base/refusal';
import {
  authorisePayment,
  openPayments,
  paymentById,
  settlePayments,
  voidPayment,
  type PaymentRequest,
} from '#payments';
import { blockedTills } from './forks.ts';
import { restOf, type Device, type TicketDraft } from './model.ts';
import { checkStock, prepareTicket } from './prepare.ts';
import { checkVouchers } from './vouchers.ts';

export type CardAnswer = {
  readonly state: 'authorised' | 'declined' | 'unknown';
  /** Why it was declined, in the provider's word. */
  readonly code?: string;
};

/**
 * Asks for the money of a ticket that is about to be posted. What the ticket would be refused for is told before the card is asked.
 * Repeatable by the payment's id: an answer that did not come (`unknown`) is looked up. Money that no ticket claims is given back by
 * the sweep. Refuses like `prepareTicket`, and `till.blocked`, `inventory.short`, `payments.closed`, `payments.amount`.
 */
export async function askCard(
  database: Database,
  input: { draft: TicketDraft; device: Device; staffId: string; card: string },
): Promise<CardAnswer> {
  const { draft, device, staffId, card } = input;
  if ((await blockedTills(database, [device.deviceId])).size > 0) refuse('till.blocked', { detail: device.code });
  const ticket = await prepareTicket(database, draft, device, staffId);
  await checkStock(database, ticket);
  const { minor: totalMinor, currency } = ticket.order.priced.totals.gross;
  await checkVouchers(database, draft.vouchers ?? [], currency);
  const amountMinor = restOf(draft, totalMinor);
  const { paymentId } = must(draft.payment, 'a card');
  const amount = { paymentId, orderId: draft.orderId, amountMinor, currency, deviceId: device.deviceId };
  return askAmount(database, amount, { card, staffId });
}

/** Asks a card at the counter for an amount; nobody stands on it yet. */
export async function askAmount(
  database: Database,
  amount: Omit<PaymentRequest, 'method' | 'provider'>,
  { card, staffId }: { card: string; staffId: string },
): Promise<CardAnswer> {
  const request = { ...amount, method: 'card' as const, provider: 'pretend' as const };
  const { paymentId } = amount;
  await database.transaction({ actor: staffId }, async (tx) =>
    unwrap(must((await openPayments(tx, [request]))[0], 'an outcome')),
  );
  const { state, code, settlement } = await authorisePayment(database, { paymentId, card });
  if (state !== 'unknown') {
    await database.transaction({ actor: staffId }, async (tx) => {
      for (const outcome of await settlePayments(tx, [settlement])) unwrap(outcome);
    });
  }
  return { state, ...(code === undefined ? {} : { code }) };
}

/** The sale goes another way: the card's money is released. Refuses `payments.not_found`, `till.card_taken`. Repeatable. */
export async function dropCard(database: Database, paymentId: string, device: Device, staffId: string): Promise<void> {
  const payment = await paymentById(database, paymentId);
  if (!payment || payment.deviceId !== device.deviceId || payment.method !== 'card')
    refuse('payments.not_found', { detail: paymentId });
  if (payment.claimedAt !== null) refuse('till.card_taken', { detail: payment.orderId });
  await voidPayment(database, { paymentId, reason: 'till', actor: staffId });
}

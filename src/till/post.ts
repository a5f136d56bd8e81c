import { createBatcher, type Batcher } from '#base/batcher';
import { lock, perDatabase, sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import type { Money } from '#base/money';
import { granted, Refusal, refused, unwrap, type Outcome } from '#base/refusal';
import type { Instant } from '#base/time';
import { admitCarts, closeCarts } from '#carts';
import { cameToNothing, findOrder, placeOrders, type OrderReceipt, type PreparedOrder } from '#orders';
import { lockPayments, settlePayments, type Payment } from '#payments';
import { blockedTills, putAside } from './forks.ts';
import { bodyOf, bodyText, followsOn, restOf, sameTicket, ticketHash, type Device, type TicketDraft } from './model.ts';
import { sellCards } from './sold-cards.ts';
import { prepareTicket, type PreparedTicket } from './prepare.ts';
import { lockTills, ticketsById, type Ticket } from './queries.ts';
import { roundTicket } from './rounding.ts';
import { leaveNow } from './sent.ts';

export type TicketReceipt = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly number: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly total: Money;
  readonly receivedAt: Instant;
};

/**
 * Posts tickets: the chain is checked under the device's lock, the order placed, its stock handed over, the money taken, the cart
 * closed, the ticket chained, all in one transaction; a refusal of one never undoes a neighbour. One ticket a device at a time
 * (`request.in_flight` for the next). The same ticket again gives its receipt. A ticket that does not follow is refused and put aside
 * for a person, and until that person has looked its till sells nothing. Refuses `till.fork`, `till.blocked`, `till.card_open`, `carts.closed`, `inventory.short`, `request.id_reused`.
 */
export async function postTickets(tx: Tx, tickets: readonly PreparedTicket[]): Promise<Outcome<TicketReceipt>[]> {
  const taken = new Set<string>();
  const chosen = tickets.filter(({ device, draft }) => {
    const keys = [device.deviceId, draft.orderId, draft.ticketId];
    if (keys.some((key) => taken.has(key))) return false;
    for (const key of keys) taken.add(key);
    return true;
  });
  const byOrder = new Map(chosen.map((ticket) => [ticket.draft.orderId, ticket]));
  const fresh = new Set<string>();
  const placed = await placeOrders(
    tx,
    chosen.map((ticket) => ticket.order),
    async (inner, orders) => {
      for (const order of orders) fresh.add(order.draft.orderId);
      return admitTickets(inner, orders, byOrder);
    },
  );
  const outcomes = new Map<PreparedTicket, Outcome<TicketReceipt>>();
  const news: { ticket: PreparedTicket; receipt: OrderReceipt }[] = [];
  const repeats: { ticket: PreparedTicket; receipt: OrderReceipt }[] = [];
  chosen.forEach((ticket, i) => {
    const outcome = placed[i] ?? refused<OrderReceipt>('request.in_flight');
    if (!outcome.ok) outcomes.set(ticket, outcome);
    else (fresh.has(ticket.draft.orderId) ? news : repeats).push({ ticket, receipt: outcome.value });
  });
  for (const [ticket, outcome] of await repeated(tx, repeats)) outcomes.set(ticket, outcome);
  for (const [ticket, receipt] of await writeTickets(tx, news)) outcomes.set(ticket, granted(receipt));
  return tickets.map((ticket) => outcomes.get(ticket) ?? refused('request.in_flight'));
}

/** Under the locks of the batch: is the card's money there, the cart open, the chain unbroken? */
async function admitTickets(
  tx: Tx,
  orders: readonly PreparedOrder[],
  byOrder: ReadonlyMap<string, PreparedTicket>,
): Promise<ReadonlyMap<string, Refusal>> {
  const tickets = orders.flatMap(({ draft }) => byOrder.get(draft.orderId) ?? []);
  const barred = new Map<string, Refusal>();
  const bar = (ticket: PreparedTicket, refusal: Refusal | undefined): void => {
    if (refusal && !barred.has(ticket.draft.orderId)) barred.set(ticket.draft.orderId, refusal);
  };
  const payments = await lockPayments(
    tx,
    tickets.map((ticket) => ticket.draft.orderId),
  );
  for (const ticket of tickets) bar(ticket, moneyBar(ticket, payments));
  for (const [orderId, refusal] of await admitCarts(tx, orders)) if (!barred.has(orderId)) barred.set(orderId, refusal);
  lock(tx, 'till.device');
  const devices = await lockTills(
    tx,
    tickets.map((ticket) => ticket.device.deviceId),
  );
  const blocked = await blockedTills(tx, [...devices.keys()]);
  const forks: Parameters<typeof putAside>[1][number][] = [];
  for (const ticket of tickets) {
    const stood = devices.get(ticket.device.deviceId);
    const follows = stood ? followsOn(stood, ticket.draft) : refused<never>('till.unknown_device');
    if (follows.ok && blocked.has(ticket.device.deviceId))
      bar(ticket, new Refusal('till.blocked', { detail: ticket.device.code }));
    if (follows.ok) continue;
    if (stood) forks.push({ link: ticket.draft, stood, body: chained(ticket).body });
    bar(ticket, follows.refusal);
  }
  await putAside(tx, forks);
  return barred;
}

/** A card must have been approved for just this order and amount; no other attempt on it may still bring money. */
function moneyBar({ draft, order }: PreparedTicket, payments: readonly Payment[]): Refusal | undefined {
  const mine = payments.filter((payment) => payment.orderId === draft.orderId);
  const paymentId = draft.payment?.paymentId;
  const open = mine.find(
    (payment) => payment.paymentId !== paymentId && !cameToNothing(payment) && payment.wish !== 'void',
  );
  if (open) return new Refusal('till.card_open', { detail: `${open.paymentId} is ${open.state}` });
  const { gross } = order.priced.totals;
  const rest = restOf(draft, gross.minor);
  if (draft.payment?.method !== 'card' || rest === 0) return undefined;
  const card = mine.find((payment) => payment.paymentId === paymentId);
  const state = card?.state ?? 'unknown';
  const good =
    card?.wish !== 'void' &&
    (state === 'authorised' || state === 'captured') &&
    card?.amountMinor === rest &&
    card.currency === gross.currency;
  return good ? undefined : new Refusal('till.card_open', { detail: `the card is ${state}` });
}

type Placed = { readonly ticket: PreparedTicket; readonly receipt: OrderReceipt };

async function repeated(tx: Tx, repeats: readonly Placed[]): Promise<[PreparedTicket, Outcome<TicketReceipt>][]> {
  const known = await ticketsById(
    tx,
    repeats.map(({ ticket }) => ticket.draft.ticketId),
  );
  return repeats.map(({ ticket, receipt }) => {
    const before = known.get(ticket.draft.ticketId);
    const same = before && sameTicket(before.body, ticket.draft, ticket.device.deviceId);
    return [
      ticket,
      same ? granted(receiptOf(before, receipt)) : refused('request.id_reused', { detail: ticket.draft.ticketId }),
    ];
  });
}

/** The receipt of a ticket that stands. */
export function receiptOf(ticket: Ticket, order: Pick<OrderReceipt, 'number' | 'total'>): TicketReceipt {
  const { ticketId, orderId, sequence, previousHash, hash, receivedAt } = ticket;
  return { ticketId, orderId, number: order.number, sequence, previousHash, hash, total: order.total, receivedAt };
}

async function writeTickets(tx: Tx, placed: readonly Placed[]): Promise<[PreparedTicket, TicketReceipt][]> {
  if (placed.length === 0) return [];
  const claims = placed.flatMap(({ ticket: { draft }, receipt }) =>
    draft.payment?.method === 'card' && restOf(draft, receipt.total.minor) > 0
      ? [{ paymentId: draft.payment.paymentId, claim: 'capture' as const }]
      : [],
  );
  // Locked at admission, and nobody can have released them since.
  for (const outcome of await settlePayments(tx, claims, true)) unwrap(outcome);
  const closings = placed.flatMap(({ ticket: { draft, staffId } }) =>
    draft.cartId === undefined ? [] : [{ cartId: draft.cartId, orderId: draft.orderId, actor: staffId }],
  );
  for (const outcome of await closeCarts(tx, closings)) unwrap(outcome);
  await leaveNow(
    tx,
    placed.map(({ ticket }) => ticket),
  );
  await sellCards(
    tx,
    placed.map(({ ticket }) => ticket.draft),
  );
  await roundTickets(tx, placed);
  lock(tx, 'till.device');
  const written = placed.map(({ ticket, receipt }) => ({ ticket, receipt, ...chained(ticket) }));
  await Promise.all([insertTickets(tx, written), moveTails(tx, written)]);
  announce(tx, written.map(postedEvent));
  return written.map(({ ticket, receipt, hash }) => {
    const { ticketId, orderId, sequence, previousHash } = ticket.draft;
    const { number, total } = receipt;
    return [ticket, { ticketId, orderId, number, sequence, previousHash, hash, total, receivedAt: tx.now }];
  });
}

/** Cash that was counted differs from what it settles where its smallest coins are gone. */
async function roundTickets(tx: Tx, placed: readonly Placed[]): Promise<void> {
  for (const { ticket } of placed) {
    const { draft, device, staffId, order, cashStep } = ticket;
    if (draft.payment?.method === 'cash' && cashStep > 1)
      await roundTicket(tx, bodyOf(draft, device, staffId, order.priced, cashStep));
  }
}

function chained({ draft, device, staffId, order, cashStep }: PreparedTicket): { body: string; hash: string } {
  const body = bodyText(bodyOf(draft, device, staffId, order.priced, cashStep));
  return { body, hash: ticketHash(draft.previousHash, body) };
}

type Written = Placed & { readonly body: string; readonly hash: string };

function insertTickets(tx: Tx, rows: readonly Written[]): Promise<unknown> {
  const of = <T>(pick: (draft: TicketDraft, row: Written) => T): T[] => rows.map((row) => pick(row.ticket.draft, row));
  return tx.query(sql`
    INSERT INTO till.ticket (ticket_id, device_id, sequence, previous_hash, hash, order_id, body, at, received_at)
    SELECT n.*, ${tx.now}::timestamptz FROM unnest(${of((d) => d.ticketId)}::text[], ${of((_, row) => row.ticket.device.deviceId)}::text[],
      ${of((d) => d.sequence)}::bigint[], ${of((d) => d.previousHash)}::text[], ${of((_, row) => row.hash)}::text[],
      ${of((d) => d.orderId)}::text[], ${of((_, row) => row.body)}::text[], ${of((d) => d.at)}::timestamptz[]) AS n`);
}

function moveTails(tx: Tx, rows: readonly Written[]): Promise<unknown> {
  return tx.query(sql`
    UPDATE till.device d SET last_sequence = n.sequence, last_hash = n.hash
    FROM unnest(${rows.map((row) => row.ticket.device.deviceId)}::text[], ${rows.map((row) => row.ticket.draft.sequence)}::bigint[],
      ${rows.map((row) => row.hash)}::text[]) AS n(device_id, sequence, hash)
    WHERE d.device_id = n.device_id`);
}

function postedEvent({ ticket: { draft, device, staffId }, receipt, hash }: Written) {
  return {
    type: 'till.ticket_posted',
    subjectKind: 'ticket',
    subjectId: draft.ticketId,
    version: 1,
    channelId: device.channelId,
    actor: staffId,
    mentions: [device.deviceId, draft.orderId, ...(draft.customerId === undefined ? [] : [draft.customerId])],
    body: {
      orderId: draft.orderId,
      sequence: draft.sequence,
      hash,
      totalMinor: receipt.total.minor,
      currency: receipt.total.currency,
      method: draft.payment?.method ?? 'gift_card',
    },
  };
}

const posts: (database: Database) => Batcher<PreparedTicket, TicketReceipt> = perDatabase((database) =>
  createBatcher(database, { name: 'till.post', caller: { actor: 'till' }, run: postTickets }),
);

/** Posts one ticket through the batcher; a repetition is answered first, because prices may have changed since. */
export async function postTicket(
  database: Database,
  draft: TicketDraft,
  device: Device,
  staffId: string,
): Promise<TicketReceipt> {
  const known = (await ticketsById(database, [draft.ticketId])).get(draft.ticketId);
  if (known) return unwrap(await knownReceipt(database, known, draft, device));
  return unwrap(await posts(database).submit(await prepareTicket(database, draft, device, staffId)));
}

async function knownReceipt(
  database: Database,
  known: Ticket,
  draft: TicketDraft,
  device: Device,
): Promise<Outcome<TicketReceipt>> {
  if (!sameTicket(known.body, draft, device.deviceId)) return refused('request.id_reused', { detail: draft.ticketId });
  const order = await findOrder(database, known.orderId);
  return order ? granted(receiptOf(known, order)) : refused('till.unknown_ticket', { detail: draft.ticketId });
}

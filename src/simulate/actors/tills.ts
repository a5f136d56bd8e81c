/** Sales over the counter: chained tickets, in cash or by card, of a cart that was brought, beyond the stock. */
import { must } from '#base/assert';
import { clock } from '#base/time';
import { bringToTill, cartForOrder } from '#carts';
import type { Database } from '#base/db';
import { askCard, dropCard, postTicket, type TicketDraft } from '#till';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Till, Town } from '../town.ts';

type Lines = TicketDraft['lines'];
type Ids = { readonly ticketId: string; readonly orderId: string; readonly paymentId: string };

export const idsOf = (roll: Roll): Ids => ({
  ticketId: roll.id('tkt'),
  orderId: roll.id('ord'),
  paymentId: roll.id('pay'),
});

/** The next ticket of a till, as its own memory has it when it is made. */
export function ticket(till: Till, ids: Ids, lines: Lines, more: Pick<TicketDraft, 'payment' | 'override' | 'cartId'>) {
  const { ticketId, orderId } = ids;
  const { lastSequence, lastHash } = till;
  return { ...more, ticketId, orderId, lines, at: clock(), sequence: lastSequence + 1, previousHash: lastHash };
}

export const dueOf = (lines: Lines): number => lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);

export async function post(database: Database, till: Till, draft: TicketDraft) {
  const receipt = await postTicket(database, draft, till.device, till.staffId);
  if (receipt.sequence > till.lastSequence) {
    till.lastSequence = receipt.sequence;
    till.lastHash = receipt.hash;
  }
  const { orderId, ticketId, payment, vouchers = [] } = draft;
  // What a gift card pays whole goes back by itself, as with a card of a bank.
  const { paymentId, method } = payment ?? { ...must(vouchers[0], 'how it is paid'), method: 'card' as const };
  const order = { orderId, paymentId, method };
  return { told: 'carried_away', ticketId, order, receipt: { ...receipt, openedAt: receipt.receivedAt } } as const;
}

/** Goods chosen by the seed, at the prices shown when the ticket is made. */
function goods(town: Town, roll: Roll): () => Lines {
  const wanted = roll.shuffled(town.skuIds).slice(0, roll.int(1, 2));
  const quantities = wanted.map(() => roll.int(1, 2));
  return () =>
    wanted.map((skuId, i) => ({
      ...{ skuId, quantity: quantities[i] ?? 1, unitMinor: town.model.prices.get(skuId) ?? 0 },
    }));
}

function sellForCash(town: Town, roll: Roll): Operation {
  const till = must(roll.pick(town.tills), 'a till');
  const [ids, lines, override, over] = [idsOf(roll), goods(town, roll), roll.chance(10), roll.int(0, 500)];
  town.planned.orders.push({ ...ids, card: false });
  const draft = once(() => {
    const now = lines();
    const payment = { method: 'cash', paymentId: ids.paymentId, receivedMinor: dueOf(now) + over } as const;
    return ticket(till, ids, now, { payment, override });
  });
  return {
    says: `${till.device.code} sells ${ids.orderId} for cash${override ? ', whatever the stock' : ''}`,
    run: async (database) => post(database, till, await draft()),
  };
}

function sellByCard(town: Town, roll: Roll): Operation {
  const till = must(roll.pick(town.tills), 'a till');
  const [ids, lines, leaves] = [idsOf(roll), goods(town, roll), roll.chance(20)];
  const card = roll.pick(['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_lost_answer'] as const) ?? 'tok_ok';
  town.planned.orders.push({ ...ids, card: false });
  const draft = once(() =>
    ticket(till, ids, lines(), { payment: { method: 'card', paymentId: ids.paymentId }, override: false }),
  );
  const { device, staffId } = till;
  let approved = false;
  return {
    says: `${device.code} sells ${ids.orderId} by card ${card}${leaves ? ', then not' : ''}`,
    run: async (database) => {
      for (let tries = 0; tries < 2 && !approved; tries++) {
        const { state } = await askCard(database, { draft: await draft(), device, staffId, card });
        approved = state === 'authorised';
      }
      if (!leaves) return post(database, till, await draft());
      await dropCard(database, ids.paymentId, device, staffId);
      return nothing;
    },
  };
}

function sellCart(town: Town, roll: Roll): Operation | undefined {
  const till = must(roll.pick(town.tills), 'a till');
  const cart = roll.recent(town.planned.carts, 8);
  if (!cart) return undefined;
  const ids = idsOf(roll);
  town.planned.orders.push({ ...ids, card: false });
  const { channelId, deviceId } = till.device;
  const { staffId } = till;
  const draft = once(async (database: Database) => {
    const { cartId, customerId } = cart;
    await bringToTill(database, { cartId, channelId, till: deviceId, staffId, customerId });
    const { view } = await cartForOrder(database, { cartId, access: { staffId }, channelId });
    const lines = view.lines.map(({ skuId, quantity, unit }) => ({ skuId, quantity, unitMinor: unit?.minor ?? 0 }));
    const payment = { method: 'cash', paymentId: ids.paymentId, receivedMinor: dueOf(lines) } as const;
    return ticket(till, ids, lines, { payment, override: false, cartId });
  });
  return {
    says: `${till.device.code} sells ${ids.orderId}, a cart that was brought`,
    run: async (database) => post(database, till, await draft(database)),
  };
}

export const tills: readonly Actor[] = [
  { name: 'clerk sells for cash', weight: 8, act: sellForCash },
  { name: 'clerk sells by card', weight: 6, act: sellByCard },
  { name: 'clerk sells a cart', weight: 4, act: sellCart },
];

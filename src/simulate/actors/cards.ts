/** Gift cards and store credit: given by the office, spent on the web and at tills, two places asking for the same card at once. */
import { must } from '#base/assert';
import { Refusal, unwrap } from '#base/refusal';
import { placeOrder, type OrderDraft } from '#orders';
import { creditAccount, giftAccount, giveCard, giveCredit } from '#payments';
import type { Asked, Told } from '../model.ts';
import { once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Town } from '../town.ts';
import { dueOf, idsOf, post, ticket } from './tills.ts';

const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };
const reason = 'simulated';

/** Small, so that many meet on the same money: a card is spent by its third or fourth order. */
function giveOne(town: Town, roll: Roll): Operation {
  const [cardId, minor] = [roll.id('gft'), roll.int(800, 6_000)];
  town.planned.vouchers.push({ account: giftAccount(cardId), minor });
  return {
    says: `give a card of ${minor} ${cardId}`,
    run: async (database) => {
      await database.transaction({ actor: 'office' }, (tx) => giveCard(tx, { cardId, minor, currency: 'EUR', reason }));
      return { told: 'loaded', movementId: cardId, minor };
    },
  };
}

function giveSome(town: Town, roll: Roll): Operation {
  const [movementId, minor] = [roll.id('mny'), roll.int(300, 3_000)];
  const customerId = must(roll.pick(town.customers), 'a customer');
  town.planned.vouchers.push({ account: creditAccount(customerId), minor });
  return {
    says: `give ${customerId} a credit of ${minor}`,
    run: async (database) => {
      await database.transaction({ actor: 'office' }, (tx) =>
        giveCredit(tx, { movementId, customerId, minor, currency: 'EUR', reason }),
      );
      return { told: 'loaded', movementId, minor };
    },
  };
}

/** Two articles at most, and how much of it the voucher is to pay. */
function wish(town: Town, roll: Roll) {
  const voucher = roll.recent(town.planned.vouchers, 4);
  const wanted = roll.shuffled(town.skuIds).slice(0, roll.int(1, 2));
  const lines = wanted.map((skuId) => ({ skuId, quantity: roll.int(1, 2) }));
  const share = roll.pick([30, 60, 100, 100] as const) ?? 100;
  return voucher && { ...voucher, lines, share };
}
type Wish = NonNullable<ReturnType<typeof wish>>;

const priced = (town: Town, { lines }: Wish) =>
  lines.map((line) => ({ ...line, unitMinor: town.model.prices.get(line.skuId) ?? 0 }));

/** What a voucher pays of a total: its share, at most what it began with; always something. */
const partOf = ({ share, minor }: Wish, total: number): number =>
  Math.max(1, Math.min(minor, Math.floor((total * share) / 100)));

/** An order to be collected, so that its goods are all it costs. */
function webOrder(town: Town, asked: Asked, voucherId: string, wanted: Wish): OrderDraft {
  const lines = priced(town, wanted);
  const total = dueOf(lines);
  const part = partOf(wanted, total);
  const gift = {
    ...({ paymentId: voucherId, method: 'gift_card', provider: 'gift-card', accountId: wanted.account } as const),
    amountMinor: part,
  };
  const card = { paymentId: asked.paymentId, method: 'card', provider: 'pretend', amountMinor: total - part } as const;
  return {
    ...{ orderId: asked.orderId, channelId: town.channels.web, contact, lines, price: 'ours', short: 'refuse' },
    delivery: { method: 'pickup', siteId: town.sites.store },
    payments: total > part ? [gift, card] : [gift],
  };
}

/** On the web: all of an order by a voucher, or a part of it and the rest by card, which a shopper pays later or never. */
function buyWith(town: Town, roll: Roll): Operation | undefined {
  const wanted = wish(town, roll);
  if (!wanted) return undefined;
  const order: Asked = { orderId: roll.id('ord'), paymentId: roll.id('pay'), method: 'card' };
  const voucherId = roll.id('pay');
  town.planned.orders.push({ ...order, card: true });
  const draft = once(() => webOrder(town, order, voucherId, wanted));
  return {
    says: `buy ${order.orderId} with ${wanted.share} of a hundred from ${wanted.account}`,
    run: async (database) => {
      const receipt = unwrap(await placeOrder(database, await draft()));
      return { told: 'opened', order, receipt, placed: receipt.state === 'placed' };
    },
  };
}

function ticketWith(town: Town, roll: Roll, wanted: Wish) {
  const till = must(roll.pick(town.tills), 'a till');
  const [ids, voucherId] = [idsOf(roll), roll.id('pay')];
  town.planned.orders.push({ ...ids, card: false });
  const draft = once(() => {
    const lines = priced(town, wanted);
    const rest = dueOf(lines) - partOf(wanted, dueOf(lines));
    const payment = { method: 'cash', paymentId: ids.paymentId, receivedMinor: rest } as const;
    const made = ticket(till, ids, lines, { payment: rest > 0 ? payment : undefined, override: false });
    const vouchers = [{ paymentId: voucherId, accountId: wanted.account, minor: dueOf(lines) - rest }];
    return { ...made, vouchers };
  });
  return { till, ids, draft };
}

/** At a till: the card was shown there, and pays in the ticket's own transaction. */
function sellWith(town: Town, roll: Roll): Operation | undefined {
  const wanted = wish(town, roll);
  if (!wanted) return undefined;
  const { till, ids, draft } = ticketWith(town, roll, wanted);
  return {
    says: `${till.device.code} sells ${ids.orderId} with ${wanted.share} of a hundred from ${wanted.account}`,
    run: async (database) => post(database, till, await draft()),
  };
}

/** One card, two channels, at the same moment. Whatever it holds is spent once; either may be refused, or both. */
function bothAtOnce(town: Town, roll: Roll): Operation | undefined {
  const wanted = wish(town, roll);
  if (!wanted) return undefined;
  const web: Asked = { orderId: roll.id('ord'), paymentId: roll.id('pay'), method: 'card' };
  const voucherId = roll.id('pay');
  const { till, ids, draft } = ticketWith(town, roll, wanted);
  town.planned.orders.push({ ...web, card: true });
  const order = once(() => webOrder(town, web, voucherId, wanted));
  return {
    says: `${web.orderId} on the web and ${ids.orderId} at ${till.device.code} at once, from ${wanted.account}`,
    run: async (database) => {
      const other = must(
        town.homes.find((home) => home !== database),
        'another process',
      );
      const [placed, sold] = await Promise.allSettled([
        order().then((one) => placeOrder(other, one)),
        draft().then((one) => post(database, till, one)),
      ]);
      // Who heard nothing asks again: only what a place surely refused is left out.
      if (placed.status === 'rejected') throw placed.reason;
      if (sold.status === 'rejected' && !(sold.reason instanceof Refusal)) throw sold.reason;
      if (sold.status === 'rejected' && !placed.value.ok) throw sold.reason;
      const told: Told[] = sold.status === 'fulfilled' ? [sold.value] : [];
      if (!placed.value.ok) return told;
      const receipt = placed.value.value;
      return [...told, { told: 'opened', order: web, receipt, placed: receipt.state === 'placed' }];
    },
  };
}

export const cards: readonly Actor[] = [
  { name: 'office gives a card', weight: 3, act: giveOne },
  { name: 'office gives a credit', weight: 2, act: giveSome },
  { name: 'shopper pays with a card', weight: 6, act: buyWith },
  { name: 'clerk takes a card', weight: 4, act: sellWith },
  { name: 'a card in two places at once', weight: 3, act: bothAtOnce },
];

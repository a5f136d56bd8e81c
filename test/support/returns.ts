/** Orders that left and were paid, for what comes back of them. */
import assert from 'node:assert/strict';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { unwrap } from '#base/refusal';
import { payOrder, placeOrder, shipOrder, type OrderDraft } from '#orders';
import { carryOut, carryOutRefunds } from '#payments';
import { inspectReturn, itemsOf, partsOf, receiveReturn, type NewPart } from '#returns';
import { webDraft, type Wanted } from './orders.ts';
import type { TestShop } from './shop.ts';
import { sell, type Counter, type Till } from './till.ts';

const by = { actor: 'test' };

/** A web order by card that was paid and has left. */
export async function sentOrder(database: Database, shop: TestShop, wanted: Wanted): Promise<OrderDraft> {
  const draft = webDraft(shop, wanted, 'card');
  unwrap(await placeOrder(database, draft));
  const paymentId = draft.payments[0]?.paymentId ?? '';
  await payOrder(database, { orderId: draft.orderId, paymentId, card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  await database.transaction(by, (tx) => shipOrder(tx, { orderId: draft.orderId }));
  return draft;
}

/** The worker carries out what is on its way. */
export const carryBack = (database: Database): Promise<void> => carryOutRefunds(database);

/** Receives units of lines at a site; says the receipt's id. */
export async function receive(
  database: Database,
  returnId: string,
  siteId: string,
  lines: readonly (readonly [lineNo: number, quantity: number])[],
): Promise<string> {
  const receiptId = newId('rtc');
  const items = lines.map(([lineNo, quantity]) => ({ lineNo, quantity }));
  await database.transaction(by, (tx) => receiveReturn(tx, { returnId, receiptId, siteId, items }));
  return receiptId;
}

/** Looks at what nobody has looked at yet and puts it away. */
export async function putAway(
  database: Database,
  returnId: string,
  disposition: NewPart['disposition'] = 'sellable',
): Promise<void> {
  const [items, known] = [await itemsOf(database, [returnId]), await partsOf(database, returnId)];
  const left = items.filter((item) => known.every((part) => part.itemId !== item.itemId));
  assert.ok(left.length > 0, 'something waits to be looked at');
  const parts = left.map(({ itemId, quantity, skuId }) => ({
    ...{ partId: newId('rtp'), itemId, quantity, condition: 'new' as const },
    ...(skuId === null ? {} : { disposition }),
  }));
  await database.transaction(by, (tx) => inspectReturn(tx, returnId, parts));
}

/** A return that came, was looked at and was paid for at a till, for `verify`: two units of an article of which there is enough. */
export async function returnPast(
  here: Counter,
  till: Till,
  skuId: string,
): Promise<{
  back: string;
  item: string;
  part: string;
  due: string;
  backOrder: string;
  backTicket: string;
  exchange: string;
}> {
  const { app, clerk } = here;
  const sold = await sell(here, till, [[skuId, 3]]);
  assert.equal(sold.status, 201, sold.text);
  const backOrder = sold.body.orderId as string;
  const [back, due, backTicket] = [newId('rtn'), newId('due'), newId('tkt')];
  const body = {
    ...{ ticketId: backTicket, orderId: backOrder, returnId: back, receiptId: newId('rtc'), dueId: due },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
    lines: [{ lineNo: 1, quantity: 2, condition: 'new', disposition: 'sellable' }],
  };
  const taken = await app.call('POST', '/api/till/returns', { as: clerk, cookies: till.cookies, body });
  assert.equal(taken.status, 201, taken.text);
  [till.lastSequence, till.lastHash] = [body.sequence, taken.body.ticket.hash as string];
  const [item] = await itemsOf(app.database, [back]);
  const [part] = await partsOf(app.database, back);
  const exchange = await exchangePast(here, till, skuId);
  return { back, due, backOrder, backTicket, exchange, item: item?.itemId ?? '', part: part?.partId ?? '' };
}

/** One unit exchanged for another of the same at a till; says the exchange. */
async function exchangePast(here: Counter, till: Till, skuId: string): Promise<string> {
  const { app, clerk } = here;
  const sold = await sell(here, till, [[skuId, 1]]);
  const body = {
    ...{ exchangeId: newId('exc'), sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock() },
    back: {
      ...{
        ticketId: newId('tkt'),
        orderId: sold.body.orderId as string,
        returnId: newId('rtn'),
        receiptId: newId('rtc'),
      },
      ...{ dueId: newId('due'), reason: 'size' },
      lines: [{ lineNo: 1, quantity: 1, condition: 'new', disposition: 'sellable' }],
    },
    sale: { ticketId: newId('tkt'), orderId: newId('ord'), wanted: [{ skuId, quantity: 1 }] },
    ...{ payMinor: 0, backMinor: 0 },
  };
  const done = await app.call('POST', '/api/till/exchanges', { as: clerk, cookies: till.cookies, body });
  assert.equal(done.status, 201, done.text);
  [till.lastSequence, till.lastHash] = [body.sequence + 1, done.body.sale.hash as string];
  return body.exchangeId;
}

export const returnFaults = {
  'a unit counted as back that nobody received': {
    code: 'RET1',
    promise: /received of it/,
    plant: `UPDATE orders.line SET returned = returned + 1 WHERE order_id = :backOrder`,
    says: ':backOrder',
  },
  'more units back than were sent': {
    code: 'RET1',
    promise: /no more than it has sent/,
    plant: `UPDATE orders.line SET shipped = 1 WHERE order_id = :backOrder`,
    says: ':backOrder',
  },
  'goods that came and moved nowhere': {
    code: 'RET2',
    promise: /once into quarantine/,
    plant: `DELETE FROM inventory.movement WHERE movement_id = :item`,
    says: ':item',
  },
  'goods that went elsewhere than was said': {
    code: 'RET2',
    promise: /once to the place/,
    plant: `UPDATE returns.part SET disposition = 'scrap' WHERE part_id = :part`,
    says: ':part',
  },
  'the same units looked at twice': {
    code: 'RET2',
    promise: /once to the place/,
    plant: `UPDATE returns.part SET quantity = quantity + 1 WHERE part_id = :part`,
    says: ':item',
  },
  'money for more than was paid': {
    code: 'RET3',
    promise: /no more than was paid/,
    plant: `UPDATE returns.due SET minor = minor + 1000000, entitled_minor = entitled_minor + 1000000 WHERE due_id = :due`,
    says: ':backOrder',
  },
  'money twice for the same units': {
    code: 'RET3',
    promise: /once each/,
    plant: `UPDATE returns.due SET lines = lines || lines WHERE due_id = :due`,
    says: ':backOrder',
  },
  'a due called paid whose refund came to nothing': {
    code: 'RET4',
    promise: /only when all of it is back/,
    plant: `UPDATE payments.refund SET state = 'refused' WHERE refund_id = (SELECT refund_id FROM returns.payback WHERE due_id = :due)`,
    says: ':due',
  },
  'a closed return with goods nobody looked at': {
    code: 'RET5',
    promise: /nobody looked at/,
    plant: `DELETE FROM returns.part WHERE part_id = :part`,
    says: ':back',
  },
  'an exchange of goods that were worth something else': {
    code: 'RET6',
    promise: /pays for one new order/,
    plant: `UPDATE returns.due SET minor = minor + 1, entitled_minor = entitled_minor + 1
      WHERE due_id = (SELECT due_id FROM returns.exchange WHERE exchange_id = :exchange)`,
    says: ':exchange',
  },
  'goods taken back in exchange for nothing': {
    code: 'RET6',
    promise: /pays for one new order/,
    plant: `DELETE FROM returns.exchange WHERE exchange_id = :exchange`,
    says: 'exchanged for nothing',
  },
  'goods set aside for an exchange that is over': {
    code: 'RET6',
    promise: /only while it waits/,
    plant: `UPDATE inventory.reservation SET holder = 'exc_nowhere' WHERE holder = :open`,
    says: 'exc_nowhere',
  },
  'money that pays for an order and left none': {
    code: 'MON5',
    promise: /leaves it once and arrives whole/,
    plant: `INSERT INTO payments.exchange VALUES ('pay_nowhere', 'rfd_nowhere', 'pay_nobody')`,
    says: 'pay_nowhere',
  },
  'a ticket that gives back another amount': {
    code: 'POS3',
    promise: /what is owed/,
    plant: `UPDATE returns.due SET minor = minor - 1 WHERE due_id = :due`,
    says: ':backTicket',
  },
  'money out of a drawer without a ticket': {
    code: 'POS3',
    promise: /has one/,
    plant: `DELETE FROM till.ticket WHERE ticket_id = :backTicket`,
    says: ':due',
  },
} as const;

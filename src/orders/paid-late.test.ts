/** Money that comes when the order is over and its stock is sold: always an order that a person decides about, whoever took the money. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import {
  authorisePayment,
  carryOut,
  lookUpTold,
  openPage,
  paymentsOf,
  settlePayments,
  type PaymentMethod,
} from '#payments';
import { testDatabase } from '../../test/support/database.ts';
import {
  count,
  free,
  marketDraft,
  marketTown,
  placeTogether,
  sound,
  stock,
  webDraft,
  type Market,
} from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { connectStripe, stripeServer, type StripeServer } from '../../test/support/stripe-server.ts';
import { paymentsModule } from '../payments/module.ts';
import { tell } from '../payments/providers/pretend/psp.ts';
import { storeWebhook } from '../payments/webhooks.ts';
import {
  cancelOrder,
  decisionOf,
  editOrder,
  expireOrders,
  findOrder,
  placeOrder,
  waitForStock,
  type OrderDraft,
} from './index.ts';
import { ordersModule } from './module.ts';

const by = { actor: 'test' };
let database: Database;
let shop: Market;
let stripe: StripeServer;
const undo: (() => unknown)[] = [];
before(async () => {
  database = await testDatabase({ after: (fn) => void undo.push(fn as () => unknown) });
  shop = await marketTown(database, 9);
  await database.query(sql`
    UPDATE payments.setting SET transfer_holder = 'Essai', transfer_iban = 'FR1420041010050500013M02606', transfer_channels = ARRAY[${shop.channels.web}]::text[]`);
  stripe = await stripeServer();
  await connectStripe(database, stripe);
  undo.push(stripe.close);
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const goOn = () => react(database, [...(paymentsModule.reactions ?? []), ...(ordersModule.reactions ?? [])]);
/** Each story has an article of its own; what waits for one gets what comes of it. */
let nth = 0;
const gone = (): string => shop.skuIds[nth] ?? '';
const other = (): string => shop.skuIds.at(-1) ?? '';
const stateOf = async (orderId: string) => (await findOrder(database, orderId))?.state;

/** The last unit, ordered and not paid in time; somebody else has bought it since. */
async function lapsed(method: PaymentMethod, provider: string): Promise<{ draft: OrderDraft; paymentId: string }> {
  nth += 1;
  await stock(database, shop, gone(), 1);
  const base = webDraft(shop, [[gone(), 1]], 'card');
  const paymentId = base.payments[0]?.paymentId ?? '';
  const draft = { ...base, payments: [{ paymentId, method, provider }] } as OrderDraft;
  unwrap(await placeOrder(database, draft));
  return { draft, paymentId };
}
async function soldToOthers({ draft }: { draft: OrderDraft }): Promise<void> {
  if ((await stateOf(draft.orderId)) === 'awaiting_payment') {
    await database.query(
      sql`UPDATE orders.order SET expires_at = now() - interval '1 minute' WHERE order_id = ${draft.orderId}`,
    );
    await expireOrders(database);
  } else
    await database.transaction(by, (tx) => cancelOrder(tx, { orderId: draft.orderId, reason: 'no transfer came' }));
  assert.equal(await stateOf(draft.orderId), 'cancelled');
  unwrap(await placeOrder(database, webDraft(shop, [[gone(), 1]], 'promise')));
  assert.equal(await free(database, gone()), 0);
}

/** How the money of each comes when it is too late. */
const lateMoney: Record<
  string,
  { method: PaymentMethod; provider: string; come: (paymentId: string, before: () => Promise<void>) => Promise<void> }
> = {
  'a card of the pretend provider, told by webhook': {
    method: 'card',
    provider: 'pretend',
    come: async (paymentId, sold) => {
      await authorisePayment(database, { paymentId, card: 'tok_lost_answer' });
      await sold();
      await tell(database, paymentId);
      const [sent] = await database.query<{ body: string; id: string }>(
        sql`SELECT body, event_id AS id FROM pretend_psp.webhook WHERE body LIKE ${`%${paymentId}%`} ORDER BY due_at DESC LIMIT 1`,
      );
      const { body = '', id = '' } = sent ?? {};
      await database.transaction(by, (tx) => storeWebhook(tx, { provider: 'pretend', eventId: id, body }));
    },
  },
  'a card at Stripe, told by webhook': {
    method: 'card',
    provider: 'stripe',
    come: async (paymentId, sold) => {
      await authorisePayment(database, { paymentId, card: 'pm_processing' });
      await sold();
      const intent = must([...stripe.intents.values()].at(-1), 'an intent');
      Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount });
      const { body } = stripe.event('payment_intent.amount_capturable_updated', intent, 'unused');
      const eventId = (JSON.parse(body.toString()) as { id: string }).id;
      await database.transaction(by, (tx) => storeWebhook(tx, { provider: 'stripe', eventId, body: body.toString() }));
      await goOn();
      await lookUpTold(database);
    },
  },
  'a transfer, seen on a statement': {
    method: 'transfer',
    provider: 'bank-transfer',
    come: async (paymentId, sold) => {
      await sold();
      await database.transaction(by, (tx) => settlePayments(tx, [{ paymentId, state: 'captured' }]));
    },
  },
  'a promise, kept at the bank': {
    method: 'promise',
    provider: 'promise',
    come: async (paymentId, sold) => {
      await sold();
      await database.transaction(by, (tx) => settlePayments(tx, [{ paymentId, state: 'captured' }]));
    },
  },
};

for (const [name, { method, provider, come }] of Object.entries(lateMoney))
  test(`${name}: the order stands, and needs a decision`, async () => {
    const late = await lapsed(method, provider);
    const { orderId } = late.draft;
    await come(late.paymentId, () => soldToOthers(late));
    await goOn();
    assert.equal(await stateOf(orderId), 'needs_decision');
    const decision = must(await decisionOf(database, orderId), 'something to decide');
    assert.deepEqual([decision.mayPlace, decision.lines.map(({ missing }) => missing)], [false, [1]]);
    await sound(database);
    await database.transaction(by, (tx) => waitForStock(tx, { orderId }));
    await database.transaction(by, (tx) => waitForStock(tx, { orderId }));
    await carryOut(database);
    await goOn();
    const order = must(await findOrder(database, orderId), orderId);
    assert.deepEqual([order.state, order.lines[0]?.backordered], ['placed', 1], 'it waits, beyond every cap');
    const kept = (await paymentsOf(database, orderId)).reduce(
      (sum, one) => sum + one.capturedMinor - one.refundedMinor,
      0,
    );
    assert.equal(kept, order.total.minor);
    await sound(database);
  });

test('what waits may be replaced by other articles, and what comes is given to who waits', async () => {
  const late = await lapsed('transfer', 'bank-transfer');
  const { orderId } = late.draft;
  await must(lateMoney['a transfer, seen on a statement'], 'it').come(late.paymentId, () => soldToOthers(late));
  await goOn();
  await database.transaction(by, (tx) => waitForStock(tx, { orderId }));
  await stock(database, shop, other(), 5);
  const edit = { lines: [{ lineNo: 1, less: 1 }], add: [{ skuId: other(), quantity: 1 }] };
  await editOrder(
    database,
    { orderId, editId: newId('edt'), edit, why: 'instead', kind: 'edited', by: 'staff' },
    'test',
  );
  const order = must(await findOrder(database, orderId), orderId);
  assert.deepEqual(
    order.lines.map(({ skuId, cancelled, backordered }) => [skuId, cancelled, backordered]),
    [
      [gone(), 1, 0],
      [other(), 0, 0],
    ],
  );
  await sound(database);
});

test('a page that was paid after its order was cancelled keeps nothing, and a marketplace’s sale beyond stock stands with its breach', async () => {
  const late = await lapsed('card', 'stripe');
  const { orderId } = late.draft;
  const page = {
    title: 'x',
    lang: 'fr',
    returnUrl: 'https://shop.example/a',
    cancelUrl: 'https://shop.example/b',
  } as const;
  const { url } = must(await openPage(database, late.paymentId, page), 'a page');
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'changed their mind' }));
  await carryOut(database);
  stripe.payOnPage(url);
  const intent = must([...stripe.intents.values()].at(-1), 'an intent');
  const { body } = stripe.event('payment_intent.amount_capturable_updated', intent, 'unused');
  const eventId = (JSON.parse(body.toString()) as { id: string }).id;
  await database.transaction(by, (tx) => storeWebhook(tx, { provider: 'stripe', eventId, body: body.toString() }));
  await goOn();
  await lookUpTold(database);
  await carryOut(database);
  assert.deepEqual([intent.status, await stateOf(orderId)], ['canceled', 'cancelled']);
  const sold = marketDraft(shop, [[gone(), 3]]);
  unwrap(must((await placeTogether(database, [sold]))[0], 'an outcome'));
  const order = must(await findOrder(database, sold.orderId), sold.orderId);
  assert.equal(order.state, 'placed');
  assert.ok((await count(database, 'breach')) > 0, 'a person has to find it elsewhere or tell the buyer');
  await sound(database);
});

test('what needs no decision, and what is carried away at once, cannot wait', async () => {
  const draft = webDraft(shop, [[other(), 1]], 'promise');
  unwrap(await placeOrder(database, draft));
  await database.transaction(by, (tx) => waitForStock(tx, { orderId: draft.orderId })); // placed already
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId: draft.orderId, reason: 'test' }));
  await assert.rejects(
    database.transaction(by, (tx) => waitForStock(tx, { orderId: draft.orderId })),
    { code: 'orders.nothing_to_decide' },
  );
});

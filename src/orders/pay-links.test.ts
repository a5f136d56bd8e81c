/** Payment links: what is due now, by whoever has the link, once; over means over. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { forgetSettings, lookUpTold, paymentsOf } from '#payments';
import { testDatabase } from '../../test/support/database.ts';
import { sound, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { connectStripe, stripeServer, type StripeServer } from '../../test/support/stripe-server.ts';
import { paymentsModule } from '../payments/module.ts';
import { makePayLink, pageByLink, payableBy, payByLink, payLinkSecret, revokePayLink } from './index.ts';
import { ordersModule } from './module.ts';
import { findOrder, placeOrder } from './index.ts';

const by = { actor: 'test' };
let database: Database;
let shop: TestShop;
let stripe: StripeServer;
const undo: (() => unknown)[] = [];
before(async () => {
  database = await testDatabase({ after: (fn) => void undo.push(fn as () => unknown) });
  shop = await testShop(database, { articles: 1, stock: 50 });
  stripe = await stripeServer();
  await connectStripe(database, stripe);
  undo.push(stripe.close);
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

async function linked(
  method: 'card' | 'promise' = 'card',
  days = 7,
): Promise<{ orderId: string; linkId: string; secret: string }> {
  const draft = webDraft(shop, [[shop.skuIds[0] ?? '', 1]], method);
  unwrap(await placeOrder(database, draft));
  const { orderId } = draft;
  // The first attempt came to nothing.
  await database.query(
    sql`UPDATE payments.payment SET state = 'declined' WHERE order_id = ${orderId} AND method = 'card'`,
  );
  const linkId = newId('lnk');
  await database.transaction(by, (tx) => makePayLink(tx, { linkId, orderId, days }));
  return { orderId, linkId, secret: await payLinkSecret(database, linkId) };
}
const stateOf = async (secret: string) => (await payableBy(database, secret))?.state;

test('a link pays what is due, once, and then says that nothing is', async () => {
  const { orderId, secret } = await linked();
  assert.equal(await stateOf(secret), 'pay');
  const call = { secret, paymentId: newId('pay'), card: 'tok_ok' };
  await Promise.all([payByLink(database, call), payByLink(database, call)]);
  assert.equal(await stateOf(secret), 'done');
  await payByLink(database, { ...call, paymentId: newId('pay') });
  const paid = (await paymentsOf(database, orderId)).filter((payment) => payment.authorisedMinor > 0);
  assert.deepEqual([paid.length, (await findOrder(database, orderId))?.state], [1, 'placed']);
  await sound(database);
});

test('two people at once by two attempts pay once', async () => {
  const { orderId, secret } = await linked();
  const pay = () => payByLink(database, { secret, paymentId: newId('pay'), card: 'tok_ok' }).catch(() => undefined);
  await Promise.all([pay(), pay(), pay()]);
  const paid = (await paymentsOf(database, orderId)).filter((payment) => payment.authorisedMinor > 0);
  assert.equal(paid.length, 1);
});

test('a secret that is not ours, one that was ended, and one whose time is over pay nothing', async () => {
  const { orderId, linkId, secret } = await linked();
  assert.equal(await payableBy(database, `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`), undefined);
  assert.equal(await payableBy(database, `${newId('lnk').slice(4)}.${secret.split('.')[1]}`), undefined);
  assert.equal(await payableBy(database, 'nonsense'), undefined);
  await database.transaction(by, (tx) => revokePayLink(tx, { linkId, orderId }));
  assert.equal(await stateOf(secret), 'over');
  await assert.rejects(payByLink(database, { secret, paymentId: newId('pay'), card: 'tok_ok' }), {
    code: 'orders.link_over',
  });
  const late = await linked();
  await database.query(sql`
    UPDATE orders.pay_link SET made_at = now() - interval '9 days', expires_at = now() - interval '2 days' WHERE link_id = ${late.linkId}`);
  assert.equal(await stateOf(late.secret), 'over');
});

test('the same link again is the same; another order’s id is refused, and so is an order that owes nothing', async () => {
  const { orderId, linkId } = await linked();
  const again = await database.transaction(by, (tx) => makePayLink(tx, { linkId, orderId, days: 7 }));
  assert.equal(again.linkId, linkId);
  const other = await linked();
  await assert.rejects(
    database.transaction(by, (tx) => makePayLink(tx, { linkId, orderId: other.orderId, days: 7 })),
    { code: 'request.id_reused' },
  );
  const paid = webDraft(shop, [[shop.skuIds[0] ?? '', 1]], 'promise');
  unwrap(await placeOrder(database, paid));
  await assert.rejects(
    database.transaction(by, (tx) => makePayLink(tx, { linkId: newId('lnk'), orderId: paid.orderId, days: 7 })),
    { code: 'orders.nothing_due' },
  );
});

test('with Stripe it is paid on a page of Stripe’s: two clicks are one page, and the order stands when Stripe says so', async () => {
  const { orderId, secret } = await linked();
  await database.query(sql`UPDATE payments.setting SET card_provider = 'stripe'`);
  forgetSettings(database);
  try {
    const open = () =>
      pageByLink(database, { secret, paymentId: newId('pay'), lang: 'fr', backUrl: 'https://shop.example/pay/x' });
    const first = must(await open(), 'a page');
    assert.equal((await open())?.url, first.url);
    stripe.payOnPage(first.url);
    const [payment] = (await paymentsOf(database, orderId)).filter(({ provider }) => provider === 'stripe');
    await database.query(
      sql`INSERT INTO payments.look_up (payment_id, told_at) VALUES (${payment?.paymentId ?? ''}, now())`,
    );
    await lookUpTold(database);
    await react(database, [...(paymentsModule.reactions ?? []), ...(ordersModule.reactions ?? [])]);
    assert.deepEqual([(await findOrder(database, orderId))?.state, await stateOf(secret)], ['placed', 'done']);
  } finally {
    await database.query(sql`UPDATE payments.setting SET card_provider = 'pretend'`);
    forgetSettings(database);
  }
});

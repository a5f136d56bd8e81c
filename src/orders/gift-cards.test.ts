/** Gift cards from the order that sells them to the order they pay: made once it is paid, told once, spent wherever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#base/db';
import { unwrap } from '#base/refusal';
import { carryOut, listCards, secretOfCard, setCardArticle, settlePayments } from '#payments';
import { react } from '../../test/support/react.ts';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock, tillDraft, webDraft } from '../../test/support/orders.ts';
import { modules } from '../modules.ts';
import { findOrder, payOrder, placeOrder } from './index.ts';

const by = { actor: 'test' };
const reactions = modules
  .flatMap((module) => module.reactions ?? [])
  .filter(({ name }) => /^(orders|payments)\./.test(name));

async function town(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [skuId = '', other = ''] = shop.skuIds;
  for (const id of [skuId, other]) await stock(database, shop, id, 20);
  await database.transaction(by, (tx) => setCardArticle(tx, { skuId, byMail: true }));
  return { database, shop, skuId, other };
}
const cardsOf = (database: Database, orderId: string) => listCards(database, { orderId, limit: 50 });

test('cards are made once their order is paid, each unit one, and have left with the mail', async (t) => {
  const { database, shop, skuId, other } = await town(t);
  const draft = webDraft(
    shop,
    [
      [skuId, 2],
      [other, 1],
    ],
    'card',
  );
  const { orderId } = unwrap(await placeOrder(database, draft));
  await react(database, reactions);
  assert.deepEqual(await cardsOf(database, orderId), [], 'nobody has paid yet');
  await payOrder(database, { orderId, paymentId: draft.payments[0]?.paymentId ?? '', card: 'tok_ok', actor: 'test' });
  await react(database, reactions);
  await carryOut(database);
  await react(database, reactions);
  const cards = await cardsOf(database, orderId);
  assert.deepEqual(
    cards.map(({ balanceMinor, state, lineNo }) => [balanceMinor, state, lineNo]),
    [
      [1_000, 'active', 1],
      [1_000, 'active', 1],
    ],
  );
  assert.ok((await secretOfCard(database, cards[0]?.cardId ?? ''))?.code);
  const order = await findOrder(database, orderId);
  assert.deepEqual(
    order?.lines.map(({ shipped }) => shipped),
    [2, 0],
    'nobody packs what comes by mail; the rest waits for its parcel',
  );
  await sound(database);
});

test('what is only promised makes no card, until the money has come; over a counter it does at once', async (t) => {
  const { database, shop, skuId } = await town(t);
  const draft = webDraft(shop, [[skuId, 1]]);
  const { orderId, total } = unwrap(await placeOrder(database, draft));
  await react(database, reactions);
  assert.deepEqual(await cardsOf(database, orderId), []);
  const paymentId = draft.payments[0]?.paymentId ?? '';
  await database.transaction(by, (tx) =>
    settlePayments(tx, [{ paymentId, state: 'captured', capturedMinor: total.minor }]),
  );
  await react(database, reactions);
  assert.equal((await cardsOf(database, orderId)).length, 1);
  const sold = unwrap(await placeOrder(database, tillDraft(shop, [[skuId, 3]])));
  await react(database, reactions);
  assert.equal((await cardsOf(database, sold.orderId)).length, 3);
  await sound(database);
});

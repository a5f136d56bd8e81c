/** Orders that left and were paid, for what comes back of them. */
import assert from 'node:assert/strict';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { payOrder, placeOrder, shipOrder, type OrderDraft } from '#orders';
import { carryOut, carryOutRefunds } from '#payments';
import { inspectReturn, itemsOf, partsOf, receiveReturn, type NewPart } from '#returns';
import { webDraft, type Wanted } from './orders.ts';
import type { TestShop } from './shop.ts';

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

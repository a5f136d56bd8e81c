/** Sourcing in an honest past, and what its oracles must find when it is broken. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { instant } from '#base/time';
import { placeOrder } from '#orders';
import { makePolicy, setLater } from '#sourcing';
import { defaultPolicy } from '#sourcing/model';
import { free, webDraft, type Market } from './orders.ts';

const by = { actor: 'test' };

/** Two versions of the rules; an order of more than there is, the rest as a back-order. Returns the order. */
export async function orderBeyondStock(database: Database, shop: Market, skuId: string): Promise<string> {
  const channelId = shop.channels.web;
  for (const version of [0, 1])
    await database.transaction(by, (tx) =>
      makePolicy(tx, {
        policyId: newId('srp'),
        channelId: null,
        version,
        rules: { ...defaultPolicy, maxParcels: 3 + version },
        validFrom: instant('2026-01-01T00:00:00Z'),
        note: '',
      }),
    );
  await database.transaction(by, (tx) =>
    setLater(tx, { skuId, channelId, kind: 'back_order', cap: 10, expected: null, version: 0 }),
  );
  const draft = webDraft(shop, [[skuId, (await free(database, skuId)) + 2]]);
  unwrap(await placeOrder(database, draft));
  return draft.orderId;
}

export const sourcingFaults = {
  'a line that waits for nothing': {
    code: 'ORD1',
    promise: /back-ordered/,
    plant: `UPDATE orders.line SET backordered = backordered - 1 WHERE order_id = :waits`,
    says: ':waits',
  },
  'a place under a cap that nobody has': {
    code: 'ORD4',
    promise: /waits for stock/,
    plant: `UPDATE sourcing.later SET waiting = waiting + 1, taken = taken + 1`,
    says: 'lines wait for 2, the counter says 3',
  },
  'a promise beyond the cap': {
    code: 'SRC1',
    promise: /cap/,
    plant: `UPDATE sourcing.later SET cap = 1`,
    says: 'cap 1, taken 2',
  },
  'a place that was not given back': {
    code: 'SRC1',
    promise: /cap/,
    plant: `UPDATE sourcing.later SET taken = taken + 1`,
    says: 'taken 3, waiting 2',
  },
  'a version of the rules that is gone': {
    code: 'SRC2',
    promise: /numbered/,
    plant: `DELETE FROM sourcing.policy WHERE version = 1`,
    says: 'the house',
  },
};

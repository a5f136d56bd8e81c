/** What comes back: asked for on the web or in the office, brought to any site, more, less or other than announced, and its money. */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import {
  approveReturn,
  askReturn,
  cancelReturn,
  closeUnpaid,
  conditions,
  dispositions,
  giveKindness,
  inspectReturn,
  itemsOf,
  oweReturn,
  partsOf,
  reasons,
  receiveReturn,
  refuseReturn,
} from '#returns';
import type { Told } from '../model.ts';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Town } from '../town.ts';

const as = { actor: 'returns' };

const stateOf = async (database: Database, orderId: string): Promise<string | undefined> =>
  (await database.query<{ state: string }>(sql`SELECT state FROM orders.order WHERE order_id = ${orderId}`))[0]?.state;

/** Which order: the one that was meant, or one of which something has left by now. */
export function orderFor(town: Town, roll: Roll): (database: Database) => Promise<string | undefined> {
  const [meant, nth] = [roll.chance(25) ? roll.recent(town.planned.orders, 30) : undefined, roll.next()];
  return once(async (database: Database) => {
    if (meant) return meant.orderId;
    const left = await database.query<{ orderId: string }>(sql`
      SELECT order_id AS "orderId" FROM orders.line JOIN orders.order USING (order_id)
      WHERE line_no = 1 AND shipped > returned ORDER BY opened_at DESC LIMIT 20`);
    return left[Math.floor(nth * left.length)]?.orderId;
  });
}

function ask(town: Town, roll: Roll): Operation | undefined {
  const found = orderFor(town, roll);
  const [returnId, reason] = [roll.id('rtn'), roll.pick(reasons) ?? 'other'];
  const source = roll.chance(60) ? ('shopper' as const) : ('office' as const);
  const lines = [{ lineNo: 1, quantity: roll.int(1, 2) }];
  town.planned.returns.push({ returnId });
  return {
    says: `the ${source} asks to return ${lines[0]?.quantity}: ${reason} ${returnId}`,
    run: async (database) => {
      const orderId = await found(database);
      if (orderId === undefined) return nothing;
      await database.transaction(as, (tx) => askReturn(tx, { returnId, orderId, source, reason, note: '', lines }));
      // A withdrawal from what has not left is its cancellation.
      return (await stateOf(database, orderId)) === 'cancelled' ? { told: 'cancelled', orderId } : nothing;
    },
  };
}

function answer(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.returns, 5);
  if (!known) return undefined;
  const { returnId } = known;
  const { says, act } = roll.weighted([
    { says: 'yes to', weight: 6, act: approveReturn },
    { says: 'no to', weight: 1, act: refuseReturn },
    { says: 'given up:', weight: 1, act: cancelReturn },
    { says: 'no money for', weight: 1, act: closeUnpaid },
  ]);
  return {
    says: `${says} ${returnId}`,
    run: async (database) => {
      await database.transaction(as, (tx) => act(tx, { returnId, answer: 'simulated' }));
      return nothing;
    },
  };
}

/** A box is opened, at whichever site: units of the order, an article of ours that it never had, something that is not ours. */
function receive(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.returns, 5);
  if (!known) return undefined;
  const { returnId } = known;
  const [receiptId, siteId] = [roll.id('rtc'), roll.chance(50) ? town.sites.store : town.sites.warehouse];
  const items = [
    ...(roll.chance(85) ? [{ lineNo: 1, quantity: roll.int(1, 3) }] : []),
    ...(roll.chance(20) ? [{ skuId: must(roll.pick(town.skuIds), 'an article'), quantity: 1 }] : []),
    ...(roll.chance(10) ? [{ label: 'Un livre', quantity: 1 }] : []),
  ];
  return {
    says: `${items.length} kinds of goods come for ${returnId} ${receiptId}`,
    run: async (database) => {
      await database.transaction(as, (tx) => receiveReturn(tx, { returnId, receiptId, siteId, items }));
      const came = await database.query<{ orderId: string; skuId: string; units: number }>(sql`
        SELECT order_id AS "orderId", sku_id AS "skuId", sum(quantity)::bigint AS units FROM returns.item
        WHERE receipt_id = ${receiptId} AND sku_id IS NOT NULL GROUP BY 1, 2`);
      return came.map((one): Told => ({ told: 'returned', ...one }));
    },
  };
}

function inspect(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.returns, 5);
  if (!known) return undefined;
  const { returnId } = known;
  const [dice, condition] = [roll.fork(), roll.pick(conditions) ?? 'new'];
  const parts = once(async (database: Database) => {
    const [items, seen] = [await itemsOf(database, [returnId]), await partsOf(database, returnId)];
    return items
      .filter((item) => seen.every((part) => part.itemId !== item.itemId))
      .map(({ itemId, quantity, skuId }) => ({
        ...{ partId: dice.id('rtp'), itemId, quantity, condition },
        ...(skuId === null ? {} : { disposition: dice.pick(dispositions) ?? 'sellable' }),
      }));
  });
  return {
    says: `look at what came for ${returnId}, ${condition}`,
    run: async (database) => {
      const seen = await parts(database);
      if (seen.length > 0) await database.transaction(as, (tx) => inspectReturn(tx, returnId, seen));
      return nothing;
    },
  };
}

/** Money for a unit; some give it before the goods have come. */
function owe(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.returns, 5);
  if (!known) return undefined;
  const { returnId } = known;
  const [dueId, quantity, ahead] = [roll.id('due'), roll.int(1, 2), roll.chance(25)];
  const lines = [{ lineNo: 1, quantity, deductMinor: roll.chance(15) ? 50 : 0 }];
  const due = { returnId, dueId, lines, goodwillMinor: 0, way: 'original' as const, reason: 'simulated' };
  return {
    says: `money for ${quantity} of ${returnId}${ahead ? ', ahead' : ''} ${dueId}`,
    run: async (database) => {
      const { orderId } = await database.transaction(as, (tx) => oweReturn(tx, due, { ahead }));
      return { told: 'owed', orderId };
    },
  };
}

function beKind(town: Town, roll: Roll): Operation {
  const found = orderFor(town, roll);
  const [returnId, dueId, goodwillMinor] = [roll.id('rtn'), roll.id('due'), roll.int(1, 300)];
  return {
    says: `a kindness of ${goodwillMinor} ${dueId}`,
    run: async (database) => {
      const orderId = await found(database);
      if (orderId === undefined) return nothing;
      await database.transaction(as, (tx) =>
        giveKindness(tx, { returnId, dueId, orderId, lines: [], goodwillMinor, note: 'simulated' }),
      );
      return { told: 'owed', orderId };
    },
  };
}

export const returning: readonly Actor[] = [
  { name: 'somebody asks to return', weight: 6, act: ask },
  { name: 'office answers a return', weight: 4, act: answer },
  { name: 'goods come back', weight: 6, act: receive },
  { name: 'clerk looks at what came', weight: 5, act: inspect },
  { name: 'office owes for a return', weight: 6, act: owe },
  { name: 'office is kind', weight: 2, act: beKind },
];

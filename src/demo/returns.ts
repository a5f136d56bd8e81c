/** Returns at Maison Ourcel, in each of their states: of web orders that were sent. Behind the first page, each return in one transaction. */
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { clock, HOUR, msOf } from '#base/time';
import { findOrder, listOrders, type Order } from '#orders';
import { carryOutRefunds } from '#payments';
import {
  approveReturn,
  askExchange,
  askReturn,
  exchangeChoices,
  exchangeFor,
  giveKindness,
  inspectReturn,
  itemsOf,
  oweReturn,
  prepareHold,
  receiveReturn,
  sendReturn,
  type Condition,
  type Disposition,
  type Reason,
} from '#returns';
import { idFor } from './ids.ts';

const caller = { actor: 'demo' };
const site = (code: string): string => idFor('sit', code);

/** Once: a return that is there stays as it is, also one that an interrupted start left in an earlier state. */
export async function seedReturns(database: Database): Promise<void> {
  const keys = ['size', 'sent', 'arrived', 'done', 'torn', 'kind', 'swap'] as const;
  const known = await database.query<{ id: string }>(
    sql`SELECT return_id AS id FROM returns.request WHERE return_id = ANY(${keys.map((key) => idFor('rtn', key))}::text[])`,
  );
  if (known.length > 0) return;
  const orders = await sentOrders(database, keys.length);
  for (const [i, key] of keys.entries()) {
    const order = orders[i];
    if (order) await stories[key](database, order);
  }
  await carryOutRefunds(database);
}

type Story = (database: Database, order: Order) => Promise<unknown>;

const stories: Readonly<Record<'size' | 'sent' | 'arrived' | 'done' | 'torn' | 'kind' | 'swap', Story>> = {
  size: (database, order) => ask(database, 'size', order, 'size', 'Une taille au-dessus, s’il vous plaît.'),
  sent: async (database, order) => {
    const returnId = await ask(database, 'sent', order, 'different', 'La couleur n’est pas celle de la photo.');
    const answer = 'Bien sûr. Rapportez-le dans la boutique de votre choix.';
    await database.transaction(caller, (tx) => approveReturn(tx, { returnId, answer }));
    await database.transaction(caller, (tx) => sendReturn(tx, { returnId, tracking: '6A24816041220' }));
  },
  arrived: async (database, order) =>
    receive(database, await ask(database, 'arrived', order, 'mistake', ''), order, 'NAN'),
  done: (database, order) =>
    settle(database, 'done', order, { reason: 'size', siteCode: 'LYO', condition: 'new', to: 'sellable' }),
  torn: (database, order) =>
    settle(database, 'torn', order, { reason: 'damaged', siteCode: 'PAR', condition: 'damaged', to: 'vendor' }),
  kind: (database, order) => thank(database, order),
  swap: (database, order) => exchange(database, order),
};

/** The last web orders of the past that went home and were paid by card: what somebody buys while the demo loads is theirs. */
async function sentOrders(database: Database, most: number): Promise<Order[]> {
  const heads = await listOrders(database, { channelId: idFor('chn', 'web'), state: 'placed', limit: 80 });
  const past = msOf(clock()) - HOUR;
  const found: Order[] = [];
  for (const head of heads.filter((one) => one.fulfilment === 'done' && msOf(one.openedAt) < past)) {
    const order = await findOrder(database, head.orderId);
    if (order?.delivery.method === 'delivery') found.push(order);
    if (found.length === most) break;
  }
  return found;
}

async function ask(database: Database, key: string, order: Order, reason: Reason, note: string): Promise<string> {
  const returnId = idFor('rtn', key);
  const lines = order.lines.slice(0, 1).map(({ lineNo }) => ({ lineNo, quantity: 1 }));
  await database.transaction(caller, (tx) =>
    askReturn(tx, { returnId, orderId: order.orderId, source: 'shopper', reason, note, lines }),
  );
  return returnId;
}

async function receive(database: Database, returnId: string, order: Order, siteCode: string): Promise<void> {
  const items = order.lines.slice(0, 1).map(({ lineNo }) => ({ lineNo, quantity: 1 }));
  const receiptId = newId('rtc');
  await database.transaction(caller, (tx) => receiveReturn(tx, { returnId, receiptId, siteId: site(siteCode), items }));
}

async function settle(
  database: Database,
  key: string,
  order: Order,
  how: { reason: Reason; siteCode: string; condition: Condition; to: Disposition },
): Promise<void> {
  const returnId = await ask(database, key, order, how.reason, '');
  await receive(database, returnId, order, how.siteCode);
  const items = await itemsOf(database, [returnId]);
  const { condition, to: disposition } = how;
  const parts = items.map(({ itemId, quantity }) => ({
    partId: newId('rtp'),
    itemId,
    quantity,
    condition,
    disposition,
  }));
  await database.transaction(caller, (tx) => inspectReturn(tx, returnId, parts));
  const lines = items.flatMap(({ lineNo, quantity }) =>
    lineNo === null ? [] : [{ lineNo, quantity, deductMinor: 0 }],
  );
  const due = { returnId, dueId: idFor('due', key), lines, goodwillMinor: 0, way: 'original' as const, reason: '' };
  await database.transaction(caller, (tx) => oweReturn(tx, due, { ahead: false }));
}

/** Another size at the same price, set aside, the first on its way back; nothing where none lies there. */
async function exchange(database: Database, order: Order): Promise<void> {
  const choices = await exchangeChoices(database, order.orderId);
  const [found] = choices.flatMap(({ lineNo, articles }) => {
    const own = order.lines.find((line) => line.lineNo === lineNo)?.skuId;
    const price = articles.find((one) => one.skuId === own)?.minor;
    const other = articles.find((one) => one.skuId !== own && one.free > 1 && one.minor === price);
    return other ? [{ lineNo, skuId: other.skuId }] : [];
  });
  if (!found) return;
  const lines = [{ lineNo: found.lineNo, quantity: 1 }];
  const returnId = idFor('rtn', 'swap');
  const note = 'Trop juste aux épaules.';
  const asked = { returnId, orderId: order.orderId, source: 'office' as const, reason: 'size' as const, note, lines };
  const wanted = [{ skuId: found.skuId, quantity: 1 }];
  const wish = { exchangeId: idFor('exc', 'swap'), orderId: idFor('ord', 'swap'), wanted };
  const prepared = await prepareHold(database, exchangeFor(asked, wish), caller.actor);
  await database.transaction(caller, (tx) => askExchange(tx, asked, prepared));
  await database.transaction(caller, (tx) => sendReturn(tx, { returnId, tracking: '6A24816049931' }));
}

async function thank(database: Database, order: Order): Promise<void> {
  const gift = { returnId: idFor('rtn', 'kind'), dueId: idFor('due', 'kind'), orderId: order.orderId, lines: [] };
  await database.transaction(caller, (tx) =>
    giveKindness(tx, { ...gift, goodwillMinor: 500, note: 'Colis arrivé deux jours après la date annoncée' }),
  );
}

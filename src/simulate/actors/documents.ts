/** Stock work on documents: transfers that leave, arrive and lose something; deliveries of suppliers; counts while the sites sell. */
import { must } from '#base/assert';
import { sql, type Tx } from '#base/db';
import { finishCounting, openCount, postCount, recordScans } from '#counts';
import { placeOf, shelvesOf } from '#inventory';
import { createPurchase, createSupplier, receivePurchase, sendPurchase, setSupplies } from '#purchasing';
import { closeTransfer, createTransfer, pickTransfer, receiveTransfer, shipTransfer } from '#transfers';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Told } from '../model.ts';
import type { Town } from '../town.ts';
import { keyed } from './stock.ts';

/** One command under its key, as a route carries it out: repeated, it answers the same. */
function command(says: string, roll: Roll, work: (tx: Tx) => Promise<Told | void>): Operation {
  const key = roll.id('key');
  const run: Operation['run'] = async (database) =>
    (await keyed(database, key, { says }, async (tx) => (await work(tx)) ?? nothing)) as Told;
  return { says: `${says} ${key}`, run };
}

function askFor(town: Town, roll: Roll): Operation {
  const { store, warehouse } = town.sites;
  const [fromSite, toSite] = roll.chance(50) ? [store, warehouse] : [warehouse, store];
  const transferId = roll.id('trf');
  const skuIds = roll.shuffled(town.skuIds).slice(0, roll.int(1, 2));
  const lines = skuIds.map((skuId) => ({ skuId, quantity: roll.int(1, 4) }));
  town.planned.transfers.push({ transferId, skuIds, asked: 0 });
  return command(`ask for ${transferId}`, roll, async (tx) => {
    await createTransfer(tx, { transferId, fromSite, toSite, lines });
    await pickTransfer(tx, transferId);
  });
}

/** The next step of a transfer, whether or not it came to the one before. */
function carry(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.transfers, 4);
  if (!known) return undefined;
  const { transferId, skuIds } = known;
  const closes = known.asked++ > 0 && roll.chance(20);
  const step = known.asked === 1 ? 'ships' : closes ? 'closes' : 'receives';
  const [skuId, received, damaged] = [must(roll.pick(skuIds), 'an article'), roll.int(1, 3), roll.int(0, 1)];
  const lost = roll.chance(10) ? 1 : 0;
  return command(`the carrier ${step} ${transferId}`, roll, async (tx) => {
    if (step === 'ships') await shipTransfer(tx, transferId);
    else if (step === 'closes') await closeTransfer(tx, transferId, 'lost');
    else await receiveTransfer(tx, transferId, [{ skuId, received, damaged, lost, extra: 0, found: 0 }]);
  });
}

/** Orders from a supplier of its own; makes it and sends the order in one. */
function order(town: Town, roll: Roll): Operation {
  const [supplierId, purchaseId, siteId] = [roll.id('sup'), roll.id('por'), town.sites.warehouse];
  const skuId = must(roll.pick(town.skuIds.slice(1)), 'an article'); // of the first no more will come
  const quantity = roll.int(3, 12);
  town.planned.purchases.push({ purchaseId, skuId });
  return command(`order ${quantity} of ${town.skus.get(skuId)} ${purchaseId}`, roll, async (tx) => {
    await createSupplier(tx, {
      ...{ supplierId, name: `Filature ${supplierId}`, currency: 'EUR', leadDays: 5, minOrderMinor: 0 },
      ...{ tolerancePercent: 10, language: 'fr', email: null, contacts: [], note: '' },
    });
    const article = { skuId, supplierSku: null, packUnits: 1, costMilli: 400_000, leadDays: null, preferred: false };
    await setSupplies(tx, supplierId, [article]);
    await createPurchase(tx, { purchaseId, supplierId, siteId, lines: [{ skuId, quantity }] });
    await sendPurchase(tx, purchaseId, { how: 'file' });
  });
}

function deliver(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.purchases, 4);
  if (!known) return undefined;
  const { purchaseId, skuId } = known;
  const [receiptId, good, damaged] = [roll.id('rcp'), roll.int(1, 4), roll.chance(20) ? 1 : 0];
  const lines = [
    { skuId, quantity: good, state: 'good' as const },
    ...(damaged ? [{ skuId, quantity: damaged, state: 'damaged' as const }] : []),
  ];
  return command(`${good} and ${damaged} broken of ${purchaseId} come`, roll, async (tx) => {
    await receivePurchase(tx, { receiptId, purchaseId, deliveryNote: 'BL', lines });
    return { told: 'received', skuId, units: good + damaged };
  });
}

/** Counts one article: what is scanned is what the book says there and then, give or take. */
function count(town: Town, roll: Roll): Operation {
  const [countId, scanId] = [roll.id('cnt'), roll.id('scn')];
  const siteId = roll.chance(50) ? town.sites.store : town.sites.warehouse;
  const [skuId, off] = [must(roll.pick(town.skuIds), 'an article'), roll.int(-1, 2)];
  town.planned.counts.push({ countId, skuId });
  const seen = once(async (tx: Tx) => {
    const shelves = await shelvesOf(tx.database, [skuId]);
    return Math.max(0, (shelves.find((shelf) => shelf.placeId === placeOf(siteId))?.onHand ?? 0) + off);
  });
  return command(`scan ${town.skus.get(skuId)} for ${countId}, ${off} off`, roll, async (tx) => {
    const quantity = await seen(tx);
    await openCount(tx, {
      ...{ countId, siteId, scope: 'articles', name: 'Rayon', blind: true, skuIds: [skuId] },
      ...{ recountUnits: null, recountPercent: null },
    });
    await recordScans(tx, countId, [{ scanId, skuId, quantity, agoMs: 0, zone: '' }]);
  });
}

const versionOf = async (tx: Tx, countId: string): Promise<number> =>
  must(
    (await tx.query<{ version: number }>(sql`SELECT version FROM counts.count WHERE count_id = ${countId}`))[0],
    countId,
  ).version;

function approve(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.counts, 3);
  if (!known) return undefined;
  const { countId, skuId } = known;
  // Two commands, as two clicks: the second asks for what the first left.
  const finish = command(`finish ${countId}`, roll, async (tx) => void (await finishCounting(tx, countId, true)));
  const post = command(`approve ${countId}`, roll, async (tx) => {
    const { more, fewer } = await postCount(tx, { countId, version: await versionOf(tx, countId), leave: true });
    return { told: 'received', skuId, units: more - fewer };
  });
  const run: Operation['run'] = async (database) => {
    await finish.run(database);
    return post.run(database);
  };
  return { says: post.says, run };
}

export const documents: readonly Actor[] = [
  { name: 'site asks for goods', weight: 5, act: askFor },
  { name: 'carrier brings goods', weight: 12, act: carry },
  { name: 'buyer orders', weight: 3, act: order },
  { name: 'supplier delivers', weight: 5, act: deliver },
  { name: 'clerk counts an article', weight: 4, act: count },
  { name: 'manager approves a count', weight: 4, act: approve },
];

/** Transfers and counts as `verify` finds them: a small honest past, and what must not go unnoticed in it. */
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { finishCounting, openCount, postCount, recordScans } from '#counts';
import { createTransfer, pickTransfer, receiveTransfer, shipTransfer } from '#transfers';

const by = { actor: 'test' };

/** A transfer under way, one that is picked, and a count that found one unit fewer; of an article with ten to spare. */
export async function stockPast(
  database: Database,
  siteId: string,
  skuId: string,
): Promise<{ transfer: string; picked: string; count: string }> {
  const [transfer, picked, count, toSite] = [newId('trf'), newId('trf'), newId('cnt'), newId('sit')];
  const lines = [{ skuId, quantity: 3 }];
  const arrived = { skuId, received: 1, damaged: 0, lost: 1, extra: 0, found: 0 };
  for (const transferId of [transfer, picked]) {
    await database.transaction(by, (tx) => createTransfer(tx, { transferId, fromSite: siteId, toSite, lines }));
    await database.transaction(by, (tx) => pickTransfer(tx, transferId));
  }
  await database.transaction(by, (tx) => shipTransfer(tx, transfer));
  await database.transaction(by, (tx) => receiveTransfer(tx, transfer, [arrived]));
  const how = { scope: 'articles', name: 'x', blind: false, recountUnits: null, recountPercent: null } as const;
  await database.transaction(by, (tx) => openCount(tx, { countId: count, siteId, skuIds: [skuId], ...how }));
  const [shelf] = await database.query<{ units: number }>(
    sql`SELECT on_hand AS units FROM inventory.shelf WHERE sku_id = ${skuId} AND place_id = ${siteId.replace('sit_', 'plc_')}`,
  );
  const scan = { scanId: newId('scn'), skuId, quantity: (shelf?.units ?? 0) - 1, agoMs: 0, zone: '' };
  await database.transaction(by, (tx) => recordScans(tx, count, [scan]));
  await database.transaction(by, (tx) => finishCounting(tx, count));
  await database.transaction(by, (tx) => postCount(tx, { countId: count, version: 2 }));
  return { transfer, picked, count };
}

export const stockFaults = {
  'a unit under way that no line speaks of': {
    code: 'TRF1',
    promise: /under way/,
    plant: `UPDATE transfers.line SET received = received + 1 WHERE transfer_id = :transfer`,
    says: ':transfer',
  },
  'a closed transfer with units under way': {
    code: 'TRF2',
    promise: /closed/,
    plant: `UPDATE transfers.transfer SET state = 'closed' WHERE transfer_id = :transfer`,
    says: ':transfer',
  },
  'a picked transfer that reserves nothing': {
    code: 'TRF3',
    promise: /reserved/,
    plant: `UPDATE inventory.reservation SET state = 'voided' WHERE holder = :picked`,
    says: ':picked',
  },
  'a posted difference that did not move': {
    code: 'CNT1',
    promise: /movements/,
    plant: `DELETE FROM inventory.movement WHERE document = :count`,
    says: ':count',
  },
  'a count given up that posted all the same': {
    code: 'CNT2',
    promise: /review or posted/,
    plant: `UPDATE counts.count SET state = 'cancelled' WHERE count_id = :count`,
    says: ':count',
  },
};

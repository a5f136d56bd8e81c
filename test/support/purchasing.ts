/** Buying for the tests of the whole house: a delivery to look at, how a stranger would try its routes, how its books would be broken. */
import assert from 'node:assert/strict';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import {
  addLandedCost,
  createPurchase,
  createSupplier,
  receivePurchase,
  returnToSupplier,
  sendPurchase,
  setSupplies,
} from '#purchasing';
import type { Answer } from './app.ts';

export const bought = { supplierId: newId('sup'), purchaseId: newId('por'), receiptId: newId('rcp') };

/** Ten units ordered and partly received, one of them damaged, one sent back, with freight; a unit costs thousandths of a cent. */
export async function buy(database: Database, siteId: string, skuId: string, costMilli = 400_000): Promise<void> {
  const { supplierId, purchaseId, receiptId } = bought;
  const did = (work: Parameters<Database['transaction']>[1]) => database.transaction({ actor: 'test' }, work);
  await did((tx) =>
    createSupplier(tx, {
      ...{ supplierId, name: 'Filature', currency: 'EUR', leadDays: 5, minOrderMinor: 0, tolerancePercent: 10 },
      ...{ language: 'fr', email: null, contacts: [], note: '' },
    }),
  );
  const article = { skuId, supplierSku: null, packUnits: 1, costMilli, leadDays: null, preferred: true };
  await did((tx) => setSupplies(tx, supplierId, [article]));
  await did((tx) => createPurchase(tx, { purchaseId, supplierId, siteId, lines: [{ skuId, quantity: 10 }] }));
  await did((tx) => sendPurchase(tx, purchaseId, { how: 'file' }));
  const lines = [
    { skuId, quantity: 4, state: 'good' as const },
    { skuId, quantity: 1, state: 'damaged' as const },
  ];
  await did((tx) => receivePurchase(tx, { receiptId, purchaseId, deliveryNote: 'BL', lines }));
  await did((tx) => addLandedCost(tx, { landedId: newId('lnd'), receiptId, kind: 'freight', minor: 500 }));
  const back = [{ skuId, kind: 'damaged' as const, quantity: 1 }];
  const returnId = newId('ret');
  await did((tx) => returnToSupplier(tx, { returnId, supplierId, purchaseId, siteId, reason: 'cassé', lines: back }));
}

const faultsOf = (code: string, promise: RegExp, plant: string, says: string) => ({ code, promise, plant, says });

/** How the books of `buy` would be broken, for `test/verify.test.ts`. */
export const purchasingFaults = {
  'more received than anybody allowed': faultsOf(
    'PUR1',
    /tolerated/,
    `UPDATE purchasing.purchase_line SET allowed = 1000`,
    bought.purchaseId,
  ),
  'a line that received more than came': faultsOf(
    'PUR2',
    /deliveries/,
    `UPDATE purchasing.purchase_line SET good = good + 1`,
    bought.purchaseId,
  ),
  'a delivery without its movement': faultsOf(
    'PUR3',
    /one movement/,
    `DELETE FROM inventory.movement WHERE document = '${bought.purchaseId}'`,
    bought.purchaseId,
  ),
  'goods that an order never received': faultsOf(
    'PUR3',
    /one movement/,
    `INSERT INTO inventory.movement SELECT sku_id, 'mov_stray', from_place, to_place, 7, reason, document, actor, at
      FROM inventory.movement WHERE document = '${bought.purchaseId}' LIMIT 1`,
    'mov_stray',
  ),
  'a value that no entry gave': faultsOf(
    'CST1',
    /sum of its entries/,
    `UPDATE purchasing.cost SET value_milli = value_milli + 1`,
    'worth',
  ),
  'an entry that is missing': faultsOf(
    'CST1',
    /sum of its entries/,
    `DELETE FROM purchasing.cost_entry WHERE kind = 'landed'`,
    'worth',
  ),
  'nothing that is worth something': faultsOf(
    'CST2',
    /nothing is worth/,
    `UPDATE purchasing.cost SET units = 0`,
    '0 units',
  ),
  'a delivery that never reached the books': faultsOf(
    'CST3',
    /books/,
    `UPDATE purchasing.receipt_line SET value_milli = value_milli + 1 WHERE state = 'good'`,
    bought.purchaseId,
  ),
} as const;

type Must = (answer: Answer) => void;
type Try = { readonly path?: string; readonly body?: unknown };
const of =
  (tail: string, body?: () => unknown): (() => Try) =>
  () => ({ path: `/api/purchases/${bought.purchaseId}${tail}`, ...(body ? { body: body() } : {}) });
type Tried = { with?: () => Try; must: Must };

const emptyFile: Must = ({ text }) => assert.equal(text.trim().split('\n').length, 1);

const files = (shared: Must): Record<string, Tried> => ({
  'GET /api/suppliers': { must: shared },
  'GET /api/exports/suppliers': { must: shared },
  'GET /api/exports/purchases': { must: emptyFile },
  'GET /api/exports/reorder-rules': { must: emptyFile },
  'GET /api/exports/purchase-proposals': { must: emptyFile },
});

/** How somebody of another site would try the routes of buying, for `test/sites.test.ts`; `where` is told once the site is there. */
export function purchasingTries(
  where: () => { siteId: string; skuId: string },
  { refused, emptyList }: { refused: (...statuses: number[]) => Must; emptyList: Must },
): Record<string, Tried> {
  const { supplierId } = bought;
  const line = (): object => ({ skuId: where().skuId, quantity: 1 });
  const reason = (): object => ({ reason: 'x' });
  return {
    ...files(refused(200)),
    'GET /api/suppliers/:supplierId': {
      with: () => ({ path: `/api/suppliers/${supplierId}` }),
      must: refused(200),
    },
    'GET /api/suppliers/:supplierId/articles': {
      with: () => ({ path: `/api/suppliers/${supplierId}/articles` }),
      must: refused(200),
    },
    'GET /api/reorder-rules': { must: emptyList },
    'GET /api/sites/:siteId/reorder-rules/:skuId': {
      with: () => ({ path: `/api/sites/${where().siteId}/reorder-rules/${where().skuId}` }),
      must: refused(403),
    },
    'PUT /api/sites/:siteId/reorder-rules': {
      with: () => ({
        path: `/api/sites/${where().siteId}/reorder-rules`,
        body: { rules: [{ skuId: where().skuId, min: 1, max: 2, targetDays: null, skip: false }] },
      }),
      must: refused(403),
    },
    'GET /api/purchases': { must: emptyList },
    'POST /api/purchases': {
      with: () => ({ body: { purchaseId: newId('por'), supplierId, siteId: where().siteId, lines: [line()] } }),
      must: refused(403),
    },
    'GET /api/purchases/:purchaseId': { with: of(''), must: refused(404) },
    'PATCH /api/purchases/:purchaseId': { with: of('', () => ({ version: 1, note: 'x' })), must: refused(404) },
    'POST /api/purchases/:purchaseId/send': { with: of('/send', () => ({ how: 'file' })), must: refused(404) },
    'POST /api/purchases/:purchaseId/cancel': { with: of('/cancel', reason), must: refused(404) },
    'POST /api/purchases/:purchaseId/close': { with: of('/close', reason), must: refused(404) },
    'POST /api/purchases/:purchaseId/allow': {
      with: of('/allow', () => ({ skuId: where().skuId, allowed: 99 })),
      must: refused(404),
    },
    'POST /api/purchases/:purchaseId/receipts': {
      with: of('/receipts', () => ({
        ...{ receiptId: newId('rcp'), deliveryNote: 'x' },
        lines: [{ ...line(), state: 'good' }],
      })),
      must: refused(404),
    },
    'GET /api/purchases/:purchaseId/file': { with: of('/file'), must: refused(404) },
    'POST /api/supplier-returns': {
      with: () => ({
        body: {
          ...{ returnId: newId('ret'), supplierId, purchaseId: null, siteId: where().siteId, reason: 'x' },
          lines: [{ ...line(), kind: 'sellable' }],
        },
      }),
      must: refused(403),
    },
    'GET /api/stock/:skuId/incoming': {
      with: () => ({ path: `/api/stock/${where().skuId}/incoming` }),
      must: emptyList,
    },
    'GET /api/purchase-proposals': { must: emptyList },
    'POST /api/purchase-proposals/orders': {
      with: () => ({ body: { lines: [{ ...line(), siteId: where().siteId, supplierId }] } }),
      must: refused(403),
    },
  };
}

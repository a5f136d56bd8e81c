/** Preparing for the tests of the whole house: an order on its way, how a stranger would try its routes, how its books would be broken. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { closeParcel, fetchLabel, makeWave, openParcel, pickUnits, shipParcel } from '#fulfilment';
import type { Answer } from './app.ts';

export const prepared = { waveId: newId('wav'), parcelId: newId('pcl') };

const doing = (database: Database) => (work: Parameters<Database['transaction']>[1]) =>
  database.transaction({ actor: 'test' }, work);

/** A list with one order, all of its first line picked. */
export async function pickOne(
  database: Database,
  order: { readonly orderId: string; readonly siteId: string; readonly quantity: number },
  waveId = newId('wav'),
): Promise<string> {
  const { orderId, siteId, quantity } = order;
  const did = doing(database);
  await did((tx) => makeWave(tx, { waveId, siteId, orderIds: [orderId] }));
  await did((tx) => pickUnits(tx, { waveId, orderId, lineNo: 1, quantity }));
  return waveId;
}

/** Picked, packed in one parcel and labelled. */
export async function packOne(
  database: Database,
  order: { readonly orderId: string; readonly siteId: string; readonly quantity: number },
  { waveId, parcelId }: { readonly waveId: string; readonly parcelId: string } = {
    waveId: newId('wav'),
    parcelId: newId('pcl'),
  },
): Promise<string> {
  const { orderId, siteId } = order;
  const did = doing(database);
  await pickOne(database, order, waveId);
  await did((tx) => openParcel(tx, { parcelId, orderId, siteId, all: true }));
  await did((tx) => closeParcel(tx, { parcelId, weightG: 900, carrier: 'pretend' }));
  await fetchLabel(database, parcelId);
  return parcelId;
}

/** An order's first line leaves in a parcel, less one unit that stays picked. */
export async function prepareOne(
  database: Database,
  order: { readonly orderId: string; readonly siteId: string; readonly quantity: number },
): Promise<void> {
  const { orderId, siteId, quantity } = order;
  await packOne(database, { orderId, siteId, quantity: quantity - 1 }, prepared);
  await doing(database)((tx) => shipParcel(tx, prepared.parcelId));
  await doing(database)((tx) => pickUnits(tx, { waveId: prepared.waveId, orderId, lineNo: 1, quantity: 1 }));
}

const faultsOf = (code: string, promise: RegExp, plant: string, says: string) => ({ code, promise, plant, says });

/** How what `prepareOne` wrote would be broken, for `test/verify.test.ts`. */
export const fulfilmentFaults = {
  'a parcel with more in it than left': faultsOf(
    'FUL1',
    /holds is what left/,
    `UPDATE fulfilment.parcel_line SET quantity = quantity + 1`,
    prepared.parcelId,
  ),
  'a parcel that left without a movement': faultsOf(
    'FUL1',
    /holds is what left/,
    `UPDATE fulfilment.gone SET reservation_id = 'rsv_stray'`,
    'rsv_stray',
  ),
  'more picked than kept': faultsOf(
    'FUL2',
    /picked for a line is kept/,
    `UPDATE fulfilment.pick SET picked = picked + 5`,
    'picked 6',
  ),
  'a parcel of a cancelled order': faultsOf(
    'FUL3',
    /cancelled order/,
    `UPDATE orders.order SET state = 'cancelled' WHERE order_id IN (SELECT order_id FROM fulfilment.parcel)`,
    prepared.parcelId,
  ),
  'a parcel delivered before it left': faultsOf(
    'FUL3',
    /cancelled order/,
    `UPDATE fulfilment.parcel SET state = 'packed', delivered_at = now()`,
    'was delivered',
  ),
  'more in parcels than was shipped': faultsOf(
    'FUL4',
    /no more than was shipped/,
    `UPDATE orders.line SET shipped = 0 WHERE order_id IN (SELECT order_id FROM fulfilment.parcel)`,
    'in parcels',
  ),
  'collected, and given up': faultsOf(
    'FUL4',
    /no more than was shipped/,
    `INSERT INTO fulfilment.collection (order_id, collected_at) SELECT order_id, now() FROM orders.order WHERE state = 'cancelled'`,
    'was collected',
  ),
} as const;

type Must = (answer: Answer) => void;
type Tried = { with?: () => { readonly path?: string; readonly body?: unknown }; must: Must };

/** How somebody of another site would try these routes, for `test/sites.test.ts`. */
export function fulfilmentTries(
  where: () => { siteId: string; orderId: string },
  { refused, emptyList }: { refused: (...statuses: number[]) => Must; emptyList: Must },
): Record<string, Tried> {
  const { waveId, parcelId } = prepared;
  const at = (path: string, body?: () => unknown) => () => ({
    path: `/api/fulfilment${path}`,
    ...(body ? { body: body() } : {}),
  });
  const wave = (tail: string, body?: () => unknown) => at(`/waves/${waveId}${tail}`, body);
  const parcel = (tail: string, body?: () => unknown) => at(`/parcels/${parcelId}${tail}`, body);
  const nothing = (): object => ({});
  const line = (): object => ({ orderId: where().orderId, lineNo: 1, quantity: 1 });
  const of = (tail: string, body?: () => unknown) => () => at(`/orders/${where().orderId}${tail}`, body)();
  const site = (body?: () => unknown) => () => at(`/settings/${where().siteId}`, body)();
  return {
    'GET /api/exports/fulfilment-queue': {
      with: () => ({ path: `/api/exports/fulfilment-queue?siteId=${where().siteId}` }),
      must: refused(403),
    },
    'GET /api/fulfilment/queue': {
      with: () => ({ path: `/api/fulfilment/queue?siteId=${where().siteId}` }),
      must: refused(403),
    },
    'GET /api/fulfilment/waves': { must: emptyList },
    'GET /api/fulfilment/waves/:waveId': { with: wave(''), must: refused(404) },
    'POST /api/fulfilment/waves': {
      with: at('/waves', () => ({ waveId: newId('wav'), siteId: where().siteId })),
      must: refused(403),
    },
    'POST /api/fulfilment/waves/:waveId/picks': { with: wave('/picks', line), must: refused(404) },
    'POST /api/fulfilment/waves/:waveId/missing': {
      with: wave('/missing', () => ({ missingId: newId('mis'), ...line() })),
      must: refused(404),
    },
    'POST /api/fulfilment/waves/:waveId/close': { with: wave('/close', nothing), must: refused(404) },
    'GET /api/fulfilment/orders/:orderId': { with: of(''), must: refused(404) },
    'POST /api/fulfilment/orders/:orderId/hand-over': {
      with: of('/hand-over', () => ({ siteId: where().siteId, check: { name: true } })),
      must: refused(403),
    },
    'POST /api/fulfilment/orders/:orderId/take-again': { with: of('/take-again'), must: refused(404) },
    'POST /api/fulfilment/parcels': {
      with: at('/parcels', () => ({ parcelId: newId('pcl'), ...where() })),
      must: refused(403),
    },
    'POST /api/fulfilment/parcels/:parcelId/lines': {
      with: parcel('/lines', () => ({ code: 'X' })),
      must: refused(404),
    },
    'DELETE /api/fulfilment/parcels/:parcelId/lines/:lineNo': { with: parcel('/lines/1'), must: refused(404) },
    'POST /api/fulfilment/parcels/:parcelId/close': {
      with: parcel('/close', () => ({ weightG: 1, carrier: null })),
      must: refused(404),
    },
    'POST /api/fulfilment/parcels/:parcelId/drop': { with: parcel('/drop', nothing), must: refused(404) },
    'POST /api/fulfilment/parcels/:parcelId/ship': { with: parcel('/ship', nothing), must: refused(404) },
    'GET /api/fulfilment/parcels/:parcelId/label': { with: parcel('/label'), must: refused(404) },
    'GET /api/fulfilment/settings/:siteId': { with: site(), must: refused(403) },
    'PUT /api/fulfilment/settings/:siteId': {
      with: site(() => ({ collectDays: 9, remindDays: 1, carrier: 'none', version: 0 })),
      must: refused(403),
    },
  };
}

/** By which rules the demo's orders leave, and what it sells beyond stock. */
import type { Tx } from '#base/db';
import { DAY, dayIn, msOf, instantOfMs } from '#base/time';
import { laterRows, makePolicy, policyVersions, setLater } from '#sourcing';
import { defaultPolicy, type SourcingPolicy } from '#sourcing/model';
import { idFor } from './ids.ts';
import { legalEntity } from './merchant.ts';

const rules: SourcingPolicy = {
  ...defaultPolicy,
  weights: { priority: 10, store: 600, distance: 60, cost: 20, depth: 150, closed: 120 },
  split: 1_500,
  maxParcels: 3,
  warehouseCostMinor: 420,
  storeCostMinor: 560,
  // Geneva sells what it has over its counter: a parcel from there would pass the customs.
  sites: { [idFor('sit', 'LYO')]: { capacity: 40 }, [idFor('sit', 'GVA')]: { sends: false } },
  promise: {
    cutOff: '14:00',
    prepDays: 0,
    carrierDays: [1, 2, 3, 4, 5, 6],
    transit: [
      { country: 'FR', maxKm: 250, minDays: 1, maxDays: 1 },
      { country: 'FR', maxKm: null, minDays: 1, maxDays: 2 },
      ...['BE', 'LU', 'CH', 'DE'].map((country) => ({ country, maxKm: null, minDays: 2, maxDays: 4 })),
    ],
  },
};

/** Office chairs and ink go on selling when they are gone: the supplier comes every three weeks. */
const backOrders = ['FAU-PRE-CRE', 'EN-305XL'];

/** The house's rules from now on, and back-orders on the web and in the app. Made once. */
export async function seedSourcing(tx: Tx): Promise<void> {
  if ((await policyVersions(tx)).length === 0)
    await makePolicy(tx, {
      policyId: idFor('srp', 'house'),
      channelId: null,
      version: 0,
      rules,
      validFrom: tx.now,
      note: 'Au plus près, depuis un entrepôt',
    });
  const expected = dayIn(instantOfMs(msOf(tx.now) + 21 * DAY), legalEntity.timeZone);
  for (const sku of backOrders)
    for (const channel of ['web', 'app']) {
      const skuId = idFor('sku', sku);
      const channelId = idFor('chn', channel);
      const known = (await laterRows(tx, { skuIds: [skuId], limit: 10 })).some((row) => row.channelId === channelId);
      tx.lockRank = -1; // one article and channel after the other, each with its own lock
      if (!known) await setLater(tx, { skuId, channelId, kind: 'back_order', cap: 12, expected, version: 0 });
    }
}

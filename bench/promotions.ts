/** Fifty promotions of every kind that holds for any basket, so that each one is asked about each cart. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import { savePromotion, type Rule } from '#pricing';

const all = { anyOf: [], noneOf: [] };

function effectOf(i: number): Rule['effect'] {
  const rate = percent(String(1 + (i % 5)));
  switch (i % 6) {
    case 0:
      return { kind: 'percent', rate, capMinor: 10_000 };
    case 1:
      return { kind: 'amount', minor: 100 };
    case 2:
      return { kind: 'tiers', by: 'units', tiers: [2, 10, 50].map((from) => ({ from, rate })) };
    case 3:
      return { kind: 'buy_get', buy: 9, get: 1, of: null, rate: percent('20'), times: 3 };
    case 4:
      return { kind: 'bundle', parts: [{ of: all, quantity: 3 }], minor: 2_000 };
    default:
      return { kind: 'delivery', rate: percent('50') };
  }
}

/** Switches so many promotions on, for everybody, from now on. */
export async function switchOn(database: Database, count: number): Promise<void> {
  await database.transaction({ actor: 'bench' }, async (tx) => {
    for (let i = 0; i < count; i++) {
      const rule: Rule = {
        ...{ name: { fr: `P${i}`, en: `P${i}` }, currency: 'EUR', from: tx.now, until: null, hours: null },
        ...{ audience: { channelIds: null, siteIds: null, buyers: null }, of: all, coded: false },
        ...{ minimumMinor: (i % 7) * 1_000, minimumUnits: 0, priority: i, stacks: 'all', set: null },
        effect: effectOf(i),
      };
      const limits = { maxUses: null, maxEach: null, budgetMinor: null };
      await savePromotion(tx, { promotionId: newId('prm'), version: 0, state: 'on', rule, note: '', ...limits });
    }
  });
}

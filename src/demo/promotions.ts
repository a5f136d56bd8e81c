/** The demo's promotions: a sale that is planned, one that is being thought over, and a code for newcomers. */
import type { Database, Tx } from '#base/db';
import { rate } from '#base/rate';
import { DAY, dayIn, instantOfMs, msOf, type Instant } from '#base/time';
import { addCodes, promotionsAt, savePromotion, type Rule } from '#pricing';
import { idFor } from './ids.ts';
import { legalEntity } from './merchant.ts';

const shared = {
  currency: 'EUR',
  until: null,
  hours: null,
  audience: { channelIds: null, siteIds: null, buyers: null },
  of: { anyOf: [], noneOf: [] },
  coded: false,
  minimumMinor: 0,
  minimumUnits: 0,
  priority: 100,
  stacks: 'all',
  set: null,
} as const;

/** Midnight of the day some days from now, as good as the zone's: the offset of noon on that day. */
function midnightIn(now: Instant, days: number): Instant {
  const day = dayIn(instantOfMs(msOf(now) + days * DAY), legalEntity.timeZone);
  const noon = new Date(`${day}T12:00:00Z`);
  const there = new Intl.DateTimeFormat('en-GB', { timeZone: legalEntity.timeZone, hour: '2-digit', hourCycle: 'h23' });
  return instantOfMs(noon.getTime() - Number(there.format(noon)) * 60 * 60_000);
}

const made = (tx: Tx): readonly (readonly [key: string, state: 'on' | 'draft', note: string, rule: Rule])[] => [
  [
    'bienvenue',
    'on',
    'Une première commande vaut bien 10 %',
    {
      ...shared,
      name: { fr: 'Bienvenue', en: 'Welcome' },
      from: tx.now,
      effect: { kind: 'percent', rate: rate(100_000), capMinor: 10_000 },
      coded: true,
    },
  ],
  [
    'blanc',
    'on',
    'Le mois du blanc, comme chaque année',
    {
      ...shared,
      name: { fr: 'Le mois du blanc', en: 'White sale' },
      from: midnightIn(tx.now, 30),
      until: midnightIn(tx.now, 58),
      of: { anyOf: [`category:${idFor('cat', 'linge')}`], noneOf: [] },
      effect: { kind: 'price_percent', rate: rate(200_000) },
    },
  ],
  [
    'papeterie',
    'draft',
    'À décider avec les magasins',
    {
      ...shared,
      name: { fr: 'Rentrée : 3 pour 2', en: 'Back to school: 3 for 2' },
      from: tx.now,
      of: { anyOf: [`category:${idFor('cat', 'papeterie')}`], noneOf: [] },
      effect: { kind: 'buy_get', buy: 2, get: 1, of: null, rate: rate(1_000_000), times: null },
      stacks: 'line',
    },
  ],
];

/** Once: a house that has promotions keeps its own. None of them changes a price or a basket by itself today. */
export async function seedPromotions(database: Database): Promise<void> {
  await database.transaction({ actor: 'demo' }, async (tx) => {
    if ((await promotionsAt(tx)).length > 0) return;
    for (const [key, state, note, rule] of made(tx)) {
      const limits = { maxUses: null, maxEach: null, budgetMinor: null };
      await savePromotion(tx, { promotionId: idFor('prm', key), version: 0, state, rule, note, ...limits });
    }
    await addCodes(tx, { promotionId: idFor('prm', 'bienvenue'), codes: ['BIENVENUE'], maxUses: null });
  });
}

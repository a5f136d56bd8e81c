/** Whom Maison Ourcel buys from, what that costs, and orders in each of their states. Behind the first page, once. */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { clock, dayIn, plus, DAY, HOUR, type Day, type Instant } from '#base/time';
import {
  addLandedCost,
  createPurchase,
  createSupplier,
  receivePurchase,
  returnToSupplier,
  sendPurchase,
  setCosts,
  setSupplies,
  type NewSupplier,
} from '#purchasing';
import { idFor } from './ids.ts';
import { CARMINETTE, CONFLUENT, ERGALINE, MERLE, OURCEL, VERNAY } from './products/brands.ts';
import { soldProducts } from './products/index.ts';
import type { DemoVariant, SiteCode } from './types.ts';

const caller = { actor: 'demo' };
/** Francs and euros on the day of the story: billionths of a euro for a franc. */
const FRANC = 1_062_500_000;

type Maker = Pick<NewSupplier, 'name' | 'currency' | 'leadDays' | 'minOrderMinor' | 'tolerancePercent'> & {
  readonly brand: string;
  readonly contact: string;
  readonly pack: number;
};
const maker = (brand: string, contact: string, leadDays: number, pack: number, more: Partial<Maker> = {}): Maker => ({
  ...{ brand, contact, leadDays, pack, name: brand, currency: 'EUR', minOrderMinor: 0, tolerancePercent: 5 },
  ...more,
});

/** The house's own label is sewn by a workshop; everything else comes from its maker. */
const makers: readonly Maker[] = [
  maker(OURCEL, 'Solène Baud', 12, 2, { name: 'Confection du Beaujolais', minOrderMinor: 60_000 }),
  maker(VERNAY, 'Hugues Vernay', 15, 2, { minOrderMinor: 40_000 }),
  maker(MERLE, 'Anne Merle', 8, 2),
  maker(CARMINETTE, 'Inès Rodet', 6, 6, { minOrderMinor: 25_000, tolerancePercent: 0 }),
  maker(ERGALINE, 'Urs Keller', 21, 1, { currency: 'CHF', minOrderMinor: 100_000, tolerancePercent: 0 }),
  maker(CONFLUENT, 'Maud Perrachon', 5, 12, { minOrderMinor: 15_000, tolerancePercent: 10 }),
];

type Article = { readonly skuId: string; readonly variant: DemoVariant };
const articlesOf = (brand: string): Article[] =>
  soldProducts
    .filter((product) => product.brand === brand)
    .flatMap((product) => product.variants.map((variant) => ({ skuId: idFor('sku', variant.sku), variant })));

/** Between 38 and 46 % of the price with VAT, in thousandths of a cent: makers ask odd prices. */
const costMilli = ({ variant }: Article, i: number): number => Math.round(variant.price * (380 + ((i * 37) % 80)));
const supplierOf = (brand: string): string => idFor('sup', brand);
const address = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

/** Suppliers, costs and orders; an interrupted one leaves nothing behind. */
export async function seedPurchases(database: Database): Promise<void> {
  const [known] = await database.query(
    sql`SELECT 1 FROM journal.event WHERE subject_id = ${supplierOf(OURCEL)} LIMIT 1`,
  );
  if (known) return;
  await database.transaction(caller, async (tx) => {
    for (const one of makers) await seedSupplier(tx, one);
    // What is bought elsewhere has a cost too, so that the value of the stock is whole.
    const all = [...new Set(soldProducts.map((product) => product.brand))].flatMap(articlesOf);
    const costs = all.map((article, i) => ({ skuId: article.skuId, costMilli: costMilli(article, i) }));
    tx.lockRank = -1;
    await setCosts(tx, idFor('ent', 'ourcel'), costs, 'Inventaire d’ouverture');
  });
  await seedOrders(database);
}

async function seedSupplier(tx: Tx, { brand, contact, pack, ...terms }: Maker): Promise<void> {
  tx.lockRank = -1; // many commands in one transaction, and nobody else is at work there yet
  const supplierId = supplierOf(brand);
  const at = `commandes@${address(terms.name)}.example`;
  await createSupplier(tx, {
    ...{ ...terms, supplierId, language: 'fr', email: at, note: '' },
    contacts: [{ name: contact, role: 'Ventes', email: at, phone: '+33199000061' }],
  });
  const articles = articlesOf(brand).map((article, i) => ({
    ...{ skuId: article.skuId, supplierSku: `${brand.slice(0, 2).toUpperCase()}-${1_000 + i * 7}`, packUnits: pack },
    ...{ costMilli: costMilli(article, i), leadDays: null, preferred: true },
  }));
  await setSupplies(tx, supplierId, articles);
}

type Asked = {
  readonly key: string;
  readonly brand: string;
  readonly site: SiteCode;
  /** Days ago. */
  readonly ago: number;
  readonly from: number;
  readonly count: number;
  readonly packs: number;
  readonly expectedOn?: Day;
};

/** Draft, on its way, late, partly there, and all there. */
async function seedOrders(database: Database): Promise<void> {
  const now = clock();
  const ago = (days: number, hours = 0): Instant => plus(plus(now, -days * DAY), hours * HOUR);
  const on = (days: number): Day => dayIn(ago(-days), 'Europe/Paris');
  const asked: readonly Asked[] = [
    { key: 'encres', brand: CONFLUENT, site: 'COR', ago: 11, from: 0, count: 5, packs: 2 },
    { key: 'rouges', brand: CARMINETTE, site: 'SEC', ago: 5, from: 0, count: 6, packs: 4, expectedOn: on(1) },
    { key: 'fauteuils', brand: ERGALINE, site: 'COR', ago: 24, from: 0, count: 3, packs: 6, expectedOn: on(-2) },
    { key: 'souliers', brand: MERLE, site: 'COR', ago: 3, from: 0, count: 4, packs: 6, expectedOn: on(6) },
  ];
  for (const one of asked)
    await database.transaction({ ...caller, at: ago(one.ago) }, async (tx) => {
      await draft(tx, one);
      tx.lockRank = -1;
      await sendPurchase(tx, idFor('por', one.key), { how: 'mail', anyAmount: true });
    });
  await database.transaction(caller, (tx) =>
    draft(tx, { key: 'draps', brand: VERNAY, site: 'SEC', ago: 0, from: 0, count: 4, packs: 5 }),
  );
  await arrive(database, ago(6, 2), 'encres', CONFLUENT, 5, 24);
  await arrive(database, ago(1, 1), 'rouges', CARMINETTE, 3, 24, 2);
}

async function draft(tx: Tx, { key, brand, site, from, count, packs, expectedOn }: Asked): Promise<void> {
  const pack = must(
    makers.find((one) => one.brand === brand),
    `a maker ${brand}`,
  ).pack;
  const lines = articlesOf(brand)
    .slice(from, from + count)
    .map(({ skuId }) => ({ skuId, quantity: packs * pack }));
  const fxNano = brand === ERGALINE ? FRANC : null;
  const ids = { purchaseId: idFor('por', key), supplierId: supplierOf(brand), siteId: idFor('sit', site) };
  await createPurchase(tx, { ...ids, lines, fxNano, expectedOn: expectedOn ?? null });
}

/** Some articles of an order arrive, `broken` units of the first one damaged and sent back; freight comes with the invoice. */
async function arrive(
  database: Database,
  at: Instant,
  key: string,
  brand: string,
  count: number,
  units: number,
  broken = 0,
): Promise<void> {
  const [purchaseId, receiptId] = [idFor('por', key), idFor('rcp', key)];
  const skuIds = articlesOf(brand)
    .slice(0, count)
    .map((article) => article.skuId);
  const good = skuIds.map((skuId, i) => ({
    skuId,
    quantity: i === 0 ? units - broken : units,
    state: 'good' as const,
  }));
  const skuId = must(skuIds[0], 'an article');
  const bad = broken === 0 ? [] : [{ skuId, quantity: broken, state: 'damaged' as const }];
  await database.transaction({ ...caller, at }, async (tx) => {
    await receivePurchase(tx, { purchaseId, receiptId, deliveryNote: `BL-${key}`, lines: [...good, ...bad] });
    tx.lockRank = -1;
    await addLandedCost(tx, { landedId: idFor('lnd', key), receiptId, kind: 'freight', minor: 3_860 });
    tx.lockRank = -1;
    if (broken === 0) return;
    const ids = { returnId: idFor('ret', key), supplierId: supplierOf(brand), purchaseId };
    const lines = [{ skuId, kind: 'damaged' as const, quantity: broken }];
    await returnToSupplier(tx, { ...ids, siteId: idFor('sit', 'SEC'), reason: 'Capots fendus', lines });
  });
}

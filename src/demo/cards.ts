/** The demo's gift cards, a store credit, and what two companies owe: one of them is late. */
import { sql, type Database, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, DAY, dayIn, plus } from '#base/time';
import { skuIdsBySku } from '#catalog';
import { receiveStock } from '#inventory';
import { placeOrders, prepareOrder, type OrderDraft } from '#orders';
import { blockCard, bookReceipt, giveCard, giveCredit, receivableAccount, setCardArticle } from '#payments';
import { ATELIER } from './companies.ts';
import { idFor } from './ids.ts';
import { legalEntity, sites } from './merchant.ts';
import { namedCustomers } from './people.ts';
import { demoProducts, soldProducts } from './products/index.ts';
import { seedProducts } from './seed.ts';

const caller = { actor: 'demo' };
/** The gift card whose buyer chooses what is on it. */
const FREE_CARD = 'CAR-CAD-LIB';
type Step = (run: (tx: Tx) => Promise<unknown>) => Promise<unknown>;

/** Once: cards that are there stay as they are. */
export async function seedCards(database: Database): Promise<void> {
  const known = await database.query(sql`SELECT 1 FROM payments.card WHERE card_id = ${idFor('gft', 'noces')}`);
  if (known.length > 0) return;
  const step: Step = (run) => database.transaction(caller, run);
  await step(sellCards);
  await buyOnAccount(database, { key: 'compte-1', who: 'nora.brossard', company: ATELIER, units: 6, daysAgo: 12 });
  await buyOnAccount(database, {
    ...{ key: 'compte-2', who: 'etienne.aubrac', company: 'cabinet-aubrac', units: 9, daysAgo: 110 },
  });
  await step((tx) =>
    bookReceipt(tx, {
      ...{
        receiptId: idFor('rcp', 'aubrac'),
        companyId: idFor('com', 'cabinet-aubrac'),
        minor: 2_000,
        currency: 'EUR',
      },
      ...{ receivedOn: dayIn(plus(clock(), -20 * DAY), legalEntity.timeZone), reference: 'VIR CABINET AUBRAC ACOMPTE' },
    }),
  );
  const give = (key: string, minor: number, reason: string) =>
    step((tx) => giveCard(tx, { cardId: idFor('gft', key), minor, currency: 'EUR', reason }));
  await give('perdue', 5_000, 'Tombola de l’école Jean-Macé');
  await step((tx) =>
    blockCard(tx, { cardId: idFor('gft', 'perdue'), reason: 'Perdue par son porteur, appel du matin' }),
  );
  await step((tx) =>
    giveCredit(tx, {
      ...{ movementId: idFor('mny', 'avoir'), customerId: idFor('cus', 'camille.rey') },
      ...{ minor: 3_500, currency: 'EUR', reason: 'Colis abîmé, geste convenu au téléphone' },
    }),
  );
  await give('noces', 15_000, 'Liste de mariage, offerte par la maison');
}

/** The gift card as an article: told by mail, so that there are always enough of it. */
async function sellCards(tx: Tx): Promise<void> {
  const products = demoProducts.filter((product) => product.taxClass === 'outside');
  await seedProducts(tx, products);
  // Of plastic in each store, and told by mail from the warehouse.
  const siteIds = ['COR', ...sites.flatMap((one) => (one.kind === 'store' ? [one.code] : []))].map((code) =>
    idFor('sit', code),
  );
  const skuIds = products.flatMap(({ variants }) => variants.map(({ sku }) => idFor('sku', sku)));
  await receiveStock(
    tx,
    siteIds.flatMap((siteId) => skuIds.map((skuId) => ({ skuId, siteId, quantity: 500, document: 'cartes' }))),
  );
  const free = { leastMinor: 1_000, mostMinor: 50_000, currency: 'EUR' };
  for (const skuId of skuIds)
    await setCardArticle(tx, { skuId, byMail: true, free: skuId === idFor('sku', FREE_CARD) ? free : null });
}

type Purchase = { key: string; who: string; company: string; units: number; daysAgo: number };

/** An order on account, some days ago, at the price agreed then; left out where the goods are gone by now. */
async function buyOnAccount(database: Database, { key, who, company, units, daysAgo }: Purchase): Promise<void> {
  const customer = namedCustomers.find((one) => one.key === who) ?? refuse('request.not_found', { detail: who });
  const articles = soldProducts
    .filter((product) => product.categories.includes('papeterie'))
    .flatMap(({ variants }) => variants);
  const skuIds = await skuIdsBySku(
    database,
    articles.map(({ sku }) => sku),
  );
  const companyId = idFor('com', company);
  const at = plus(clock(), -daysAgo * DAY);
  const name = `${customer.firstName} ${customer.lastName}`;
  const draft: OrderDraft = {
    ...{ orderId: idFor('ord', key), channelId: idFor('chn', 'web'), customerId: idFor('cus', who), companyId },
    contact: { name, email: customer.email },
    delivery: { method: 'delivery', address: { ...customer.address, name } },
    lines: [],
    payments: [
      {
        ...{ paymentId: idFor('pay', key), method: 'account', provider: 'on-account' },
        accountId: receivableAccount(companyId),
      },
    ],
    ...{ price: 'given', short: 'refuse', reference: `BC-${key}` },
  };
  for (const skuId of skuIds.values()) {
    const lines = [{ skuId, quantity: units, unitMinor: 1_850 }];
    const prepared = await prepareOrder(database, { ...draft, lines }, { actor: 'demo', at });
    if (!prepared.ok) continue;
    const [outcome] = await database.transaction({ ...caller, at }, (tx) => placeOrders(tx, [prepared.value]));
    if (outcome?.ok) return;
  }
}

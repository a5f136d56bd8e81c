/** The demo's VAT: the shop sends to its neighbours by the one-stop shop, a carpenter in Brussels buys without VAT, and one parcel is for Bastia. */
import { sql, type Database, type Tx } from '#base/db';
import type { Address } from '#org';
import { createCompany, registerCustomer, setMember } from '#customers';
import { skuIdsBySku } from '#catalog';
import { placeOrder, type OrderDraft } from '#orders';
import { changeSeller, checkVat } from '#tax';
import { idFor } from './ids.ts';
import { pricesNow } from './prices.ts';
import { soldProducts } from './products/index.ts';

const caller = { actor: 'demo' };
/** Well formed, and of nobody: its check digits are right. */
const BELGIAN = 'BE0999314091';

const MEMBER = idFor('cus', 'vandenbroeck');
const SHOP_MAIL = 'achats@atelier-vandenbroeck.example';

const address = (name: string, line1: string, postcode: string, city: string, country: string): Address => ({
  ...{ name, line1, postcode, city, country },
});
const buyers = [
  {
    key: 'tva-lies',
    email: 'lies.maes@courriel.example',
    to: address('Lies Maes', 'Lange Nieuwstraat 12', '2000', 'Antwerpen', 'BE'),
  },
  {
    key: 'tva-jonas',
    email: 'jonas.brandt@courriel.example',
    to: address('Jonas Brandt', 'Torstraße 98', '10119', 'Berlin', 'DE'),
  },
  {
    key: 'tva-ghjulia',
    email: 'ghjulia.santoni@courriel.example',
    to: address('Ghjulia Santoni', '6, rue Napoléon', '20200', 'Bastia', 'FR'),
  },
  {
    key: 'tva-atelier',
    email: SHOP_MAIL,
    to: address('Atelier Vandenbroeck', 'Rue Haute 210', '1000', 'Bruxelles', 'BE'),
    company: 'atelier-vandenbroeck',
  },
] as const;

/** Behind the first page; done again, it finds what there is. */
export async function seedTaxes(database: Database): Promise<void> {
  const step = (run: (tx: Tx) => Promise<unknown>): Promise<unknown> => database.transaction(caller, run);
  await step((tx) =>
    changeSeller(tx, {
      entityId: idFor('ent', 'ourcel'),
      oss: true,
      always: true,
      register: 'pretend',
      sendsTo: ['BE', 'DE', 'LU', 'MC'],
    }),
  );
  await checkVat(database, { checkId: idFor('vck', 'vandenbroeck'), vatNumber: BELGIAN, actor: 'demo' });
  const companyId = idFor('com', 'atelier-vandenbroeck');
  const known = await database.query(sql`SELECT 1 FROM customers.company WHERE company_id = ${companyId}`);
  if (known.length === 0) {
    await step((tx) =>
      registerCustomer(tx, { customerId: MEMBER, name: 'Bart Vandenbroeck', email: SHOP_MAIL, phone: null }),
    );
    await step((tx) => createCompany(tx, { ...vandenbroeck, companyId }));
    await step((tx) => setMember(tx, { companyId, customerId: MEMBER, role: 'admin', limitMinor: null }));
  }
  for (const [i, buyer] of buyers.entries()) await buy(database, buyer, i);
}

const vandenbroeck = {
  ...{ name: 'Atelier Vandenbroeck', legalForm: 'SRL', siren: null, siret: null, vatNumber: BELGIAN },
  address: { ...address('Atelier Vandenbroeck', 'Rue Haute 210', '1000', 'Bruxelles', 'BE') },
  ...{ language: 'fr' as const, invoiceEmail: SHOP_MAIL, serviceCode: null, terms: null, blocked: false },
} as const;

/** One order of an article of the shop's; what is sold out, or there already, is left. */
async function buy(database: Database, buyer: (typeof buyers)[number], nth: number): Promise<void> {
  const product = soldProducts.filter((one) => one.categories.includes('maison'))[nth * 3 + 1] ?? soldProducts[nth * 5];
  const sku = product?.variants[0]?.sku;
  if (!product || sku === undefined) return;
  const price = pricesNow([product]).get(sku);
  const skuId = (await skuIdsBySku(database, [sku])).get(sku);
  if (price === undefined || skuId === undefined) return;
  const { key, email, to } = buyer;
  const orderId = idFor('ord', key);
  const draft: OrderDraft = {
    ...{ orderId, channelId: idFor('chn', 'web'), contact: { name: to.name, email } },
    ...('company' in buyer ? { companyId: idFor('com', buyer.company), customerId: MEMBER } : {}),
    delivery: { method: 'delivery', address: to },
    lines: [{ skuId, quantity: 1, unitMinor: price }],
    payments: [{ paymentId: idFor('pay', key), method: 'promise', provider: 'promise' }],
    ...{ price: 'ours', short: 'refuse' },
  };
  const first = await placeOrder(database, draft, 'demo');
  if (first.ok || first.refusal.code !== 'orders.price_changed') return;
  // Without VAT the price is another: it is taken as it is told.
  const [changed] = (first.refusal.facts.changed ?? []) as readonly { readonly actual: number }[];
  if (changed)
    await placeOrder(database, { ...draft, lines: [{ skuId, quantity: 1, unitMinor: changed.actual }] }, 'demo');
}

/** A deposit at Maison Ourcel: the school pays four tenths of what it orders before, the rest afterwards; one such order is under way. */
import type { Database } from '#base/db';
import { skuIdsBySku } from '#catalog';
import { findOrder, payOrder, placeOrder, type OrderDraft } from '#orders';
import { changeSettings, forgetSettings, paymentSettings, paymentsOf } from '#payments';
import { idFor } from './ids.ts';
import { namedCustomers } from './people.ts';
import { pricesNow } from './prices.ts';
import { soldProducts } from './products/index.ts';

const caller = { actor: 'demo' };
const WHO = 'florence.garnier';
const WANTED = new Set(['bureau-lacassagne', 'lampe-d-atelier-guillotiere', 'support-d-ecran-guillotiere']);
const companyId = idFor('com', 'ecole-jean-mace');
const channelId = idFor('chn', 'web');

/** Once: an order that is there is left as it is, and a house that has rules of its own keeps them. */
export async function seedDeposits(database: Database): Promise<void> {
  const orderId = idFor('ord', 'acompte-1');
  if (await findOrder(database, orderId)) return;
  const now = await paymentSettings(database);
  if (now.depositRules.length === 0) {
    const rule = { channelId: null, companyId, depositFor: 'everybody', depositPpm: 400_000 } as const;
    await database.transaction(caller, (tx) => changeSettings(tx, { ...now, depositRules: [rule] }));
  }
  forgetSettings(database);
  const draft = await draftOf(database, orderId);
  const placed = draft && (await placeOrder(database, draft, idFor('cus', WHO)));
  if (!placed?.ok) return;
  const deposit = (await paymentsOf(database, orderId)).find(({ purpose }) => purpose === 'deposit');
  if (!deposit) return;
  await payOrder(database, { orderId, paymentId: deposit.paymentId, card: 'tok_ok', actor: idFor('cus', WHO) });
}

async function draftOf(database: Database, orderId: string): Promise<OrderDraft | undefined> {
  const customer = namedCustomers.find((one) => one.key === WHO);
  const goods = soldProducts.filter(({ handle }) => WANTED.has(handle));
  const prices = pricesNow(goods);
  const skus = goods.flatMap(({ variants }) => variants[0]?.sku ?? []);
  const skuIds = await skuIdsBySku(database, skus);
  const lines = skus.flatMap((sku) => {
    const [skuId, unitMinor] = [skuIds.get(sku), prices.get(sku)];
    return skuId === undefined || unitMinor === undefined ? [] : [{ skuId, quantity: 2, unitMinor }];
  });
  if (!customer || lines.length === 0) return undefined;
  const name = `${customer.firstName} ${customer.lastName}`;
  return {
    ...{ orderId, channelId, companyId, lines, price: 'ours', short: 'refuse', reference: 'BC 2026-118' },
    customerId: idFor('cus', WHO),
    contact: { name, email: customer.email },
    delivery: { method: 'delivery', address: { ...customer.address, name } },
    payments: [{ paymentId: idFor('pay', 'acompte-1'), method: 'card', provider: 'pretend' }],
  };
}

/** A request at Maison Ourcel: Lise may buy for the Cabinet Aubrac up to a limit, and waits for Étienne's yes for what goes beyond it. */
import type { Database } from '#base/db';
import { addToCart, approvalById, askApproval, openCart } from '#carts';
import { skuIdsBySku } from '#catalog';
import { setMember } from '#customers';
import { idFor } from './ids.ts';
import { namedCustomers } from './people.ts';
import { soldProducts } from './products/index.ts';

const WHO = 'lise.fontan';
const companyId = idFor('com', 'cabinet-aubrac');
const customerId = idFor('cus', WHO);

/** Once: a request that is there is left as it is, decided or not. */
export async function seedApprovals(database: Database): Promise<void> {
  const askId = idFor('bap', 'accord-1');
  const customer = namedCustomers.find((one) => one.key === WHO);
  const sku = soldProducts.find(({ handle }) => handle === 'bureau-lacassagne')?.variants[1]?.sku;
  const skuId = sku === undefined ? undefined : (await skuIdsBySku(database, [sku])).get(sku);
  if (!customer || skuId === undefined || (await approvalById(database, askId))) return;
  await database.transaction({ actor: 'demo' }, (tx) =>
    setMember(tx, { companyId, customerId, role: 'buyer', limitMinor: 30_000 }),
  );
  const channelId = idFor('chn', 'web');
  const cartId = idFor('crt', 'accord-1');
  const opened = await openCart(database, { cartId, channelId, actor: customerId, customerId });
  if (!opened.ok) return;
  const own = { cartId: opened.value.cart.cartId, access: { customerId, tokenHash: undefined }, actor: customerId };
  await addToCart(database, { ...own, addId: 'demo-accord-1', skuId, quantity: 2 });
  const name = `${customer.firstName} ${customer.lastName}`;
  await askApproval(database, {
    ...{ ...own, askId, customerId, companyId, channelId, note: 'Pour les deux nouveaux bureaux du premier étage.' },
    contact: { name, email: customer.email },
    delivery: { method: 'delivery', address: { ...customer.address, name } },
    payment: { method: 'card', paymentId: idFor('pay', 'accord-1') },
  });
}

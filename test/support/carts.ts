/** Shoppers' devices and their carts, over HTTP. */
import assert from 'node:assert/strict';
import { newId } from '#base/ids';
import { countStock, forgetSkus } from '#inventory';
import { testApp, type Answer, type Person, type TestApp } from './app.ts';
import { testCustomer, testShop, type ShopOptions, type TestShop } from './shop.ts';

export type Town = { app: TestApp; shop: TestShop };
/** One device of a shopper: its cart, its secret, and who is signed in on it. */
export type Device = { cartId: string; token: string | null; as?: Person };

export async function town(t: Parameters<typeof testApp>[0], options: ShopOptions = {}): Promise<Town> {
  const app = await testApp(t);
  return { app, shop: await testShop(app.database, options) };
}

export const headers = (device: Pick<Device, 'token'>): Record<string, string> =>
  device.token === null ? {} : { 'cart-token': device.token };
export const sku = (shop: TestShop, i: number): string => shop.skuIds[i] as string;

export async function device({ app }: Town, channel = 'web', as?: Person): Promise<Device> {
  const answer = await app.call('POST', '/api/carts', { as, body: { cartId: newId('crt'), channel } });
  assert.equal(answer.status, 201, answer.text);
  return { cartId: answer.body.cart.cartId, token: answer.body.token, ...(as ? { as } : {}) };
}

export const add = ({ app }: Town, at: Device, skuId: string, quantity = 1, addId = newId('add')): Promise<Answer> =>
  app.call('POST', `/api/carts/${at.cartId}/lines`, {
    as: at.as,
    headers: headers(at),
    body: { addId, skuId, quantity },
  });
export const show = ({ app }: Town, at: Device, channel?: string): Promise<Answer> =>
  app.call('GET', `/api/carts/${at.cartId}${channel ? `?channel=${channel}` : ''}`, {
    as: at.as,
    headers: headers(at),
  });
export const units = (answer: Answer): [string, number][] =>
  answer.body.lines.map((line: { skuId: string; quantity: number }) => [line.skuId, line.quantity]);
export const kinds = (answer: Answer): string[] => answer.body.notices.map((notice: { kind: string }) => notice.kind);

export async function signedIn(
  { app }: Town,
  word: string,
): Promise<{ person: Person; customerId: string; code: string }> {
  const { customerId, code } = await testCustomer(app.database, word);
  return { person: await app.shopper(customerId), customerId, code };
}

export async function setStock({ app, shop }: Town, skuId: string, counted: number): Promise<void> {
  await app.database.transaction({ actor: 'test' }, (tx) =>
    countStock(tx, [{ skuId, siteId: shop.siteId, quantity: counted, document: newId('cnt') }]),
  );
  forgetSkus(app.database, [skuId]);
}

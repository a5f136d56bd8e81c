/** A shop with a till, called over HTTP as the till's own screen does. */
import assert from 'node:assert/strict';
import { crockford, newId, randomBytes } from '#base/ids';
import { checkCharacter } from '#payments';
import { firstHash } from '#till';
import { clock } from '#base/time';
import { testApp, type Answer, type Person, type TestApp } from './app.ts';
import { testShop, type ShopOptions, type TestShop } from './shop.ts';

export type Counter = { readonly app: TestApp; readonly shop: TestShop; readonly clerk: Person };
/** A till as its own device knows it; `sell` moves its chain on. */
export type Till = { deviceId: string; cookies: Record<string, string>; lastSequence: number; lastHash: string };

export async function counter(t: Parameters<typeof testApp>[0], options: ShopOptions = {}): Promise<Counter> {
  const app = await testApp(t);
  return { app, shop: await testShop(app.database, options), clerk: await app.staff('clerk') };
}

export async function openTill({ app, shop, clerk }: Counter): Promise<Till> {
  const deviceId = newId('dev');
  const body = { deviceId, channelId: shop.channels.till, name: 'Caisse' };
  const opened = await app.call('POST', '/api/till/device', { as: clerk, body });
  assert.equal(opened.status, 201, opened.text);
  const { halle_device: token = '' } = opened.cookies;
  return { deviceId, cookies: { halle_device: token }, lastSequence: 0, lastHash: firstHash(deviceId) };
}

export type SaleOptions = {
  /** Unit price shown; the shop's own when absent. */
  readonly unit?: number;
  readonly method?: 'cash' | 'card';
  readonly received?: number;
  readonly customerId?: string;
  readonly cartId?: string;
  readonly override?: boolean;
};

/** The next ticket of a till. */
export function sale(till: Till, wanted: readonly (readonly [string, number])[], options: SaleOptions = {}) {
  const { unit = 1_000, method = 'cash', received, ...rest } = options;
  const lines = wanted.map(([skuId, quantity]) => ({ skuId, quantity, unitMinor: unit }));
  const due = lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
  const paid = method === 'cash' ? { receivedMinor: received ?? due } : {};
  return {
    ...{ ticketId: newId('tkt'), orderId: newId('ord'), at: clock(), lines, ...rest },
    ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash },
    payment: { method, paymentId: newId('pay'), ...paid },
  };
}

/** Sells; articles cost what `testShop` says unless another unit price is given. */
export async function sell(
  { app, shop, clerk }: Counter,
  till: Till,
  wanted: readonly (readonly [string, number])[],
  options: SaleOptions = {},
): Promise<Answer> {
  const unit = options.unit ?? 1_000 + shop.skuIds.indexOf(wanted[0]?.[0] ?? '');
  const body = sale(till, wanted, { ...options, unit });
  const answer = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body });
  if (answer.status === 201) {
    till.lastSequence = body.sequence;
    till.lastHash = answer.body.hash as string;
  }
  return answer;
}

/** The code on a card of a pack of blank ones. */
export function blankCode(): string {
  const body = crockford(randomBytes(13), 19);
  return body + checkCharacter(body);
}

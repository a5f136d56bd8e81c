/** A till over HTTP for tests: enrolled, with somebody at it, knowing the end of its own chain. */
import assert from 'node:assert/strict';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import type { Answer, Person, TestApp } from './app.ts';
import type { TestShop } from './shop.ts';

export type TestTill = {
  readonly deviceId: string;
  readonly cookies: Record<string, string>;
  readonly as: Person;
  sequence: number;
  hash: string;
};
export type Sale = Record<string, unknown> & {
  ticketId: string;
  orderId: string;
  payment: { method: 'cash' | 'card'; paymentId: string; receivedMinor?: number };
};

export async function testTill(app: TestApp, shop: TestShop, deviceId = newId('dev')): Promise<TestTill> {
  const as = await app.staff('clerk');
  const body = { deviceId, channelId: shop.channels.till, name: 'Caisse' };
  const answer = await app.call('POST', '/api/till/device', { as, body });
  assert.equal(answer.status, 201, answer.text);
  const { lastSequence, lastHash } = answer.body;
  return {
    deviceId,
    as,
    cookies: { halle_device: answer.cookies.halle_device ?? '' },
    sequence: lastSequence,
    hash: lastHash,
  };
}

/** The next ticket of a till: articles by their place in the shop, at their shown price. */
export function sale(
  shop: TestShop,
  till: TestTill,
  wanted: readonly (readonly [index: number, quantity: number])[],
  more: Record<string, unknown> = {},
): Sale {
  return {
    ticketId: newId('tkt'),
    orderId: newId('ord'),
    sequence: till.sequence + 1,
    previousHash: till.hash,
    at: clock(),
    lines: wanted.map(([i, quantity]) => ({ skuId: shop.skuIds[i], quantity, unitMinor: 1_000 + i })),
    payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: 1_000_000 },
    ...more,
  };
}

/** Posts a ticket; the till keeps the new end of its chain when it was granted. */
export async function post(app: TestApp, till: TestTill, body: unknown): Promise<Answer> {
  const { as, cookies } = till;
  const answer = await app.call('POST', '/api/till/tickets', { as, cookies, body });
  if (answer.status === 201) {
    till.sequence = Math.max(till.sequence, answer.body.sequence);
    till.hash = answer.body.hash;
  }
  return answer;
}

/** Asks the card for a sale that names one. */
export function askCard(app: TestApp, till: TestTill, { payment, ...body }: Sale, token: string): Promise<Answer> {
  const { as, cookies } = till;
  const { paymentId } = payment;
  return app.call('POST', '/api/till/card', { as, cookies, body: { ...body, paymentId, card: { token } } });
}

/** How somebody of another site would try what a till does with orders that are collected, for `test/sites.test.ts`. */
import { newId } from '#base/ids';
import type { Answer, CallOptions } from './app.ts';

type Where = Pick<CallOptions, 'cookies'> & { readonly orderId: string; readonly link: object };
type Tried = {
  with: () => Pick<CallOptions, 'cookies'> & { path?: string; body?: unknown };
  must: (answer: Answer) => void;
};

/** `where` is a till of theirs, an order, and the next place in its chain. */
export function pickupTries(where: () => Where, must: Tried['must']): Record<string, Tried> {
  const tried = (what?: string, body?: (link: object) => object): Tried => ({
    must,
    with: () => {
      const { orderId, link, ...till } = where();
      return {
        ...till,
        ...(what === undefined ? {} : { path: `/api/till/pickups/${orderId}/${what}` }),
        ...(body ? { body: body(link) } : {}),
      };
    },
  });
  const card = () => ({ paymentId: newId('pay'), dueMinor: 1, card: { token: 'tok_ok' } });
  return {
    'GET /api/till/pickups': tried(),
    'GET /api/till/pickups/:orderId/due': tried('due'),
    'POST /api/till/pickups/:orderId/card': tried('card', card),
    'POST /api/till/pickups/:orderId/pay': tried('pay', (link) => ({
      ...link,
      dueMinor: 1,
      payment: { method: 'card', paymentId: newId('pay') },
    })),
    'POST /api/till/pickups/:orderId/give-back': tried('give-back', (link) => ({ ...link, owedMinor: 1 })),
  };
}

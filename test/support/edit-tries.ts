/** How a stranger at another site tries to see or make the changes of an order, and what must come of it. */
import assert from 'node:assert/strict';
import { newId } from '#base/ids';
import type { Answer } from './app.ts';

type Try = { readonly path: string; readonly body?: object };
type Tried = { readonly with: () => Try; readonly must: (answer: Answer) => void };

const notThere = ({ status, text }: Answer): void => assert.equal(status, 404, text);
const emptyList = ({ body }: Answer): void => assert.deepEqual(body.items, []);

/** `web` tells the order when it is there. */
export const editTries = (web: () => string): Record<string, Tried> => ({
  'POST /api/orders/:orderId/edit/preview': {
    with: () => ({ path: `/api/orders/${web()}/edit/preview`, body: { edit: {} } }),
    must: notThere,
  },
  'POST /api/orders/:orderId/edit': {
    with: () => ({
      path: `/api/orders/${web()}/edit`,
      body: { editId: newId('edt'), edit: {}, why: 'no', hash: '0'.repeat(64) },
    }),
    must: notThere,
  },
  'POST /api/orders/:orderId/cancel-lines': {
    with: () => ({
      path: `/api/orders/${web()}/cancel-lines`,
      body: { editId: newId('edt'), lines: [{ lineNo: 1, quantity: 1 }], reason: 'no' },
    }),
    must: notThere,
  },
  'GET /api/orders/:orderId/versions': { with: () => ({ path: `/api/orders/${web()}/versions` }), must: emptyList },
  'GET /api/orders/:orderId/notes': { with: () => ({ path: `/api/orders/${web()}/notes` }), must: emptyList },
  'POST /api/orders/:orderId/notes': {
    with: () => ({
      path: `/api/orders/${web()}/notes`,
      body: { noteId: newId('nte'), audience: 'internal', words: 'no' },
    }),
    must: notThere,
  },
  'POST /api/orders/:orderId/notes/:noteId/erase': {
    with: () => ({ path: `/api/orders/${web()}/notes/${newId('nte')}/erase`, body: {} }),
    must: notThere,
  },
  'POST /api/orders/:orderId/hold': {
    with: () => ({ path: `/api/orders/${web()}/hold`, body: { noteId: newId('nte'), reason: 'no' } }),
    must: notThere,
  },
  'POST /api/orders/:orderId/resume': {
    with: () => ({ path: `/api/orders/${web()}/resume`, body: {} }),
    must: notThere,
  },
  'POST /api/orders/:orderId/give-up-transfer': {
    with: () => ({ path: `/api/orders/${web()}/give-up-transfer`, body: {} }),
    must: notThere,
  },
  'GET /api/orders/:orderId/pay-links': { with: () => ({ path: `/api/orders/${web()}/pay-links` }), must: notThere },
  'POST /api/orders/:orderId/deposit': {
    with: () => ({ path: `/api/orders/${web()}/deposit`, body: { depositId: newId('dep'), minor: 100 } }),
    must: notThere,
  },
  'POST /api/orders/:orderId/pay-links': {
    with: () => ({ path: `/api/orders/${web()}/pay-links`, body: { linkId: newId('lnk'), days: 3 } }),
    must: notThere,
  },
  'POST /api/orders/:orderId/pay-links/:linkId/revoke': {
    with: () => ({ path: `/api/orders/${web()}/pay-links/${newId('lnk')}/revoke`, body: {} }),
    must: notThere,
  },
  'POST /api/orders/:orderId/settle-balance': {
    with: () => ({ path: `/api/orders/${web()}/settle-balance`, body: {} }),
    must: notThere,
  },
});

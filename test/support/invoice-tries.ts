/** What somebody of another site tries with the documents of an order that is none of theirs, and what must come of it. */
import assert from 'node:assert/strict';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { askInvoice } from '#invoicing';
import type { Answer, CallOptions } from './app.ts';

type Tried = { with?: () => CallOptions & { readonly path?: string }; must: (answer: Answer) => void };

const unknown = (answer: Answer): void => assert.equal(answer.status, 404, answer.text.slice(0, 300));

const forbidden = (answer: Answer): void => assert.equal(answer.status, 403, answer.text.slice(0, 300));
const span = 'from=2026-01-01&to=2026-01-31';

/** An invoice of an order; its id. */
export async function invoiceNow(database: Database, orderId: string): Promise<string> {
  const [receipt] = await database.transaction({ actor: 'test' }, (tx) => askInvoice(tx, { orderId, atOnce: true }));
  return receipt?.documentId ?? '';
}

/** `web` an order, and an invoice of it. */
export function invoiceTries(of: () => { web: string; document: string }): Record<string, Tried> {
  const on = (path: string, body?: object): Tried => ({
    with: () => ({ path: `/api/documents/${of().document}${path}`, ...(body ? { body } : {}) }),
    must: unknown,
  });
  const onOrder = (path: string, body?: object): Tried => ({
    with: () => ({ path: `/api/orders/${of().web}${path}`, ...(body ? { body } : {}) }),
    must: unknown,
  });
  return {
    'GET /api/documents': { must: ({ body }) => assert.deepEqual(body.items, []) },
    'GET /api/exports/documents': { must: ({ text }) => assert.equal(text.trim().split('\n').length, 1) },
    'GET /api/documents/archive': { must: ({ text }) => assert.ok(!text.includes('.pdf')) },
    'GET /api/invoicing/fec': { with: () => ({ path: `/api/invoicing/fec?${span}` }), must: forbidden },
    'GET /api/invoicing/rates': { must: forbidden },
    'POST /api/invoicing/rates': {
      with: () => ({ body: { rateId: newId('rat'), currency: 'CHF', fromOn: '2026-11-01', perOne: '0.95' } }),
      must: forbidden,
    },
    'GET /api/invoicing/days': { with: () => ({ path: `/api/invoicing/days?${span}` }), must: forbidden },
    'GET /api/invoicing/reports': { must: forbidden },
    'GET /api/documents/:documentId': on(''),
    'GET /api/documents/:documentId/pdf': on('/pdf'),
    'GET /api/documents/:documentId/xml': on('/xml'),
    'POST /api/documents/:documentId/reverse': on('/reverse', { reason: 'why' }),
    'POST /api/documents/:documentId/mail': on('/mail'),
    'POST /api/documents/:documentId/mail-to': on('/mail-to', { mailId: newId('mai'), email: 'ada@exemple.fr' }),
    'GET /api/orders/:orderId/documents': onOrder('/documents'),
    'POST /api/orders/:orderId/invoice': onOrder('/invoice', { atOnce: true }),
    'POST /api/orders/:orderId/delivery-note': onOrder('/delivery-note', {}),
  };
}

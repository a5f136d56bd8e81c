/** What somebody of another site tries with a return that is none of theirs, and what must come of it. */
import assert from 'node:assert/strict';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import type { Answer, CallOptions } from './app.ts';

type Tried = { with?: () => CallOptions & { readonly path?: string }; must: (answer: Answer) => void };

const emptyList = ({ body }: Answer): void => assert.deepEqual(body.items, []);
const unknown = (answer: Answer): void => assert.equal(answer.status, 404, answer.text.slice(0, 300));

/** A return that waits, of an order. */
export async function returnAtWork(database: Database, orderId: string, returnId: string): Promise<void> {
  await database.query(sql`
    INSERT INTO returns.request (return_id, number, order_id, source, reason, withdrawal, note, state, content_hash, asked_by, asked_at)
    VALUES (${returnId}, 'R0000000001', ${orderId}, 'shopper', 'other', false, '', 'requested', '', 'test', now())`);
}

/** `web` an order, and a return of it, at `siteId`. */
export function returnTries(
  of: () => { web: string; returnId: string; siteId: string; cookies: Record<string, string> },
): Record<string, Tried> {
  const post = (path: string, body?: object): Tried => ({
    with: () => ({ path: `/api/returns/${of().returnId}${path}`, ...(body ? { body } : {}) }),
    must: unknown,
  });
  const onOrder = (path: string, body: object): Tried => ({
    with: () => ({ path: `/api/orders/${of().web}${path}`, body }),
    must: unknown,
  });
  const lines = [{ lineNo: 1, quantity: 1 }];
  const part = { partId: newId('rtp'), itemId: newId('rti'), quantity: 1, condition: 'new', disposition: 'sellable' };
  const dueId = newId('due');
  const atTill = (path: string, body?: object): Tried => ({
    with: () => ({ path: `/api/till/returns${path}`, cookies: of().cookies, ...(body ? { body } : {}) }),
    must: (answer) => assert.equal(answer.status, 403, answer.text.slice(0, 300)),
  });
  const back = () => ({
    ...{ ticketId: newId('tkt'), orderId: newId('ord'), returnId: newId('rtn'), receiptId: newId('rtc'), dueId },
    ...{ sequence: 1, previousHash: '0'.repeat(64), at: '2026-01-01T00:00:00Z', reason: 'size' },
    lines: [{ ...lines[0], condition: 'new', disposition: 'sellable' }],
  });
  return {
    'GET /api/till/returns': atTill('?code=x'),
    'POST /api/till/returns': atTill('', back()),
    'POST /api/till/returns/cash': atTill('/cash', back()),
    'POST /api/till/returns/credit': atTill('/credit', back()),
    'GET /api/returns': { must: emptyList },
    'GET /api/exports/returns': { must: ({ text }) => assert.equal(text.trim().split('\n').length, 1) },
    'GET /api/returns/:returnId': post(''),
    'GET /api/returns/:returnId/timeline': { ...post('/timeline'), must: emptyList },
    'GET /api/orders/:orderId/returns': { with: () => ({ path: `/api/orders/${of().web}/returns` }), must: emptyList },
    'POST /api/orders/:orderId/returns': onOrder('/returns', { returnId: newId('rtn'), reason: 'size', lines }),
    'GET /api/orders/:orderId/exchange/choices': {
      with: () => ({ path: `/api/orders/${of().web}/exchange/choices` }),
      must: unknown,
    },
    'POST /api/orders/:orderId/exchange/preview': onOrder('/exchange/preview', {
      ...{ reason: 'size', lines, wanted: [{ skuId: newId('sku'), quantity: 1 }] },
    }),
    'POST /api/orders/:orderId/kindness': onOrder('/kindness', {
      ...{ returnId: newId('rtn'), dueId, goodwillMinor: 100, note: 'x' },
    }),
    'POST /api/returns/:returnId/approve': post('/approve', {}),
    'POST /api/returns/:returnId/refuse': post('/refuse', { answer: 'no' }),
    'POST /api/returns/:returnId/cancel': post('/cancel'),
    'POST /api/returns/:returnId/sent': post('/sent', {}),
    'POST /api/returns/:returnId/receipts': {
      with: () => ({
        path: `/api/returns/${of().returnId}/receipts`,
        body: { receiptId: newId('rtc'), siteId: of().siteId, items: lines },
      }),
      must: unknown,
    },
    'POST /api/returns/:returnId/inspections': post('/inspections', { parts: [part] }),
    'POST /api/returns/:returnId/dues/preview': post('/dues/preview', { lines }),
    'POST /api/returns/:returnId/dues': post('/dues', { dueId, lines }),
    'POST /api/returns/:returnId/dues/credit': post('/dues/credit', { dueId, lines }),
    'POST /api/returns/:returnId/dues/:dueId/retry': post(`/dues/${dueId}/retry`),
    'POST /api/returns/:returnId/close': post('/close', {}),
    ...exchangeTries(of),
  };
}

/** The same with other goods for them, in the office and at a till. */
function exchangeTries(of: () => { returnId: string; cookies: Record<string, string> }): Record<string, Tried> {
  const post = (path: string, body?: object): Tried => ({
    with: () => ({ path: `/api/returns/${of().returnId}${path}`, ...(body ? { body } : {}) }),
    must: unknown,
  });
  const atTill = (path: string, body: object): Tried => ({
    with: () => ({ path: `/api/till/exchanges${path}`, cookies: of().cookies, body }),
    must: (answer) => assert.equal(answer.status, 403, answer.text.slice(0, 300)),
  });
  const lines = [{ lineNo: 1, quantity: 1 }];
  const dueId = newId('due');
  const wanted = [{ skuId: newId('sku'), quantity: 1 }];
  const back = {
    ticketId: newId('tkt'),
    orderId: newId('ord'),
    returnId: newId('rtn'),
    receiptId: newId('rtc'),
    dueId,
  };
  const exchange = {
    ...{ exchangeId: newId('exc'), sequence: 1, previousHash: '0'.repeat(64), at: '2026-01-01T00:00:00Z' },
    back: { ...back, reason: 'size', lines: [{ ...lines[0], condition: 'new', disposition: 'sellable' }] },
    sale: { ticketId: newId('tkt'), orderId: newId('ord'), wanted },
  };
  return {
    'POST /api/till/exchanges/preview': atTill('/preview', { orderId: newId('ord'), reason: 'size', lines, wanted }),
    'POST /api/till/exchanges/card': atTill('/card', {
      ...exchange,
      payMinor: 1,
      paymentId: newId('pay'),
      card: { token: 'tok_ok' },
    }),
    'POST /api/till/exchanges': atTill('', { ...exchange, payMinor: 0, backMinor: 0 }),
    'POST /api/returns/:returnId/exchange/preview': post('/exchange/preview', {}),
    'POST /api/returns/:returnId/exchange': post('/exchange', {
      exchangeId: newId('exc'),
      orderId: newId('ord'),
      wanted,
    }),
    'POST /api/returns/:returnId/exchange/complete': post('/exchange/complete', {
      dueId,
      lines,
      payMinor: 0,
      backMinor: 0,
    }),
    'POST /api/returns/:returnId/exchange/release': post('/exchange/release'),
  };
}

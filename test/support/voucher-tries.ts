/** What somebody of another site tries with gift cards and store credit at a till that is none of theirs. */
import { newId } from '#base/ids';
import type { Answer, CallOptions } from './app.ts';

type Tried = { with: () => CallOptions & { readonly path?: string }; must: (answer: Answer) => void };

export function voucherTries(till: () => CallOptions, must: Tried['must']): Record<string, Tried> {
  const tried = (path: string, body?: object): Tried => ({
    with: () => ({ ...till(), path: `/api/till${path}`, ...(body ? { body } : {}) }),
    must,
  });
  const sold = `/tickets/${newId('tkt')}/cards/${newId('gft')}`;
  return {
    'POST /api/till/gift-cards/look': tried('/gift-cards/look', { code: '0000-0000-0000-0000-0000' }),
    'GET /api/till/store-credit/:customerId': tried(`/store-credit/${newId('cus')}`),
    'POST /api/till/tickets/:ticketId/cards/:cardId/tell': tried(`${sold}/tell`),
    'POST /api/till/tickets/:ticketId/cards/:cardId/print': tried(`${sold}/print`, { code: '0' }),
    'POST /api/till/tickets/:ticketId/cards/:cardId/mail': tried(`${sold}/mail`),
    'GET /api/till/day': tried('/day'),
    'GET /api/till/session': tried('/session'),
    'GET /api/till/sessions': tried('/sessions'),
    'POST /api/till/session': tried('/session', { sessionId: newId('ses'), floatMinor: 0 }),
    'POST /api/till/session/close': tried('/session/close', {
      ...{ sessionId: newId('ses'), countedMinor: 0, leftMinor: 0 },
    }),
    'POST /api/till/cash': tried('/cash', { moveId: newId('cmv'), reason: 'bank', minor: 1 }),
    'POST /api/till/tickets/:ticketId/prints': tried(`/tickets/${newId('tkt')}/prints`, { printId: newId('prt') }),
    'POST /api/till/tickets/:ticketId/invoice': tried(`/tickets/${newId('tkt')}/invoice`, {}),
    'GET /api/till/tickets/:ticketId/documents': tried(`/tickets/${newId('tkt')}/documents`),
    'POST /api/till/tickets/:ticketId/documents/:documentId/mail': tried(
      `/tickets/${newId('tkt')}/documents/${newId('doc')}/mail`,
      { mailId: newId('mai'), email: 'ada@exemple.fr' },
    ),
    'GET /api/till/companies': tried('/companies?number=732829320'),
    'GET /api/till/tickets/:ticketId/documents/:documentId': tried(
      `/tickets/${newId('tkt')}/documents/${newId('doc')}`,
    ),
  };
}

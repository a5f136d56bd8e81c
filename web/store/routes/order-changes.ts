/** Paying what is due for a changed order, cancelling an order or some of it, and asking for its invoice. */
import { one, readForm, wholeNumber } from '../forms.ts';
import type { Fields, FieldRule } from '../forms.ts';
import { seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { withToken } from '../pages/returns.ts';
import { baseOf } from './cart.ts';

export const orderChangePages: readonly Page[] = [
  { method: 'POST', path: '/orders/:code/balance', run: pay },
  { method: 'POST', path: '/orders/:code/cancel', run: cancel },
  { method: 'POST', path: '/orders/:code/invoice', run: invoice },
];

const codeOf = ({ request }: Visit): string => request.params['code'] ?? '';
const back = (visit: Visit, token: string): StoreResponse =>
  seeOther(baseOf(visit), `/orders/${encodeURIComponent(codeOf(visit))}${withToken(token)}`);

async function pay(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, {
    t: { max: 80 },
    attemptId: { required: true, max: 40 },
    outcome: { max: 40 },
  });
  const attempt = { attemptId: values.attemptId, ...(values.outcome ? { outcome: values.outcome } : {}) };
  await visit.api.service.payBalance(visit.ask, codeOf(visit), values.t || undefined, attempt);
  return back(visit, values.t);
}

async function cancel(visit: Visit): Promise<StoreResponse> {
  const { body } = visit.request;
  const token = one(body, 't', 80) || undefined;
  const { values } = readForm(body, rulesFor(body));
  const lines = Object.entries(values).flatMap(([name, value]) => {
    const lineNo = Number(/^q(\d{1,5})$/.exec(name)?.[1] ?? 0);
    const quantity = wholeNumber(value, 9_999) ?? 0;
    return lineNo > 0 && quantity > 0 ? [{ lineNo, quantity }] : [];
  });
  const all = values['what'] === 'all';
  // Nothing chosen is nothing cancelled.
  if (all || lines.length > 0)
    await visit.api.service.cancelOrder(visit.ask, codeOf(visit), token, {
      editId: values['editId'] ?? '',
      ...(all ? {} : { lines }),
    });
  return back(visit, token ?? '');
}

/** Its invoice: there at once where all has left, else as soon as it has. */
async function invoice(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { t: { max: 80 } });
  await visit.api.service.askInvoice(visit.ask, codeOf(visit), values.t || undefined);
  return back(visit, values.t);
}

/** Each line has a field of its own. */
function rulesFor(body: Fields): Record<string, FieldRule> {
  const named = Object.keys(body).filter((name) => /^q\d{1,5}$/.test(name));
  const known = ['t', 'editId', 'what', ...named].map((name) => [name, { max: 80 }] as const);
  return Object.fromEntries(known);
}

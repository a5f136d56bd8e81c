/** From cart to order, and the order's page. The amount paid is the amount shown: anything else comes back with what changed. */
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { clock } from '#base/time';
import type { CheckoutForm } from '../api.ts';
import { one, readForm } from '../forms.ts';
import type { FieldRule } from '../forms.ts';
import { checkoutPage } from '../pages/checkout.ts';
import type { FieldErrors } from '../pages/checkout.ts';
import { orderPage, orderUnknownPage } from '../pages/order.ts';
import { refusedFields, refusedWords } from '../refused.ts';
import { answer, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import type { CheckoutView } from '../views.ts';
import { baseOf } from './cart.ts';

export const checkoutRoutes: readonly Page[] = [
  { method: 'GET', path: '/checkout', run: show },
  { method: 'POST', path: '/checkout', run: submit },
  { method: 'GET', path: '/orders/:code', run: order },
  { method: 'POST', path: '/orders/:code/pay', run: payAgain },
];

const rules = {
  orderId: { required: true, max: 40 },
  agreedMinor: { required: true, max: 16 },
  email: { required: true, max: 254, kind: 'email' },
  phone: { max: 30 },
  name: { required: true },
  deliveryId: { required: true, max: 60 },
  line1: {},
  line2: {},
  postcode: { max: 12 },
  city: {},
  country: { max: 2 },
  method: { required: true, max: 20 },
  outcome: { max: 40 },
  gift: { max: 60 },
  credit: { max: 4 },
  step: { max: 20 },
  note: { max: 300 },
} as const satisfies Record<string, FieldRule>;
type Values = Record<keyof typeof rules, string>;

const vouchersOf = ({ gift, credit }: Pick<Values, 'gift' | 'credit'>) => ({ gift, credit: credit === 'on' });

async function show(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.checkout(visit.ask, {})]);
  return view ? answer(checkoutPage(view, shell)) : seeOther(shell, '/cart');
}

async function submit(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, rules);
  const picked = pickedOf(values);
  if (values.step !== 'refresh' && Object.keys(errors).length === 0) {
    const sent = await send(visit, values);
    if (sent) return sent;
  }
  const [shell, fresh] = await Promise.all([visit.shell(), visit.api.checkout(visit.ask, picked)]);
  if (!fresh) return seeOther(shell, '/cart');
  const view = withTyped(fresh, values);
  if (values.step === 'refresh') return answer(checkoutPage(view, shell));
  return answer(
    checkoutPage(view, shell, { ...addressErrors(view, values), ...methodErrors(view, values), ...shown(errors) }),
    422,
  );
}

/** Places the order; undefined when the address still lacks something, so that the form is shown again. */
async function send(visit: Visit, values: Values): Promise<StoreResponse | undefined> {
  const picked = pickedOf(values);
  const { method } = values;
  const agreedMinor = /^\d{1,16}$/.test(values.agreedMinor) ? Number(values.agreedMinor) : Number.NaN;
  if (!Number.isSafeInteger(agreedMinor) || !isMethod(method)) return undefined;
  const before = await visit.api.checkout(visit.ask, picked);
  if (!before) {
    // A second click after the order is placed finds an empty cart: the gate answers with the first click's receipt.
    const placed = await visit.api.placeOrder(visit.ask, formOf(values, agreedMinor, method));
    return placed.kind === 'placed' ? seeOther(baseOf(visit), orderPath(placed)) : undefined;
  }
  if (Object.keys(addressErrors(before, values)).length > 0) return undefined;
  try {
    if (values.step === 'approval') {
      await visit.api.askApproval(visit.ask, formOf(values, agreedMinor, method), values.note);
      return seeOther(baseOf(visit), '/account#approvals');
    }
    const placed = await visit.api.placeOrder(visit.ask, formOf(values, agreedMinor, method));
    if (placed.kind === 'placed') return seeOther(baseOf(visit), orderPath(placed));
    return answer(checkoutPage(withTyped(placed.view, values), await visit.shell()), 409);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusedPage(visit, error, values);
  }
}

const pickedOf = ({ deliveryId, method, orderId, country, postcode, gift, credit }: Values) => ({
  ...{ deliveryId, method, orderId, country, postcode },
  ...vouchersOf({ gift, credit }),
});

const orderPath = (placed: { code: string; token: string; payPath?: string }): string =>
  placed.payPath ?? `/orders/${encodeURIComponent(placed.code)}?t=${encodeURIComponent(placed.token)}`;

/** The form again, with the refusal's words above it and its fields marked; nothing the shopper typed is lost. */
async function refusedPage(visit: Visit, refusal: Refusal, values: Values): Promise<StoreResponse> {
  const status = visit.options.statusOf(refusal.code);
  const picked = pickedOf(values);
  const [shell, fresh] = await Promise.all([visit.shell(), visit.api.checkout(visit.ask, picked)]);
  if (!fresh) return seeOther(shell, '/cart');
  const errors = refusedFields(refusal, Object.keys(rules));
  const over = refusal.code === 'orders.over_limit';
  const words = refusedWords(visit.ask.lang, refusal);
  return answer(checkoutPage(withTyped(fresh, values), shell, errors, words, over), status);
}

function formOf(values: Values, agreedMinor: number, method: CheckoutForm['method']): CheckoutForm {
  const { orderId, email, phone, name, deliveryId, line1, line2, postcode, city, country, outcome } = values;
  const contact = { email, phone, name };
  const address = { line1, line2, postcode, city, country: country || 'FR' };
  return {
    orderId,
    agreedMinor,
    ...contact,
    deliveryId,
    ...address,
    method,
    ...vouchersOf(values),
    ...(outcome ? { outcome } : {}),
  };
}

/** A view with what the shopper has typed so far. */
function withTyped(view: CheckoutView, values: Values): CheckoutView {
  const { email, phone, name, line1, line2, postcode, city, country } = values;
  return {
    ...view,
    contact: { email, phone, name },
    address: { name, line1, line2, postcode, city, country: country || 'FR' },
  };
}

function addressErrors(view: CheckoutView, values: Values): FieldErrors {
  const delivery = view.deliveries.find((known) => known.deliveryId === values.deliveryId);
  if (!delivery) return { deliveryId: 'error.choose' };
  if (delivery.kind === 'pickup') return {};
  const missing = (['line1', 'postcode', 'city'] as const).filter((name) => values[name] === '');
  return Object.fromEntries(missing.map((name) => [name, 'error.required' as const]));
}

const methodErrors = (view: CheckoutView, values: Values): FieldErrors =>
  view.payments.some((payment) => payment.method === values.method) ? {} : { method: 'error.choose' };

const isMethod = (text: string): text is CheckoutForm['method'] =>
  text === 'card' || text === 'pay_in_store' || text === 'transfer' || text === 'account';

const shown = (errors: Partial<Record<string, FieldErrors[string]>>): FieldErrors =>
  Object.fromEntries(Object.entries(errors).flatMap(([name, error]) => (error ? [[name, error]] : [])));

async function order(visit: Visit): Promise<StoreResponse> {
  const { api, ask, request } = visit;
  const token = one(request.query, 't', 80);
  const code = request.params['code'] ?? '';
  const [shell, view, returns] = await Promise.all([
    visit.shell(),
    api.order(ask, code, token),
    api.service.returns(ask, code, token),
  ]);
  if (!view) return answer(orderUnknownPage(shell), 404);
  return answer(orderPage(view, shell, { token: token ?? '', attemptId: newId('att'), returns }, clock()));
}

async function payAgain(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, {
    t: { max: 80 },
    attemptId: { required: true, max: 40 },
    outcome: { max: 40 },
  });
  const code = visit.request.params['code'] ?? '';
  const attempt = { attemptId: values.attemptId, ...(values.outcome ? { outcome: values.outcome } : {}) };
  const path = await visit.api.payAgain(visit.ask, code, values.t || undefined, attempt);
  if (path !== undefined) return seeOther(baseOf(visit), path);
  const query = values.t ? `?t=${encodeURIComponent(values.t)}` : '';
  return seeOther(baseOf(visit), `/orders/${encodeURIComponent(code)}${query}`);
}

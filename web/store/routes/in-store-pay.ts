/**
 * Paying on the phone in the store: only what was taken here. It lies in a bag of its own, a small cart beside the shopper's, so that
 * the gate orders it like other carts, and what is in the shopper's cart stays there.
 */
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import type { Ask, CheckoutForm } from '../api.ts';
import { readForm, wholeNumber } from '../forms.ts';
import { payHerePage } from '../pages/in-store-pay.ts';
import { failPage } from '../pages/fail.ts';
import { refusedFields, refusedWords } from '../refused.ts';
import { answer, seeOther } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';
import type { CheckoutView, StoreView } from '../views.ts';
import { baseOf, MOST_UNITS } from './cart.ts';

export const inStorePayRoutes: readonly Page[] = [
  { method: 'GET', path: '/in/:siteId/pay', run: show },
  { method: 'POST', path: '/in/:siteId/bag', run: change },
  { method: 'POST', path: '/in/:siteId/pay', run: pay },
];

/** The bag's secret, with the channel and the store it is of: in another store one begins anew. */
const bagCookieName = 'halle_bag';
const BAG_S = 12 * 3_600;

const bagIn = (visit: Visit, siteId: string): string => `${visit.options.app === true ? 'app' : 'web'}.${siteId}.`;

/** As the shopper asks, with the bag in place of their cart. */
function withBag(visit: Visit, siteId: string): Ask {
  const { cartToken: _cart, ...who } = visit.ask.who;
  const kept = visit.request.cookies[bagCookieName] ?? '';
  const start = bagIn(visit, siteId);
  const token = kept.startsWith(start) ? kept.slice(start.length) : '';
  return { ...visit.ask, who: { ...who, bag: true, ...(token === '' ? {} : { cartToken: token }) } };
}

/** Puts one unit into the bag; the same `lineId` again adds nothing. */
export async function putInBag(
  visit: Visit,
  siteId: string,
  { skuId, lineId }: { skuId: string; lineId: string },
): Promise<readonly StoreCookie[]> {
  const line = { lineId, skuId, quantity: 1, placeId: siteId };
  const { cartToken } = await visit.api.addToCart(withBag(visit, siteId), line);
  return cartToken === undefined
    ? []
    : [{ name: bagCookieName, value: bagIn(visit, siteId) + cartToken, maxAgeS: BAG_S }];
}

type Here = { readonly ask: Ask; readonly store: StoreView; readonly path: string };

async function hereOf(visit: Visit): Promise<Here | undefined> {
  const store = await visit.api.inStore.store(visit.ask, visit.request.params['siteId'] ?? '');
  return store && { store, ask: withBag(visit, store.siteId), path: `/in/${store.siteId}/pay` };
}

const notFound = async (visit: Visit): Promise<StoreResponse> =>
  answer(failPage({ status: 404 }, await visit.shell()), 404);

const picked = ({ store }: Here, orderId?: string): Parameters<Visit['api']['checkout']>[1] => ({
  deliveryId: `pickup:${store.siteId}`,
  method: 'card',
  ...(orderId === undefined ? {} : { orderId }),
});

async function show(visit: Visit): Promise<StoreResponse> {
  const here = await hereOf(visit);
  if (!here) return notFound(visit);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.checkout(here.ask, picked(here))]);
  return answer(payHerePage(view, here.store, shell));
}

/** More or less of a line, or none. */
async function change(visit: Visit): Promise<StoreResponse> {
  const here = await hereOf(visit);
  if (!here) return notFound(visit);
  const { values } = readForm(visit.request.body, { skuId: { required: true, max: 40 }, set: { max: 9 } });
  const quantity = wholeNumber(values.set, MOST_UNITS) ?? 0;
  await visit.api.setCartLine(here.ask, values.skuId, quantity);
  return seeOther(baseOf(visit), here.path);
}

const rules = {
  orderId: { required: true, max: 40 },
  agreedMinor: { required: true, max: 16 },
  email: { required: true, max: 254, kind: 'email' },
  name: { required: true },
  outcome: { max: 40 },
} as const;
type Values = Record<keyof typeof rules, string>;

function formOf({ orderId, agreedMinor, email, name, outcome }: Values, siteId: string): CheckoutForm {
  return {
    ...{ orderId, email, name, phone: '', deliveryId: `pickup:${siteId}`, method: 'card' },
    ...{ line1: '', line2: '', postcode: '', city: '', country: 'FR' },
    agreedMinor: /^\d{1,15}$/.test(agreedMinor) ? Number(agreedMinor) : -1,
    ...(outcome ? { outcome } : {}),
  };
}

async function pay(visit: Visit): Promise<StoreResponse> {
  const here = await hereOf(visit);
  if (!here) return notFound(visit);
  const { values, errors } = readForm(visit.request.body, rules);
  const again = async (status: number, view: CheckoutView | undefined, refusal?: Refusal): Promise<StoreResponse> => {
    const fields = refusal ? refusedFields(refusal, Object.keys(rules)) : errors;
    const words = refusal && refusedWords(visit.ask.lang, refusal);
    const typed = view && { ...view, contact: { ...view.contact, email: values.email, name: values.name } };
    return answer(payHerePage(typed, here.store, await visit.shell(), fields, words), status);
  };
  const fresh = () => visit.api.checkout(here.ask, picked(here, values.orderId || newId('ord')));
  if (Object.keys(errors).length > 0) return again(422, await fresh());
  try {
    const placed = await visit.api.placeOrder(here.ask, formOf(values, here.store.siteId));
    if (placed.kind === 'changed') return again(409, placed.view);
    const { code, token } = placed;
    return seeOther(baseOf(visit), `/orders/${encodeURIComponent(code)}?t=${encodeURIComponent(token)}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return again(visit.options.statusOf(error.code), await fresh(), error);
  }
}

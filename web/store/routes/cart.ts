/** The cart's forms. Each answers with a redirect, so that a reload never repeats it. */
import { newId } from '#base/ids';
import { parseDecimal } from '#base/money';
import { refuse } from '#base/refusal';
import type { CartWritten } from '../api.ts';
import { one, readForm, wholeNumber } from '../forms.ts';
import { cartPage, handoffPage } from '../pages/cart.ts';
import { productPage } from '../pages/product.ts';
import { answer, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';

export const cartRoutes: readonly Page[] = [
  { method: 'GET', path: '/cart', run: show },
  { method: 'POST', path: '/cart/lines', run: add },
  { method: 'POST', path: '/cart/lines/:lineId', run: change },
  { method: 'POST', path: '/cart/cards', run: addCard },
  { method: 'POST', path: '/cart/cards/:cardKey', run: removeCard },
  { method: 'POST', path: '/cart/codes', run: code },
  { method: 'POST', path: '/cart/delivery', run: receive },
  { method: 'GET', path: '/cart/open/:code', run: preview },
  { method: 'POST', path: '/cart/open/:code', run: take },
];

/** The most units one line may ask for. */
export const MOST_UNITS = 9_999;
const cartCookieS = 90 * 24 * 3_600;

/** The cookie that keeps an anonymous cart; none when the token has not changed. */
export const cartCookies = (written: CartWritten): StoreCookie[] =>
  written.cartToken ? [{ name: cookieNames.cart, value: written.cartToken, maxAgeS: cartCookieS }] : [];

async function show(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.cart(visit.ask)]);
  return answer(cartPage(view, shell, one(visit.request.query, 'code') === 'unknown'));
}

async function add(visit: Visit): Promise<StoreResponse> {
  const rules = {
    skuId: { required: true, max: 40 },
    placeId: { max: 40 },
    quantity: { max: 9 },
    lineId: { max: 40 },
    giftOf: { max: 40 },
  };
  const { values, errors } = readForm(visit.request.body, rules);
  const quantity = wholeNumber(values.quantity || '1', MOST_UNITS);
  if (Object.keys(errors).length > 0 || !quantity) return invalid('skuId', 'quantity');
  const line = {
    lineId: values.lineId || newId('lin'),
    skuId: values.skuId,
    quantity,
    ...(values.placeId ? { placeId: values.placeId } : {}),
    ...(/^prm_[0-9a-z]{26}$/.test(values.giftOf) ? { giftOf: values.giftOf } : {}),
  };
  const written = await visit.api.addToCart(visit.ask, line);
  return seeOther(baseOf(visit), '/cart', cartCookies(written));
}

async function change(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { quantity: { max: 9 }, set: { max: 9 } });
  const quantity = wholeNumber(values.set || values.quantity, MOST_UNITS);
  if (quantity === undefined) return invalid('quantity');
  const written = await visit.api.setCartLine(visit.ask, visit.request.params['lineId'] ?? '', quantity);
  return seeOther(baseOf(visit), '/cart', cartCookies(written));
}

/** A gift card of a chosen amount. What does not fit comes back in its form, with the product around it. */
async function addCard(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, {
    skuId: { required: true, max: 40 },
    handle: { required: true, max: 120 },
    amount: { required: true, max: 12 },
    name: { max: 80 },
    email: { max: 120, kind: 'email' },
    day: { max: 10 },
    words: { max: 500 },
  });
  const { skuId, handle, name, email, day, words } = values;
  const [shell, view] = await Promise.all([visit.shell(), visit.api.product(visit.ask, handle, skuId)]);
  const limits = view?.variant.skuId === skuId ? view.variant.card : undefined;
  if (!view || !limits) return invalid('skuId');
  const given = name !== '' || email !== '' || day !== '' || words !== '';
  if (given && name === '') errors.name ??= 'error.required';
  if (given && email === '') errors.email ??= 'error.required';
  if (day !== '' && !isDay(day)) errors.day ??= 'error.invalid';
  const amount = parseDecimal(values.amount.replaceAll(/[\s€]/g, ''), limits.least.currency);
  const fits = amount && amount.minor >= limits.least.minor && amount.minor <= limits.most.minor;
  if (!fits) errors.amount ??= 'error.invalid';
  let written: Awaited<ReturnType<Visit['api']['addCard']>> = {};
  if (amount && Object.keys(errors).length === 0) {
    const card = { cardKey: newId('gcd'), skuId, amountMinor: amount.minor };
    written = await visit.api.addCard(visit.ask, given ? { ...card, for: { name, email, day, words } } : card);
    if (written.problem === undefined) return seeOther(baseOf(visit), '/cart', cartCookies(written));
    errors[written.problem] = 'error.invalid';
  }
  return answer(productPage(view, shell, undefined, { values, errors }), 422, cartCookies(written));
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

async function removeCard(visit: Visit): Promise<StoreResponse> {
  readForm(visit.request.body, { remove: { max: 1 } });
  const cardKey = visit.request.params['cardKey'] ?? '';
  if (!/^[A-Za-z0-9_-]{8,40}$/.test(cardKey)) return invalid('cardKey');
  await visit.api.removeCard(visit.ask, cardKey);
  return seeOther(baseOf(visit), '/cart');
}

async function code(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { code: { max: 60 }, remove: { max: 60 } });
  const wanted = values.remove || values.code;
  if (wanted.trim() === '') return seeOther(baseOf(visit), '/cart');
  const known = await visit.api.setCode(visit.ask, wanted, values.remove === '');
  return seeOther(baseOf(visit), known ? '/cart' : '/cart?code=unknown');
}

async function receive(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { deliveryId: { required: true, max: 60 } });
  if (values.deliveryId === '') return invalid('deliveryId');
  await visit.api.chooseDelivery(visit.ask, values.deliveryId);
  return seeOther(baseOf(visit), '/cart');
}

async function preview(visit: Visit): Promise<StoreResponse> {
  const code = visit.request.params['code'] ?? '';
  const [shell, view] = await Promise.all([visit.shell(), visit.api.handoff(visit.ask, code)]);
  return answer(handoffPage(view, shell), view ? 200 : 404);
}

async function take(visit: Visit): Promise<StoreResponse> {
  readForm(visit.request.body, { take: {} });
  const written = await visit.api.takeHandoff(visit.ask, visit.request.params['code'] ?? '');
  return seeOther(baseOf(visit), '/cart', cartCookies(written));
}

/** The language's prefix, for redirects that need nothing else of the shell. */
export const baseOf = (visit: Visit): { base: '' | '/en' } => ({ base: visit.ask.lang === 'en' ? '/en' : '' });

const invalid = (...fields: string[]): never =>
  refuse('request.invalid', { fields: fields.map((field) => ({ field, rule: 'invalid' })) });

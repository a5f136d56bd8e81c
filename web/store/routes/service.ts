/** The account's inside, orders without an account, receipts, the shop's texts and the answer on cookies. */
import { newId } from '#base/ids';
import { Refusal, refuse } from '#base/refusal';
import { clock, DAY, SECOND } from '#base/time';
import { CONSENT_DAYS, consentValue } from '../consent.ts';
import { localPath, one, readForm, wholeNumber } from '../forms.ts';
import type { FieldRule } from '../forms.ts';
import {
  addressesPage,
  deletePage,
  goodbyePage,
  passwordPage,
  privacyPage,
  purchasesPage,
} from '../pages/account-inside.ts';
import { cardsPage } from '../pages/account-cards.ts';
import { papersPage } from '../pages/account-papers.ts';
import { failPage } from '../pages/fail.ts';
import { orderUnknownPage } from '../pages/order.ts';
import { findOrderPage, receiptPage, textPage } from '../pages/service.ts';
import { consentPurposes, paperKinds } from '../service-api.ts';
import { answer, cacheable, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { faults } from './account.ts';
import { baseOf } from './cart.ts';

export const serviceRoutes: readonly Page[] = [
  { method: 'GET', path: '/account/purchases', run: purchases },
  { method: 'GET', path: '/account/addresses', run: addresses },
  { method: 'POST', path: '/account/addresses', run: changeAddress },
  { method: 'GET', path: '/account/cards', run: cards },
  { method: 'POST', path: '/account/cards', run: keepCard },
  { method: 'GET', path: '/account/documents', run: papers },
  { method: 'POST', path: '/account/documents', run: mailPaper },
  { method: 'GET', path: '/account/password', run: password },
  { method: 'POST', path: '/account/password', run: changePassword },
  { method: 'GET', path: '/account/privacy', run: privacy },
  { method: 'POST', path: '/account/privacy', run: changePrivacy },
  { method: 'POST', path: '/account/erasure', run: changeErasure },
  { method: 'POST', path: '/account/data', run: takeData },
  { method: 'GET', path: '/account/delete', run: beforeDelete },
  { method: 'POST', path: '/account/delete', run: deleteAccount },
  { method: 'GET', path: '/orders/find', run: findForm },
  { method: 'POST', path: '/orders/find', run: find },
  { method: 'GET', path: '/orders/:code/receipt', run: receipt },
  { method: 'GET', path: '/legal/:slug', run: text },
  { method: 'POST', path: '/cookies', run: sayCookies },
];

const toSignIn = (visit: Visit, path: string): StoreResponse =>
  seeOther(baseOf(visit), `/account/sign-in?next=${path}`);
const saved = ({ request }: Visit): boolean => one(request.query, 'saved') === '1';
const wheres = ['all', 'online', 'store', 'market'] as const;

async function purchases(visit: Visit): Promise<StoreResponse> {
  const { query } = visit.request;
  const year = wholeNumber(one(query, 'year', 4) ?? '', 9_998);
  const after = one(query, 'after', 300);
  const where = wheres.find((known) => known === query['where']) ?? 'all';
  const choice = { where, ...(year !== undefined && year >= 1_000 ? { year } : {}), ...(after ? { after } : {}) };
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.purchases(visit.ask, choice)]);
  return view ? answer(purchasesPage(view, shell)) : toSignIn(visit, '/account/purchases');
}

async function addresses(visit: Visit): Promise<StoreResponse> {
  const [shell, views] = await Promise.all([visit.shell(), visit.api.service.addresses(visit.ask)]);
  if (!views) return toSignIn(visit, '/account/addresses');
  return answer(addressesPage(views, shell, { addressId: newId('adr'), saved: saved(visit) }));
}

const addressRules = {
  step: { required: true, max: 10 },
  addressId: { required: true, max: 40 },
  name: {},
  line1: {},
  line2: {},
  postcode: { max: 12 },
  city: {},
  country: { max: 2 },
} as const satisfies Record<string, FieldRule>;

async function changeAddress(visit: Visit): Promise<StoreResponse> {
  const { service } = visit.api;
  const { values, errors } = readForm(visit.request.body, addressRules);
  const views = await service.addresses(visit.ask);
  if (!views) return toSignIn(visit, '/account/addresses');
  const { step, addressId, ...typed } = values;
  const again = async (marked: Parameters<typeof addressesPage>[2]['errors'] = {}): Promise<StoreResponse> =>
    answer(addressesPage(views, await visit.shell(), { addressId: newId('adr'), typed, errors: marked }), 422);
  const known = views.find((view) => view.addressId === addressId);
  try {
    if (step === 'remove') {
      if (known) await service.removeAddress(visit.ask, addressId);
    } else if (step === 'prefer') {
      if (known) await service.saveAddress(visit.ask, { ...known, preferred: true });
    } else {
      const missing = (['name', 'line1', 'postcode', 'city'] as const).filter((name) => values[name] === '');
      const marked = { ...faults(errors), ...Object.fromEntries(missing.map((name) => [name, 'error.required'])) };
      if (Object.keys(marked).length > 0) return await again(marked as never);
      await service.saveAddress(visit.ask, { ...typed, country: typed.country || 'FR', addressId, preferred: false });
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'customers.bad_address') throw error;
    const named = (error.facts.fields ?? []).map(({ field }) => [field.replace('address.', ''), 'error.invalid']);
    return again(Object.fromEntries(named));
  }
  return seeOther(baseOf(visit), '/account/addresses?saved=1');
}

async function cards(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.cards(visit.ask)]);
  return view ? answer(cardsPage(view, shell, { saved: saved(visit) })) : toSignIn(visit, '/account/cards');
}

async function keepCard(visit: Visit): Promise<StoreResponse> {
  const { service } = visit.api;
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/cards');
  const { values } = readForm(visit.request.body, { code: { required: true, max: 60 } });
  const problem = values.code === '' ? 'unknown' : await service.keepCard(visit.ask, values.code);
  if (problem === undefined) return seeOther(baseOf(visit), '/account/cards?saved=1');
  const [shell, view] = await Promise.all([visit.shell(), service.cards(visit.ask)]);
  return view ? answer(cardsPage(view, shell, { code: values.code, problem }), 422) : toSignIn(visit, '/account/cards');
}

const kindOf = (text: string | undefined) => paperKinds.find((one) => one === text);

async function papers(visit: Visit): Promise<StoreResponse> {
  const { query } = visit.request;
  const kind = kindOf(one(query, 'kind', 20));
  const after = one(query, 'after', 100);
  const told = (['sent', 'often', 'nowhere'] as const).find((known) => known === query['mail']);
  const choice = { ...(kind ? { kind } : {}), ...(after === undefined ? {} : { after }) };
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.papers(visit.ask, choice)]);
  return view ? answer(papersPage(view, shell, told)) : toSignIn(visit, '/account/documents');
}

async function mailPaper(visit: Visit): Promise<StoreResponse> {
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/documents');
  const { values } = readForm(visit.request.body, { documentId: { required: true, max: 40 }, kind: { max: 20 } });
  if (!/^doc_[0-9a-z]{26}$/.test(values.documentId))
    refuse('request.invalid', { fields: [{ field: 'documentId', rule: 'a document' }] });
  const problem = await visit.api.service.mailPaper(visit.ask, values.documentId);
  const kind = kindOf(values.kind);
  return seeOther(baseOf(visit), `/account/documents?mail=${problem ?? 'sent'}${kind ? `&kind=${kind}` : ''}`);
}

async function password(visit: Visit): Promise<StoreResponse> {
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/password');
  return answer(passwordPage(await visit.shell(), {}, saved(visit)));
}

async function changePassword(visit: Visit): Promise<StoreResponse> {
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/password');
  const key = { required: true, max: 200, kind: 'password' } as const;
  const { values, errors } = readForm(visit.request.body, { current: key, next: { ...key, min: 10 } });
  const found = faults(errors);
  if (found) return answer(passwordPage(await visit.shell(), found), 422);
  try {
    const { sessionToken, maxAgeS } = await visit.api.service.changePassword(visit.ask, values);
    const cookie = { name: cookieNames.session, value: sessionToken, maxAgeS };
    return seeOther(baseOf(visit), '/account/password?saved=1', [cookie]);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'customers.wrong_password')
      return answer(passwordPage(await visit.shell(), {}, false, true), 401);
    if (error.code !== 'customers.weak_password') throw error;
    return answer(passwordPage(await visit.shell(), { next: 'error.weakPassword' }), 422);
  }
}

async function privacy(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.privacy(visit.ask)]);
  return view ? answer(privacyPage(view, shell, saved(visit))) : toSignIn(visit, '/account/privacy');
}

async function changePrivacy(visit: Visit): Promise<StoreResponse> {
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/privacy');
  const rules = { newsletter: { max: 3 }, suggestions: { max: 3 }, messages: { max: 3 } } as const;
  const { values } = readForm(visit.request.body, rules);
  const said = Object.fromEntries(consentPurposes.map((purpose) => [purpose, values[purpose] === 'yes'])) as Record<
    (typeof consentPurposes)[number],
    boolean
  >;
  await visit.api.service.sayConsents(visit.ask, said);
  return seeOther(baseOf(visit), '/account/privacy?saved=1');
}

async function changeErasure(visit: Visit): Promise<StoreResponse> {
  if (!visit.ask.who.customerId) return toSignIn(visit, '/account/privacy');
  const { values } = readForm(visit.request.body, { wish: { required: true, max: 3 } });
  await visit.api.service.askErasure(visit.ask, values.wish === 'yes');
  return seeOther(baseOf(visit), '/account/privacy');
}

async function takeData(visit: Visit): Promise<StoreResponse> {
  const body = await visit.api.service.myData(visit.ask);
  if (body === undefined) return toSignIn(visit, '/account/privacy');
  return { status: 200, text: { type: 'application/json; charset=utf-8', body, fileName: 'my-data.json' } };
}

async function beforeDelete(visit: Visit): Promise<StoreResponse> {
  const [shell, held] = await Promise.all([visit.shell(), visit.api.service.heldBy(visit.ask)]);
  return held ? answer(deletePage(held, shell)) : toSignIn(visit, '/account/delete');
}

/** The second step: the password again, and a box that says it is for ever. */
async function deleteAccount(visit: Visit): Promise<StoreResponse> {
  const held = await visit.api.service.heldBy(visit.ask);
  if (!held) return toSignIn(visit, '/account/delete');
  const password = { required: true, max: 200, kind: 'password' } as const;
  const { values, errors } = readForm(visit.request.body, { password, forEver: { required: true, max: 3 } });
  const found = faults(errors);
  if (found) return answer(deletePage(held, await visit.shell(), found), 422);
  try {
    await visit.api.service.eraseMe(visit.ask, values.password);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'customers.wrong_password') return answer(deletePage(held, await visit.shell(), {}, true), 401);
    if (error.code !== 'privacy.not_yet') throw error;
    const now = (await visit.api.service.heldBy(visit.ask)) ?? held;
    return answer(deletePage(now, await visit.shell()), 409);
  }
  const forget = [cookieNames.session, cookieNames.cart].map((name) => ({ name, value: '', maxAgeS: 0 }));
  const shell = await visit.shell();
  return { ...answer(goodbyePage(shell)), cookies: forget };
}

async function findForm(visit: Visit): Promise<StoreResponse> {
  const page = findOrderPage(await visit.shell(), { number: '', email: '' });
  return cacheable(visit, answer(page), '/orders/find', [], []);
}

async function find(visit: Visit): Promise<StoreResponse> {
  const rules = { number: { required: true, max: 20 }, email: { required: true, max: 254, kind: 'email' } } as const;
  const { values, errors } = readForm(visit.request.body, rules);
  const found = faults(errors);
  if (found) return answer(findOrderPage(await visit.shell(), values, found), 422);
  const opened = await visit.api.service.openOrder(visit.ask, values);
  if (!opened) return answer(findOrderPage(await visit.shell(), values, {}, true), 404);
  return seeOther(baseOf(visit), `/orders/${opened.code}?t=${encodeURIComponent(opened.token)}`);
}

async function receipt(visit: Visit): Promise<StoreResponse> {
  const token = one(visit.request.query, 't', 80);
  const code = visit.request.params['code'] ?? '';
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.receipt(visit.ask, code, token)]);
  return view ? answer(receiptPage(view, shell, token ?? '')) : answer(orderUnknownPage(shell), 404);
}

async function text(visit: Visit): Promise<StoreResponse> {
  const slug = visit.request.params['slug'] ?? '';
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.text(visit.ask, slug)]);
  if (!view) return answer(failPage({ status: 404 }, shell), 404);
  return cacheable(visit, answer(textPage(view, shell)), `/legal/${view.slug}`, [], [`text:${view.slug}`]);
}

async function sayCookies(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { said: { required: true, max: 3 } });
  const said = values.said === 'yes' ? 'yes' : 'no';
  const cookie = {
    name: cookieNames.consent,
    value: consentValue(said, clock().slice(0, 10)),
    maxAgeS: (CONSENT_DAYS * DAY) / SECOND,
  };
  return seeOther({ base: '' }, localPath(one(visit.request.query, 'next', 500), '/'), [cookie]);
}

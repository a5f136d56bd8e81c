/** The phone in the store: where a label leads, what the shopper is shown there, and how they go on: pay here, or at the till. */
import { newId } from '#base/ids';
import { readLabel, SITE_KEY } from '#kit/camera/labels';
import { readGtin } from '#catalog/model';
import { one, readForm } from '../forms.ts';
import type { Scanned } from '../in-store-api.ts';
import { inStorePage, scanPage, toTillPage } from '../pages/in-store.ts';
import { compareHerePage } from '../pages/in-store-compare.ts';
import { failPage } from '../pages/fail.ts';
import { href } from '../shell.ts';
import { answer, seeOther, siteCookieName } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';
import type { StoreView } from '../views.ts';
import { baseOf, cartCookies } from './cart.ts';
import { putInBag } from './in-store-pay.ts';

export const inStoreRoutes: readonly Page[] = [
  { method: 'GET', path: '/scan', run: scan },
  // GS1 Digital Link: whatever qualifies the article (batch, serial number, place) stands behind it and is read past.
  { method: 'GET', path: '/01/:gtin', run: label },
  { method: 'GET', path: '/01/:gtin/*', run: label },
  { method: 'GET', path: '/in/:siteId/p/:handle', run: show },
  { method: 'POST', path: '/in/:siteId/take', run: take },
  { method: 'GET', path: '/in/:siteId/till', run: toTill },
  { method: 'GET', path: '/in/:siteId/compare', run: compare },
];

const HOURS_S = 12 * 3_600;

/** Where the shopper is, for as long as one shops. */
const siteCookie = (store: StoreView): StoreCookie => ({ name: siteCookieName, value: store.siteId, maxAgeS: HOURS_S });

/** The store that was said now, else the one said before; undefined where none is known. */
async function storeIn(visit: Visit): Promise<StoreView | undefined> {
  const said = one(visit.request.query, SITE_KEY, 40) ?? visit.request.cookies[siteCookieName];
  return said === undefined || said === '' ? undefined : visit.api.inStore.store(visit.ask, said);
}

const cookiesOf = (store: StoreView | undefined): readonly StoreCookie[] => (store ? [siteCookie(store)] : []);

const pathOf = (found: Scanned, store: StoreView | undefined): string =>
  store ? `/in/${store.siteId}/p/${found.handle}?v=${found.skuId}` : `/p/${found.handle}?v=${found.skuId}`;

async function scan(visit: Visit): Promise<StoreResponse> {
  const typed = one(visit.request.query, 'code', 300);
  const read = typed === undefined ? undefined : readLabel(typed);
  const [shell, chosen] = await Promise.all([visit.shell(), storeIn(visit)]);
  const hung = read?.site === undefined ? undefined : await visit.api.inStore.store(visit.ask, read.site);
  const store = hung ?? chosen;
  const found = read && (await visit.api.inStore.scan(visit.ask, read.code));
  if (found) return seeOther(shell, pathOf(found, store), cookiesOf(store));
  const unknown = typed === undefined || typed.trim() === '' ? undefined : typed.trim();
  const page = answer(
    scanPage({ store, stores: shell.facts.stores, unknown }, shell),
    unknown === undefined ? 200 : 404,
  );
  return { ...page, runsWasm: true, cookies: cookiesOf(store) };
}

/** The resolver: one link, the article's page. 307, for tomorrow the same label may lead elsewhere. */
async function label(visit: Visit): Promise<StoreResponse> {
  const gtin = readGtin(visit.request.params['gtin'] ?? '');
  const found = gtin.ok ? await visit.api.inStore.scan(visit.ask, gtin.gtin) : undefined;
  if (!found) return answer(failPage({ status: 404 }, await visit.shell()), 404);
  const store = await storeIn(visit);
  return { status: 307, redirect: href(baseOf(visit), pathOf(found, store)), cookies: cookiesOf(store) };
}

async function show(visit: Visit): Promise<StoreResponse> {
  const { siteId = '', handle = '' } = visit.request.params;
  const view = await visit.api.inStore.product(visit.ask, siteId, handle, one(visit.request.query, 'v', 40));
  const shell = await visit.shell();
  return view ? answer(inStorePage(view, shell, newId('lin'))) : answer(failPage({ status: 404 }, shell), 404);
}

/** To be paid here: into the bag of this store, and nothing else with it. For the till: into the cart, whose code the till reads. */
async function take(visit: Visit): Promise<StoreResponse> {
  const rules = { skuId: { required: true, max: 40 }, lineId: { max: 40 }, way: { required: true, max: 10 } };
  const { values } = readForm(visit.request.body, rules);
  const store = await visit.api.inStore.store(visit.ask, visit.request.params['siteId'] ?? '');
  const shell = baseOf(visit);
  if (!store) return answer(failPage({ status: 404 }, await visit.shell()), 404);
  const { skuId, way } = values;
  const lineId = /^lin_[0-9a-z]{26}$/.test(values.lineId) ? values.lineId : newId('lin');
  if (way === 'pay') {
    const bag = await putInBag(visit, store.siteId, { skuId, lineId });
    return seeOther(shell, `/in/${store.siteId}/pay`, [...bag, siteCookie(store)]);
  }
  const written = await visit.api.addToCart(visit.ask, { lineId, skuId, quantity: 1, placeId: store.siteId });
  return seeOther(shell, `/in/${store.siteId}/till`, [...cartCookies(written), siteCookie(store)]);
}

async function compare(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([
    visit.shell(),
    visit.api.inStore.compared(visit.ask, visit.request.params['siteId'] ?? ''),
  ]);
  return view ? answer(compareHerePage(view, shell)) : answer(failPage({ status: 404 }, shell), 404);
}

async function toTill(visit: Visit): Promise<StoreResponse> {
  const [shell, store, cart] = await Promise.all([
    visit.shell(),
    visit.api.inStore.store(visit.ask, visit.request.params['siteId'] ?? ''),
    visit.api.cart(visit.ask),
  ]);
  return store ? answer(toTillPage(cart, store, shell)) : answer(failPage({ status: 404 }, shell), 404);
}

/** Finding a store: by what was typed, by where somebody is, and the one they call theirs. */
import { localPath, one, readForm } from '../forms.ts';
import { failPage } from '../pages/fail.ts';
import { storesPage } from '../pages/stores.ts';
import { answer, cacheable, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';

export const storeRoutes: readonly Page[] = [
  { method: 'GET', path: '/stores', run: stores },
  { method: 'POST', path: '/stores/near', run: near },
  { method: 'POST', path: '/stores/mine', run: mine },
];

/** How long a store stays somebody's, from the day they said so. */
const YEAR_S = 365 * 24 * 3_600;

async function stores(visit: Visit): Promise<StoreResponse> {
  const q = (one(visit.request.query, 'q', 80) ?? '').trim();
  const next = localPath(one(visit.request.query, 'next', 500), '');
  const from = q === '' ? undefined : { q };
  const [shell, view] = await Promise.all([visit.shell(), visit.api.stores(visit.ask, from)]);
  const page = answer(storesPage(view, shell, next));
  return from || next !== '' ? page : cacheable(visit, page, '/stores', [], ['stores']);
}

/** Where somebody is comes in a form's body: it stands in no address, and is written down nowhere. */
async function near(visit: Visit): Promise<StoreResponse> {
  const rules = { latitude: { max: 24 }, longitude: { max: 24 }, next: { max: 500 } };
  const { values } = readForm(visit.request.body, rules);
  const { latitude, longitude } = values;
  const [shell, view] = await Promise.all([visit.shell(), visit.api.stores(visit.ask, { latitude, longitude })]);
  return answer(storesPage(view, shell, localPath(values.next, '')));
}

async function mine(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { siteId: { max: 40 }, next: { max: 500 } });
  const shell = await visit.shell();
  const { siteId } = values;
  if (siteId !== '' && !shell.facts.stores.some((store) => store.siteId === siteId))
    return answer(failPage({ status: 404 }, shell), 404);
  const cookie = { name: cookieNames.store, value: siteId, maxAgeS: siteId === '' ? 0 : YEAR_S };
  // `next` has its language already.
  return seeOther({ base: '' }, localPath(values.next, `${shell.base}/stores`), [cookie]);
}

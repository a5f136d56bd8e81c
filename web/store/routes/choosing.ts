/** Comparing, wish lists, waiting for stock, and what was looked at before. Forms answer with a redirect to where they stood. */
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import type { ListChange } from '../choosing.ts';
import { MOST_COMPARED, writeCompared, writeWishes } from '../device-lists.ts';
import { localPath, one, readForm } from '../forms.ts';
import { comparePage } from '../pages/compare.ts';
import { failPage } from '../pages/fail.ts';
import { seenPage, sharedListPage, wishListPage } from '../pages/wishes.ts';
import { answer, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';
import { baseOf } from './cart.ts';

export const choosingRoutes: readonly Page[] = [
  { method: 'GET', path: '/compare', run: showCompared },
  { method: 'POST', path: '/compare', run: compare },
  { method: 'GET', path: '/wishes', run: showWishes },
  { method: 'POST', path: '/wishes', run: wish },
  { method: 'POST', path: '/wishes/lists', run: makeList },
  { method: 'POST', path: '/wishes/lists/:listId', run: changeList },
  { method: 'GET', path: '/wishes/shared/:code', run: showShared },
  { method: 'POST', path: '/p/:handle/back', run: askForBack },
  { method: 'GET', path: '/seen', run: showSeen },
];

const keptS = 180 * 24 * 3_600;
const kept = (name: string, value: string): StoreCookie => ({ name, value, maxAgeS: value === '' ? 0 : keptS });

const toggleRules = { add: { max: 40 }, remove: { max: 40 }, list: { max: 40 } } as const;

/** What a form with `add` or `remove` asks for. */
function toggleOf(visit: Visit): { productId: string; on: boolean; listId?: string; back: string | undefined } {
  const { values, errors } = readForm(visit.request.body, toggleRules);
  const productId = values.add || values.remove;
  if (Object.keys(errors).length > 0 || !/^prd_[0-9a-hjkmnp-tv-z]{26}$/.test(productId))
    refuse('request.invalid', { fields: [{ field: 'add', rule: 'invalid' }] });
  return {
    productId,
    on: values.add !== '',
    back: one(visit.request.query, 'back', 400),
    ...(values.list === '' ? {} : { listId: values.list }),
  };
}

async function showCompared(visit: Visit): Promise<StoreResponse> {
  const compared = visit.ask.who.compared ?? [];
  const [shell, view] = await Promise.all([visit.shell(), visit.api.compare(visit.ask, compared)]);
  const only = one(visit.request.query, 'only') === '1';
  return answer(comparePage(view, shell, { only, full: one(visit.request.query, 'full') === '1' }));
}

async function compare(visit: Visit): Promise<StoreResponse> {
  const { productId, on, back } = toggleOf(visit);
  const before = (visit.ask.who.compared ?? []).filter((id) => id !== productId);
  if (on && before.length >= MOST_COMPARED) return seeOther(baseOf(visit), '/compare?full=1');
  const after = on ? [...before, productId] : before;
  return seeOther(baseOf(visit), localPath(back, '/compare'), [kept(cookieNames.compared, writeCompared(after))]);
}

async function showWishes(visit: Visit): Promise<StoreResponse> {
  const listId = one(visit.request.query, 'list', 40);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.wishList(visit.ask, listId)]);
  if (!view) return answer(failPage({ status: 404 }, shell), 404);
  return answer(wishListPage(view, shell, newId('wsl')));
}

async function wish(visit: Visit): Promise<StoreResponse> {
  const { back, ...change } = toggleOf(visit);
  const { device } = await visit.api.wish(visit.ask, change);
  const cookies = device ? [kept(cookieNames.wishes, writeWishes(device))] : [];
  return seeOther(baseOf(visit), localPath(back, '/wishes'), cookies);
}

const nameRule = { required: true, max: 80 } as const;

async function makeList(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, { listId: { required: true, max: 40 }, name: nameRule });
  if (Object.keys(errors).length > 0 || !/^wsl_[0-9a-hjkmnp-tv-z]{26}$/.test(values.listId))
    refuse('request.invalid', { fields: [{ field: 'name', rule: 'invalid' }] });
  await visit.api.makeList(visit.ask, values);
  return seeOther(baseOf(visit), `/wishes?list=${values.listId}`);
}

async function changeList(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, { act: { required: true }, name: { max: 80 } });
  const listId = visit.request.params['listId'] ?? '';
  const change = changeOf(values.act, values.name);
  if (Object.keys(errors).length > 0 || !change)
    return refuse('request.invalid', { fields: [{ field: 'act', rule: 'invalid' }] });
  await visit.api.changeList(visit.ask, listId, change);
  return seeOther(baseOf(visit), change.kind === 'remove' ? '/wishes' : `/wishes?list=${encodeURIComponent(listId)}`);
}

function changeOf(act: string, name: string): ListChange | undefined {
  if (act === 'rename') return name === '' ? undefined : { kind: 'rename', name };
  return act === 'share' || act === 'unshare' || act === 'remove' ? { kind: act } : undefined;
}

async function showShared(visit: Visit): Promise<StoreResponse> {
  const code = visit.request.params['code'] ?? '';
  const [shell, view] = await Promise.all([visit.shell(), visit.api.sharedList(visit.ask, code)]);
  return view ? answer(sharedListPage(view, shell)) : answer(failPage({ status: 404 }, shell), 404);
}

async function askForBack(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, {
    skuId: { required: true, max: 40 },
    email: { required: true, max: 254, kind: 'email' },
  });
  const page = `/p/${encodeURIComponent(visit.request.params['handle'] ?? '')}?v=${encodeURIComponent(values.skuId)}`;
  if (errors.skuId) return refuse('request.invalid', { fields: [{ field: 'skuId', rule: 'invalid' }] });
  if (errors.email) return seeOther(baseOf(visit), `${page}&told=no#back`);
  await visit.api.askForBack(visit.ask, values);
  return seeOther(baseOf(visit), `${page}&told=yes#back`);
}

/** Cards of what this device has looked at: it names them, nothing is kept of them here. */
async function showSeen(visit: Visit): Promise<StoreResponse> {
  const ids = (one(visit.request.query, 'p', 300) ?? '').split('.').filter((id) => /^[0-9a-hjkmnp-tv-z]{26}$/.test(id));
  const wanted = ids.slice(0, 8).map((id) => `prd_${id}`);
  const [shell, cards] = await Promise.all([visit.shell(), visit.api.cardsOf(visit.ask, wanted)]);
  return answer(seenPage(cards, shell));
}

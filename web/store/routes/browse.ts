/** Looking around: home, departments, products, search. The same for everybody, so kept where possible. */
import { variantFor } from '../choose.ts';
import { readChosen } from '../chosen.ts';
import { one } from '../forms.ts';
import { offlinePage } from '../pages/fail.ts';
import { failPage } from '../pages/fail.ts';
import { whyPage } from '../pages/why.ts';
import { gridPath, isNarrowed } from '../pages/facets.ts';
import { categoryPage, searchPage } from '../pages/grid.ts';
import { homePage } from '../pages/home.ts';
import { productPage } from '../pages/product.ts';
import { answer, cacheable, movedPermanently, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { sorts } from '../views.ts';
import type { CardView, GridChoice, Sort } from '../views.ts';

export const browseRoutes: readonly Page[] = [
  { method: 'GET', path: '/', run: home },
  { method: 'GET', path: '/c/:handle', run: category },
  { method: 'GET', path: '/p/:handle', run: product },
  { method: 'GET', path: '/why/:skuId', run: why },
  { method: 'GET', path: '/search', run: search },
  { method: 'GET', path: '/offline', run: offline },
];

async function home(visit: Visit): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.home(visit.ask)]);
  return cacheable(visit, answer(homePage(view, shell)), '/', [], ['home', ...productTags(view.arrivals)]);
}

async function category(visit: Visit): Promise<StoreResponse> {
  const handle = visit.request.params['handle'] ?? '';
  const choice = choiceOf(visit);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.category(visit.ask, handle, choice)]);
  if (!view) {
    const now = await visit.api.service.movedTo('category', handle);
    if (now !== undefined) return movedPermanently(visit, shell.base, `/c/${now}`);
    return answer(failPage({ status: 404 }, shell), 404);
  }
  // What is in stock somewhere changes with goods that are not on this page, and best sellers with every sale: such a page is not
  // kept. Nor is a narrowed one: there are too many of them for any to be asked for twice.
  if (isNarrowed(view.grid) || choice.sort === 'best') return answer(categoryPage(view, shell));
  const path = gridPath(`/c/${view.handle}`, {}, choice);
  const tags = [`category:${view.categoryId}`, 'lists', ...productTags(view.grid.cards)];
  return cacheable(visit, answer(categoryPage(view, shell)), path, [], tags);
}

async function search(visit: Visit): Promise<StoreResponse> {
  const q = (one(visit.request.query, 'q', 100) ?? '').trim();
  const [shell, view] = await Promise.all([visit.shell(), visit.api.search(visit.ask, q, choiceOf(visit))]);
  return answer(searchPage(view, shell));
}

async function why(visit: Visit): Promise<StoreResponse> {
  const skuId = visit.request.params['skuId'] ?? '';
  const known = /^sku_[0-9a-z]{26}$/.test(skuId);
  const [shell, view] = await Promise.all([visit.shell(), known ? visit.api.why(visit.ask, skuId) : undefined]);
  return view ? answer(whyPage(view, shell)) : answer(failPage({ status: 404 }, shell), 404);
}

async function product(visit: Visit): Promise<StoreResponse> {
  const { api, ask, request } = visit;
  const handle = request.params['handle'] ?? '';
  const skuId = one(request.query, 'v', 40);
  const [shell, view] = await Promise.all([visit.shell(), api.product(ask, handle, skuId)]);
  if (!view) {
    const now = await api.service.movedTo('product', handle);
    if (now !== undefined) return movedPermanently(visit, shell.base, `/p/${now}`);
    const status = (await api.service.isGone(handle)) ? 410 : 404;
    return answer(failPage({ status }, shell), status);
  }
  // A form without JavaScript sends the values of the options; each variant has one address, so lead there.
  if (view.options.length > 0 && one(request.query, 'o0') !== undefined) {
    const wanted = view.options.map((_, i) => one(request.query, `o${i}`) ?? '');
    const variant = variantFor(view.variants, wanted, view.variant.options) ?? view.variant;
    return seeOther(shell, `/p/${view.handle}?v=${variant.skuId}`);
  }
  const told = one(request.query, 'told');
  if (told === 'yes' || told === 'no') return answer(productPage(view, shell, told));
  const tags = [`product:${view.productId}`, ...productTags(view.related)];
  return cacheable(visit, answer(productPage(view, shell)), `/p/${view.handle}`, [skuId && view.variant.skuId], tags);
}

async function offline(visit: Visit): Promise<StoreResponse> {
  return cacheable(visit, answer(offlinePage(await visit.shell())), '/offline', [], []);
}

const productTags = (cards: readonly CardView[]): string[] => cards.map((card) => `product:${card.productId}`);

/** The filters of the address; what is not understood counts as not said. */
function choiceOf(visit: Visit): GridChoice {
  const { query } = visit.request;
  const sort = sorts.find((known): known is Sort => known === query['sort']) ?? 'featured';
  const siteId = one(query, 'at', 40);
  const after = one(query, 'after', 300);
  return {
    sort,
    inStock: one(query, 'stock') === '1',
    chosen: readChosen(query),
    ...(siteId ? { siteId } : {}),
    ...(after ? { after } : {}),
  };
}

/**
 * What changes elsewhere shows here: stock of the products on screen, the shopper's cart, an order's state. One stream a browser:
 * the visible page that holds the lock listens and tells the others; a hidden page holds nothing.
 *
 * `/api/shop/events?products=a,b&skus=c&order=CODE` sends `stock`, `price` and `product` of what is named (or all prices), `cart` for
 * the cookie's own cart, and `order`. It says that something changed; the page asks the server what.
 */
import { keepPlace } from './forms.ts';
import { fetchPage, say, swap } from './swap.ts';

type Goods = { productIds?: string[]; skuIds?: string[]; all?: boolean };
type Fact = { kind: 'goods'; goods: Goods } | { kind: 'cart' } | { kind: 'order' };
type Said = { fact: Fact } | { wants: string[] };

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('halle-live') : undefined;
const wanted = new Set<string>();
let stream: EventSource | undefined;
let holding = new AbortController();

function tellOthers(said: Said): void {
  // A channel of our own origin: unlike a window's, its messages take no target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel?.postMessage(said);
}

/** Begins to listen while the page is visible. */
export function listen(): void {
  channel?.addEventListener('message', (event: MessageEvent<Said>) => {
    if ('fact' in event.data) take(event.data.fact);
    else if (stream && want(event.data.wants)) open();
  });
  document.addEventListener('visibilitychange', attend);
  attend();
}

function attend(): void {
  if (document.hidden) {
    holding.abort();
    stream?.close();
    stream = undefined;
    return;
  }
  want(shownIds());
  tellOthers({ wants: [...wanted] });
  holding = new AbortController();
  const { signal } = holding;
  const hold = (): Promise<void> => {
    open();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  // Without locks (plain http on a LAN) each visible page has its own stream.
  if ('locks' in navigator) navigator.locks.request('halle-live', { signal }, hold).catch(() => {});
  else void hold();
}

function open(): void {
  stream?.close();
  const query = new URLSearchParams();
  const named = (prefix: string, most: number): string =>
    [...wanted]
      .filter((id) => id.startsWith(prefix))
      .slice(-most)
      .join(',');
  for (const [name, ids] of [
    ['products', named('prd_', 60)],
    ['skus', named('sku_', 200)],
  ] as const)
    if (ids) query.set(name, ids);
  const order = document.querySelector<HTMLElement>('[data-order]')?.dataset['order'];
  if (order) query.set('order', order);
  stream = new EventSource(`/api/shop/events?${query}`);
  const tell = (fact: Fact): void => {
    take(fact);
    tellOthers({ fact });
  };
  for (const kind of ['stock', 'price', 'product']) {
    stream.addEventListener(kind, (event: MessageEvent<string>) => {
      const goods: Goods = JSON.parse(event.data);
      tell({ kind: 'goods', goods });
    });
  }
  stream.addEventListener('cart', () => tell({ kind: 'cart' }));
  stream.addEventListener('order', () => tell({ kind: 'order' }));
}

/** Products and, in the cart, variants on this page. */
const shownIds = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-product], [data-line-sku]')].map(
    ({ dataset }) => dataset['product'] ?? dataset['lineSku'] ?? '',
  );

/** Adds wishes; true when one was new. */
function want(ids: string[]): boolean {
  const before = wanted.size;
  for (const id of ids) if (id) wanted.add(id);
  return wanted.size > before;
}

let pending = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

// Several facts in a row are one visit to the server.
function take(fact: Fact): void {
  if (fact.kind === 'cart') pending.add('#cart').add('#cart-link');
  if (fact.kind === 'order') pending.add('#order');
  if (fact.kind === 'goods') takeGoods(fact.goods);
  if (pending.size === 0) return;
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), 60);
}

function takeGoods({ productIds = [], skuIds = [], all = false }: Goods): void {
  const changed = new Set([...productIds, ...skuIds]);
  for (const id of shownIds()) {
    if (!all && !changed.has(id)) continue;
    if (id.startsWith('sku_')) pending.add('#cart');
    else pending.add(`#card-${CSS.escape(id)}`);
    if (document.querySelector<HTMLElement>('#product')?.dataset['product'] === id)
      pending.add('#price').add('form.options').add('#buy').add('#wait');
  }
}

async function refresh(): Promise<void> {
  const parts = [...pending];
  pending = new Set();
  const place = document.querySelector<HTMLInputElement>('[name=placeId]:checked')?.value;
  const fetched = await fetchPage(location.href, { cache: 'no-store' }).catch(() => undefined);
  if (!fetched?.ok) return;
  const own = document.querySelector('form[aria-busy=true]') !== null;
  const words = document.querySelector<HTMLElement>('#toast')?.dataset;
  const cart = swap(fetched.doc, ...parts.filter((part) => part === '#cart'));
  const stock = swap(fetched.doc, ...parts.filter((part) => part === '#buy'));
  swap(fetched.doc, ...parts);
  keepPlace(place);
  if (cart && !own) say(words?.['moved'] ?? '');
  else if (stock && !own) say(words?.['changed'] ?? '');
}

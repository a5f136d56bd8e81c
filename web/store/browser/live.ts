/**
 * What changes elsewhere shows here: stock of the products on screen, the shopper's cart, an order's state. One stream a browser:
 * the visible page that holds the lock listens and tells the others; a hidden page holds nothing.
 *
 * `/api/shop/events?products=a,b&order=CODE` sends `stock` {productIds}, `cart` {} and `order` {code}; the cart is the cookie's.
 */
import { keepPlace } from './forms.ts';
import { fetchPage, say, swap } from './swap.ts';

type Fact = { kind: 'stock'; productIds: string[] } | { kind: 'cart' } | { kind: 'order' };
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
  want(productIds());
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
  const query = new URLSearchParams({ products: [...wanted].slice(0, 60).join(',') });
  const order = document.querySelector<HTMLElement>('[data-order]')?.dataset['order'];
  if (order) query.set('order', order);
  stream = new EventSource(`/api/shop/events?${query}`);
  const tell = (fact: Fact): void => {
    take(fact);
    tellOthers({ fact });
  };
  stream.addEventListener('stock', (event) => {
    const { productIds: ids = [] }: { productIds?: string[] } = JSON.parse(event.data);
    tell({ kind: 'stock', productIds: ids });
  });
  stream.addEventListener('cart', () => tell({ kind: 'cart' }));
  stream.addEventListener('order', () => tell({ kind: 'order' }));
}

const productIds = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-product]')].map((element) => element.dataset['product'] ?? '');

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
  const here = new Set(productIds());
  if (fact.kind === 'cart') pending.add('#cart').add('#cart-link');
  if (fact.kind === 'order') pending.add('#order');
  if (fact.kind === 'stock') {
    for (const id of fact.productIds) {
      if (!here.has(id)) continue;
      pending.add(`#card-${CSS.escape(id)}`);
      if (document.querySelector<HTMLElement>('#product')?.dataset['product'] === id)
        pending.add('#price').add('form.options').add('#buy');
    }
    if (document.querySelector('#cart')) pending.add('#cart');
  }
  if (pending.size === 0) return;
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), 60);
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

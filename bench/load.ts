/** The load generator, a process of its own: `node load.ts` is told by its parent what to do, does it, and tells what it saw. */
import { newId } from '#base/ids';
import { elapsed } from '#base/time';
import { openClient, type Answer, type Client } from './client.ts';

export type Goods = readonly {
  readonly skuId: string;
  readonly unitMinor: number;
  readonly handle: string;
  readonly word: string;
}[];
export type Job = {
  readonly kind:
    | 'one_call'
    | 'journey'
    | 'hot'
    | 'add_to_cart'
    | 'full_cart'
    | 'list'
    | 'detail'
    | 'search'
    | 'html_cached'
    | 'html_uncached';
  readonly port: number;
  readonly clients: number;
  readonly seconds: number;
  /** For `hot`: how many buyers come in all; else unbounded. */
  readonly buyers?: number;
  readonly channelId: string;
  readonly goods: Goods;
};
export type Seen = {
  readonly done: number;
  readonly seconds: number;
  readonly latencies: number[];
  readonly last: number[];
  readonly statuses: Record<string, number>;
  readonly steps: number;
};

const contact = { name: 'Camille Rey', email: 'camille@courriel.example' };
const delivery = {
  method: 'delivery',
  address: { name: 'Camille Rey', line1: '3, rue Mercière', postcode: '69002', city: 'Lyon', country: 'FR' },
};

let turn = 0;
const next = <T>(list: readonly T[]): T => {
  turn = (turn + 7919) % list.length;
  return list[turn] as T;
};

type Note = (answer: Answer) => Answer;
type Visit = (client: Client, job: Job, note: Note) => Promise<void>;

const oneCall: Visit = async (client, job, note) => {
  const [a, b] = job.kind === 'hot' ? [job.goods[0], undefined] : [next(job.goods), next(job.goods)];
  const lines = [a, b].flatMap((good) => (good ? [{ skuId: good.skuId, quantity: 1, unitMinor: good.unitMinor }] : []));
  note(
    await client.call('POST', '/api/shop/orders', {
      orderId: newId('ord'),
      channelId: job.channelId,
      lines,
      contact,
      delivery,
      payment: { method: 'promise', paymentId: newId('pay') },
    }),
  );
};

/** The calls of a guest's checkout in a browser: cart, two articles, address, delivery, order, card, confirmation. */
const journey: Visit = async (client, job, note) => {
  const cartId = newId('crt');
  const opened = JSON.parse(String(note(await client.call('POST', '/api/carts', { cartId, channel: 'web' })).body)) as {
    token: string;
  };
  const token = `cart-token: ${opened.token}\r\n`;
  let cart: { lines: { skuId: string; quantity: number }[] } = { lines: [] };
  for (let i = 0; i < 2; i++) {
    cart = JSON.parse(
      String(
        note(
          await client.call(
            'POST',
            `/api/carts/${cartId}/lines`,
            { addId: newId('add'), skuId: next(job.goods).skuId, quantity: 1 },
            token,
          ),
        ).body,
      ),
    ) as typeof cart;
  }
  note(await client.call('GET', `/api/carts/${cartId}`, undefined, token));
  note(await client.call('GET', '/api/shop/sites', undefined, token));
  const orderId = newId('ord');
  const paymentId = newId('pay');
  const checkout = { orderId, contact, delivery, payment: { method: 'card', paymentId } };
  const receipt = JSON.parse(
    String(note(await client.call('POST', `/api/carts/${cartId}/checkout`, checkout, token)).body),
  ) as { number: string; token: string };
  note(
    await client.call('POST', `/api/shop/orders/${orderId}/pay`, {
      paymentId,
      card: { token: 'tok_ok' },
      orderToken: receipt.token,
    }),
  );
  note(await client.call('GET', `/api/shop/orders/${receipt.number}?token=${receipt.token}`));
};

type OpenCart = { readonly cartId: string; readonly token: string; adds: number };
const carts = new WeakMap<Client, OpenCart>();

async function openCart(client: Client): Promise<OpenCart> {
  const cartId = newId('crt');
  const { body } = await client.call('POST', '/api/carts', { cartId, channel: 'web' });
  const { token } = JSON.parse(String(body)) as { token: string };
  const cart = { cartId, token: `cart-token: ${token}\r\n`, adds: 0 };
  carts.set(client, cart);
  return cart;
}

function add(client: Client, { cartId, token }: OpenCart, skuId: string): Promise<Answer> {
  return client.call('POST', `/api/carts/${cartId}/lines`, { addId: newId('add'), skuId, quantity: 1 }, token);
}

const addToCart: Visit = async (client, job, note) => {
  let cart = carts.get(client);
  if (!cart || cart.adds > 40) cart = await openCart(client);
  cart.adds++;
  note(await add(client, cart, next(job.goods).skuId));
};

/** One unit more in a cart of 200 lines, which is filled first. */
const fullCart: Visit = async (client, job, note) => {
  let cart = carts.get(client);
  if (!cart) {
    cart = await openCart(client);
    for (const { skuId } of job.goods.slice(0, 200)) await add(client, cart, skuId);
  }
  note(await add(client, cart, next(job.goods.slice(0, 200)).skuId));
};

const get =
  (path: (job: Job) => string, headers = ''): Visit =>
  async (client, job, note) =>
    void note(await client.call('GET', path(job), undefined, headers));

const visits: Readonly<Record<Job['kind'], Visit>> = {
  one_call: oneCall,
  hot: oneCall,
  journey,
  add_to_cart: addToCart,
  full_cart: fullCart,
  list: get(() => '/api/shop/products?limit=20'),
  detail: get((job) => `/api/shop/products/${next(job.goods).handle}`),
  search: get((job) => `/api/shop/search?q=${encodeURIComponent(next(job.goods).word)}&limit=20`),
  html_cached: get((job) => `/p/${next(job.goods.slice(0, 50)).handle}`),
  html_uncached: get(
    (job) => `/p/${next(job.goods).handle}`,
    'cookie: halle_cart=0123456789abcdefghjkmnpqrstvwxyz\r\n',
  ),
};

/** Runs a job with its clients side by side, for its seconds or until its buyers have come. */
export async function runJob(job: Job): Promise<Seen> {
  const clients = await Promise.all(Array.from({ length: job.clients }, () => openClient(job.port)));
  const seen = { latencies: [] as number[], last: [] as number[], statuses: {} as Record<string, number> };
  let started = 0;
  let done = 0;
  let steps = 0;
  const begun = elapsed();
  const until = begun + job.seconds * 1_000;
  await Promise.all(
    clients.map(async (client) => {
      while (elapsed() < until && (job.buyers === undefined || started < job.buyers)) {
        started++;
        let calls = 0;
        const at = elapsed();
        let lastAt = at;
        let lastMs = 0;
        const note: Note = (answer) => {
          const now = elapsed();
          lastMs = now - lastAt;
          lastAt = now;
          calls++;
          seen.statuses[answer.status] = (seen.statuses[answer.status] ?? 0) + 1;
          return answer;
        };
        await visits[job.kind](client, job, note);
        seen.latencies.push(elapsed() - at);
        seen.last.push(lastMs);
        steps = calls;
        done++;
      }
    }),
  );
  const seconds = (elapsed() - begun) / 1_000;
  for (const client of clients) client.close();
  return { ...seen, done, seconds, steps };
}

if (import.meta.main) {
  process.on(
    'message',
    (job: Job) =>
      void runJob(job).then(
        (seen) => process.send?.(seen),
        (error: Error) => process.send?.({ error: error.message }),
      ),
  );
}

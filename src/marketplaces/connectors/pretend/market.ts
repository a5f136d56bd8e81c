/**
 * The pretend marketplace "Grand Marché", a process of its own with a book of its own: what it is told takes a while to show, it limits
 * calls, tells orders twice and out of order, and its buyers change their minds. Its page is for people, `/api` for the merchant.
 *
 *   node market.ts PORT FILE KEY     (PORT 0 finds a free one; prints the port; FILE keeps the book)
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { clock, elapsed, epochMs } from '#base/time';
import { marketPage } from './page.ts';

export type MarketOffer = {
  sku: string;
  title: string;
  quantity: number;
  unitMinor: number;
  currency: string;
  image: string;
};
export type MarketBookOrder = {
  id: string;
  revision: number;
  status: 'PLACED' | 'CANCELLED';
  created: string;
  buyer: { name: string; address: { name: string; line1: string; postcode: string; city: string; country: string } };
  currency: string;
  items: { sku: string; qty: number; unit_price: number }[];
  ack?: string;
};
/** How it misbehaves; set by POST /control. Chances in percent. */
export type Behaviour = { lagMs: number; duplicate: number; reorder: number; limitPerMinute: number };

type Entry =
  | { kind: 'offers'; offers: MarketOffer[] }
  | { kind: 'order'; order: MarketBookOrder }
  | { kind: 'ack'; id: string; number: string };

export type Market = {
  readonly behaviour: Behaviour;
  readonly offers: Map<string, MarketOffer>;
  readonly orders: Map<string, MarketBookOrder>;
  /** Every version of every order, in the order in which it happened: what `since` counts in. */
  readonly log: MarketBookOrder[];
  tokens: number;
  filledAt: number;
  seed: number;
  calls: number;
  throttled: number;
};

export function openMarket(file: string | undefined): Market & { write(entry: Entry): void } {
  const market: Market = {
    behaviour: { lagMs: 1_500, duplicate: 20, reorder: 20, limitPerMinute: 240 },
    offers: new Map(),
    orders: new Map(),
    log: [],
    tokens: 20,
    filledAt: elapsed(),
    seed: 7,
    calls: 0,
    throttled: 0,
  };
  const apply = (entry: Entry): void => {
    if (entry.kind === 'offers') for (const offer of entry.offers) market.offers.set(offer.sku, offer);
    else if (entry.kind === 'order') {
      market.orders.set(entry.order.id, entry.order);
      market.log.push(entry.order);
    } else {
      const order = market.orders.get(entry.id);
      if (order) order.ack = entry.number;
    }
  };
  if (file !== undefined && existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.endsWith('}')) apply(JSON.parse(line) as Entry);
    }
  }
  return Object.assign(market, {
    write: (entry: Entry) => {
      apply(entry);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
  });
}

/** A small repeatable chance, so that a run can be told again. */
function chance(market: Market, percent: number): boolean {
  market.seed = (Math.imul(market.seed, 1_103_515_245) + 12_345) >>> 0;
  return (market.seed >>> 8) % 100 < percent;
}

/** Serves the market; `key` is what the merchant must show. */
export function serveMarket(market: ReturnType<typeof openMarket>, key: string) {
  return createServer((request, response) => {
    void handle(market, key, request, response).catch(() => {
      if (!response.headersSent) send(response, 400, { error: 'bad request' });
    });
  });
}

async function handle(
  market: ReturnType<typeof openMarket>,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://market');
  if (url.pathname.startsWith('/api/')) {
    if (request.headers.authorization !== `Key ${key}`) return send(response, 401, { error: 'unknown key' });
    if (!allowed(market)) return send(response.setHeader('retry-after', '1'), 429, { error: 'slow down' });
    return merchant(market, request, response, url);
  }
  if (request.method === 'GET' && url.pathname === '/') return page(response, marketPage(market));
  if (request.method === 'GET' && url.pathname === '/state')
    return send(response, 200, {
      orders: [...market.orders.values()],
      calls: market.calls,
      throttled: market.throttled,
      behaviour: market.behaviour,
    });
  const body = await bodyOf(request);
  if (request.method === 'POST' && url.pathname === '/buy') return buy(market, response, body, wantsPage(request));
  if (request.method === 'POST' && url.pathname === '/cancel')
    return cancel(market, response, body, wantsPage(request));
  if (request.method === 'POST' && url.pathname === '/control') {
    for (const name of ['lagMs', 'duplicate', 'reorder', 'limitPerMinute'] as const) {
      const value = Number(body[name]);
      if (body[name] !== undefined && Number.isFinite(value) && value >= 0) market.behaviour[name] = value;
    }
    return send(response, 200, market.behaviour);
  }
  return send(response, 404, { error: 'nothing here' });
}

/** A token bucket, as the real ones have. */
function allowed(market: Market): boolean {
  const now = elapsed();
  const perMs = market.behaviour.limitPerMinute / 60_000;
  market.tokens = Math.min(20, market.tokens + (now - market.filledAt) * perMs);
  market.filledAt = now;
  market.calls++;
  if (market.tokens >= 1) {
    market.tokens -= 1;
    return true;
  }
  market.throttled++;
  return false;
}

async function merchant(
  market: ReturnType<typeof openMarket>,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.method === 'GET' && url.pathname === '/api/orders')
    return tellOrders(market, response, Number(url.searchParams.get('since') || 0));
  const body = await bodyOf(request);
  if (request.method === 'PUT' && url.pathname === '/api/offers') {
    const offers = (body.offers as MarketOffer[] | undefined) ?? [];
    setTimeout(() => market.write({ kind: 'offers', offers }), market.behaviour.lagMs);
    return send(response, 202, { accepted: offers.length });
  }
  const ack = /^\/api\/orders\/([\w-]+)\/ack$/.exec(url.pathname)?.[1];
  if (request.method === 'POST' && ack !== undefined) {
    market.write({ kind: 'ack', id: ack, number: String(body.number) });
    return send(response, 204, undefined);
  }
  return send(response, 404, { error: 'nothing here' });
}

/** Tells what happened since; sometimes again what was told before, sometimes in another order. */
function tellOrders(market: Market, response: ServerResponse, since: number): void {
  const from = Number.isInteger(since) && since >= 0 ? since : 0;
  const next = Math.min(market.log.length, from + 50);
  const fresh = market.log.slice(from, next).map(({ ack: _ack, ...order }) => order);
  const before = market.log[from - 1];
  const told = before && chance(market, market.behaviour.duplicate) ? [before, ...fresh, ...fresh.slice(0, 1)] : fresh;
  if (told.length > 1 && chance(market, market.behaviour.reorder)) told.reverse();
  send(response, 200, { orders: told, next: String(next) });
}

function buy(
  market: ReturnType<typeof openMarket>,
  response: ServerResponse,
  body: Record<string, unknown>,
  back: boolean,
): void {
  const offer = market.offers.get(String(body.sku));
  const qty = Number(body.qty ?? 1);
  if (!offer || !Number.isInteger(qty) || qty < 1) return send(response, 422, { error: 'no such offer' });
  if (offer.quantity < qty) return send(response, 409, { error: 'sold out' });
  const id = `GM-${epochMs().toString(36).toUpperCase()}-${String(market.orders.size + 1).padStart(4, '0')}`;
  const name = String(body.name ?? 'Nadia Benhaddou').slice(0, 60);
  const address = { name, line1: '14, rue des Tanneurs', postcode: '59000', city: 'Lille', country: 'FR' };
  market.write({ kind: 'offers', offers: [{ ...offer, quantity: offer.quantity - qty }] });
  market.write({
    kind: 'order',
    order: {
      id,
      revision: 1,
      status: 'PLACED',
      created: clock(),
      buyer: { name, address },
      currency: offer.currency,
      items: [{ sku: offer.sku, qty, unit_price: offer.unitMinor }],
    },
  });
  if (back) response.writeHead(303, { location: '/' }).end();
  else send(response, 201, { id });
}

function cancel(
  market: ReturnType<typeof openMarket>,
  response: ServerResponse,
  body: Record<string, unknown>,
  back: boolean,
): void {
  const order = market.orders.get(String(body.id));
  if (!order || order.status === 'CANCELLED') return send(response, 404, { error: 'no such order' });
  market.write({ kind: 'order', order: { ...order, revision: order.revision + 1, status: 'CANCELLED' } });
  if (back) response.writeHead(303, { location: '/' }).end();
  else send(response, 200, { id: order.id });
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const part of request) {
    text += String(part);
    if (text.length > 1_000_000) throw new Error('too large');
  }
  if (String(request.headers['content-type']).includes('x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

const wantsPage = (request: IncomingMessage): boolean => String(request.headers.accept ?? '').includes('text/html');

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function page(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; form-action 'self'",
  });
  response.end(body);
}

if (import.meta.main) {
  const [port = '0', file, key = ''] = process.argv.slice(2);
  const server = serveMarket(openMarket(file), key);
  server.listen(Number(port), '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' && address ? address.port : port}\n`);
  });
  process.stdout.on('error', () => process.exit(0)); // nobody listens: the house that started it is gone
  process.on('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
}

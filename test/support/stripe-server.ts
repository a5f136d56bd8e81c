/** A server that speaks as Stripe does, as far as we use it: intents, captures, refunds, disputes, sessions, keys that repeat an answer. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createHmac } from 'node:crypto';
import { sql, type Database } from '#base/db';
import { epochMs } from '#base/time';
import { useStripeHost, writeStripeKey } from '../../src/payments/providers/stripe/client.ts';

type Row = Record<string, unknown> & { id: string };
type Answer = { readonly status: number; readonly body: unknown };

export type StripeServer = {
  readonly port: number;
  /** How many calls came, by method and path without ids. */
  readonly calls: string[];
  readonly intents: Map<string, Row>;
  readonly refunds: Row[];
  readonly disputes: Row[];
  /** What happens to the next calls: the answer is lost after the work was done, comes too late, or is an error of the server. */
  readonly faults: ('lost' | 'down')[];
  readonly close: () => Promise<void>;
  /** The buyer pays on the page of a session. */
  readonly payOnPage: (url: string, card?: string) => void;
  /** An event as Stripe would send it now, signed. */
  readonly event: (type: string, object: unknown, secret: string, ageS?: number) => { body: Buffer; signature: string };
};

const fail = (status: number, error: Record<string, unknown>): Answer => ({ status, body: { error } });
const gone = (id: string): Answer =>
  fail(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such object: ${id}` });
const unexpected = (): Answer =>
  fail(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'unexpected state' });

async function formOf(request: IncomingMessage): Promise<Map<string, string>> {
  let body = '';
  for await (const part of request) body += String(part);
  return new Map(new URLSearchParams(body));
}

const metadataOf = (form: Map<string, string>, under = 'metadata'): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([key, value]) =>
      key.startsWith(`${under}[`) ? [[key.slice(under.length + 1, -1), value]] : [],
    ),
  );

type Book = {
  made: number;
  readonly intents: Map<string, Row>;
  readonly refunds: Row[];
  readonly disputes: Row[];
  readonly sessions: Map<string, Row>;
  readonly keys: Map<string, { asked: string; answer: Answer }>;
};

const nextId = (book: Book, prefix: string): string => `${prefix}_${++book.made}x${epochMs()}`;
const num = (value: unknown): number => Number(value ?? 0);

function newIntent(book: Book, amount: number, currency: string, metadata: Record<string, string>): Row {
  const intent: Row = {
    ...{
      id: nextId(book, 'pi'),
      object: 'payment_intent',
      amount,
      currency,
      metadata,
      status: 'requires_payment_method',
    },
    ...{ amount_capturable: 0, amount_received: 0, capture_method: 'manual', last_payment_error: null },
    ...{ cancellation_reason: null, latest_charge: null },
  };
  book.intents.set(intent.id, intent);
  return intent;
}

function confirm(book: Book, intent: Row, card: string): Answer {
  if (intent.status !== 'requires_payment_method') return unexpected();
  if (card.includes('declined')) {
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'declined' };
    intent.last_payment_error = error;
    return fail(402, { ...error, payment_intent: intent });
  }
  if (card.includes('processing')) {
    Object.assign(intent, { status: 'processing', latest_charge: { id: nextId(book, 'ch') } });
    return { status: 200, body: intent };
  }
  const until = Math.floor(epochMs() / 1_000) + 7 * 86_400;
  Object.assign(intent, {
    ...{ status: 'requires_capture', amount_capturable: intent.amount },
    latest_charge: { id: nextId(book, 'ch'), payment_method_details: { card: { capture_before: until } } },
  });
  return { status: 200, body: intent };
}

function capture(intent: Row, amount: number): Answer {
  if (intent.status !== 'requires_capture' || amount > num(intent.amount)) return unexpected();
  Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
  return { status: 200, body: intent };
}

function cancel(intent: Row): Answer {
  if (['succeeded', 'canceled', 'processing'].includes(String(intent.status))) return unexpected();
  Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
  return { status: 200, body: intent };
}

/** What of an intent went back and did not come back again. */
const refundedOf = (book: Book, { id }: Row): number =>
  book.refunds
    .filter((one) => one.payment_intent === id && one.status !== 'failed')
    .reduce((sum, one) => sum + num(one.amount), 0);

/** A page of the intents, the newest first, each with what its charge gave back. */
function listIntents(book: Book, query: URLSearchParams): Answer {
  const all = [...book.intents.values()].toReversed();
  const from = all.findIndex((one) => one.id === query.get('starting_after')) + 1;
  const limit = num(query.get('limit'));
  const data = all.slice(from, from + limit).map((one) => ({
    ...one,
    latest_charge: one.latest_charge && { ...(one.latest_charge as object), amount_refunded: refundedOf(book, one) },
  }));
  return { status: 200, body: { object: 'list', data, has_more: from + limit < all.length } };
}

function refund(book: Book, form: Map<string, string>): Answer {
  const intent = book.intents.get(form.get('payment_intent') ?? '');
  const before = intent ? refundedOf(book, intent) : 0;
  const amount = num(form.get('amount'));
  if (!intent || amount <= 0 || before + amount > num(intent.amount_received)) return unexpected();
  const row: Row = {
    id: nextId(book, 're'),
    object: 'refund',
    amount,
    payment_intent: intent.id,
    status: 'succeeded',
    metadata: metadataOf(form),
  };
  book.refunds.push(row);
  return { status: 200, body: row };
}

const list = (data: unknown[]): Answer => ({ status: 200, body: { object: 'list', data, has_more: false } });

function serve(book: Book, method: string, url: URL, form: Map<string, string>): Answer {
  const [, , kind = '', id = '', action = ''] = url.pathname.split('/');
  if (kind === 'refunds') {
    if (method === 'POST') return refund(book, form);
    return list(book.refunds.filter((one) => one.payment_intent === url.searchParams.get('payment_intent')));
  }
  if (kind === 'disputes')
    return list(book.disputes.filter((one) => one.payment_intent === url.searchParams.get('payment_intent')));
  if (kind === 'checkout') {
    const session: Row = {
      id: nextId(book, 'cs'),
      object: 'checkout.session',
      url: '',
      form: Object.fromEntries(form),
    };
    session.url = `https://checkout.stripe.example/${session.id}`;
    book.sessions.set(session.id, session);
    return { status: 200, body: session };
  }
  if (id === 'search') {
    const wanted = /metadata\['payment_id'\]:'([^']+)'/.exec(url.searchParams.get('query') ?? '')?.[1];
    return list(
      [...book.intents.values()].filter((one) => (one.metadata as Record<string, string>).payment_id === wanted),
    );
  }
  if (method === 'GET' && id === '') return listIntents(book, url.searchParams);
  if (method === 'POST' && id === '') {
    return {
      status: 200,
      body: newIntent(book, num(form.get('amount')), form.get('currency') ?? '', metadataOf(form)),
    };
  }
  const intent = book.intents.get(id);
  if (!intent) return gone(id);
  if (action === 'confirm') return confirm(book, intent, form.get('payment_method') ?? '');
  if (action === 'capture') return capture(intent, num(form.get('amount_to_capture')));
  if (action === 'cancel') return cancel(intent);
  return { status: 200, body: intent };
}

/** The same key with the same content repeats its answer; with another content it is refused. */
function keyed(book: Book, key: string | undefined, method: string, url: URL, form: Map<string, string>): Answer {
  const asked = `${method} ${url.pathname} ${JSON.stringify([...form])}`;
  const known = key === undefined ? undefined : book.keys.get(key);
  if (known)
    return known.asked === asked ? known.answer : fail(400, { type: 'idempotency_error', message: 'key in use' });
  const answer = serve(book, method, url, form);
  const copy: Answer = { status: answer.status, body: JSON.parse(JSON.stringify(answer.body)) as unknown };
  if (key !== undefined) book.keys.set(key, { asked, answer: copy });
  return copy;
}

/** The buyer pays on the page of a session: only now Stripe makes its intent. */
function payOnPage(book: Book, url: string, card: string): void {
  const form = new Map(
    Object.entries((book.sessions.get(url.split('/').at(-1) ?? '')?.form ?? {}) as Record<string, string>),
  );
  const price = (what: string): string => form.get(`line_items[0][price_data][${what}]`) ?? '';
  const metadata = metadataOf(form, 'payment_intent_data[metadata]');
  confirm(book, newIntent(book, Number(price('unit_amount')), price('currency'), metadata), card);
}

export async function stripeServer(): Promise<StripeServer> {
  const book: Book = { made: 0, intents: new Map(), refunds: [], disputes: [], sessions: new Map(), keys: new Map() };
  const calls: string[] = [];
  const faults: ('lost' | 'down')[] = [];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://stripe');
      const form = await formOf(request);
      calls.push(`${request.method} ${url.pathname.replaceAll(/_[0-9]+x[0-9]+/g, '_')}`);
      const fault = request.method === 'POST' ? faults.shift() : undefined;
      if (fault === 'down') return response.writeHead(500).end('{"error":{"type":"api_error","message":"sorry"}}');
      const key = request.headers['idempotency-key'];
      const mine = typeof key === 'string' && request.method === 'POST' ? key : undefined;
      const { status, body } = keyed(book, mine, request.method ?? '', url, form);
      if (fault === 'lost') return request.socket.destroy();
      return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    ...{ calls, faults, intents: book.intents, refunds: book.refunds, disputes: book.disputes },
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => new Promise((resolve) => void (server.closeAllConnections(), server.close(() => resolve()))),
    payOnPage: (url, card = 'pm_ok') => payOnPage(book, url, card),
    event: (type, object, secret, ageS = 0) => {
      const body = Buffer.from(JSON.stringify({ id: nextId(book, 'evt'), object: 'event', type, data: { object } }));
      const seconds = Math.floor(epochMs() / 1_000) - ageS;
      const signed = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
      return { body, signature: `t=${seconds},v1=${signed}` };
    },
  };
}

/** Lets a house of tests use this server: its key and its webhooks' secret. */
export async function connectStripe(database: Database, server: StripeServer): Promise<void> {
  useStripeHost(database, { host: '127.0.0.1', port: server.port, protocol: 'http' });
  await database.transaction({ actor: 'test' }, (tx) => writeStripeKey(tx, 'sk_test_nothing'));
  await database.query(
    sql`INSERT INTO payments.webhook_secret (provider, secret) VALUES ('stripe', 'whsec_stripe_test')`,
  );
}

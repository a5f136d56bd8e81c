/** Calls of a server by the name of their route, typed by the route table. */
import { HalleError } from './error.ts';
import { listenTo, type EventsOptions, type HalleEvent } from './events.ts';
import type { Routes, RouteTypes } from './routes.ts';
import { backoff, wait } from './wait.ts';

export type ClientOptions = {
  /** Where the server is: `https://shop.example`. */
  readonly url: string;
  /** A key made in the office, or a session's token. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Tries after the first one; 4 unless told. */
  readonly retries?: number;
  /** For each try; 30 seconds unless told. */
  readonly timeoutMs?: number;
  /** The version of the API this program was written for, `2026-11-22`. */
  readonly version?: string;
  readonly fetch?: typeof fetch;
};

export type CallOptions = {
  /** The Idempotency-Key; made up for each write that has none. Keep yours to repeat a call after a crash. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** For uploads: the media type of `body`. */
  readonly contentType?: string;
};

type Given<T extends RouteTypes> = Part<'params', T['params']> & Part<'query', T['query']> & Part<'body', T['body']>;
type Part<K extends string, V> = [V] extends [undefined]
  ? { readonly [key in K]?: undefined }
  : Record<string, never> extends V
    ? { readonly [key in K]?: V }
    : { readonly [key in K]: V };
/** The input may be left out where nothing in it is needed. */
type Args<T extends RouteTypes> =
  {} extends Given<T> ? [input?: Given<T>, options?: CallOptions] : [input: Given<T>, options?: CallOptions];

type Listed<R> = {
  [K in keyof R]: R[K] extends { readonly output: { readonly items: readonly unknown[] } } ? K : never;
}[keyof R] &
  string;
type Item<O> = O extends { readonly items: readonly (infer T)[] } ? T : never;

export type Client<R = Routes> = {
  /** Calls a route: `call('GET /api/orders/:orderId', { params: { orderId } })`. Throws a HalleError. */
  call<K extends keyof R & string>(
    route: K,
    ...rest: R[K] extends RouteTypes ? Args<R[K]> : never
  ): Promise<R[K] extends RouteTypes ? R[K]['output'] : never>;
  /** All rows of a list, page after page. */
  list<K extends Listed<R>>(
    route: K,
    ...rest: R[K] extends RouteTypes ? Args<R[K]> : never
  ): AsyncGenerator<R[K] extends RouteTypes ? Item<R[K]['output']> : never, void, void>;
  /** What happens, live; comes back by itself after the last event, until the signal is aborted. */
  events(options?: EventsOptions): AsyncGenerator<HalleEvent, void, void>;
};

type Input = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** A client of one server. */
export function createClient(options: ClientOptions): Client {
  const reach = options.fetch ?? fetch;
  const call = (route: string, input: Input = {}, given: CallOptions = {}): Promise<unknown> =>
    callRoute(options, reach, route, input, given);
  async function* list(route: string, input: Input = {}, given: CallOptions = {}): AsyncGenerator<unknown, void, void> {
    let query = { ...(input.query as Record<string, unknown> | undefined) };
    for (;;) {
      const page = (await call(route, { ...input, query }, given)) as { items: unknown[]; next?: string | null };
      yield* page.items;
      if (page.next === null || page.next === undefined) return;
      query = { ...query, after: page.next };
    }
  }
  const events = (given: EventsOptions = {}): AsyncGenerator<HalleEvent, void, void> =>
    listenTo(async (headers, signal) => {
      const response = await reach(new URL('/api/events', options.url), {
        headers: { ...(await commonHeaders(options)), ...headers },
        signal,
      });
      if (!response.ok) throw await problemOf(response);
      return response;
    }, given);
  return { call, list, events } as unknown as Client;
}

async function commonHeaders({ token, version }: ClientOptions): Promise<Record<string, string>> {
  const bearer = typeof token === 'function' ? await token() : token;
  return {
    accept: 'application/json',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(version === undefined ? {} : { 'halle-version': version }),
  };
}

async function callRoute(
  options: ClientOptions,
  reach: typeof fetch,
  route: string,
  input: Input,
  given: CallOptions,
): Promise<unknown> {
  const [method = 'GET', path = ''] = route.split(' ');
  const url = addressOf(options.url, path, input);
  const { body } = input;
  const asIs = given.contentType !== undefined;
  const headers = {
    ...(method === 'GET' ? {} : { 'idempotency-key': given.key ?? crypto.randomUUID() }),
    ...(body === undefined ? {} : { 'content-type': given.contentType ?? 'application/json' }),
  };
  const sent = body === undefined ? null : asIs ? (body as string) : JSON.stringify(body);
  for (let tries = 0; ; tries++) {
    const { response, failure } = await attempt(options, reach, {
      url,
      method,
      headers,
      body: sent,
      signal: given.signal,
    });
    if (response?.ok) return answerOf(response);
    const error = failure ?? (await problemOf(response as Response));
    if (tries >= (options.retries ?? 4) || !isWorthAnother(error)) throw error;
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
    await wait(Math.max(Number.isFinite(asked) ? Math.min(asked, 60_000) : 0, backoff(tries)), given.signal);
  }
}

function addressOf(base: string, path: string, { params, query }: Input): URL {
  const values = (params ?? {}) as Record<string, unknown>;
  const url = new URL(
    path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(values[name]))),
    base,
  );
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}

type Sending = {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal | undefined;
};
type Attempt = { readonly response?: Response; readonly failure?: HalleError };

/** One try: an answer of whatever status, or what kept us from getting one. The caller's own abort is thrown. */
async function attempt(options: ClientOptions, reach: typeof fetch, sending: Sending): Promise<Attempt> {
  const { url, method, body, signal } = sending;
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
  try {
    const headers = { ...(await commonHeaders(options)), ...sending.headers };
    const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
    return { response: await reach(url, { method, headers, body, signal: both }) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const facts = { code: 'network.unreachable', title: 'The server was not reached' };
    return { failure: new HalleError(0, facts, undefined, error) };
  }
}

const isWorthAnother = ({ status, code }: HalleError): boolean =>
  status === 0 || status === 429 || (status >= 502 && status <= 504) || code === 'request.in_flight';

const isJson = (response: Response): boolean => /[/+]json/.test(response.headers.get('content-type') ?? '');

/** JSON is read; a file is handed over as the Response. */
async function answerOf(response: Response): Promise<unknown> {
  if (isJson(response)) return response.json();
  if (response.status === 204 || response.headers.get('content-length') === '0') {
    await response.body?.cancel();
    return undefined;
  }
  return response;
}

async function problemOf(response: Response): Promise<HalleError> {
  const facts: unknown = isJson(response) ? await response.json().catch(() => ({})) : {};
  const requestId = response.headers.get('request-id') ?? undefined;
  return new HalleError(response.status, (facts ?? {}) as Record<string, unknown>, requestId);
}

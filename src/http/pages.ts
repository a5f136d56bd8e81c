/**
 * Serves HTML pages and forms. The page of a visitor without cart and session is the same for everybody: it is kept by its address,
 * and dropped by the tags of what it shows, when the journal says that it changed.
 */
import { brotliCompressSync, constants } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cookiesOf, giveCookie } from './cookies.ts';

export type PageCookie = { readonly name: string; readonly value: string; readonly maxAgeS: number };
export type PageResponse = {
  readonly status: number;
  readonly html?: string;
  readonly text?: { readonly type: string; readonly body: string; readonly fileName?: string };
  readonly redirect?: string;
  readonly cookies?: readonly PageCookie[];
  readonly cache?: { readonly tags: readonly string[]; readonly seconds: number };
  readonly retryAfterS?: number;
  readonly runsWasm?: boolean;
};
export type PageRequest = {
  readonly url: string;
  readonly origin: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly session?: { readonly customerId: string; readonly sessionId?: string };
  readonly ip: string;
};
export type PageRoute = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: PageRequest) => Promise<PageResponse>;
};

/** The pages may show only what comes from here. Styles in attributes are ours; scripts in pages are refused. */
export const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

const WASM_POLICY = PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

type Kept = {
  readonly html: Buffer;
  compressed: Buffer | undefined;
  readonly tags: readonly string[];
  readonly until: number;
};

export type PageCache = { dropTags(tags: readonly string[]): void; dropAll(): void; readonly size: () => number };

export type PagesOptions = {
  readonly routes: readonly PageRoute[];
  /** A visitor with one of these cookies gets pages of their own. */
  readonly personalCookies: readonly string[];
  /** What else a page kept for everybody depends on, from the cookies: one of a few words, such as what was said of cookies. */
  readonly variantOf?: (cookies: Readonly<Record<string, string | undefined>>) => string;
  readonly sessionOf: (request: FastifyRequest) => Promise<PageRequest['session']>;
  readonly now: () => number;
};

const MAX_KEPT = 1_000;

/** Mounts the pages; returns the cache, for whoever hears the journal. */
export function mountPages(app: FastifyInstance, options: PagesOptions): PageCache {
  const kept = new Map<string, Kept>();
  let dropped = 0;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 100_000 },
    (_request, body, done) => done(null, formFields(String(body))),
  );
  for (const route of options.routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const cookies = cookiesOf(request);
        const common = route.method === 'GET' && options.personalCookies.every((name) => cookies[name] === undefined);
        const key = `${request.protocol}|${request.host}|${options.variantOf?.(cookies) ?? ''}|${request.url}`;
        const page = common ? kept.get(key) : undefined;
        if (page && page.until > options.now()) return sendKept(request, reply, page);
        const before = dropped;
        const session = common ? undefined : await options.sessionOf(request);
        const response = await route.handle(pageRequest(request, session));
        if (common && response.cache && response.html !== undefined && before === dropped) {
          if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? '');
          const entry = {
            html: Buffer.from(response.html),
            compressed: undefined,
            tags: response.cache.tags,
            until: options.now() + response.cache.seconds * 1_000,
          };
          kept.set(key, entry);
          return sendKept(request, reply, entry);
        }
        return sendPage(request, reply, response);
      },
    });
  }
  return {
    size: () => kept.size,
    dropAll: () => {
      dropped++;
      kept.clear();
    },
    dropTags: (tags) => {
      dropped++; // what is being rendered now may have read the past: it is not kept
      const gone = new Set(tags);
      for (const [key, page] of kept) if (page.tags.some((tag) => gone.has(tag))) kept.delete(key);
    },
  };
}

/** A page answers for every cookie-less visitor alike, so a shared cache must look at the cookies. */
function sendKept(request: FastifyRequest, reply: FastifyReply, page: Kept): FastifyReply {
  headers(reply).header('cache-control', 'private, no-cache').header('vary', 'cookie, accept-encoding');
  if (!String(request.headers['accept-encoding'] ?? '').includes('br')) return reply.send(page.html);
  page.compressed ??= brotliCompressSync(page.html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return reply.header('content-encoding', 'br').send(page.compressed);
}

/** Answers as a page's function said. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, response: PageResponse): FastifyReply {
  for (const cookie of response.cookies ?? []) giveCookie(request, reply, cookie);
  if (response.retryAfterS !== undefined) reply.header('retry-after', String(response.retryAfterS));
  reply.code(response.status).header('cache-control', 'private, no-store');
  if (response.redirect !== undefined) return reply.header('location', response.redirect).send();
  if (response.text) {
    const { type, body, fileName } = response.text;
    // A file of somebody's own is theirs alone, and stays in no cache.
    if (fileName !== undefined)
      reply.header('content-disposition', `attachment; filename="${fileName}"`).header('cache-control', 'no-store');
    return reply.type(type).send(body);
  }
  headers(reply);
  if (response.runsWasm) reply.header('content-security-policy', WASM_POLICY);
  return reply.send(response.html ?? '');
}

function headers(reply: FastifyReply): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY);
}

/** What a page's function is given of a request. */
export function pageRequest(request: FastifyRequest, session?: PageRequest['session']): PageRequest {
  return {
    url: request.url,
    origin: `${request.protocol}://${request.host}`,
    params: (request.params ?? {}) as Record<string, string>,
    query: (request.query ?? {}) as PageRequest['query'],
    body: (request.body ?? {}) as PageRequest['body'],
    cookies: cookiesOf(request),
    ip: request.ip,
    ...(session ? { session } : {}),
  };
}

/** Form fields without a prototype; a name that comes twice becomes a list. */
function formFields(text: string): Record<string, string | string[]> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const clean = value.replaceAll('\u0000', '');
    const known = fields[name];
    fields[name] = known === undefined ? clean : Array.isArray(known) ? [...known, clean] : [known, clean];
  }
  return fields;
}

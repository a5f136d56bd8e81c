/** Serves the route table: the only user of the web framework. */
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Readable, Transform } from 'node:stream';
import type { Caller, Database } from '#base/db';
import type { Tail } from '#base/journal';
import { Refusal, refuse, type RefusalCodes } from '#base/refusal';
import type {
  Download,
  EventStream,
  Principal,
  Reply,
  RequestFacts,
  Route,
  RouteContext,
  RouteInput,
} from '#base/route';
import { newSecret } from '#base/ids';
import { clock } from '#base/time';
import type { z } from 'zod';
import { callsOf, noteCall } from './calls.ts';
import { cookiesOf, giveCookie } from './cookies.ts';
import { rememberedCommand } from './command.ts';
import { PAGE_POLICY } from './pages.ts';
import { problemOf } from './problem.ts';
import { streamEvents } from './sse.ts';
import { cardNumberIn, compileSerializer, compileValidator, jsonSchema, unstorable } from './validate.ts';
import { checkVersion, tellDeprecation } from './versions.ts';

export type ServerOptions = {
  readonly database: Database;
  readonly routes: readonly Route[];
  readonly refusals: RefusalCodes;
  readonly tail: Tail;
  /** Finds out who calls, from cookies and headers; a browser may be signed in to office and shop at once, so the route decides. */
  readonly authenticate: (request: RequestFacts, route: Pick<Route, 'permission'>) => Promise<Principal>;
  readonly https?: { key: string; cert: string };
  /** Addresses whose `X-Forwarded-…` is believed, by commas; without, nobody's is. */
  readonly proxy?: string | undefined;
  /** What to answer where nothing is, for those who want a page; undefined: a problem. */
  readonly notFound?: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | undefined;
};

const BODY_LIMIT = 1_000_000;
const RAW_LIMIT = 256_000;
const NOBODY: Principal = { kind: 'nobody' };

/** Makes the server; `listen` is the caller's. Every route has a permission, or it would not type-check. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: options.proxy ?? false,
    routerOptions: { maxParamLength: 200 },
    genReqId: nextRequestId,
    requestTimeout: 60_000,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => sendProblem(reply as never, error, options.refusals),
    ...(options.https ? { https: options.https } : {}),
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(compileValidator as never);
  app.setSerializerCompiler(compileSerializer as never);
  await app.register(cookie);
  acceptUploads(app, options.routes);
  secure(app);
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error, options.refusals));
  app.setNotFoundHandler(
    (request, reply) =>
      options.notFound?.(request, reply) ?? sendProblem(reply, new Refusal('request.not_found'), options.refusals),
  );
  for (const route of options.routes) if (!route.raw) mount(app, route, options);
  await app.register(async (unparsed) => {
    acceptBytes(unparsed);
    for (const route of options.routes) if (route.raw) mount(unparsed, route, options);
  });
  return app;
}

const processMark = newSecret(5);
let requests = 0;
/** Unique among the processes of a house; in every answer, and in the list of recent calls. */
const nextRequestId = (): string => `${processMark}-${(requests++).toString(36)}`;

/** In this scope every body, of whatever media type, stays the bytes that came. */
function acceptBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: RAW_LIMIT }, (_request, payload, done) =>
    done(null, payload),
  );
}

function sendProblem(reply: FastifyReply, error: unknown, codes: RefusalCodes): void {
  const { problem, retryAfterS } = problemOf(error, codes);
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  void reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}

/** Headers for every answer, and the refusal of writes that another site's page sends with our cookies. */
function secure(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('x-frame-options', 'SAMEORIGIN')
      .header('request-id', request.id);
    if (request.method !== 'GET' && request.method !== 'HEAD' && crossSite(request))
      return done(new Refusal('request.csrf'));
    done();
  });
}

function crossSite(request: FastifyRequest): boolean {
  const origin = request.headers.origin;
  if (request.headers['sec-fetch-site'] === 'cross-site') return true;
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== request.host;
  } catch {
    return true; // "null" and nonsense
  }
}

function acceptUploads(app: FastifyInstance, routes: readonly Route[]): void {
  const types = new Set(routes.flatMap((route) => route.upload?.mediaTypes ?? []));
  types.delete('application/json');
  for (const type of types)
    app.addContentTypeParser(
      type,
      (_request: FastifyRequest, payload: Readable, done: (e: null, p: Readable) => void) => done(null, payload),
    );
}

function mount(app: FastifyInstance, route: Route, options: ServerOptions): void {
  const open = route.permission === 'public' || route.permission === 'webhook';
  app.route({
    method: route.method,
    url: route.path,
    ...(route.upload ? { bodyLimit: route.upload.maxBytes } : {}),
    ...(route.raw ? { bodyLimit: RAW_LIMIT } : {}),
    schema: {
      ...(route.params ? { params: jsonSchema(route.params, 'input') } : {}),
      ...(route.query ? { querystring: jsonSchema(route.query, 'input') } : {}),
      ...(route.body ? { body: jsonSchema(route.body, 'input') } : {}),
      ...(route.output ? { response: { [route.status ?? 200]: jsonSchema(route.output, 'output') } } : {}),
    },
    onRequest: open ? [versionHook(route)] : [versionHook(route), permissionHook(route, options)],
    onResponse: noteHook(route, options),
    preValidation: [refuseUnstorable],
    ...(readsPeople(route) ? { preHandler: [cardNumberHook(route)] } : {}),
    handler: (request, reply) => answer(route, options, request, reply),
  });
}

const principals = new WeakMap<FastifyRequest, Principal>();

function versionHook(route: Route) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    if (route.deprecated) tellDeprecation(reply, route.deprecated);
    try {
      checkVersion(request.headers['halle-version']);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

/** Notes the call for those who develop against us. */
function noteHook(route: Route, { database }: ServerOptions) {
  const ring = callsOf(database);
  const { method, path } = route;
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const principal = principals.get(request);
    const caller = principal === undefined ? 'visitor' : actorOf(principal);
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    noteCall(ring, { requestId: request.id, at: clock(), method, route: path, caller, status: reply.statusCode, ms });
    done();
  };
}

function permissionHook(route: Route, options: ServerOptions) {
  return async (request: FastifyRequest): Promise<void> => {
    const principal = await options.authenticate(factsOf(request), route);
    principals.set(request, principal);
    checkPermission(route, principal);
  };
}

/** Throws `request.unauthenticated` (401) or `request.forbidden` (403). */
export function checkPermission(route: Pick<Route, 'permission'>, principal: Principal): void {
  const { permission } = route;
  if (permission === 'public' || permission === 'webhook' || permission === 'shopper') return;
  if (permission === 'customer') {
    if (principal.kind !== 'customer')
      refuse(principal.kind === 'nobody' ? 'request.unauthenticated' : 'request.forbidden');
    return;
  }
  if (principal.kind === 'nobody') refuse('request.unauthenticated');
  const right = permission.slice('staff:'.length);
  if (principal.kind !== 'staff' || !principal.rights.has(right)) refuse('request.forbidden', { detail: right });
}

async function refuseUnstorable(request: FastifyRequest): Promise<void> {
  const body = request.body;
  const streamed = Buffer.isBuffer(body) || (body !== null && typeof body === 'object' && 'pipe' in body);
  if (unstorable(request.params) || unstorable(request.query) || (!streamed && unstorable(body))) {
    refuse('request.invalid', { detail: 'a text holds a NUL or half a character, or the value is nested too deep' });
  }
}

/** Routes whose texts people write, about themselves or others. What merchants say of articles and stock is full of long numbers. */
const readsPeople = ({ body, upload, raw, permission }: Route): boolean =>
  body !== undefined && !upload && !raw && !/^staff:(catalog|stock|prices|channels|developers)\./.test(permission);

/** No card number is ever stored (PCI DSS 3.3): RELIABILITY, G25. Refuses `request.card_number`, naming the field. */
function cardNumberHook(route: Route) {
  let schema: unknown;
  return async (request: FastifyRequest): Promise<void> => {
    schema ??= route.body && jsonSchema(route.body, 'input');
    const field = cardNumberIn(schema, request.body);
    if (field !== undefined) refuse('request.card_number', { fields: [{ field, rule: 'no card number' }] });
  };
}

/** Whether who opened a stream is still who they were, and still has the right. */
async function sameCaller(
  route: Route,
  options: ServerOptions,
  facts: RequestFacts,
  before: Principal,
): Promise<boolean> {
  if (route.permission === 'public') return true;
  const now = await options.authenticate(facts, route);
  try {
    checkPermission(route, now);
  } catch {
    return false;
  }
  return actorOf(now) === actorOf(before) && sameRights(now, before);
}

function sameRights(a: Principal, b: Principal): boolean {
  if (a.kind !== 'staff' || b.kind !== 'staff') return true;
  if (a.rights.size !== b.rights.size || a.sites.size !== b.sites.size) return false;
  return [...a.rights].every((right) => {
    const [here, there] = [a.sites.get(right), b.sites.get(right)];
    if (!b.rights.has(right) || here?.size !== there?.size) return false;
    return [...(here ?? [])].every((site) => there?.has(site));
  });
}

async function answer(
  route: Route,
  options: ServerOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const context = contextOf(route, options, request, reply);
  const input = {
    params: request.params,
    query: request.query,
    body: route.upload ? uploadOf(request, route.upload) : route.raw ? undefined : request.body,
  };
  const result = await route.run(context, input as RouteInput<z.ZodType, z.ZodType, z.ZodType>);
  if (route.stream) {
    const stillMay = (): Promise<boolean> => sameCaller(route, options, factsOf(request), context.principal);
    return streamEvents(request, reply, options.database, options.tail, result as EventStream, stillMay);
  }
  if (route.download) return sendDownload(reply, result as Download);
  if (route.status !== undefined && reply.statusCode === 200) reply.code(route.status);
  if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store');
  return result === undefined ? reply.send() : result;
}

function sendDownload(reply: FastifyReply, { mediaType, content, fileName, cacheS }: Download): FastifyReply {
  reply.type(mediaType).header('cache-control', cacheS === undefined ? 'no-store' : `public, max-age=${cacheS}`);
  const policy = policyOf(mediaType);
  if (policy !== undefined) reply.header('content-security-policy', policy);
  if (fileName !== undefined)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
  return reply.send(content);
}

/** What a browser may do with a file that it could show as a document: a page like our pages, a drawing no more than be drawn. */
function policyOf(mediaType: string): string | undefined {
  if (mediaType.startsWith('text/html')) return PAGE_POLICY;
  return mediaType.startsWith('image/svg') ? "default-src 'none'; style-src 'unsafe-inline'; sandbox" : undefined;
}

/** The stream of an upload; refused when it is of another kind than the route takes, or when nothing came. */
function uploadOf({ body, headers }: FastifyRequest, { mediaTypes, maxBytes }: NonNullable<Route['upload']>): Readable {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(type) || !(body instanceof Readable))
    refuse('request.media_type', { detail: `one of ${mediaTypes.join(', ')}` });
  return limited(body, maxBytes);
}

function limited(stream: Readable, maxBytes: number): Readable {
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(new Refusal('request.too_large', { detail: `more than ${maxBytes} bytes` }));
      else done(null, chunk);
    },
  });
  stream.on('error', (error) => counter.destroy(error));
  return stream.pipe(counter);
}

/** What handlers may know of a request. */
export function factsOf(request: FastifyRequest): RequestFacts {
  return {
    ip: request.ip,
    cookies: cookiesOf(request),
    headers: request.headers,
    rawBody: Buffer.isBuffer(request.body) ? request.body : undefined,
    origin: `${request.protocol}://${request.host}`,
  };
}

function contextOf(route: Route, options: ServerOptions, request: FastifyRequest, reply: FastifyReply): RouteContext {
  const principal = principals.get(request) ?? NOBODY;
  const key = String(request.headers['idempotency-key'] ?? '').replace(/^"(.*)"$/, '$1');
  if (route.idempotency === 'key' && !/^[\w.:-]{8,100}$/.test(key)) {
    refuse('request.id_missing', { fields: [{ field: 'Idempotency-Key', rule: '8 to 100 letters, digits, - _ . :' }] });
  }
  const facts = factsOf(request);
  const caller: Caller = { actor: actorOf(principal) };
  const database = options.database;
  return {
    db: database,
    principal,
    caller,
    request: facts,
    reply: replyOf(reply, request),
    key,
    now: clock,
    command: (work) => {
      if (route.idempotency !== 'key') return database.transaction(caller, work);
      const input = { params: request.params, query: request.query, body: route.upload ? null : request.body };
      return rememberedCommand(
        database,
        caller,
        { principal: caller.actor, route: `${route.method} ${route.path}`, key, input },
        work,
      );
    },
  };
}

/** Who appears in the journal. */
export function actorOf(principal: Principal): string {
  if (principal.kind === 'staff') return principal.staffId;
  return principal.kind === 'customer' ? principal.customerId : 'visitor';
}

function replyOf(reply: FastifyReply, request: FastifyRequest): Reply {
  return {
    status: (code) => void reply.code(code),
    header: (name, value) => void reply.header(name, value),
    setCookie: (name, value, options) => giveCookie(request, reply, { name, value, ...options }),
    clearCookie: (name) => giveCookie(request, reply, { name, value: '', maxAgeS: 0 }),
  };
}

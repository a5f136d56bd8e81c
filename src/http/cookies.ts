/**
 * Cookies, by the names that modules give them. Over https each goes out as `__Host-<name>` (RFC 6265bis, 4.1.3.2): a browser takes such
 * a one over https only, from this very host and for all of it, so that neither a neighbouring host nor somebody on the line can plant
 * one; and no other is read there. Over plain http, as on this machine, names are as they are.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

const PREFIX = '__Host-';

export type Cookies = Readonly<Record<string, string | undefined>>;

const overTls = (request: FastifyRequest): boolean => request.protocol === 'https';
const nameFor = (request: FastifyRequest, name: string): string => (overTls(request) ? `${PREFIX}${name}` : name);

/** What the browser brought, by our names. */
export function cookiesOf(request: FastifyRequest): Cookies {
  if (!overTls(request)) return request.cookies;
  const own = Object.create(null) as Record<string, string | undefined>;
  for (const [name, value] of Object.entries(request.cookies))
    if (name.startsWith(PREFIX)) own[name.slice(PREFIX.length)] = value;
  return own;
}

export type NewCookie = {
  readonly name: string;
  readonly value: string;
  /** Seconds; 0 or less forgets it. */
  readonly maxAgeS: number;
  readonly httpOnly?: boolean;
};

/** Sets or forgets a cookie: for the whole host and no other, not sent with what other sites' pages post, secure over https. */
export function giveCookie(request: FastifyRequest, reply: FastifyReply, cookie: NewCookie): void {
  const name = nameFor(request, cookie.name);
  const options = {
    path: '/',
    httpOnly: cookie.httpOnly ?? true,
    sameSite: 'lax',
    secure: overTls(request),
  } as const;
  if (cookie.maxAgeS <= 0) void reply.clearCookie(name, options);
  else void reply.setCookie(name, cookie.value, { ...options, maxAge: cookie.maxAgeS });
}

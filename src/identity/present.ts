import type { Reply, RouteContext } from '#base/route';
import type { SessionKind } from './model.ts';
import { shopperCookie, staffCookie } from './principal.ts';
import type { OpenedSession } from './session.ts';

/** Hands a session over in the way the caller asked for. */
export function presentSession(
  reply: Reply,
  kind: SessionKind,
  session: OpenedSession,
  as: 'cookie' | 'bearer',
): { expiresAt: string; token: string | null } {
  if (as === 'bearer') return { expiresAt: session.expiresAt, token: session.token };
  reply.setCookie(kind === 'staff' ? staffCookie : shopperCookie, session.token, { maxAgeS: session.maxAgeS });
  return { expiresAt: session.expiresAt, token: null };
}

/** Hands a renewed session over in the way the caller showed the old one. */
export function presentAgain(
  { request, reply }: Pick<RouteContext, 'request' | 'reply'>,
  kind: SessionKind,
  session: OpenedSession,
): { expiresAt: string; token: string | null } {
  return presentSession(reply, kind, session, request.headers.authorization === undefined ? 'cookie' : 'bearer');
}

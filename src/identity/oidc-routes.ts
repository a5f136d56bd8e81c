/** The company's own sign-in: away to the service, and back with a session. */
import { z } from 'zod';
import { log } from '#base/log';
import { refuse, Unavailable } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { MINUTE, SECOND } from '#base/time';
import {
  beginOidc,
  claimsOf,
  oidcSettings,
  staffOfClaims,
  type Claims,
  type Errand,
  type OidcSettings,
} from './oidc.ts';
import { countUse } from './limits.ts';
import { presentSession } from './present.ts';
import { staffCookie } from './principal.ts';
import { open } from './sign-in.ts';

const errandCookie = 'halle_oidc';
/** How long somebody may take at the service. */
const ERRAND_MS = 10 * MINUTE;

/** The address to come back to: the configured one, so that nobody's Host header decides it. */
const backTo = ({ request }: RouteContext): string =>
  `${process.env.HALLE_URL ?? request.origin}/api/session/oidc/callback`;

const settingsOr404 = (): OidcSettings => oidcSettings() ?? refuse('request.not_found');

function redirect({ reply }: RouteContext, location: string): undefined {
  reply.status(302);
  reply.header('location', location);
  reply.header('cache-control', 'no-store');
}

function errandOf(text: string | undefined): Errand | undefined {
  const parts = (text ?? '').split('.');
  const [state = '', nonce = '', verifier = ''] = parts;
  return parts.length === 3 && parts.every((part) => /^[\w-]{20,128}$/.test(part))
    ? { state, nonce, verifier }
    : undefined;
}

/** Who came back; undefined when the service, or what it signed, does not say so. */
async function cameBack(context: RouteContext, query: object): Promise<Claims | undefined> {
  const errand = errandOf(context.request.cookies[errandCookie]);
  if (!errand) return undefined;
  const back = new URL(backTo(context));
  for (const [name, value] of Object.entries(query)) back.searchParams.set(name, String(value));
  try {
    return await claimsOf(context.db, settingsOr404(), back, errand);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    // What the library found wrong: its code, never the tokens.
    log.warn({ code: (error as { code?: string }).code }, 'a sign-in by the company’s service was refused');
    return undefined;
  }
}

export const oidcRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/session/ways',
    permission: 'public',
    summary: 'Beside e-mail and password: the host of the company’s own sign-in; null when there is none',
    output: z.strictObject({ company: z.string().nullable() }),
    run: async () => {
      const settings = oidcSettings();
      return { company: settings ? new URL(settings.issuer).host : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/session/oidc',
    permission: 'public',
    summary: 'Go and sign in with the company’s own service',
    refusals: ['request.not_found', 'request.rate_limited'],
    run: async (context) => {
      const settings = settingsOr404();
      await countUse(context.db, `oidc ${context.request.ip}`, 60, SECOND);
      const { url, errand } = await beginOidc(context.db, settings, backTo(context));
      const kept = `${errand.state}.${errand.nonce}.${errand.verifier}`;
      context.reply.setCookie(errandCookie, kept, { maxAgeS: ERRAND_MS / SECOND });
      return redirect(context, url);
    },
  }),
  route({
    method: 'GET',
    path: '/api/session/oidc/callback',
    permission: 'public',
    summary: 'Come back from the company’s own service',
    query: z.looseObject({}),
    refusals: ['request.not_found', 'request.rate_limited'],
    run: async (context, { query }) => {
      settingsOr404();
      const { db, reply, request } = context;
      await countUse(db, `oidc ${request.ip}`, 60, SECOND);
      const claims = await cameBack(context, query);
      reply.clearCookie(errandCookie);
      const staffId = claims && (await staffOfClaims(db, claims));
      if (staffId === undefined) return redirect(context, '/office/?company=refused');
      const agent = String(request.headers['user-agent'] ?? '');
      const session = await open(db, staffId, { openedBy: 'oidc', agent, replaces: request.cookies[staffCookie] });
      presentSession(reply, 'staff', session, 'cookie');
      return redirect(context, '/office/');
    },
  }),
];

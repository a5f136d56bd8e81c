/**
 * Signing in with the company's own service (OpenID Connect: authorisation code with PKCE, discovery, signed ID tokens). Nothing of it
 * is there unless HALLE_OIDC_ISSUER, HALLE_OIDC_CLIENT_ID and HALLE_OIDC_CLIENT_SECRET are set. Protocol and checks are openid-client's.
 */
import * as oidc from 'openid-client';
import { perDatabase, sql, type Database } from '#base/db';
import { callOut } from '#base/http-client';
import { announce } from '#base/journal';
import { plainEmail } from './model.ts';

export type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** What the environment says; undefined when it says nothing. */
export function oidcSettings(env: NodeJS.ProcessEnv = process.env): OidcSettings | undefined {
  const [issuer, clientId, clientSecret] = [
    env.HALLE_OIDC_ISSUER,
    env.HALLE_OIDC_CLIENT_ID,
    env.HALLE_OIDC_CLIENT_SECRET,
  ];
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : undefined;
}

const isLocal = (host: string): boolean => host === 'localhost' || host === '127.0.0.1';

/** Calls go out like all others: bounded, without redirects. Only the host that the environment names may be a private one. */
function fetchBy({ issuer }: OidcSettings): oidc.CustomFetch {
  const own = new URL(issuer).hostname;
  return async (url, { method, headers, body }) => {
    const text = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : undefined;
    const allowPrivate = new URL(url).hostname === own;
    const answer = await callOut({
      url,
      method,
      headers,
      allowPrivate,
      maxBytes: 500_000,
      ...(text === undefined ? {} : { body: text }),
    });
    const type = String(answer.headers['content-type'] ?? '');
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: { 'content-type': type } });
  };
}

const found = perDatabase(() => new Map<string, Promise<oidc.Configuration>>());

/** What the service says of itself, asked once; a failure is asked again. */
function discovered(database: Database, settings: OidcSettings): Promise<oidc.Configuration> {
  const known = found(database);
  const key = JSON.stringify(settings);
  const before = known.get(key);
  if (before) return before;
  const issuer = new URL(settings.issuer);
  const insecure = issuer.protocol === 'http:' && isLocal(issuer.hostname);
  const asked = oidc.discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
    [oidc.customFetch]: fetchBy(settings),
    // The signature is checked although the token comes over TLS; plain HTTP is for a service on this machine.
    execute: [oidc.enableNonRepudiationChecks, ...(insecure ? [oidc.allowInsecureRequests] : [])],
  });
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

/** What the browser keeps while it is away; a callback without it, or with another's, is worth nothing. */
export type Errand = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Where to send the browser, and what it keeps. */
export async function beginOidc(
  database: Database,
  settings: OidcSettings,
  redirectUri: string,
): Promise<{ url: string; errand: Errand }> {
  const config = await discovered(database, settings);
  const errand = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
    state: errand.state,
    nonce: errand.nonce,
  });
  return { url: url.href, errand };
}

export type Claims = {
  readonly iss: string;
  readonly sub: string;
  readonly email?: string;
  readonly verified: boolean;
};

/** Who came back, once code, state, nonce, issuer, audience, time and signature were checked; throws what the library throws. */
export async function claimsOf(database: Database, settings: OidcSettings, back: URL, errand: Errand): Promise<Claims> {
  const config = await discovered(database, settings);
  const tokens = await oidc.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: errand.verifier,
    expectedState: errand.state,
    expectedNonce: errand.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  const email = claims?.email;
  const whom = typeof email === 'string' ? { email } : {};
  return { iss: claims?.iss ?? '', sub: claims?.sub ?? '', verified: claims?.email_verified === true, ...whom };
}

/**
 * The member of staff behind an account of the service: linked before, or by an e-mail that the service has verified, which links
 * them from now on. Undefined when there is none, or they have left: nobody is made by signing in.
 */
export async function staffOfClaims(database: Database, claims: Claims): Promise<string | undefined> {
  return database.transaction({ actor: 'identity.oidc' }, async (tx) => {
    const [linked] = await tx.query<{ staffId: string }>(sql`
      SELECT a.staff_id AS "staffId" FROM identity.outside_account a JOIN identity.staff f USING (staff_id)
      WHERE a.issuer = ${claims.iss} AND a.subject = ${claims.sub} AND f.active`);
    if (linked) return linked.staffId;
    if (!claims.verified || claims.email === undefined) return undefined;
    const [person] = await tx.query<{ staffId: string }>(sql`
      SELECT staff_id AS "staffId" FROM identity.staff WHERE email = ${plainEmail(claims.email)} AND active`);
    if (!person) return undefined;
    const fresh = await tx.affected(sql`
      INSERT INTO identity.outside_account (issuer, subject, staff_id, linked_at)
      VALUES (${claims.iss}, ${claims.sub}, ${person.staffId}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
    if (fresh === 0) return undefined; // this account is somebody else's, who has left
    const subject = { subjectKind: 'staff', subjectId: person.staffId };
    announce(tx, { type: 'identity.outside_linked', ...subject, body: { issuer: claims.iss } });
    return person.staffId;
  });
}

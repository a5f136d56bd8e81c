/** Who calls. A browser may be signed in to the office and to the shop at once: the route says which of the two counts. */
import { sha256 } from '#base/canonical';
import { perDatabase, sql, type Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Permission, Principal, RequestFacts } from '#base/route';
import { elapsed, SECOND } from '#base/time';
import type { SessionKind } from './model.ts';
import { rightsOf } from './rights.ts';

export const staffCookie = 'halle_session';
export const shopperCookie = 'halle_shopper';
const NOBODY: Principal = { kind: 'nobody' };

/** A session closed in another process is believed for at most this long. */
const TRUST_MS = SECOND;
const MAX_KEPT = 20_000;

type Kept = { readonly at: number; readonly principal: Promise<Principal> };
const kept = perDatabase(() => new Map<string, Kept>());

/** Cookies that a route looks at. A signed-in person on a route for the other kind is told 403 instead of 401. */
function cookiesFor(permission: Permission): readonly string[] {
  if (permission.startsWith('staff:')) return [staffCookie, shopperCookie];
  return permission === 'customer' ? [shopperCookie, staffCookie] : [shopperCookie];
}

/** The token a caller shows, if any: `Authorization: Bearer` before the cookie of this kind. */
export function tokenOf(request: RequestFacts, kind: SessionKind): string | undefined {
  return bearerOf(request) ?? request.cookies[kind === 'staff' ? staffCookie : shopperCookie];
}

function bearerOf(request: RequestFacts): string | undefined {
  const header = request.headers.authorization;
  return typeof header === 'string' ? /^Bearer ([0-9a-z]{32})$/.exec(header)?.[1] : undefined;
}

/** Who calls this route; whoever shows no living session is nobody. The answer is at most one second old. */
export async function principalOf(
  database: Database,
  request: RequestFacts,
  route: { readonly permission: Permission } = { permission: 'staff:self' },
): Promise<Principal> {
  if (request.headers.authorization !== undefined) {
    const token = bearerOf(request);
    return token === undefined ? NOBODY : principalByToken(database, token);
  }
  for (const name of cookiesFor(route.permission)) {
    const token = request.cookies[name];
    if (token === undefined || !/^[0-9a-z]{32}$/.test(token)) continue;
    const principal = await principalByToken(database, token);
    if (principal.kind === (name === staffCookie ? 'staff' : 'customer')) return principal;
  }
  return NOBODY;
}

/** The composition's `authenticate`. */
export const authenticateWith =
  (database: Database) =>
  (request: RequestFacts, route: { readonly permission: Permission }): Promise<Principal> =>
    principalOf(database, request, route);

function principalByToken(database: Database, token: string): Promise<Principal> {
  const cache = kept(database);
  const hash = sha256(token);
  const now = elapsed();
  const known = cache.get(hash);
  if (known && now - known.at < TRUST_MS) return known.principal;
  if (cache.size >= MAX_KEPT) cache.clear();
  const principal = readPrincipal(database, hash);
  const entry = { at: now, principal };
  cache.set(hash, entry);
  principal.catch(() => {
    if (cache.get(hash) === entry) cache.delete(hash);
  });
  return principal;
}

type SessionRow = {
  sessionId: string;
  kind: SessionKind;
  subjectId: string;
  name: string | null;
  role: string | null;
  siteId: string | null;
};

async function readPrincipal(database: Database, hash: string): Promise<Principal> {
  const [row] = await database.query<SessionRow>(sql`
    SELECT s.session_id AS "sessionId", s.kind, s.subject_id AS "subjectId", f.name, f.role, f.site_id AS "siteId"
    FROM identity.session s LEFT JOIN identity.staff f ON s.kind = 'staff' AND f.staff_id = s.subject_id AND f.active
    WHERE s.token_hash = ${hash} AND s.expires_at > now()`);
  if (!row) return NOBODY;
  if (row.kind === 'customer') return { kind: 'customer', customerId: row.subjectId, sessionId: row.sessionId };
  if (row.role === null || row.name === null) return NOBODY;
  return {
    kind: 'staff',
    staffId: row.subjectId,
    name: row.name,
    role: row.role,
    rights: rightsOf(row.role),
    siteId: row.siteId,
    sessionId: row.sessionId,
  };
}

/** This process stops believing these tokens at once. */
export function forgetTokens(database: Database, hashes: readonly string[]): void {
  for (const hash of hashes) kept(database).delete(hash);
}

/** A person's rights or site changed: this process asks again for everybody. */
export function forgetPrincipals(database: Database): void {
  kept(database).clear();
}

/** Given to the journal's tail. */
export const identityCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (
      events.some((event) =>
        ['identity.staff_changed', 'identity.signed_out', 'identity.device_revoked'].includes(event.type),
      )
    )
      forgetPrincipals(database);
  };

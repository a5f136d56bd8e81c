/** Who calls. A browser may be signed in to the office and to the shop at once: the route says which of the two counts. */
import { sha256 } from '#base/canonical';
import { perDatabase, sql, type Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Permission, Principal, RequestFacts } from '#base/route';
import { elapsed, SECOND } from '#base/time';
import { heldByGrants } from './grants.ts';
import { countCall } from './limits.ts';
import { readKey, isKey } from './keys.ts';
import { byPin, type Grant, type OpenedBy, type SessionKind } from './model.ts';
import { isHouseRight } from './rights.ts';

export const staffCookie = 'halle_session';
export const shopperCookie = 'halle_shopper';
const NOBODY: Principal = { kind: 'nobody' };

/** A session closed in another process is believed for at most this long. */
const TRUST_MS = SECOND;
const MAX_KEPT = 20_000;

type Caller = { readonly principal: Principal; readonly perMinute: number };
type Kept = { readonly at: number; readonly caller: Promise<Caller> };
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
  return typeof header === 'string' ? /^Bearer ((?:halle_)?[0-9a-z]{32})$/.exec(header)?.[1] : undefined;
}

/** Who calls this route; whoever shows no living session is nobody. The answer is at most one second old. */
export async function principalOf(
  database: Database,
  request: RequestFacts,
  route: { readonly permission: Permission } = { permission: 'staff:self' },
): Promise<Principal> {
  if (request.headers.authorization !== undefined) {
    const token = bearerOf(request);
    if (token === undefined) return NOBODY;
    return isKey(token) ? callOfKey(database, token) : principalByToken(database, token);
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

/** Counts the call against what the key may do a minute. */
async function callOfKey(database: Database, token: string): Promise<Principal> {
  const { principal, perMinute } = await remembered(database, sha256(token), (hash) => readKey(database, hash));
  if (principal.kind === 'staff') await countCall(database, principal.staffId, perMinute);
  return principal;
}

async function principalByToken(database: Database, token: string): Promise<Principal> {
  return (await remembered(database, sha256(token), (hash) => readPrincipal(database, hash))).principal;
}

function remembered(database: Database, hash: string, read: (hash: string) => Promise<Caller>): Promise<Caller> {
  const cache = kept(database);
  const now = elapsed();
  const known = cache.get(hash);
  if (known && now - known.at < TRUST_MS) return known.caller;
  if (cache.size >= MAX_KEPT) cache.clear();
  const caller = read(hash);
  const entry = { at: now, caller };
  cache.set(hash, entry);
  caller.catch(() => {
    if (cache.get(hash) === entry) cache.delete(hash);
  });
  return caller;
}

type SessionRow = {
  sessionId: string;
  kind: SessionKind;
  subjectId: string;
  openedBy: OpenedBy;
  stale: boolean;
  name: string | null;
  grants: Grant[] | null;
  own: Record<string, string[]> | null;
  secondFactor: boolean;
  mustHave: boolean | null;
};

/** A session's last use is written down this rarely. */
const SEEN_MINUTES = 5;

async function readPrincipal(database: Database, hash: string): Promise<Caller> {
  const [row] = await database.query<SessionRow>(sql`
    SELECT s.session_id AS "sessionId", s.kind, s.subject_id AS "subjectId", s.opened_by AS "openedBy", f.name,
      s.kind = 'staff' AND coalesce(s.seen_at, s.created_at) < now() - make_interval(mins => ${SEEN_MINUTES}) AS stale,
      CASE WHEN f.staff_id IS NOT NULL THEN jsonb_build_array(jsonb_build_object('role', f.role, 'siteId', f.site_id, 'entityId', f.entity_id))
        || coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.role, 'siteId', g.site_id, 'entityId', g.entity_id))
          FROM identity.staff_grant g WHERE g.staff_id = f.staff_id), '[]') END AS grants,
      CASE WHEN f.staff_id IS NOT NULL THEN (SELECT jsonb_object_agg(r.role, r.rights) FROM identity.role r WHERE r.rights IS NOT NULL) END AS own,
      EXISTS (SELECT 1 FROM identity.totp t WHERE t.staff_id = f.staff_id AND t.confirmed_at IS NOT NULL) AS "secondFactor",
      (SELECT bool_or(r.second_factor) FROM identity.role r WHERE r.role = f.role
        OR r.role IN (SELECT g.role FROM identity.staff_grant g WHERE g.staff_id = f.staff_id)) AS "mustHave"
    FROM identity.session s LEFT JOIN identity.staff f ON s.kind = 'staff' AND f.staff_id = s.subject_id AND f.active
    WHERE s.token_hash = ${hash} AND s.expires_at > now()`);
  if (!row) return { principal: NOBODY, perMinute: 0 };
  const { sessionId, subjectId } = row;
  if (row.kind === 'customer')
    return { principal: { kind: 'customer', customerId: subjectId, sessionId }, perMinute: 0 };
  if (row.name === null || row.grants === null) return { principal: NOBODY, perMinute: 0 };
  if (row.stale) await database.query(sql`UPDATE identity.session SET seen_at = now() WHERE session_id = ${sessionId}`);
  const whole = await heldByGrants(database, row.grants, new Map(Object.entries(row.own ?? {})));
  const lacks = row.mustHave === true && !row.secondFactor && row.openedBy !== 'oidc' && row.openedBy !== 'pin';
  const limited = row.openedBy === 'pin' ? byPin(whole, isHouseRight) : whole;
  const held = lacks ? { rights: new Set(['self']), sites: new Map() } : limited;
  const [main] = row.grants;
  return {
    principal: {
      kind: 'staff',
      staffId: subjectId,
      name: row.name,
      role: main?.role ?? '',
      ...held,
      siteId: main?.siteId ?? null,
      sessionId,
      ...(lacks ? { needs: 'second_factor' as const } : {}),
    },
    perMinute: 0,
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
        /^identity\.(staff_changed|signed_out|device_revoked|role_|key_|second_factor|session_ended)/.test(event.type),
      )
    )
      forgetPrincipals(database);
  };

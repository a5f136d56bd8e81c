/** Staff, roles, devices, sessions: types and rules, pure. */
import { DAY, HOUR } from '#base/time';

/** The roles of the house. Beside them a merchant makes roles of their own, `rol_…`. */
export const roles = [
  'owner',
  'manager',
  'clerk',
  'picker',
  'agent',
  'rep',
  'marketer',
  'accountant',
  'read_only',
] as const;
export type HouseRole = (typeof roles)[number];
export type Role = HouseRole | `rol_${string}`;

export const isHouseRole = (role: string): role is HouseRole => (roles as readonly string[]).includes(role);

/** A role and where it is held: at a site, at all sites of a company, or everywhere (both null). */
export type Grant = { readonly role: Role; readonly siteId: string | null; readonly entityId: string | null };

export type Staff = Grant & {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  /** Further roles, beside the main one. */
  readonly more: readonly Grant[];
  readonly hasPin: boolean;
  readonly secondFactor: boolean;
  readonly active: boolean;
  readonly version: number;
};

export type Device = { readonly deviceId: string; readonly siteId: string; readonly name: string };

export type SessionKind = 'staff' | 'customer';
/** How a session was opened. */
export type OpenedBy = 'password' | 'pin' | 'oidc' | 'invitation';

/** How long a session lasts from its opening; a working day for staff, a month for shoppers. It is not prolonged by use. */
export const sessionMs: Readonly<Record<SessionKind, number>> = { staff: 12 * HOUR, customer: 30 * DAY };
/** Browsers keep no cookie longer than 400 days. */
export const DEVICE_MS = 400 * DAY;
/** An invitation that nobody followed by then is worth nothing. */
export const INVITATION_MS = 7 * DAY;
/** How long the link to a new password is worth something. */
export const RESET_MS = HOUR;

/** E-mail addresses are compared without capitals and surrounding blanks. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

export type DeclaredRight = { readonly title?: string; readonly roles: readonly string[]; readonly house?: boolean };
export type DeclaredRights = Readonly<Record<string, DeclaredRight>>;

/** What a role gives back without a second person, minor units; null: without limit; `others`: each role not named. */
export const refundLimits: Readonly<Record<string, number | null>> = {
  owner: null,
  manager: 50_000,
  accountant: 50_000,
  others: 10_000,
};

/** What the owner alone may do by their role: decide what others may, and let programs in. */
const OWNERS = new Set(['roles.write', 'keys.write']);

function holds(role: HouseRole, right: string, { roles: named }: DeclaredRight): boolean {
  if (role === 'owner') return true;
  if (role === 'manager') return !OWNERS.has(right);
  if (role === 'read_only') return right === 'self' || right.endsWith('.read');
  return named.includes(role);
}

/** The rights of each role of the house from what the modules declare. */
export function rightsByRole(declared: DeclaredRights): ReadonlyMap<string, ReadonlySet<string>> {
  const all = Object.entries(declared);
  return new Map(
    roles.map((role) => [role, new Set(all.filter(([name, right]) => holds(role, name, right)).map(([name]) => name))]),
  );
}

/** Rights, and for those that are not held everywhere the sites where they are. */
export type Held = { readonly rights: ReadonlySet<string>; readonly sites: ReadonlyMap<string, ReadonlySet<string>> };
/** The rights of one grant; `sites` undefined: everywhere. */
export type Given = { readonly rights: Iterable<string>; readonly sites: readonly string[] | undefined };

/** Everything a person may do by all their roles. A right of the whole house (`isHouse`) comes only with a role held everywhere. */
export function heldBy(given: readonly Given[], isHouse: (right: string) => boolean): Held {
  const rights = new Set<string>();
  const sites = new Map<string, Set<string>>();
  const everywhere = new Set<string>();
  for (const grant of given) {
    for (const right of grant.rights) {
      if (grant.sites === undefined) everywhere.add(right);
      else if (isHouse(right)) continue;
      else sites.set(right, new Set([...(sites.get(right) ?? []), ...grant.sites]));
      rights.add(right);
    }
  }
  for (const right of everywhere) sites.delete(right);
  sites.delete('self');
  return { rights, sites };
}

/** Whether `own` covers `other`: each right, and wherever it is held. Nobody gives what they do not hold. */
export function covers(own: Held, other: Held): boolean {
  return [...other.rights].every((right) => {
    if (!own.rights.has(right)) return false;
    const mine = own.sites.get(right);
    const theirs = other.sites.get(right);
    return mine === undefined || (theirs !== undefined && [...theirs].every((site) => mine.has(site)));
  });
}

/** A PIN of four digits on a till opens nothing of the whole house and nothing over people. */
export function byPin(held: Held, isHouse: (right: string) => boolean): Held {
  const rights = new Set(
    [...held.rights].filter((right) => !isHouse(right) && !/^(staff|roles|keys)\.write$/.test(right)),
  );
  return { ...held, rights };
}

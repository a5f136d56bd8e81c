/** Staff, roles, devices, sessions: types and rules, pure. */
import { DAY, HOUR } from '#base/time';

export const roles = ['owner', 'clerk'] as const;
export type Role = (typeof roles)[number];

export type Staff = {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** The site this person works at; null = all. */
  readonly siteId: string | null;
  readonly hasPin: boolean;
  readonly active: boolean;
  readonly version: number;
};

export type Device = { readonly deviceId: string; readonly siteId: string; readonly name: string };

export type SessionKind = 'staff' | 'customer';

/** How long a session lasts from its opening; a working day for staff, a month for shoppers. It is not prolonged by use. */
export const sessionMs: Readonly<Record<SessionKind, number>> = { staff: 12 * HOUR, customer: 30 * DAY };
/** Browsers keep no cookie longer than 400 days. */
export const DEVICE_MS = 400 * DAY;

/** E-mail addresses are compared without capitals and surrounding blanks. */
export const plainEmail = (email: string): string => email.trim().toLowerCase();

/** Each role's rights from what the modules declare; the owner holds every right there is. */
export function rightsByRole(
  declared: Readonly<Record<string, { readonly roles: readonly string[] }>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const all = Object.keys(declared);
  return new Map(
    roles.map((role) => [
      role,
      new Set(role === 'owner' ? all : all.filter((right) => declared[right]?.roles.includes(role))),
    ]),
  );
}

/** What the screens of people read. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';

export type Grant = { readonly role: string; readonly siteId: string | null; readonly entityId: string | null };
export type Person = Grant & {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly more: readonly Grant[];
  readonly hasPin: boolean;
  readonly secondFactor: boolean;
  readonly active: boolean;
  readonly version: number;
};
export type Invitation = Grant & {
  readonly invitationId: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: string;
};
export type RoleLine = {
  readonly role: string;
  readonly name: string | null;
  readonly rights: readonly string[];
  readonly secondFactor: boolean;
  readonly people: number;
  readonly version: number;
};
export type RightLine = { readonly right: string; readonly title: string; readonly house: boolean };
export type Roles = { readonly items: readonly RoleLine[]; readonly rights: readonly RightLine[] };
export type KeyLine = {
  readonly keyId: string;
  readonly name: string;
  readonly prefix: string;
  readonly rights: readonly string[];
  readonly siteId: string | null;
  readonly perMinute: number;
  readonly madeAt: string;
  readonly expiresAt: string | null;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
};
export type SessionLine = {
  readonly sessionId: string;
  readonly openedBy: string;
  readonly agent: string | null;
  readonly openedAt: string;
  readonly seenAt: string;
  readonly mine: boolean;
};
export type AuditLine = {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly subjectId: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Kept beneath `settings`, so that a write of settings reads it again. */
function useRead<T>(path: string): UseQueryResult<T> {
  return useQuery({
    queryKey: ['settings', 'people', path],
    queryFn: ({ signal }) => api<T>('GET', path, { signal }),
    staleTime: 30_000,
  });
}
type Items<T> = { readonly items: readonly T[] };

/** Everybody, page after page. */
export const usePeople = (): UseQueryResult<readonly Person[]> =>
  useQuery({
    queryKey: ['settings', 'people', 'all'],
    queryFn: async ({ signal }) => {
      const all: Person[] = [];
      for (let after: string | null | undefined; after !== null;) {
        const page: Items<Person> & { next: string | null } = await api('GET', '/api/staff', {
          query: { after, limit: 100 },
          signal,
        });
        all.push(...page.items);
        after = page.next;
      }
      return all;
    },
    staleTime: 30_000,
  });
export const useInvitations = (): UseQueryResult<Items<Invitation>> => useRead('/api/invitations');
export const useRoles = (): UseQueryResult<Roles> => useRead('/api/roles');
export const useKeys = (): UseQueryResult<Items<KeyLine>> => useRead('/api/keys');
export const useSessions = (): UseQueryResult<Items<SessionLine>> => useRead('/api/session/sessions');
export const useFactor = (): UseQueryResult<{ readonly on: boolean; readonly codesLeft: number }> =>
  useRead('/api/session/second-factor');

/** What the office reads of the house itself: sites, people, devices, legal entities, settings. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Lang } from '#kit/format';
import { useLang } from '../shell/lang.tsx';
import type { Instant } from '#base/time';
import type { Amount } from '../parts/format.ts';

export type Address = {
  readonly name: string;
  readonly company?: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly phone?: string;
};
export type Hours = { readonly day: number; readonly opens: string; readonly closes: string };
/** A day on which other hours hold; closed without any. */
export type SpecialDay = {
  readonly date: string;
  readonly hours: readonly { readonly opens: string; readonly closes: string }[];
  readonly note: { readonly fr: string; readonly en: string };
};
export type Site = {
  readonly siteId: string;
  readonly entityId: string;
  readonly code: string;
  readonly kind: 'store' | 'warehouse';
  readonly name: string;
  readonly siret: string | null;
  readonly phone: string | null;
  readonly address: Address;
  readonly hours: readonly Hours[];
  readonly specialDays: readonly SpecialDay[];
  readonly timeZone: string;
  readonly pickup: boolean;
  readonly pickupMinutes: number | null;
  readonly priority: number;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly open: boolean;
  readonly version: number;
};
export type Entity = {
  readonly entityId: string;
  readonly name: string;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly address: Address;
  readonly version: number;
};
export type Settings = {
  readonly shopName: string;
  readonly shopText: { readonly fr: string; readonly en: string };
  readonly email: string | null;
  readonly phone: string | null;
  readonly languages: readonly ('fr' | 'en')[];
  readonly defaultLanguage: 'fr' | 'en';
  readonly currency: string;
  readonly country: string;
  readonly timeZone: string;
  readonly deliveryFlatMinor: number;
  readonly freeDeliveryFromMinor: number | null;
  readonly version: number;
};
export type StaffLine = {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly siteId: string | null;
  readonly hasPin: boolean;
  readonly active: boolean;
  readonly version: number;
};
export type DeviceLine = {
  readonly deviceId: string;
  readonly siteId: string;
  readonly name: string;
  readonly enrolledBy: string;
  readonly enrolledAt: Instant;
  readonly revoked: boolean;
};
type Items<T> = { readonly items: readonly T[] };

const MINUTE = 60_000;

/** A list that rarely changes: kept for a minute, as its items. */
function useItems<T>(path: string): UseQueryResult<readonly T[]> {
  return useQuery({
    queryKey: ['settings', path],
    queryFn: async ({ signal }) => (await api<Items<T>>('GET', path, { signal })).items,
    staleTime: MINUTE,
  });
}

/** Stores and warehouses, by sourcing priority. */
export const useSiteRecords = (): UseQueryResult<readonly Site[]> => useItems<Site>('/api/sites');
export const useEntities = (): UseQueryResult<readonly Entity[]> => useItems<Entity>('/api/entities');
export const useStaff = (): UseQueryResult<readonly StaffLine[]> => useItems<StaffLine>('/api/staff');
/** A ticket that did not follow the chain of its till. */
export type Fork = {
  readonly ticketId: string;
  readonly code: string;
  readonly name: string;
  readonly siteId: string;
  readonly sequence: number;
  readonly stoodSequence: number;
  readonly staffId: string;
  readonly units: number;
  readonly total: Amount;
  readonly receivedAt: Instant;
  readonly enteredAs: number | null;
};
export const useForks = (): UseQueryResult<readonly Fork[]> =>
  useQuery({
    queryKey: ['settings', 'forks'],
    queryFn: ({ signal }) => api<Items<Fork>>('GET', '/api/till/forks', { signal }),
    select: ({ items }) => items,
  });

export const useDevices = (): UseQueryResult<readonly DeviceLine[]> => useItems<DeviceLine>('/api/devices');

export function useSettings(): UseQueryResult<Settings> {
  return useQuery({
    queryKey: ['settings', 'shop'],
    queryFn: ({ signal }) => api<Settings>('GET', '/api/settings', { signal }),
    staleTime: MINUTE,
  });
}

const told: Readonly<Record<string, { fr: string; en: string }>> = {
  demo: { fr: 'démonstration', en: 'demonstration' },
  system: { fr: 'automatique', en: 'automatic' },
};

/** The name behind an actor: a member of staff, the demonstration, or the part of the house that acted. */
export function useActor(): (actor: string) => string {
  const staff = useStaff().data;
  const { lang } = useLang();
  return (actor) => staff?.find((one) => one.staffId === actor)?.name ?? told[actor]?.[lang] ?? actorKind(actor, lang);
}

function actorKind(actor: string, lang: Lang): string {
  if (actor.startsWith('cus_')) return lang === 'fr' ? 'client' : 'shopper';
  if (actor.startsWith('chn_')) return lang === 'fr' ? 'canal' : 'channel';
  if (actor.startsWith('imp_')) return 'import';
  return actor;
}

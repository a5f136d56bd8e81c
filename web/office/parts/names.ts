/** Names of channels and sites, read once and kept. */
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { IconName } from '#kit/icons';
import { useFormat, type Text } from './format.ts';

export type ChannelKind = 'web' | 'app' | 'till' | 'marketplace' | 'social' | 'feed' | 'b2b';
export type Channel = {
  readonly channelId: string;
  readonly code: string;
  readonly kind: ChannelKind;
  readonly name: Text;
  readonly siteId: string | null;
  readonly currency: string;
};
export type Site = {
  readonly siteId: string;
  readonly code: string;
  readonly kind: 'store' | 'warehouse';
  readonly name: string;
};

const icons: Readonly<Record<ChannelKind, IconName>> = {
  web: 'home',
  app: 'phone',
  till: 'store',
  marketplace: 'tag',
  social: 'heart',
  feed: 'flow',
  b2b: 'users',
};

/** Channels with `name(id)`, `icon(id)` and `find(id)`; an id nobody knows is told as it is. */
export function useChannels() {
  const { text } = useFormat();
  const query = useQuery({
    queryKey: ['channels', 'names'],
    queryFn: () => api<{ items: Channel[] }>('GET', '/api/channels'),
    staleTime: 120_000,
  });
  const items = query.data?.items ?? [];
  const find = (id: string | null | undefined) => items.find((channel) => channel.channelId === id);
  return {
    items,
    find,
    name: (id: string | null | undefined): string => text(find(id)?.name) || (query.isPending ? '' : (id ?? '')),
    icon: (id: string | null | undefined): IconName => icons[find(id)?.kind ?? 'web'],
  };
}

/** Sites with `name(id)`. */
export function useSites() {
  const query = useQuery({
    queryKey: ['sites', 'names'],
    queryFn: () => api<{ items: Site[] }>('GET', '/api/sites'),
    staleTime: 120_000,
  });
  const items = query.data?.items ?? [];
  const find = (id: string | null | undefined) => items.find((site) => site.siteId === id);
  return {
    items,
    find,
    name: (id: string | null | undefined): string => find(id)?.name ?? (query.isPending ? '' : (id ?? '')),
  };
}

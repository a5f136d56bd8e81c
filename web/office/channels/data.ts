/** What the office reads and writes of channels and marketplaces. */
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Instant } from '#base/time';
import type { Ceiling, ChannelKind, Domain, Level, Preset } from '#channels/model';

export type ChannelLine = {
  readonly channelId: string;
  readonly code: string;
  readonly kind: ChannelKind;
  readonly name: { readonly fr: string; readonly en: string };
  readonly siteId: string | null;
  readonly currency: string;
  readonly language: 'fr' | 'en';
  readonly status: 'live' | 'paused' | 'planned';
  readonly lagS: number;
  readonly version: number;
  readonly levels: Readonly<Record<Domain, Level>>;
  readonly preset: Preset | null;
  readonly ceilings: Readonly<Record<Domain, Ceiling>>;
};
export type ChannelEvent = {
  readonly at: Instant;
  readonly type: string;
  readonly actor: string;
  readonly body: Readonly<Record<string, unknown>>;
};
export type Marketplace = {
  readonly channelId: string;
  readonly connector: string;
  readonly state: string;
  readonly pulledAt: Instant | null;
  readonly waitUntil: Instant | null;
  readonly problem: string | null;
  readonly waiting: number;
  readonly failed: number;
  readonly listings: number;
  readonly dirty: number;
};
export type InboxLine = {
  readonly externalId: string;
  readonly version: number;
  readonly state: string;
  readonly problem: string | null;
  readonly receivedAt: Instant;
  readonly appliedAt: Instant | null;
};

const PATH = '/api/channels';

/** All channels with their levels and what each can reach. */
export function useLevels(): UseQueryResult<readonly ChannelLine[]> {
  return useQuery({
    queryKey: ['channels', 'all'],
    queryFn: async ({ signal }) => (await api<{ items: readonly ChannelLine[] }>('GET', PATH, { signal })).items,
    staleTime: 30_000,
  });
}

export function useChannelHistory(channelId: string): UseQueryResult<readonly ChannelEvent[]> {
  return useQuery({
    queryKey: ['channels', channelId, 'history'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly ChannelEvent[] }>('GET', `${PATH}/${channelId}/history`, { signal })).items,
  });
}

export type LevelWish = {
  readonly channelId: string;
  readonly preset?: Preset;
  readonly levels?: Partial<Record<Domain, Level>>;
  readonly why?: string;
};

/** Sets levels of a channel; the answer takes the place of the line in the list. */
export function useSetLevels(): UseMutationResult<ChannelLine, Error, LevelWish> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channelId, ...body }: LevelWish) => api<ChannelLine>('PUT', `${PATH}/${channelId}/levels`, { body }),
    onSuccess: (line) => {
      client.setQueryData<readonly ChannelLine[]>(['channels', 'all'], (old) =>
        old?.map((one) => (one.channelId === line.channelId ? line : one)),
      );
      return client.invalidateQueries({ queryKey: ['channels', line.channelId] });
    },
  });
}

export type ChannelPatch = Partial<Pick<ChannelLine, 'name' | 'siteId' | 'language' | 'status' | 'lagS'>>;

export function usePatchChannel(): UseMutationResult<
  ChannelLine,
  Error,
  { readonly channelId: string; readonly version: number; readonly patch: ChannelPatch }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channelId, version, patch }) =>
      api<ChannelLine>('PATCH', `${PATH}/${channelId}`, { body: { ...patch, version } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['channels'] }),
  });
}

export function useMarketplaces(): UseQueryResult<readonly Marketplace[]> {
  return useQuery({
    queryKey: ['marketplaces'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Marketplace[] }>('GET', '/api/marketplaces', { signal })).items,
    refetchInterval: 10_000,
  });
}

export function useInbox(channelId: string): UseQueryResult<readonly InboxLine[]> {
  return useQuery({
    queryKey: ['marketplaces', channelId, 'inbox'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly InboxLine[] }>('GET', `/api/marketplaces/${channelId}/inbox`, { signal })).items,
    refetchInterval: 10_000,
  });
}

export function useMarketplaceState(): UseMutationResult<
  void,
  Error,
  { readonly channelId: string; readonly state: 'live' | 'paused' }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channelId, state }) => api<void>('PUT', `/api/marketplaces/${channelId}/state`, { body: { state } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['marketplaces'] }),
  });
}

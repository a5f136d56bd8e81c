/** What the developers' pages read and write. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type ApiMethod } from '#kit/api';
import type { Tone } from '../parts/tag.tsx';

export type Endpoint = {
  readonly endpointId: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly state: 'active' | 'off' | 'disabled';
  readonly disabledWhy: 'failing' | 'gone' | null;
  readonly failingSince: string | null;
  readonly oldSecretUntil: string | null;
  readonly createdAt: string;
  readonly version: number;
};
export type EventType = {
  readonly type: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly example: unknown;
};
export type Delivery = {
  readonly messageId: string;
  readonly type: string;
  readonly subjectId: string;
  readonly state: 'waiting' | 'held' | 'delivered' | 'dead';
  readonly tries: number;
  readonly madeAt: string;
  readonly dueAt: string;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
};
export type Attempt = {
  readonly at: string;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string | null;
};
export type WholeDelivery = Delivery & { readonly body: string; readonly attempts: readonly Attempt[] };
export type Call = {
  readonly requestId: string;
  readonly at: string;
  readonly method: string;
  readonly route: string;
  readonly caller: string;
  readonly status: number;
  readonly ms: number;
};

export const endpointTone = { active: 'ok', off: 'plain', disabled: 'bad' } as const satisfies Record<string, Tone>;
export const deliveryTone = {
  waiting: 'note',
  held: 'plain',
  delivered: 'ok',
  dead: 'bad',
} as const satisfies Record<string, Tone>;

export const pathOf = (endpointId: string): string => `/api/webhook-endpoints/${endpointId}`;

export const useEndpoints = () =>
  useQuery({
    queryKey: ['developers', 'endpoints'],
    queryFn: () => api<{ items: Endpoint[] }>('GET', '/api/webhook-endpoints'),
    select: (page) => page.items,
  });

export const useEndpoint = (endpointId: string) =>
  useQuery({
    queryKey: ['developers', 'endpoint', endpointId],
    queryFn: () => api<Endpoint>('GET', pathOf(endpointId)),
    refetchInterval: 5_000,
  });

export const useDelivery = (endpointId: string, messageId: string) =>
  useQuery({
    queryKey: ['developers', 'delivery', endpointId, messageId],
    queryFn: () => api<WholeDelivery>('GET', `${pathOf(endpointId)}/deliveries/${messageId}`),
    refetchInterval: 3_000,
  });

export const useEventTypes = () =>
  useQuery({
    queryKey: ['developers', 'types'],
    queryFn: () => api<{ items: EventType[] }>('GET', '/api/webhook-event-types'),
    select: (page) => page.items,
    staleTime: 3_600_000,
  });

export const useCalls = (route: string, failed: boolean) =>
  useQuery({
    queryKey: ['developers', 'calls', route, failed],
    queryFn: () =>
      api<{ items: Call[] }>('GET', '/api/calls', {
        query: { limit: 200, route, ...(failed ? { failed: true } : {}) },
      }),
    select: (page) => page.items,
    refetchInterval: 5_000,
  });

type Write = { readonly method: ApiMethod; readonly path: string; readonly body?: unknown };

/** Writes, then reads all that these pages show again. */
export function useWrite<T>() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path, body }: Write) => api<T>(method, path, body === undefined ? {} : { body }),
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['developers'] }),
        client.invalidateQueries({ queryKey: ['webhook-deliveries'] }),
      ]);
    },
  });
}

/** What the office reads and writes of the media library. */
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newId } from '#base/ids';
import { address, api, ApiProblem } from '#kit/api';
import type { ProductLine, Text } from '../products/data.ts';

export const views = ['uploads', 'no_alt', 'unused', 'same', 'waiting', 'failed'] as const;
export type View = (typeof views)[number];
export type Focus = { readonly x: number; readonly y: number };
export type Media = {
  readonly mediaId: string;
  readonly url: string;
  readonly kind: 'drawing' | 'upload' | 'remote';
  readonly state: 'ready' | 'pending' | 'failed';
  readonly problem: string | null;
  readonly alt: Text;
  readonly tags: readonly string[];
  readonly focus: Focus;
  readonly fileName: string | null;
  readonly sourceUrl: string | null;
  readonly mediaType: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly use: {
    readonly productId: string;
    readonly handle: string;
    readonly name: Text;
    readonly position: number | null;
    readonly skus: readonly string[];
  } | null;
  readonly used: boolean;
  readonly copies: number;
  readonly createdAt: string;
  readonly version: number;
};
export type Summary = {
  readonly total: number;
  readonly views: Readonly<Record<View, number>>;
  readonly tags: readonly { readonly tag: string; readonly pictures: number }[];
};

const MEDIA = '/api/media';

export function useMedia(mediaId: string): UseQueryResult<Media> {
  return useQuery({
    queryKey: ['media', mediaId],
    queryFn: ({ signal }) => api<Media>('GET', `${MEDIA}/${mediaId}`, { signal }),
  });
}

export function useSummary(): UseQueryResult<Summary> {
  return useQuery({
    queryKey: ['media', 'summary'],
    queryFn: ({ signal }) => api<Summary>('GET', `${MEDIA}/summary`, { signal }),
  });
}

/** Products found by a part of their name, to put a picture into. */
export function useProductsNamed(q: string): UseQueryResult<readonly ProductLine[]> {
  return useQuery({
    queryKey: ['media', 'products', q],
    enabled: q.trim().length > 1,
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly ProductLine[] }>('GET', '/api/products', { query: { q, limit: 10 }, signal })).items,
  });
}

type Change = { readonly method: 'PATCH' | 'PUT' | 'DELETE'; readonly path?: string; readonly body?: unknown };

/** One write about one picture; all that shows it is read again. */
export function useChange(mediaId: string): UseMutationResult<unknown, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path = '', body }) => api<unknown>(method, `${MEDIA}/${mediaId}${path}`, { body }),
    onSuccess: (_, { method }) => {
      // One that was removed is not asked for again.
      if (method === 'DELETE') client.removeQueries({ queryKey: ['media', mediaId] });
      void client.invalidateQueries({ queryKey: ['products'] });
      return client.invalidateQueries({ queryKey: ['media'] });
    },
  });
}

export function useReplace(media: Media): UseMutationResult<unknown, Error, File> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file) =>
      api<unknown>('PUT', `${MEDIA}/${media.mediaId}/content`, {
        query: { version: media.version, fileName: file.name.slice(0, 200) },
        body: file,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['media'] }),
  });
}

export type Sending = {
  readonly id: string;
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  readonly state: 'waits' | 'sending' | 'sent' | 'failed';
  readonly problem?: ApiProblem;
};

/** Sends many pictures, two at a time, telling how far each is. */
export function useSending(): {
  readonly list: readonly Sending[];
  readonly send: (files: readonly File[]) => void;
  readonly clear: () => void;
} {
  const client = useQueryClient();
  const [list, setList] = useState<readonly Sending[]>([]);
  const waiting = useRef<{ id: string; file: File }[]>([]);
  const atWork = useRef(0);
  const tell = (id: string, next: Partial<Sending>) =>
    setList((all) => all.map((one) => (one.id === id ? { ...one, ...next } : one)));
  const pump = () => {
    const next = atWork.current < 2 ? waiting.current.shift() : undefined;
    if (!next) return;
    atWork.current++;
    void sendOne(next.id, next.file, (share) => tell(next.id, { state: 'sending', share })).then((problem) => {
      tell(next.id, problem ? { state: 'failed', problem } : { state: 'sent', share: 1 });
      atWork.current--;
      if (atWork.current === 0 && waiting.current.length === 0) void client.invalidateQueries({ queryKey: ['media'] });
      pump();
    });
    pump();
  };
  return {
    list,
    send: (files) => {
      const fresh = files.map((file) => ({ id: newId('med'), file }));
      waiting.current.push(...fresh);
      const lines = fresh.map(({ id, file }) => ({ id, name: file.name, share: 0, state: 'waits' as const }));
      setList((all) => [...all, ...lines]);
      pump();
    },
    clear: () => setList((all) => all.filter((one) => one.state === 'waits' || one.state === 'sending')),
  };
}

/** Sends one file; `fetch` can't tell how far an upload is. Answers the refusal; undefined when the picture is there. */
function sendOne(mediaId: string, file: File, progress: (share: number) => void): Promise<ApiProblem | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(MEDIA, { mediaId, fileName: file.name.slice(0, 200) }));
    request.setRequestHeader('idempotency-key', mediaId);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => progress(event.loaded / Math.max(1, event.total)));
    request.addEventListener('load', () =>
      resolve(request.status < 300 ? undefined : new ApiProblem(request.status, factsOf(request.responseText))),
    );
    request.addEventListener('error', () => resolve(new ApiProblem(0, {})));
    request.send(file);
  });
}

function factsOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

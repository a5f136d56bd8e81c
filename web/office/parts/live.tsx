/**
 * The journal, live, from /api/events: one stream for the whole office. Read with fetch because its events carry their own names,
 * which an EventSource would have to know beforehand. It comes back by itself, from the last event it heard.
 */
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { clock } from '#base/time';

export type LiveEvent = {
  readonly type: string;
  readonly at: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly channelId: string | null;
  readonly mentions: unknown;
  readonly body: Readonly<Record<string, unknown>>;
};
type Hear = (event: LiveEvent) => void;
type LiveState = { readonly live: boolean | undefined; readonly since: string | undefined };
type Live = LiveState & { readonly subscribe: (hear: Hear) => () => void };

const AGAIN_MS = 2_000;
/** Many events in a moment lead to one reading. */
const TOGETHER_MS = 400;
/** The server says every 20 s that it is there; a stream silent for longer is dead. */
const SILENT_MS = 45_000;

const LiveContext = createContext<Live>({ live: undefined, since: undefined, subscribe: () => () => undefined });

/** Holds the one stream while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const hearers = useRef(new Set<Hear>());
  const [state, setState] = useState<LiveState>({ live: undefined, since: undefined });
  useEffect(() => {
    const stop = new AbortController();
    const tell = (event: LiveEvent) => {
      if (event.type === 'reload') void client.invalidateQueries();
      for (const hear of hearers.current) hear(event);
    };
    const show = (live: boolean) =>
      setState((was) => (was.live === live ? was : { live, since: live ? undefined : clock() }));
    void follow(stop.signal, tell, show, () => void client.invalidateQueries());
    return () => stop.abort();
  }, [client]);
  const value = useMemo(
    () => ({
      ...state,
      subscribe: (hear: Hear) => {
        hearers.current.add(hear);
        return () => void hearers.current.delete(hear);
      },
    }),
    [state],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** Whether the stream runs: undefined before the first answer; `since` when it broke. */
export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

/**
 * Reads queries again when facts of these kinds are heard: `useLive(['orders.', 'stock.'], [['orders']])`. Prefixes of event types;
 * at most one reading in `everyMs`.
 */
export function useLive(prefixes: readonly string[], keys: readonly QueryKey[], everyMs = TOGETHER_MS): void {
  const client = useQueryClient();
  const { subscribe } = useContext(LiveContext);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const read = useEffectEvent(() => {
    waiting.current = undefined;
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  });
  const hear = useEffectEvent((event: LiveEvent) => {
    if (waiting.current !== undefined || !prefixes.some((prefix) => event.type.startsWith(prefix))) return;
    waiting.current = setTimeout(() => read(), everyMs);
  });
  useEffect(() => {
    const leave = subscribe((event) => hear(event));
    return () => {
      leave();
      clearTimeout(waiting.current);
      waiting.current = undefined;
    };
  }, [subscribe]);
}

async function follow(stop: AbortSignal, tell: Hear, show: (live: boolean) => void, missed: () => void): Promise<void> {
  let last = '';
  let broken = false;
  while (!stop.aborted) {
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), SILENT_MS);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENT_MS);
    };
    try {
      const headers: Record<string, string> = last === '' ? {} : { 'last-event-id': last };
      const response = await fetch('/api/events', { headers, signal: AbortSignal.any([stop, silent.signal]) });
      if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
      show(true);
      // Without a known position the gap cannot be replayed, so everything is read again.
      if (broken && last === '') missed();
      for await (const message of messages(response.body, alive)) {
        if (message.id !== '') last = message.id;
        tell(eventOf(message.event, message.data));
      }
    } catch {
      if (stop.aborted) return;
    } finally {
      clearTimeout(timer);
    }
    broken = true;
    show(false);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

const eventOf = (type: string, data: string): LiveEvent => ({ ...(JSON.parse(data) as LiveEvent), type });

type Message = { readonly id: string; readonly event: string; readonly data: string };

async function* messages(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<Message> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (text + value).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = messageOf(block);
      if (message) yield message;
    }
  }
}

function messageOf(block: string): Message | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trimStart()] as const;
    }),
  );
  const data = fields.get('data');
  return data === undefined ? undefined : { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data };
}

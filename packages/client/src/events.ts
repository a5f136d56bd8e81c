/** Server-sent events that come back by themselves, after the last one heard. */
import { HalleError } from './error.ts';
import { backoff, wait } from './wait.ts';

export type HalleEvent = {
  /** Give it as `lastEventId` to go on after this one. */
  readonly id: string;
  /** `orders.placed`; `reload` when the gap was too long and the state must be read anew. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type EventsOptions = {
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Prefixes of types, like `orders.`; everything when absent. `reload` is always told. */
  readonly types?: readonly string[] | undefined;
};

type Connect = (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;

/** The server says every ten seconds that it is there; a stream silent for longer is dead. */
const SILENT_MS = 30_000;

/** Yields events until the signal is aborted; throws only what trying again would not mend (401, 403, 404). */
export async function* listenTo(connect: Connect, options: EventsOptions): AsyncGenerator<HalleEvent, void, void> {
  const { signal, types } = options;
  let last = options.lastEventId ?? '';
  for (let failures = 0; !signal?.aborted;) {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENT_MS);
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_MS);
    };
    const both = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    try {
      const response = await connect(last === '' ? {} : { 'last-event-id': last }, both);
      for await (const block of blocksOf(response, alive)) {
        failures = 0;
        if (block.id !== undefined) last = block.id;
        if (block.data === undefined) continue;
        const event = { id: last, type: block.event ?? 'message', data: JSON.parse(block.data) as HalleEvent['data'] };
        if (event.type === 'reload' || !types || types.some((prefix) => event.type.startsWith(prefix))) yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof HalleError && error.status >= 400 && error.status < 500 && error.status !== 429) throw error;
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
    if (signal?.aborted) return;
    await wait(backoff(failures++, { first: 250, most: 10_000 }), signal).catch(() => undefined);
  }
}

type Block = { id?: string; event?: string; data?: string };

async function* blocksOf(response: Response, alive: () => void): AsyncGenerator<Block, void, void> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield parse(block);
  }
}

function parse(text: string): Block {
  const block: Block = {};
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const name = line.slice(0, at);
    const value = line.slice(at + 1).replace(/^ /, '');
    if (name === 'id' || name === 'event') block[name] = value;
    if (name === 'data') block.data = block.data === undefined ? value : `${block.data}\n${value}`;
  }
  return block;
}

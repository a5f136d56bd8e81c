/** Server-sent events from the journal: each listener hears what its stream lets through, and resumes by the last event's id. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#base/db';
import { eventId, eventsAfter, positionOf, type JournalEvent, type Tail } from '#base/journal';
import type { EventStream } from '#base/route';

const HEARTBEAT_MS = 10_000;
/** A listener further behind than this is told to reload instead of being fed the past. */
const MAX_BACKLOG = 1_000;
const MAX_BUFFERED_BYTES = 1_000_000;

/** Streams until the listener goes, or may no more. A slow listener is cut off; it comes back with its last id. */
export async function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  database: Database,
  tail: Tail,
  stream: EventStream,
  stillMay: () => Promise<boolean>,
): Promise<void> {
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  out.write('retry: 2000\n\n');
  const send = (events: readonly JournalEvent[]): void => {
    let text = '';
    for (const event of events) {
      const message = stream(event);
      if (message) text += `id: ${eventId(event)}\nevent: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
    }
    if (text !== '') out.write(text);
    if (out.writableLength > MAX_BUFFERED_BYTES) out.destroy();
  };
  const last = positionOf(String(request.headers['last-event-id'] ?? ''));
  const held: JournalEvent[] = [];
  let live = last === undefined;
  const leave = tail.subscribe((events) => (live ? send(events) : held.push(...events)));
  // Who has signed out meanwhile, or lost the right, hears no more than one heartbeat longer.
  const heartbeat = setInterval(() => {
    out.write(': still here\n\n');
    void stillMay().then(
      (may) => may || out.destroy(),
      () => undefined,
    );
  }, HEARTBEAT_MS);
  heartbeat.unref();
  out.on('close', () => {
    leave();
    clearInterval(heartbeat);
  });
  if (last) {
    const missed = await eventsAfter(database, last, MAX_BACKLOG + 1).catch(() => []);
    if (missed.length > MAX_BACKLOG) out.write('event: reload\ndata: {}\n\n');
    else send(missed);
    const seen = new Set(missed.map(eventId));
    live = true;
    send(held.filter((event) => !seen.has(eventId(event))));
  }
}

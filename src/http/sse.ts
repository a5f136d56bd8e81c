/**
 * Server-sent events from the journal: each listener hears what its stream lets through, and resumes by the last id it saw: nothing
 * is lost and nothing comes twice, also when it comes back to another process.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#base/db';
import { eventId, eventsAfter, isAfter, positionOf, type JournalEvent, type Position, type Tail } from '#base/journal';
import type { EventStream } from '#base/route';

const HEARTBEAT_MS = 10_000;
/** Facts after which somebody may hold other rights, or none. */
const changesRights = /^identity\.(staff_changed|role_|session_ended|signed_out|key_revoked|device_revoked)/;
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
  const last = positionOf(String(request.headers['last-event-id'] ?? ''));
  let passed: Position = last ?? tail.position();
  const send = (events: readonly JournalEvent[]): void => {
    let text = '';
    for (const event of events) {
      // The tail of this process may be behind the one that the listener heard before.
      if (!isAfter(event, passed)) continue;
      passed = { xid: event.xid, seq: event.seq };
      const message = stream(event);
      if (message) text += `id: ${eventId(event)}\nevent: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
    }
    if (text !== '') out.write(text);
    if (out.writableLength > MAX_BUFFERED_BYTES) out.destroy();
  };
  const held: JournalEvent[] = [];
  let live = last === undefined;
  let looking = false;
  let again = false;
  const recheck = async (): Promise<void> => {
    again = true; // a change that comes while we look is looked at afterwards
    if (looking) return;
    looking = true;
    while (again && !out.destroyed) {
      again = false;
      // What cannot be looked up now is looked up again at the next heartbeat.
      if (!(await stillMay().catch(() => true))) out.destroy();
    }
    looking = false;
  };
  const leave = tail.subscribe((events) => {
    if (events.some(({ type }) => changesRights.test(type))) void recheck();
    if (live) send(events);
    else held.push(...events);
  });
  // An id without data moves the place to resume from past what this listener may not see.
  out.write(`retry: 2000\n${live ? `id: ${eventId(passed)}\n` : ''}\n`);
  // Who has signed out meanwhile hears no more than one heartbeat longer; a change of rights is looked at at once.
  const heartbeat = setInterval(() => {
    out.write(live ? `: still here\nid: ${eventId(passed)}\n\n` : ': still here\n\n');
    void recheck();
  }, HEARTBEAT_MS);
  heartbeat.unref();
  out.on('close', () => {
    leave();
    clearInterval(heartbeat);
  });
  if (!last) return;
  try {
    const missed = await eventsAfter(database, last, MAX_BACKLOG + 1);
    if (missed.length > MAX_BACKLOG) {
      passed = tail.position();
      out.write(`id: ${eventId(passed)}\nevent: reload\ndata: {}\n\n`);
    } else send(missed);
    live = true;
    send(held);
  } catch {
    out.destroy(); // it comes back with the same id
  }
}

/** From the journal into the queue: a message for each endpoint that asked, in the transaction that moves the reaction's cursor. */
import { sql, type Database, type Tx } from '#base/db';
import { enqueue } from '#base/jobs';
import { eventsBefore, announce, type JournalEvent } from '#base/journal';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { HOUR, instantOfMs, msOf, plus, type Instant } from '#base/time';
import { eventTypes, exampleOf, KEEP_MS, LATE_MS, payloadOf } from './model.ts';

type Asking = { endpointId: string; types: readonly string[]; since: Instant };
type Message = { endpointId: string; messageId: string; type: string; subjectId: string; body: string };

/** The same fact always has the same id, so that a receiver knows a repetition. */
const messageIdOf = (event: JournalEvent): string => `evt_${event.seq}`;

/** Hears the journal. Only facts since an endpoint was made, and no old ones. */
export async function onFacts(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const asking = await tx.query<Asking>(sql`
    SELECT endpoint_id AS "endpointId", event_types AS types, created_at AS since FROM webhooks.endpoint
    WHERE state = 'active' ORDER BY endpoint_id`);
  if (asking.length === 0) return;
  const fresh = events.filter((event) => msOf(tx.now) - msOf(event.at) < LATE_MS);
  await insert(
    tx,
    asking.flatMap((endpoint) => messagesFor(endpoint, fresh)),
  );
}

function messagesFor({ endpointId, types, since }: Asking, events: readonly JournalEvent[]): Message[] {
  return events
    .filter((event) => event.at >= since && types.includes(event.type))
    .map((event) => messageOf(endpointId, event));
}

const messageOf = (endpointId: string, event: JournalEvent): Message => ({
  endpointId,
  messageId: messageIdOf(event),
  type: event.type,
  subjectId: event.subjectId,
  body: JSON.stringify(payloadOf(event)),
});

const columnsOf = (messages: readonly Message[]) => sql`unnest(
  ${messages.map((m) => m.endpointId)}::text[], ${messages.map((m) => m.messageId)}::text[], ${messages.map((m) => m.type)}::text[],
  ${messages.map((m) => m.subjectId)}::text[], ${messages.map((m) => m.body)}::text[]) AS m(endpoint_id, message_id, type, subject_id, body)`;

async function insert(tx: Tx, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.query(sql`
    INSERT INTO webhooks.delivery (endpoint_id, message_id, type, subject_id, body, due_at, made_at)
    SELECT m.*, ${tx.now}::timestamptz, ${tx.now}::timestamptz FROM ${columnsOf(messages)} ON CONFLICT DO NOTHING`);
}

/** Queues an example of a type, marked as a test by its id. Refuses webhooks.unknown_type, webhooks.unknown_endpoint, webhooks.not_active. */
export async function queueTest(tx: Tx, endpointId: string, type: string): Promise<{ messageId: string }> {
  if (!Object.hasOwn(eventTypes, type)) refuse('webhooks.unknown_type', { detail: type });
  await checkActive(tx, endpointId);
  const messageId = newId('test');
  const body = JSON.stringify({ ...exampleOf(type, tx.now), test: true });
  await insert(tx, [{ endpointId, messageId, type, subjectId: 'test', body }]);
  return { messageId };
}

async function checkActive(tx: Tx, endpointId: string): Promise<void> {
  const [endpoint] = await tx.query<{ state: string }>(
    sql`SELECT state FROM webhooks.endpoint WHERE endpoint_id = ${endpointId}`,
  );
  if (!endpoint) refuse('webhooks.unknown_endpoint', { detail: endpointId });
  if (endpoint.state !== 'active') refuse('webhooks.not_active');
}

/** Sends one message again, whatever became of it. Refuses webhooks.unknown_endpoint, webhooks.not_active, webhooks.unknown_delivery. */
export async function replayOne(tx: Tx, endpointId: string, messageId: string): Promise<void> {
  await checkActive(tx, endpointId);
  const again = await tx.affected(sql`
    UPDATE webhooks.delivery SET state = 'waiting', tries = 0, due_at = ${tx.now}::timestamptz, claimed_until = NULL
    WHERE endpoint_id = ${endpointId} AND message_id = ${messageId}`);
  if (again === 0) refuse('webhooks.unknown_delivery', { detail: messageId });
}

export type Span = { readonly from: Instant; readonly to: Instant; readonly all: boolean };

/**
 * Sends again what happened in a span of at most thirty days: what never arrived, with `all` also what did. The journal is read by a
 * job. Refuses webhooks.bad_range, webhooks.unknown_endpoint, webhooks.not_active.
 */
export async function replaySpan(tx: Tx, endpointId: string, { from, to, all }: Span): Promise<{ replay: string }> {
  if (from >= to || msOf(tx.now) - msOf(from) > KEEP_MS)
    refuse('webhooks.bad_range', { fields: [{ field: 'from', rule: 'before `to`, within thirty days' }] });
  await checkActive(tx, endpointId);
  const replay = newId('rep');
  await enqueue(tx, 'webhooks.replay', { endpointId, from, to, all, replay });
  announce(tx, {
    type: 'webhooks.replayed',
    subjectKind: 'webhook_endpoint',
    subjectId: endpointId,
    body: { from, to, all },
  });
  return { replay };
}

const PAGE = 1_000;
/** A fact may stand in the journal a little before or after its time: transactions are of different lengths. */
const SLACK_MS = HOUR;

/** The job: walks the journal back to the beginning of the span, a page in a transaction. Repeatable: each message is taken up once for a replay. */
export async function runReplay(database: Database, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { endpointId, from, to, all, replay } = payload as Span & { endpointId: string; replay: string };
  const [endpoint] = await database.query<Asking>(sql`
    SELECT endpoint_id AS "endpointId", event_types AS types, created_at AS since FROM webhooks.endpoint
    WHERE endpoint_id = ${endpointId} AND state = 'active'`);
  if (!endpoint) return;
  const stopAt = instantOfMs(msOf(from) - SLACK_MS);
  for (let page = await eventsBefore(database, undefined, PAGE); ;) {
    const wanted = page.filter((event) => event.at >= from && event.at < to && endpoint.types.includes(event.type));
    if (wanted.length > 0)
      await database.transaction({ actor: 'webhooks.replay' }, (tx) =>
        requeue(
          tx,
          wanted.map((event) => messageOf(endpointId, event)),
          { all, replay },
        ),
      );
    const oldest = page.at(-1);
    if (!oldest || oldest.at < stopAt) return;
    page = await eventsBefore(database, oldest, PAGE);
  }
}

async function requeue(
  tx: Tx,
  messages: readonly Message[],
  { all, replay }: { all: boolean; replay: string },
): Promise<void> {
  const again = all ? ['dead', 'held', 'delivered'] : ['dead', 'held'];
  await tx.query(sql`
    INSERT INTO webhooks.delivery AS d (endpoint_id, message_id, type, subject_id, body, due_at, made_at, replay)
    SELECT m.*, ${tx.now}::timestamptz, ${tx.now}::timestamptz, ${replay} FROM ${columnsOf(messages)}
    ON CONFLICT (endpoint_id, message_id) DO UPDATE SET state = 'waiting', tries = 0, due_at = excluded.due_at, claimed_until = NULL, replay = excluded.replay
      WHERE d.state = ANY(${again}::text[]) AND d.replay IS DISTINCT FROM excluded.replay`);
}

/** Run by the clock: what was told long ago is forgotten. */
export async function sweepDeliveries(database: Database): Promise<void> {
  await database.transaction({ actor: 'webhooks.sweep' }, (tx) =>
    tx.query(sql`DELETE FROM webhooks.delivery
      WHERE state IN ('delivered', 'dead', 'held') AND made_at < ${plus(tx.now, -KEEP_MS)}::timestamptz`),
  );
}

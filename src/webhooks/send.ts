/**
 * Sends what is queued. Each endpoint has a lane of its own in the process, so that a slow one holds up nobody else. A message is
 * claimed before it is sent and marked after: a worker that dies between leaves it to be claimed again, under the same id.
 */
import { crashPoint } from '#base/crash-point';
import { jitter, perDatabase, sql, type Database, type Tx } from '#base/db';
import { callOut } from '#base/http-client';
import { newId } from '#base/ids';
import { log } from '#base/log';
import { Unavailable } from '#base/refusal';
import { unseal } from '#base/seal';
import { clock, DAY, elapsed, msOf, plus, SECOND, sleep, type Instant } from '#base/time';
import { disableEndpoint, mayBePrivate } from './endpoints.ts';
import { blockAfter, FAILING_MS, waitAfter } from './model.ts';
import { sealedFor, signatureOf } from './sign.ts';

const TIMEOUT_MS = 15 * SECOND;
/** Messages that one endpoint gets at a time; one that fails is asked by one at a time. */
const AT_ONCE = 4;
const MAX_LANES = 20;
const MAX_ANSWER_BYTES = 1_000_000;
/** How much of an answer is kept for people to look at. */
const SHOWN = 1_000;

const lanes = perDatabase(() => new Map<string, Promise<void>>());

/** Run by the clock: opens a lane for every endpoint that something is due for, and waits for the quick ones. */
export async function sendDue(database: Database): Promise<void> {
  const open = lanes(database);
  const due = await database.query<{ endpointId: string }>(sql`
    SELECT DISTINCT d.endpoint_id AS "endpointId" FROM webhooks.delivery d JOIN webhooks.endpoint e USING (endpoint_id)
    WHERE d.state = 'waiting' AND d.due_at <= now() AND (d.claimed_until IS NULL OR d.claimed_until < now())
      AND e.state = 'active' AND (e.blocked_until IS NULL OR e.blocked_until <= now())`);
  for (const { endpointId } of due) {
    if (open.has(endpointId) || open.size >= MAX_LANES) continue;
    const lane = runLane(database, endpointId)
      .catch((error: unknown) => log.error({ endpointId, error: (error as Error).message }, 'webhooks: a lane broke'))
      .finally(() => open.delete(endpointId));
    open.set(endpointId, lane);
  }
  await Promise.race([lanesAtRest(database), sleep(SECOND, { unref: true })]);
}

/** Resolves when nothing is on its way any more in this process. */
export async function lanesAtRest(database: Database): Promise<void> {
  await Promise.all(lanes(database).values());
}

async function runLane(database: Database, endpointId: string): Promise<void> {
  for (;;) {
    const claimed = await claim(database, endpointId);
    if (claimed.length === 0) return;
    crashPoint('webhooks.claimed');
    await Promise.all(claimed.map((message) => sendOne(database, message)));
  }
}

type Claimed = {
  endpointId: string;
  messageId: string;
  url: string;
  body: string;
  tries: number;
  secret: string;
  oldSecret: string | null;
};

/** The next messages of an endpoint, the longest due first; none while it is off or left alone. */
async function claim(database: Database, endpointId: string): Promise<Claimed[]> {
  return database.transaction({ actor: 'webhooks' }, async (tx) => {
    const [endpoint] = await tx.query<Pick<Claimed, 'url' | 'secret' | 'oldSecret'> & { failures: number }>(sql`
      SELECT url, secret, failures, CASE WHEN old_secret_until > ${tx.now}::timestamptz THEN old_secret END AS "oldSecret"
      FROM webhooks.endpoint WHERE endpoint_id = ${endpointId} AND state = 'active'
        AND (blocked_until IS NULL OR blocked_until <= ${tx.now}::timestamptz)`);
    if (!endpoint) return [];
    const { failures, ...where } = endpoint;
    const rows = await tx.query<{ messageId: string; body: string; tries: number }>(sql`
      SELECT message_id AS "messageId", body, tries FROM webhooks.delivery
      WHERE endpoint_id = ${endpointId} AND state = 'waiting' AND due_at <= ${tx.now}::timestamptz
        AND (claimed_until IS NULL OR claimed_until < ${tx.now}::timestamptz)
      ORDER BY due_at, message_id LIMIT ${failures > 0 ? 1 : AT_ONCE} FOR UPDATE SKIP LOCKED`);
    await tx.query(sql`
      UPDATE webhooks.delivery SET claimed_until = ${plus(tx.now, 4 * TIMEOUT_MS)}::timestamptz
      WHERE endpoint_id = ${endpointId} AND message_id = ANY(${rows.map((row) => row.messageId)}::text[])`);
    return rows.map((row) => ({ endpointId, ...row, ...where }));
  });
}

type Answer = {
  readonly at: Instant;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly text: string | null;
  readonly retryAfterMs: number;
};

async function sendOne(database: Database, message: Claimed): Promise<void> {
  const answer = await post(message);
  crashPoint('webhooks.sent');
  await database.transaction({ actor: 'webhooks' }, (tx) => record(tx, message, answer));
}

async function post({ endpointId, messageId, url, body, secret, oldSecret }: Claimed): Promise<Answer> {
  const at = clock();
  const timestampS = Math.floor(msOf(at) / SECOND);
  const sealed = oldSecret === null ? [secret] : [secret, oldSecret];
  const secrets = sealed.map((one) => unseal(one, sealedFor(endpointId)));
  const began = elapsed();
  const told = { at, text: null, status: null, error: null, retryAfterMs: 0 };
  const ms = (): number => Math.round(elapsed() - began);
  try {
    const answer = await callOut({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': messageId,
        'webhook-timestamp': String(timestampS),
        'webhook-signature': signatureOf(secrets, { id: messageId, timestampS, body }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate: mayBePrivate(),
    });
    const { status } = answer;
    const text = storable(answer.body.subarray(0, SHOWN).toString('utf8'));
    const error = status >= 300 && status < 400 ? 'a redirection is not followed' : null;
    return { ...told, ms: ms(), status, text, error, retryAfterMs: retryAfter(answer.headers['retry-after']) };
  } catch (error) {
    if (!(error instanceof Unavailable))
      log.error({ messageId, error: (error as Error).message }, 'webhooks: not sent');
    return { ...told, ms: ms(), error: storable((error as Error).message).slice(0, 300) };
  }
}

const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** A receiver may ask to be left alone for up to a day. */
function retryAfter(header: string | string[] | undefined): number {
  const seconds = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : 0;
  return Math.min(DAY, seconds * SECOND);
}

async function record(tx: Tx, { endpointId, messageId, tries }: Claimed, answer: Answer): Promise<void> {
  const { status } = answer;
  const arrived = status !== null && status >= 200 && status < 300;
  const gone = status === 410;
  const wait = arrived || gone ? undefined : waitAfter(tries + 1, jitter());
  const state = arrived ? 'delivered' : wait === undefined ? 'dead' : 'waiting';
  const due = plus(tx.now, Math.max(wait ?? 0, answer.retryAfterMs));
  const [endpoint] = await tx.query<{ failures: number; failingSince: Instant | null; state: string }>(sql`
    SELECT failures, failing_since AS "failingSince", state FROM webhooks.endpoint WHERE endpoint_id = ${endpointId} FOR NO KEY UPDATE`);
  if (!endpoint) return; // removed meanwhile
  // Switched off meanwhile: what did not arrive is held like the rest.
  const kept = state === 'waiting' && endpoint.state !== 'active' ? 'held' : state;
  await tx.query(sql`
    UPDATE webhooks.delivery SET state = ${kept}, tries = tries + 1, due_at = ${due}::timestamptz, claimed_until = NULL, last_status = ${status},
      last_error = ${answer.error}, delivered_at = CASE WHEN ${arrived} THEN ${tx.now}::timestamptz ELSE delivered_at END
    WHERE endpoint_id = ${endpointId} AND message_id = ${messageId}`);
  await tx.query(sql`
    INSERT INTO webhooks.attempt (endpoint_id, message_id, attempt_id, at, ms, status, error, answer)
    VALUES (${endpointId}, ${messageId}, ${newId('try')}, ${answer.at}::timestamptz, ${answer.ms}, ${status}, ${answer.error}, ${answer.text})`);
  const failures = arrived ? 0 : endpoint.failures + 1;
  const since = arrived ? null : (endpoint.failingSince ?? tx.now);
  const block = arrived ? null : plus(tx.now, Math.max(blockAfter(failures), answer.retryAfterMs));
  if (!arrived || endpoint.failures > 0)
    await tx.query(sql`
      UPDATE webhooks.endpoint SET failures = ${failures}, failing_since = ${since}::timestamptz, blocked_until = ${block}::timestamptz
      WHERE endpoint_id = ${endpointId}`);
  if (gone) await disableEndpoint(tx, endpointId, 'gone');
  else if (since !== null && msOf(tx.now) - msOf(since) > FAILING_MS) await disableEndpoint(tx, endpointId, 'failing');
}

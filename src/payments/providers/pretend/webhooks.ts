/** How the pretend provider delivers its webhooks: signed, tried again with growing pauses, at least once, in no particular order. */
import { jitter, sql, type Database, type Tx } from '#base/db';
import { callOut } from '#base/http-client';
import { resealed, unseal } from '#base/seal';
import { epochMs } from '#base/time';
import { decidePending, lapseCharges } from './psp.ts';
import { signatureOf } from './signature.ts';

/** Carries one signed body to its receiver; resolves to the HTTP status, or throws when there was none. */
export type Send = (message: { body: Buffer; signature: string }) => Promise<number>;

const SEALED_FOR = 'pretend_psp endpoint';
const MAX_TRIES = 16; // the last one comes about three days after the first

/** Tells the provider where webhooks go; called by whoever serves, once it knows its own address. */
export async function setWebhookUrl(database: Database, url: string | null): Promise<void> {
  await database.query(sql`UPDATE pretend_psp.endpoint SET url = ${url} WHERE url IS DISTINCT FROM ${url}`);
}

/** Seals what it signs with, where that is readable or sealed with an older key. */
export async function sealEndpoint(tx: Tx): Promise<void> {
  const [row] = await tx.query<{ secret: string }>(sql`SELECT secret FROM pretend_psp.endpoint FOR NO KEY UPDATE`);
  const fresh = row && resealed(row.secret, SEALED_FOR);
  if (fresh !== undefined) await tx.query(sql`UPDATE pretend_psp.endpoint SET secret = ${fresh}`);
}

/** Decides what is pending and sends what is due. Several workers may run it: a webhook may then arrive twice, as in life. */
export async function deliverWebhooks(database: Database, send?: Send): Promise<void> {
  await decidePending(database);
  await lapseCharges(database);
  const [endpoint] = await database.query<{ url: string | null; secret: string }>(
    sql`SELECT url, secret FROM pretend_psp.endpoint`,
  );
  const carry = send ?? (endpoint?.url ? sendTo(endpoint.url) : undefined);
  if (!endpoint || !carry) return;
  const due = await database.query<{ eventId: string; body: string; copies: number; tries: number }>(sql`
    SELECT event_id AS "eventId", body, copies, tries FROM pretend_psp.webhook
    WHERE sent_at IS NULL AND due_at <= now() AND tries < ${MAX_TRIES} ORDER BY due_at LIMIT 50`);
  const secret = unseal(endpoint.secret, SEALED_FOR);
  for (const webhook of due) await deliver(database, webhook, secret, carry);
}

function sendTo(url: string): Send {
  return async ({ body, signature }) => {
    const headers = { 'content-type': 'application/json', 'pretend-signature': signature };
    // Our own service on this machine, which `serve` named; never an address from outside.
    return (await callOut({ url, method: 'POST', headers, body, timeoutMs: 5_000, allowPrivate: true })).status;
  };
}

async function deliver(
  database: Database,
  webhook: { eventId: string; body: string; copies: number; tries: number },
  secret: string,
  send: Send,
): Promise<void> {
  const body = Buffer.from(webhook.body);
  const message = { body, signature: signatureOf(secret, Math.floor(epochMs() / 1_000), body) };
  const copies = Array.from({ length: webhook.copies }, () => send(message).catch(() => 0));
  const answered = (await Promise.all(copies)).every((status) => status >= 200 && status < 300);
  const pauseS = 2 ** webhook.tries * 4 * (0.5 + jitter());
  await database.query(
    answered
      ? sql`UPDATE pretend_psp.webhook SET sent_at = now(), tries = tries + 1 WHERE event_id = ${webhook.eventId}`
      : sql`UPDATE pretend_psp.webhook SET tries = tries + 1, due_at = now() + make_interval(secs => ${pauseS}) WHERE event_id = ${webhook.eventId}`,
  );
}

/** Endpoints: who is told what, and with which secret. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Database, type Tx } from '#base/db';
import { isPrivateAddress } from '#base/http-client';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { resealed, seal } from '#base/seal';
import { plus } from '#base/time';
import { isIP } from 'node:net';
import { eventTypes, MAX_ENDPOINTS, OLD_SECRET_MS } from './model.ts';
import type { EndpointState } from './queries.ts';
import { newWebhookSecret, sealedFor } from './sign.ts';

/** True when the operator lets webhooks reach this machine and its network (HALLE_WEBHOOKS_PRIVATE=1): for development. */
export const mayBePrivate = (): boolean => process.env.HALLE_WEBHOOKS_PRIVATE === '1';

/** Refuses `webhooks.bad_url`: not https, with a password in it, or plainly on this machine or network; names are looked at again when something is sent. */
export function checkUrl(text: string): void {
  const bad = (rule: string): never => refuse('webhooks.bad_url', { fields: [{ field: 'url', rule }] });
  if (!URL.canParse(text)) bad('a web address');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') bad('no name or password in the address');
  if (mayBePrivate()) return void (/^https?:$/.test(url.protocol) || bad('http or https'));
  if (url.protocol !== 'https:') bad('https');
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if ((isIP(host) !== 0 && isPrivateAddress(host)) || host === 'localhost' || host.endsWith('.localhost'))
    bad('an address that is not private');
}

function checkTypes(types: readonly string[]): void {
  const unknown = types.filter((name) => !Object.hasOwn(eventTypes, name));
  if (unknown.length > 0) refuse('webhooks.unknown_type', { detail: unknown.slice(0, 5).join(', ') });
}

export type NewEndpoint = {
  readonly endpointId: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
};

/**
 * Adds an endpoint. The secret is told here and never again: the same id and content again gives none. Refuses webhooks.bad_url,
 * webhooks.unknown_type, webhooks.too_many, request.id_reused.
 */
export async function createEndpoint(
  tx: Tx,
  input: NewEndpoint,
): Promise<{ endpointId: string; secret: string | null }> {
  const { endpointId, name, url } = input;
  const types = [...new Set(input.eventTypes)].sort();
  const hash = contentHash({ endpointId, name, url, types });
  const [known] = await tx.query<{ hash: string }>(
    sql`SELECT content_hash AS hash FROM webhooks.endpoint WHERE endpoint_id = ${endpointId}`,
  );
  if (known && known.hash !== hash) refuse('request.id_reused', { detail: endpointId });
  if (known) return { endpointId, secret: null };
  checkUrl(url);
  checkTypes(types);
  const [count] = await tx.query<{ n: number }>(sql`SELECT count(*)::int AS n FROM webhooks.endpoint`);
  if ((count?.n ?? 0) >= MAX_ENDPOINTS) refuse('webhooks.too_many', { detail: String(MAX_ENDPOINTS) });
  const secret = newWebhookSecret();
  const made = await tx.affected(sql`
    INSERT INTO webhooks.endpoint (endpoint_id, name, url, event_types, secret, content_hash, created_at)
    VALUES (${endpointId}, ${name}, ${url}, ${types}::text[], ${seal(secret, sealedFor(endpointId))}, ${hash}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) refuse('request.in_flight', { detail: endpointId });
  announce(tx, { ...subject(endpointId), type: 'webhooks.endpoint_added', version: 1, body: { types: types.length } });
  return { endpointId, secret };
}

/** Seals the secrets that are readable, or sealed with an older key. */
export async function sealEndpoints(database: Database): Promise<void> {
  await database.transaction({ actor: 'webhooks.seal' }, async (tx) => {
    lock(tx, 'webhooks.endpoint');
    const rows = await tx.query<{ endpointId: string; secret: string; old: string | null }>(sql`
      SELECT endpoint_id AS "endpointId", secret, old_secret AS old FROM webhooks.endpoint ORDER BY endpoint_id FOR NO KEY UPDATE`);
    for (const { endpointId, secret, old } of rows) {
      const fresh = resealed(secret, sealedFor(endpointId));
      const freshOld = old === null ? undefined : resealed(old, sealedFor(endpointId));
      if (fresh === undefined && freshOld === undefined) continue;
      await tx.query(sql`
        UPDATE webhooks.endpoint SET secret = ${fresh ?? secret}, old_secret = ${freshOld ?? old} WHERE endpoint_id = ${endpointId}`);
    }
  });
}

const subject = (endpointId: string) => ({ subjectKind: 'webhook_endpoint', subjectId: endpointId });

type Row = { state: EndpointState; version: number; secret: string };

async function lockEndpoint(tx: Tx, endpointId: string): Promise<Row> {
  lock(tx, 'webhooks.endpoint');
  const [row] = await tx.query<Row>(
    sql`SELECT state, version, secret FROM webhooks.endpoint WHERE endpoint_id = ${endpointId} FOR NO KEY UPDATE`,
  );
  if (!row) refuse('webhooks.unknown_endpoint', { detail: endpointId });
  return row;
}

export type EndpointChange = {
  readonly endpointId: string;
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly state?: 'active' | 'off' | undefined;
  readonly version?: number | undefined;
};

/**
 * Changes an endpoint. Switched off, what waits for it is held; switched on, it is sent. Refuses webhooks.unknown_endpoint,
 * webhooks.bad_url, webhooks.unknown_type, webhooks.changed_meanwhile.
 */
export async function changeEndpoint(tx: Tx, change: EndpointChange): Promise<{ version: number }> {
  const { endpointId, name, url, state } = change;
  const before = await lockEndpoint(tx, endpointId);
  if (change.version !== undefined && change.version !== before.version)
    refuse('webhooks.changed_meanwhile', { version: before.version });
  if (url !== undefined) checkUrl(url);
  if (change.eventTypes) checkTypes(change.eventTypes);
  const types = change.eventTypes ? [...new Set(change.eventTypes)].sort() : null;
  const version = before.version + 1;
  const on = state === 'active' && before.state !== 'active';
  await tx.query(sql`
    UPDATE webhooks.endpoint SET name = coalesce(${name ?? null}, name), url = coalesce(${url ?? null}, url),
      event_types = coalesce(${types}::text[], event_types), state = coalesce(${state ?? null}, state), version = ${version},
      disabled_why = CASE WHEN ${state !== undefined} THEN NULL ELSE disabled_why END,
      failures = CASE WHEN ${on} THEN 0 ELSE failures END, failing_since = CASE WHEN ${on} THEN NULL ELSE failing_since END,
      blocked_until = CASE WHEN ${on || url !== undefined} THEN NULL ELSE blocked_until END
    WHERE endpoint_id = ${endpointId}`);
  if (on) await release(tx, endpointId);
  if (state === 'off') await hold(tx, endpointId);
  const told = Object.keys(change).filter((key) => key !== 'endpointId' && key !== 'version');
  announce(tx, { ...subject(endpointId), type: 'webhooks.endpoint_changed', version, body: { fields: told, state } });
  return { version };
}

async function release(tx: Tx, endpointId: string): Promise<void> {
  await tx.query(sql`
    UPDATE webhooks.delivery SET state = 'waiting', tries = 0, due_at = ${tx.now}::timestamptz, claimed_until = NULL
    WHERE endpoint_id = ${endpointId} AND state = 'held'`);
}

async function hold(tx: Tx, endpointId: string): Promise<void> {
  await tx.query(
    sql`UPDATE webhooks.delivery SET state = 'held' WHERE endpoint_id = ${endpointId} AND state = 'waiting'`,
  );
}

/** Stops telling an endpoint that has only failed for days, or said that it is gone; a person is told by the journal and the office. */
export async function disableEndpoint(tx: Tx, endpointId: string, why: 'failing' | 'gone'): Promise<void> {
  const before = await lockEndpoint(tx, endpointId);
  if (before.state !== 'active') return;
  const version = before.version + 1;
  await tx.query(sql`
    UPDATE webhooks.endpoint SET state = 'disabled', disabled_why = ${why}, version = ${version} WHERE endpoint_id = ${endpointId}`);
  await hold(tx, endpointId);
  announce(tx, { ...subject(endpointId), type: 'webhooks.endpoint_disabled', version, body: { why } });
}

/** A new secret; the old one signs beside it for a day. Refuses webhooks.unknown_endpoint. */
export async function rotateSecret(tx: Tx, endpointId: string): Promise<string> {
  const before = await lockEndpoint(tx, endpointId);
  const secret = newWebhookSecret();
  const version = before.version + 1;
  await tx.query(sql`
    UPDATE webhooks.endpoint SET secret = ${seal(secret, sealedFor(endpointId))}, old_secret = ${before.secret},
      old_secret_until = ${plus(tx.now, OLD_SECRET_MS)}::timestamptz, version = ${version} WHERE endpoint_id = ${endpointId}`);
  announce(tx, { ...subject(endpointId), type: 'webhooks.secret_rotated', version });
  return secret;
}

/** Removes an endpoint with all that was told it; removing what is not there changes nothing. */
export async function removeEndpoint(tx: Tx, endpointId: string): Promise<void> {
  lock(tx, 'webhooks.endpoint');
  const gone = await tx.affected(sql`DELETE FROM webhooks.endpoint WHERE endpoint_id = ${endpointId}`);
  if (gone > 0) announce(tx, { ...subject(endpointId), type: 'webhooks.endpoint_removed' });
}

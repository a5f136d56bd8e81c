/** Devices that asked for messages, and the key they are bound to. */
import { createHash } from 'node:crypto';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { isPrivateAddress } from '#base/http-client';
import { refuse } from '#base/refusal';
import { resealed, seal, unseal } from '#base/seal';
import { isIP } from 'node:net';
import { areKeys, newServerKey, type ServerKey } from './encrypt.ts';

/** Devices of one customer; beyond, the oldest is forgotten. */
const MOST = 10;

/** True when the operator lets messages reach this machine (HALLE_PUSH_PRIVATE=1): for development. */
export const mayBePrivate = (): boolean => process.env.HALLE_PUSH_PRIVATE === '1';

export type Subscription = {
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly language: 'fr' | 'en';
  /** The version of the sentence that was read: what one agreed to be told. */
  readonly wording: number;
};

/** What names a subscription: the browser can say it itself. */
export const idOf = (endpoint: string): string => createHash('sha256').update(endpoint).digest('base64url');

/** The merchant's key, made when first asked for. */
export async function serverKey(database: Database): Promise<ServerKey> {
  const read = async (): Promise<ServerKey | undefined> =>
    (
      await database.query<ServerKey>(
        sql`SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push.server_key`,
      )
    )[0];
  const known = await read();
  if (known) return { ...known, privateKey: unseal(known.privateKey, SEALED_FOR) };
  const { publicKey, privateKey } = newServerKey();
  await database.query(sql`
    INSERT INTO push.server_key (public_key, private_key, made_at) VALUES (${publicKey}, ${seal(privateKey, SEALED_FOR)}, now()) ON CONFLICT DO NOTHING`);
  const kept = await read();
  return kept ? { ...kept, privateKey: unseal(kept.privateKey, SEALED_FOR) } : { publicKey, privateKey };
}

const SEALED_FOR = 'push server';

/** Seals the merchant's key when it is readable, or sealed with an older key. */
export async function sealServerKey(database: Database): Promise<void> {
  const [row] = await database.query<{ key: string }>(sql`SELECT private_key AS key FROM push.server_key`);
  const fresh = row && resealed(row.key, SEALED_FOR);
  if (fresh !== undefined)
    await database.query(sql`UPDATE push.server_key SET private_key = ${fresh} WHERE private_key = ${row?.key ?? ''}`);
}

/**
 * Notes a device of a customer; a device that had another customer is this one's from now on. Repeatable. Refuses
 * `push.bad_subscription`: not an https address out there, not its own id, or keys nothing can be encrypted for.
 */
export async function subscribe(tx: Tx, wanted: Subscription): Promise<void> {
  const { subscriptionId, customerId, endpoint, p256dh, auth, language, wording } = wanted;
  checkEndpoint(endpoint);
  if (idOf(endpoint) !== subscriptionId) bad('subscriptionId', 'the SHA-256 of the endpoint');
  if (!areKeys(wanted)) bad('keys', 'a P-256 point and 16 bytes');
  await tx.query(sql`
    INSERT INTO push.subscription (subscription_id, customer_id, endpoint, p256dh, auth, language, wording, created_at)
    VALUES (${subscriptionId}, ${customerId}, ${endpoint}, ${p256dh}, ${auth}, ${language}, ${wording}, ${tx.now}::timestamptz)
    ON CONFLICT (subscription_id) DO UPDATE SET customer_id = excluded.customer_id, p256dh = excluded.p256dh, auth = excluded.auth,
      language = excluded.language, wording = excluded.wording`);
  await tx.query(sql`
    DELETE FROM push.subscription WHERE subscription_id IN (
      SELECT subscription_id FROM push.subscription WHERE customer_id = ${customerId}
      ORDER BY created_at DESC, subscription_id OFFSET ${MOST})`);
}

const bad = (field: string, rule: string): never => refuse('push.bad_subscription', { fields: [{ field, rule }] });

/** Names are looked up again, and refused, when something is sent (`base/http-client`). */
function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : bad('endpoint', 'a web address');
  if (mayBePrivate()) return;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') bad('endpoint', 'an https address');
  if (host === 'localhost' || !host.includes('.') || (isIP(host) > 0 && isPrivateAddress(host)))
    bad('endpoint', 'a public address');
}

/** Forgets a device; only its own customer's. Repeatable. */
export async function unsubscribe(tx: Tx, customerId: string, subscriptionId: string): Promise<void> {
  await tx.query(
    sql`DELETE FROM push.subscription WHERE subscription_id = ${subscriptionId} AND customer_id = ${customerId}`,
  );
}

/** Whether a device is this customer's. */
export async function isSubscribed(db: Db, customerId: string, subscriptionId: string): Promise<boolean> {
  const rows = await db.query(
    sql`SELECT FROM push.subscription WHERE subscription_id = ${subscriptionId} AND customer_id = ${customerId}`,
  );
  return rows.length > 0;
}

export async function subscriptionsOf(db: Db, customerId: string): Promise<Subscription[]> {
  return db.query<Subscription>(sql`
    SELECT subscription_id AS "subscriptionId", customer_id AS "customerId", endpoint, p256dh, auth, language, wording
    FROM push.subscription WHERE customer_id = ${customerId} ORDER BY created_at, subscription_id`);
}

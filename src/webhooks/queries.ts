import { sql, type Db } from '#base/db';
import type { Instant } from '#base/time';

export type EndpointState = 'active' | 'off' | 'disabled';
export type DeliveryState = 'waiting' | 'held' | 'delivered' | 'dead';
export type Endpoint = {
  readonly endpointId: string;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly state: EndpointState;
  readonly disabledWhy: 'failing' | 'gone' | null;
  readonly failingSince: Instant | null;
  readonly oldSecretUntil: Instant | null;
  readonly createdAt: Instant;
  readonly version: number;
};

const columns = sql`endpoint_id AS "endpointId", name, url, event_types AS "eventTypes", state, disabled_why AS "disabledWhy",
  failing_since AS "failingSince", CASE WHEN old_secret_until > now() THEN old_secret_until END AS "oldSecretUntil",
  created_at AS "createdAt", version`;

/** All endpoints, oldest first; there are few. Secrets are never read here. */
export function listEndpoints(db: Db): Promise<Endpoint[]> {
  return db.query<Endpoint>(sql`SELECT ${columns} FROM webhooks.endpoint ORDER BY created_at, endpoint_id`);
}

export async function endpointById(db: Db, endpointId: string): Promise<Endpoint | undefined> {
  const [row] = await db.query<Endpoint>(
    sql`SELECT ${columns} FROM webhooks.endpoint WHERE endpoint_id = ${endpointId}`,
  );
  return row;
}

export type Delivery = {
  readonly messageId: string;
  readonly type: string;
  readonly subjectId: string;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly madeAt: Instant;
  readonly dueAt: Instant;
  readonly deliveredAt: Instant | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
};

const deliveryColumns = sql`message_id AS "messageId", type, subject_id AS "subjectId", state, tries, made_at AS "madeAt", due_at AS "dueAt",
  delivered_at AS "deliveredAt", last_status AS "lastStatus", last_error AS "lastError"`;

export type DeliveryPage = {
  readonly endpointId: string;
  readonly state?: DeliveryState | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** Deliveries of an endpoint, newest first; `after` is the last message of the page before. */
export function listDeliveries(db: Db, { endpointId, state, after, limit }: DeliveryPage): Promise<Delivery[]> {
  return db.query<Delivery>(sql`
    SELECT ${deliveryColumns} FROM webhooks.delivery
    WHERE endpoint_id = ${endpointId} AND (${state ?? null}::text IS NULL OR state = ${state ?? null})
      AND (${after ?? null}::text IS NULL OR (made_at, message_id) <
        (SELECT a.made_at, a.message_id FROM webhooks.delivery a WHERE a.endpoint_id = ${endpointId} AND a.message_id = ${after ?? null}))
    ORDER BY made_at DESC, message_id DESC LIMIT ${limit}`);
}

export type Attempt = {
  readonly at: Instant;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string | null;
};

/** A delivery with what was sent and each answer, oldest first. */
export async function deliveryById(
  db: Db,
  endpointId: string,
  messageId: string,
): Promise<(Delivery & { body: string; attempts: Attempt[] }) | undefined> {
  const [row] = await db.query<Delivery & { body: string }>(sql`
    SELECT ${deliveryColumns}, body FROM webhooks.delivery WHERE endpoint_id = ${endpointId} AND message_id = ${messageId}`);
  if (!row) return undefined;
  const attempts = await db.query<Attempt>(sql`
    SELECT at, ms, status, error, answer FROM webhooks.attempt
    WHERE endpoint_id = ${endpointId} AND message_id = ${messageId} ORDER BY at, attempt_id LIMIT 100`);
  return { ...row, attempts };
}

/** A customer's wish to be forgotten: it waits for a person, who answers within a month (GDPR, articles 12(3) and 17). */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { lockCustomer } from './address.ts';

export type Erasure = {
  readonly customerId: string;
  readonly state: 'open' | 'withdrawn' | 'closed';
  readonly askedAt: Instant;
  readonly closedAt: Instant | null;
};

const columns = sql`customer_id AS "customerId", state, asked_at AS "askedAt", closed_at AS "closedAt"`;

export async function erasureOf(db: Db, customerId: string): Promise<Erasure | undefined> {
  const [row] = await db.query<Erasure>(
    sql`SELECT ${columns} FROM customers.erasure WHERE customer_id = ${customerId}`,
  );
  return row;
}

/** Wishes that wait for a person, the oldest first. */
export async function openErasures(db: Db, limit: number): Promise<Erasure[]> {
  return db.query<Erasure>(sql`
    SELECT ${columns} FROM customers.erasure WHERE state = 'open' ORDER BY asked_at, customer_id LIMIT ${limit}`);
}

/** The customer asks to be forgotten; asking twice is asking once. Refuses customers.unknown. */
export async function askErasure(tx: Tx, customerId: string): Promise<void> {
  await lockCustomer(tx, customerId);
  const before = await erasureOf(tx, customerId);
  if (before?.state === 'open') return;
  await tx.query(sql`
    INSERT INTO customers.erasure (customer_id, state, asked_at) VALUES (${customerId}, 'open', ${tx.now}::timestamptz)
    ON CONFLICT (customer_id) DO UPDATE SET state = 'open', asked_at = excluded.asked_at, closed_at = NULL, closed_by = NULL`);
  announce(tx, { type: 'customers.erasure_asked', subjectKind: 'customer', subjectId: customerId });
}

/** Ends an open wish: `withdrawn` by the customer, `closed` by who has answered it. Refuses customers.no_erasure. */
export async function endErasure(
  tx: Tx,
  { customerId, state, by }: { customerId: string; state: 'withdrawn' | 'closed'; by: string },
): Promise<void> {
  await lockCustomer(tx, customerId);
  const before = await erasureOf(tx, customerId);
  if (before?.state === state) return;
  if (before?.state !== 'open') refuse('customers.no_erasure', { detail: customerId });
  await tx.query(sql`
    UPDATE customers.erasure SET state = ${state}, closed_at = ${tx.now}::timestamptz, closed_by = ${by}
    WHERE customer_id = ${customerId}`);
  announce(tx, { type: `customers.erasure_${state}`, subjectKind: 'customer', subjectId: customerId });
}

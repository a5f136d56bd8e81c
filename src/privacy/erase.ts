/** Takes a person out of all modules (GDPR, article 17), and says what the law keeps. */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import type { Kept } from '#base/module';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { endErasure, erasureOf, lockCustomer } from '#customers';
import type { ErasureReason } from './model.ts';
import { contributors, openOf, personOf } from './personal.ts';

export type Erased = {
  readonly customerId: string;
  readonly reason: ErasureReason;
  readonly erasedAt: Instant;
  readonly kept: readonly Kept[];
};

/**
 * Anonymises a person everywhere, in one transaction. Run again, it takes what came late; reason and moment stay those of the first
 * time. Refuses customers.unknown, privacy.not_yet (with what is under way in `detail`).
 */
export async function erasePerson(
  tx: Tx,
  { customerId, reason }: { customerId: string; reason: ErasureReason },
): Promise<Erased> {
  await lockCustomer(tx, customerId);
  const person = await personOf(tx, customerId);
  const open = await openOf(tx, person);
  if (open.length > 0) refuse('privacy.not_yet', { detail: open.join(', ') });
  if ((await erasureOf(tx, customerId))?.state === 'open')
    await endErasure(tx, { customerId, state: 'closed', by: tx.caller.actor });
  const kept: Kept[] = [];
  for (const { personal } of contributors()) kept.push(...(await personal.erase(tx, person)));
  const stays = kept.filter(({ count }) => count > 0);
  const before = await erasedOf(tx, customerId);
  if (before) return { ...before, kept: stays };
  await tx.query(sql`
    INSERT INTO privacy.erasure (customer_id, reason, erased_by, erased_at, kept)
    VALUES (${customerId}, ${reason}, ${tx.caller.actor}, ${tx.now}::timestamptz, ${JSON.stringify(stays)}::jsonb)`);
  announce(tx, {
    type: 'privacy.erased',
    subjectKind: 'customer',
    subjectId: customerId,
    body: { reason, kept: stays.map((one) => ({ ...one })) },
  });
  return { customerId, reason, erasedAt: tx.now, kept: stays };
}

export async function erasedOf(db: Db, customerId: string): Promise<Erased | undefined> {
  const [row] = await db.query<Erased>(sql`
    SELECT customer_id AS "customerId", reason, erased_at AS "erasedAt", kept FROM privacy.erasure WHERE customer_id = ${customerId}`);
  return row;
}

/** Who was erased, the newest first; `after` is the last id of the page before. */
export async function erasures(
  db: Db,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Erased[]> {
  return db.query<Erased>(sql`
    SELECT customer_id AS "customerId", reason, erased_at AS "erasedAt", kept FROM privacy.erasure
    WHERE ${after ?? null}::text IS NULL OR (erased_at, customer_id) <
      (SELECT e.erased_at, e.customer_id FROM privacy.erasure e WHERE e.customer_id = ${after ?? null})
    ORDER BY erased_at DESC, customer_id DESC LIMIT ${limit}`);
}

/** Asking for what is true of payments of which a provider only said that something happened. */
import { crashPoint } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { answered } from './carry-out.ts';
import { eachAtMost, withDeadline } from './deadline.ts';
import { applyFacts } from './facts.ts';
import { paymentsById } from './queries.ts';
import { providerOf } from './providers/index.ts';
import type { ProviderFacts } from './providers/provider.ts';

const heldThere = ({ state }: ProviderFacts): boolean => state === 'authorised' || state === 'pending';

type Told = { paymentId: string; externalId: string | null; toldAt: string };

/**
 * Looks up what was told, outside any transaction, and writes what is true. What is told again meanwhile stays due; what gets no answer is
 * asked again after 30 s. Repeatable, in any number of workers: webhooks may come in any order, any number of times.
 */
export async function lookUpTold(database: Database): Promise<void> {
  const due = await database.transaction({ actor: 'payments.look_up' }, (tx) =>
    tx.query<Told>(sql`
      WITH due AS (SELECT payment_id FROM payments.look_up WHERE called_at IS NULL OR called_at <= ${tx.now}::timestamptz - interval '30 seconds'
        ORDER BY told_at LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE payments.look_up l SET called_at = ${tx.now}::timestamptz FROM due WHERE l.payment_id = due.payment_id
      RETURNING l.payment_id AS "paymentId", l.external_id AS "externalId", l.told_at AS "toldAt"`),
  );
  if (due.length === 0) return;
  crashPoint('payments.told.marked');
  const known = new Map(
    (
      await paymentsById(
        database,
        due.map((told) => told.paymentId),
      )
    ).map((payment) => [payment.paymentId, payment]),
  );
  const answers = await eachAtMost(8, due, async ({ paymentId, externalId }) => {
    const payment = known.get(paymentId);
    if (!payment) return undefined;
    const provider = providerOf(database, payment);
    const asked = { ...payment, externalId: payment.externalId ?? externalId };
    // Another charge under our id than the one we know: the buyer never pays twice, so it is shut there, and we look at our own.
    if (externalId !== null && asked.externalId !== externalId) {
      const shut = await answered(paymentId, withDeadline(provider.void({ ...payment, externalId })));
      if (!shut || heldThere(shut)) return undefined;
    }
    return answered(paymentId, withDeadline(provider.lookup(asked)));
  });
  crashPoint('payments.told.answered');
  const heard = due.flatMap((told, i) => {
    const facts = answers[i];
    return facts ? [{ told, facts }] : [];
  });
  if (heard.length === 0) return;
  await database.transaction({ actor: 'payments.look_up' }, async (tx) => {
    await applyFacts(
      tx,
      heard.map(({ facts }) => facts),
    );
    await tx.query(sql`
      DELETE FROM payments.look_up l USING unnest(${heard.map(({ told }) => told.paymentId)}::text[], ${heard.map(({ told }) => told.toldAt)}::timestamptz[])
        AS d(payment_id, told_at) WHERE l.payment_id = d.payment_id AND l.told_at = d.told_at`);
  });
}

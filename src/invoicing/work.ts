/** Looks at orders whose facts have changed and issues what they need: by the journal, in the background, as often as one likes. */
import { lock, sql, type Database, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { Refusal, refuse } from '#base/refusal';
import { clock, dayIn, type Instant } from '#base/time';
import { houseOf } from '#org';
import { compose } from './compose.ts';
import { issueDocuments, type Receipt } from './issue.ts';
import { openInvoices, planDocuments, reversal, type Asked, type Plan } from './plan.ts';
import type { BuyerFacts } from './facts.ts';
import { policyOn } from './profile.ts';
import { entityOf, factsOf, issuedOf, profileFor, profileOf } from './read.ts';

/** Facts after which an order may need a document. */
export const wakers = [
  'orders.placed',
  'orders.shipped',
  'orders.edited',
  'orders.cancelled',
  'payments.settled',
  'returns.owed',
  'till.ticket_posted',
] as const;

/**
 * Puts orders that may need a document where the worker finds them: those of companies, those somebody asked an invoice of, those that have
 * one, and all where the policy says so. All others are passed by, by one statement a batch.
 */
export async function onFacts(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [
    ...new Set(
      events.flatMap(({ subjectId, mentions, body }) =>
        [subjectId, ...mentions, body.orderId].filter((id) => typeof id === 'string' && id.startsWith('ord_')),
      ),
    ),
  ].toSorted() as string[];
  if (ids.length === 0) return;
  await tx.query(sql`
    INSERT INTO invoicing.task (order_id, due_at)
    SELECT o.order_id, ${tx.now}::timestamptz FROM orders.order o
    WHERE o.order_id = ANY(${ids}::text[]) AND (o.buyer ->> 'companyId' IS NOT NULL
      OR EXISTS (SELECT 1 FROM invoicing.subject s WHERE s.order_id = o.order_id)
      OR EXISTS (SELECT 1 FROM invoicing.profile p WHERE coalesce(p.content -> 'channels' -> o.channel_id ->> 'consumers',
        p.content -> 'policy' ->> 'consumers') = 'always'))
    ORDER BY 1
    ON CONFLICT (order_id) DO UPDATE SET wanted = invoicing.task.wanted + 1, due_at = excluded.due_at, tries = 0`);
}

type Subject = { askedAt: Instant | null; atOnce: boolean; barred: boolean };
const subjectColumns = sql`asked_at AS "askedAt", at_once AS "atOnce", barred`;
const askedOf = (subject: Subject | undefined): Asked => ({
  asked: (subject?.askedAt ?? null) !== null,
  atOnce: subject?.atOnce === true,
  barred: subject?.barred === true,
});

/** What an order needs now, without issuing it. */
export async function previewOf(database: Database, orderId: string): Promise<Plan> {
  const facts = await factsOf(database, database, orderId);
  const entity = await entityOf(database, database, facts.siteId);
  const { profile } = await profileOf(database, entity.entityId);
  const { settings: shop } = await houseOf(database);
  const [subject] = await database.query<Subject>(
    sql`SELECT ${subjectColumns} FROM invoicing.subject WHERE order_id = ${orderId}`,
  );
  const asked = askedOf(subject);
  return planDocuments(
    facts,
    await issuedOf(database, orderId),
    policyOn(profile, facts.channelId),
    asked,
    dayIn(clock(), shop.timeZone),
  );
}

/** Issues what an order needs now; run again, nothing. Refuses what `issueDocuments` does, and `invoicing.needs_person`. */
export async function settleOrderDocuments(tx: Tx, orderId: string): Promise<Receipt[]> {
  lock(tx, 'invoicing.subject');
  await tx.query(sql`INSERT INTO invoicing.subject (order_id) VALUES (${orderId}) ON CONFLICT DO NOTHING`);
  const [subject] = await tx.query<Subject>(sql`
    SELECT ${subjectColumns} FROM invoicing.subject WHERE order_id = ${orderId} FOR NO KEY UPDATE`);
  const { database } = tx;
  const facts = await factsOf(tx, database, orderId);
  const entity = await entityOf(tx, database, facts.siteId);
  const { timeZone } = (await houseOf(database)).settings;
  const today = dayIn(tx.now, timeZone);
  const profile = await profileFor(tx, tx.database, entity, today);
  const { customerId, channelId } = facts;
  const receipts: Receipt[] = [];
  // What was just invoiced may have come back before: then its credit note follows at once.
  for (;;) {
    const policy = policyOn(profile, channelId);
    const plan = planDocuments(facts, await issuedOf(tx, orderId), policy, askedOf(subject), today);
    const documents = plan.steps.map(({ cause, reverses, matter }) => ({
      ...{ orderId, customerId, channelId, cause, reverses },
      draft: compose(facts, { entity, profile }, matter),
    }));
    receipts.push(...(await issueDocuments(tx, entity.entityId, profile, timeZone, documents)));
    if (plan.stuck) refuse('invoicing.needs_person', { detail: facts.number });
    if (documents.length === 0) return receipts;
  }
}

export type AskInvoice = {
  readonly orderId: string;
  /** Now, or as soon as all of it has left. */
  readonly atOnce: boolean;
  /** In another name than the order's: an invoice in the old one is taken back. */
  readonly buyer?: BuyerFacts | undefined;
};

/** Somebody wants an invoice of an order. Answers with what that issued. Refuses what `settleOrderDocuments` does. */
export async function askInvoice(tx: Tx, { orderId, atOnce, buyer }: AskInvoice): Promise<Receipt[]> {
  lock(tx, 'invoicing.subject');
  const named = buyer === undefined ? null : JSON.stringify(buyer);
  await tx.query(sql`
    INSERT INTO invoicing.subject (order_id, asked_at, asked_by, at_once, buyer)
    VALUES (${orderId}, ${tx.now}::timestamptz, ${tx.caller.actor}, ${atOnce}, ${named}::jsonb)
    ON CONFLICT (order_id) DO UPDATE SET asked_at = coalesce(invoicing.subject.asked_at, excluded.asked_at), barred = false,
      asked_by = coalesce(invoicing.subject.asked_by, excluded.asked_by), at_once = invoicing.subject.at_once OR excluded.at_once,
      buyer = coalesce(excluded.buyer, invoicing.subject.buyer)`);
  return settleOrderDocuments(tx, orderId);
}

/**
 * Takes an order's invoice back by hand, with a credit note that says why; no other is made until somebody asks for one. Refuses
 * `invoicing.unknown`, `invoicing.nothing_due` (it was taken back already, or is no invoice), `invoicing.needs_person` (goods of it came back).
 */
export async function reverseInvoice(tx: Tx, documentId: string, reason: string): Promise<Receipt[]> {
  const [found] = await tx.query<{ orderId: string }>(
    sql`SELECT order_id AS "orderId" FROM invoicing.document WHERE document_id = ${documentId}`,
  );
  if (!found) refuse('invoicing.unknown', { detail: documentId });
  const { orderId } = found;
  lock(tx, 'invoicing.subject');
  await tx.query(sql`INSERT INTO invoicing.subject (order_id) VALUES (${orderId}) ON CONFLICT DO NOTHING`);
  await tx.query(sql`SELECT 1 FROM invoicing.subject WHERE order_id = ${orderId} FOR NO KEY UPDATE`);
  await tx.query(sql`UPDATE invoicing.subject SET barred = true, at_once = false WHERE order_id = ${orderId}`);
  const issued = await issuedOf(tx, orderId);
  const open = openInvoices(issued).find((one) => one.documentId === documentId);
  if (!open) refuse('invoicing.nothing_due', { detail: documentId });
  if (issued.some((one) => one.cause.startsWith('due:'))) refuse('invoicing.needs_person', { detail: documentId });
  const facts = await factsOf(tx, tx.database, orderId);
  const entity = await entityOf(tx, tx.database, facts.siteId);
  const { timeZone } = (await houseOf(tx.database)).settings;
  const today = dayIn(tx.now, timeZone);
  const profile = await profileFor(tx, tx.database, entity, today);
  const { cause, reverses, matter } = reversal(open, today, { fr: reason, en: reason });
  const { customerId, channelId } = facts;
  const draft = compose(facts, { entity, profile }, matter);
  return issueDocuments(tx, entity.entityId, profile, timeZone, [
    { orderId, customerId, channelId, cause, reverses, draft },
  ]);
}

type Task = { orderId: string; wanted: number };

/** The schedule: each order in a transaction of its own, so that one that cannot be done holds nobody up. */
export async function workTasks(database: Database): Promise<void> {
  for (;;) {
    const tasks = await database.query<Task>(sql`
      SELECT order_id AS "orderId", wanted FROM invoicing.task WHERE due_at <= now() ORDER BY due_at, order_id LIMIT 50`);
    for (const task of tasks) await workTask(database, task);
    if (tasks.length < 50) return;
  }
}

async function workTask(database: Database, { orderId, wanted }: Task): Promise<void> {
  try {
    await database.transaction({ actor: 'system:invoicing' }, async (tx) => {
      await settleOrderDocuments(tx, orderId);
      await tx.query(sql`DELETE FROM invoicing.task WHERE order_id = ${orderId} AND wanted = ${wanted}`);
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Tried again in an hour, and at once when a new fact comes; the office shows why it waits.
    await database.transaction({ actor: 'system:invoicing' }, (tx) =>
      tx.query(sql`
        UPDATE invoicing.task SET tries = tries + 1, problem = ${error.code}, due_at = ${tx.now}::timestamptz + interval '1 hour'
        WHERE order_id = ${orderId} AND wanted = ${wanted}`),
    );
  }
}

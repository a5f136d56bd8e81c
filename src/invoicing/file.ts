/**
 * Invoices between companies go to the approved platform: written down in the transaction of the fact, sent by the worker under our own id,
 * so that a lost answer is asked again and never a second deposit. What the platform tells comes back on the document.
 */
import { lock, sql, type Database, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { Unavailable } from '#base/refusal';
import { ciiOf, hasXml } from './cii.ts';
import type { Content } from './model.ts';
import { platformOf } from './platforms/index.ts';
import { lifeCodes, type PlatformStatus } from './platforms/platform.ts';

/** Hears of documents that were issued: those between companies of France are filed where the profile names a platform. */
export async function onIssued(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.map((event) => event.subjectId);
  await tx.query(sql`
    INSERT INTO invoicing.filing (document_id, platform, state, due_at)
    SELECT d.document_id, p.content ->> 'platform', 'waiting', ${tx.now}::timestamptz FROM invoicing.document d JOIN invoicing.profile p USING (entity_id)
    WHERE d.document_id = ANY(${ids}::text[]) AND d.audience = 'B2B' AND d.kind <> 'delivery' AND coalesce(p.content ->> 'platform', 'none') <> 'none'
    ORDER BY 1 ON CONFLICT DO NOTHING`);
}

type Waiting = { documentId: string; platform: string; content: string; tries: number };

/** The schedule: sends what waits, and hears what became of what was sent. */
export async function fileDocuments(database: Database): Promise<void> {
  const waiting = await database.query<Waiting>(sql`
    SELECT f.document_id AS "documentId", f.platform, f.tries, d.content FROM invoicing.filing f JOIN invoicing.document d USING (document_id)
    WHERE f.state IN ('waiting', 'asked') AND f.due_at <= now() ORDER BY f.due_at, f.document_id LIMIT 20`);
  for (const one of waiting) await fileOne(database, one);
  const sent = await database.query<{ documentId: string; platform: string }>(sql`
    SELECT f.document_id AS "documentId", f.platform FROM invoicing.filing f
    WHERE f.state = 'sent' AND (f.code IS NULL OR f.code NOT IN (210, 212, 213)) AND f.due_at <= now() ORDER BY f.due_at LIMIT 50`);
  for (const one of sent) await hearOf(database, one);
}

const by = { actor: 'system:platform' };

async function fileOne(database: Database, { documentId, platform, content, tries }: Waiting): Promise<void> {
  const to = platformOf(platform);
  const document = JSON.parse(content) as Content;
  if (!to || !hasXml(document)) {
    await database.query(
      sql`UPDATE invoicing.filing SET state = 'failed', problem = 'no electronic form' WHERE document_id = ${documentId}`,
    );
    return;
  }
  await database.transaction(by, (tx) =>
    tx.query(sql`
      UPDATE invoicing.filing SET state = 'asked', tries = tries + 1, due_at = ${tx.now}::timestamptz + make_interval(secs => ${30 * 2 ** Math.min(tries, 8)}::int)
      WHERE document_id = ${documentId} AND state IN ('waiting', 'asked')`),
  );
  try {
    const { externalId } = await to.deposit(database, {
      reference: documentId,
      number: document.number,
      xml: ciiOf(document),
    });
    await database.transaction(by, (tx) =>
      tx.query(sql`
        UPDATE invoicing.filing SET state = 'sent', external_id = ${externalId}, sent_at = coalesce(sent_at, ${tx.now}::timestamptz), due_at = ${tx.now}::timestamptz
        WHERE document_id = ${documentId} AND state = 'asked'`),
    );
  } catch (error) {
    // No answer: asked again later under the same id.
    if (!(error instanceof Unavailable)) throw error;
  }
}

async function hearOf(
  database: Database,
  { documentId, platform }: { documentId: string; platform: string },
): Promise<void> {
  const to = platformOf(platform);
  if (!to) return;
  const [open] = await database.query<{ dueMinor: number; paid: boolean }>(sql`
    SELECT 0 AS "dueMinor", (d.kind = 'invoice' AND (SELECT coalesce(sum(p.captured_minor - p.refunded_minor), 0) FROM payments.payment p
      WHERE p.order_id = d.order_id) >= d.gross_minor) AS paid FROM invoicing.document d WHERE d.document_id = ${documentId}`);
  const before = await to.statuses(database, documentId);
  const isDeposited = before?.some((one) => one.code === lifeCodes.deposited) === true;
  if (
    open?.paid &&
    isDeposited &&
    !before?.some((one) => one.code === lifeCodes.refused || one.code === lifeCodes.rejected)
  )
    await to.paid(database, documentId, 0);
  const told = (await to.statuses(database, documentId)) ?? [];
  await database.transaction(by, (tx) => hear(tx, documentId, told));
}

/** Writes down what the platform told, each once, and tells the journal; the last code stands with the document. */
export async function hear(tx: Tx, documentId: string, told: readonly PlatformStatus[]): Promise<void> {
  lock(tx, 'invoicing.filing');
  const [filing] = await tx.query<{ orderId: string; number: string }>(sql`
    SELECT d.order_id AS "orderId", d.number FROM invoicing.filing f JOIN invoicing.document d USING (document_id)
    WHERE f.document_id = ${documentId} FOR NO KEY UPDATE OF f`);
  if (!filing) return;
  for (const { eventId, code, why, at } of told) {
    const isNew = await tx.affected(sql`
      INSERT INTO invoicing.status (document_id, event_id, code, why, at, heard_at)
      VALUES (${documentId}, ${eventId}, ${code}, ${why}, ${at}::timestamptz, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
    if (isNew === 0) continue;
    announce(tx, {
      ...{ type: 'invoicing.status', subjectKind: 'document', subjectId: documentId },
      mentions: [filing.orderId],
      body: { code, orderId: filing.orderId, number: filing.number },
    });
  }
  await tx.query(sql`
    UPDATE invoicing.filing SET code = (SELECT s.code FROM invoicing.status s WHERE s.document_id = ${documentId} ORDER BY s.at DESC, s.code DESC LIMIT 1),
      due_at = ${tx.now}::timestamptz + interval '5 seconds' WHERE document_id = ${documentId}`);
}

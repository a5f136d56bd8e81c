/** Issues documents: their numbers are taken under the lock of their series, last of all in the transaction. */
import { lock, sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { must } from '#base/assert';
import { refuse } from '#base/refusal';
import { dayIn, type Day } from '#base/time';
import { sha256 } from '#base/canonical';
import { homeCurrency, type Draft } from './compose.ts';
import { breachesOf } from './french.ts';
import { contentText, documentHash, numberOf, prefixOn, wrongSums, type Content } from './model.ts';
import type { Profile } from './profile.ts';

export type NewDocument = {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly channelId: string;
  readonly cause: string;
  readonly reverses: string | null;
  readonly draft: Draft;
};

export type Receipt = { readonly documentId: string; readonly number: string; readonly kind: Content['kind'] };

type Series = { kind: string; prefix: string; lastSequence: number; lastHash: string; lastDay: Day | null };

/** The hash before the first document of a series: a series can't be moved to another entity. */
export const firstHash = (entityId: string, kind: string, prefix: string): string =>
  sha256(`${entityId}\n${kind}\n${prefix}`);

/**
 * Issues documents of one order, in this order. Numbers follow each other without a gap, days never go back; what is taken back with the
 * transaction was never numbered. Refuses `invoicing.no_rate` (a foreign currency without a rate) and `invoicing.unsound` (sums or French
 * rules that do not hold): nothing wrong is ever numbered.
 */
export async function issueDocuments(
  tx: Tx,
  entityId: string,
  profile: Profile,
  timeZone: string,
  documents: readonly NewDocument[],
): Promise<Receipt[]> {
  if (documents.length === 0) return [];
  const today = dayIn(tx.now, timeZone);
  const series = await lockSeries(tx, entityId, profile, today, documents);
  const rows = documents.map((document) => {
    const at = must(series.get(document.draft.kind), 'the series of a document');
    at.lastSequence += 1;
    const day = at.lastDay !== null && at.lastDay > today ? at.lastDay : today;
    const content: Content = { ...document.draft, number: numberOf(at.prefix, at.lastSequence), day };
    checkSound(content);
    const text = contentText(content);
    at.lastHash = documentHash(at.lastHash, text);
    at.lastDay = day;
    return { ...document, documentId: newId('doc'), content, text, hash: at.lastHash, ...seat(at) };
  });
  await insert(tx, entityId, rows);
  await tx.query(sql`
    UPDATE invoicing.series s SET last_sequence = n.sequence, last_hash = n.hash, last_day = n.day
    FROM unnest(${[...series.keys()]}::text[], ${values(series, (one) => one.prefix)}::text[], ${values(series, (one) => one.lastSequence)}::bigint[],
      ${values(series, (one) => one.lastHash)}::text[], ${values(series, (one) => one.lastDay)}::date[]) AS n(kind, prefix, sequence, hash, day)
    WHERE s.entity_id = ${entityId} AND s.kind = n.kind AND s.prefix = n.prefix`);
  return rows.map(({ documentId, content: { number, kind } }) => ({ documentId, number, kind }));
}

const values = <T>(series: ReadonlyMap<string, Series>, of: (one: Series) => T): T[] => [...series.values()].map(of);
const seat = ({ prefix, lastSequence }: Series) => ({ prefix, sequence: lastSequence });

async function lockSeries(
  tx: Tx,
  entityId: string,
  profile: Profile,
  today: Day,
  documents: readonly NewDocument[],
): Promise<Map<string, Series>> {
  const kinds = [...new Set(documents.map((one) => one.draft.kind))].toSorted();
  const prefixes = kinds.map((kind) => prefixOn(profile.prefixes[kind], today));
  const firsts = kinds.map((kind, i) => firstHash(entityId, kind, prefixes[i] ?? ''));
  await tx.query(sql`
    INSERT INTO invoicing.series (entity_id, kind, prefix, last_hash)
    SELECT ${entityId}, n.* FROM unnest(${kinds}::text[], ${prefixes}::text[], ${firsts}::text[]) AS n(kind, prefix, hash) ORDER BY 2, 3
    ON CONFLICT DO NOTHING`);
  lock(tx, 'invoicing.series');
  const rows = await tx.query<Series>(sql`
    SELECT s.kind, s.prefix, s.last_sequence AS "lastSequence", s.last_hash AS "lastHash", s.last_day::text AS "lastDay"
    FROM invoicing.series s JOIN unnest(${kinds}::text[], ${prefixes}::text[]) AS n(kind, prefix) USING (kind, prefix)
    WHERE s.entity_id = ${entityId} ORDER BY s.kind, s.prefix FOR NO KEY UPDATE OF s`);
  return new Map(rows.map((row) => [row.kind, { ...row }]));
}

function checkSound(content: Content): void {
  const home = homeCurrency(content.seller.address.country);
  if (content.currency !== home && content.accounting === null && content.kind !== 'delivery')
    refuse('invoicing.no_rate', { detail: content.currency });
  const wrong = wrongSums(content);
  if (wrong.length > 0) refuse('invoicing.unsound', { fields: wrong });
  if (content.audience !== 'B2B') return;
  const breaches = breachesOf(content);
  if (breaches.length > 0)
    refuse('invoicing.unsound', {
      fields: breaches.map(({ rule, field, value }) => ({ field, rule: `${rule} ${value}` })),
    });
}

type Row = NewDocument &
  Pick<Series, 'prefix'> & {
    documentId: string;
    content: Content;
    text: string;
    hash: string;
    sequence: number;
  };

async function insert(tx: Tx, entityId: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const { documentId, orderId, customerId, channelId, cause, reverses, prefix, sequence, content, text, hash } = row;
    const { kind, number, day, audience, currency, totals, buyer } = content;
    await tx.query(sql`
      INSERT INTO invoicing.document (document_id, entity_id, kind, prefix, sequence, number, order_id, customer_id, channel_id, cause, reverses, audience,
        currency, net_minor, tax_minor, gross_minor, prepaid_minor, buyer_name, content, hash, day, issued_by, issued_at)
      VALUES (${documentId}, ${entityId}, ${kind}, ${prefix}, ${sequence}, ${number}, ${orderId}, ${customerId}, ${channelId}, ${cause}, ${reverses}, ${audience},
        ${currency}, ${totals.netMinor}, ${totals.taxMinor}, ${totals.grossMinor}, ${totals.prepaidMinor}, ${buyer.name}, ${text}, ${hash}, ${day}::date,
        ${tx.caller.actor}, ${tx.now}::timestamptz)`);
    announce(tx, {
      type: 'invoicing.issued',
      subjectKind: 'document',
      subjectId: documentId,
      version: 1,
      channelId,
      mentions: [orderId, ...(customerId === null ? [] : [customerId])],
      body: { kind, number, orderId, grossMinor: totals.grossMinor, currency, audience },
    });
  }
}

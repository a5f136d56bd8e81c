import { empty, sql, type Db } from '#base/db';
import { money, type Money } from '#base/money';
import { refuse } from '#base/refusal';
import type { Day, Instant } from '#base/time';
import { touches } from '#orders';
import type { Audience, Content, Kind } from './model.ts';

export type DocumentHead = {
  readonly documentId: string;
  readonly kind: Kind;
  readonly number: string;
  readonly day: Day;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string | null;
  readonly channelId: string;
  readonly audience: Audience;
  readonly buyerName: string;
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
  readonly prepaid: Money;
  /** The document that takes this one back; null: none does. */
  readonly reversedBy: string | null;
  /** Where the platform has it: its last code; null: it goes to none. */
  readonly filed: number | null;
  readonly issuedAt: Instant;
};

export type DocumentFilter = {
  /** The beginning of a document's or an order's number, or part of the buyer's name. */
  readonly q?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly audience?: Audience | undefined;
  readonly channelId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly customerId?: string | undefined;
  /** Whom a shopper speaks for: their own, and those of these companies. */
  readonly of?: { readonly customerId: string; readonly companyIds: readonly string[] } | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly siteIds?: readonly string[] | undefined;
  readonly sort?: 'newest' | 'oldest' | undefined;
  readonly after?: { readonly at: Instant; readonly id: string } | undefined;
  readonly limit: number;
};

const columns = sql`d.document_id AS "documentId", d.kind, d.number, d.day::text AS day, d.order_id AS "orderId", o.number AS "orderNumber",
  d.customer_id AS "customerId", d.channel_id AS "channelId", d.audience, d.buyer_name AS "buyerName", d.currency, d.net_minor AS "netMinor",
  d.tax_minor AS "taxMinor", d.gross_minor AS "grossMinor", d.prepaid_minor AS "prepaidMinor", d.issued_at AS "issuedAt",
  (SELECT r.document_id FROM invoicing.document r WHERE r.reverses = d.document_id) AS "reversedBy",
  (SELECT f.code FROM invoicing.filing f WHERE f.document_id = d.document_id) AS filed`;

type HeadRow = Omit<DocumentHead, 'net' | 'tax' | 'gross' | 'prepaid'> & {
  currency: string;
  netMinor: number;
  taxMinor: number;
  grossMinor: number;
  prepaidMinor: number;
};

function headOf<T extends HeadRow>({ currency, netMinor, taxMinor, grossMinor, prepaidMinor, ...row }: T) {
  const of = (minor: number): Money => money(minor, currency);
  return { ...row, net: of(netMinor), tax: of(taxMinor), gross: of(grossMinor), prepaid: of(prepaidMinor) };
}

const pageOf = ({ sort, after, limit }: DocumentFilter) => {
  const [at, id] = [after?.at ?? null, after?.id ?? ''];
  return sort === 'oldest'
    ? sql`AND (${at}::timestamptz IS NULL OR (d.issued_at, d.document_id) > (${at}::timestamptz, ${id}))
        ORDER BY d.issued_at, d.document_id LIMIT ${limit}`
    : sql`AND (${at}::timestamptz IS NULL OR (d.issued_at, d.document_id) < (${at}::timestamptz, ${id}))
        ORDER BY d.issued_at DESC, d.document_id DESC LIMIT ${limit}`;
};

/** Of a shopper, and of the companies whose documents they may see. */
const ofShopper = ({ customerId, companyIds }: NonNullable<DocumentFilter['of']>) =>
  companyIds.length === 0
    ? sql`AND d.customer_id = ${customerId}`
    : sql`AND (d.customer_id = ${customerId} OR o.buyer->>'companyId' = ANY(${[...companyIds]}::text[]))`;

/** Documents, the newest first, of the orders that touch these sites. */
export async function listDocuments(db: Db, filter: DocumentFilter): Promise<DocumentHead[]> {
  const q = filter.q?.trim() ?? '';
  const [like, number] = [`%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`, `${q.toUpperCase().replace(/[\\%_]/g, '')}%`];
  const {
    kind = null,
    audience = null,
    channelId = null,
    orderId = null,
    customerId = null,
    from = null,
    to = null,
  } = filter;
  const rows = await db.query<HeadRow>(sql`
    SELECT ${columns} FROM invoicing.document d JOIN orders.order o USING (order_id)
    WHERE (${kind}::text IS NULL OR d.kind = ${kind}) AND (${audience}::text IS NULL OR d.audience = ${audience})
      AND (${channelId}::text IS NULL OR d.channel_id = ${channelId}) AND (${orderId}::text IS NULL OR d.order_id = ${orderId})
      AND (${customerId}::text IS NULL OR d.customer_id = ${customerId})
      AND (${from}::date IS NULL OR d.day >= ${from}::date) AND (${to}::date IS NULL OR d.day <= ${to}::date)
      AND ${touches(filter.siteIds)} ${filter.of === undefined ? empty : ofShopper(filter.of)}
      AND (${q} = '' OR upper(d.number) LIKE ${number} OR o.number LIKE ${number} OR d.buyer_name ILIKE ${like})
      ${pageOf(filter)}`);
  return rows.map(headOf);
}

export type Document = DocumentHead & {
  readonly content: Content;
  readonly hash: string;
  readonly cause: string;
  readonly reverses: string | null;
  readonly issuedBy: string;
};

/** A document with its content. Refuses `invoicing.unknown`. */
export async function documentById(db: Db, documentId: string): Promise<Document> {
  const [row] = await db.query<HeadRow & Omit<Document, 'content' | keyof DocumentHead> & { content: string }>(sql`
    SELECT ${columns}, d.content, d.hash, d.cause, d.reverses, d.issued_by AS "issuedBy"
    FROM invoicing.document d JOIN orders.order o USING (order_id) WHERE d.document_id = ${documentId}`);
  if (!row) refuse('invoicing.unknown', { detail: documentId });
  const { content, ...rest } = row;
  return { ...headOf(rest), content: JSON.parse(content) as Content };
}

export type Balance = {
  readonly currency: string;
  /** Open invoices and credit notes of what came back; invoices that were taken back count on neither side. */
  readonly invoicedMinor: number;
  readonly creditedMinor: number;
  /** Taken, less what was given back. */
  readonly paidMinor: number;
  /** What the documents leave open: above zero the buyer owes it. */
  readonly openMinor: number;
};

/** What the documents of an order come to, against its money: documents = payments − refunds + what is open. */
export async function balanceOf(db: Db, orderId: string): Promise<Balance | null> {
  const [row] = await db.query<Omit<Balance, 'openMinor'>>(sql`
    SELECT o.currency,
      (SELECT coalesce(sum(d.gross_minor), 0) FROM invoicing.document d WHERE d.order_id = o.order_id AND d.kind = 'invoice'
        AND NOT EXISTS (SELECT 1 FROM invoicing.document r WHERE r.reverses = d.document_id))::bigint AS "invoicedMinor",
      (SELECT coalesce(sum(d.gross_minor), 0) FROM invoicing.document d WHERE d.order_id = o.order_id AND d.kind = 'credit_note'
        AND d.reverses IS NULL)::bigint AS "creditedMinor",
      (SELECT coalesce(sum(p.captured_minor - p.refunded_minor), 0) FROM payments.payment p WHERE p.order_id = o.order_id)::bigint AS "paidMinor"
    FROM orders.order o WHERE o.order_id = ${orderId}`);
  if (!row || row.invoicedMinor === 0) return null;
  return { ...row, openMinor: row.invoicedMinor - row.creditedMinor - row.paidMinor };
}

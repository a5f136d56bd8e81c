/** Reads what was sold, came back and was paid between two days, for the accounts and the reports. One currency at a time. */
import { empty, sql, type Db } from '#base/db';
import { scale } from '#base/money';
import type { Day } from '#base/time';
import { splitOver } from './compose.ts';
import type { Sale, SaleGroup, Tender, Transfer } from './book.ts';
import { takenOf } from './deposit-parts.ts';
import type { Content } from './model.ts';

export type Span = {
  readonly entityId: string;
  readonly from: Day;
  readonly to: Day;
  readonly timeZone: string;
  readonly currency: string;
  /** Tenders are told for each order, not in one sum. */
  readonly byOrder?: boolean;
  /** Of these orders alone. */
  readonly orderIds?: readonly string[];
};

const ofThese = ({ orderIds }: Span) =>
  orderIds === undefined ? empty : sql`AND o.order_id = ANY(${[...orderIds]}::text[])`;

type Groups = readonly { rate: number; grossMinor: number; netMinor: number }[];
type Row = { day: Day; orderId: string; channel: string; groups: Groups; taxed: boolean };

/** The merchant itself: whose is what names nobody. */
const firstEntity = sql`(SELECT e.entity_id FROM org.entity e ORDER BY e.created_at, e.entity_id LIMIT 1)`;
/** Whose sale an order `o` is: its site's entity, else the first. */
const ofEntity = (entityId: string) =>
  sql`coalesce((SELECT s.entity_id FROM org.site s WHERE s.site_id = o.site_id), ${firstEntity}) = ${entityId}`;
/** An order of a company: its documents tell it. */
const ofCompany = sql`(to_jsonb(o) -> 'buyer' ->> 'companyId' IS NOT NULL
  OR EXISTS (SELECT 1 FROM invoicing.document d WHERE d.order_id = o.order_id AND d.audience <> 'B2C' AND d.kind <> 'delivery'))`;

// Without a scheme that says why, what bears no VAT is a voucher: outside the scope of the tax, and money we owe.
const groupsOf = ({ groups, taxed }: Pick<Row, 'groups' | 'taxed'>, sign: 1 | -1): SaleGroup[] =>
  groups.map(({ rate, grossMinor, netMinor }) => ({
    ...{ rate, netMinor: sign * netMinor, taxMinor: sign * (grossMinor - netMinor) },
    outside: rate === 0 && !taxed,
  }));

const taxed = sql`coalesce(to_jsonb(o) -> 'tax' ->> 'scheme', 'domestic') <> 'domestic'`;

/** Tickets of sales on the day they were sold. */
const ticketRows = (db: Db, span: Span) => {
  const { entityId, from, to, timeZone, currency } = span;
  return db.query<Row>(sql`
    SELECT (t.at AT TIME ZONE ${timeZone})::date::text AS day, t.order_id AS "orderId", c.code AS channel, t.body::jsonb -> 'taxGroups' AS groups, ${taxed} AS taxed
    FROM till.ticket t JOIN orders.order o USING (order_id) JOIN channels.channel c ON c.channel_id = o.channel_id
    WHERE t.kind = 'sale' AND (t.at AT TIME ZONE ${timeZone})::date BETWEEN ${from}::date AND ${to}::date AND o.currency = ${currency}
      AND ${ofEntity(entityId)} AND NOT ${ofCompany} ${ofThese(span)}`);
};

/** Orders of other channels on the day the last of them left. */
const orderRows = (db: Db, span: Span) => {
  const { entityId, from, to, timeZone, currency } = span;
  return db.query<Row>(sql`
    SELECT (l.at AT TIME ZONE ${timeZone})::date::text AS day, o.order_id AS "orderId", c.code AS channel, ${taxed} AS taxed,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('rate', (g ->> 'rate')::int, 'grossMinor', (g -> 'gross' ->> 'minor')::bigint, 'netMinor', (g -> 'net' ->> 'minor')::bigint)), '[]')
        FROM jsonb_array_elements(o.tax_groups) g) AS groups
    FROM orders.order o JOIN channels.channel c ON c.channel_id = o.channel_id
    CROSS JOIN LATERAL (SELECT coalesce((SELECT max(e.at) FROM journal.event e WHERE e.subject_id = o.order_id AND e.type = 'orders.shipped'), o.placed_at) AS at) l
    WHERE o.state = 'placed' AND o.currency = ${currency} AND o.placed_at < ((${to}::date + 1)::timestamp AT TIME ZONE ${timeZone})
      AND (l.at AT TIME ZONE ${timeZone})::date BETWEEN ${from}::date AND ${to}::date
      AND NOT EXISTS (SELECT 1 FROM till.ticket t WHERE t.order_id = o.order_id AND t.kind = 'sale')
      AND NOT EXISTS (SELECT 1 FROM orders.line n WHERE n.order_id = o.order_id AND n.ordered > n.cancelled + n.shipped)
      AND EXISTS (SELECT 1 FROM orders.line n WHERE n.order_id = o.order_id AND n.shipped > 0)
      AND ${ofEntity(entityId)} AND NOT ${ofCompany} ${ofThese(span)}`);
};

type DueRow = {
  day: Day;
  orderId: string;
  channel: string;
  taxed: boolean;
  lines: readonly { minor: number; netMinor: number; deductMinor: number; rate: number }[];
  carriage: readonly { rate: number; minor: number; netMinor: number }[];
  goodwillMinor: number;
  orderGroups: Groups;
};

/** What came back, or was given without goods, on the day it was owed. */
const dueRows = (db: Db, span: Span) => {
  const { entityId, from, to, timeZone, currency } = span;
  return db.query<DueRow>(sql`
    SELECT (d.at AT TIME ZONE ${timeZone})::date::text AS day, d.order_id AS "orderId", c.code AS channel, d.lines, d.carriage, d.goodwill_minor AS "goodwillMinor", ${taxed} AS taxed,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('rate', (g ->> 'rate')::int, 'grossMinor', (g -> 'gross' ->> 'minor')::bigint, 'netMinor', (g -> 'net' ->> 'minor')::bigint)), '[]')
        FROM jsonb_array_elements(o.tax_groups) g) AS "orderGroups"
    FROM returns.due d JOIN orders.order o USING (order_id) JOIN channels.channel c ON c.channel_id = o.channel_id
    WHERE (d.at AT TIME ZONE ${timeZone})::date BETWEEN ${from}::date AND ${to}::date AND d.currency = ${currency}
      AND ${ofEntity(entityId)} AND NOT ${ofCompany} ${ofThese(span)}`);
};

const inside = (grossMinor: number, rate: number): number => scale(grossMinor, 1_000_000, 1_000_000 + rate, 'half_up');

function dueGroups(due: DueRow): Groups {
  return [
    ...due.lines.map(({ rate, minor, netMinor, deductMinor }) => ({
      rate,
      grossMinor: minor - deductMinor,
      netMinor: netMinor - inside(deductMinor, rate),
    })),
    ...due.carriage.map(({ rate, minor, netMinor }) => ({ rate, grossMinor: minor, netMinor })),
    ...splitOver({ groups: due.orderGroups }, due.goodwillMinor),
  ];
}

type DocumentRow = {
  day: Day;
  orderId: string;
  kind: Content['kind'];
  number: string;
  content: string;
  /** Of a credit note: the document that it takes back. */
  original: string | null;
  id: string;
  name: string;
};

/** Documents of companies on their own day. */
const documentRows = (db: Db, span: Span) => {
  const { entityId, from, to, currency } = span;
  return db.query<DocumentRow>(sql`
    SELECT d.day::text AS day, d.order_id AS "orderId", d.kind, d.number, d.content, (SELECT i.content FROM invoicing.document i WHERE i.document_id = d.reverses) AS original, coalesce(d.content::jsonb -> 'buyer' ->> 'siren', d.content::jsonb -> 'buyer' ->> 'vatNumber', d.order_id) AS id,
      d.buyer_name AS name
    FROM invoicing.document d JOIN orders.order o USING (order_id) WHERE d.entity_id = ${entityId} AND d.day BETWEEN ${from}::date AND ${to}::date
      AND d.kind <> 'delivery' AND d.currency = ${currency} AND ${ofCompany} ${ofThese(span)} ORDER BY d.issued_at, d.sequence`);
};

/** Deposit invoices of these orders, whenever they were issued, by number. */
async function depositsOf(db: Db, { entityId }: Span, orderIds: readonly string[]): Promise<Map<string, DocumentRow>> {
  const rows = await db.query<DocumentRow>(sql`
    SELECT d.day::text AS day, d.order_id AS "orderId", d.kind, d.number, d.content, NULL AS original, d.order_id AS id, d.buyer_name AS name
    FROM invoicing.document d WHERE d.entity_id = ${entityId} AND d.kind = 'deposit' AND d.order_id = ANY(${orderIds}::text[])`);
  return new Map(rows.map((row) => [row.number, row]));
}

/** The groups of a company's document; an invoice after deposits takes off again what it cites of them. */
function documentSales(row: DocumentRow, deposits: ReadonlyMap<string, DocumentRow>): Sale[] {
  const content = JSON.parse(row.content) as Content;
  const sign = row.kind === 'credit_note' ? -1 : 1;
  const customer = { id: row.id, name: row.name };
  const sale = (kind: Sale['kind'], groups: readonly SaleGroup[]): Sale => ({
    ...{ day: row.day, told: 'document' as const, kind, ref: row.number, orderId: row.orderId, customer, groups },
  });
  const own = (document: { readonly groups: ReturnType<typeof takenOf> }, by: 1 | -1): SaleGroup[] =>
    document.groups.map(({ rate, netMinor, taxMinor }) => ({
      rate,
      netMinor: by * netMinor,
      taxMinor: by * taxMinor,
      outside: false,
    }));
  // A credit note that takes a deposit back lessens what was received before the goods, not what was sold.
  const ofDeposit = content.prior.length > 0 && content.prior.every((one) => deposits.has(one.number));
  const isDeposit = row.kind === 'deposit' || (row.kind === 'credit_note' && ofDeposit);
  const kind = isDeposit ? 'deposit' : row.kind === 'credit_note' ? 'return' : 'sale';
  // What an invoice takes off of deposits, a credit note that takes it back whole puts on again.
  const whole = row.kind === 'invoice' ? content : row.original === null ? null : (JSON.parse(row.original) as Content);
  const taken = (whole?.kind === 'invoice' ? whole.prior : []).flatMap((prior) => {
    const deposit = deposits.get(prior.number);
    return deposit ? [{ ratedOn: deposit.day, groups: takenOf(prior, JSON.parse(deposit.content) as Content) }] : [];
  });
  return [
    sale(kind, own(content, sign)),
    ...taken.map(({ ratedOn, groups }) => ({
      ...sale('deposit', own({ groups }, sign === 1 ? -1 : 1)),
      ratedOn, // what was received before the goods leaves the accounts as it came into them
    })),
  ];
}

/** All sales and returns of a span. */
export async function salesOf(db: Db, span: Span): Promise<Sale[]> {
  const [tickets, orders, dues, documents] = await Promise.all([
    ticketRows(db, span),
    orderRows(db, span),
    dueRows(db, span),
    documentRows(db, span),
  ]);
  const deposits = await depositsOf(
    db,
    span,
    documents.map((row) => row.orderId),
  );
  const total = (row: Row, kind: Sale['kind'], sign: 1 | -1): Sale => ({
    ...{ day: row.day, told: 'total', kind, ref: row.channel, orderId: row.orderId, customer: null },
    groups: groupsOf(row, sign),
  });
  return [
    ...[...tickets, ...orders].map((row) => total(row, 'sale', 1)),
    ...dues.map((due) => total({ ...due, groups: dueGroups(due) }, 'return', -1)),
    ...documents.flatMap((row) => documentSales(row, deposits)),
  ];
}

/**
 * Money of customers, taken and given back, by day and account; of companies by order too, and `byOrder` of everybody. What a company buys on
 * account is no money: it goes on being owed, until a receipt says that the bank has it.
 */
export async function tendersOf(db: Db, span: Span): Promise<Tender[]> {
  const { entityId, from, to, timeZone, currency, byOrder = false, orderIds } = span;
  const orderId = byOrder ? sql`o.order_id` : sql`CASE WHEN ${ofCompany} THEN o.order_id END`;
  const dayMoved = sql`(m.at AT TIME ZONE ${timeZone})::date`;
  const dayReceived = sql`(r.at AT TIME ZONE ${timeZone})::date`;
  const within = sql`BETWEEN ${from}::date AND ${to}::date`;
  // A drawer that was counted holds what was counted; by how much that differs lies on an account of its own.
  const counted =
    orderIds !== undefined
      ? empty
      : sql`UNION ALL
    SELECT ${dayMoved}::text, a.account, NULL, sum(CASE WHEN a.account = m.to_account THEN m.minor ELSE -m.minor END)::bigint
    FROM payments.movement m CROSS JOIN LATERAL (VALUES (m.from_account), (m.to_account)) AS a(account)
    JOIN till.device t ON 'drawer:' || t.device_id IN (m.from_account, m.to_account) JOIN org.site s USING (site_id)
    WHERE m.reason = 'cash_difference' AND m.currency = ${currency} AND ${dayMoved} ${within} AND s.entity_id = ${entityId}
    GROUP BY 1, 2, a.account = m.to_account`;
  return db.query<Tender>(sql`
    SELECT ${dayMoved}::text AS day, CASE WHEN m.from_account = 'customers' OR m.to_account = 'vouchers' THEN m.to_account ELSE m.from_account END AS account,
      ${orderId} AS "orderId", sum(CASE WHEN m.from_account = 'customers' OR m.to_account = 'vouchers' THEN m.minor ELSE -m.minor END)::bigint AS minor
    FROM payments.movement m JOIN payments.payment p USING (payment_id) JOIN orders.order o ON o.order_id = p.order_id
    WHERE (m.from_account = 'customers' OR m.to_account = 'customers' OR m.to_account = 'vouchers' OR m.from_account = 'vouchers') AND m.currency = ${currency}
      AND m.from_account NOT LIKE 'receivable:%' AND m.to_account NOT LIKE 'receivable:%'
      AND ${dayMoved} ${within} AND ${ofEntity(entityId)} ${ofThese(span)}
    GROUP BY 1, 2, 3, m.from_account = 'customers' OR m.to_account = 'vouchers'
    UNION ALL
    SELECT ${dayReceived}::text, 'bank', ${orderId}, sum(n.minor)::bigint
    FROM payments.receipt r JOIN payments.receipt_part n USING (receipt_id) JOIN payments.payment p USING (payment_id) JOIN orders.order o ON o.order_id = p.order_id
    WHERE r.currency = ${currency} AND ${dayReceived} ${within} AND ${ofEntity(entityId)} ${ofThese(span)}
    GROUP BY 1, 3
    UNION ALL
    -- Cash that was rounded lies in the drawer as it was counted: what is more there is less on the account of roundings.
    SELECT ${dayMoved}::text, a.account, ${orderId}, sum(CASE WHEN a.account = m.to_account THEN m.minor ELSE -m.minor END)::bigint
    FROM payments.movement m JOIN orders.order o ON o.order_id = m.order_id CROSS JOIN LATERAL (VALUES (m.from_account), (m.to_account)) AS a(account)
    WHERE m.reason = 'cash_rounding' AND m.currency = ${currency} AND ${dayMoved} ${within} AND ${ofEntity(entityId)} ${ofThese(span)}
    GROUP BY 1, 2, 3, a.account = m.to_account ${counted} ORDER BY 1, 2, 3`);
}

/** In which currencies anything was sold or moved. */
export async function currenciesIn(db: Db): Promise<string[]> {
  const rows = await db.query<{ currency: string }>(sql`
    SELECT 'EUR' AS currency UNION SELECT currency FROM orders.order UNION SELECT currency FROM payments.movement ORDER BY 1`);
  return rows.map((row) => row.currency);
}

/**
 * Money that went between accounts of ours: what statements show, payouts and their fees, disputes, cash taken to the bank. What names no
 * order is theirs whose account it came to (`bank`), of a drawer theirs whose shop it stands in, else the first legal entity's. Money of
 * customers is told by `tendersOf`.
 */
export async function transfersOf(db: Db, { entityId, from, to, timeZone, currency }: Span): Promise<Transfer[]> {
  const ours = '^(bank|unallocated|other|advances|payouts|fees|disputed|losses|safe|psp:.*|drawer:.*)$';
  return db.query<Transfer>(sql`
    SELECT (m.at AT TIME ZONE ${timeZone})::date::text AS day, m.from_account AS "from", m.to_account AS "to", sum(m.minor)::bigint AS minor
    FROM payments.movement m LEFT JOIN bank.owned w USING (movement_id) LEFT JOIN payments.payment p USING (payment_id)
    LEFT JOIN orders.order o ON o.order_id = coalesce(p.order_id, m.order_id)
    WHERE m.from_account ~ ${ours} AND m.to_account ~ ${ours} AND m.reason <> 'cash_moved' AND m.currency = ${currency}
      AND (m.at AT TIME ZONE ${timeZone})::date BETWEEN ${from}::date AND ${to}::date
      AND coalesce(w.entity_id, (SELECT s.entity_id FROM org.site s WHERE s.site_id = o.site_id),
        CASE WHEN o.order_id IS NULL THEN (SELECT s.entity_id FROM till.device t JOIN org.site s USING (site_id)
          WHERE 'drawer:' || t.device_id IN (m.from_account, m.to_account) ORDER BY t.device_id LIMIT 1) END, ${firstEntity}) = ${entityId}
    GROUP BY 1, 2, 3
    UNION ALL
    -- What went into a drawer or out of it by hand is its store's.
    SELECT (m.at AT TIME ZONE ${timeZone})::date::text, m.from_account, m.to_account, sum(m.minor)::bigint
    FROM payments.movement m JOIN till.cash_move c USING (movement_id) JOIN till.device t USING (device_id) JOIN org.site s USING (site_id)
    WHERE m.reason = 'cash_moved' AND m.currency = ${currency}
      AND (m.at AT TIME ZONE ${timeZone})::date BETWEEN ${from}::date AND ${to}::date AND s.entity_id = ${entityId}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
}

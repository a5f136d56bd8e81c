/** Reading suppliers, purchase orders, what is on its way. */
import { empty, maybeOne, sql, type Db, type Sql } from '#base/db';
import type { Day, Instant } from '#base/time';
import {
  numberOf,
  statusOf,
  type PurchaseHead,
  type PurchaseLine,
  type PurchaseStatus,
  type ReceivedState,
  type Supplier,
  type Supply,
} from './model.ts';

const supplierColumns = sql`s.supplier_id AS "supplierId", s.name, s.currency, s.lead_days AS "leadDays", s.min_order_minor AS "minOrderMinor",
  s.tolerance_percent AS "tolerancePercent", s.language, s.email, s.contacts, s.note, s.active, s.version`;

export const supplierById = (db: Db, supplierId: string): Promise<Supplier | undefined> =>
  maybeOne(
    db.query<Supplier>(sql`SELECT ${supplierColumns} FROM purchasing.supplier s WHERE s.supplier_id = ${supplierId}`),
  );

export type SupplierLine = Supplier & { readonly articles: number; readonly openPurchases: number };

/** Suppliers by name, or newest first; the cursor is the last one's name and id, or its moment and id. */
export async function listSuppliers(
  db: Db,
  filter: {
    q?: string | undefined;
    active?: boolean | undefined;
    after?: { name: string; supplierId: string } | undefined;
    limit: number;
  },
): Promise<SupplierLine[]> {
  return db.query<SupplierLine>(sql`
    SELECT ${supplierColumns}, (SELECT count(*) FROM purchasing.supply y WHERE y.supplier_id = s.supplier_id)::int AS articles,
      (SELECT count(*) FROM purchasing.purchase p WHERE p.supplier_id = s.supplier_id AND p.state = 'sent')::int AS "openPurchases"
    FROM purchasing.supplier s
    WHERE (${filter.q ?? null}::text IS NULL OR strpos(lower(s.name), lower(${filter.q ?? ''})) > 0)
      AND (${filter.active ?? null}::boolean IS NULL OR s.active = ${filter.active ?? null})
      AND (${filter.after?.name ?? null}::text IS NULL
        OR (lower(s.name), s.supplier_id) > (lower(${filter.after?.name ?? ''}), ${filter.after?.supplierId ?? ''}))
    ORDER BY lower(s.name), s.supplier_id LIMIT ${filter.limit}`);
}

const supplyColumns = sql`sku_id AS "skuId", supplier_id AS "supplierId", supplier_sku AS "supplierSku", pack_units AS "packUnits",
  cost_milli AS "costMilli", lead_days AS "leadDays", preferred`;

/** What a supplier sells us, by article id. */
export async function suppliesOf(
  db: Db,
  supplierId: string,
  filter: { skuIds?: readonly string[]; after?: string | undefined; limit: number },
): Promise<Supply[]> {
  return db.query<Supply>(sql`
    SELECT ${supplyColumns} FROM purchasing.supply WHERE supplier_id = ${supplierId} AND sku_id > ${filter.after ?? ''}
      ${filter.skuIds === undefined ? empty : sql`AND sku_id = ANY(${filter.skuIds}::text[])`}
    ORDER BY sku_id LIMIT ${filter.limit}`);
}

/** Preferred supplies of living suppliers, by article id: what proposals buy. */
export async function preferredSupplies(
  db: Db,
  filter: { supplierId?: string | undefined; after: string; limit: number },
): Promise<(Supply & { supplierLeadDays: number })[]> {
  return db.query(sql`
    SELECT y.sku_id AS "skuId", y.supplier_id AS "supplierId", y.supplier_sku AS "supplierSku", y.pack_units AS "packUnits",
      y.cost_milli AS "costMilli", y.lead_days AS "leadDays", y.preferred, s.lead_days AS "supplierLeadDays"
    FROM purchasing.supply y JOIN purchasing.supplier s USING (supplier_id)
    WHERE y.preferred AND s.active AND y.sku_id > ${filter.after}
      AND (${filter.supplierId ?? null}::text IS NULL OR y.supplier_id = ${filter.supplierId ?? null})
    ORDER BY y.sku_id LIMIT ${filter.limit}`);
}

export type Rule = {
  skuId: string;
  siteId: string;
  min: number | null;
  max: number | null;
  targetDays: number | null;
  skip: boolean;
};

export async function reorderRules(db: Db, skuIds: readonly string[]): Promise<Rule[]> {
  return db.query<Rule>(sql`
    SELECT sku_id AS "skuId", site_id AS "siteId", min_units AS min, max_units AS max, target_days AS "targetDays", skip
    FROM purchasing.reorder_rule WHERE sku_id = ANY(${skuIds}::text[]) ORDER BY sku_id, site_id`);
}

/** A rule with what its article's preferred supplier says; null where nobody supplies it. */
export type RuleRow = Rule & {
  supplierId: string | null;
  supplierName: string | null;
  packUnits: number | null;
  leadDays: number | null;
};

/** Rules that decide something, by article and site; at all sites or some, of all articles or some. */
export async function listRules(
  db: Db,
  filter: {
    siteIds: readonly string[] | undefined;
    skuIds: readonly string[] | undefined;
    after?: { skuId: string; siteId: string } | undefined;
    limit: number;
  },
): Promise<RuleRow[]> {
  const { siteIds, skuIds, after, limit } = filter;
  return db.query<RuleRow>(sql`
    SELECT r.sku_id AS "skuId", r.site_id AS "siteId", r.min_units AS min, r.max_units AS max, r.target_days AS "targetDays", r.skip,
      s.supplier_id AS "supplierId", s.name AS "supplierName", y.pack_units AS "packUnits", coalesce(y.lead_days, s.lead_days) AS "leadDays"
    FROM purchasing.reorder_rule r
      LEFT JOIN purchasing.supply y ON y.sku_id = r.sku_id AND y.preferred LEFT JOIN purchasing.supplier s ON s.supplier_id = y.supplier_id
    WHERE (r.min_units IS NOT NULL OR r.target_days IS NOT NULL OR r.skip)
      AND (${siteIds ?? null}::text[] IS NULL OR r.site_id = ANY(${siteIds ?? null}::text[]))
      AND (${skuIds ?? null}::text[] IS NULL OR r.sku_id = ANY(${skuIds ?? null}::text[]))
      AND (${after?.skuId ?? null}::text IS NULL OR (r.sku_id, r.site_id) > (${after?.skuId ?? ''}, ${after?.siteId ?? ''}))
    ORDER BY r.sku_id, r.site_id LIMIT ${limit}`);
}

/** The articles that have a rule anywhere. */
export async function ruledSkus(db: Db): Promise<string[]> {
  const rows = await db.query<{ skuId: string }>(
    sql`SELECT DISTINCT sku_id AS "skuId" FROM purchasing.reorder_rule ORDER BY sku_id`,
  );
  return rows.map((row) => row.skuId);
}

const headColumns: Sql = sql`p.purchase_id AS "purchaseId", p.number, p.supplier_id AS "supplierId", p.site_id AS "siteId", p.entity_id AS "entityId",
  p.currency, p.fx_nano AS "fxNano", p.tolerance_percent AS "tolerancePercent", p.state, p.expected_on::text AS "expectedOn", p.reference, p.note, p.created_at AS "createdAt",
  p.created_by AS "createdBy", p.sent_at AS "sentAt", p.sent_how AS "sentHow", p.closed_at AS "closedAt", p.version`;

type HeadRow = Omit<PurchaseHead, 'number'> & { number: number };
const headOf = <R extends HeadRow>(row: R) => ({ ...row, number: numberOf(row.number) });

export async function purchaseHead(db: Db, purchaseId: string): Promise<PurchaseHead | undefined> {
  const row = await maybeOne(
    db.query<HeadRow>(sql`SELECT ${headColumns} FROM purchasing.purchase p WHERE p.purchase_id = ${purchaseId}`),
  );
  return row && headOf(row);
}

export const purchaseLines = (db: Db, purchaseId: string): Promise<PurchaseLine[]> =>
  db.query<PurchaseLine>(sql`
    SELECT line_no AS "lineNo", sku_id AS "skuId", ordered, good, damaged, allowed, allowed_by AS "allowedBy", supplier_sku AS "supplierSku",
      pack_units AS "packUnits", cost_milli AS "costMilli"
    FROM purchasing.purchase_line WHERE purchase_id = ${purchaseId} ORDER BY line_no`);

export type PurchaseRow = PurchaseHead & {
  readonly supplierName: string;
  readonly status: PurchaseStatus;
  readonly ordered: number;
  readonly arrived: number;
  readonly totalMilli: number;
};

export type PurchaseFilter = {
  readonly q?: string | undefined;
  readonly status?: PurchaseStatus | undefined;
  readonly supplierId?: string | undefined;
  readonly skuId?: string | undefined;
  readonly siteIds?: readonly string[] | undefined;
  readonly sort?: 'newest' | 'expected' | undefined;
  readonly after?: { readonly at: string; readonly purchaseId: string } | undefined;
  readonly limit: number;
};

/** What a list in the order of expected days sorts by: those without a day come last. */
const NO_DAY = '9999-12-31';

/** Purchase orders, newest first or by the day they are expected; `q` is a number, a reference or a supplier's name. */
export async function listPurchases(db: Db, filter: PurchaseFilter): Promise<PurchaseRow[]> {
  const { after, status } = filter;
  const byDay = filter.sort === 'expected';
  const beyond =
    after === undefined
      ? empty
      : byDay
        ? sql`AND (coalesce(p.expected_on, ${NO_DAY}::date), p.purchase_id) > (${after.at}::date, ${after.purchaseId})`
        : sql`AND (p.created_at, p.purchase_id) < (${after.at}::timestamptz, ${after.purchaseId})`;
  const order = byDay
    ? sql`ORDER BY coalesce(p.expected_on, ${NO_DAY}::date), p.purchase_id`
    : sql`ORDER BY p.created_at DESC, p.purchase_id DESC`;
  const state = status === 'partial' ? 'sent' : (status ?? null);
  const rows = await db.query<HeadRow & Pick<PurchaseRow, 'supplierName' | 'ordered' | 'arrived' | 'totalMilli'>>(sql`
    SELECT ${headColumns}, s.name AS "supplierName", l.ordered, l.arrived, l.total AS "totalMilli"
    FROM purchasing.purchase p JOIN purchasing.supplier s USING (supplier_id)
    CROSS JOIN LATERAL (SELECT coalesce(sum(ordered), 0)::bigint AS ordered, coalesce(sum(good + damaged), 0)::bigint AS arrived,
      coalesce(sum(ordered * cost_milli), 0)::bigint AS total FROM purchasing.purchase_line WHERE purchase_id = p.purchase_id) l
    WHERE (${state}::text IS NULL OR p.state = ${state})
      AND (${status ?? null}::text IS NULL OR p.state <> 'sent' OR (l.arrived > 0) = ${status === 'partial'})
      AND (${filter.supplierId ?? null}::text IS NULL OR p.supplier_id = ${filter.supplierId ?? null})
      AND (${filter.siteIds ?? null}::text[] IS NULL OR p.site_id = ANY(${filter.siteIds ?? null}::text[]))
      AND (${filter.skuId ?? null}::text IS NULL
        OR EXISTS (SELECT 1 FROM purchasing.purchase_line k WHERE k.purchase_id = p.purchase_id AND k.sku_id = ${filter.skuId ?? null}))
      AND (${filter.q ?? null}::text IS NULL OR strpos(lower('cf-' || p.number || ' ' || p.reference || ' ' || s.name), lower(${filter.q ?? ''})) > 0)
      ${beyond} ${order} LIMIT ${filter.limit}`);
  return rows.map((row) => ({ ...headOf(row), status: statusOf(row.state, row.arrived) }));
}

/** The cursor of a list's last row. */
export const cursorOf = (row: PurchaseRow, sort: PurchaseFilter['sort']): string =>
  `${sort === 'expected' ? (row.expectedOn ?? NO_DAY) : row.createdAt}~${row.purchaseId}`;

export type ReceiptRow = {
  readonly receiptId: string;
  readonly purchaseId: string;
  readonly deliveryNote: string;
  readonly at: Instant;
  readonly actor: string;
  readonly lines: readonly { skuId: string; quantity: number; state: ReceivedState; valueMilli: number }[];
  readonly landed: readonly { landedId: string; kind: string; minor: number; at: Instant }[];
};

/** Deliveries of an order, oldest first. */
export async function receiptsOf(db: Db, purchaseId: string): Promise<ReceiptRow[]> {
  return db.query<ReceiptRow>(sql`
    SELECT r.receipt_id AS "receiptId", r.purchase_id AS "purchaseId", r.delivery_note AS "deliveryNote", r.at, r.actor,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('skuId', l.sku_id, 'quantity', l.quantity, 'state', l.state, 'valueMilli', l.value_milli)
        ORDER BY l.line_no), '[]') FROM purchasing.receipt_line l WHERE l.receipt_id = r.receipt_id) AS lines,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('landedId', d.landed_id, 'kind', d.kind, 'minor', d.minor, 'at', d.at) ORDER BY d.at), '[]')
        FROM purchasing.landed d WHERE d.receipt_id = r.receipt_id) AS landed
    FROM purchasing.receipt r WHERE r.purchase_id = ${purchaseId} ORDER BY r.at, r.receipt_id`);
}

export type ReturnRow = {
  readonly returnId: string;
  readonly supplierId: string;
  readonly purchaseId: string | null;
  readonly siteId: string;
  readonly reason: string;
  readonly creditNote: string;
  readonly at: Instant;
  readonly actor: string;
  readonly lines: readonly { skuId: string; kind: string; quantity: number }[];
};

/** What went back to suppliers, newest first; of one order, one supplier, or all. */
export async function supplierReturns(
  db: Db,
  filter: {
    supplierId?: string | undefined;
    purchaseId?: string | undefined;
    siteIds?: readonly string[] | undefined;
    limit: number;
  },
): Promise<ReturnRow[]> {
  return db.query<ReturnRow>(sql`
    SELECT r.return_id AS "returnId", r.supplier_id AS "supplierId", r.purchase_id AS "purchaseId", r.site_id AS "siteId", r.reason, r.credit_note AS "creditNote", r.at, r.actor,
      (SELECT jsonb_agg(jsonb_build_object('skuId', l.sku_id, 'kind', l.kind, 'quantity', l.quantity) ORDER BY l.line_no)
        FROM purchasing.supplier_return_line l WHERE l.return_id = r.return_id) AS lines
    FROM purchasing.supplier_return r
    WHERE (${filter.supplierId ?? null}::text IS NULL OR r.supplier_id = ${filter.supplierId ?? null})
      AND (${filter.purchaseId ?? null}::text IS NULL OR r.purchase_id = ${filter.purchaseId ?? null})
      AND (${filter.siteIds ?? null}::text[] IS NULL OR r.site_id = ANY(${filter.siteIds ?? null}::text[]))
    ORDER BY r.at DESC, r.return_id LIMIT ${filter.limit}`);
}

export type Incoming = {
  readonly skuId: string;
  readonly siteId: string;
  readonly purchaseId: string;
  readonly number: string;
  readonly quantity: number;
  /** The day it is expected; null when nobody said one. A day that is past is late, not gone. */
  readonly expectedOn: Day | null;
};

/** What is ordered and has not come, soonest first, by article and site: for promises, back-orders and proposals. */
export async function incomingOf(db: Db, skuIds: readonly string[], siteIds?: readonly string[]): Promise<Incoming[]> {
  const rows = await db.query<Omit<Incoming, 'number'> & { number: number }>(sql`
    SELECT l.sku_id AS "skuId", p.site_id AS "siteId", p.purchase_id AS "purchaseId", p.number, l.ordered - l.good - l.damaged AS quantity,
      p.expected_on::text AS "expectedOn"
    FROM purchasing.purchase_line l JOIN purchasing.purchase p USING (purchase_id)
    WHERE l.sku_id = ANY(${skuIds}::text[]) AND p.state = 'sent' AND l.good + l.damaged < l.ordered
      AND (${siteIds ?? null}::text[] IS NULL OR p.site_id = ANY(${siteIds ?? null}::text[]))
    ORDER BY l.sku_id, p.expected_on NULLS LAST, p.number`);
  return rows.map((row) => ({ ...row, number: numberOf(row.number) }));
}

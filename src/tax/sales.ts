/** The ledger of sales that are taxed abroad or count towards the threshold, and what a quarter of it comes to. Append-only. */
import { sql, type Db, type Tx } from '#base/db';
import type { Day } from '#base/time';
import type { TaxCase } from './case.ts';
import { memberStates } from './zones.ts';

export type TaxedGroup = { readonly rate: number; readonly netMinor: number; readonly taxMinor: number };

export type TaxedSale = {
  /** Of the fact: an order's version, a return's refund. The same again changes nothing. */
  readonly saleId: string;
  readonly orderId: string;
  readonly day: Day;
  readonly currency: string;
  readonly tax: Pick<TaxCase, 'scheme' | 'country' | 'region' | 'destination' | 'entityId' | 'home' | 'why'>;
  readonly groups: readonly TaxedGroup[];
};

const union = new Set([...memberStates, 'XI']);
/** To a consumer in another member state than the goods left from: whatever rate it bore, it counts towards the threshold. */
const isDistance = ({ tax: { scheme, why } }: TaxedSale): boolean =>
  scheme === 'oss' || why.some(({ rule }) => rule === 'under_limit' || rule === 'over_limit' || rule === 'by_choice');

/** Whether a sale belongs in this ledger: its VAT is not simply that of home. */
export const isAbroad = (tax: TaxedSale['tax']): boolean =>
  tax.scheme !== 'domestic' || tax.destination !== tax.home.slice(0, 2) || tax.country !== tax.home.slice(0, 2);

/** Writes down sales (amounts below zero take back). Repeatable by `saleId`. */
export async function recordSales(tx: Tx, sales: readonly TaxedSale[]): Promise<void> {
  const rows = sales.flatMap((sale) =>
    sale.groups.flatMap((group) => (group.netMinor === 0 && group.taxMinor === 0 ? [] : [{ ...sale, ...group }])),
  );
  if (rows.length === 0) return;
  await tx.query(sql`
    INSERT INTO tax.sale (sale_id, rate, order_id, entity_id, day, scheme, country, region, destination, distance, currency, net_minor, tax_minor)
    SELECT * FROM unnest(${rows.map((r) => r.saleId)}::text[], ${rows.map((r) => r.rate)}::int[], ${rows.map((r) => r.orderId)}::text[],
      ${rows.map((r) => r.tax.entityId ?? '')}::text[], ${rows.map((r) => r.day)}::date[], ${rows.map((r) => r.tax.scheme)}::text[],
      ${rows.map((r) => r.tax.country)}::text[], ${rows.map((r) => r.tax.region)}::text[], ${rows.map((r) => r.tax.destination)}::text[],
      ${rows.map((r) => isDistance(r) && union.has(r.tax.destination))}::boolean[], ${rows.map((r) => r.currency)}::text[],
      ${rows.map((r) => r.netMinor)}::bigint[], ${rows.map((r) => r.taxMinor)}::bigint[])
    ON CONFLICT DO NOTHING`);
}

/** What is written down of orders, by order and rate. */
export async function recordedOf(
  db: Db,
  orderIds: readonly string[],
): Promise<readonly (TaxedGroup & { readonly orderId: string; readonly sales: number })[]> {
  return db.query(sql`
    SELECT order_id AS "orderId", rate, sum(net_minor)::bigint AS "netMinor", sum(tax_minor)::bigint AS "taxMinor", count(*)::int AS sales
    FROM tax.sale WHERE order_id = ANY(${[...orderIds]}::text[]) AND sale_id LIKE 'ord\\_%' GROUP BY order_id, rate`);
}

export type QuarterRow = {
  readonly country: string;
  readonly region: string | null;
  readonly rate: number;
  readonly currency: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly sales: number;
};

/** First day of a quarter (`2026-Q4`) and of the next one. */
export function quarterDays(quarter: string): { readonly from: Day; readonly until: Day } {
  const year = Number(quarter.slice(0, 4));
  const first = (Number(quarter.slice(-1)) - 1) * 3 + 1;
  const text = (y: number, month: number): Day => `${y}-${String(month).padStart(2, '0')}-01` as Day;
  return { from: text(year, first), until: first === 10 ? text(year + 1, 1) : text(year, first + 3) };
}

/** A quarter of the one-stop shop: per country, region and rate, with what went back in it. `oss` alone, or every scheme by name. */
export function quarterOf(
  db: Db,
  { entityId, quarter, scheme }: { readonly entityId: string; readonly quarter: string; readonly scheme: string },
): Promise<QuarterRow[]> {
  const { from, until } = quarterDays(quarter);
  return db.query<QuarterRow>(sql`
    SELECT country, region, rate, currency, sum(net_minor)::bigint AS "netMinor", sum(tax_minor)::bigint AS "taxMinor",
      count(DISTINCT order_id)::int AS sales
    FROM tax.sale WHERE entity_id = ${entityId} AND scheme = ${scheme} AND day >= ${from}::date AND day < ${until}::date
    GROUP BY country, region, rate, currency ORDER BY country, region NULLS FIRST, rate DESC, currency`);
}

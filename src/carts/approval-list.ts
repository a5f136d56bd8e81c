/** Requests for approval as staff find them: of all companies, by company or buyer, by state. */
import { maybeOne, sql, type Database, type Sql } from '#base/db';
import { companiesByIds, customersByIds, findCompanies } from '#customers';
import { findOrder } from '#orders';
import { approvalColumns, orderOfApproval, type OrderApproval } from './approvals.ts';
import { customersFor } from './facts.ts';

/** By when they were asked, or by what they come to. */
export const approvalSorts = ['newest', 'oldest', 'largest', 'smallest'] as const;
export type ApprovalSort = (typeof approvalSorts)[number];
/** What staff tell apart: one that is just being placed still waits. */
export const approvalStates = ['waiting', 'approved', 'refused'] as const;

export type ApprovalFilter = {
  /** Words of a company's name or numbers, or of a buyer. */
  readonly q: string;
  readonly state?: (typeof approvalStates)[number] | undefined;
  readonly sort: ApprovalSort;
  /** Of the row before: when it was asked, or its total, and its id. */
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};
const MOST_FOUND = 50;

/** What a page of such a list goes on from. */
export const approvalKey = (row: OrderApproval, sort: ApprovalSort): string =>
  sort === 'newest' || sort === 'oldest' ? row.askedAt : String(row.totalMinor);

/** A page of requests. */
export async function approvalList(database: Database, filter: ApprovalFilter): Promise<OrderApproval[]> {
  const { q, state } = filter;
  const states = state === 'waiting' ? ['waiting', 'placing'] : [state ?? ''];
  const found = q === '' ? null : await whoIsFound(database, q);
  return database.query<OrderApproval>(sql`
    SELECT ${approvalColumns} FROM carts.approval
    WHERE (${state ?? null}::text IS NULL OR state = ANY(${states}::text[]))
      AND (${found === null} OR company_id = ANY(${found?.companies ?? []}::text[]) OR customer_id = ANY(${found?.customers ?? []}::text[]))
      ${pageOf(filter)}`);
}

async function whoIsFound(database: Database, q: string): Promise<{ companies: string[]; customers: string[] }> {
  const [companies, customers] = await Promise.all([
    findCompanies(database, { q, limit: MOST_FOUND }),
    customersFor(database, q, MOST_FOUND),
  ]);
  return { companies: companies.map(({ companyId }) => companyId), customers };
}

function pageOf({ sort, after, limit }: ApprovalFilter): Sql {
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  if (sort === 'oldest')
    return sql`AND (${key}::timestamptz IS NULL OR (asked_at, ask_id) > (${key}::timestamptz, ${id})) ORDER BY asked_at, ask_id LIMIT ${limit}`;
  if (sort === 'largest')
    return sql`AND (${key}::bigint IS NULL OR (total_minor, ask_id) < (${key}::bigint, ${id})) ORDER BY total_minor DESC, ask_id DESC LIMIT ${limit}`;
  if (sort === 'smallest')
    return sql`AND (${key}::bigint IS NULL OR (total_minor, ask_id) > (${key}::bigint, ${id})) ORDER BY total_minor, ask_id LIMIT ${limit}`;
  return sql`AND (${key}::timestamptz IS NULL OR (asked_at, ask_id) < (${key}::timestamptz, ${id})) ORDER BY asked_at DESC, ask_id DESC LIMIT ${limit}`;
}

export type Named = { readonly id: string; readonly name: string };
export type NamedApproval = {
  readonly row: OrderApproval;
  readonly company: Named;
  /** Null: forgotten since. */
  readonly buyer: Named | null;
  readonly decider: Named | null;
};

/** Requests with the names of those they are about. */
export async function named(database: Database, rows: readonly OrderApproval[]): Promise<NamedApproval[]> {
  const people = new Set(rows.flatMap(({ customerId, decidedBy }) => [customerId, ...(decidedBy ? [decidedBy] : [])]));
  const [companies, customers] = await Promise.all([
    companiesByIds(database, [...new Set(rows.map((row) => row.companyId))]),
    customersByIds(database, [...people]),
  ]);
  const person = (id: string | null): Named | null => {
    const one = id === null ? undefined : customers.get(id);
    return one && id !== null ? { id, name: one.name } : null;
  };
  return rows.map((row) => ({
    row,
    company: { id: row.companyId, name: companies.get(row.companyId)?.name ?? '' },
    buyer: person(row.customerId),
    decider: person(row.decidedBy),
  }));
}

export type AskedFor = {
  readonly method: string | null;
  readonly delivery: string | null;
  readonly reference: string | null;
  readonly order: { readonly orderId: string; readonly number: string } | null;
};

/** How it was to be paid and received, while that is known, and the order that it became. */
export async function askedFor(database: Database, row: OrderApproval): Promise<AskedFor> {
  const asked = await maybeOne(
    database.query<Omit<AskedFor, 'order'>>(sql`
      SELECT asked->'payment'->>'method' AS method, asked->'delivery'->>'method' AS delivery, asked->>'reference' AS reference
      FROM carts.approval WHERE ask_id = ${row.askId}`),
  );
  const orderId = orderOfApproval(row.askId);
  const order = row.state === 'approved' ? await findOrder(database, orderId) : undefined;
  return {
    ...(asked ?? { method: null, delivery: null, reference: null }),
    order: order ? { orderId, number: order.number } : null,
  };
}

export const isByTime = (sort: ApprovalSort): boolean => sort === 'newest' || sort === 'oldest';

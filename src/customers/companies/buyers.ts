/** Who buys, as prices, promotions and the order gate know them: from facts kept in the process. */
import { createCache, type Cache } from '#base/cache';
import { perDatabase, sql, type Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { createSnapshot, type Snapshot } from '#base/snapshot';
import type { Instant } from '#base/time';
import { companyTrait, groupTrait, type Company, type Member } from './model.ts';
import { companiesByIds } from './queries.ts';

export type Buyer = {
  readonly customerId?: string;
  /** For whom they buy; absent: for themselves. */
  readonly companyId?: string;
  /** `group:…` and `company:…`: by what prices and promotions know them. */
  readonly traits: readonly string[];
  /** Present where the company exists. */
  readonly company?: Company;
  /** Present where the customer buys for it. */
  readonly member?: Member;
};

export const nobody: Buyer = { traits: [] };

type CustomerFacts = { readonly members: readonly Member[]; readonly groups: readonly string[] };
type CompanyFacts = { readonly company: Company; readonly groups: readonly string[] };
type Kept = {
  readonly customers: Cache<CustomerFacts>;
  readonly companies: Cache<CompanyFacts>;
  /** Whether anybody is in a group or a company at all: a shop without any asks nothing more. */
  readonly any: Snapshot<boolean>;
};

const MAX_KEPT = 50_000;

const kept: (database: Database) => Kept = perDatabase((database) => ({
  customers: createCache({ max: MAX_KEPT, load: (ids) => readCustomers(database, ids) }),
  companies: createCache({ max: MAX_KEPT, load: (ids) => readCompanies(database, ids) }),
  any: createSnapshot(async () => {
    const [row] = await database.query<{ some: boolean }>(sql`
      SELECT EXISTS (SELECT 1 FROM customers.member) OR EXISTS (SELECT 1 FROM customers.in_group) AS some`);
    return row?.some ?? false;
  }),
}));

async function readCustomers(database: Database, ids: readonly string[]): Promise<Map<string, CustomerFacts>> {
  const rows = await database.query<{ customerId: string; members: Member[] | null; groups: string[] }>(sql`
    SELECT w.customer_id AS "customerId",
      (SELECT jsonb_agg(jsonb_build_object('companyId', m.company_id, 'customerId', m.customer_id, 'role', m.role,
        'limitMinor', m.limit_minor, 'chosen', m.chosen) ORDER BY m.company_id)
        FROM customers.member m WHERE m.customer_id = w.customer_id) AS members,
      ARRAY(SELECT group_id FROM customers.in_group g WHERE g.subject_id = w.customer_id ORDER BY group_id) AS groups
    FROM unnest(${[...ids]}::text[]) AS w(customer_id)`);
  return new Map(rows.map(({ customerId, members, groups }) => [customerId, { members: members ?? [], groups }]));
}

async function readCompanies(database: Database, ids: readonly string[]): Promise<Map<string, CompanyFacts>> {
  const [companies, rows] = await Promise.all([
    companiesByIds(database, ids),
    database.query<{ id: string; groups: string[] }>(sql`
      SELECT subject_id AS id, array_agg(group_id ORDER BY group_id) AS groups FROM customers.in_group
      WHERE subject_id = ANY(${[...ids]}::text[]) GROUP BY 1`),
  ]);
  const groups = new Map(rows.map((row) => [row.id, row.groups]));
  return new Map([...companies].map(([id, company]) => [id, { company, groups: groups.get(id) ?? [] }]));
}

/**
 * Who buys. `companyId` absent: for the company the customer has chosen, if any; null: for themselves; without a customer the house asks
 * for the company itself. Whoever buys for a company has its traits, and none of their own; a customer who is not among its members has
 * none of it. Never refuses: what is absent says why it may not be.
 */
export async function buyerOf(
  database: Database,
  { customerId, companyId }: { customerId?: string | null | undefined; companyId?: string | null | undefined },
): Promise<Buyer> {
  if (!customerId && !companyId) return nobody;
  const person = customerId ? { customerId } : {};
  if (!companyId && !(await kept(database).any.get())) return { ...person, traits: [] };
  const facts = customerId ? (await kept(database).customers.getMany([customerId])).get(customerId) : undefined;
  const chosen =
    companyId === undefined ? facts?.members.find((one) => one.chosen)?.companyId : (companyId ?? undefined);
  if (chosen === undefined) return { ...person, traits: (facts?.groups ?? []).map(groupTrait) };
  const found = (await kept(database).companies.getMany([chosen])).get(chosen);
  const member = facts?.members.find((one) => one.companyId === chosen);
  const belongs = found !== undefined && (member !== undefined || !customerId);
  return {
    ...person,
    companyId: chosen,
    traits: belongs ? [companyTrait(chosen), ...found.groups.map(groupTrait)] : [],
    ...(found ? { company: found.company } : {}),
    ...(member ? { member } : {}),
  };
}

/**
 * By what prices and promotions knew a buyer at a past instant: who belonged to which company and group then. For whom they bought is asked;
 * absent, the company they have chosen now counts where they belonged to it then. At an instant to come it is as it is now.
 */
export async function traitsThen(
  database: Database,
  { customerId, companyId }: { customerId?: string | null | undefined; companyId?: string | null | undefined },
  at: Instant,
): Promise<readonly string[]> {
  const chosen =
    companyId === undefined && customerId ? (await buyerOf(database, { customerId })).companyId : companyId;
  const subjects = [customerId, chosen].filter((id): id is string => typeof id === 'string');
  if (subjects.length === 0) return [];
  const rows = await database.query<{ subjectId: string; inId: string }>(sql`
    SELECT subject_id AS "subjectId", in_id AS "inId" FROM customers.belonged
    WHERE subject_id = ANY(${subjects}::text[]) AND since <= ${at}::timestamptz AND (until IS NULL OR until > ${at}::timestamptz) ORDER BY in_id`);
  const groupsOf = (subjectId: string): string[] =>
    rows.flatMap((row) => (row.subjectId === subjectId && row.inId.startsWith('grp_') ? [groupTrait(row.inId)] : []));
  const belonged = chosen && (!customerId || rows.some((row) => row.subjectId === customerId && row.inId === chosen));
  if (belonged) return [companyTrait(chosen), ...groupsOf(chosen)];
  // Named a company that was not theirs then: none of its prices, as now. Chosen only since: they bought for themselves.
  return customerId && (companyId === undefined || companyId === null) ? groupsOf(customerId) : [];
}

/** The companies a customer buys for, with what they are. */
export async function companiesOf(
  database: Database,
  customerId: string,
): Promise<{ member: Member; company: Company }[]> {
  if (!(await kept(database).any.get())) return [];
  const members = (await kept(database).customers.getMany([customerId])).get(customerId)?.members ?? [];
  const companies = await kept(database).companies.getMany(members.map((member) => member.companyId));
  return members.flatMap((member) => {
    const found = companies.get(member.companyId);
    return found ? [{ member, company: found.company }] : [];
  });
}

/** Drops what is kept of these customers and companies. */
export function forgetBuyers(database: Database, ids: readonly string[]): void {
  const { customers, companies, any } = kept(database);
  customers.forget(ids);
  companies.forget(ids);
  any.forget();
}

/** Given to the journal's tail. */
export const buyersCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    for (const { type, subjectId, mentions } of events)
      if (/^customers\.(company|member|group|customer_erased)/.test(type))
        forgetBuyers(database, [subjectId, ...(mentions ?? [])]);
  };

import { empty, join, maybeOne, sql, type Db, type Sql } from '#base/db';
import type { Instant } from '#base/time';
import { searchWords } from '../model.ts';
import type { Company, Group, Member } from './model.ts';

const columns = sql`company_id AS "companyId", name, legal_form AS "legalForm", siren, siret, vat_number AS "vatNumber", address, language,
  invoice_email AS "invoiceEmail", service_code AS "serviceCode", terms, blocked, version, created_at AS "createdAt"`;

export async function companyById(db: Db, companyId: string): Promise<Company | undefined> {
  return maybeOne(db.query<Company>(sql`SELECT ${columns} FROM customers.company WHERE company_id = ${companyId}`));
}

/** The company with this SIREN, or with this VAT number, the oldest where two have it; numbers as they are kept. */
export async function companyByNumber(
  db: Db,
  { siren, vatNumber }: Pick<Company, 'siren' | 'vatNumber'>,
): Promise<Company | undefined> {
  const [found] = await db.query<Company>(sql`
    SELECT ${columns} FROM customers.company WHERE (siren = ${siren} OR vat_number = ${vatNumber})
    ORDER BY created_at, company_id LIMIT 1`);
  return found;
}

/** Ids that do not exist are absent. */
export async function companiesByIds(db: Db, companyIds: readonly string[]): Promise<Map<string, Company>> {
  if (companyIds.length === 0) return new Map();
  const rows = await db.query<Company>(
    sql`SELECT ${columns} FROM customers.company WHERE company_id = ANY(${[...companyIds]}::text[])`,
  );
  return new Map(rows.map((row) => [row.companyId, row]));
}

export type CompanySort = 'newest' | 'oldest' | 'name';
export type CompanyFilter = {
  readonly q?: string | undefined;
  readonly blocked?: boolean | undefined;
  /** Those that pay later, or at once. */
  readonly onAccount?: boolean | undefined;
  readonly groupId?: string | undefined;
  readonly sort?: CompanySort | undefined;
  /** Of the row before: when it was made or its name, and its id. */
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

/** Companies by any part of name, SIREN, SIRET, VAT number or e-mail, with how many buy for each. */
export async function findCompanies(db: Db, filter: CompanyFilter): Promise<(Company & { members: number })[]> {
  const words = searchWords(filter.q ?? '').map(
    (word) => sql`search LIKE '%' || regexp_replace(base.fold(${word}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`,
  );
  const found = words.length === 0 ? empty : sql`AND ${join(words, ' AND ')}`;
  const { blocked = null, onAccount = null, groupId = null } = filter;
  return db.query<Company & { members: number }>(sql`
    SELECT ${columns}, (SELECT count(*)::int FROM customers.member m WHERE m.company_id = c.company_id) AS members
    FROM customers.company c
    WHERE (${blocked}::boolean IS NULL OR blocked = ${blocked}::boolean)
      AND (${onAccount}::boolean IS NULL OR (terms IS NOT NULL) = ${onAccount}::boolean)
      AND (${groupId}::text IS NULL OR EXISTS (SELECT 1 FROM customers.in_group g WHERE g.group_id = ${groupId} AND g.subject_id = c.company_id))
      ${found} ${pageOf(filter)}`);
}

function pageOf({ sort, after, limit }: CompanyFilter): Sql {
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  if (sort === 'name')
    return sql`AND (${key}::text IS NULL OR (name, company_id) > (${key}, ${id})) ORDER BY name, company_id LIMIT ${limit}`;
  if (sort === 'oldest')
    return sql`AND (${key}::timestamptz IS NULL OR (created_at, company_id) > (${key}::timestamptz, ${id}))
      ORDER BY created_at, company_id LIMIT ${limit}`;
  return sql`AND (${key}::timestamptz IS NULL OR (created_at, company_id) < (${key}::timestamptz, ${id}))
    ORDER BY created_at DESC, company_id DESC LIMIT ${limit}`;
}

const memberColumns = sql`company_id AS "companyId", customer_id AS "customerId", role, limit_minor AS "limitMinor", chosen`;

export async function memberOf(db: Db, companyId: string, customerId: string): Promise<Member | undefined> {
  return maybeOne(
    db.query<Member>(sql`
      SELECT ${memberColumns} FROM customers.member WHERE company_id = ${companyId} AND customer_id = ${customerId}`),
  );
}

/** Who buys for a company, in the order in which they came; at most `MAX_MEMBERS`. */
export async function membersOf(
  db: Db,
  companyId: string,
): Promise<(Member & { readonly name: string; readonly email: string | null; readonly addedAt: Instant })[]> {
  return db.query(sql`
    SELECT m.company_id AS "companyId", m.customer_id AS "customerId", m.role, m.limit_minor AS "limitMinor", m.chosen, c.name, c.email,
      m.added_at AS "addedAt"
    FROM customers.member m JOIN customers.customer c USING (customer_id)
    WHERE m.company_id = ${companyId} ORDER BY m.added_at, m.customer_id`);
}

const groupColumns = sql`group_id AS "groupId", code, names, version, created_at AS "createdAt"`;

export async function groupById(db: Db, groupId: string): Promise<Group | undefined> {
  return maybeOne(db.query<Group>(sql`SELECT ${groupColumns} FROM customers.buyer_group WHERE group_id = ${groupId}`));
}

/** All groups by code, with how many customers and companies are in each. */
export async function groupsOf(db: Db): Promise<(Group & { customers: number; companies: number })[]> {
  return db.query(sql`
    SELECT ${groupColumns},
      (SELECT count(*)::int FROM customers.in_group i WHERE i.group_id = g.group_id AND i.subject_id LIKE 'cus%') AS customers,
      (SELECT count(*)::int FROM customers.in_group i WHERE i.group_id = g.group_id AND i.subject_id LIKE 'com%') AS companies
    FROM customers.buyer_group g ORDER BY code`);
}

/** The groups that a customer or a company is in. */
export async function groupsIn(db: Db, subjectId: string): Promise<Group[]> {
  return db.query<Group>(sql`
    SELECT ${groupColumns} FROM customers.buyer_group
    WHERE group_id IN (SELECT group_id FROM customers.in_group WHERE subject_id = ${subjectId}) ORDER BY code`);
}

export type InGroup = { readonly subjectId: string; readonly name: string; readonly addedAt: Instant };

/** Who is in a group, the last to come first. */
export async function inGroup(
  db: Db,
  groupId: string,
  { after, limit }: { after?: { at: Instant; id: string } | undefined; limit: number },
): Promise<InGroup[]> {
  return db.query<InGroup>(sql`
    SELECT i.subject_id AS "subjectId", coalesce(c.name, o.name, '') AS name, i.added_at AS "addedAt"
    FROM customers.in_group i LEFT JOIN customers.customer c ON c.customer_id = i.subject_id
      LEFT JOIN customers.company o ON o.company_id = i.subject_id
    WHERE i.group_id = ${groupId}
      AND (${after?.at ?? null}::timestamptz IS NULL OR (i.added_at, i.subject_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? ''}))
    ORDER BY i.added_at DESC, i.subject_id DESC LIMIT ${limit}`);
}

/** Which of these customers and companies exist. */
export async function knownSubjects(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.query<{ id: string }>(sql`
    SELECT customer_id AS id FROM customers.customer WHERE customer_id = ANY(${[...ids]}::text[]) AND erased_at IS NULL
    UNION ALL SELECT company_id FROM customers.company WHERE company_id = ANY(${[...ids]}::text[])`);
  return new Set(rows.map(({ id }) => id));
}

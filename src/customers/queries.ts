import { empty, join, sql, type Db, type Sql } from '#base/db';
import { instant, type Instant } from '#base/time';
import type { SecretHash } from '#identity';
import { plainCode, plainPhone, searchWords, type Customer, type SavedAddress } from './model.ts';
import { isKnown, type CustomerReach } from './reach.ts';

export const columns = sql`customer_id AS "customerId", name, email, email_held AS "emailHeld", phone, language, code,
  password_hash IS NOT NULL AS "hasPassword", erased_at AS "erasedAt", channel_id AS "channelId", version, created_at AS "createdAt"`;

export async function customerById(db: Db, customerId: string): Promise<Customer | undefined> {
  return (await customersByIds(db, [customerId])).get(customerId);
}

/** Ids that do not exist are absent. */
export async function customersByIds(db: Db, customerIds: readonly string[]): Promise<Map<string, Customer>> {
  if (customerIds.length === 0) return new Map();
  const rows = await db.query<Customer>(
    sql`SELECT ${columns} FROM customers.customer WHERE customer_id = ANY(${[...customerIds]}::text[])`,
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** The account that holds an address; undefined when none does. */
export async function customerByEmail(db: Db, email: string): Promise<Customer | undefined> {
  const [row] = await db.query<Customer>(sql`
    SELECT ${columns} FROM customers.customer WHERE email = ${email.trim().toLowerCase()} AND email_held`);
  return row;
}

/** The code of the QR that shoppers show at a till. */
export async function customerByCode(db: Db, code: string): Promise<Customer | undefined> {
  const [row] = await db.query<Customer>(
    sql`SELECT ${columns} FROM customers.customer WHERE code = ${plainCode(code)}`,
  );
  return row;
}

export type CustomerPage = { readonly items: Customer[]; readonly next: string | null };

/**
 * Customers by any part of name, e-mail, telephone or code, accents and capitals apart; every word must be found. Newest first,
 * keyset by (made at, id). A whole code, as a scanner reads it, finds exactly its owner. `reach`: only whom that channel knows; absent,
 * the house looks for itself and finds all.
 */
export async function findCustomers(
  db: Db,
  {
    q = '',
    limit,
    after,
    sort,
    reach,
    customerIds,
  }: {
    q?: string | undefined;
    limit: number;
    after?: string | undefined;
    sort?: 'newest' | 'oldest' | undefined;
    reach?: CustomerReach;
    /** Of these alone. */
    customerIds?: readonly string[];
  },
): Promise<CustomerPage> {
  if (/^[0-9a-z-]{10,12}$/i.test(q.trim())) {
    const exact = await customerByCode(db, q);
    if (exact && (!reach || isKnown(reach, exact))) return { items: [exact], next: null };
  }
  const words = searchWords(q).map(containing);
  const found = words.length === 0 ? empty : sql`${join(words, ' AND ')} AND`;
  const from = cursorOf(after);
  const items = await db.query<Customer>(sql`
    SELECT ${columns} FROM customers.customer
    WHERE erased_at IS NULL AND ${customerIds ? sql`customer_id = ANY(${customerIds}::text[]) AND` : empty} ${found} ${reach ? sql`${knownTo(reach, q)} AND` : empty} ${sort === 'oldest' ? fromOldest(from, limit) : fromNewest(from, limit)}`);
  const last = items.at(-1);
  return { items, next: items.length === limit && last ? `${last.createdAt}~${last.customerId}` : null };
}

type From = { readonly at: Instant; readonly id: string } | undefined;

const fromNewest = (from: From, limit: number): Sql =>
  sql`(${from?.at ?? null}::timestamptz IS NULL OR (created_at, customer_id) < (${from?.at ?? null}::timestamptz, ${from?.id ?? ''}))
    ORDER BY created_at DESC, customer_id DESC LIMIT ${limit}`;
const fromOldest = (from: From, limit: number): Sql =>
  sql`(${from?.at ?? null}::timestamptz IS NULL OR (created_at, customer_id) > (${from?.at ?? null}::timestamptz, ${from?.id ?? ''}))
    ORDER BY created_at, customer_id LIMIT ${limit}`;

/** One condition a word, because only then does the trigram index serve them. Folded before it is escaped: accents may hide a `％`. */
function containing(word: string): Sql {
  return sql`search LIKE '%' || regexp_replace(base.fold(${word}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`;
}

function knownTo({ found, matched }: CustomerReach, q: string): Sql {
  return sql`(channel_id IS NULL OR channel_id = ANY(${found}::text[]) OR (channel_id = ANY(${matched}::text[])
    AND (email = ${q.trim().toLowerCase()} OR phone = ${plainPhone(q) ?? null} OR code = ${plainCode(q)})))`;
}

/** A cursor as given in `next`; anything else begins at the start. */
function cursorOf(after: string | undefined): { at: Instant; id: string } | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)~(cus_[0-9a-z]{26})$/.exec(after ?? '');
  if (!match?.[1] || !match[2] || !Number.isFinite(Date.parse(match[1]))) return undefined;
  return { at: instant(match[1]), id: match[2] };
}

/** Saved addresses, the preferred one first. */
export async function addressesOf(db: Db, customerId: string): Promise<SavedAddress[]> {
  return db.query<SavedAddress>(sql`
    SELECT address_id AS "addressId", address, preferred FROM customers.address
    WHERE customer_id = ${customerId} ORDER BY preferred DESC, created_at DESC, address_id`);
}

export type Credential = { customerId: string; name: string; hash: SecretHash | null };

/** Whose password may open an e-mail address: the account that holds it, and the newest one that only claims it. */
export async function credentialsOf(db: Db, email: string): Promise<{ held?: Credential; claimed?: Credential }> {
  const rows = await db.query<Credential & { held: boolean }>(sql`
    (SELECT customer_id AS "customerId", name, password_hash AS hash, true AS held FROM customers.customer
      WHERE email = ${email} AND email_held)
    UNION ALL
    (SELECT customer_id, name, password_hash, false FROM customers.customer
      WHERE email = ${email} AND NOT email_held ORDER BY created_at DESC, customer_id DESC LIMIT 1)`);
  const held = rows.find((row) => row.held);
  const claimed = rows.find((row) => !row.held);
  return { ...(held ? { held } : {}), ...(claimed ? { claimed } : {}) };
}

export async function passwordOf(db: Db, customerId: string): Promise<{ hash: SecretHash | null } | undefined> {
  const [row] = await db.query<{ hash: SecretHash | null }>(
    sql`SELECT password_hash AS hash FROM customers.customer WHERE customer_id = ${customerId}`,
  );
  return row;
}

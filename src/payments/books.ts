/** Reading the books of providers outside: what they hold under our references is known here, or is found. */
import { sql, type Database } from '#base/db';
import { Unavailable } from '#base/refusal';
import { clock, DAY, plus, type Instant } from '#base/time';
import { providers } from './providers/index.ts';
import type { TheirCharge } from './providers/provider.ts';

/** How far back a book is read: nothing of what we ask for is undecided for that long. */
const BACK_DAYS = 3;

/**
 * Reads the book of each provider that has one and that the house uses, writes what it says of every charge (MON2 compares), and has those
 * looked up that are not what we know: an answer and a webhook that were both lost are found so. A book that cannot be read now is read later.
 */
export async function readBooks(database: Database, days: number = BACK_DAYS): Promise<void> {
  const since = plus(clock(), -days * DAY);
  for (const provider of Object.values(providers(database))) {
    if (!provider.book) continue;
    let charges: readonly TheirCharge[];
    try {
      charges = await provider.book(since);
    } catch (error) {
      if (error instanceof Unavailable) continue;
      throw error;
    }
    await writeBook(database, provider.name, since, charges);
  }
}

async function writeBook(
  database: Database,
  provider: string,
  since: Instant,
  charges: readonly TheirCharge[],
): Promise<void> {
  await database.transaction({ actor: 'payments.books' }, async (tx) => {
    await tx.query(sql`
      INSERT INTO payments.their_charge AS t (provider, external_id, payment_id, currency, held_minor, captured_minor, refunded_minor, first_read_at, read_at)
      SELECT ${provider}, c.*, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      FROM unnest(${charges.map((c) => c.externalId)}::text[], ${charges.map((c) => c.paymentId)}::text[], ${charges.map((c) => c.currency)}::text[],
        ${charges.map((c) => c.heldMinor)}::bigint[], ${charges.map((c) => c.capturedMinor)}::bigint[], ${charges.map((c) => c.refundedMinor)}::bigint[]) AS c
      ON CONFLICT (provider, external_id) DO UPDATE SET held_minor = excluded.held_minor, captured_minor = excluded.captured_minor,
        refunded_minor = excluded.refunded_minor, read_at = excluded.read_at`);
    await tx.query(sql`
      INSERT INTO payments.their_book (provider, since, read_at) VALUES (${provider}, ${since}::timestamptz, ${tx.now}::timestamptz)
      ON CONFLICT (provider) DO UPDATE SET since = least(payments.their_book.since, excluded.since), read_at = excluded.read_at`);
    // Nothing is decided here: what differs is asked about by its payment, as if the provider had just told of it.
    await tx.query(sql`
      INSERT INTO payments.look_up (payment_id, external_id, told_at)
      SELECT DISTINCT ON (t.payment_id) t.payment_id, nullif(t.external_id, p.external_id), ${tx.now}::timestamptz
      FROM payments.their_charge t JOIN payments.payment p USING (payment_id, provider)
      WHERE t.provider = ${provider} AND t.read_at = ${tx.now}::timestamptz
        AND (CASE WHEN p.external_id IS DISTINCT FROM t.external_id THEN t.held_minor + t.captured_minor - t.refunded_minor > 0
          ELSE p.captured_minor <> t.captured_minor
            OR CASE WHEN p.state IN ('authorised', 'captured') THEN p.authorised_minor - p.captured_minor - p.released_minor ELSE 0 END <> t.held_minor END)
      ORDER BY t.payment_id, t.external_id IS NOT DISTINCT FROM p.external_id, t.external_id
      ON CONFLICT (payment_id) DO UPDATE SET external_id = coalesce(payments.look_up.external_id, excluded.external_id)`);
  });
}

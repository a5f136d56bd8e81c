/** A payout and the line of our bank that shows it: tied by a person where the amounts did not say it, and untied again. */
import { sql, type Tx } from '#base/db';
import { must } from '#base/assert';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { lockEntries, partById, undoPart, writeParts } from '../ledger.ts';

type Locked = { readonly minor: number; readonly currency: string; readonly entryId: string | null };

/** The line comes before the payout: locks are taken in one order. */
async function lockPayout(tx: Tx, payoutId: string): Promise<Locked> {
  const [row] = await tx.query<Locked>(
    sql`SELECT minor, currency, entry_id AS "entryId" FROM bank.payout WHERE payout_id = ${payoutId} FOR NO KEY UPDATE`,
  );
  return row ?? refuse('bank.payout_unknown', { detail: payoutId });
}

const tell = (tx: Tx, type: 'payout_tied' | 'payout_untied', payoutId: string, entryId: string, minor: number): void =>
  announce(tx, {
    ...{ type: `bank.${type}`, subjectKind: 'payout', subjectId: payoutId, mentions: [entryId] },
    body: { entryId, minor },
  });

/**
 * This line shows this payout: all of the payout, and of the line as much; the rest of it stays to be decided. The part's id makes it
 * repeatable. Refuses `bank.payout_unknown`, `bank.payout_seen` (another line shows it), `bank.entry_unknown`,
 * `bank.entry_currency`, `bank.entry_debit` (money that left can't be money that came), `bank.entry_amount` (too little is
 * left of the line), `request.id_reused`.
 */
export async function tiePayout(
  tx: Tx,
  { payoutId, entryId, partId }: { readonly payoutId: string; readonly entryId: string; readonly partId: string },
): Promise<void> {
  const entry = (await lockEntries(tx, [entryId])).get(entryId) ?? refuse('bank.entry_unknown');
  const payout = await lockPayout(tx, payoutId);
  const known = await partById(tx, partId);
  if (known) {
    if (known.entryId === entryId && known.target === payoutId) return;
    refuse('request.id_reused', { detail: partId });
  }
  if (payout.entryId !== null) refuse('bank.payout_seen', { detail: payout.entryId });
  const { currency } = payout;
  if (currency !== entry.currency) refuse('bank.entry_currency', { detail: currency });
  if (payout.minor === 0 || payout.minor > 0 !== entry.credit) refuse('bank.entry_debit');
  const minor = Math.abs(payout.minor);
  if (minor > entry.leftMinor) refuse('bank.entry_amount', { left: { minor: entry.leftMinor, currency } });
  const part = { partId, entryId, what: 'payout' as const, minor, target: payoutId, words: '' };
  await writeParts(tx, [{ ...part, currency, credit: entry.credit, entityId: entry.entityId }]);
  await tx.query(sql`UPDATE bank.payout SET entry_id = ${entryId} WHERE payout_id = ${payoutId}`);
  tell(tx, 'payout_tied', payoutId, entryId, minor);
}

/**
 * The line was not this payout: what it took of the line is to be decided again, and the two are not tied by themselves any more. Again it
 * changes nothing. Refuses `bank.payout_unknown`.
 */
export async function untiePayout(tx: Tx, { payoutId }: { readonly payoutId: string }): Promise<void> {
  const [seen] = await tx.query<{ entryId: string | null }>(
    sql`SELECT entry_id AS "entryId" FROM bank.payout WHERE payout_id = ${payoutId}`,
  );
  if (!seen) refuse('bank.payout_unknown', { detail: payoutId });
  if (seen.entryId === null) return;
  const entry = must((await lockEntries(tx, [seen.entryId])).get(seen.entryId), seen.entryId);
  const payout = await lockPayout(tx, payoutId);
  if (payout.entryId !== entry.entryId) return;
  await undoPart(tx, entry, payoutId);
  await tx.query(sql`UPDATE bank.payout SET entry_id = NULL WHERE payout_id = ${payoutId}`);
  tell(tx, 'payout_untied', payoutId, entry.entryId, Math.abs(payout.minor));
}

/** Taking in payouts: each line once; fees and what was paid out are booked, and the line of our bank that shows it is looked for. */
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { lock } from '#base/db';
import { lockEntries, OTHER, writeParts } from '../ledger.ts';
import { newMovementId, type NewMovement } from '#payments';
import { ownersOf as whoseAccounts, postOwned, providerAccount } from '../owners.ts';
import { sumsOf, type PayoutFile, type PayoutLine } from './model.ts';

export type PayoutProvider = 'stripe' | 'pretend';
/** Paid out and not seen at our bank yet. */
export const PAYOUTS = 'payouts';
export const FEES = 'fees';

export type PayoutsTaken = { readonly payouts: number; readonly known: number; readonly lines: number };

/** Takes in payouts of a provider; one that is known changes nothing. */
export async function importPayouts(
  tx: Tx,
  { provider, fileName, payouts }: { provider: PayoutProvider; fileName: string; payouts: readonly PayoutFile[] },
): Promise<PayoutsTaken> {
  lock(tx, 'bank.entry');
  let [made, lines] = [0, 0];
  for (const payout of [...payouts].sort((a, b) => (a.externalRef < b.externalRef ? -1 : 1))) {
    const wrote = await takeOne(tx, provider, fileName, payout);
    if (wrote === undefined) continue;
    made += 1;
    lines += wrote;
  }
  await linkPayouts(tx);
  return { payouts: made, known: payouts.length - made, lines };
}

async function takeOne(
  tx: Tx,
  provider: PayoutProvider,
  fileName: string,
  { externalRef, currency, paidOn, lines, statedMinor }: PayoutFile,
): Promise<number | undefined> {
  const fresh = await unknownLines(tx, provider, lines);
  const sums = sumsOf(fresh);
  const psp = providerAccount(provider);
  const entityId = (await whoseAccounts(tx, [psp])).get(psp) ?? null;
  const payoutId = newId('pyt');
  const made = await tx.affected(sql`
    INSERT INTO bank.payout (payout_id, entity_id, provider, external_ref, currency, paid_on, minor, stated_minor, fee_minor, other_minor, file_name, by, at)
    VALUES (${payoutId}, ${entityId}, ${provider}, ${externalRef}, ${currency}, ${paidOn}::date, ${sums.minor}, ${statedMinor}, ${sums.feeMinor}, ${sums.otherMinor},
      ${fileName}, ${tx.caller.actor}, ${tx.now}::timestamptz) ON CONFLICT (provider, external_ref) DO NOTHING`);
  if (made === 0) return undefined;
  const owners = await ownersOf(tx, provider, fresh);
  await tx.query(sql`
    INSERT INTO bank.payout_line (provider, line_ref, payout_id, kind, payment_id, their_ref, currency, gross_minor, fee_minor, made_on)
    SELECT ${provider}, n.line_ref, ${payoutId}, n.kind, n.payment_id, n.their_ref, ${currency}, n.gross, n.fee, n.made_on
    FROM unnest(${fresh.map((l) => l.lineRef)}::text[], ${fresh.map((l) => l.kind)}::text[], ${fresh.map((l) => l.names.map((name) => owners.get(name)).find((one) => one !== undefined) ?? null)}::text[],
      ${fresh.map((l) => (l.names[0] ?? '').slice(0, 200))}::text[], ${fresh.map((l) => l.grossMinor)}::bigint[], ${fresh.map((l) => l.feeMinor)}::bigint[],
      ${fresh.map((l) => l.madeOn)}::date[]) AS n(line_ref, kind, payment_id, their_ref, gross, fee, made_on)`);
  const moved = [
    ...between(psp, FEES, sums.feeMinor, currency, 'fee'),
    ...between(OTHER, psp, sums.otherMinor, currency, 'payout'),
    ...between(psp, PAYOUTS, sums.minor, currency, 'payout'),
  ];
  await postOwned(
    tx,
    moved.map((one) => ({ ...one, entityId })),
  );
  announce(tx, {
    ...{ type: 'bank.payout_imported', subjectKind: 'payout', subjectId: payoutId, version: 1 },
    body: { provider, minor: sums.minor, feeMinor: sums.feeMinor, currency, lines: fresh.length },
  });
  return fresh.length;
}

/** Money from one account to another; below zero it goes the other way. */
const between = (from: string, to: string, minor: number, currency: string, reason: string): NewMovement[] =>
  minor === 0
    ? []
    : [
        {
          ...{ movementId: newMovementId(), currency, reason, minor: Math.abs(minor) },
          ...(minor > 0 ? { from, to } : { from: to, to: from }),
        },
      ];

/** Lines that no payout of before had, each once. */
async function unknownLines(tx: Tx, provider: string, lines: readonly PayoutLine[]): Promise<PayoutLine[]> {
  const rows = await tx.query<{ ref: string }>(sql`
    SELECT line_ref AS ref FROM bank.payout_line WHERE provider = ${provider} AND line_ref = ANY(${lines.map((l) => l.lineRef)}::text[])`);
  const known = new Set(rows.map((row) => row.ref));
  return lines.filter(({ lineRef }) => !known.has(lineRef) && known.add(lineRef));
}

/** Our payments by what the provider calls them, or by our own ids. */
async function ownersOf(tx: Tx, provider: string, lines: readonly PayoutLine[]): Promise<Map<string, string>> {
  const names = [...new Set(lines.flatMap((line) => line.names))];
  const rows = await tx.query<{ name: string; paymentId: string }>(sql`
    SELECT external_id AS name, payment_id AS "paymentId" FROM payments.payment
    WHERE external_id = ANY(${names}::text[]) AND provider = ${provider} AND external_id IS NOT NULL
    UNION ALL SELECT payment_id, payment_id FROM payments.payment WHERE payment_id = ANY(${names}::text[]) AND provider = ${provider}`);
  return new Map(rows.map((row) => [row.name, row.paymentId]));
}

/**
 * Payouts and the lines of our bank that show them: the same amount and currency within ten days, one for one, and the line names the
 * provider or the payout. What is not so plain stays for a person. Repeatable; run when either came. Gives the lines that were linked.
 */
export async function linkPayouts(tx: Tx): Promise<ReadonlySet<string>> {
  const pairs = await tx.query<{ payoutId: string; entryId: string; minor: number }>(sql`
    SELECT p.payout_id AS "payoutId", e.entry_id AS "entryId", p.minor FROM bank.payout p JOIN bank.entry e
      ON e.credit AND e.left_minor = p.minor AND e.minor = p.minor AND e.currency = p.currency AND abs(e.booked_on - p.paid_on) <= 10
        AND (e.name || ' ' || e.words ILIKE '%' || p.provider || '%' OR strpos(e.words, p.external_ref) > 0)
    WHERE p.entry_id IS NULL AND p.minor > 0 AND NOT EXISTS (SELECT FROM bank.entry_part t
      WHERE t.entry_id = e.entry_id AND t.target = p.payout_id) -- a person has said that they are not one
    ORDER BY 1, 2`);
  const [byPayout, byEntry] = [Map.groupBy(pairs, (pair) => pair.payoutId), Map.groupBy(pairs, (pair) => pair.entryId)];
  const plain = pairs.filter(
    ({ payoutId, entryId }) => byPayout.get(payoutId)?.length === 1 && byEntry.get(entryId)?.length === 1,
  );
  const entries = await lockEntries(
    tx,
    plain.map((pair) => pair.entryId),
  );
  const linked = new Set<string>();
  for (const { payoutId, entryId, minor } of plain) {
    const entry = entries.get(entryId);
    if (entry?.leftMinor !== minor) continue;
    const part = { partId: newId('alc'), entryId, what: 'payout' as const, minor, target: payoutId, words: '' };
    await writeParts(tx, [{ ...part, currency: entry.currency, credit: true, entityId: entry.entityId }]);
    linked.add(entryId);
    await tx.query(sql`UPDATE bank.payout SET entry_id = ${entryId} WHERE payout_id = ${payoutId}`);
  }
  return linked;
}

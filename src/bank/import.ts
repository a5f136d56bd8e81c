/** Taking in a statement: each line is stored once, and applied where it agrees in every point; the others wait for a person. */
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import {
  bookReceipt,
  claimsBy,
  lockDebtors,
  lockPaymentsById,
  paymentsById,
  settlePayments,
  type Named,
} from '#payments';
import { bodiesIn, isIban, plainIban } from '#payments/model';
import {
  closeGiveBack,
  closeStatement,
  insertEntries,
  lockEarlier,
  openStatement,
  writeParts,
  writeWhys,
  type Entry,
  type Part,
} from './ledger.ts';
import { matchLine, matchRefunds, type Earlier, type Parsed, type Why } from './model.ts';
import { linkPayouts } from './payouts/import.ts';
import { lockBankRefunds, openBankRefunds, refundPart } from './refunds.ts';

export type Imported = {
  readonly newLines: number;
  readonly knownLines: number;
  /** Of the new ones: applied at once, and waiting for a person. */
  readonly applied: number;
  readonly waiting: number;
  readonly bad: Parsed['bad'];
};

/**
 * Takes in the statements of one file. The same file again, or one that overlaps, changes nothing: a line is known by its account, the
 * bank's reference, its day and its amount. The id makes the call repeatable.
 */
export async function importStatements(
  tx: Tx,
  input: {
    readonly statementId: string;
    readonly fileName: string;
    readonly format: 'camt' | 'csv';
    readonly parsed: readonly Parsed[];
  },
): Promise<Imported> {
  const { statementId, fileName, format, parsed } = input;
  const known = await openStatement(tx, { statementId, fileName, format, iban: parsed[0]?.iban ?? '' });
  if (known) return known;
  const bad = parsed.flatMap((one) => one.bad);
  const lines = parsed.flatMap((one) => one.lines);
  const claimed = await lockClaims(
    tx,
    lines.map(({ words }) => words),
  );
  const entries: Entry[] = [];
  for (const one of parsed) entries.push(...(await insertEntries(tx, { statementId, iban: one.iban }, one.lines)));
  // Those that are payouts are nobody's transfer.
  const paidOut = await linkPayouts(tx);
  const others = entries.filter((entry) => !paidOut.has(entry.entryId));
  const applied = (await applyEntries(tx, others, claimed)) + entries.length - others.length;
  const days = lines.map((line) => line.bookedOn).sort();
  const counts = { newLines: entries.length, knownLines: lines.length - entries.length };
  await closeStatement(tx, {
    ...{ statementId, ...counts, bad: bad.slice(0, 1_000) },
    ...{ fromOn: days[0] ?? null, toOn: days.at(-1) ?? null },
  });
  const waiting = entries.length - applied;
  announce(tx, {
    ...{ type: 'bank.statement_imported', subjectKind: 'statement', subjectId: statementId, version: 1 },
    body: { ...counts, applied, waiting, bad: bad.length },
  });
  return { ...counts, applied, waiting, bad };
}

/** Money came for orders that were paid in another way meanwhile: it is owed to who sent it, and a person is told. */
async function tellTwice(tx: Tx, entries: readonly Entry[], { asked }: Plan): Promise<void> {
  const twice = new Map(
    asked.flatMap(({ entryId, why, paymentId }) => (why === 'otherwise' ? [[entryId, paymentId]] : [])),
  );
  if (twice.size === 0) return;
  const payments = await paymentsById(
    tx,
    [...twice.values()].flatMap((paymentId) => paymentId ?? []),
  );
  for (const { entryId, minor, currency } of entries.filter((entry) => twice.has(entry.entryId))) {
    const orderId = payments.find((one) => one.paymentId === twice.get(entryId))?.orderId ?? '';
    announce(tx, {
      ...{ type: 'bank.paid_twice', subjectKind: 'entry', subjectId: entryId, version: 1 },
      ...{ mentions: [orderId], body: { orderId, minor, currency } },
    });
  }
}

type Plan = {
  parts: (Part & Pick<Entry, 'currency' | 'credit' | 'entityId'>)[];
  asked: { entryId: string; why: Why; paymentId: string | null }[];
  /** Claims that are paid, with the line that completed them. */
  paid: { claim: Named; entry: Entry }[];
};

/** Locks the payments and companies that these texts name: they come before lines of the bank. Gives the payments. */
async function lockClaims(tx: Tx, words: readonly string[]): Promise<string[]> {
  const asked = [...new Set(words.flatMap(bodiesIn))];
  const seen = [...(await claimsBy(tx, asked)).values()].flat();
  const ids = [...new Set(seen.map((claim) => claim.paymentId))];
  await lockPaymentsById(tx, ids);
  await lockDebtors(
    tx,
    seen.flatMap(({ companyId }) => companyId ?? []),
  );
  return ids;
}

/** Applies new lines to what their references name, which is locked: `claimed`. Says how many are done with. */
async function applyEntries(tx: Tx, entries: readonly Entry[], claimed: readonly string[]): Promise<number> {
  if (entries.length === 0) return 0;
  const bodies = new Map(entries.map((entry) => [entry.entryId, bodiesIn(entry.words)]));
  const asked = [...new Set([...bodies.values()].flat())];
  const earlier = await lockEarlier(tx, claimed);
  const claims = await claimsBy(tx, asked);
  const plan = planOf(
    entries,
    (entry) => (bodies.get(entry.entryId) ?? []).flatMap((body) => claims.get(body) ?? []),
    earlier,
  );
  await writeWhys(tx, plan.asked);
  await tellTwice(tx, entries, plan);
  await settlePayments(
    tx,
    plan.paid.flatMap(({ claim: { kind, paymentId } }) =>
      kind === 'transfer' ? [{ paymentId, state: 'captured' as const }] : [],
    ),
    true,
  );
  for (const { claim, entry } of plan.paid) {
    if (claim.companyId === null) continue;
    const { paymentId, dueMinor: minor, currency, companyId } = claim;
    const receiptId = newId('rcp');
    const booked = { receiptId, companyId, minor, currency, receivedOn: entry.bookedOn, paymentIds: [paymentId] };
    await bookReceipt(tx, { ...booked, reference: entry.words.slice(0, 140) }, true);
  }
  await writeParts(tx, plan.parts);
  const refunds = await tieRefunds(tx, entries);
  const others = entries.filter(({ entryId }) => !refunds.has(entryId));
  const backs = refunds.size + (await closeDebits(tx, others));
  return new Set(plan.parts.map((part) => part.entryId)).size + backs - countEarlier(plan, entries);
}

/** Lines of before that were completed now are not new. */
const countEarlier = (plan: Plan, entries: readonly Entry[]): number => {
  const fresh = new Set(entries.map((entry) => entry.entryId));
  return new Set(plan.parts.flatMap(({ entryId }) => (fresh.has(entryId) ? [] : [entryId]))).size;
};

/** Looks at lines in the order in which the bank booked them: what one pays is paid for the next. */
function planOf(
  entries: readonly Entry[],
  claimsOf: (entry: Entry) => readonly Named[],
  known: ReadonlyMap<string, readonly Earlier[]>,
): Plan {
  const plan: Plan = { parts: [], asked: [], paid: [] };
  const earlier = new Map(known);
  const done = new Set<string>();
  const inOrder = [...entries].sort((a, b) =>
    a.bookedOn === b.bookedOn ? (a.entryId < b.entryId ? -1 : 1) : a.bookedOn < b.bookedOn ? -1 : 1,
  );
  for (const entry of inOrder) {
    const { entryId, leftMinor, currency, entityId } = entry;
    const mine = claimsOf(entry).map((claim) =>
      done.has(claim.paymentId) ? { ...claim, state: 'paid' as const } : claim,
    );
    const before = earlier.get(mine[0]?.paymentId ?? '') ?? [];
    const found = matchLine(entry, mine, before);
    if (found.what === 'ask') {
      plan.asked.push({ entryId, why: found.why, paymentId: found.paymentId });
      if (found.why === 'less' && found.paymentId !== null)
        earlier.set(found.paymentId, [...before, { entryId, leftMinor, currency, entityId }]);
      continue;
    }
    const claim = { ...found.claim, companyId: mine[0]?.companyId ?? null };
    done.add(claim.paymentId);
    plan.paid.push({ claim, entry });
    const what = claim.kind === 'transfer' ? ('payment' as const) : ('receipt' as const);
    for (const one of [{ entryId, leftMinor, currency, entityId }, ...found.with])
      plan.parts.push({
        ...{ partId: newId('alc'), entryId: one.entryId, what, minor: one.leftMinor, target: claim.paymentId },
        ...{ words: '', currency, credit: true, entityId: one.entityId },
      });
  }
  // What was asked about in this very file and completed by a later line of it is not asked any more: nothing of it is left.
  return plan;
}

/** Debits that are refunds, which left the bank's account when they were made. Gives the lines. */
async function tieRefunds(tx: Tx, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const debits = entries.filter((entry) => !entry.credit);
  if (debits.length === 0) return new Set();
  const seen = matchRefunds(debits, await openBankRefunds(tx));
  const open = await lockBankRefunds(
    tx,
    [...seen.values()].map(({ refundId }) => refundId),
  );
  const tied = debits.flatMap((debit) => {
    const refund = open.find(({ refundId }) => refundId === seen.get(debit.entryId)?.refundId);
    return refund ? [refundPart(newId('alc'), debit, refund.refundId, refund.minor)] : [];
  });
  await writeParts(tx, tied);
  return new Set(tied.map(({ entryId }) => entryId));
}

/** Debits that are what a person said is to be given back, to that very account. Says how many. */
async function closeDebits(tx: Tx, entries: readonly Entry[]): Promise<number> {
  const debits = entries.filter((entry) => !entry.credit && isIban(entry.iban));
  if (debits.length === 0) return 0;
  const open = await tx.query<{ partId: string; minor: number; currency: string; iban: string }>(sql`
    SELECT p.part_id AS "partId", p.minor, e.currency, e.counter_iban AS iban FROM bank.entry_part p JOIN bank.entry e USING (entry_id)
    WHERE p.what = 'give_back' AND p.closed_by IS NULL AND e.counter_iban = ANY(${debits.map((d) => plainIban(d.iban))}::text[])
    ORDER BY p.at, p.part_id FOR NO KEY UPDATE OF p`);
  const left = [...open];
  let closed = 0;
  for (const debit of debits) {
    const i = left.findIndex(
      (one) => one.minor === debit.minor && one.currency === debit.currency && one.iban === plainIban(debit.iban),
    );
    const [part] = i < 0 ? [] : left.splice(i, 1);
    if (!part) continue;
    await closeGiveBack(tx, part.partId, debit.entryId);
    await writeParts(tx, [givenBack(newId('alc'), debit, part.partId)]);
    closed += 1;
  }
  return closed;
}

/** The part of a debit that is what was to be given back. */
export const givenBack = (
  partId: string,
  debit: Entry,
  target: string,
): Part & Pick<Entry, 'currency' | 'credit' | 'entityId'> => ({
  ...{ partId, entryId: debit.entryId, what: 'given_back', minor: debit.leftMinor, target, words: '' },
  ...{ currency: debit.currency, credit: false, entityId: debit.entityId },
});

/** What a person decides of a line that waits. Money leaves the list only for an order, a company's account, a credit, its payer, or with a reason. */
import { sql, type Tx } from '#base/db';
import { must } from '#base/assert';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import {
  bookReceipt,
  giveCredit,
  lockDebtors,
  lockPaymentsById,
  paymentById,
  receivableOf,
  receivablesOf,
  settlePayments,
} from '#payments';
import { givenBack } from './import.ts';
import { closeGiveBack, lockEntries, partById, writeParts, type Entry, type Part } from './ledger.ts';
import type { Decision } from './model.ts';
import { entryById } from './queries.ts';
import { lockBankRefunds, refundPart } from './refunds.ts';

export type Decided = {
  /** The caller's: the same id is the same decision. */
  readonly partId: string;
  readonly entryId: string;
  readonly what: Decision;
  /** How much of it; absent: what is left, and of a payment no more than is due. */
  readonly minor?: number | undefined;
  /** `apply`: which payment or receivable; absent: what its reference names. */
  readonly paymentId?: string | undefined;
  /** `apply`: whose account on terms, its oldest debts first. */
  readonly companyId?: string | undefined;
  /** `credit`: whose. */
  readonly customerId?: string | undefined;
  /** `given_back`: the part that it was. */
  readonly givenBack?: string | undefined;
  /** `given_back`: the refund that it was, made by transfer. */
  readonly refundId?: string | undefined;
  /** Why; `set_aside` needs it. */
  readonly words?: string | undefined;
};

/**
 * Decides of a line, or of a part of it. What it may pay is locked before the line is: modules lock in their order. Refuses `bank.entry_unknown`, `bank.entry_done`, `bank.entry_amount` (more than is
 * left or due), `bank.entry_debit` (a debit is given back or set aside), `bank.entry_currency`, `bank.entry_target` (it names
 * nothing that can be paid), `bank.entry_words` (no reason), `request.id_reused`.
 */
export async function decideEntry(tx: Tx, wanted: Decided): Promise<{ leftMinor: number }> {
  const seen = await entryById(tx, wanted.entryId);
  if (!seen) refuse('bank.entry_unknown', { detail: wanted.entryId });
  if (await isDecided(tx, wanted)) return { leftMinor: seen.entry.leftMinor };
  checkOpen(seen.entry, wanted);
  await lockBelow(tx, seen.entry, wanted);
  const entry = must((await lockEntries(tx, [wanted.entryId])).get(wanted.entryId), wanted.entryId);
  if (await isDecided(tx, wanted)) return { leftMinor: entry.leftMinor };
  checkOpen(entry, wanted);
  const part = await doneBy[wanted.what](tx, entry, wanted);
  await writeParts(tx, [{ ...part, currency: entry.currency, credit: entry.credit, entityId: entry.entityId }]);
  const leftMinor = entry.leftMinor - part.minor;
  const orderIds = await ordersOf(tx, part.target);
  announce(tx, {
    ...{ type: 'bank.entry_decided', subjectKind: 'entry', subjectId: entry.entryId },
    ...{ mentions: orderIds, body: { what: part.what, minor: part.minor, currency: entry.currency, leftMinor } },
  });
  return { leftMinor };
}

/** Whether this very decision was taken before. */
async function isDecided(tx: Tx, { partId, entryId }: Decided): Promise<boolean> {
  const known = await partById(tx, partId);
  if (known && known.entryId !== entryId) refuse('request.id_reused', { detail: partId });
  return known !== undefined;
}

function checkOpen({ leftMinor, credit }: Entry, { what }: Decided): void {
  if (leftMinor === 0) refuse('bank.entry_done');
  if (what !== 'set_aside' && credit === (what === 'given_back')) refuse('bank.entry_debit');
}

/** Locks what the decision speaks of. A credit is given at once: where the line has not that much left, all is undone. */
async function lockBelow(tx: Tx, entry: Entry, wanted: Decided): Promise<void> {
  const { what, companyId, partId } = wanted;
  if (what === 'credit') {
    const { customerId = refuse('bank.entry_target') } = wanted;
    const { currency } = entry;
    const reason = wanted.words || 'a transfer';
    const minor = muchOf(entry, wanted);
    await giveCredit(tx, { movementId: `mny_${partId.slice(4)}`, customerId, minor, currency, reason });
  }
  if (what !== 'apply') return;
  if (companyId !== undefined) return lockDebtors(tx, [companyId]);
  const paymentId = wanted.paymentId ?? entry.paymentId;
  if (paymentId === null) return;
  await lockPaymentsById(tx, [paymentId]);
  const owed = await receivableOf(tx, paymentId);
  if (owed) await lockDebtors(tx, [owed.companyId]);
}

/** The order of the payment or refund that a part speaks of. */
async function ordersOf(tx: Tx, target: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`SELECT order_id AS id FROM payments.payment WHERE payment_id = ${target ?? ''}
      OR payment_id = (SELECT payment_id FROM payments.refund WHERE refund_id = ${target ?? ''})`,
  );
  return rows.map((row) => row.id);
}

type Do = (tx: Tx, entry: Entry, wanted: Decided) => Promise<Part>;

/** How much of a line: what is asked for, else the most there is. */
function muchOf({ leftMinor, currency }: Entry, { minor }: Decided, mostMinor = leftMinor): number {
  const much = minor ?? Math.min(leftMinor, mostMinor);
  if (!Number.isSafeInteger(much) || much <= 0 || much > leftMinor || much > mostMinor)
    refuse('bank.entry_amount', { left: { minor: Math.min(leftMinor, mostMinor), currency } });
  return much;
}

const partOf = (
  { partId, entryId, words = '' }: Decided,
  what: Part['what'],
  minor: number,
  target: string | null = null,
): Part => ({ partId, entryId, what, minor, target, words });

/** To a transfer or a promise: all that is due of it, or less, and then the order stands with the rest due. To a receivable: up to what is open. */
const apply: Do = async (tx, entry, wanted) => {
  if (wanted.companyId !== undefined) return applyToCompany(tx, entry, wanted, wanted.companyId);
  const paymentId = wanted.paymentId ?? entry.paymentId ?? refuse('bank.entry_target');
  const payment = await paymentById(tx, paymentId);
  if (!payment) refuse('bank.entry_target', { detail: paymentId });
  if (payment.currency !== entry.currency) refuse('bank.entry_currency', { detail: payment.currency });
  if (payment.method === 'account') {
    const open = must(await receivableOf(tx, paymentId), paymentId);
    const minor = muchOf(entry, wanted, open.openMinor);
    const { companyId, currency } = open;
    const booked = { receiptId: newId('rcp'), companyId, minor, currency, receivedOn: entry.bookedOn };
    await bookReceipt(tx, { ...booked, paymentIds: [paymentId], reference: entry.words.slice(0, 140) }, true);
    return partOf(wanted, 'receipt', minor, paymentId);
  }
  const isOurs = payment.method === 'transfer' || payment.method === 'promise';
  const isOpen = payment.state === 'promised' || (payment.state === 'voided' && payment.method === 'transfer');
  if (!isOurs || !isOpen || payment.capturedMinor > 0) refuse('bank.entry_target', { detail: payment.state });
  const minor = muchOf(entry, wanted, payment.amountMinor);
  unwrap(
    must((await settlePayments(tx, [{ paymentId, state: 'captured', capturedMinor: minor }], true))[0], 'an outcome'),
  );
  return partOf(wanted, 'payment', minor, paymentId);
};

/** To what a company owes, the oldest first. */
async function applyToCompany(tx: Tx, entry: Entry, wanted: Decided, companyId: string): Promise<Part> {
  const open = (await receivablesOf(tx, companyId, true)).filter(({ currency }) => currency === entry.currency);
  const openMinor = open.reduce((sum, one) => sum + Math.max(0, one.openMinor), 0);
  if (openMinor === 0) refuse('bank.entry_target', { detail: companyId });
  const minor = muchOf(entry, wanted, openMinor);
  const receiptId = newId('rcp');
  const booked = { receiptId, companyId, minor, currency: entry.currency, receivedOn: entry.bookedOn };
  await bookReceipt(tx, { ...booked, reference: entry.words.slice(0, 140) }, true);
  return partOf(wanted, 'receipt', minor, receiptId);
}

/** It is owed to who paid it until a debit shows that it went back. */
const giveBack: Do = async (_tx, entry, wanted) => partOf(wanted, 'give_back', muchOf(entry, wanted));

/** The credit was given before the line was locked, by what was left of it then: as much has to be left now. */
const credit: Do = async (_tx, entry, wanted) => partOf(wanted, 'credit', muchOf(entry, wanted), wanted.customerId);

const setAside: Do = async (_tx, entry, wanted) => {
  if (!wanted.words?.trim()) refuse('bank.entry_words');
  return partOf(wanted, 'set_aside', muchOf(entry, wanted));
};

/** A debit is what was to be given back, the whole of both; or it is a refund, the whole of that. */
const gaveBack: Do = async (tx, entry, wanted) => {
  if (wanted.refundId !== undefined) return wasRefund(tx, entry, wanted, wanted.refundId);
  const part = await partById(tx, wanted.givenBack ?? '');
  if (part?.what !== 'give_back' || part.closedBy !== null) refuse('bank.entry_target');
  if (part.minor !== entry.leftMinor)
    refuse('bank.entry_amount', { left: { minor: part.minor, currency: entry.currency } });
  const credited = (await lockEntries(tx, [part.entryId])).get(part.entryId);
  if (credited?.currency !== entry.currency) refuse('bank.entry_currency', { detail: credited?.currency ?? '' });
  await closeGiveBack(tx, part.partId, entry.entryId);
  return givenBack(wanted.partId, entry, part.partId);
};

async function wasRefund(tx: Tx, entry: Entry, { partId }: Decided, refundId: string): Promise<Part> {
  const [refund] = await lockBankRefunds(tx, [refundId]);
  if (!refund) refuse('bank.entry_target', { detail: refundId });
  const { minor, currency } = refund;
  if (currency !== entry.currency) refuse('bank.entry_currency', { detail: currency });
  if (minor > entry.leftMinor) refuse('bank.entry_amount', { left: { minor: entry.leftMinor, currency } });
  return refundPart(partId, entry, refundId, minor);
}

const doneBy: Readonly<Record<Decision, Do>> = {
  ...{ apply, give_back: giveBack, credit, set_aside: setAside, given_back: gaveBack },
};

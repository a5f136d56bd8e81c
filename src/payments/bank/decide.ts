/** What a person decides of a line that waits. Money leaves the list only for an order, a company's account, a credit, its payer, or with a reason. */
import { sql, type Tx } from '#base/db';
import { must } from '#base/assert';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import { giveCredit } from '../cards/issue.ts';
import { lockPaymentRows } from '../ledger.ts';
import { bookReceipt, lockDebtors, receivableOf, receivablesOf } from '../receivables/ledger.ts';
import { settlePayments } from '../settle.ts';
import { givenBack } from './import.ts';
import { closeGiveBack, lockEntries, partById, writeParts, type Entry, type Part } from './ledger.ts';
import type { Decision } from './model.ts';
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
 * Decides of a line, or of a part of it. Refuses `payments.entry_unknown`, `payments.entry_done`, `payments.entry_amount` (more than is
 * left or due), `payments.entry_debit` (a debit is given back or set aside), `payments.entry_currency`, `payments.entry_target` (it names
 * nothing that can be paid), `payments.entry_words` (no reason), `request.id_reused`.
 */
export async function decideEntry(tx: Tx, wanted: Decided): Promise<{ leftMinor: number }> {
  const entry = (await lockEntries(tx, [wanted.entryId])).get(wanted.entryId);
  if (!entry) refuse('payments.entry_unknown', { detail: wanted.entryId });
  const known = await partById(tx, wanted.partId);
  if (known) {
    if (known.entryId === wanted.entryId) return { leftMinor: entry.leftMinor };
    refuse('request.id_reused', { detail: wanted.partId });
  }
  if (entry.leftMinor === 0) refuse('payments.entry_done');
  const isForDebit = wanted.what === 'given_back';
  if (wanted.what !== 'set_aside' && entry.credit === isForDebit) refuse('payments.entry_debit');
  const part = await doneBy[wanted.what](tx, entry, wanted);
  await writeParts(tx, [{ ...part, currency: entry.currency, credit: entry.credit }]);
  const leftMinor = entry.leftMinor - part.minor;
  const orderIds = await ordersOf(tx, part.target);
  announce(tx, {
    ...{ type: 'payments.entry_decided', subjectKind: 'entry', subjectId: entry.entryId },
    ...{ mentions: orderIds, body: { what: part.what, minor: part.minor, currency: entry.currency, leftMinor } },
  });
  return { leftMinor };
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
    refuse('payments.entry_amount', { left: { minor: Math.min(leftMinor, mostMinor), currency } });
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
  const paymentId = wanted.paymentId ?? entry.paymentId ?? refuse('payments.entry_target');
  const payment = (await lockPaymentRows(tx, [paymentId])).get(paymentId);
  if (!payment) refuse('payments.entry_target', { detail: paymentId });
  if (payment.currency !== entry.currency) refuse('payments.entry_currency', { detail: payment.currency });
  if (payment.method === 'account') {
    const open = must(await receivableOf(tx, paymentId), paymentId);
    const minor = muchOf(entry, wanted, open.openMinor);
    const { companyId, currency } = open;
    const booked = { receiptId: newId('rcp'), companyId, minor, currency, receivedOn: entry.bookedOn };
    await bookReceipt(tx, { ...booked, paymentIds: [paymentId], reference: entry.words.slice(0, 140) });
    return partOf(wanted, 'receipt', minor, paymentId);
  }
  const isOurs = payment.method === 'transfer' || payment.method === 'promise';
  const isOpen = payment.state === 'promised' || (payment.state === 'voided' && payment.method === 'transfer');
  if (!isOurs || !isOpen || payment.capturedMinor > 0) refuse('payments.entry_target', { detail: payment.state });
  const minor = muchOf(entry, wanted, payment.amountMinor);
  unwrap(
    must((await settlePayments(tx, [{ paymentId, state: 'captured', capturedMinor: minor }], true))[0], 'an outcome'),
  );
  return partOf(wanted, 'payment', minor, paymentId);
};

/** To what a company owes, the oldest first. */
async function applyToCompany(tx: Tx, entry: Entry, wanted: Decided, companyId: string): Promise<Part> {
  await lockDebtors(tx, [companyId]);
  const open = (await receivablesOf(tx, companyId, true)).filter(({ currency }) => currency === entry.currency);
  const openMinor = open.reduce((sum, one) => sum + Math.max(0, one.openMinor), 0);
  if (openMinor === 0) refuse('payments.entry_target', { detail: companyId });
  const minor = muchOf(entry, wanted, openMinor);
  const receiptId = newId('rcp');
  const booked = { receiptId, companyId, minor, currency: entry.currency, receivedOn: entry.bookedOn };
  await bookReceipt(tx, { ...booked, reference: entry.words.slice(0, 140) });
  return partOf(wanted, 'receipt', minor, receiptId);
}

/** It is owed to who paid it until a debit shows that it went back. */
const giveBack: Do = async (_tx, entry, wanted) => partOf(wanted, 'give_back', muchOf(entry, wanted));

const credit: Do = async (tx, entry, wanted) => {
  const { customerId = refuse('payments.entry_target'), partId } = wanted;
  const minor = muchOf(entry, wanted);
  const reason = wanted.words || 'a transfer';
  await giveCredit(tx, { movementId: `mny_${partId.slice(4)}`, customerId, minor, currency: entry.currency, reason });
  return partOf(wanted, 'credit', minor, customerId);
};

const setAside: Do = async (_tx, entry, wanted) => {
  if (!wanted.words?.trim()) refuse('payments.entry_words');
  return partOf(wanted, 'set_aside', muchOf(entry, wanted));
};

/** A debit is what was to be given back, the whole of both; or it is a refund, the whole of that. */
const gaveBack: Do = async (tx, entry, wanted) => {
  if (wanted.refundId !== undefined) return wasRefund(tx, entry, wanted, wanted.refundId);
  const part = await partById(tx, wanted.givenBack ?? '');
  if (part?.what !== 'give_back' || part.closedBy !== null) refuse('payments.entry_target');
  if (part.minor !== entry.leftMinor)
    refuse('payments.entry_amount', { left: { minor: part.minor, currency: entry.currency } });
  const credited = (await lockEntries(tx, [part.entryId])).get(part.entryId);
  if (credited?.currency !== entry.currency) refuse('payments.entry_currency', { detail: credited?.currency ?? '' });
  await closeGiveBack(tx, part.partId, entry.entryId);
  return givenBack(wanted.partId, entry, part.partId);
};

async function wasRefund(tx: Tx, entry: Entry, { partId }: Decided, refundId: string): Promise<Part> {
  const [refund] = await lockBankRefunds(tx, [refundId]);
  if (!refund) refuse('payments.entry_target', { detail: refundId });
  const { minor, currency } = refund;
  if (currency !== entry.currency) refuse('payments.entry_currency', { detail: currency });
  if (minor > entry.leftMinor) refuse('payments.entry_amount', { left: { minor: entry.leftMinor, currency } });
  return refundPart(partId, entry, refundId, minor);
}

const doneBy: Readonly<Record<Decision, Do>> = {
  ...{ apply, give_back: giveBack, credit, set_aside: setAside, given_back: gaveBack },
};

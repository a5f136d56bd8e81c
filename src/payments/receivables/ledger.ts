/** The only writer of receivables. A company's row is locked before anything of it is decided, so that two orders can't pass its limit. */
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, refused, type Outcome } from '#base/refusal';
import { dayIn, type Day } from '#base/time';
import { companiesByIds } from '#customers';
import { settings } from '#org';
import { newMovementId, postMovements } from '../ledger.ts';
import type { Payment } from '../model.ts';
import {
  companyOfAccount,
  creditBars,
  daysBetween,
  dueDay,
  receivableAccount,
  reminderDue,
  spread,
  type Credit,
} from './model.ts';

export type Receivable = {
  readonly paymentId: string;
  readonly companyId: string;
  readonly orderId: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** Given back of it: credit notes. */
  readonly creditedMinor: number;
  readonly receivedMinor: number;
  readonly openMinor: number;
  readonly madeOn: Day;
  readonly dueOn: Day;
  readonly reminded: number;
};

const columns = sql`r.payment_id AS "paymentId", r.company_id AS "companyId", r.order_id AS "orderId", r.currency, p.amount_minor AS "amountMinor",
  p.refunded_minor AS "creditedMinor", r.received_minor AS "receivedMinor", p.captured_minor - p.refunded_minor - r.received_minor AS "openMinor",
  r.made_on AS "madeOn", r.due_on AS "dueOn", r.reminded`;

/** Receivables of a company, the oldest day first; `open`: those that are not paid. */
export async function receivablesOf(db: Db, companyId: string, open: boolean): Promise<Receivable[]> {
  return db.query<Receivable>(sql`
    SELECT ${columns} FROM payments.receivable r JOIN payments.payment p USING (payment_id)
    WHERE r.company_id = ${companyId} AND (NOT ${open}::boolean OR p.captured_minor - p.refunded_minor - r.received_minor <> 0)
    ORDER BY r.due_on, r.payment_id LIMIT 1000`);
}

/** One receivable; undefined where the payment is none. */
export async function receivableOf(db: Db, paymentId: string): Promise<Receivable | undefined> {
  const [row] = await db.query<Receivable>(
    sql`SELECT ${columns} FROM payments.receivable r JOIN payments.payment p USING (payment_id) WHERE r.payment_id = ${paymentId}`,
  );
  return row;
}

/** Locks companies that owe, in the order of their ids. */
export async function lockDebtors(tx: Tx, companyIds: readonly string[]): Promise<void> {
  const ids = [...new Set(companyIds)].sort();
  if (ids.length === 0) return;
  lock(tx, 'payments.debtor');
  await tx.query(sql`
    INSERT INTO payments.debtor (company_id, since) SELECT id, ${tx.now}::timestamptz FROM unnest(${ids}::text[]) AS w(id) ORDER BY id
    ON CONFLICT DO NOTHING`);
  await tx.query(
    sql`SELECT 1 FROM payments.debtor WHERE company_id = ANY(${ids}::text[]) ORDER BY company_id FOR NO KEY UPDATE`,
  );
}

/** What decides whether a company may buy on account, as it is now. */
export async function creditOfCompany(
  db: Tx | Pick<Tx, 'query' | 'database'>,
  companyId: string,
  today: Day,
): Promise<Credit> {
  const [companies, open, [rules]] = await Promise.all([
    companiesByIds(db, [companyId]),
    receivablesOf(db, companyId, true),
    db.query<{ days: number | null }>(sql`SELECT block_after_days AS days FROM payments.account_rules`),
  ]);
  const company = companies.get(companyId);
  const late = open.filter(({ openMinor }) => openMinor > 0).map(({ dueOn }) => daysBetween(dueOn, today));
  return {
    blocked: company?.blocked ?? true,
    hasTerms: company?.terms !== null && company !== undefined,
    limitMinor: company?.terms?.limitMinor ?? null,
    openMinor: open.reduce((sum, one) => sum + one.openMinor, 0),
    lateDays: Math.max(0, ...late),
    blockAfterDays: rules?.days ?? null,
  };
}

/**
 * Writes down what is bought on account, for payments that were just inserted; each for itself, in the order in which they stand. What is
 * refused here is the caller's to take out again: `payments.company_blocked`, `payments.no_terms`, `payments.company_overdue`,
 * `payments.over_limit` (with what is left).
 */
export async function openReceivables(tx: Tx, payments: readonly Payment[]): Promise<Map<string, Outcome<never>>> {
  const bars = new Map<string, Outcome<never>>();
  if (payments.length === 0) return bars;
  const companyIds = payments.flatMap(({ accountId }) => companyOfAccount(accountId) ?? []);
  await lockDebtors(tx, companyIds);
  const today = dayIn(tx.now, (await settings(tx.database)).timeZone);
  const companies = await companiesByIds(tx, companyIds);
  const made: { paymentId: string; companyId: string; orderId: string; currency: string; due: Day }[] = [];
  for (const payment of payments) {
    const { paymentId, orderId, currency, amountMinor } = payment;
    const companyId = companyOfAccount(payment.accountId) ?? '';
    const before = await creditOfCompany(tx, companyId, today);
    // The payments of this call are not receivables yet: they count too.
    const asked = payments.filter((one) =>
      made.some((known) => known.paymentId === one.paymentId && known.companyId === companyId),
    );
    const more = asked.reduce((sum, one) => sum + one.amountMinor, 0);
    const credit = { ...before, openMinor: before.openMinor + more };
    const [bar] = creditBars(credit, amountMinor);
    const terms = companies.get(companyId)?.terms;
    if (bar || !terms) {
      const left = Math.max(0, (credit.limitMinor ?? 0) - credit.openMinor);
      bars.set(paymentId, refused(`payments.${bar ?? 'no_terms'}`, { left: { minor: left, currency } }));
    } else made.push({ paymentId, companyId, orderId, currency, due: dueDay(today, terms) });
  }
  await tx.query(sql`
    INSERT INTO payments.receivable (payment_id, company_id, order_id, currency, made_on, due_on)
    SELECT n.payment_id, n.company_id, n.order_id, n.currency, ${today}::date, n.due_on
    FROM unnest(${made.map((m) => m.paymentId)}::text[], ${made.map((m) => m.companyId)}::text[], ${made.map((m) => m.orderId)}::text[],
      ${made.map((m) => m.currency)}::text[], ${made.map((m) => m.due)}::date[]) AS n(payment_id, company_id, order_id, currency, due_on)`);
  return bars;
}

export type NewReceipt = {
  readonly receiptId: string;
  readonly companyId: string;
  readonly minor: number;
  readonly currency: string;
  readonly receivedOn: Day;
  /** What the statement of the bank says. */
  readonly reference: string;
  /** Which receivables it pays; absent: the oldest first. */
  readonly paymentIds?: readonly string[] | undefined;
};

/**
 * Books what a company paid: into the bank, off what it owes. The same id again books nothing. Refuses `payments.amount`,
 * `payments.receipt_too_much` (more than is open: with what is), `request.id_reused`. `held`: the caller has locked the company before, and
 * higher classes since.
 */
export async function bookReceipt(tx: Tx, input: NewReceipt, held = false): Promise<void> {
  const { receiptId, companyId, minor, currency, receivedOn, reference, paymentIds } = input;
  if (!Number.isSafeInteger(minor) || minor <= 0) refuse('payments.amount', { detail: String(minor) });
  if (!held) await lockDebtors(tx, [companyId]);
  const [known] = await tx.query<{ companyId: string; minor: number }>(
    sql`SELECT company_id AS "companyId", minor FROM payments.receipt WHERE receipt_id = ${receiptId}`,
  );
  if (known) {
    if (known.companyId === companyId && known.minor === minor) return;
    refuse('request.id_reused', { detail: receiptId });
  }
  const open = (await receivablesOf(tx, companyId, true)).filter((one) => one.currency === currency);
  const { parts, left } = spread(minor, open, paymentIds);
  if (left > 0) refuse('payments.receipt_too_much', { left: { minor: minor - left, currency } });
  await tx.query(sql`
    INSERT INTO payments.receipt (receipt_id, company_id, currency, minor, received_on, reference, by, at)
    VALUES (${receiptId}, ${companyId}, ${currency}, ${minor}, ${receivedOn}::date, ${reference}, ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  await tx.query(sql`
    INSERT INTO payments.receipt_part (receipt_id, payment_id, minor)
    SELECT ${receiptId}, n.* FROM unnest(${parts.map((p) => p.paymentId)}::text[], ${parts.map((p) => p.minor)}::bigint[]) AS n`);
  await tx.query(sql`
    UPDATE payments.receivable r SET received_minor = r.received_minor + n.minor
    FROM unnest(${parts.map((p) => p.paymentId)}::text[], ${parts.map((p) => p.minor)}::bigint[]) AS n(payment_id, minor)
    WHERE r.payment_id = n.payment_id`);
  await postMovements(tx, [
    { movementId: newMovementId(), from: receivableAccount(companyId), to: 'bank', minor, currency, reason: 'receipt' },
  ]);
  const orderIds = open.flatMap(({ paymentId, orderId }) =>
    parts.some((p) => p.paymentId === paymentId) ? [orderId] : [],
  );
  announce(tx, {
    ...{ type: 'payments.received', subjectKind: 'receipt', subjectId: receiptId, version: 1 },
    ...{ mentions: [companyId, ...new Set(orderIds)], body: { minor, currency } },
  });
}

/**
 * Reminds a company of all that is late: the next level of what is longest overdue. The same id is the same reminder; its letter is sent
 * once. Refuses `payments.nothing_late`.
 */
export async function remindCompany(
  tx: Tx,
  { reminderId, companyId }: { reminderId: string; companyId: string },
): Promise<void> {
  await lockDebtors(tx, [companyId]);
  const known = await tx.query(sql`SELECT 1 FROM payments.reminder WHERE reminder_id = ${reminderId}`);
  if (known.length > 0) return;
  const today = dayIn(tx.now, (await settings(tx.database)).timeZone);
  const late = (await receivablesOf(tx, companyId, true)).filter((one) => one.openMinor > 0 && one.dueOn < today);
  const level = Math.max(0, ...late.map((one) => reminderDue(daysBetween(one.dueOn, today), one.reminded)));
  const currency = late[0]?.currency;
  if (level === 0 || currency === undefined) refuse('payments.nothing_late', { detail: companyId });
  const mine = late.filter((one) => one.currency === currency);
  const ids = mine.map((one) => one.paymentId);
  const minor = mine.reduce((sum, one) => sum + one.openMinor, 0);
  await tx.query(sql`
    INSERT INTO payments.reminder (reminder_id, company_id, level, currency, minor, payment_ids, by, at)
    VALUES (${reminderId}, ${companyId}, ${level}, ${currency}, ${minor}, ${ids}::text[], ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  await tx.query(sql`
    UPDATE payments.receivable SET reminded = greatest(reminded, ${level}::int) WHERE payment_id = ANY(${ids}::text[])`);
  announce(tx, {
    ...{ type: 'payments.reminded', subjectKind: 'reminder', subjectId: reminderId, version: 1 },
    ...{ mentions: [companyId], body: { level, minor, currency } },
  });
}

/** Statements of a bank as `verify` finds them: a small honest past, and what must not go unnoticed in it. */
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { day } from '#base/time';
import { decideEntry, importPayouts, importStatements } from '#bank';
import { openPayments, openRefunds, referenceOf, settlePayments } from '#payments';
import type { Fault } from './faults.ts';

const by = { actor: 'test' };

/** A transfer that was paid by a line, and a line of which a part is to be given back and the rest waits. */
export async function bankPast(
  database: Database,
): Promise<{ transferred: string; waitingLine: string; shownRefund: string }> {
  const paymentId = newId('pay');
  const wish = { paymentId, orderId: newId('ord'), amountMinor: 4_200, currency: 'EUR' };
  await database.transaction(by, async (tx) => {
    const asked = [{ ...wish, method: 'transfer' as const, provider: 'bank-transfer' as const }];
    for (const outcome of await openPayments(tx, asked)) unwrap(outcome);
  });
  const line = { bookedOn: day('2026-11-20'), credit: true, currency: 'EUR', name: 'Ada', iban: 'BE71096123456769' };
  const lines = [
    { ...line, bankRef: 'r1', minor: 4_200, words: referenceOf(paymentId) },
    { ...line, bankRef: 'r2', minor: 900, words: 'sans rien' },
  ];
  const parsed = [{ iban: 'FR1420041010050500013M02606', lines, bad: [] }];
  await database.transaction(by, (tx) =>
    importStatements(tx, { statementId: newId('stm'), fileName: 'a.csv', format: 'csv', parsed }),
  );
  await database.transaction(by, (tx) => settlePayments(tx, [{ paymentId, claim: 'capture' }]));
  // A part of it went back by transfer, and the statement shows that too.
  const refundId = newId('rfd');
  await database.transaction(by, async (tx) => {
    const refund = { refundId, paymentId, minor: 100, currency: 'EUR', reason: 'x' };
    for (const outcome of await openRefunds(tx, [refund])) unwrap(outcome);
  });
  const debit = { ...line, bankRef: 'r3', credit: false, minor: 100, words: referenceOf(refundId) };
  await database.transaction(by, (tx) => {
    const shown = [{ iban: 'FR1420041010050500013M02606', lines: [debit], bad: [] }];
    return importStatements(tx, { statementId: newId('stm'), fileName: 'b.csv', format: 'csv', parsed: shown });
  });
  const [left] = await database.query<{ id: string }>(sql`SELECT entry_id AS id FROM bank.entry WHERE left_minor > 0`);
  const waitingLine = left?.id ?? '';
  await database.transaction(by, (tx) =>
    decideEntry(tx, { partId: newId('alc'), entryId: waitingLine, what: 'give_back', minor: 400 }),
  );
  const file = {
    ...{ externalRef: 'po_test', currency: 'EUR', paidOn: day('2026-11-20'), statedMinor: null },
    lines: [
      {
        ...{ lineRef: 'txn_1', kind: 'fee' as const, names: [], currency: 'EUR', madeOn: day('2026-11-18') },
        ...{ grossMinor: 0, feeMinor: 150 },
      },
    ],
  };
  await database.transaction(by, (tx) =>
    importPayouts(tx, { provider: 'pretend', fileName: 'a.csv', payouts: [file] }),
  );
  return { transferred: paymentId, waitingLine, shownRefund: refundId };
}

export const bankFaults: Record<string, Fault> = {
  'a line of a statement that lost money': {
    code: 'BNK1',
    promise: /no cent is lost/,
    plant: `UPDATE bank.entry SET left_minor = 0 WHERE entry_id = :waitingLine`,
    says: ':waitingLine',
  },
  'a line that waits for nobody': {
    code: 'BNK1',
    promise: /no cent is lost/,
    plant: `UPDATE bank.entry SET why = NULL WHERE entry_id = :waitingLine`,
    says: ':waitingLine',
  },
  'a line that paid more than was taken': {
    code: 'BNK1',
    promise: /was taken/,
    plant: `UPDATE payments.payment SET captured_minor = 4100, released_minor = 100 WHERE payment_id = :transferred`,
    says: ':transferred',
  },
  'a refund that a statement shows and nobody made': {
    code: 'BNK1',
    promise: /made from our bank/,
    plant: `UPDATE payments.refund SET account = 'safe' WHERE refund_id = :shownRefund`,
    says: ':shownRefund',
  },
  'a refund that left the bank twice': {
    code: 'BNK3',
    promise: /nothing counts twice/,
    plant: `DELETE FROM bank.entry_part WHERE target = :shownRefund`,
    says: 'by movements',
  },
  'a fee that was not booked': {
    code: 'PSP1',
    promise: /paid out − fees/,
    plant: `UPDATE bank.payout SET fee_minor = fee_minor + 7`,
    says: 'psp:pretend',
  },
  'a line of a payout that was lost': {
    code: 'PSP2',
    promise: /sum of its lines/,
    plant: `DELETE FROM bank.payout_line`,
    says: 'payout',
  },
  'a payout that is said to be seen, by a line that shows another': {
    code: 'PSP2',
    promise: /sum of its lines/,
    plant: `UPDATE bank.payout SET entry_id = :waitingLine`,
    says: ':waitingLine',
  },
  'what was to be given back, forgotten': {
    code: 'BNK2',
    promise: /holds as undecided/,
    plant: `UPDATE bank.entry_part SET closed_by = 'bnk_x' WHERE entry_id = :waitingLine AND what = 'give_back'`,
    says: 'by lines',
  },
};

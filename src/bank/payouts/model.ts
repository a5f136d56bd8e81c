/** Payout files of payment providers: reading them, pure. Amounts in minor units, as the provider signs them: what it keeps is below zero. */
import type { Day } from '#base/time';
import { readAmount, readDay } from '../csv.ts';
import { StatementError, type BadRow } from '../model.ts';

export const lineKinds = ['charge', 'refund', 'dispute', 'fee', 'other'] as const;
export type LineKind = (typeof lineKinds)[number];

export type PayoutLine = {
  readonly lineRef: string;
  readonly kind: LineKind;
  /** By what the provider may name a payment of ours: its own id of it, or ours. */
  readonly names: readonly string[];
  readonly currency: string;
  readonly grossMinor: number;
  readonly feeMinor: number;
  readonly madeOn: Day;
};
export type PayoutFile = {
  readonly externalRef: string;
  readonly currency: string;
  readonly paidOn: Day;
  readonly lines: readonly PayoutLine[];
  /** What the file says was paid out; null where it has no such row. */
  readonly statedMinor: number | null;
};

/** Kinds as Stripe and others call them (`reporting_category`, `type`). */
const kinds: readonly (readonly [RegExp, LineKind | 'payout'])[] = [
  [/^(payout|transfer|versement)$/, 'payout'],
  [/refund|remboursement/, 'refund'],
  [/dispute|chargeback|contestation/, 'dispute'],
  [/fee|frais|network cost|^tax$/, 'fee'],
  [/^(charge|payment|paiement|capture|sale)$/, 'charge'],
];
export const kindOf = (text: string): LineKind | 'payout' =>
  kinds.find(([shape]) => shape.test(text.toLowerCase().replaceAll('_', ' ')))?.[1] ?? 'other';

/** Heads of columns, as Stripe's reports and plain files write them; compared in small letters with `_` for all else. */
const heads = {
  ref: ['balance_transaction_id', 'id', 'line'],
  payout: ['automatic_payout_id', 'payout_id', 'payout', 'transfer', 'versement'],
  paidOn: ['automatic_payout_effective_at', 'automatic_payout_effective_at_utc', 'payout_date', 'transfer_date_utc'],
  kind: ['reporting_category', 'type', 'kind', 'nature'],
  gross: ['gross', 'amount', 'brut', 'montant'],
  fee: ['fee', 'fees', 'frais'],
  currency: ['currency', 'devise'],
  madeOn: ['created_utc', 'created', 'date', 'jour'],
} as const;
const nameHeads = ['payment_intent_id', 'charge_id', 'source_id', 'source', 'payment_id', 'reference', 'description'];

const plainHead = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

/** Payouts of a file, each with its lines. Throws StatementError where columns are missing; rows that cannot be read are told. */
export function readPayouts(rows: readonly (readonly string[])[]): { payouts: PayoutFile[]; bad: BadRow[] } {
  const found = (rows[0] ?? []).map(plainHead);
  const at = (names: readonly string[]): number => names.map((name) => found.indexOf(name)).find((i) => i >= 0) ?? -1;
  const place = Object.fromEntries(Object.entries(heads).map(([key, names]) => [key, at(names)])) as Record<
    keyof typeof heads,
    number
  >;
  for (const key of ['ref', 'payout', 'kind', 'gross', 'currency', 'madeOn'] as const)
    if (place[key] < 0) throw new StatementError(`There is no column ${heads[key].join(' or ')}.`);
  const named = found.flatMap((head, i) =>
    nameHeads.includes(head) || head.startsWith('payment_metadata') ? [i] : [],
  );
  const byPayout = new Map<string, Building>();
  const bad: BadRow[] = [];
  rows.slice(1).forEach((row, i) => {
    const cell = (key: keyof typeof heads): string => (row[place[key]] ?? '').trim();
    const problem = addRow(
      byPayout,
      cell,
      named.map((nth) => (row[nth] ?? '').trim()),
    );
    if (problem) bad.push({ row: i + 2, ...problem });
  });
  return { payouts: [...byPayout.values()].map(finished), bad };
}

type Building = { externalRef: string; currency: string; paidOn: Day; lines: PayoutLine[]; statedMinor: number | null };

function addRow(
  byPayout: Map<string, Building>,
  cell: (key: keyof typeof heads) => string,
  names: readonly string[],
): Pick<BadRow, 'code' | 'detail'> | undefined {
  const currency = cell('currency').toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) return { code: 'currency', detail: currency.slice(0, 10) };
  const madeOn = readDay(cell('madeOn'));
  const paidOn = readDay(cell('paidOn')) ?? madeOn;
  if (!madeOn || !paidOn) return { code: 'day', detail: cell('madeOn').slice(0, 40) };
  const gross = readAmount(cell('gross'), currency);
  const fee = cell('fee') === '' ? 0 : readAmount(cell('fee'), currency);
  if (gross === undefined || fee === undefined) return { code: 'amount', detail: cell('gross').slice(0, 40) };
  const kind = kindOf(cell('kind'));
  const own = names.find((name) => name.startsWith('po_')) ?? cell('ref');
  const externalRef = cell('payout') || (kind === 'payout' ? own : '');
  // What is not paid out yet comes with a later file.
  if (externalRef === '' || cell('ref') === '') return { code: 'pending', detail: cell('ref').slice(0, 40) };
  const payout = byPayout.get(externalRef) ?? { externalRef, currency, paidOn, lines: [], statedMinor: null };
  byPayout.set(externalRef, payout);
  if (payout.currency !== currency) return { code: 'currency', detail: currency };
  if (kind === 'payout') payout.statedMinor = Math.abs(gross);
  else {
    const isFee = kind === 'fee';
    payout.lines.push({
      ...{ lineRef: cell('ref').slice(0, 100), kind, names: names.filter((name) => name !== ''), currency, madeOn },
      ...{ grossMinor: isFee ? 0 : gross, feeMinor: isFee ? fee - gross : fee },
    });
  }
  return undefined;
}

const finished = (payout: Building): PayoutFile => ({ ...payout, lines: payout.lines });

/** What reaches the bank of these lines, what the provider keeps, and what is neither an order's nor a fee. */
export function sumsOf(lines: readonly Pick<PayoutLine, 'kind' | 'grossMinor' | 'feeMinor'>[]): {
  readonly minor: number;
  readonly feeMinor: number;
  readonly otherMinor: number;
} {
  let [minor, feeMinor, otherMinor] = [0, 0, 0];
  for (const line of lines) {
    minor += line.grossMinor - line.feeMinor;
    feeMinor += line.feeMinor;
    if (line.kind === 'other') otherMinor += line.grossMinor;
  }
  return { minor, feeMinor, otherMinor };
}

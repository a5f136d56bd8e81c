/** Lines of a bank, and what a line pays for: pure. */
import type { Day } from '#base/time';
import { bodiesIn, bodyOf, isIban, plainIban, type Claim } from '#payments/model';

/** One line of a statement. Amounts are above zero; `credit` says which way. */
export type Line = {
  /** The bank's own reference of it; where it gives none, a hash of what it says and its place among equals. */
  readonly bankRef: string;
  readonly bookedOn: Day;
  readonly credit: boolean;
  readonly minor: number;
  readonly currency: string;
  /** Who paid, or was paid. */
  readonly name: string;
  readonly iban: string;
  /** What was written with it, references included. */
  readonly words: string;
};

/** A row that was left out, and why. */
export type BadRow = { readonly row: number; readonly code: BadCode; readonly detail: string };
export type BadCode = 'amount' | 'currency' | 'day' | 'pending' | 'parts' | 'direction' | 'columns';

export type Parsed = {
  readonly iban: string;
  readonly lines: readonly Line[];
  readonly bad: readonly BadRow[];
};

/** A file that is no statement. */
export class StatementError extends Error {}

/** Why a line waits for a person. */
export const whys = [
  'no_reference',
  'unknown',
  'several',
  'less',
  'more',
  'late',
  'paid',
  'otherwise',
  'currency',
  'debit',
] as const;
export type Why = (typeof whys)[number];

/** A line that came before and waits because it was too little for the same claim. */
export type Earlier = {
  readonly entryId: string;
  readonly leftMinor: number;
  readonly currency: string;
  /** Whose account it came to; null: nobody had said so. */
  readonly entityId: string | null;
};

/** What a line is: it pays a claim, alone or with what came before; or a person decides, and knows of what it speaks. */
export type Finding =
  | { readonly what: 'pays'; readonly claim: Claim; readonly with: readonly Earlier[] }
  | { readonly what: 'ask'; readonly why: Why; readonly paymentId: string | null };

const ask = (why: Why, claim?: Claim): Finding => ({ what: 'ask', why, paymentId: claim?.paymentId ?? null });

/**
 * What a line pays for. Only what agrees in every point is applied without a person: one known reference, its currency, its order still
 * waiting, its very amount, alone or summed with what came before and was too little.
 */
export function matchLine(
  line: Pick<Line, 'credit' | 'minor' | 'currency' | 'words'>,
  claims: readonly Claim[],
  earlier: readonly Earlier[] = [],
): Finding {
  if (!line.credit) return ask('debit');
  const [claim, second] = claims;
  if (!claim) return ask(bodiesIn(line.words).length > 0 ? 'unknown' : 'no_reference');
  if (second) return ask('several');
  if (claim.currency !== line.currency) return ask('currency', claim);
  if (claim.state !== 'waits') return ask(claim.state === 'over' ? 'late' : claim.state, claim);
  const before = earlier.filter((one) => one.currency === line.currency);
  const sum = before.reduce((minor, one) => minor + one.leftMinor, line.minor);
  if (line.minor === claim.dueMinor) return { what: 'pays', claim, with: [] };
  if (sum === claim.dueMinor) return { what: 'pays', claim, with: before };
  return ask(line.minor < claim.dueMinor ? 'less' : 'more', claim);
}

/** What a person may decide of a line. */
export const decisions = ['apply', 'give_back', 'credit', 'set_aside', 'given_back'] as const;
export type Decision = (typeof decisions)[number];

/** Money that was given back by transfer and that no statement has shown yet. */
export type BankRefund = {
  readonly refundId: string;
  readonly paymentId: string;
  readonly minor: number;
  readonly currency: string;
  /** The accounts from which the payment came. */
  readonly ibans: readonly string[];
};

/**
 * Which refunds these debits are: of the same amount and currency, and their words name the refund or its payment, or the money went to
 * the account from which it had come. Where two refunds fit, or two debits, a person says which it is. Gives refunds by line.
 */
export function matchRefunds(
  debits: readonly (Pick<Line, 'minor' | 'currency' | 'iban' | 'words'> & { readonly entryId: string })[],
  refunds: readonly BankRefund[],
): Map<string, BankRefund> {
  const found = new Map<string, BankRefund>();
  const used = new Set<string>();
  const rules: ((debit: (typeof debits)[number], refund: BankRefund) => boolean)[] = [
    ({ words }, { refundId }) => bodiesIn(words).includes(bodyOf(refundId)),
    ({ words }, { paymentId }) => bodiesIn(words).includes(bodyOf(paymentId)),
    ({ iban }, { ibans }) => isIban(iban) && ibans.some((one) => plainIban(one) === plainIban(iban)),
  ];
  for (const fits of rules) {
    const open = debits.filter(({ entryId }) => !found.has(entryId));
    const free = refunds.filter(({ refundId }) => !used.has(refundId));
    const pairs = open.flatMap((debit) =>
      free
        .filter(({ minor, currency }) => minor === debit.minor && currency === debit.currency)
        .flatMap((refund) => (fits(debit, refund) ? [{ debit, refund }] : [])),
    );
    for (const { debit, refund } of pairs) {
      const alone = pairs.filter((one) => one.debit === debit || one.refund === refund).length === 1;
      if (!alone) continue;
      found.set(debit.entryId, refund);
      used.add(refund.refundId);
    }
  }
  return found;
}

/** Accounts, references and entries of a bank, and what an entry pays for: pure. */
import type { Day } from '#base/time';

/** What is left of a number when it is divided by 97; letters count 10 to 35 (ISO 7064, MOD 97-10). */
function mod97(text: string): number {
  let rest = 0;
  for (const char of text) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

const plain = (text: string): string => text.replace(/[\s.-]/g, '').toUpperCase();

/** True for an account number whose check digits are right (ISO 13616); spaces may stand in it. */
export function isIban(text: string): boolean {
  const iban = plain(text);
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) && mod97(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** An account number as it is kept: without spaces, in capitals. */
export const plainIban = plain;

export const isBic = (text: string): boolean => /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(text);

/** In groups of four, as people read and type it. */
export const inFours = (text: string): string => plain(text).replace(/(.{4})(?=.)/g, '$1 ');

/** Characters of a payment's id that its reference is made of: 58 bits of chance. */
const BODY = 12;
/** `RF`, two check digits and the body. */
const LENGTH = BODY + 4;

/** The part of a payment's id by which its reference is looked up. */
export const bodyOf = (paymentId: string): string => paymentId.slice(-BODY);

/** The creditor reference of a payment (ISO 11649): what a transfer for it has to say, without spaces. */
export function referenceOf(paymentId: string): string {
  const body = bodyOf(paymentId).toUpperCase();
  return `RF${String(98 - mod97(`${body}RF00`)).padStart(2, '0')}${body}`;
}

/** True when check digits are those of the reference. */
export const isReference = (text: string): boolean =>
  /^RF\d{2}[A-Z0-9]{1,21}$/.test(plain(text)) && mod97(plain(text).slice(4) + plain(text).slice(0, 4)) === 1;

/**
 * References of ours that stand in what a payer wrote, by their bodies: with or without spaces, with O typed for 0, I and L for 1. What has
 * wrong check digits is none.
 */
export function bodiesIn(text: string): string[] {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const found = new Set<string>();
  for (let at = letters.indexOf('RF'); at >= 0; at = letters.indexOf('RF', at + 1)) {
    const read = letters
      .slice(at + 2, at + LENGTH)
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1');
    const reference = `RF${read}`;
    if (reference.length === LENGTH && isReference(reference)) found.add(reference.slice(4).toLowerCase());
  }
  return [...found];
}

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
  'currency',
  'debit',
] as const;
export type Why = (typeof whys)[number];

/** What a reference names: a transfer that is awaited, or what a company owes on account. */
export type Claim = {
  readonly paymentId: string;
  readonly kind: 'transfer' | 'receivable';
  readonly currency: string;
  readonly dueMinor: number;
  /** `waits`: it may be paid; `over`: its order ended before the money came; `paid`: nothing is due any more. */
  readonly state: 'waits' | 'over' | 'paid';
};

/** A line that came before and waits because it was too little for the same claim. */
export type Earlier = { readonly entryId: string; readonly leftMinor: number; readonly currency: string };

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
  if (claim.state !== 'waits') return ask(claim.state === 'paid' ? 'paid' : 'late', claim);
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
    ({ iban }, { ibans }) => isIban(iban) && ibans.some((one) => plain(one) === plain(iban)),
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

/** Gift cards and store credit: codes, accounts and what may be done with a card. Pure. */
import { assert } from '#base/assert';
import type { Day, Instant } from '#base/time';

/** Accounts of the closed circle: what cards and credits hold, what is set aside, and what they were given and used for, sum to zero. */
export const VOUCHERS = 'vouchers';
export const HELD = 'held';
/** Where what was left of a card goes that is over. */
export const EXPIRED = 'vouchers:expired';

export const giftAccount = (cardId: string): string => {
  assert(cardId.startsWith('gft_'), `not a card: ${cardId}`);
  return `gift:${cardId}`;
};
export const creditAccount = (customerId: string): string => {
  assert(customerId.startsWith('cus_'), `not a customer: ${customerId}`);
  return `credit:${customerId}`;
};

/** Whether an account is what a card or a customer's credit holds. */
export const isVoucherAccount = (account: string): boolean =>
  /^(gift:gft|credit:cus)_[0-9a-hjkmnp-tv-z]{26}$/.test(account);

/** The card of an account; undefined for a store credit. */
export const cardOfAccount = (account: string): string | undefined =>
  account.startsWith('gift:') ? account.slice('gift:'.length) : undefined;

export type CardState = 'active' | 'blocked' | 'moved';
export type GiftCard = {
  readonly cardId: string;
  readonly currency: string;
  /** What it was sold with, minor units. */
  readonly valueMinor: number;
  readonly state: CardState;
  readonly last4: string;
  readonly hasPin: boolean;
  readonly orderId: string | null;
  readonly lineNo: number | null;
  readonly customerId: string | null;
  readonly movedTo: string | null;
  readonly expiresOn: Day | null;
  readonly reason: string;
  readonly toldAt: Instant | null;
  readonly madeAt: Instant;
  readonly version: number;
};

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Nineteen characters by chance (95 bits) and one that checks them. */
export const CODE_LENGTH = 20;

/** The character that checks a text of the alphabet: Luhn to the base of 32, which finds each single wrong character. */
export function checkCharacter(body: string): string {
  let sum = 0;
  let double = true;
  for (const character of [...body].toReversed()) {
    const value = ALPHABET.indexOf(character) * (double ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
    double = !double;
  }
  return ALPHABET[(32 - (sum % 32)) % 32] ?? '0';
}

/** A code as it is kept and compared: lower case, without gaps, what looks like a digit read as one. */
export const plainCode = (typed: string): string =>
  typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll(/[il]/g, '1').replaceAll('o', '0');

/** Whether a code can be one of ours: the length, the alphabet, and the last character checks the others. */
export const isCode = (code: string): boolean =>
  code.length === CODE_LENGTH &&
  /^[0-9a-hjkmnp-tv-z]+$/.test(code) &&
  checkCharacter(code.slice(0, -1)) === code.at(-1);

/** A code as people read it: five groups of four capitals. */
export const readableCode = (code: string): string => (code.toUpperCase().match(/.{1,4}/g) ?? []).join('-');

/** Why a card can not pay now; undefined when it can. It is good until the end of its last day. */
export function cardBar(card: Pick<GiftCard, 'state' | 'expiresOn'>, today: Day): 'blocked' | 'expired' | undefined {
  if (card.state !== 'active') return 'blocked';
  return card.expiresOn !== null && card.expiresOn < today ? 'expired' : undefined;
}

/**
 * Months for which the law of a country lets no card end: Ireland, Consumer Protection (Gift Vouchers) Act 2019, five years; Germany,
 * BGB §§ 195 and 199, three years to the end of the year. Elsewhere in what we serve (France too) the seller says, and must have said so.
 */
const lawfulMonths: Readonly<Record<string, number>> = { IE: 60, DE: 36 };

export const leastMonths = (country: string): number => lawfulMonths[country] ?? 1;

/** The last day on which a card made that day is good; null when it never ends. In Germany the year is gone to its end. */
export function lastDay(made: Day, validMonths: number | null, country: string): Day | null {
  if (validMonths === null) return null;
  const months = Math.max(validMonths, leastMonths(country));
  const [year = 0, month = 1, date = 1] = made.split('-').map(Number);
  const at = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(at / 12), (at % 12) + 1];
  if (country === 'DE') return `${toYear}-12-31` as Day;
  const last = Math.min(date, daysOf(toYear, toMonth));
  return `${toYear}-${String(toMonth).padStart(2, '0')}-${String(last).padStart(2, '0')}` as Day;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export type VoucherPart = { readonly account: string; readonly minor: number };

/**
 * What vouchers pay of a total, in the order in which they are named, each as far as it goes: the rest is for another tender. Never more
 * than the total, never more than a voucher holds.
 */
export function partsOfVouchers(
  totalMinor: number,
  vouchers: readonly { readonly account: string; readonly balanceMinor: number }[],
): { readonly parts: readonly VoucherPart[]; readonly restMinor: number } {
  let restMinor = totalMinor;
  const parts: VoucherPart[] = [];
  for (const { account, balanceMinor } of vouchers) {
    const minor = Math.min(restMinor, Math.max(0, balanceMinor));
    if (minor === 0 || parts.some((part) => part.account === account)) continue;
    parts.push({ account, minor });
    restMinor -= minor;
  }
  return { parts, restMinor };
}

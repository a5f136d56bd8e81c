/** Account numbers, and references by which a transfer says what it pays for: pure. */

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

/** What a reference names: a transfer that is awaited, or what a company owes on account. */
export type Claim = {
  readonly paymentId: string;
  readonly kind: 'transfer' | 'receivable';
  readonly currency: string;
  readonly dueMinor: number;
  /**
   * `waits`: it may be paid; `over`: its order ended before the money came; `otherwise`: its order was paid in another way meanwhile; `paid`:
   * nothing is due any more.
   */
  readonly state: 'waits' | 'over' | 'otherwise' | 'paid';
};

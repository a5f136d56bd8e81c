/**
 * Finds card numbers in free text, so that none is ever stored (PCI DSS 3.3). A candidate starts and ends at a group of digits,
 * has a length and a prefix that a card network issues, and passes the Luhn check; an article number or a phone number does not.
 */

type Group = { readonly digits: string; readonly start: number; readonly end: number };

const MASK = '•';

/** True when a text holds what looks like a card number. Pure; for every free-text field that people fill in. */
export function holdsCardNumber(text: string): boolean {
  return cardNumbers(text).length > 0;
}

/** The text with the digits of card numbers replaced, but the last four. */
export function maskCardNumbers(text: string): string {
  let masked = plainDigits(text);
  for (const { start, end } of cardNumbers(text)) {
    const number = masked.slice(start, end);
    let left = number.replace(/\D/g, '').length;
    const hidden = number.replace(/\d/g, (digit) => (left-- > 4 ? MASK : digit));
    masked = masked.slice(0, start) + hidden + masked.slice(end);
  }
  return masked;
}

function cardNumbers(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const run of plainDigits(text).matchAll(/\d(?:[ \u00a0\u202f.\-_/]{0,2}\d)+/g)) {
    const groups: Group[] = [...run[0].matchAll(/\d+/g)].map((group) => ({
      digits: group[0],
      start: run.index + group.index,
      end: run.index + group.index + group[0].length,
    }));
    for (let first = 0; first < groups.length; first++) {
      const hit = longestFrom(groups, first);
      if (hit === undefined) continue;
      found.push({ start: groups[first]?.start ?? 0, end: groups[hit]?.end ?? 0 });
      first = hit;
    }
  }
  return found;
}

/** The last group of the longest card number that begins with this group. */
function longestFrom(groups: readonly Group[], first: number): number | undefined {
  let digits = '';
  let hit: number | undefined;
  for (let last = first; last < groups.length && digits.length < 19; last++) {
    digits += groups[last]?.digits ?? '';
    if (digits.length >= 14 && issued(digits) && luhn(digits)) hit = last;
  }
  return hit;
}

/** Length and prefix by network: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro. */
function issued(digits: string): boolean {
  const length = digits.length;
  const two = Number(digits.slice(0, 2));
  const four = Number(digits.slice(0, 4));
  if (digits.startsWith('4')) return length === 16 || length === 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16;
  if (two === 34 || two === 37) return length === 15;
  if (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059)) return length === 14;
  if (four >= 3528 && four <= 3589) return length === 16;
  if (two === 50 || (two >= 56 && two <= 69)) return length >= 14 && length <= 19;
  return false;
}

/** The check digit of ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = Number(digits.charAt(digits.length - 1 - i));
    const doubled = i % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Full-width and other scripts' digits as ASCII, every other character in its place. */
function plainDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    if (digit >= '0' && digit <= '9') return digit;
    const plain = digit.normalize('NFKC');
    return plain.length === digit.length && plain >= '0' && plain <= '9' ? plain : digit;
  });
}

/**
 * Numbers of companies, pure: SIREN and SIRET (Insee), VAT identification numbers of the EU, of Northern Ireland and of Switzerland.
 * A check here finds slips of the pen; that a number is in force is asked of the register (VIES), never told by its digits.
 */

/** What is wrong with a number: its form, or its check digits. */
export type NumberFault = 'form' | 'check_digits';

/** The Luhn sum over digits is a multiple of ten. */
function passesLuhn(digits: string): boolean {
  return luhnSum(digits) % 10 === 0;
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

/** La Poste: its head office passes Luhn, most of its other SIRETs don't; their digits sum to a multiple of five instead (Insee). */
const LA_POSTE = '356000000';

/** What is wrong with a SIREN, written without spaces; undefined when it is fine. */
export function sirenFault(siren: string): NumberFault | undefined {
  if (!/^\d{9}$/.test(siren)) return 'form';
  return passesLuhn(siren) ? undefined : 'check_digits';
}

/** What is wrong with a SIRET: 14 digits that begin with the SIREN. */
export function siretFault(siret: string): NumberFault | undefined {
  if (!/^\d{14}$/.test(siret)) return 'form';
  if (passesLuhn(siret)) return undefined;
  const digits = [...siret].reduce((sum, digit) => sum + Number(digit), 0);
  return siret.startsWith(LA_POSTE) && digits % 5 === 0 ? undefined : 'check_digits';
}

/** The French VAT number of a SIREN: FR, the key (12 + 3 × (SIREN mod 97)) mod 97, the SIREN. */
export function frenchVatNumber(siren: string): string {
  const key = (12 + 3 * (Number(siren) % 97)) % 97;
  return `FR${String(key).padStart(2, '0')}${siren}`;
}

/** As registers write it: capitals, without spaces, dots, dashes and slashes. */
export function plainNumber(text: string): string {
  return text.toUpperCase().replace(/[\s.\-/]/g, '');
}

type Rule = { readonly form: RegExp; readonly check?: (body: string) => boolean };

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

/** ISO 7064 MOD 11,10 over all digits, the last of which is the check digit. */
function passesMod11Of10(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

function french(body: string): boolean {
  const siren = body.slice(2);
  // Monaco's numbers are of form FR, two digits, 000, six digits: their SIREN is no SIREN.
  if (sirenFault(siren) !== undefined && !siren.startsWith('000')) return false;
  const key = body.slice(0, 2);
  // A key with a letter (new style) has no rule that is published for every case: its SIREN is what is checked.
  return !/^\d{2}$/.test(key) || frenchVatNumber(siren) === `FR${body}`;
}

function belgian(body: string): boolean {
  return 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8));
}

const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';

function spanish(body: string): boolean {
  if (/^\d{8}[A-Z]$/.test(body)) return letters[Number(body.slice(0, 8)) % 23] === body[8];
  if (/^[XYZ]\d{7}[A-Z]$/.test(body)) {
    return letters[Number(`${'XYZ'.indexOf(body[0] ?? '')}${body.slice(1, 8)}`) % 23] === body[8];
  }
  if (/^[KLM]\d{7}[A-Z]$/.test(body)) return letters[Number(body.slice(1, 8)) % 23] === body[8];
  const check = (10 - (luhnSum(`${body.slice(1, 8)}0`) % 10)) % 10;
  const letter = 'JABCDEFGHI'[check];
  const last = body[8];
  if (/^[PQRSNW]/.test(body)) return last === letter;
  if (/^[ABEH]/.test(body)) return last === String(check);
  return last === letter || last === String(check);
}

function dutch(body: string): boolean {
  // Companies: the first nine digits by modulus 11. Sole traders since 2020: the whole by modulus 97 (ISO 7064), NL before it.
  const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  if (rest !== 10 && rest === Number(body[8])) return true;
  const spelt = [...`NL${body}`].map((sign) => Number.parseInt(sign, 36)).join('');
  return BigInt(spelt) % 97n === 1n;
}

function portuguese(body: string): boolean {
  const rest = 11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === Number(body[8]);
}

function polish(body: string): boolean {
  return weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(body[9]);
}

function austrian(body: string): boolean {
  // U, seven digits, a check digit: (10 − (Luhn-like sum + 4) mod 10) mod 10.
  const digits = body.slice(1);
  let sum = 0;
  for (let i = 0; i < 7; i++) {
    const doubled = Number(digits[i]) * (i % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - ((sum + 4) % 10)) % 10 === Number(digits[7]);
}

function luxembourgish(body: string): boolean {
  return Number(body.slice(0, 6)) % 89 === Number(body.slice(6));
}

function irish(body: string): boolean {
  const old = /^(\d)[A-Z+*](\d{5})([A-W])$/.exec(body);
  const digits = old ? `0${old[2]}${old[1]}` : body.slice(0, 7);
  const extra = !old && body.length === 9 ? body.charCodeAt(8) - 64 : 0;
  const sum = weighted(digits, [8, 7, 6, 5, 4, 3, 2]) + (extra > 0 && extra < 10 ? extra * 9 : 0);
  return 'WABCDEFGHIJKLMNOPQRSTUV'[sum % 23] === (old ? old[3] : body[7]);
}

function danish(body: string): boolean {
  return weighted(body, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

function finnish(body: string): boolean {
  const rest = weighted(body, [7, 9, 10, 5, 8, 4, 2]) % 11;
  return rest !== 1 && (rest === 0 ? 0 : 11 - rest) === Number(body[7]);
}

function swiss(body: string): boolean {
  const rest = 11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4]) % 11);
  return rest !== 10 && (rest === 11 ? 0 : rest) === Number(body[8]);
}

function slovenian(body: string): boolean {
  const rest = 11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return rest !== 11 && (rest === 10 ? 0 : rest) === Number(body[7]);
}

function greek(body: string): boolean {
  return (weighted(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(body[8]);
}

/**
 * By prefix, without it. Greece writes EL, Northern Ireland XI, Switzerland CHE. Forms: VIES, "What is the format of a VAT number?".
 * Where a country publishes its check digits to all, they are checked; elsewhere the form alone.
 */
const rules: Readonly<Record<string, Rule>> = {
  AT: { form: /^U\d{8}$/, check: austrian },
  BE: { form: /^[01]\d{9}$/, check: belgian },
  BG: { form: /^\d{9,10}$/ },
  CY: { form: /^\d{8}[A-Z]$/ },
  CZ: { form: /^\d{8,10}$/ },
  DE: { form: /^\d{9}$/, check: passesMod11Of10 },
  DK: { form: /^\d{8}$/, check: danish },
  EE: { form: /^\d{9}$/ },
  EL: { form: /^\d{9}$/, check: greek },
  ES: { form: /^[A-Z0-9]\d{7}[A-Z0-9]$/, check: spanish },
  FI: { form: /^\d{8}$/, check: finnish },
  FR: { form: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, check: french },
  HR: { form: /^\d{11}$/, check: passesMod11Of10 },
  HU: { form: /^\d{8}$/ },
  IE: { form: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/, check: irish },
  IT: { form: /^\d{11}$/, check: passesLuhn },
  LT: { form: /^(\d{9}|\d{12})$/ },
  LU: { form: /^\d{8}$/, check: luxembourgish },
  LV: { form: /^\d{11}$/ },
  MT: { form: /^\d{8}$/ },
  NL: { form: /^\d{9}B\d{2}$/, check: dutch },
  PL: { form: /^\d{10}$/, check: polish },
  PT: { form: /^\d{9}$/, check: portuguese },
  RO: { form: /^\d{2,10}$/ },
  SE: { form: /^\d{10}\d{2}$/, check: (body) => passesLuhn(body.slice(0, 10)) },
  SI: { form: /^\d{8}$/, check: slovenian },
  SK: { form: /^\d{10}$/, check: (body) => BigInt(body) % 11n === 0n },
  XI: { form: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/ },
  CHE: { form: /^\d{9}(MWST|TVA|IVA)?$/, check: swiss },
};

export type VatNumber = {
  /** As registers write it: `FR44732829320`. */
  readonly number: string;
  /** ISO 3166-1: `GR` where the number says EL, `CH` where it says CHE; Northern Ireland stays `XI`. */
  readonly country: string;
};
export type VatNumberCheck = VatNumber | { readonly fault: NumberFault | 'unknown_country' };

/** Reads a VAT number as people type it and checks form and check digits; Switzerland's UID with or without MWST, TVA or IVA. */
export function checkVatNumber(text: string): VatNumberCheck {
  const number = plainNumber(text);
  const prefix = number.startsWith('CHE') ? 'CHE' : number.slice(0, 2);
  const rule = Object.hasOwn(rules, prefix) ? rules[prefix] : undefined;
  if (!rule) return { fault: 'unknown_country' };
  const body = number.slice(prefix.length);
  if (!rule.form.test(body)) return { fault: 'form' };
  if (rule.check && !rule.check(body)) return { fault: 'check_digits' };
  return { number, country: prefix === 'EL' ? 'GR' : prefix === 'CHE' ? 'CH' : prefix };
}

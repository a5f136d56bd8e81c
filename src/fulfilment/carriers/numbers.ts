/** Numbers on parcels, with their check digits: pure. */
import { assert } from '#base/assert';

/** The check digit of a GS1 number: weights 3 and 1 from the right (GS1 General Specifications, "Check digit calculations"). */
export function gs1Check(digits: string): number {
  assert(/^\d+$/.test(digits), 'digits');
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
}

/**
 * A Serial Shipping Container Code: extension digit, company prefix, serial reference and check digit, 18 digits in all (GS1 General
 * Specifications, AI 00).
 */
export function sscc(prefix: string, serial: number, extension = 0): string {
  assert(/^\d{7,10}$/.test(prefix), 'a GS1 company prefix has 7 to 10 digits');
  const room = 16 - prefix.length;
  const body = `${extension}${prefix}${String(serial % 10 ** room).padStart(room, '0')}`;
  return `${body}${gs1Check(body)}`;
}

export const isSscc = (text: string): boolean =>
  /^\d{18}$/.test(text) && gs1Check(text.slice(0, 17)) === Number(text[17]);

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];

/** The check digit of a postal item: weights 8 6 4 2 3 5 9 7, modulo 11 (UPU S10, "Identification of postal items"). */
export function s10Check(serial: string): number {
  assert(/^\d{8}$/.test(serial), 'eight digits');
  const sum = S10_WEIGHTS.reduce((total, weight, i) => total + weight * Number(serial[i]), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 0 : check === 11 ? 5 : check;
}

/** A postal item's number, e.g. `CB473124829FR`: service, serial, check digit, country. */
export function s10(service: string, serial: number, country: string): string {
  assert(/^[A-Z]{2}$/.test(service) && /^[A-Z]{2}$/.test(country), 'two letters each');
  const digits = String(serial % 100_000_000).padStart(8, '0');
  return `${service}${digits}${s10Check(digits)}${country}`;
}

export const isS10 = (text: string): boolean =>
  /^[A-Z]{2}\d{9}[A-Z]{2}$/.test(text) && s10Check(text.slice(2, 10)) === Number(text[10]);

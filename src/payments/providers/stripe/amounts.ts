/** Amounts as Stripe counts them: its smallest units are ours, but for a few currencies (docs.stripe.com/currencies). Pure. */
import { assert } from '#base/assert';

// Króna and Uganda shilling have no cents, yet are given in hundredths; the ariary has, yet is given whole.
const hundredfold = new Set(['ISK', 'UGX']);
const whole = new Set(['MGA']);
// Three decimals, of which the last must be zero.
const thousandths = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Our minor units as Stripe's; an amount that Stripe cannot take is no amount to ask for. */
export function toStripe(minor: number, currency: string): number {
  if (hundredfold.has(currency)) return minor * 100;
  const step = whole.has(currency) ? 100 : thousandths.has(currency) ? 10 : 1;
  assert(minor % step === 0, `${minor} ${currency} is not an amount that Stripe takes`);
  return whole.has(currency) ? minor / 100 : minor;
}

/** Stripe's amount in our minor units; a fraction of ours stays one, so that it contradicts whatever we asked for. */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  if (hundredfold.has(code)) return amount / 100;
  return whole.has(code) ? amount * 100 : amount;
}

import type { Database } from '#base/db';
import { decideCase, taxFacts, type TaxAsk, type TaxCase } from '#tax';
import { price, type Priced, type PriceInput, type PriceRules } from './model.ts';

/**
 * Prices a document under the VAT that it bears: where it goes, who buys, what the year's distance sales came to. The gate, the cart and
 * the checkout ask this one, so that what is shown is what is charged. Refuses with `tax.no_rate`.
 */
export async function priceTaxed(
  database: Database,
  ask: TaxAsk,
  input: Pick<PriceInput, 'lines' | 'delivery' | 'brief'>,
  rules: PriceRules,
): Promise<{ readonly priced: Priced; readonly tax: TaxCase }> {
  const run = (tax: TaxCase): Priced => price({ ...input, country: tax.country, day: ask.day, tax }, rules);
  // The threshold is one of euro; a sale in another currency counts once it is converted for the return.
  const tax = decideCase(await taxFacts(database, ask), (first) =>
    rules.currency === 'EUR' ? run(first).totals.net.minor : 0,
  );
  return { priced: run(tax), tax };
}

/** Codes of promotions that come with a whole order, without a cart. */
import { refuse } from '#base/refusal';
import type { RouteContext } from '#base/route';
import { countTry } from '#identity';
import { codeOf, openedBy } from '#pricing';

/** Codes as they are kept. Guesses are counted by address. Refuses `orders.unknown_code` for one that opens nothing. */
export async function checkCodes({ db, request }: RouteContext, typed: readonly string[]): Promise<string[]> {
  if (typed.length === 0) return [];
  const attempt = await countTry(db, 'codes of orders', request.ip);
  const codes = typed.map((one) => codeOf(one) ?? '');
  const opened = await openedBy(db, codes);
  const wrong = codes.findIndex((one) => !opened.has(one));
  if (wrong >= 0)
    refuse('orders.unknown_code', { fields: [{ field: `body.codes.${wrong}`, rule: 'opens something' }] });
  await attempt.right();
  return [...new Set(codes)];
}

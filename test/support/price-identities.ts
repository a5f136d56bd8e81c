/** What every priced cart keeps, whatever promotions were on: lines sum to totals, VAT identities hold, nothing is below zero. */
import { withoutRate } from '#base/rate';
import type { Priced } from '#pricing/model';

type Line = Priced['lines'][number];
const sum = <T>(items: readonly T[], of: (one: T) => number): number =>
  items.reduce((total, one) => total + of(one), 0);

/** Every identity that does not hold, in words; none is what we want. */
export function brokenIdentities(priced: Priced): string[] {
  const { lines, totals, taxGroups, reductions, delivery } = priced;
  const broken: string[] = [];
  const same = (what: string, one: number, other: number): void => {
    if (one !== other) broken.push(`${what}: ${one} is not ${other}`);
  };
  for (const line of lines) ofLine(line, same, broken);
  same(
    'lines are the items',
    sum(lines, (one) => one.total.minor),
    totals.items.minor,
  );
  same('items and carriage are the whole', totals.items.minor + totals.delivery.minor, totals.gross.minor);
  same('net and VAT are the whole', totals.net.minor + totals.tax.minor, totals.gross.minor);
  const carriageNet = delivery?.net.minor ?? 0;
  same('nets of lines and carriage are the net', sum(lines, (one) => one.net.minor) + carriageNet, totals.net.minor);
  same(
    'VAT of groups is the VAT',
    sum(taxGroups, (one) => one.tax.minor),
    totals.tax.minor,
  );
  same(
    'groups are the whole',
    sum(taxGroups, (one) => one.gross.minor),
    totals.gross.minor,
  );
  for (const { rate, gross, net, tax, representable, rounding } of taxGroups) {
    same('net is the gross without its rate', withoutRate(gross, rate, 'half_up').minor, net.minor);
    same('net and VAT are the gross', net.minor + tax.minor, gross.minor);
    if (representable !== (rounding === undefined)) broken.push('what is not representable says its rounding');
    if (Math.abs(rounding?.minor ?? 0) > 1) broken.push('rounding is one unit at most');
  }
  const taken = sum(lines, (line) => line.discount.minor);
  same(
    'what promotions of goods took is what lines lost',
    sum(
      reductions.filter((one) => one.of === 'goods'),
      (one) => one.minor,
    ),
    taken,
  );
  for (const amount of [totals.items, totals.delivery, totals.gross, totals.net, totals.tax])
    if (amount.minor < 0) broken.push(`a total below zero: ${amount.minor}`);
  return broken;
}

function ofLine(line: Line, same: (what: string, one: number, other: number) => void, broken: string[]): void {
  const { unit, quantity, discount, total, net, tax, discounts } = line;
  same('units less discount are the line', unit.minor * quantity - discount.minor, total.minor);
  same(
    'discounts of a line are its discount',
    sum(discounts, (one) => one.minor),
    discount.minor,
  );
  same('net and VAT are the line', net.minor + tax.minor, total.minor);
  if (total.minor < 0 || unit.minor < 0 || discount.minor < 0) broken.push(`a line below zero: ${total.minor}`);
  // Shares of units, as they are frozen: the first `n` units cost the floor of n parts; they rise and sum to the line.
  const shareOf = (units: number): number => Math.floor((total.minor * units) / quantity);
  same(
    'shares of units sum to the line',
    sum(
      Array.from({ length: Math.min(quantity, 12) }, (_, i) => shareOf(i + 1) - shareOf(i)),
      (one) => one,
    ),
    shareOf(Math.min(quantity, 12)),
  );
}

/**
 * What each invoice of an order takes off of its deposits: pure. In proportion to what has been invoiced by then, because a payment made for
 * the whole of an order counts for its parts alike where nothing else was agreed (Code civil, art. 1342-10), and because its VAT was due, by
 * the rates of all the goods, when it was received (CGI, art. 269, 2 a; directive 2006/112/CE, art. 65). The last invoice takes what is
 * left: nothing of a deposit stays open (account 4191).
 */
import { scale } from '#base/money';
import type { Content, Prior } from './model.ts';

type Group = { readonly rate: number; readonly netMinor: number; readonly taxMinor: number };
/** As much of a document as is looked at. */
export type Cited = {
  readonly documentId: string;
  readonly content: Pick<Content, 'number' | 'day' | 'groups' | 'prior'>;
};

const grossOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0);

/** What a document that cites a deposit takes of it: as it says, or all of it where it was issued before parts were kept. */
export const takenOf = (prior: Prior, deposit: Pick<Content, 'groups'>): readonly Group[] =>
  prior.taken ?? deposit.groups.map(({ rate, netMinor, taxMinor }) => ({ rate, netMinor, taxMinor }));

/** Of a deposit, what has been taken off by these invoices, by rate. */
function before(deposit: Cited, invoices: readonly Cited[]): Map<number, { net: number; tax: number }> {
  const sums = new Map<number, { net: number; tax: number }>();
  for (const { content } of invoices)
    for (const prior of content.prior) {
      if (prior.number !== deposit.content.number) continue;
      for (const { rate, netMinor, taxMinor } of takenOf(prior, deposit.content)) {
        const { net, tax } = sums.get(rate) ?? { net: 0, tax: 0 };
        sums.set(rate, { net: net + netMinor, tax: tax + taxMinor });
      }
    }
  return sums;
}

/** What of deposits no invoice has taken off yet, minor units. */
export const depositsLeft = (deposits: readonly Cited[], invoices: readonly Cited[]): number =>
  deposits.reduce((sum, deposit) => {
    const taken = [...before(deposit, invoices).values()].reduce((minor, { net, tax }) => minor + net + tax, 0);
    return sum + grossOf(deposit.content.groups) - taken;
  }, 0);

/**
 * The deposits that the next invoice cites, each with what it takes of it. `doneMinor` of `allMinor` of the order is invoiced with it; all of
 * it where it is the last.
 */
export function depositParts(
  deposits: readonly Cited[],
  invoices: readonly Cited[],
  { doneMinor, allMinor }: { readonly doneMinor: number; readonly allMinor: number },
): Prior[] {
  const part = (minor: number): number => (doneMinor >= allMinor ? minor : scale(minor, doneMinor, allMinor, 'down'));
  return deposits.flatMap((deposit): Prior[] => {
    const { documentId, content } = deposit;
    const had = before(deposit, invoices);
    const taken = content.groups.map(({ rate, netMinor, taxMinor }): Group => {
      const { net = 0, tax = 0 } = had.get(rate) ?? {};
      return { rate, netMinor: Math.max(0, part(netMinor) - net), taxMinor: Math.max(0, part(taxMinor) - tax) };
    });
    return grossOf(taken) === 0 ? [] : [{ documentId, number: content.number, day: content.day, taken }];
  });
}

/** What these citations take in all, minor units. */
export const partsMinor = (priors: readonly Prior[]): number =>
  priors.reduce((sum, { taken = [] }) => sum + grossOf(taken), 0);

/**
 * What is settled on the account of customers, order by order: the difference of exchange that its settling leaves (PCG 666 and 766), and the
 * letter that ties its entries. Pure.
 */
import type { Day } from '#base/time';
import type { Difference, Sale, Tender } from './book.ts';

export type Letter = { readonly code: string; readonly day: Day };

export type Settled = {
  /** By how much the accounts differ from nothing where an order is paid to the cent in its own money. */
  readonly differences: readonly Difference[];
  /** Letters by `order day`: of companies alone, whose entries stand on accounts of their own. */
  readonly letters: ReadonlyMap<string, Letter>;
};

export const letterKey = (orderId: string, day: Day): string => `${orderId} ${day}`;

type Fact = {
  readonly day: Day;
  readonly minor: number;
  /** In the money that was charged. */
  readonly theirs: number;
  readonly currency: string | null;
  readonly ref: string | null;
  readonly customer: Sale['customer'];
};

const ofSale = (sale: Sale): Fact => ({
  ...{ day: sale.day, currency: sale.currency ?? null, customer: sale.customer },
  ref: sale.told === 'document' ? sale.ref : null,
  minor: sale.groups.reduce((sum, group) => sum + group.netMinor + group.taxMinor, 0),
  theirs: sale.groups.reduce(
    (sum, { netMinor, taxMinor, foreign = { netMinor, taxMinor } }) => sum + foreign.netMinor + foreign.taxMinor,
    0,
  ),
});

const ofTender = ({ day, minor, foreign }: Tender): Fact => ({
  ...{ day, minor: -minor, theirs: -(foreign?.minor ?? minor), currency: foreign?.currency ?? null },
  ...{ ref: null, customer: null },
});

/**
 * Looks at all that was sold and paid of each order, day by day from its first: as soon as nothing is owed in the money that was charged,
 * what is left in the accounts is a difference of exchange, and the entries since the last such day belong together.
 */
export function settledOf(sales: readonly Sale[], tenders: readonly Tender[]): Settled {
  const facts = new Map<string, Fact[]>();
  const add = (orderId: string, fact: Fact): void => {
    const mine = facts.get(orderId);
    if (mine) mine.push(fact);
    else facts.set(orderId, [fact]);
  };
  for (const sale of sales) add(sale.orderId, ofSale(sale));
  for (const tender of tenders) if (tender.orderId) add(tender.orderId, ofTender(tender));
  const settled = [...facts].map(([orderId, mine]) => settledOrder(orderId, mine));
  return {
    differences: settled.flatMap((one) => one.differences),
    letters: new Map(settled.flatMap((one) => [...one.letters])),
  };
}

function settledOrder(orderId: string, facts: readonly Fact[]): Settled {
  const differences: Difference[] = [];
  const letters = new Map<string, Letter>();
  const customer = facts.find((fact) => fact.customer !== null)?.customer ?? null;
  const currency = facts.find((fact) => fact.currency !== null)?.currency ?? null;
  let [minor, theirs] = [0, 0];
  let open: { readonly day: Day; readonly refs: readonly string[] }[] = [];
  const byDay = [...Map.groupBy(facts, (fact) => fact.day)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [day, mine] of byDay) {
    minor += mine.reduce((sum, fact) => sum + fact.minor, 0);
    theirs += mine.reduce((sum, fact) => sum + fact.theirs, 0);
    open.push({ day, refs: mine.flatMap(({ ref }) => ref ?? []) });
    if (theirs !== 0) continue;
    if (minor !== 0 && currency !== null) differences.push({ day, orderId, customer, minor, currency });
    const [code] = open.flatMap(({ refs }) => refs);
    if (code !== undefined) for (const one of open) letters.set(letterKey(orderId, one.day), { code, day });
    minor = 0;
    open = [];
  }
  return { differences, letters };
}

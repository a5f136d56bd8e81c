/** From the list prices of a basket to its total: what each promotion took, and why the others took nothing. Pure. */
import type { Seen, Side } from './data.ts';

export type Fall = {
  readonly listedMinor: number;
  /** In the order in which they were tried. */
  readonly steps: readonly {
    readonly promotionId: string;
    readonly name: { readonly fr: string; readonly en: string };
    readonly minor: number;
    /** Null: it was applied. */
    readonly reason: string | null;
    /** Of `below_minimum`: what is missing, where it is money. */
    readonly missingMinor: number;
  }[];
};

export function fallOf(side: Side, promotions: Seen['promotions']): Fall {
  const quantity = new Map(side.lines.map((line) => [line.lineNo, line.quantity]));
  const listedMinor = side.trace
    .filter((step) => step.applied && step.rule.startsWith('list:'))
    .reduce((sum, step) => sum + step.amount.minor * (quantity.get(step.lineNo ?? 0) ?? 0), 0);
  const known = new Map(promotions.map((one) => [one.promotionId, one]));
  const byPromotion = Map.groupBy(
    side.trace.filter((step) => step.rule.startsWith('promotion:')),
    (step) => step.rule.slice('promotion:'.length),
  );
  const steps = [...byPromotion].map(([promotionId, mine]) => {
    const promotion = known.get(promotionId);
    const applied = mine.filter((step) => step.applied);
    // A promotion of prices is told for one unit of each line, one of the basket for the line.
    const units = (lineNo: number | null): number => (promotion?.ofPrice ? (quantity.get(lineNo ?? 0) ?? 1) : 1);
    const minor = applied.reduce((sum, step) => sum + step.amount.minor * units(step.lineNo), 0);
    const no =
      mine.find((step) => !step.applied && step.reason !== 'nothing_chosen') ?? mine.find((step) => !step.applied);
    return {
      promotionId,
      name: promotion?.name ?? { fr: promotionId, en: promotionId },
      minor,
      reason: applied.length > 0 ? null : (no?.reason ?? null),
      missingMinor: no?.reason === 'below_minimum' ? no.amount.minor : 0,
    };
  });
  return { listedMinor, steps };
}

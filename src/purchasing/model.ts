/** Nouns of buying and what may be done to them: pure, no transaction, no clock. */
import { refuse } from '#base/refusal';
import type { Day, Instant } from '#base/time';
import { exact, lineValue } from './costs.ts';

export { milliOf, unitDecimal } from './costs.ts';

export type Contact = { readonly name: string; readonly role: string; readonly email: string; readonly phone: string };
export type Supplier = {
  readonly supplierId: string;
  readonly name: string;
  readonly currency: string;
  /** Days between an order and its goods. */
  readonly leadDays: number;
  /** Minor units of `currency`; 0 = no minimum. */
  readonly minOrderMinor: number;
  /** How much more than ordered may be received without asking. */
  readonly tolerancePercent: number;
  readonly language: 'fr' | 'en';
  readonly email: string | null;
  readonly contacts: readonly Contact[];
  readonly note: string;
  readonly active: boolean;
  readonly version: number;
};

/** An article as a supplier sells it; `costMilli` in thousandths of a minor unit of the supplier's currency. */
export type Supply = {
  readonly skuId: string;
  readonly supplierId: string;
  readonly supplierSku: string | null;
  readonly packUnits: number;
  readonly costMilli: number;
  /** Where it differs from the supplier's. */
  readonly leadDays: number | null;
  readonly preferred: boolean;
};

export type PurchaseState = 'draft' | 'sent' | 'closed' | 'cancelled';
/** What people see: a sent order of which something has come is `partial`. */
export type PurchaseStatus = PurchaseState | 'partial';

export type PurchaseHead = {
  readonly purchaseId: string;
  readonly number: string;
  readonly supplierId: string;
  readonly siteId: string;
  readonly entityId: string;
  readonly currency: string;
  readonly fxNano: number | null;
  readonly tolerancePercent: number;
  readonly state: PurchaseState;
  readonly expectedOn: Day | null;
  readonly reference: string;
  readonly note: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly sentAt: Instant | null;
  readonly sentHow: 'mail' | 'file' | null;
  readonly closedAt: Instant | null;
  readonly version: number;
};
export type PurchaseLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly ordered: number;
  readonly good: number;
  readonly damaged: number;
  /** What may arrive without asking again. */
  readonly allowed: number;
  readonly allowedBy: string | null;
  readonly supplierSku: string | null;
  readonly packUnits: number;
  readonly costMilli: number;
};

export const numberOf = (number: number): string => `CF-${number}`;
export const arrivedOf = (line: Pick<PurchaseLine, 'good' | 'damaged'>): number => line.good + line.damaged;
/** What is still to come. */
export const openOf = (line: Pick<PurchaseLine, 'ordered' | 'good' | 'damaged'>): number =>
  Math.max(0, line.ordered - arrivedOf(line));
export const statusOf = (state: PurchaseState, arrived: number): PurchaseStatus =>
  state === 'sent' && arrived > 0 ? 'partial' : state;
/** Ordered units and what the tolerance adds, rounded down. */
export const ceilingOf = (ordered: number, tolerancePercent: number): number =>
  ordered + Math.floor((ordered * tolerancePercent) / 100);

export type LineInput = { readonly skuId: string; readonly quantity: number; readonly costMilli?: number | undefined };

/**
 * Lines as a supplier sells them: prices and packs from its catalogue where the order says nothing. Refuses `purchasing.sku_twice`,
 * `purchasing.not_supplied`, `purchasing.packs`, `purchasing.too_large`.
 */
export function draftLines(
  lines: readonly LineInput[],
  supplies: ReadonlyMap<string, Supply>,
  tolerancePercent: number,
): PurchaseLine[] {
  checkOnce(lines);
  const drafted = lines.map(({ skuId, quantity, costMilli }, i): PurchaseLine => {
    const supply =
      supplies.get(skuId) ??
      refuse('purchasing.not_supplied', { detail: skuId, fields: [{ field: `lines.${i}.skuId`, rule: 'supplied' }] });
    if (quantity % supply.packUnits !== 0)
      refuse('purchasing.packs', {
        detail: String(supply.packUnits),
        fields: [{ field: `lines.${i}.quantity`, rule: `a multiple of ${supply.packUnits}` }],
      });
    return {
      lineNo: i + 1,
      skuId,
      ordered: quantity,
      good: 0,
      damaged: 0,
      allowed: ceilingOf(quantity, tolerancePercent),
      allowedBy: null,
      supplierSku: supply.supplierSku,
      packUnits: supply.packUnits,
      costMilli: costMilli ?? supply.costMilli,
    };
  });
  totalOf(drafted);
  return drafted;
}

export function checkOnce(lines: readonly { readonly skuId: string }[]): void {
  const twice = lines.findIndex((line, i) => lines.findIndex((other) => other.skuId === line.skuId) !== i);
  if (twice >= 0) refuse('purchasing.sku_twice', { fields: [{ field: `lines.${twice}.skuId`, rule: 'once' }] });
}

/** Thousandths of a minor unit of the order's currency. */
export const totalOf = (lines: readonly Pick<PurchaseLine, 'ordered' | 'costMilli'>[]): number =>
  exact(lines.reduce((sum, line) => sum + BigInt(lineValue(line.ordered, line.costMilli)), 0n));

export type ReceivedState = 'good' | 'damaged' | 'wrong';
export type ReceivedInput = { readonly skuId: string; readonly quantity: number; readonly state: ReceivedState };

/** Where goods go by the state they arrive in. */
export const placeOfState = { good: 'sellable', damaged: 'damaged', wrong: 'quarantine' } as const;

export type ReceivePlan = {
  /** The order's lines after the delivery. */
  readonly lines: readonly PurchaseLine[];
  readonly complete: boolean;
};

/**
 * Decides a delivery against the order. What was not ordered is `wrong` and counts for no line. Refuses `purchasing.not_ordered`,
 * `purchasing.is_ordered`, and `purchasing.over_receipt` with how much of each article is too much.
 */
export function planReceipt(lines: readonly PurchaseLine[], received: readonly ReceivedInput[]): ReceivePlan {
  const after = new Map(lines.map((line) => [line.skuId, line]));
  received.forEach(({ skuId, quantity, state }, i) => {
    const line = after.get(skuId);
    if (state === 'wrong') {
      if (line)
        refuse('purchasing.is_ordered', { detail: skuId, fields: [{ field: `lines.${i}.state`, rule: 'good' }] });
      return;
    }
    if (!line)
      return void refuse('purchasing.not_ordered', {
        detail: skuId,
        fields: [{ field: `lines.${i}.skuId`, rule: 'ordered' }],
      });
    after.set(skuId, { ...line, [state]: line[state] + quantity });
  });
  const over = [...after.values()].flatMap((line) =>
    arrivedOf(line) > line.allowed
      ? [{ skuId: line.skuId, ordered: line.ordered, allowed: line.allowed, arrived: arrivedOf(line) }]
      : [],
  );
  if (over.length > 0) refuse('purchasing.over_receipt', { detail: over.map((o) => o.skuId).join(', '), over });
  const planned = [...after.values()];
  return { lines: planned, complete: planned.every((line) => arrivedOf(line) >= line.ordered) };
}

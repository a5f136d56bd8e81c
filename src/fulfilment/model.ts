/** What preparing an order is: pure. Quantities are units of the article. */
import { granted, refused, type Outcome } from '#base/refusal';
import type { Instant } from '#base/time';

/** The short names people use; the ids stay the keys. */
export const waveNumber = (waveId: string): string => `PR-${waveId.slice(-6).toUpperCase()}`;
export const parcelNumber = (parcelId: string): string => `CL-${parcelId.slice(-6).toUpperCase()}`;

/** A line at a site: what is kept for it, what of that was picked, and what of that lies in a parcel that has not left. */
export type LineState = { readonly kept: number; readonly picked: number; readonly packed: number };

/** Never more than is kept: a unit whose order was changed or left otherwise is to be put back, not packed. */
const pickedOf = ({ kept, picked }: LineState): number => Math.min(kept, picked);
export const toPick = (line: LineState): number => line.kept - pickedOf(line);
export const toPack = (line: LineState): number => Math.max(0, pickedOf(line) - line.packed);
/** Taken from its shelf for nobody any more. */
export const toPutBack = (line: LineState): number => Math.max(0, line.picked - line.kept);

/**
 * Picks units of a line, or puts some back (below zero). Returns what is picked then. Refuses `fulfilment.picked_already` beyond what is
 * kept, so that of two pickers one takes it; `fulfilment.packed_already` when what would be put back lies in a parcel.
 */
export function planPick(line: LineState, quantity: number): Outcome<number> {
  if (quantity > toPick(line)) return refused('fulfilment.picked_already', { wanted: quantity, left: toPick(line) });
  if (-quantity > line.picked - line.packed)
    return refused('fulfilment.packed_already', { wanted: -quantity, loose: line.picked - line.packed });
  return granted(line.picked + quantity);
}

/** A line with room for what is scanned while packing. */
export type PackLine = LineState & { readonly lineNo: number; readonly skuId: string };

/**
 * Lays units of an article into a parcel: on the first of its lines that has some picked. Refuses `fulfilment.wrong_article` when the
 * order has none of it here, `fulfilment.not_picked` when it is still to be picked, `fulfilment.surplus` when the order has it all.
 */
export function planPack(lines: readonly PackLine[], skuId: string, quantity: number): Outcome<PackLine> {
  const own = lines.filter((line) => line.skuId === skuId);
  if (own.length === 0) return refused('fulfilment.wrong_article', { skuId });
  const found = own.find((line) => toPack(line) >= quantity);
  if (found) return granted(found);
  const left = own.reduce((sum, line) => sum + toPack(line), 0);
  return refused(own.some((line) => toPick(line) > 0) ? 'fulfilment.not_picked' : 'fulfilment.surplus', {
    skuId,
    left,
  });
}

/** Where an order stands at a site. */
export const steps = ['to_pick', 'to_pack', 'to_send', 'to_hand_over'] as const;
export type Step = (typeof steps)[number];

/** The first thing to be done: pick, then pack and send, or hand over to who comes. */
export function stepOf(lines: readonly LineState[], method: string): Step {
  if (lines.some((line) => toPick(line) > 0)) return 'to_pick';
  if (method === 'pickup') return 'to_hand_over';
  return lines.some((line) => toPack(line) > 0) ? 'to_pack' : 'to_send';
}

export const trackingKinds = ['accepted', 'under_way', 'out_for_delivery', 'problem', 'delivered', 'returned'] as const;
export type TrackingKind = (typeof trackingKinds)[number];
export type TrackingFact = { readonly kind: TrackingKind; readonly at: Instant };

/**
 * What a carrier's facts add up to, in whatever order and number they came: delivered and returned end it, the later of the two; before
 * that the latest fact by its own time says where it is, the farther one when two are of one moment.
 */
export function trackingStatus(facts: readonly TrackingFact[]): TrackingFact | undefined {
  const ended = facts.filter(({ kind }) => kind === 'delivered' || kind === 'returned');
  const rank = ({ kind }: TrackingFact): number => trackingKinds.indexOf(kind);
  return (ended.length > 0 ? ended : facts)
    .toSorted((a, b) => (a.at === b.at ? rank(a) - rank(b) : a.at < b.at ? -1 : 1))
    .at(-1);
}

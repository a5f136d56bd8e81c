/** What a transfer is and what may happen to it: pure. Quantities are units of the article. */
import { granted, refused, type Outcome } from '#base/refusal';
import { placeOf, transitOf } from '#inventory/model';

export const states = ['draft', 'picked', 'shipped', 'receiving', 'closed', 'cancelled'] as const;
export type State = (typeof states)[number];

export type Line = {
  readonly skuId: string;
  readonly asked: number;
  readonly picked: number;
  readonly shipped: number;
  /** Arrived out of what was sent, whole or damaged. */
  readonly received: number;
  readonly damaged: number;
  readonly lost: number;
  readonly sentBack: number;
  /** Arrived without having been sent. */
  readonly extra: number;
  /** Of the lost, what turned up later. */
  readonly found: number;
};

export const freshLine = (skuId: string, asked = 0): Line => ({
  ...{ skuId, asked, picked: 0, shipped: 0, received: 0, damaged: 0 },
  ...{ lost: 0, sentBack: 0, extra: 0, found: 0 },
});

/** What left one site and has not come to an end: neither received, nor lost, nor on its way back. */
export const underWay = (line: Line): number => line.shipped - line.received - line.lost - line.sentBack;

/** The short name people use of a document; the id stays the key. */
export const numberOf = (transferId: string): string => `TR-${transferId.slice(-6).toUpperCase()}`;

/** What somebody says of an article that arrived, or did not. */
export type Arrival = {
  readonly skuId: string;
  /** Whole, to be sold. */
  readonly received: number;
  readonly damaged: number;
  readonly lost: number;
  readonly extra: number;
  readonly found: number;
};

/** A move of the stock ledger; the document is the transfer. */
export type Step = {
  readonly skuId: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly reason: string;
};

export type Received = { readonly lines: readonly Line[]; readonly steps: readonly Step[] };

type Facts = { readonly transferId: string; readonly toSite: string; readonly state: State };

/**
 * Receives at the far end. What was sent comes out of what is under way; what was not sent comes from `unaccounted`, so that two
 * receivers of the same parcel are never both believed: the second is refused `transfers.more_than_sent`, unless they say it is extra.
 * Refuses `transfers.state` before it left and, but for what is found again, after it was closed; `transfers.more_than_lost`.
 */
export function planArrivals(facts: Facts, known: readonly Line[], arrivals: readonly Arrival[]): Outcome<Received> {
  const lines = new Map(known.map((line) => [line.skuId, line]));
  const steps: Step[] = [];
  for (const said of arrivals) {
    if (!mayArrive(facts.state, said)) return refused('transfers.state', { detail: facts.state });
    const line = lines.get(said.skuId) ?? freshLine(said.skuId);
    const [taken, left] = [said.received + said.damaged + said.lost, underWay(line)];
    if (taken > left) return refused('transfers.more_than_sent', { skuId: said.skuId, said: taken, underWay: left });
    const lost = line.lost - line.found;
    if (said.found > lost) return refused('transfers.more_than_lost', { skuId: said.skuId, said: said.found, lost });
    lines.set(said.skuId, {
      ...line,
      received: line.received + said.received + said.damaged,
      damaged: line.damaged + said.damaged,
      lost: line.lost + said.lost,
      extra: line.extra + said.extra,
      found: line.found + said.found,
    });
    steps.push(...stepsOf(facts, said));
  }
  return granted({ lines: [...lines.values()], steps });
}

function mayArrive(state: State, said: Arrival): boolean {
  if (state === 'shipped' || state === 'receiving') return true;
  return state === 'closed' && said.received + said.damaged + said.lost + said.extra === 0;
}

function stepsOf({ transferId, toSite }: Facts, said: Arrival): Step[] {
  const { skuId } = said;
  const transit = transitOf(transferId);
  const [shelf, broken] = [placeOf(toSite), placeOf(toSite, 'damaged')];
  const all: Step[] = [
    { skuId, from: transit, to: shelf, quantity: said.received, reason: 'transfer' },
    { skuId, from: transit, to: broken, quantity: said.damaged, reason: 'transfer_damaged' },
    { skuId, from: transit, to: 'lost', quantity: said.lost, reason: 'transfer_lost' },
    { skuId, from: 'unaccounted', to: shelf, quantity: said.extra, reason: 'transfer_extra' },
    { skuId, from: 'lost', to: shelf, quantity: said.found, reason: 'transfer_found' },
  ];
  return all.filter((step) => step.quantity > 0);
}

/** All that is still under way, told as lost: how a transfer is closed when nobody expects the rest any more. */
export const restLost = (lines: readonly Line[]): Arrival[] =>
  lines
    .filter((line) => underWay(line) > 0)
    .map((line) => ({ skuId: line.skuId, received: 0, damaged: 0, lost: underWay(line), extra: 0, found: 0 }));

/** What of the lines differs from what was sent: for people who look at a closed transfer. */
export const discrepancies = (lines: readonly Line[]): number =>
  lines.filter((line) => line.lost > line.found || line.damaged > 0 || line.extra > 0).length;

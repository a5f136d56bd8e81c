/** Why an order stands where it stands, and why a line is served from where it is. Pure: facts in, reasons out. */
import type { Instant } from '#base/time';
import type { Level } from '#channels/model';
import type { OrderState } from './model.ts';

export type Waits = 'payment' | 'decision' | 'shipping' | 'collection' | 'promised_payment';
export type StateReason = {
  /** The facts that brought it here, oldest first. */
  readonly path: readonly { readonly at: Instant; readonly type: string }[];
  /** What has to happen next; empty when nothing does. */
  readonly waitsFor: readonly Waits[];
  /** When waiting for a payment ends by itself. */
  readonly until: Instant | null;
  /** Sites where goods of it still lie. */
  readonly siteIds: readonly string[];
};

export type StateFacts = {
  readonly state: OrderState;
  readonly method: string;
  readonly expiresAt: Instant | null;
  readonly facts: readonly { readonly at: Instant; readonly type: string }[];
  readonly lines: readonly LineFacts[];
  readonly payments: readonly { readonly state: string }[];
};
export type LineFacts = {
  readonly ordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly flagged: number;
  readonly allocations: readonly { readonly siteId: string; readonly quantity: number; readonly state: string }[];
};

/** Facts that move an order on; what was only looked at or mailed does not. */
const moves = /^(orders\.|payments\.|till\.ticket_posted$|inventory\.breached$|marketplaces\.late_cancellation$)/;

/** Why an order is in its state, and what it waits for. */
export function explainState(order: StateFacts): StateReason {
  const { state, method } = order;
  const left = order.lines.some((line) => line.ordered - line.cancelled - line.shipped > 0);
  const waitsFor: Waits[] = [];
  if (state === 'awaiting_payment') waitsFor.push('payment');
  if (state === 'needs_decision') waitsFor.push('decision');
  if (state === 'placed' && left) waitsFor.push(method === 'pickup' ? 'collection' : 'shipping');
  if (state === 'placed' && order.payments.some((payment) => payment.state === 'promised'))
    waitsFor.push('promised_payment');
  const lying = order.lines.flatMap((line) => line.allocations.filter((one) => one.state === 'pending'));
  return {
    path: order.facts.filter(({ type }) => moves.test(type)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    waitsFor,
    until: state === 'awaiting_payment' ? order.expiresAt : null,
    siteIds: [...new Set(lying.map(({ siteId }) => siteId))],
  };
}

/**
 * `counter`, `pickup`: the buyer is there. `allotment`, `lease_first`, `ranked`: by the channel's level in the domain stock. `points`: by
 * the rules of sourcing, which the order keeps the facts of.
 */
export type SourcingRule = 'counter' | 'pickup' | 'allotment' | 'lease_first' | 'ranked' | 'points';
export type SiteVerdict = {
  readonly siteId: string;
  /** From 1: warehouses before stores, each by their priority; null where no rank decided. */
  readonly rank: number | null;
  readonly quantity: number;
  /**
   * `only`: no other could. `whole`: the first with all of the line. `part`: no site had all, it gave what it had. `short`: came
   * before and had not enough. `beyond`: named, though it had not enough, because the sale had happened. `not_needed`: comes after.
   */
  readonly verdict: 'only' | 'whole' | 'part' | 'short' | 'beyond' | 'not_needed' | 'lease';
};
export type SourcingReason = { readonly rule: SourcingRule; readonly sites: readonly SiteVerdict[] };

export type SourcingFacts = {
  readonly method: string;
  /** The counter's or the pick-up's. */
  readonly siteId: string | null;
  /** The channel's level in the domain stock when the order was opened. */
  readonly level: Level;
  /** Sites in the order in which they are asked. */
  readonly ranked: readonly string[];
  readonly line: LineFacts;
};

/** Why a line is served from these sites and not from others: the rule of the gate, told of what it did. */
export function explainSourcing({ method, siteId, level, ranked, line }: SourcingFacts): SourcingReason {
  const served = servedOf(line);
  const missing = line.flagged > 0;
  if (method === 'handover' || method === 'pickup') {
    const rule = method === 'handover' ? 'counter' : 'pickup';
    const sites = served.size > 0 ? [...served] : siteId === null ? [] : [[siteId, line.ordered] as const];
    const verdict = missing ? 'beyond' : 'only';
    return { rule, sites: sites.map(([id, quantity]) => ({ siteId: id, rank: null, quantity, verdict })) };
  }
  if (level !== 'unified') {
    const sites = [...served].map(([id, quantity]) => ({
      siteId: id,
      rank: null,
      quantity,
      verdict: missing ? ('beyond' as const) : ('lease' as const),
    }));
    return { rule: level === 'synchronised' ? 'lease_first' : 'allotment', sites };
  }
  const last = Math.max(-1, ...[...served.keys()].map((id) => ranked.indexOf(id)));
  const order = [...ranked, ...[...served.keys()].filter((id) => !ranked.includes(id))];
  const sites = order.map((id, i): SiteVerdict => {
    const quantity = served.get(id) ?? 0;
    const took = missing ? 'beyond' : served.size === 1 ? 'whole' : 'part';
    const verdict = quantity > 0 ? took : i < last ? 'short' : 'not_needed';
    return { siteId: id, rank: ranked.includes(id) ? i + 1 : null, quantity, verdict };
  });
  return { rule: 'ranked', sites: served.size === 0 ? [] : sites };
}

/** What each site gives or gave; what was given back is served by nobody. */
function servedOf(line: LineFacts): Map<string, number> {
  const served = new Map<string, number>();
  for (const { siteId, quantity, state } of line.allocations)
    if (state === 'pending' || state === 'posted') served.set(siteId, (served.get(siteId) ?? 0) + quantity);
  return served;
}

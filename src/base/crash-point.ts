/**
 * Places where a process may die between us and the outside: before and after what cannot be taken back. Tests arm them and let the
 * process be killed, or an error thrown, at each one; unarmed, one costs a comparison.
 */
export const crashPoints = [
  'payments.authorise.noted',
  'payments.authorise.answered',
  'orders.pay.settled',
  'payments.wish.marked',
  'payments.wish.answered',
  'payments.wish.settled',
  'payments.told.marked',
  'payments.told.answered',
  'payments.renew.marked',
  'payments.renew.answered',
  'payments.refund.opened',
  'payments.refund.marked',
  'payments.refund.answered',
  'payments.refund.settled',
  'marketplaces.pull.heard',
  'marketplaces.pull.stored',
  'marketplaces.push.marked',
  'marketplaces.push.told',
  'marketplaces.acknowledge.told',
  'notifications.claimed',
  'notifications.sent',
  'webhooks.claimed',
  'webhooks.sent',
  'fulfilment.label.wanted',
  'fulfilment.label.answered',
  'fulfilment.track.marked',
  'fulfilment.track.told',
  'push.claimed',
  'push.sent',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let armed: ((point: CrashPoint) => void) | undefined;

/** Says that this place is reached. */
export function crashPoint(point: CrashPoint): void {
  if (armed !== undefined) armed(point);
}

/** For tests alone: what happens at the places that are reached from now on; nothing when undefined. */
export function armCrashPoints(strike: ((point: CrashPoint) => void) | undefined): void {
  armed = strike;
}

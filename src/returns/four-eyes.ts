/**
 * Money that goes back for an order beyond what a role gives by itself, or to whoever gives it, needs a second person (RELIABILITY, G23).
 * All that has gone back for the order counts: many small amounts are one large one.
 */
import type { RouteContext } from '#base/route';
import { staffOf } from '#base/route';
import { customerById } from '#customers';
import { mayRefund, plainEmail, staffById, type Ask } from '#identity';
import { holdOrder, type Held, type Return } from './hold.ts';
import type { DueWish } from './model.ts';
import { planHeld } from './owe.ts';

type Giving = {
  readonly orderId: string;
  readonly dueId: string;
  readonly lines: readonly DueWish[];
  readonly goodwillMinor: number;
  readonly right: 'returns.refund' | 'returns.kindness';
  /** The return that it is for; without one, money without goods. */
  readonly at?: Return;
};

/** What must be asked before this is given; undefined: nothing, or it is known already and only told again. */
export async function fourEyes(context: RouteContext, giving: Giving): Promise<Ask | undefined> {
  const { orderId, dueId, right, at } = giving;
  const basis = at ?? { withdrawal: false, reason: 'other' as const };
  const seen = await context.command(async (tx) => {
    const held = await holdOrder(tx, orderId);
    const known = held.dues.some((due) => due.dueId === dueId);
    return known ? undefined : { held, minor: planHeld(held, basis, giving).minor };
  });
  if (!seen) return undefined;
  const { held, minor } = seen;
  const total = held.payments.reduce((sum, one) => sum + one.refundedMinor + one.refundingMinor, minor);
  const own = await isOwn(context, held);
  if (minor === 0 || (!own && (await mayRefund(context.db, context.principal, total)))) return undefined;
  const { currency } = held.order.total;
  const siteIds = at?.siteId ? [at.siteId] : [];
  return { kind: 'refund', subjectId: orderId, right, siteIds, facts: { minor, total, currency, own: own ? 1 : 0 } };
}

/** Whether the order is of the one who asks: by the address it was bought with, or of the account. */
async function isOwn(context: RouteContext, { order }: Held): Promise<boolean> {
  const { staffId } = staffOf(context);
  const [person, customer] = await Promise.all([
    staffById(context.db, staffId),
    order.customerId === null ? undefined : customerById(context.db, order.customerId),
  ]);
  const theirs = [order.contact.email, customer?.email].flatMap((email) => (email ? [plainEmail(email)] : []));
  return person !== undefined && theirs.includes(plainEmail(person.email));
}

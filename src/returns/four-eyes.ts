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
  readonly right: 'returns.refund' | 'returns.kindness' | 'returns.cash' | 'returns.credit';
  /** Whose store credit it becomes, if not that of the order’s customer. */
  readonly creditOf?: string | undefined;
  /** What the return is for, where there is one; without it, money without goods, or a return that begins with this. */
  readonly at?: Pick<Return, 'withdrawal' | 'reason' | 'siteId'> | undefined;
  /** Where it is given, if not where the goods are expected. */
  readonly siteId?: string | undefined;
  /** Of an exchange: what goes back as money, as it was shown; the rest of its worth pays for other goods. */
  readonly backMinor?: number | undefined;
};

/** What must be asked before this is given; undefined: nothing, or it is known already and only told again. */
export async function fourEyes(context: RouteContext, giving: Giving): Promise<Ask | undefined> {
  const { orderId, dueId, right, at, backMinor } = giving;
  const basis = at ?? { withdrawal: false, reason: 'other' as const };
  const way = backMinor === undefined ? 'original' : 'exchange';
  const seen = await context.command(async (tx) => {
    const held = await holdOrder(tx, orderId);
    const known = held.dues.some((due) => due.dueId === dueId);
    return known ? undefined : { held, worth: planHeld(held, basis, { ...giving, way }).minor };
  });
  if (!seen) return undefined;
  const { held, worth } = seen;
  const minor = backMinor ?? worth;
  // What paid for other goods is no money that went.
  const goods = held.dues.reduce((sum, due) => sum + due.exchangedMinor, 0);
  const total = held.payments.reduce((sum, one) => sum + one.refundedMinor + one.refundingMinor, minor - goods);
  const own = await isOwn(context, held, giving.creditOf);
  // To oneself nothing is given alone, other goods neither.
  const free = own ? worth === 0 : minor === 0 || (await mayRefund(context.db, context.principal, total));
  if (free) return undefined;
  const { currency } = held.order.total;
  const siteId = giving.siteId ?? at?.siteId;
  const siteIds = siteId ? [siteId] : [];
  const facts = { minor: own ? worth : minor, total, currency, own: own ? 1 : 0 };
  return { kind: 'refund', subjectId: orderId, right, siteIds, facts };
}

/** Whether the order, or the credit, is of the one who asks: by the address it was bought with, or of the account. */
async function isOwn(context: RouteContext, { order }: Held, creditOf: string | undefined): Promise<boolean> {
  const { staffId } = staffOf(context);
  const [person, customer, holder] = await Promise.all([
    staffById(context.db, staffId),
    order.customerId === null ? undefined : customerById(context.db, order.customerId),
    creditOf === undefined ? undefined : customerById(context.db, creditOf),
  ]);
  const theirs = [order.contact.email, customer?.email, holder?.email].flatMap((email) =>
    email ? [plainEmail(email)] : [],
  );
  return person !== undefined && theirs.includes(plainEmail(person.email));
}

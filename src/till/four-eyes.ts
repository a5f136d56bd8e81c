/** Money that goes back over the counter beyond what a role gives by itself, or to whoever gives it: a second person agrees first. */
import { Refusal } from '#base/refusal';
import { clock } from '#base/time';
import type { RouteContext } from '#base/route';
import type { Ask } from '#identity';
import { findOrder } from '#orders';
import { fourEyes, returnById, wishesOf, withdrawalOf } from '#returns';
import type { Device } from './model.ts';
import type { ReturnDraft } from './return-model.ts';
import { returnLevel } from './take-back.ts';

type Giving = Pick<ReturnDraft, 'orderId' | 'returnId' | 'dueId' | 'reason' | 'lines'> & {
  readonly right: 'returns.refund' | 'returns.cash' | 'returns.credit';
  /** Whose store credit it becomes, if not that of the order’s customer. */
  readonly creditOf?: string | undefined;
  /** Of an exchange: what goes back as money. */
  readonly backMinor?: number;
};

/** What must be asked before a till gives this; undefined: nothing, as where who sold it gives the money back. */
export async function tillFourEyes(context: RouteContext, device: Device, giving: Giving): Promise<Ask | undefined> {
  const { db } = context;
  const order = await findOrder(db, giving.orderId);
  // What can't be taken back here is refused by who takes it.
  if (order?.state !== 'placed') return undefined;
  const level = await returnLevel(db, order.channelId, device.channelId);
  if (level === 'isolated' || level === 'bridged') return undefined;
  const { orderId, returnId, dueId, right, backMinor, creditOf, reason } = giving;
  const at =
    (await returnById(db, returnId)) ??
    ({ reason, withdrawal: (await withdrawalOf(db, db, order, clock())).open, siteId: null } as const);
  const lines = wishesOf(giving.lines);
  const { siteId } = device;
  try {
    return await fourEyes(context, { orderId, dueId, lines, goodwillMinor: 0, right, at, siteId, backMinor, creditOf });
  } catch (error) {
    // More than is left is worth no question: who takes it back says what is wrong with it.
    if (error instanceof Refusal && error.code === 'returns.too_much') return undefined;
    throw error;
  }
}

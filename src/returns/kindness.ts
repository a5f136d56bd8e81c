/** Money without goods: a kindness, or the price of something that may be kept; who gives it has the right to. */
import { contentHash } from '#base/canonical';
import { lock, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { insertReturn } from './ask.ts';
import { advance, holdOrder, returnById, type Return } from './hold.ts';
import type { DueWish } from './model.ts';
import { oweHeld } from './owe.ts';

export type Kindness = {
  readonly returnId: string;
  readonly dueId: string;
  readonly orderId: string;
  readonly lines: readonly DueWish[];
  readonly goodwillMinor: number;
  readonly note: string;
};

/**
 * Gives money back for an order without any goods. The same id is the same kindness. Refuses `orders.not_found`, `returns.not_placed`,
 * `returns.nothing`, `returns.too_much`, `returns.no_money` (less than that is left), `request.id_reused`.
 */
export async function giveKindness(tx: Tx, input: Kindness): Promise<Return> {
  const { returnId, orderId, note, ...due } = input;
  const held = await holdOrder(tx, orderId);
  lock(tx, 'returns.request');
  const hash = contentHash(input);
  const known = await returnById(tx, returnId);
  if (known) return known.contentHash === hash ? known : refuse('request.id_reused', { detail: returnId });
  if (held.order.state !== 'placed') refuse('returns.not_placed', { detail: held.order.state });
  const request = { returnId, orderId, source: 'kindness' as const, reason: 'other' as const, note, lines: [] };
  const made = await insertReturn(tx, held.order, request, { hash, withdrawal: false, unsent: false });
  const owed = await oweHeld(tx, held, made, { ...due, returnId, way: 'original', reason: note }, { ahead: true });
  const at = await advance(tx, owed, { to: 'resolved', type: 'resolved' });
  return at;
}

/** Books by how much cash that was counted differs from what it settles. */
import type { Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { lockAccounts, newMovementId, postMovements } from '../ledger.ts';
import { drawerOf, ROUNDING } from '../model.ts';

export type RoundedCash = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly deviceId: string;
  /** What the drawer got more than was settled, or gave less; below zero the other way. */
  readonly minor: number;
  readonly currency: string;
};

/**
 * The difference lies on an account of its own, so that the drawer holds what was counted. In the transaction of the ticket. Refuses
 * `payments.drawer_short` where what is given back was rounded to more than the drawer holds.
 */
export async function roundCash(tx: Tx, { deviceId, minor, ...of }: RoundedCash): Promise<void> {
  if (minor === 0) return;
  const drawer = drawerOf(deviceId);
  const held = (await lockAccounts(tx, [{ account: drawer, currency: of.currency }])).get(`${drawer} ${of.currency}`);
  if (minor < 0 && (held === undefined || held.balance + minor < held.floor))
    refuse('payments.drawer_short', { detail: drawer });
  const [from, to] = minor > 0 ? [ROUNDING, drawer] : [drawer, ROUNDING];
  await postMovements(tx, [
    { ...of, movementId: newMovementId(), from, to, minor: Math.abs(minor), reason: 'cash_rounding' },
  ]);
}

import type { Tx } from '#base/db';
import { sql } from '#base/db';
import { refuse } from '#base/refusal';
import { lockAccounts, postMovements, type NewMovement } from './ledger.ts';
import { keepsBalance } from './model.ts';

/**
 * Moves money between two accounts of the house: a till's opening float, cash taken to the safe, the difference at a count. The same
 * movement id again moves nothing. Refuses `payments.amount`, and `payments.drawer_short` when the account would fall below its floor.
 */
export async function moveMoney(tx: Tx, movement: Omit<NewMovement, 'paymentId' | 'orderId'>): Promise<void> {
  const { movementId, from, to, minor, currency } = movement;
  if (!Number.isSafeInteger(minor) || minor <= 0 || from === to) refuse('payments.amount', { detail: String(minor) });
  const kept = [from, to].filter(keepsBalance).map((account) => ({ account, currency }));
  const balances = await lockAccounts(tx, kept);
  const known = await tx.query(sql`SELECT 1 FROM payments.movement WHERE movement_id = ${movementId}`);
  if (known.length > 0) return;
  const source = balances.get(`${from} ${currency}`);
  const available = source ? source.balance - source.floor : 0;
  if (keepsBalance(from) && available < minor)
    refuse('payments.drawer_short', { available: { minor: available, currency } });
  await postMovements(tx, [movement]);
}

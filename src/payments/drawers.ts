/** A till's drawer by a person's hand: what is put in before the first sale, and what is found in it after the last. */
import type { Tx } from '#base/db';
import { lockAccounts, newMovementId, postMovements } from './ledger.ts';
import { cashReasons, DIFFERENCES, drawerOf, type CashReason } from './model.ts';

type Drawer = { readonly deviceId: string; readonly currency: string };

/** Locks the drawer and says what the book has in it, minor units. */
async function lockDrawer(tx: Tx, { deviceId, currency }: Drawer): Promise<number> {
  const account = drawerOf(deviceId);
  return (await lockAccounts(tx, [{ account, currency }])).get(`${account} ${currency}`)?.balance ?? 0;
}

/** Money between the drawer and another account: above zero it comes in. The drawer is locked, and holds it. */
async function move(
  tx: Tx,
  { deviceId, currency, minor, other, reason }: Drawer & { minor: number; other: string; reason: string },
): Promise<string | undefined> {
  if (minor === 0) return undefined;
  const [from, to] = minor > 0 ? [other, drawerOf(deviceId)] : [drawerOf(deviceId), other];
  const movementId = newMovementId();
  await postMovements(tx, [{ movementId, from, to, minor: Math.abs(minor), currency, reason }]);
  return movementId;
}

/** The float with which a day begins: what the drawer has not comes from the safe, what it has more goes there. */
export async function floatDrawer(tx: Tx, drawer: Drawer, floatMinor: number): Promise<void> {
  const held = await lockDrawer(tx, drawer);
  await move(tx, { ...drawer, minor: floatMinor - held, other: 'safe', reason: 'drawer_float' });
}

/**
 * What was counted at the end of a day: the difference to the book lies on an account of its own, what is not left in the drawer goes to the
 * safe. Returns what the book had.
 */
export async function countDrawer(
  tx: Tx,
  drawer: Drawer,
  { countedMinor, leftMinor }: { readonly countedMinor: number; readonly leftMinor: number },
): Promise<number> {
  const expected = await lockDrawer(tx, drawer);
  await move(tx, { ...drawer, minor: countedMinor - expected, other: DIFFERENCES, reason: 'cash_difference' });
  await move(tx, { ...drawer, minor: leftMinor - countedMinor, other: 'safe', reason: 'drawer_emptied' });
  return expected;
}

/**
 * Money into a drawer or out of it without a sale, minor units, above zero it comes in; where to or from, the reason says. Returns the
 * movement, or undefined where the drawer does not hold it by the book: no drawer falls below zero.
 */
export async function moveInDrawer(
  tx: Tx,
  drawer: Drawer,
  { reason, minor }: { readonly reason: CashReason; readonly minor: number },
): Promise<string | undefined> {
  const held = await lockDrawer(tx, drawer);
  if (held + minor < 0) return undefined;
  return move(tx, { ...drawer, minor, other: cashReasons[reason].account, reason: 'cash_moved' });
}

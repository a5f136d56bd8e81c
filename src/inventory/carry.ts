/**
 * Movements between any two places, for documents that lock before they decide: transfers, counts. The places are locked first, then
 * the document, then its moves are written; `moveStock` and `receiveStock` do all of it at once.
 */
import type { Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { applyChanges, ensureShelves, insertMovements, lockShelves } from './ledger.ts';
import { freeOf, newMovementId, shelfKey, siteOfPlace, type Shelf, type ShelfChange } from './model.ts';

export type Carry = {
  readonly skuId: string;
  /** A place of ours, one of the world's, or what a document has under way (`transitOf`). */
  readonly from: string;
  readonly to: string;
  /** Units, 1 or more. */
  readonly quantity: number;
  readonly reason: string;
  readonly document: string;
  /** Made by who asks, where the movement is to be found again by it. */
  readonly movementId?: string;
};

type At = { readonly skuId: string; readonly placeId: string };

/**
 * Locks these places of ours, in id order, making those that are new; the world's places have nothing to lock. `others` are locked with
 * them where they exist, for who will take from them in the same transaction.
 */
export async function lockPlaces(
  tx: Tx,
  places: readonly At[],
  others: readonly At[] = [],
): Promise<Map<string, Shelf>> {
  const ours = places.filter(({ placeId }) => siteOfPlace(placeId) !== undefined);
  if (ours.length + others.length === 0) return new Map();
  if (ours.length > 0) await ensureShelves(tx, ours);
  const all = new Map([...ours, ...others].map((at) => [shelfKey(at.skuId, at.placeId), at]));
  return new Map(
    (await lockShelves(tx, [...all.values()])).map((shelf) => [shelfKey(shelf.skuId, shelf.placeId), shelf]),
  );
}

/** What may leave each locked shelf: for `carryLocked`. */
export const freeUnderLock = (shelves: ReadonlyMap<string, Shelf>): Map<string, number> =>
  new Map([...shelves].map(([key, shelf]) => [key, freeOf(shelf)]));

/**
 * Writes moves whose places of ours are locked already. `free` tells what may leave each, by `article|place`. Refuses
 * `inventory.short` when more would leave than that; what the world has is the document's own to know.
 */
export async function carryLocked(tx: Tx, free: ReadonlyMap<string, number>, moves: readonly Carry[]): Promise<void> {
  if (moves.length === 0) return;
  const left = new Map(free);
  const changes: ShelfChange[] = [];
  for (const { skuId, from, to, quantity } of moves) {
    if (siteOfPlace(from)) {
      const key = shelfKey(skuId, from);
      const available = left.get(key) ?? 0;
      if (available < quantity) refuse('inventory.short', { short: [{ skuId, wanted: quantity, available }] });
      left.set(key, available - quantity);
      changes.push({ skuId, placeId: from, onHand: -quantity, reserved: 0, leased: 0 });
    }
    if (siteOfPlace(to)) changes.push({ skuId, placeId: to, onHand: quantity, reserved: 0, leased: 0 });
  }
  await applyChanges(tx, changes);
  await insertMovements(
    tx,
    moves.map((move) => ({ movementId: newMovementId(), ...move })),
  );
}

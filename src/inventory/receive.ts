import type { Tx } from '#base/db';
import { MAX_QUANTITY } from '#base/quantity';
import { refuse } from '#base/refusal';
import { applyChanges, ensureShelves, insertMovements, lockShelves, type NewMovement } from './ledger.ts';
import { freeOf, newMovementId, placeOf, shelfKey, type PlaceKind, type Shelf, type ShelfChange } from './model.ts';

export type Receipt = {
  readonly skuId: string;
  readonly siteId: string;
  readonly quantity: number;
  readonly document: string;
  readonly movementId?: string;
};

/** Goods arrive at a site's sellable stock from suppliers. Refuses `inventory.quantity` for anything but 1 … 10⁹ units. */
export async function receiveStock(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
  for (const { quantity } of receipts) checkQuantity(quantity, 1);
  if (receipts.length === 0) return;
  const shelves = receipts.map((r) => ({ skuId: r.skuId, placeId: placeOf(r.siteId) }));
  await ensureShelves(tx, shelves);
  await lockShelves(tx, shelves);
  await applyChanges(
    tx,
    receipts.map((r) => ({ skuId: r.skuId, placeId: placeOf(r.siteId), onHand: r.quantity, reserved: 0, leased: 0 })),
  );
  await insertMovements(
    tx,
    receipts.map((r) =>
      movement(r.skuId, 'suppliers', placeOf(r.siteId), r.quantity, 'receipt', r.document, r.movementId),
    ),
  );
}

export type Count = {
  readonly skuId: string;
  readonly siteId: string;
  readonly quantity: number;
  readonly document: string;
};
export type CountResult = Count & { readonly before: number; readonly difference: number };

/**
 * Sets what was counted as the difference to the book, as a movement from or to `unaccounted`. Stock moves, it is never set: a count
 * equal to the book writes nothing. Refuses `inventory.count_below_promised` when the count is less than what is reserved or leased.
 */
export async function countStock(tx: Tx, counts: readonly Count[], reason = 'count'): Promise<CountResult[]> {
  for (const { quantity } of counts) checkQuantity(quantity, 0);
  if (counts.length === 0) return [];
  const wanted = counts.map((c) => ({ skuId: c.skuId, placeId: placeOf(c.siteId) }));
  await ensureShelves(tx, wanted);
  const shelves = byKey(await lockShelves(tx, wanted));
  const changes: ShelfChange[] = [];
  const movements: NewMovement[] = [];
  const results = counts.map((count) => {
    const placeId = placeOf(count.siteId);
    const shelf = shelves.get(shelfKey(count.skuId, placeId));
    const before = shelf?.onHand ?? 0;
    const difference = count.quantity - before;
    if (shelf && freeOf(shelf) + difference < 0) {
      refuse('inventory.count_below_promised', {
        skuId: count.skuId,
        counted: count.quantity,
        promised: shelf.reserved + shelf.leased,
      });
    }
    if (difference !== 0) {
      changes.push({ skuId: count.skuId, placeId, onHand: difference, reserved: 0, leased: 0 });
      const [from, to] = difference > 0 ? ['unaccounted', placeId] : [placeId, 'unaccounted'];
      movements.push(movement(count.skuId, from as string, to as string, Math.abs(difference), reason, count.document));
    }
    return { ...count, before, difference };
  });
  await applyChanges(tx, changes);
  await insertMovements(tx, movements);
  return results;
}

export type Move = {
  readonly skuId: string;
  readonly from: { readonly siteId: string; readonly kind: PlaceKind };
  readonly to: { readonly siteId: string; readonly kind: PlaceKind };
  readonly quantity: number;
  readonly reason: string;
  readonly document: string;
};

/** Moves stock between places of our sites. Refuses `inventory.short` when the source has less free stock, `inventory.same_place`. */
export async function moveStock(tx: Tx, moves: readonly Move[]): Promise<void> {
  for (const { quantity } of moves) checkQuantity(quantity, 1);
  const ends = moves.map((m) => ({
    ...m,
    fromPlace: placeOf(m.from.siteId, m.from.kind),
    toPlace: placeOf(m.to.siteId, m.to.kind),
  }));
  if (ends.some((m) => m.fromPlace === m.toPlace)) refuse('inventory.same_place');
  const wanted = ends.flatMap((m) => [
    { skuId: m.skuId, placeId: m.fromPlace },
    { skuId: m.skuId, placeId: m.toPlace },
  ]);
  await ensureShelves(tx, wanted);
  const shelves = byKey(await lockShelves(tx, wanted));
  const free = new Map([...shelves].map(([key, shelf]) => [key, freeOf(shelf)]));
  for (const m of ends) {
    const key = shelfKey(m.skuId, m.fromPlace);
    const left = (free.get(key) ?? 0) - m.quantity;
    if (left < 0)
      refuse('inventory.short', { short: [{ skuId: m.skuId, wanted: m.quantity, available: left + m.quantity }] });
    free.set(key, left);
  }
  await applyChanges(
    tx,
    ends.flatMap((m) => [
      { skuId: m.skuId, placeId: m.fromPlace, onHand: -m.quantity, reserved: 0, leased: 0 },
      { skuId: m.skuId, placeId: m.toPlace, onHand: m.quantity, reserved: 0, leased: 0 },
    ]),
  );
  await insertMovements(
    tx,
    ends.map((m) => movement(m.skuId, m.fromPlace, m.toPlace, m.quantity, m.reason, m.document)),
  );
}

function movement(
  skuId: string,
  from: string,
  to: string,
  quantity: number,
  reason: string,
  document: string,
  movementId?: string,
): NewMovement {
  return { movementId: movementId ?? newMovementId(), skuId, from, to, quantity, reason, document };
}

function byKey(shelves: readonly Shelf[]): Map<string, Shelf> {
  return new Map(shelves.map((shelf) => [shelfKey(shelf.skuId, shelf.placeId), shelf]));
}

function checkQuantity(quantity: number, least: number): void {
  if (!Number.isInteger(quantity) || quantity < least || quantity > MAX_QUANTITY) {
    refuse('inventory.quantity', {
      fields: [{ field: 'quantity', rule: `a whole number from ${least} to ${MAX_QUANTITY}` }],
    });
  }
}

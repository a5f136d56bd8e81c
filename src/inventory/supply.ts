/** Goods between the suppliers of the world and our places, for documents that first lock, then look, then write. */
import { sql, type Db, type Tx } from '#base/db';
import { MAX_QUANTITY } from '#base/quantity';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { applyChanges, ensureShelves, insertMovements, lockShelves } from './ledger.ts';
import { freeOf, placeOf, shelfKey, siteOfPlace, type PlaceKind, type Shelf } from './model.ts';

export type SupplyMove = {
  readonly way: 'in' | 'out';
  readonly movementId: string;
  readonly skuId: string;
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly quantity: number;
  readonly reason: string;
  readonly document: string;
};

/** Locks the shelves that these moves will touch, and returns what they hold under the lock. */
export async function lockSupply(
  tx: Tx,
  moves: readonly Pick<SupplyMove, 'skuId' | 'siteId' | 'kind'>[],
): Promise<Shelf[]> {
  const shelves = moves.map((move) => ({ skuId: move.skuId, placeId: placeOf(move.siteId, move.kind) }));
  if (shelves.length === 0) return [];
  await ensureShelves(tx, shelves);
  return lockShelves(tx, shelves);
}

/**
 * Writes goods that came from suppliers or went back to them, on shelves locked by `lockSupply`. Refuses `inventory.quantity`, and
 * `inventory.short` when more goes back than is free there; reserved units stay.
 */
export async function writeSupply(tx: Tx, locked: readonly Shelf[], moves: readonly SupplyMove[]): Promise<void> {
  const free = new Map(locked.map((shelf) => [shelfKey(shelf.skuId, shelf.placeId), freeOf(shelf)]));
  const rows = moves.map((move) => ({ ...move, placeId: placeOf(move.siteId, move.kind) }));
  for (const { way, skuId, placeId, quantity } of rows) {
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) refuse('inventory.quantity');
    if (way === 'in') continue;
    const left = (free.get(shelfKey(skuId, placeId)) ?? 0) - quantity;
    if (left < 0) refuse('inventory.short', { short: [{ skuId, wanted: quantity, available: left + quantity }] });
    free.set(shelfKey(skuId, placeId), left);
  }
  await applyChanges(
    tx,
    rows.map(({ way, skuId, placeId, quantity }) => ({
      skuId,
      placeId,
      onHand: way === 'in' ? quantity : -quantity,
      reserved: 0,
      leased: 0,
    })),
  );
  await insertMovements(
    tx,
    rows.map(({ way, placeId, siteId: _site, kind: _kind, ...row }) => ({
      ...row,
      from: way === 'in' ? 'suppliers' : placeId,
      to: way === 'in' ? placeId : 'suppliers',
    })),
  );
}

export type SoldRow = { readonly skuId: string; readonly siteId: string; readonly sold: number };

/** Units that left each site for customers since an instant, less what came back from them; never below zero. */
export async function soldSince(db: Db, since: Instant, skuIds: readonly string[]): Promise<SoldRow[]> {
  const rows = await db.query<{ skuId: string; placeId: string; sold: number }>(sql`
    SELECT sku_id AS "skuId", place_id AS "placeId", greatest(0, sum(quantity))::bigint AS sold FROM (
      SELECT sku_id, from_place AS place_id, quantity FROM inventory.movement
      WHERE sku_id = ANY(${skuIds}::text[]) AND to_place = 'customers' AND at > ${since}::timestamptz
      UNION ALL SELECT sku_id, to_place, -quantity FROM inventory.movement
      WHERE sku_id = ANY(${skuIds}::text[]) AND from_place = 'customers' AND at > ${since}::timestamptz
    ) m GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows.flatMap(({ placeId, ...row }) => {
    const place = siteOfPlace(placeId);
    return place ? [{ ...row, siteId: place.siteId }] : [];
  });
}

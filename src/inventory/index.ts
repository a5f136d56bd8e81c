/** The face of `inventory`: the stock ledger. */
export { inventoryModule } from './module.ts';
export { takeStock, takeLocked } from './take.ts';
export {
  lockForTakes,
  locksAtOnce,
  lockReservations,
  closeReservations,
  writeTakes,
  type OpenReservation,
  type Taken,
  type Reservation,
  type Breach,
} from './ledger.ts';
export { splitReservations, type Part, type Rest } from './split.ts';
export { releaseStock, shipStock, keepStock, pendingHolders } from './settle.ts';
export { receiveStock, countStock, moveStock, type Receipt, type Count } from './receive.ts';
export { lockSupply, soldSince, writeSupply, type SoldRow, type SupplyMove } from './supply.ts';
export { carryLocked, freeUnderLock, lockPlaces, type Carry } from './carry.ts';
export { booksAt, lossesBetween, stockBetween, stockThen, type Loss } from './past.ts';
export { grantLease, returnLease, expireLeases, leasesOf } from './lease.ts';
export { compensateBreach } from './breach.ts';
export { explainAvailability, type Draw } from './explain.ts';
export {
  availabilityOf,
  forgetStock,
  forgetSkus,
  onStockForgotten,
  shelvesOf,
  movements,
  stockAsOf,
  stockedAt,
  openBreaches,
  openLeases,
  nothingAvailable,
  type Availability,
  type PlaceStock,
} from './queries.ts';
export {
  placeOf,
  shelfKey,
  siteOfPlace,
  transitOf,
  type PlaceKind,
  type TakeRequest,
  type Shortage,
  type Workspace,
} from './model.ts';

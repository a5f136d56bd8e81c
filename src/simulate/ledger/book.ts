/** The stock ledger in memory: what `ledger.ts` of inventory writes with SQL, written to maps; what is decided is decided by its model. */
import { must } from '#base/assert';
import { freeOf, planTakes, shelfKey, sumChanges, workspaceOf } from '#inventory/model';
import type { Lease, PlannedTake, Shelf, ShelfChange, TakeRequest } from '#inventory/model';

export type Held = {
  readonly holder: string;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
};
type OwnLease = Lease & { used: number };
type OwnShelf = Shelf & { onHand: number; reserved: number; leased: number };

export type Book = {
  readonly shelves: Map<string, OwnShelf>;
  /** Σ movements by shelf, and what the world outside got and gave, by place. */
  readonly moved: Map<string, number>;
  readonly world: Map<string, number>;
  /** Pending reservations by holder. */
  readonly held: Map<string, readonly Held[]>;
  readonly leases: Map<string, OwnLease>;
  /** Units sold beyond what was there, by the holder that was promised them: each is a record. */
  readonly breaches: Map<string, number>;
  /** Commands that were carried out: asked again, they answer and do nothing. The oldest are forgotten. */
  done: Set<string>;
  doneBefore: Set<string>;
};

/** Bugs that may be planted in the writer. */
export const bugs = [
  'ledger_skip_guard',
  'ledger_retry_without_id',
  'ledger_post_twice',
  'ledger_forget_lease',
  'ledger_hide_breach',
  'ledger_half_commit',
  'ledger_void_forgets_shelf',
  'ledger_move_loses_unit',
] as const;
export type Bug = (typeof bugs)[number];

export const emptyBook = (): Book => ({
  ...{ shelves: new Map(), moved: new Map(), world: new Map(), held: new Map(), leases: new Map() },
  ...{ breaches: new Map(), done: new Set(), doneBefore: new Set() },
});

const REMEMBERED = 20_000;

/** Whether this command was carried out before; if not, it is from now on. */
export function firstTime(book: Book, id: string, bug: Bug | undefined): boolean {
  const known = book.done.has(id) || book.doneBefore.has(id);
  if (known && bug !== 'ledger_retry_without_id') return false;
  if (book.done.size >= REMEMBERED) [book.doneBefore, book.done] = [book.done, new Set()];
  book.done.add(id);
  return true;
}

function shelfOf(book: Book, skuId: string, placeId: string): OwnShelf {
  const key = shelfKey(skuId, placeId);
  const known = book.shelves.get(key);
  if (known) return known;
  const made = { skuId, placeId, onHand: 0, reserved: 0, leased: 0 };
  book.shelves.set(key, made);
  return made;
}

function apply(book: Book, changes: readonly ShelfChange[]): void {
  for (const { skuId, placeId, onHand, reserved, leased } of sumChanges(changes)) {
    const shelf = shelfOf(book, skuId, placeId);
    shelf.onHand += onHand;
    shelf.reserved += reserved;
    shelf.leased += leased;
  }
}

const add = (counts: Map<string, number>, key: string, units: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + units);

/** A movement: of places of ours by shelf, of the world's by place. */
function move(book: Book, skuId: string, from: string, to: string, quantity: number): void {
  for (const [place, sign] of [
    [from, -1],
    [to, 1],
  ] as const)
    if (place.startsWith('plc_')) add(book.moved, shelfKey(skuId, place), sign * quantity);
    else add(book.world, place, sign * quantity);
}

/** Decides a batch by the model, over the shelves it names and the leases of its sellers. */
export function decide(book: Book, requests: readonly TakeRequest[], bug?: Bug): PlannedTake[] {
  const shelves = new Map<string, Shelf>();
  for (const { lines, places } of requests)
    for (const { skuId } of lines)
      for (const place of places) {
        const shelf = shelfOf(book, skuId, place);
        const seen = bug === 'ledger_skip_guard' ? { ...shelf, onHand: shelf.onHand + 3 } : shelf;
        shelves.set(shelfKey(skuId, place), seen);
      }
  const sellers = new Set(requests.flatMap((request) => request.leaseHolder ?? []));
  const leases = sellers.size === 0 ? [] : [...book.leases.values()].filter((one) => sellers.has(one.holder));
  return planTakes(workspaceOf([...shelves.values()], leases), requests);
}

/** Decides, and writes what was planned. */
export function take(book: Book, requests: readonly TakeRequest[], bug?: Bug): PlannedTake[] {
  const planned = decide(book, requests, bug);
  for (const one of planned) if ('picks' in one) write(book, one, bug);
  return planned;
}

function write(book: Book, { request, picks }: Extract<PlannedTake, { picks: unknown }>, bug: Bug | undefined): void {
  const changes: ShelfChange[] = [];
  const held: Held[] = [];
  for (const { skuId, placeId, quantity, breach, leaseId } of picks) {
    const change = { skuId, placeId, onHand: 0, reserved: 0, leased: 0 };
    if (breach) {
      change.onHand += quantity;
      move(book, skuId, 'unaccounted', placeId, quantity);
      if (bug !== 'ledger_hide_breach') add(book.breaches, request.holder, quantity);
    }
    if (leaseId !== undefined) {
      change.leased -= quantity;
      if (bug !== 'ledger_forget_lease') must(book.leases.get(leaseId), leaseId).used += quantity;
    }
    if (request.as === 'sell') {
      change.onHand -= quantity;
      move(book, skuId, placeId, 'customers', quantity);
    } else {
      change.reserved += quantity;
      held.push({ holder: request.holder, skuId, placeId, quantity });
    }
    changes.push(change);
    if (bug === 'ledger_half_commit' && held.length > 1) break;
  }
  apply(book, changes);
  if (held.length > 0) book.held.set(request.holder, [...(book.held.get(request.holder) ?? []), ...held]);
}

/** Hands over, or gives back, all that a holder still holds. Repeatable: what is closed stays closed. */
export function close(book: Book, holder: string, how: 'posted' | 'voided', bug?: Bug): void {
  const open = book.held.get(holder) ?? [];
  if (bug !== 'ledger_post_twice') book.held.delete(holder);
  const posted = how === 'posted';
  if (posted) for (const { skuId, placeId, quantity } of open) move(book, skuId, placeId, 'customers', quantity);
  if (!posted && bug === 'ledger_void_forgets_shelf') return;
  const change = ({ skuId, placeId, quantity }: Held): ShelfChange => ({
    ...{ skuId, placeId, leased: 0, reserved: -quantity },
    onHand: posted ? -quantity : 0,
  });
  apply(book, open.map(change));
}

/** Goods come from a supplier; or go from place to place as far as they are free. */
export function bring(book: Book, skuId: string, from: string, to: string, quantity: number, bug?: Bug): void {
  const units = from === 'suppliers' ? quantity : Math.min(quantity, Math.max(0, freeOf(shelfOf(book, skuId, from))));
  if (units === 0) return;
  move(book, skuId, from, to, units);
  const lost = bug === 'ledger_move_loses_unit' && from !== 'suppliers' ? 1 : 0;
  const change = (placeId: string, onHand: number): ShelfChange => ({ skuId, placeId, onHand, reserved: 0, leased: 0 });
  apply(book, [...(from === 'suppliers' ? [] : [change(from, -units)]), change(to, units - lost)]);
}

/** A count finds another number than the book: the shelf is what is there, never less than what is promised of it. */
export function recount(book: Book, skuId: string, placeId: string, off: number): void {
  const shelf = shelfOf(book, skuId, placeId);
  const difference = Math.max(off, -Math.max(0, freeOf(shelf)));
  if (difference === 0) return;
  if (difference > 0) move(book, skuId, 'lost', placeId, difference);
  else move(book, skuId, placeId, 'lost', -difference);
  apply(book, [{ skuId, placeId, onHand: difference, reserved: 0, leased: 0 }]);
}

/** Sets apart for a seller that cannot ask, if it is free; gives back what is left of it. */
export function lease(book: Book, wanted: Omit<Lease, 'used'>): void {
  if (freeOf(shelfOf(book, wanted.skuId, wanted.placeId)) < wanted.quantity) return;
  book.leases.set(wanted.leaseId, { ...wanted, used: 0 });
  const { skuId, placeId, quantity } = wanted;
  apply(book, [{ skuId, placeId, onHand: 0, reserved: 0, leased: quantity }]);
}

export function endLease(book: Book, leaseId: string): void {
  const open = book.leases.get(leaseId);
  if (!open) return;
  book.leases.delete(leaseId);
  const { skuId, placeId, quantity, used } = open;
  apply(book, [{ skuId, placeId, onHand: 0, reserved: 0, leased: used - quantity }]);
}

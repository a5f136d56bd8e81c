/** Nouns and arithmetic of the stock ledger: pure, no transaction, no clock. */
import { assert } from '#base/assert';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';

/** Kinds of places at a site. Only `sellable` stock is sold. */
export const placeKinds = { sellable: 'plc', damaged: 'dmg', display: 'dsp', quarantine: 'qua' } as const;
export type PlaceKind = keyof typeof placeKinds;

/** The world outside our sites: places without a running balance, so that no row of theirs gets hot. */
export const world = ['suppliers', 'customers', 'lost', 'unaccounted'] as const;
export type WorldPlace = (typeof world)[number];

/** The place of a kind at a site: named from the site's id, so that no table and no look-up is needed. */
export function placeOf(siteId: string, kind: PlaceKind = 'sellable'): string {
  assert(siteId.startsWith('sit_'), `not a site: ${siteId}`);
  return `${placeKinds[kind]}_${siteId.slice(4)}`;
}

/** The goods a document has under way, between our sites: a place of the world, whose balance is the sum of its movements. */
export const transitOf = (document: string): string => `transit:${document}`;

/** The site and kind of a place, or undefined for the world's places. */
export function siteOfPlace(placeId: string): { siteId: string; kind: PlaceKind } | undefined {
  const prefix = placeId.slice(0, 3);
  for (const kind of Object.keys(placeKinds) as PlaceKind[]) {
    if (placeKinds[kind] === prefix && placeId.charAt(3) === '_') return { siteId: `sit_${placeId.slice(4)}`, kind };
  }
  return undefined;
}

export type Shelf = {
  readonly skuId: string;
  readonly placeId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly leased: number;
};
export type Lease = {
  readonly leaseId: string;
  readonly skuId: string;
  readonly placeId: string;
  readonly holder: string;
  readonly quantity: number;
  readonly used: number;
};

/** On hand − reserved − leased: what anyone may still be promised. */
export const freeOf = (shelf: Shelf): number => shelf.onHand - shelf.reserved - shelf.leased;

/** One wish for stock, whole or not at all. */
export type TakeRequest = {
  /** Who will hold it: the order's id. Also the key by which a repeated request is known. */
  readonly holder: string;
  readonly lines: readonly { readonly lineNo: number; readonly skuId: string; readonly quantity: number }[];
  /** Places to take from, best first. */
  readonly places: readonly string[];
  /** Channel whose leases are drawn first. */
  readonly leaseHolder?: string;
  /** May it take from the common stock, or only from its leases (levels isolated and bridged)? */
  readonly pool: boolean;
  /** `reserve` promises it; `sell` hands it over now: one movement, no reservation. */
  readonly as: 'reserve' | 'sell';
  /** `accept`: the sale has already happened; what is missing becomes a breach. */
  readonly short: 'refuse' | 'accept';
  readonly expiresAt?: Instant;
  readonly reason: string;
};

export type Pick = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
  readonly leaseId?: string;
  readonly breach: boolean;
};
export type Shortage = { readonly skuId: string; readonly wanted: number; readonly available: number };
export type PlannedTake =
  | { readonly request: TakeRequest; readonly picks: readonly Pick[] }
  | { readonly request: TakeRequest; readonly short: readonly Shortage[] };

/** Stock as it was locked, then as it is promised away while a batch is planned. */
export type Workspace = {
  readonly free: Map<string, number>;
  readonly leases: Map<string, { lease: Lease; left: number }[]>;
};

export const shelfKey = (skuId: string, placeId: string): string => `${skuId}|${placeId}`;

export function workspaceOf(shelves: readonly Shelf[], leases: readonly Lease[]): Workspace {
  const free = new Map(shelves.map((shelf) => [shelfKey(shelf.skuId, shelf.placeId), freeOf(shelf)]));
  const byHolder: Workspace['leases'] = new Map();
  for (const lease of leases) {
    const key = `${lease.holder}|${lease.skuId}`;
    const list = byHolder.get(key) ?? [];
    list.push({ lease, left: lease.quantity - lease.used });
    byHolder.set(key, list);
  }
  return { free, leases: byHolder };
}

/**
 * Decides a batch in arrival order. A request is granted whole or refused whole; a refused one uses nothing, so a request too large
 * for the shelf does not stand in the way of the small ones behind it. The same SKU on two lines is summed, because each pick
 * lowers what the next one finds.
 */
export function planTakes(workspace: Workspace, requests: readonly TakeRequest[]): PlannedTake[] {
  return requests.map((request) => {
    const undo: (() => void)[] = [];
    const picks: Pick[] = [];
    const short: Shortage[] = [];
    for (const line of request.lines) {
      const missing = pickLine(workspace, request, line, picks, undo);
      if (missing === 0) continue;
      if (request.short === 'accept') picks.push(breachPick(request, line, missing));
      else short.push({ skuId: line.skuId, wanted: line.quantity, available: line.quantity - missing });
    }
    if (short.length === 0) return { request, picks };
    for (const back of undo) back();
    return { request, short };
  });
}

function pickLine(
  workspace: Workspace,
  request: TakeRequest,
  line: TakeRequest['lines'][number],
  picks: Pick[],
  undo: (() => void)[],
): number {
  let missing = line.quantity;
  const leases =
    request.leaseHolder === undefined ? [] : (workspace.leases.get(`${request.leaseHolder}|${line.skuId}`) ?? []);
  for (const entry of leases) {
    const taken = Math.min(missing, entry.left);
    if (taken <= 0) continue;
    entry.left -= taken;
    missing -= taken;
    undo.push(() => void (entry.left += taken));
    picks.push({
      lineNo: line.lineNo,
      skuId: line.skuId,
      placeId: entry.lease.placeId,
      quantity: taken,
      leaseId: entry.lease.leaseId,
      breach: false,
    });
  }
  if (!request.pool) return missing;
  for (const placeId of placesFor(workspace, request.places, line.skuId, missing)) {
    const key = shelfKey(line.skuId, placeId);
    const free = workspace.free.get(key) ?? 0;
    const taken = Math.min(missing, free);
    if (taken <= 0) continue;
    workspace.free.set(key, free - taken);
    missing -= taken;
    undo.push(() => void workspace.free.set(key, (workspace.free.get(key) ?? 0) + taken));
    picks.push({ lineNo: line.lineNo, skuId: line.skuId, placeId, quantity: taken, breach: false });
  }
  return missing;
}

/** The first place that can serve the whole line goes first: fewer parcels. Otherwise the given order. */
function placesFor(workspace: Workspace, places: readonly string[], skuId: string, wanted: number): readonly string[] {
  const whole = places.find((placeId) => (workspace.free.get(shelfKey(skuId, placeId)) ?? 0) >= wanted);
  return whole === undefined ? places : [whole];
}

function breachPick(request: TakeRequest, line: TakeRequest['lines'][number], missing: number): Pick {
  const placeId = request.places[0];
  assert(placeId !== undefined, 'a sale that already happened names the place it came from');
  return { lineNo: line.lineNo, skuId: line.skuId, placeId, quantity: missing, breach: true };
}

/** A change of one shelf, summed over a batch so that a hot SKU costs one row update. */
export type ShelfChange = { skuId: string; placeId: string; onHand: number; reserved: number; leased: number };

export function sumChanges(changes: Iterable<ShelfChange>): ShelfChange[] {
  const sums = new Map<string, ShelfChange>();
  for (const change of changes) {
    const key = shelfKey(change.skuId, change.placeId);
    const known = sums.get(key);
    if (known) {
      known.onHand += change.onHand;
      known.reserved += change.reserved;
      known.leased += change.leased;
    } else sums.set(key, { ...change });
  }
  return [...sums.values()].filter((sum) => sum.onHand !== 0 || sum.reserved !== 0 || sum.leased !== 0);
}

export const newMovementId = (): string => newId('mov');

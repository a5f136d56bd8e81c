/** Nouns and arithmetic of the stock ledger: pure, no transaction, no clock. */
import { assert } from '#base/assert';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';

/** Kinds of places at a site. Only `sellable` stock is sold. */
export const placeKinds = {
  sellable: 'plc',
  damaged: 'dmg',
  display: 'dsp',
  quarantine: 'qua',
  /** Came back: to be made good, to be destroyed, to go back to its supplier. */
  refurbish: 'rfb',
  scrap: 'scr',
  vendor: 'vnd',
} as const;
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

export type TakeLine = { readonly lineNo: number; readonly skuId: string; readonly quantity: number };

/**
 * Decides under the lock from which places lines are taken, by what is free there; given by who knows the rules. What it says of why is
 * handed back as it is. It may take less than is wanted, never more than is free.
 */
export type Choose = (
  wanted: readonly TakeLine[],
  free: (skuId: string, placeId: string) => number,
) => {
  readonly picks: readonly (TakeLine & { readonly placeId: string })[];
  readonly why: string;
};

/** One wish for stock, whole or not at all. */
export type TakeRequest = {
  /** Who will hold it: the order's id. Also the key by which a repeated request is known. */
  readonly holder: string;
  readonly lines: readonly TakeLine[];
  /** Places to take from, best first. */
  readonly places: readonly string[];
  /** Chooses among the places; without it the first that has a whole line serves it. */
  readonly choose?: Choose;
  /** By place: units of each article that this request leaves alone there. What had happened already asks for no leave. */
  readonly leave?: ReadonlyMap<string, number>;
  /** Who may promise units beyond the shelf, under the caps of the workspace: what is missing is granted as *later*. */
  readonly laterHolder?: string;
  /** Channel whose leases are drawn first. */
  readonly leaseHolder?: string;
  /** May it take from the common stock, or only from its leases (levels isolated and bridged)? */
  readonly pool: boolean;
  /** `reserve` promises it; `sell` hands it over now: one movement, no reservation. */
  readonly as: 'reserve' | 'sell';
  /** `accept`: the sale has already happened; what is missing becomes a breach. `part`: takes what there is. */
  readonly short: 'refuse' | 'accept' | 'part';
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
  | {
      readonly request: TakeRequest;
      readonly picks: readonly Pick[];
      /** What is promised beyond the shelf. */
      readonly later: readonly TakeLine[];
      /** What `choose` said. */
      readonly why?: string;
    }
  | { readonly request: TakeRequest; readonly short: readonly Shortage[] };

/** Stock as it was locked, then as it is promised away while a batch is planned. */
export type Workspace = {
  readonly free: Map<string, number>;
  readonly leases: Map<string, { lease: Lease; left: number }[]>;
  /** Units that may still be promised beyond the shelf, by `laterKey`. */
  readonly later: Map<string, number>;
};

export const laterKey = (holder: string, skuId: string): string => `${holder}|${skuId}`;
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
  return { free, leases: byHolder, later: new Map() };
}

/**
 * Decides a batch in arrival order. A request is granted whole or refused whole; a refused one uses nothing, so a request too large
 * for the shelf does not stand in the way of the small ones behind it. The same SKU on two lines is summed, because each pick
 * lowers what the next one finds.
 */
export function planTakes(workspace: Workspace, requests: readonly TakeRequest[]): PlannedTake[] {
  return requests.map((request) => {
    const work: Work = { workspace, request, picks: [], undo: [] };
    const chosen = request.choose && request.pool ? choosePlaces(work, request.choose) : undefined;
    const short: Shortage[] = [];
    const later: TakeLine[] = [];
    for (const line of request.lines) {
      const wanted = chosen ? (chosen.missing.get(line.lineNo) ?? 0) : pickLeases(work, line);
      // A sale that has happened takes what there is, whatever the rules would rather.
      let missing = chosen && request.short !== 'accept' ? wanted : pickPool(work, { ...line, quantity: wanted });
      const promised = promiseLater(work, line.skuId, missing);
      if (promised > 0) later.push({ ...line, quantity: promised });
      missing -= promised;
      if (missing === 0 || request.short === 'part') continue;
      if (request.short === 'accept') work.picks.push(breachPick(request, line, missing));
      else short.push({ skuId: line.skuId, wanted: line.quantity, available: line.quantity - missing });
    }
    if (short.length === 0) return { request, picks: work.picks, later, ...(chosen ? { why: chosen.why } : {}) };
    for (const back of work.undo) back();
    return { request, short };
  });
}

/** A request as it is decided: what it has taken so far, and how to give that back. */
type Work = {
  readonly workspace: Workspace;
  readonly request: TakeRequest;
  readonly picks: Pick[];
  readonly undo: (() => void)[];
};

/** The channel's own leases first, then `choose` for what they leave open; returns what stays missing by line. */
function choosePlaces(work: Work, choose: Choose): { missing: Map<number, number>; why: string } {
  const open = work.request.lines.map((line) => ({ ...line, quantity: pickLeases(work, line) }));
  const missing = new Map(open.map(({ lineNo, quantity }) => [lineNo, quantity]));
  const { free } = work.workspace;
  const { picks, why } = choose(
    open.filter(({ quantity }) => quantity > 0),
    (skuId, placeId) => free.get(shelfKey(skuId, placeId)) ?? 0,
  );
  for (const { lineNo, skuId, placeId, quantity } of picks) {
    takeFree(work, { lineNo, skuId, quantity }, placeId, quantity);
    missing.set(lineNo, (missing.get(lineNo) ?? 0) - quantity);
  }
  assert(
    [...missing.values()].every((units) => units >= 0),
    'no more is chosen than was wanted',
  );
  return { missing, why };
}

function takeFree({ workspace, picks, undo }: Work, line: TakeLine, placeId: string, taken: number): void {
  const key = shelfKey(line.skuId, placeId);
  const free = workspace.free.get(key) ?? 0;
  assert(taken > 0 && taken <= free, 'what is taken is free');
  workspace.free.set(key, free - taken);
  undo.push(() => void workspace.free.set(key, (workspace.free.get(key) ?? 0) + taken));
  picks.push({ lineNo: line.lineNo, skuId: line.skuId, placeId, quantity: taken, breach: false });
}

/** Draws on the channel's own leases; returns what is left to find. */
function pickLeases({ workspace, request, picks, undo }: Work, line: TakeLine): number {
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
  return missing;
}

/** Takes from the common stock, in the order of the places; returns what is missing. */
function pickPool(work: Work, line: TakeLine): number {
  const { request } = work;
  let missing = line.quantity;
  if (!request.pool || missing === 0) return missing;
  const mayTake = (placeId: string): number => {
    const free = work.workspace.free.get(shelfKey(line.skuId, placeId)) ?? 0;
    return request.leave === undefined || request.short === 'accept' ? free : free - (request.leave.get(placeId) ?? 0);
  };
  // The first place that can serve the whole line goes first: fewer parcels. Otherwise the given order.
  const whole = request.places.find((placeId) => mayTake(placeId) >= line.quantity);
  for (const placeId of whole === undefined ? request.places : [whole]) {
    const taken = Math.min(missing, mayTake(placeId));
    if (taken <= 0) continue;
    takeFree(work, line, placeId, taken);
    missing -= taken;
  }
  return missing;
}

/** Promises what is missing beyond the shelf, as far as the cap allows; returns how much. */
function promiseLater({ workspace, request, undo }: Work, skuId: string, missing: number): number {
  if (missing === 0 || request.laterHolder === undefined) return 0;
  const key = laterKey(request.laterHolder, skuId);
  const promised = Math.min(missing, workspace.later.get(key) ?? 0);
  if (promised <= 0) return 0;
  workspace.later.set(key, (workspace.later.get(key) ?? 0) - promised);
  undo.push(() => void workspace.later.set(key, (workspace.later.get(key) ?? 0) + promised));
  return promised;
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

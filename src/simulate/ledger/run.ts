/**
 * The stock ledger alone, by the million: the house's own decisions over a ledger in memory, with commands that die before or after
 * their commit, come twice, come late and in another order. Time and chance come from the seed, and nothing else does.
 */
import { shelfKey, type TakeRequest } from '#inventory/model';
import { rollOf, type Roll } from '../roll.ts';
import {
  bring,
  close,
  decide,
  emptyBook,
  endLease,
  firstTime,
  lease,
  recount,
  take,
  type Book,
  type Bug,
} from './book.ts';

export type Options = {
  readonly seed: number;
  readonly operations: number;
  readonly bug?: Bug;
  readonly checkEvery?: number;
};

export type Report = {
  readonly operations: number;
  readonly granted: number;
  readonly refused: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Units sold that were not there: with a record of why, and without one. */
  readonly recorded: number;
  readonly oversold: number;
  readonly checks: number;
  readonly violations: readonly string[];
};

/** A command with its id; carried out again it does nothing. */
type Command = {
  readonly id: string;
  run(book: Book): void;
  /** Decides, and writes nothing. */ decide?(book: Book): void;
};

type Run = {
  readonly book: Book;
  readonly roll: Roll;
  readonly bug: Bug | undefined;
  /** Messages on their way, told in any order. */
  readonly late: Command[];
  readonly holders: string[];
  readonly leaseIds: string[];
  readonly faults: Map<string, number>;
  /** What each holder was promised when they were told so: units. */
  readonly promised: Map<string, number>;
  next: number;
  granted: number;
  refused: number;
};

const skuIds = ['sku_a', 'sku_b', 'sku_c', 'sku_d', 'sku_e'];
const places = ['plc_1', 'plc_2', 'plc_3'];
const sellers = ['till 1', 'market'];

const faults = [
  { name: 'none', weight: 78 },
  { name: 'died before its commit', weight: 5 },
  { name: 'answer lost, asked again', weight: 5 },
  { name: 'sent twice', weight: 5 },
  { name: 'late, and out of order', weight: 5 },
  { name: 'lost for ever', weight: 2 },
] as const;

/** Runs until all operations are done or a promise is broken. */
export function runLedger({ seed, operations, bug, checkEvery = 1_000 }: Options): Report {
  const run: Run = {
    ...{ book: emptyBook(), roll: rollOf(seed), bug, late: [], holders: [], leaseIds: [], faults: new Map() },
    ...{ promised: new Map(), next: 0, granted: 0, refused: 0 },
  };
  for (const skuId of skuIds) for (const place of places) bring(run.book, skuId, 'suppliers', place, 10);
  let violations: string[] = [];
  let [done, checks] = [0, 0];
  while (done < operations && violations.length === 0) {
    done++;
    send(run, choose(run));
    if (run.late.length > 0 && run.roll.chance(10)) tellLate(run);
    if (done % checkEvery !== 0 && done !== operations) continue;
    checks++;
    violations = broken(run).map((what) => `after ${done}: ${what}`);
  }
  const recorded = sum(run.book.breaches.values());
  const beyond = -(run.book.world.get('unaccounted') ?? 0);
  const { granted, refused, faults: injected } = run;
  return {
    operations: done,
    granted,
    refused,
    faults: injected,
    recorded,
    oversold: beyond - recorded,
    checks,
    violations,
  };
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

function send(run: Run, command: Command): void {
  const { roll, book } = run;
  const { name } = roll.weighted(faults);
  if (name !== 'none') run.faults.set(name, (run.faults.get(name) ?? 0) + 1);
  const once = (): void => {
    if (firstTime(book, command.id, run.bug)) command.run(book);
  };
  switch (name) {
    case 'lost for ever':
      return;
    case 'died before its commit':
      command.decide?.(book); // nothing of it was written; whoever asked asks again
      return once();
    case 'none':
      return once();
    case 'sent twice':
    case 'answer lost, asked again':
      once();
      return once();
    case 'late, and out of order':
      if (run.late.length < 50) run.late.push(command, ...(roll.chance(30) ? [command] : []));
  }
}

function tellLate(run: Run): void {
  const at = run.roll.int(0, run.late.length - 1);
  const [command] = run.late.splice(at, 1);
  if (command && firstTime(run.book, command.id, run.bug)) command.run(run.book);
}

const kinds = [
  { name: 'take', weight: 40 },
  { name: 'post', weight: 24 },
  { name: 'void', weight: 12 },
  { name: 'receive', weight: 9 },
  { name: 'move', weight: 6 },
  { name: 'count', weight: 3 },
  { name: 'lease', weight: 4 },
  { name: 'end lease', weight: 4 },
] as const;

function choose(run: Run): Command {
  const { roll, bug } = run;
  const id = `c${run.next++}`;
  const [skuId, placeId] = [pick(roll, skuIds), pick(roll, places)];
  switch (roll.weighted(kinds).name) {
    case 'take':
      return takes(run, id);
    case 'post':
    case 'void': {
      // Often the one that has waited longest: what is promised does not pile up.
      const [recent, oldest] = [roll.recent(run.holders, 60) ?? '', roll.chance(60)];
      const how = roll.chance(66) ? 'posted' : 'voided';
      const whose = (book: Book): string => (oldest ? book.held.keys().next().value : undefined) ?? recent;
      return { id, run: (book) => close(book, whose(book), how, bug) };
    }
    case 'receive': {
      const quantity = roll.int(1, 12);
      return { id, run: (book) => bring(book, skuId, 'suppliers', placeId, quantity) };
    }
    case 'move': {
      const [to, quantity] = [pick(roll, places), roll.int(1, 4)];
      return { id, run: (book) => bring(book, skuId, placeId, to, quantity, bug) };
    }
    case 'count': {
      const off = roll.int(-3, 2);
      return { id, run: (book) => recount(book, skuId, placeId, off) };
    }
    case 'lease': {
      const wanted = { leaseId: id, skuId, placeId, holder: pick(roll, sellers), quantity: roll.int(1, 4) };
      run.leaseIds.push(id);
      if (run.leaseIds.length > 12) run.leaseIds.shift(); // what nobody returns holds its units for ever: few do
      return { id, run: (book) => lease(book, wanted) };
    }
    case 'end lease': {
      const leaseId = roll.pick(run.leaseIds) ?? '';
      return { id, run: (book) => endLease(book, leaseId) };
    }
  }
}

const pick = <T>(roll: Roll, items: readonly [T, ...T[]] | readonly T[]): T => roll.pick(items) as T;

/** A few requests in one transaction: from the web, a till that has sold already, a marketplace on its lease. */
function takes(run: Run, id: string): Command {
  const { roll, bug } = run;
  const requests = Array.from({ length: roll.int(1, 3) }, (_, i): TakeRequest => {
    const holder = `${id}.${i}`;
    const lines = Array.from({ length: roll.int(1, 3) }, (__, line) => ({
      ...{ lineNo: line + 1, skuId: pick(roll, skuIds), quantity: roll.int(1, 3) },
    }));
    const short = roll.weighted([
      { name: 'refuse', weight: 88 },
      { name: 'accept', weight: 4 },
      { name: 'part', weight: 8 },
    ] as const).name;
    const leaseHolder = roll.chance(30) ? { leaseHolder: pick(roll, sellers) } : {};
    return {
      ...{ holder, lines, places: roll.shuffled(places), pool: !roll.chance(10), short, reason: 'sale' },
      ...{ as: roll.chance(30) ? 'sell' : 'reserve', ...leaseHolder },
    };
  });
  run.holders.push(...requests.map((request) => request.holder));
  if (run.holders.length > 400) run.holders.splice(0, 200);
  return {
    id,
    decide: (book) => void decide(book, requests),
    run: (book) => {
      for (const planned of take(book, requests, bug)) {
        if ('short' in planned) run.refused++;
        else {
          run.granted++;
          if (planned.request.as === 'reserve') promise(run, planned.request, planned.picks);
        }
      }
    },
  };
}

function promise(run: Run, { holder }: TakeRequest, picks: readonly { readonly quantity: number }[]): void {
  run.promised.set(holder, sum(picks.map((one) => one.quantity)));
}

/** What does not hold, in words: the oracles of `inventory`, over the ledger in memory. */
function broken({ book, promised }: Run): string[] {
  const said: string[] = [];
  const say = (wrong: boolean, what: string): void => void (wrong && said.push(what));
  const held = new Map<string, number>();
  for (const holder of promised.keys()) if (!book.held.has(holder)) promised.delete(holder);
  for (const [holder, open] of book.held) {
    const units = sum(open.map((one) => one.quantity));
    say(units !== promised.get(holder), `STK4 ${holder} was promised ${promised.get(holder)} and holds ${units}`);
    for (const { skuId, placeId, quantity } of open) {
      const key = shelfKey(skuId, placeId);
      held.set(key, (held.get(key) ?? 0) + quantity);
    }
  }
  const leased = new Map<string, number>();
  for (const { skuId, placeId, quantity, used } of book.leases.values()) {
    const key = shelfKey(skuId, placeId);
    leased.set(key, (leased.get(key) ?? 0) + quantity - used);
    say(used > quantity, `STK6 a lease of ${quantity} was used for ${used}`);
  }
  for (const [key, shelf] of book.shelves) {
    const moved = book.moved.get(key) ?? 0;
    say(shelf.onHand !== moved, `STK1 ${key} has ${shelf.onHand}, its movements say ${moved}`);
    say(shelf.reserved !== (held.get(key) ?? 0), `STK2 ${key} reserves ${shelf.reserved}, held are ${held.get(key)}`);
    say(shelf.leased !== (leased.get(key) ?? 0), `STK6 ${key} leases ${shelf.leased}, open are ${leased.get(key)}`);
    const floor = shelf.reserved >= 0 && shelf.leased >= 0 && shelf.reserved + shelf.leased <= shelf.onHand;
    say(!floor, `STK3 ${key}: ${shelf.onHand} on hand, ${shelf.reserved} reserved, ${shelf.leased} leased`);
  }
  const beyond = -(book.world.get('unaccounted') ?? 0);
  const recorded = sum(book.breaches.values());
  say(beyond !== recorded, `STK6 ${beyond} units were sold beyond the shelf, ${recorded} have a record`);
  const ours = sum([...book.shelves.values()].map((shelf) => shelf.onHand));
  say(
    ours + sum(book.world.values()) !== 0,
    `UNITS ${ours} on our shelves, ${-sum(book.world.values())} came and did not leave`,
  );
  return said;
}

/**
 * A wire that goes wrong: a TCP door before a server (a database, a provider), which is slow, swallows, cuts in the middle or after so
 * many bytes. What it does is set while it runs; what is left to chance comes from the roll it was given.
 */
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { sleep } from '#base/time';
import { rollOf, type Roll } from './roll.ts';

export type Target = { readonly path: string } | { readonly host: string; readonly port: number };
export type Side = 'asked' | 'answered';

/** What is wrong with it now. Nothing set: it only carries. */
export type Trouble = {
  /** Each piece waits so many milliseconds, between least and most. */
  latencyMs?: readonly [least: number, most: number];
  /** Takes everything, carries nothing; no end is told. A connection that lost a piece carries nothing ever after. */
  blackHole?: boolean;
  /** New connections are reset. */
  refuses?: boolean;
  /** A connection is reset when so many bytes of answers have passed. */
  cutAfterBytes?: number;
  /** The first piece that holds these words, on that side: reset before it goes on, or right after it went on. Once. */
  trap?: { readonly words: string; readonly side: Side; readonly cut: 'before' | 'after' };
};

export type Wire = {
  readonly port: number;
  readonly trouble: Trouble;
  /** Connections open now. */
  open(): number;
  /** Resets all connections, both ends; says how many. */
  cut(): number;
  /** Traps that were sprung. */
  sprung(): number;
  close(): Promise<void>;
};

type Pair = { readonly near: Socket; readonly far: Socket; answered: number; lost: boolean };
type State = { readonly pairs: Set<Pair>; readonly trouble: Trouble; readonly roll: Roll; sprung: number };

/** What went on is given so long to arrive and be acted upon. */
const AFTER_MS = 60;

/** Opens the door on a port of this machine that is free. */
export async function openWire(target: Target, roll: Roll = rollOf(1)): Promise<Wire> {
  const state: State = { pairs: new Set(), trouble: {}, roll, sprung: 0 };
  const server = createServer({ noDelay: true }, (near) => join(state, near, target));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    trouble: state.trouble,
    open: () => state.pairs.size,
    cut: () => {
      const all = [...state.pairs];
      for (const pair of all) reset(state, pair);
      return all.length;
    },
    sprung: () => state.sprung,
    close: () => closed(state, server),
  };
}

async function closed(state: State, server: Server): Promise<void> {
  const gone = new Promise<void>((done) => server.close(() => done()));
  for (const pair of [...state.pairs]) reset(state, pair);
  await gone;
}

function join(state: State, near: Socket, target: Target): void {
  near.on('error', () => undefined); // its end is told by `close`
  if (state.trouble.refuses) return void near.resetAndDestroy();
  const far = createConnection('path' in target ? { path: target.path } : { ...target, noDelay: true });
  far.on('error', () => undefined);
  const pair: Pair = { near, far, answered: 0, lost: false };
  state.pairs.add(pair);
  carry(state, pair, 'asked');
  carry(state, pair, 'answered');
  for (const socket of [near, far]) socket.once('close', () => reset(state, pair));
}

function reset(state: State, pair: Pair): void {
  if (!state.pairs.delete(pair)) return;
  // A socket of a path has no reset; it is closed, which its reader sees as an end in mid-air.
  for (const socket of [pair.near, pair.far]) {
    if (socket.destroyed) continue;
    if (socket.remoteAddress === undefined) socket.destroy();
    else socket.resetAndDestroy();
  }
}

/** Carries one direction, piece after piece, in their order. */
function carry(state: State, pair: Pair, side: Side): void {
  const [from, to] = side === 'asked' ? [pair.near, pair.far] : [pair.far, pair.near];
  const { trouble, roll } = state;
  let before: Promise<void> = Promise.resolve();
  const pass = async (piece: Buffer): Promise<void> => {
    if (trouble.latencyMs) await sleep(roll.int(...trouble.latencyMs));
    if (trouble.blackHole) pair.lost = true;
    if (pair.lost || !state.pairs.has(pair)) return;
    const { trap } = trouble;
    const springs = trap?.side === side && piece.includes(trap.words);
    if (springs) {
      delete trouble.trap;
      state.sprung++;
      if (trap.cut === 'before') return reset(state, pair);
      pair.lost = true; // of what it asks for now, no answer comes back
    }
    const rest = (trouble.cutAfterBytes ?? Infinity) - pair.answered;
    if (side === 'answered') pair.answered += piece.length;
    const cuts = side === 'answered' && rest < piece.length;
    await new Promise<void>((done) => to.write(cuts ? piece.subarray(0, Math.max(0, rest)) : piece, () => done()));
    if (cuts) reset(state, pair);
    if (springs) {
      await sleep(AFTER_MS);
      reset(state, pair);
    }
  };
  from.on('data', (piece: Buffer) => {
    before = before.then(() => pass(piece));
  });
}

/**
 * The write batcher: concurrent calls of one process share one transaction and one commit, each still granted or refused on its
 * own. While idle a call goes straight through; under load calls queue behind at most `lanes` open transactions. Two lanes are best:
 * more only fight for the same rows (CORE.md).
 */
import { AssertionError } from './assert.ts';
import { jitter, sqlState, type Caller, type Database, type Tx } from './db.ts';
import { refused, Unavailable, type Outcome } from './refusal.ts';
import { elapsed, sleep } from './time.ts';

export type BatcherOptions<I, O> = {
  readonly name: string;
  readonly caller: Caller;
  /** Must be repeatable: the same item again gives the same outcome, because an unknown commit is answered by running it again. */
  readonly run: (tx: Tx, items: readonly I[]) => Promise<readonly Outcome<O>[]>;
  readonly max?: number;
  readonly lanes?: number;
  readonly maxQueue?: number;
  readonly deadlineMs?: number;
};

export type Batcher<I, O> = {
  /** Waits for the item's outcome; throws Unavailable (503) when the queue is full or the deadline passes before it began. */
  submit(item: I): Promise<Outcome<O>>;
  readonly depth: () => number;
};

type Waiting<I, O> = {
  item: I;
  deadline: number;
  settle: (outcome: Outcome<O>) => void;
  fail: (error: unknown) => void;
};

export function createBatcher<I, O>(database: Database, options: BatcherOptions<I, O>): Batcher<I, O> {
  const { max = 200, lanes = 2, maxQueue = 5_000, deadlineMs = 10_000 } = options;
  const queue: Waiting<I, O>[] = [];
  let busy = 0;

  async function lane(): Promise<void> {
    busy++;
    try {
      while (queue.length > 0) {
        const batch = takeLive(queue, max);
        if (batch.length > 0) await settleBatch(database, options, batch);
      }
    } finally {
      busy--;
    }
  }

  return {
    depth: () => queue.length,
    submit: (item) =>
      new Promise((settle, fail) => {
        if (queue.length >= maxQueue) return fail(new Unavailable(`${options.name}: too many calls are waiting`));
        queue.push({ item, deadline: elapsed() + deadlineMs, settle, fail });
        if (busy < lanes) void lane();
      }),
  };
}

function takeLive<I, O>(queue: Waiting<I, O>[], max: number): Waiting<I, O>[] {
  const now = elapsed();
  const batch: Waiting<I, O>[] = [];
  for (const waiting of queue.splice(0, max)) {
    if (waiting.deadline < now) waiting.fail(new Unavailable('the deadline passed before the call could begin'));
    else batch.push(waiting);
  }
  return batch;
}

async function settleBatch<I, O>(
  database: Database,
  options: BatcherOptions<I, O>,
  batch: readonly Waiting<I, O>[],
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const outcomes = await database.transaction(options.caller, (tx) =>
        options.run(
          tx,
          batch.map((w) => w.item),
        ),
      );
      batch.forEach((waiting, i) =>
        waiting.settle(outcomes[i] ?? refused('request.invalid', { detail: 'no outcome' })),
      );
      return;
    } catch (error) {
      const fate = fateOf(error);
      const retry = fate === 'again' ? tries < 3 : fate === 'unknown' ? tries < 20 : false;
      if (retry) {
        // After an unknown commit the old backend may still hold its locks; running again waits on them and then finds the ids.
        await sleep((fate === 'unknown' ? 100 : 5) * (tries + 1) * (0.5 + jitter()));
        continue;
      }
      // What fails again and again is caused by an item too: two that break one rule together fail in every common batch.
      if ((fate === 'item' || fate === 'again') && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await settleBatch(database, options, batch.slice(0, half));
        await settleBatch(database, options, batch.slice(half));
        return;
      }
      for (const waiting of batch) waiting.fail(error);
      return;
    }
  }
}

/** What a failed batch means: try it again, look for the one bad item, ask what became of it, or tell every caller. */
function fateOf(error: unknown): 'again' | 'item' | 'unknown' | 'all' {
  if (error instanceof Unavailable) return error.unknown ? 'unknown' : 'all';
  if (error instanceof AssertionError) return 'item';
  const code = sqlState(error);
  if (code === undefined) return 'item';
  if (code === '40001' || code === '40P01' || code === '23505') return 'again';
  return code.startsWith('22') || code.startsWith('23') ? 'item' : 'all';
}

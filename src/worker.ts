/** The worker: reactions to the journal, schedules of the clock, jobs to the outside. Any number may run over one database. */
import type { Database } from '#base/db';
import { startJobs } from '#base/jobs';
import { REACTION_ROWS, reactOnce, type Reaction, type Tail } from '#base/journal';
import { log } from '#base/log';
import type { Manifest, Schedule } from '#base/module';
import { sleep } from '#base/time';

export type Worker = { stop(): Promise<void> };

/** Runs until stopped; stop waits for what is under way. */
export async function startWorker(database: Database, tail: Tail, modules: readonly Manifest[]): Promise<Worker> {
  const state = { stopped: false };
  const loops = [
    ...modules.flatMap((module) => module.reactions ?? []).map((reaction) => follow(database, tail, reaction, state)),
    ...modules.flatMap((module) => module.schedules ?? []).map((schedule) => repeat(database, schedule, state)),
  ];
  const jobs = await startJobs(
    database,
    modules.flatMap((module) => module.jobs ?? []),
  );
  return {
    stop: async () => {
      state.stopped = true;
      await Promise.all([...loops.map((loop) => loop.stop()), jobs.stop()]);
    },
  };
}

type Loop = { stop(): Promise<void> };

/** Between two batches of a reaction, and the longest where much happens; what happens meanwhile is one batch. */
const BREATH_MS = 50;
const LONGEST_BREATH_MS = 150;

/** A reaction runs when the tail has seen one of its events, and every second in case it was missed. */
function follow(database: Database, tail: Tail, reaction: Reaction, state: { stopped: boolean }): Loop {
  const pause = pausable();
  const leave = tail.subscribe((events) => events.some((event) => reaction.on.includes(event.type)) && pause.end());
  const loop = async (): Promise<void> => {
    for (let failures = 0; !state.stopped;) {
      try {
        const passed = await reactOnce(database, reaction, { tail });
        failures = 0;
        if (passed < REACTION_ROWS) {
          await sleep(Math.min(LONGEST_BREATH_MS, BREATH_MS + passed), { unref: true });
          await pause.wait(1_000);
        }
      } catch (error) {
        failures++;
        log.error({ reaction: reaction.name, failures, error: (error as Error).message }, 'a reaction failed');
        await pause.wait(Math.min(30_000, 200 * 2 ** failures));
      }
    }
  };
  return stoppable(loop(), () => (leave(), pause.end()));
}

function repeat(database: Database, schedule: Schedule, state: { stopped: boolean }): Loop {
  const pause = pausable();
  const loop = async (): Promise<void> => {
    while (!state.stopped) {
      try {
        await schedule.run(database);
      } catch (error) {
        log.error({ schedule: schedule.name, error: (error as Error).message }, 'a schedule failed');
      }
      if (!state.stopped) await pause.wait(schedule.everyMs);
    }
  };
  return stoppable(loop(), pause.end);
}

function stoppable(running: Promise<void>, end: () => void): Loop {
  return {
    stop: async () => {
      end();
      await running;
    },
  };
}

/** A wait that can be ended early; an end while nobody waits is remembered for the next wait. */
function pausable(): { wait(ms: number): Promise<void>; end(): void } {
  let ring: (() => void) | undefined;
  let rung = false;
  return {
    end: () => {
      rung = true;
      ring?.();
    },
    wait: async (ms) => {
      if (!rung) await Promise.race([sleep(ms, { unref: true }), new Promise<void>((resolve) => (ring = resolve))]);
      rung = false;
      ring = undefined;
    },
  };
}

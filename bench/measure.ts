import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { BenchHouse } from './house.ts';
import type { Job, Seen } from './load.ts';
import { cpuOf } from './machine.ts';

export type Measured = {
  readonly seen: Seen;
  readonly perS: number;
  /** Server and database together, per operation. */ readonly cpuMs: number | undefined;
};

/** Runs a job in a generator process and reads what server and database spent meanwhile. */
export async function measured(house: BenchHouse, job: Job): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'load.ts'));
  try {
    const pids = [house.serverPid, house.postgresPid];
    const before = cpuOf(pids);
    const seen = await new Promise<Seen>((resolve, reject) => {
      child.once('message', (message: Seen & { error?: string }) =>
        message.error === undefined ? resolve(message) : reject(new Error(message.error)),
      );
      child.once('exit', (code) => reject(new Error(`the generator ended: ${code}`)));
      child.send(job);
    });
    const after = cpuOf(pids);
    const cpu =
      before === undefined || after === undefined
        ? undefined
        : Math.round(((after - before) / Math.max(1, seen.done)) * 1_000) / 1_000;
    return { seen, perS: Math.round(seen.done / seen.seconds), cpuMs: cpu };
  } finally {
    child.removeAllListeners('exit');
    child.kill();
  }
}

import { startTail } from '#base/journal';
import { openHouse } from '../house.ts';
import { modules } from '../modules.ts';
import { untilStopped } from '../signals.ts';
import { startWorker } from '../worker.ts';

/** `halle work`: reactions, schedules and jobs; any number may run over one database. */
export async function run(): Promise<void> {
  const house = await openHouse();
  const tail = await startTail(house.database);
  const worker = await startWorker(house.database, tail, modules);
  process.stdout.write('Halle works.\n');
  await untilStopped();
  await worker.stop();
  await tail.stop();
  await house.close();
}

import { openHouse } from '../house.ts';
import { serve } from '../serve.ts';
import { untilStopped } from '../signals.ts';

/** `halle serve`: the API and the screens; any number may run over one database. */
export async function run(): Promise<void> {
  const house = await openHouse();
  const served = await serve(house.database, house.config);
  process.stdout.write(`Halle serves at ${served.url}\n`);
  await untilStopped();
  await served.close();
  await house.close();
}

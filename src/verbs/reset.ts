import { parseArgs } from 'node:util';
import { emptyDatabase, furnishForTests } from '../environment.ts';
import { openHouse, UsageError } from '../house.ts';

/** `halle reset --yes`: empties a database that says it is a demo or a test, and furnishes it as it was; refuses any other. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { yes: { type: 'boolean' } } });
  if (values.yes !== true)
    throw new UsageError('This deletes all that is in the database. To do it: npm run reset -- --yes');
  const house = await openHouse({ migrate: false });
  try {
    const as = await emptyDatabase(house.database, house.url);
    process.stdout.write(`Emptied. ${await furnishForTests(house.database, as)}\n`);
  } finally {
    await house.close();
  }
}

import { parseArgs } from 'node:util';
import { furnishForTests } from '../environment.ts';
import { openHouse } from '../house.ts';

/** `halle seed [--empty]`: furnishes an empty database with the demo shop, or with an owner alone, and marks it as one for tests. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { empty: { type: 'boolean' } } });
  const house = await openHouse();
  try {
    process.stdout.write(`${await furnishForTests(house.database, values.empty === true ? 'empty' : 'demo')}\n`);
  } finally {
    await house.close();
  }
}

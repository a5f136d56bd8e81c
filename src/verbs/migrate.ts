import { openHouse } from '../house.ts';

/** `halle migrate`: brings the database up to date and says where it stands. */
export async function run(): Promise<void> {
  const house = await openHouse();
  await house.close();
  process.stdout.write('The database is up to date.\n');
}

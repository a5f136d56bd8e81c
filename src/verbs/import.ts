import { importFile } from '#imports';
import { openHouse } from '../house.ts';

/** `halle import catalogue FILE`: works beside a running server, for both use the same database. */
export async function run(args: string[]): Promise<number> {
  const house = await openHouse({ max: 4 });
  try {
    return await importFile(house.database, args);
  } finally {
    await house.close();
  }
}

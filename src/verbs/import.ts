import { importFile } from '#imports';
import { openHouse } from '../house.ts';

/** `halle import catalogue FILE`: beside a running system or a stopped one. */
export async function run(args: string[]): Promise<number> {
  const house = await openHouse({ max: 4 });
  try {
    return await importFile(house.database, args);
  } finally {
    await house.close();
  }
}

import { exportFile } from '#imports';
import { openHouse } from '../house.ts';

/** `halle export catalogue FILE --format shopify|halle`. */
export async function run(args: string[]): Promise<number> {
  const house = await openHouse({ max: 4 });
  try {
    return await exportFile(house.database, args);
  } finally {
    await house.close();
  }
}

import { backup } from '#base/backup';
import { openHouse, UsageError } from '../house.ts';

/** `halle backup FILE`: one consistent snapshot, while the shop sells. */
export async function run([file]: string[]): Promise<void> {
  if (file === undefined) throw new UsageError('Say where to: halle backup FILE');
  const house = await openHouse({ max: 2 });
  try {
    const { tables, rows } = await backup(house.url, file);
    process.stdout.write(`${file}: ${rows} rows of ${tables} tables.\n`);
  } finally {
    await house.close();
  }
}

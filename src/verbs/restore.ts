import { restore } from '#base/backup';
import { openHouse, sealSecrets, UsageError } from '../house.ts';

/** `halle restore FILE`: fills an empty, migrated database; refuses any other. Says at its end when the key is missing that opens its secrets. */
export async function run([file]: string[]): Promise<void> {
  if (file === undefined) throw new UsageError('Say which: halle restore FILE');
  const house = await openHouse({ max: 2 });
  try {
    const { tables, rows } = await restore(house.url, file);
    process.stdout.write(`${file}: ${rows} rows of ${tables} tables restored.\n`);
    await sealSecrets(house.database);
  } finally {
    await house.close();
  }
}

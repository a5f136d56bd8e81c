/** The rows of a file, whatever it is: CSV as it comes, or the first sheet of a spreadsheet. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readCsv, type CsvRow } from '#base/csv';
import { readXlsx } from './xlsx.ts';

/** Rows in lists, the header first. Throws CsvFileError when it is neither. */
export async function* readRows(path: string): AsyncGenerator<CsvRow[]> {
  if (await isArchive(path)) yield* readXlsx(path);
  else yield* readCsv(createReadStream(path, { highWaterMark: 262_144 }));
}

async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PK\u0003\u0004';
  } finally {
    await file.close();
  }
}

/** Reads a backup file piece by piece, in flat memory, and proves by its SHA-256 that it is whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { BackupError } from './errors.ts';

/** The first line of the format; a reader refuses every other. */
export const FORMAT = 'halle-backup 1';

const headerShape = z.object({ at: z.string(), server: z.string(), migrations: z.array(z.string()) });
const tableShape = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) });
const sequenceShape = z.object({ schema: z.string(), name: z.string(), last: z.string(), called: z.boolean() });
const endShape = z.object({ tables: z.number(), rows: z.number() });

export type Header = z.infer<typeof headerShape>;
export type FileTable = z.infer<typeof tableShape>;
export type FileSequence = z.infer<typeof sequenceShape>;
export type Contents = { readonly sha256: string; readonly tables: number; readonly rows: number };

/** What is done with each piece, in the order of the file. `table` must read its rows to the end. */
export type Visitor = {
  header(header: Header): void | Promise<void>;
  table(table: FileTable, rows: AsyncIterable<Buffer>): Promise<void>;
  sequence(sequence: FileSequence): void | Promise<void>;
};

const LONGEST_LINE_BYTES = 16_000_000;
const END_OF_ROWS = Buffer.from('\n\\.\n');

/**
 * Reads the whole file through `visit`. Refuses one that can't be read, is no backup, is cut short or changed. It can
 * only know at the end: a visitor that writes must be ready to undo.
 */
export async function readBackup(file: string, visit: Visitor): Promise<Contents> {
  const input = openInput(file);
  try {
    const first = await input.line();
    if (first.startsWith('halle-backup ') && first !== FORMAT) {
      throw new BackupError(`${file} is of another format (${first}): restore it with the release that made it.`);
    }
    if (first !== FORMAT) throw new BackupError(`${file} is not a backup of Halle.`);
    await visit.header(parse(headerShape, await input.line()));
    return await readBody(input, visit);
  } catch (error) {
    throw asBackupError(error, file);
  } finally {
    input.close();
  }
}

async function readBody(input: Input, visit: Visitor): Promise<Contents> {
  let tables = 0;
  for (;;) {
    const line = await input.line();
    const space = line.indexOf(' ');
    const rest = line.slice(space + 1);
    switch (line.slice(0, space)) {
      case 'table':
        tables++;
        await visit.table(parse(tableShape, rest), input.rows());
        break;
      case 'sequence':
        await visit.sequence(parse(sequenceShape, rest));
        break;
      case 'end': {
        const end = parse(endShape, rest);
        const sha256 = input.digest();
        if (end.tables !== tables || (await input.line()) !== `sha256 ${sha256}` || !(await input.isAtEnd()))
          throw new Damaged();
        return { sha256, ...end };
      }
      default:
        throw new Damaged();
    }
  }
}

class Damaged extends Error {}

function parse<T>(shape: z.ZodType<T>, json: string): T {
  try {
    return shape.parse(JSON.parse(json));
  } catch {
    throw new Damaged();
  }
}

function asBackupError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Damaged || code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new BackupError(`${file} is cut short or damaged: use another copy; nothing was restored from it.`);
  }
  if (code === 'Z_DATA_ERROR') {
    return new BackupError(
      `${file} is damaged, or not a backup of Halle: use another copy; nothing was restored from it.`,
    );
  }
  if (/^E[A-Z]+$/.test(code)) return new BackupError(`${file} cannot be read (${code}).`, { cause: error });
  return error;
}

type Input = {
  /** The next line, without its end. */
  line(): Promise<string>;
  /** A table's rows, up to the line `\.`, as pieces that may end anywhere. */
  rows(): AsyncGenerator<Buffer, void, void>;
  /** SHA-256 of all that was read so far, as hex; only once. */
  digest(): string;
  isAtEnd(): Promise<boolean>;
  close(): void;
};

function openInput(file: string): Input {
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  const chunks = source.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const hash = createHash('sha256');
  let digested = false;
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const next = await chunks.next();
    if (next.done === true) return false;
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
    return true;
  }
  function take(length: number): Buffer {
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    if (!digested) hash.update(taken);
    return taken;
  }
  return {
    async line() {
      for (let from = 0; ;) {
        const at = held.indexOf(10, from);
        if (at >= 0) return take(at + 1).toString('utf8', 0, at);
        from = held.length;
        if (from > LONGEST_LINE_BYTES || !(await more())) throw new Damaged();
      }
    },
    async *rows() {
      while (held.length < 3) if (!(await more())) throw new Damaged();
      if (held.subarray(0, 3).equals(END_OF_ROWS.subarray(1))) return void take(3);
      for (;;) {
        const at = held.indexOf(END_OF_ROWS);
        if (at >= 0) {
          yield take(at + 1);
          return void take(3);
        }
        if (held.length > 3) yield take(held.length - 3); // the end may be cut in two
        if (!(await more())) throw new Damaged();
      }
    },
    digest() {
      digested = true;
      return hash.digest('hex');
    },
    isAtEnd: async () => held.length === 0 && !(await more()),
    close() {
      source.destroy();
      gunzip.destroy();
    },
  };
}

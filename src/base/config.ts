/** What the environment may set; everything else is a setting in the database. */
import { resolve } from 'node:path';

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
};

/** Reads PORT (4000), HOST (127.0.0.1), HALLE_DATA (`.halle/`) and DATABASE_URL; a bad value is one clear sentence. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const port = env.PORT === undefined || env.PORT === '' ? 4000 : Number(env.PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw Object.assign(new Error(`PORT must be a number from 0 to 65535, not "${env.PORT}".`), { name: 'UsageError' });
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    dataDir: resolve(env.HALLE_DATA ?? '.halle'),
    databaseUrl: env.DATABASE_URL === '' ? undefined : env.DATABASE_URL,
  };
}

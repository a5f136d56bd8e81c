/** What the environment may set; everything else is a setting in the database. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Addresses and nets of the proxies before us, by commas: what they say of a caller (address, https, host) is believed. */
  readonly proxy: string | undefined;
};

/** Reads PORT (4000), HOST (127.0.0.1), HALLE_DATA (`.halle/`), DATABASE_URL and HALLE_PROXY; a bad value is one clear sentence. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const port = env.PORT === undefined || env.PORT === '' ? 4000 : Number(env.PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw Object.assign(new Error(`PORT must be a number from 0 to 65535, not "${env.PORT}".`), { name: 'UsageError' });
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    dataDir: resolve(env.HALLE_DATA ?? '.halle'),
    databaseUrl: env.DATABASE_URL === '' ? undefined : env.DATABASE_URL,
    proxy: proxiesOf(env.HALLE_PROXY),
  };
}

/** `loopback` stands for this machine. Anything that is no address or net would trust nobody or everybody: refused. */
function proxiesOf(text = ''): string | undefined {
  const nets = text.split(',').map((net) => net.trim());
  if (text.trim() === '') return undefined;
  for (const net of nets) {
    const [address = '', bits, more] = net.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const sized = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
    if (net !== 'loopback' && (family === 0 || !sized || more !== undefined))
      throw Object.assign(new Error(`HALLE_PROXY takes addresses such as 127.0.0.1 or 10.0.0.0/8, not "${net}".`), {
        name: 'UsageError',
      });
  }
  return nets.join();
}

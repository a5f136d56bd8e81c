/** A certificate of our own for a tablet on the LAN: service worker, camera and push need a secure context. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { DAY, clock, instantOfMs, msOf } from '#base/time';

/** IPv4 addresses by which other devices reach this machine. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flat()
    .flatMap((face) => (face && face.family === 'IPv4' && !face.internal ? [face.address] : []));
}

/** The certificate in the data directory; made when there is none, when it ends soon, or when the addresses changed. */
export async function certificateFor(dataDir: string): Promise<{ key: string; cert: string }> {
  const file = join(dataDir, 'https.json');
  const addresses = lanAddresses();
  const now = msOf(clock());
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as { key: string; cert: string; until: number; addresses: string[] },
    () => undefined,
  );
  if (known && known.until > now + 7 * DAY && known.addresses.join() === addresses.join()) return known;
  const until = now + 365 * DAY;
  const names = [
    { type: 2 as const, value: 'localhost' },
    ...['127.0.0.1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
  ];
  const made = await generate([{ name: 'commonName', value: 'Halle' }], {
    keyType: 'ec',
    notAfterDate: new Date(instantOfMs(until)),
    extensions: [{ name: 'subjectAltName', altNames: names }],
  });
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, JSON.stringify({ key: made.private, cert: made.cert, until, addresses }), { mode: 0o600 });
  await chmod(file, 0o600);
  return { key: made.private, cert: made.cert };
}

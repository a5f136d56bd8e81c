/**
 * Secrets that must be read again (a second factor's, a webhook's, a marketplace's key) rest sealed in the database: AES-256-GCM with
 * a key that is not in it. The key comes from HALLE_SECRET_KEY; where that is not set, from the file `secret.key` of the data folder,
 * which is made when first needed and which only its owner may read. Who has the database or a backup, but not the key, reads nothing.
 */
import { createCipheriv, createDecipheriv, hkdfSync, createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import { randomBytes } from './ids.ts';

const MARK = 'seal1';
const MIN_LENGTH = 32;

/** A secret can't be opened: its key is not here, or it was changed. Its message is for the operator. */
export class SealError extends Error {
  override name = 'SealError';
}

type Key = { readonly id: string; readonly bytes: Buffer };

let known: { readonly from: string; readonly keys: readonly Key[] } | undefined;

/** The keys there are, the present one first: HALLE_SECRET_KEY may name older ones behind it, by commas. */
function keyring(): readonly Key[] {
  const given = process.env.HALLE_SECRET_KEY ?? '';
  const dir = readConfig().dataDir;
  const from = given === '' ? dir : given;
  if (known?.from !== from) {
    const texts = (given === '' ? fileKey(dir) : given).split(',').map((text) => text.trim());
    if (texts.some((text) => text.length < MIN_LENGTH))
      throw new SealError(`HALLE_SECRET_KEY: each key has ${MIN_LENGTH} characters or more (openssl rand -base64 32).`);
    known = { from, keys: texts.map(keyOf) };
  }
  return known.keys;
}

function keyOf(text: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', text, 'halle', 'seal', 32));
  return { bytes, id: createHash('sha256').update(bytes).digest('hex').slice(0, 8) };
}

/** Of two processes that make the file at once, one does; both read the same. */
function fileKey(dir: string): string {
  const file = join(dir, 'secret.key');
  mkdirSync(dir, { recursive: true });
  try {
    writeFileSync(file, `${Buffer.from(randomBytes(32)).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/** Seals a text for one purpose (`totp stf_…`): under another it can't be opened, so that rows can't be swapped. */
export function seal(text: string, purpose: string): string {
  const [key] = keyring() as [Key];
  const nonce = Buffer.from(randomBytes(12));
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${MARK}.${key.id}.${body.toString('base64url')}`;
}

export const isSealed = (text: string): boolean => text.startsWith(`${MARK}.`);

/** What was sealed; a text that never was, as it is (kept readable by an older version). Throws SealError. */
export function unseal(text: string, purpose: string): string {
  if (!isSealed(text)) return text;
  const [, id = '', sealed = ''] = text.split('.');
  const key = keyring().find((one) => one.id === id);
  if (!key) {
    throw new SealError(
      `A secret (${purpose.split(' ')[0]}) is sealed with the key ${id}, which is not here. Set HALLE_SECRET_KEY to that key, or bring the file secret.key of the data folder it came from.`,
    );
  }
  const body = Buffer.from(sealed, 'base64url');
  try {
    const open = createDecipheriv('aes-256-gcm', key.bytes, body.subarray(0, 12)).setAAD(Buffer.from(purpose));
    open.setAuthTag(body.subarray(-16));
    return open.update(body.subarray(12, -16), undefined, 'utf8') + open.final('utf8');
  } catch (cause) {
    throw new SealError(`A secret (${purpose.split(' ')[0]}) was changed, or stands where another belongs.`, { cause });
  }
}

/** The text sealed with the present key, when it is readable or sealed with an older one; undefined when it is well. Throws SealError. */
export function resealed(text: string, purpose: string): string | undefined {
  const [key] = keyring() as [Key];
  const plain = unseal(text, purpose);
  return text.startsWith(`${MARK}.${key.id}.`) ? undefined : seal(plain, purpose);
}

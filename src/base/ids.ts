/**
 * Ids are made by the caller: `ord_06bq…`, a prefix and a UUIDv7 in 26 Crockford characters. The same text stands in code,
 * database, JSON, logs and on paper (decision 0002). Callers' clocks lie: nothing sorts or expires by an id.
 */
import { epochMs } from './time.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const pool = new Uint8Array(4096);
let used = pool.length;

/** Unpredictable bytes, drawn in bulk because one call for each id shows in the profile of the order gate. */
export function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}

/** A new id: `newId('ord')`. */
export function newId(prefix: string): string {
  const bytes = new Uint8Array(16);
  let ms = epochMs();
  for (let i = 5; i >= 0; i--) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes.set(randomBytes(10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return `${prefix}_${crockford(bytes, 26)}`;
}

/** Lower-case Crockford base 32 of the bytes, most significant first, `length` characters. */
export function crockford(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += ALPHABET[(value >>> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  if (text.length < length && bits > 0) text += ALPHABET[(value << (5 - bits)) & 31];
  return text;
}

/** A secret for links and cookies: at least 80 bits, lower-case Crockford. */
export function newSecret(bytes = 20): string {
  return crockford(randomBytes(bytes), Math.ceil((bytes * 8) / 5));
}

/** The JSON Schema pattern of ids with this prefix. */
export function idPattern(prefix: string): string {
  return `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`;
}

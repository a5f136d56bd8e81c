/** One-time codes of RFC 6238: HMAC-SHA-1, 30 seconds, six digits, as authenticator apps make them. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a step (RFC 4226, section 5.3). */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/**
 * The step whose code this is: the present one, the one before or the one after, for clocks that differ (RFC 6238, section 5.2).
 * Steps up to `lastStep` are used up. Undefined when it fits none.
 */
export function stepOfCode(secret: Buffer, code: string, nowMs: number, lastStep: number): number | undefined {
  const now = Math.floor(nowMs / STEP_MS);
  const given = Buffer.from(code.padEnd(6).slice(0, 6));
  return [now, now - 1, now + 1].find(
    (step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), given) && step > lastStep,
  );
}

/** Base 32 of RFC 4648 without padding, as authenticator apps read it. */
export function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value & 0xff) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

/** What the QR code holds: the Key URI that authenticator apps agree on. */
export function keyUri(secret: Buffer, shop: string, email: string): string {
  const query = new URLSearchParams({ secret: base32(secret), issuer: shop });
  return `otpauth://totp/${encodeURIComponent(shop)}:${encodeURIComponent(email)}?${query.toString().replaceAll('+', '%20')}`;
}

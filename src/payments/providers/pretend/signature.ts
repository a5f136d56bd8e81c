/** HMAC signatures of webhooks: `t=<seconds>,v1=<hex>[,v1=<hex>]` over `<t>.<raw body>`, with SHA-256. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a webhook's own time may be from ours: older ones may be replays. */
export const WINDOW_S = 300;

const hmac = (secret: string, seconds: number, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();

/** The header for a body, as the provider signs it. */
export function signatureOf(secret: string, seconds: number, body: Buffer): string {
  return `t=${seconds},v1=${hmac(secret, seconds, body).toString('hex')}`;
}

/**
 * True when one of the secrets signed exactly these bytes within the window. Looks at every secret and signature, in constant time,
 * whatever matches; other schemes in the header are ignored.
 */
export function isSigned(secrets: readonly string[], header: string, body: Buffer, nowS: number): boolean {
  if (header.length > 1_000) return false;
  const parts = header.split(',').map((part) => part.trim());
  const times = parts.filter((part) => /^t=\d{1,12}$/.test(part));
  const given = parts.filter((part) => /^v1=[0-9a-f]{64}$/.test(part)).slice(0, 4);
  const seconds = Number(times[0]?.slice(2));
  if (times.length !== 1 || given.length === 0 || Math.abs(nowS - seconds) > WINDOW_S) return false;
  let signed = false;
  for (const secret of secrets) {
    const expected = hmac(secret, seconds, body);
    for (const signature of given) {
      if (timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'))) signed = true;
    }
  }
  return signed;
}

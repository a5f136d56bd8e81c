/**
 * Web push by its standards: the message encrypted for one browser (RFC 8291 over the `aes128gcm` coding of RFC 8188), and the sender's
 * signature (VAPID, RFC 8292). Pure but for chance; the example of RFC 8291 is the test.
 */
import { createCipheriv, createECDH, createPrivateKey, hkdfSync, randomBytes, sign } from 'node:crypto';

/** A browser's keys, base64url as it says them: a P-256 point of 65 bytes, and 16 bytes. */
export type BrowserKeys = { readonly p256dh: string; readonly auth: string };
/** The merchant's key pair, base64url: the uncompressed point, and the scalar. */
export type ServerKey = { readonly publicKey: string; readonly privateKey: string };

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

export function newServerKey(): ServerKey {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys().toString('base64url');
  // One key in 256 begins with a zero, which comes without it: the bytes are filled up, not their text.
  const secret = pair.getPrivateKey();
  const privateKey = Buffer.concat([Buffer.alloc(32 - secret.length), secret]).toString('base64url');
  return { publicKey, privateKey };
}

/** Whether these are keys one can encrypt for: a point on the curve, and a secret of the right length. */
export function areKeys({ p256dh, auth }: BrowserKeys): boolean {
  const point = bytes(p256dh);
  if (point.length !== 65 || point[0] !== 4 || bytes(auth).length !== 16) return false;
  try {
    const pair = createECDH('prime256v1');
    pair.generateKeys();
    pair.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}

/** The record a push service forwards unread. At most 3,993 bytes of text; `fixed` only for the standard's own example. */
export function encryptFor(keys: BrowserKeys, text: string, fixed?: { salt: Buffer; privateKey: Buffer }): Buffer {
  const pair = createECDH('prime256v1');
  if (fixed) pair.setPrivateKey(fixed.privateKey);
  else pair.generateKeys();
  const salt = fixed?.salt ?? randomBytes(16);
  const [theirs, ours] = [bytes(keys.p256dh), pair.getPublicKey()];
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const derive = (secret: Uint8Array, by: Uint8Array, what: Uint8Array, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, by, what, length));
  const secret = derive(pair.computeSecret(theirs), bytes(keys.auth), info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2: the last record, without padding.
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.update(Buffer.of(2)), cipher.final()]);
  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(4096, 16);
  head.writeUInt8(ours.length, 20);
  return Buffer.concat([head, ours, body, cipher.getAuthTag()]);
}

/** The `Authorization` of a request to this endpoint; good until `expiresS` (seconds since 1970, at most a day ahead). */
export function vapid(key: ServerKey, endpoint: string, subject: string, expiresS: number): string {
  const point = bytes(key.publicKey);
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: key.privateKey,
  };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { aud: new URL(endpoint).origin, exp: expiresS, sub: subject };
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${key.publicKey}`;
}

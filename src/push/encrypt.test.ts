/** The standard's own example, and what a push service looks at. */
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { areKeys, encryptFor, newServerKey, vapid } from './encrypt.ts';

const browser = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

test('the example of RFC 8291, section 5, byte for byte', () => {
  const fixed = {
    salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
    privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
  };
  assert.equal(
    encryptFor(browser, 'When I grow up, I want to be a watermelon', fixed).toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('the same text is never the same twice', () => {
  assert.notDeepEqual(encryptFor(browser, 'x'), encryptFor(browser, 'x'));
});

test('only a point on the curve and 16 bytes are keys', () => {
  assert.equal(areKeys(browser), true);
  assert.equal(areKeys({ ...browser, auth: 'AAAA' }), false);
  assert.equal(areKeys({ ...browser, p256dh: browser.auth }), false);
  const off = Buffer.from(browser.p256dh, 'base64url');
  off[40] = (off[40] ?? 0) ^ 1;
  assert.equal(areKeys({ ...browser, p256dh: off.toString('base64url') }), false, 'a point beside the curve');
});

test('of a thousand keys each signs what its public half knows: some begin with zeros', () => {
  for (let i = 0; i < 1_000; i++) signatureHolds(newServerKey());
});

test('the signature names the service, ends, and is ours', () => signatureHolds(newServerKey()));

function signatureHolds(key: ReturnType<typeof newServerKey>): void {
  const header = vapid(key, 'https://push.example/abc', 'mailto:a@b.example', 1_800_000_000);
  const [, head = '', claims = '', signature = ''] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=/.exec(header) ?? [];
  assert.deepEqual(JSON.parse(String(Buffer.from(claims, 'base64url'))), {
    aud: 'https://push.example',
    exp: 1_800_000_000,
    sub: 'mailto:a@b.example',
  });
  const point = Buffer.from(key.publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  assert.equal(verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url')), true);
  assert.equal(verify('sha256', Buffer.from(`${head}.${claims}x`), how, Buffer.from(signature, 'base64url')), false);
}

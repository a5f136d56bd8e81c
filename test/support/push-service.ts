/** A push service of our own with one browser behind it: takes what is sent, checks who sends, and decrypts it as the browser would. */
import { createDecipheriv, createECDH, createHash, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export type Pushed = {
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  readonly claims: Record<string, unknown>;
};
export type PushService = {
  readonly endpoint: string;
  readonly subscriptionId: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly got: Pushed[];
  /** What it answers next; 201 at first. */
  status: number;
};

export async function pushService(t: { after(run: () => unknown): void }): Promise<PushService> {
  const pair = createECDH('prime256v1');
  const p256dh = pair.generateKeys().toString('base64url');
  const auth = randomBytes(16);
  const it = {
    endpoint: '',
    subscriptionId: '',
    keys: { p256dh, auth: auth.toString('base64url') },
    got: [] as Pushed[],
    status: 201,
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const claims = checked(String(request.headers.authorization));
      if (it.status < 300) it.got.push({ text: decrypt(Buffer.concat(parts)), headers: request.headers, claims });
      response.writeHead(it.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  it.endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/send/${randomBytes(8).toString('hex')}`;
  it.subscriptionId = createHash('sha256').update(it.endpoint).digest('base64url');
  return it;

  function decrypt(record: Buffer): string {
    const salt = record.subarray(0, 16);
    const theirs = record.subarray(21, 21 + (record[20] ?? 0));
    const body = record.subarray(21 + theirs.length);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), theirs]);
    const secret = hkdfSync('sha256', pair.computeSecret(theirs), auth, info, 32);
    const key = hkdfSync('sha256', Buffer.from(secret), salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = hkdfSync('sha256', Buffer.from(secret), salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const open = createDecipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce));
    open.setAuthTag(body.subarray(-16));
    const text = Buffer.concat([open.update(body.subarray(0, -16)), open.final()]);
    return text.subarray(0, text.lastIndexOf(2)).toString();
  }
}

/** The claims of a VAPID header whose signature is its key's; throws otherwise. */
function checked(header: string): Record<string, unknown> {
  const [, head = '', claims = '', signature = '', k = ''] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header) ?? [];
  const point = Buffer.from(k, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const how = { key, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url')))
    throw new Error('not signed by its key');
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

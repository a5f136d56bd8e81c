/** A small OpenID provider: signs everybody in as whom the test says, and can be made to lie. */
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

type Json = Record<string, unknown>;
export type Provider = {
  readonly issuer: string;
  /** Claims of the next ID token beside the right ones; undefined values are left out. */
  claims: Json;
  /** How the next ID token is signed: rightly, by a stranger's key, not at all, or with the client's secret. */
  signing: 'right' | 'stranger' | 'none' | 'secret';
};

const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function oidcProvider(t: { after(run: () => unknown): void }): Promise<Provider> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, { nonce: string; challenge: string; client: string }>();
  const state: { issuer: string; claims: Json; signing: Provider['signing'] } = {
    issuer: '',
    claims: {},
    signing: 'right',
  };
  const jws = (claims: Json): string => {
    const alg = state.signing === 'none' ? 'none' : state.signing === 'secret' ? 'HS256' : 'RS256';
    const input = `${text({ alg, kid: 'k1', typ: 'JWT' })}.${text(claims)}`;
    if (state.signing === 'none') return `${input}.`;
    if (state.signing === 'secret') return `${input}.${createHash('sha256').update(input).digest('base64url')}`;
    const key: KeyObject = state.signing === 'right' ? own.privateKey : stranger.privateKey;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  };
  const token = (form: URLSearchParams): [number, Json] => {
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!asked || asked.challenge !== challenge) return [400, { error: 'invalid_grant' }];
    const now = Math.floor(Date.now() / 1_000);
    const right = { iss: state.issuer, aud: asked.client, sub: 'u1', nonce: asked.nonce, iat: now, exp: now + 300 };
    return [200, { access_token: 'a', token_type: 'Bearer', id_token: jws({ ...right, ...state.claims }) }];
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', state.issuer);
    const send = (status: number, body: Json): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/.well-known/openid-configuration')
      return send(200, {
        issuer: state.issuer,
        authorization_endpoint: `${state.issuer}/authorize`,
        token_endpoint: `${state.issuer}/token`,
        jwks_uri: `${state.issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    if (url.pathname === '/jwks') return send(200, { keys: [jwk] });
    if (url.pathname === '/authorize') {
      const code = randomUUID();
      const of = (name: string): string => url.searchParams.get(name) ?? '';
      codes.set(code, { nonce: of('nonce'), challenge: of('code_challenge'), client: of('client_id') });
      response.writeHead(302, { location: `${of('redirect_uri')}?code=${code}&state=${of('state')}` });
      return response.end();
    }
    return void bodyOf(request).then((body) => send(...token(new URLSearchParams(body))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  state.issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return state;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** RELIABILITY, G8: a URL that somebody gives leads to no address inside, whoever of us calls it and whatever its name says later. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from '#base/db';
import { callOut, type Resolve } from '#base/http-client';
import { newId } from '#base/ids';
import { fetchPictures } from '../src/catalog/media/fetch.ts';
import { beginOidc, claimsOf } from '../src/identity/oidc.ts';
import { testDatabase } from './support/database.ts';

/** Something inside, which must not be asked. */
async function inside(t: TestContext): Promise<{ port: number; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, hits };
}

/** Answers one address after the other, and tells how often it was asked. */
function resolver(...addresses: string[]): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    const address = addresses[Math.min(asked.push(host), addresses.length) - 1] ?? '';
    return { address, family: address.includes(':') ? 6 : 4 };
  };
  return { resolve, asked };
}

test('a name is asked once: what it says after the check leads nowhere', async (t) => {
  const { port, hits } = await inside(t);
  // 192.0.2.0/24 is for documentation: nobody answers there (RFC 5737).
  const rebinding = resolver('192.0.2.1', '127.0.0.1');
  const url = `http://rebind.example:${port}/`;
  await assert.rejects(callOut({ url, timeoutMs: 150 }, rebinding.resolve), /no answer|no connection/);
  assert.deepEqual(rebinding.asked, ['rebind.example']);
  assert.deepEqual(hits, []);
});

test('a name that stands for an address inside is refused, however that is written', async (t) => {
  const { port, hits } = await inside(t);
  for (const address of [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    'fe80::1%lo',
    'fec0::1',
    '169.254.169.254',
    '0x7f000001',
    '2130706433',
    'localhost',
    '',
  ]) {
    const { resolve } = resolver(address);
    await assert.rejects(callOut({ url: `http://shop.example:${port}/`, timeoutMs: 500 }, resolve), /private/, address);
  }
  assert.deepEqual(hits, []);
  await assert.rejects(callOut({ url: 'http://' }), /not a web address/);
});

test('a connection that we may have inside is none for who may not', async (t) => {
  const { port, hits } = await inside(t);
  const url = `http://ours.example:${port}/`;
  await callOut({ url, allowPrivate: true }, resolver('127.0.0.1').resolve);
  await assert.rejects(callOut({ url, timeoutMs: 150 }, resolver('192.0.2.1').resolve), /no answer|no connection/);
  assert.equal(hits.length, 1);
});

/** Files that may make connections themselves, and why. */
const connects: Readonly<Record<string, string>> = {
  'src/base/http-client.ts': 'is the client',
  'src/play.ts': 'the demo’s buttons ask the pretend marketplace of this machine, by the address we gave it',
};
/** Calls that may go inside, and whose word that is. */
const inward: Readonly<Record<string, string>> = {
  'src/base/http-client.ts': 'declares it',
  'src/identity/oidc.ts': 'the host that HALLE_OIDC_ISSUER names, and no other',
  'src/marketplaces/connectors/pretend/connector.ts': 'a process of this machine that we started',
  'src/payments/providers/pretend/webhooks.ts': 'ourselves',
  'src/push/tell.ts': 'HALLE_PUSH_PRIVATE, of the operator',
  'src/webhooks/send.ts': 'HALLE_WEBHOOKS_PRIVATE, of the operator',
};

test('whoever calls out does it by the client; who may call inside is known by name', () => {
  const root = join(import.meta.dirname, '..');
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((name) => `src/${name}`);
  const found: { connect: string[]; inside: string[] } = { connect: [], inside: [] };
  for (const file of files.filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith('src/simulate/'))) {
    const text = readFileSync(join(root, file), 'utf8');
    const makes =
      /(?<![\w.])fetch\(|\bnew WebSocket\(|from '(?:undici|node:http2|node:tls)'/.test(text) ||
      /import \{[^}]*\b(?:request|get|Agent|connect|createConnection|Socket)\b[^}]*\} from 'node:(?:https?|net)'/.test(
        text,
      );
    if (makes) found.connect.push(file);
    if (/\ballowPrivate\b/.test(text)) found.inside.push(file);
  }
  assert.deepEqual(found.connect.sort(), Object.keys(connects).sort());
  assert.deepEqual(found.inside.sort(), Object.keys(inward).sort());
});

test('no picture is fetched from inside', async (t) => {
  const database = await testDatabase(t);
  const { port, hits } = await inside(t);
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '[::ffff:7f00:1]'])
    await database.query(sql`
      INSERT INTO catalog.media (media_id, kind, source_url, alt, state, try_at, created_at)
      VALUES (${newId('med')}, 'remote', ${`http://${host}:${port}/x.png`}, '{}', 'pending', now(), now())`);
  assert.equal(await fetchPictures(database), 5);
  const told = await database.query<{ problem: string }>(sql`SELECT problem FROM catalog.media`);
  assert.deepEqual(
    told.map((row) => row.problem),
    Array(5).fill('no_answer'),
  );
  assert.deepEqual(hits, []);
});

test('what the company’s sign-in says of itself leads to no other host inside', async (t) => {
  const database = await testDatabase(t);
  const { port, hits } = await inside(t);
  const elsewhere = `http://localhost:${port}`; // the issuer's host, by another name than the operator gave
  let issuer = '';
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${elsewhere}/token`,
        jwks_uri: `${elsewhere}/jwks`,
        response_types_supported: ['code'],
      }),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const settings = { issuer, clientId: 'halle', clientSecret: 'not told' };
  const { errand } = await beginOidc(database, settings, 'http://127.0.0.1/back');
  const back = new URL(`http://127.0.0.1/back?code=abc&state=${errand.state}`);
  await assert.rejects(claimsOf(database, settings, back, errand), (error: Error) =>
    /private address/.test(`${error.message} ${String(error.cause)}`),
  );
  assert.deepEqual(hits, []);
});

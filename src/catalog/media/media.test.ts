import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { crc32 } from 'node:zlib';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { productByHandle, skuFacts } from '#catalog';
import { pictureMarkup, readPicture, renditionPath } from '#kit/pictures';
import { testApp, type Person, type TestApp } from '../../../test/support/app.ts';
import { testShop, type TestShop } from '../../../test/support/shop.ts';
import { withoutMetadata } from './files.ts';
import { trimRenditions } from './renditions.ts';

const text = (fr: string, en = fr) => ({ fr, en });
/** A picture of one colour; the same arguments give the same bytes. */
const jpeg = (colour: string, width = 800, height = 600): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .withExif({ IFD0: { Make: 'CANARY-CAMERA' }, IFD3: { GPSLatitude: '48/1 51/1 0/1', GPSLatitudeRef: 'N' } })
    .toBuffer();

describe('media', () => {
  let app: TestApp;
  let shop: TestShop;
  let owner: Person;
  let clerk: Person;
  const ends: (() => unknown)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'halle-media-'));
  before(async () => {
    process.env.HALLE_DATA = folder;
    app = await testApp({ after: (end: unknown) => void ends.unshift(end as () => unknown) } as never);
    shop = await testShop(app.database, { articles: 0 });
    owner = await app.staff('owner');
    clerk = await app.staff('clerk');
  });
  after(async () => {
    for (const end of ends) await end();
  });

  const product = async (handle: string): Promise<string> => {
    const productId = newId('prd');
    const body = {
      productId,
      handle,
      name: text(`Nom ${handle}`, `Name ${handle}`),
      channelIds: [shop.channels.web],
      variants: [{ optionValues: [] }],
    };
    assert.equal((await app.call('POST', '/api/products', { as: owner, body })).status, 201);
    return productId;
  };
  const send = (bytes: Buffer, query: Record<string, string>, method: 'POST' | 'PUT' = 'POST', path = '/api/media') =>
    app.call(method, `${path}?${new URLSearchParams(query)}`, {
      as: owner,
      body: bytes,
      headers: { 'content-type': 'image/jpeg' },
    });
  const upload = async (bytes: Buffer, query: Record<string, string> = {}) => {
    const mediaId = newId('med');
    const answer = await send(bytes, { mediaId, ...query });
    assert.equal(answer.status, 201, answer.text);
    return { mediaId, url: String(answer.body.url) };
  };
  const rendition = (url: string, width: 160 | 320 | 640 | 1920, format: 'avif' | 'webp' | 'jpg'): string => {
    const facts = readPicture(url);
    assert.ok(facts, url);
    return renditionPath({ ...facts, width, format });
  };
  const lines = async (query: string): Promise<{ mediaId: string; copies: number; used: boolean }[]> =>
    (await app.call('GET', `/api/media?${query}`, { as: clerk })).body.items;
  const one = async (mediaId: string) => (await app.call('GET', `/api/media/${mediaId}`, { as: clerk })).body;

  test('a picture goes out in three formats and its width, encoded anew, for ever, without what it told of its maker', async () => {
    const source = await jpeg('#aa3355');
    assert.ok(source.includes('CANARY-CAMERA'));
    const { url } = await upload(source);
    for (const [format, type] of [
      ['avif', 'image/avif'],
      ['webp', 'image/webp'],
      ['jpg', 'image/jpeg'],
    ] as const) {
      const got = await app.call('GET', rendition(url, 320, format));
      assert.equal(got.status, 200);
      assert.equal(got.headers['content-type'], type);
      assert.match(String(got.headers['cache-control']), /max-age=31536000/);
      assert.match(String(got.headers['content-security-policy']), /sandbox/);
      assert.equal(got.headers['x-content-type-options'], 'nosniff');
      const facts = await sharp(got.bytes).metadata();
      assert.deepEqual([facts.width, facts.height, facts.exif], [320, 240, undefined]);
      assert.ok(!got.bytes.includes('CANARY'));
    }
    const whole = await app.call('GET', rendition(url, 1920, 'webp'));
    assert.equal((await sharp(whole.bytes).metadata()).width, 800, 'never enlarged');
    const plain = await app.call('GET', url);
    assert.ok(!plain.bytes.includes('CANARY'));
  });

  test('a picture lying on its side is measured and shown upright', async () => {
    const lying = await sharp(await jpeg('#123456', 900, 300))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { url } = await upload(lying);
    const facts = readPicture(url);
    assert.deepEqual([facts?.width, facts?.height], [300, 900]);
    const shown = await sharp((await app.call('GET', rendition(url, 160, 'jpg'))).bytes).metadata();
    assert.deepEqual([shown.width, shown.height, shown.orientation], [160, 480, undefined]);
  });

  test('what would fill the memory, breaks off, or is something else besides, is refused or made harmless', async () => {
    const bomb = await send(pngOf(50_000, 50_000), { mediaId: newId('med') });
    assert.equal(bomb.body.code, 'catalog.picture_too_large', bomb.text);
    const half = await jpeg('#00ff00');
    const broken = await send(half.subarray(0, Math.floor(half.length / 2)), { mediaId: newId('med') });
    assert.equal(broken.body.code, 'catalog.picture_unreadable');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    assert.equal((await send(svg, { mediaId: newId('med') })).body.code, 'catalog.picture_unreadable');
    const polyglot = Buffer.concat([await jpeg('#0000ff'), Buffer.from('<script>CANARY</script>')]);
    const { url } = await upload(polyglot);
    assert.ok(!(await app.call('GET', url)).bytes.includes('CANARY'));
  });

  test('a replaced picture keeps its place; the old address shows the new one, and not for long', async () => {
    const productId = await product('remplace');
    const { mediaId, url } = await upload(await jpeg('#ff0000'), { productId });
    const old = rendition(url, 160, 'jpg');
    const { version } = await one(mediaId);
    const path = `/api/media/${mediaId}/content`;
    const next = await jpeg('#0000ff', 400, 400);
    const replaced = await send(next, { version: String(version) }, 'PUT', path);
    assert.equal(replaced.status, 200, replaced.text);
    assert.deepEqual((await send(next, { version: String(version) }, 'PUT', path)).body, replaced.body, 'sent twice');
    const stale = await send(await jpeg('#00ff00'), { version: String(version) }, 'PUT', path);
    assert.equal(stale.body.code, 'catalog.version_changed');
    const shown = await productByHandle(app.database, 'remplace');
    assert.equal(shown?.image, replaced.body.url);
    assert.equal((await skuFacts(app.database, shown?.skuIds ?? [])).values().next().value?.image, replaced.body.url);
    const got = await app.call('GET', old);
    assert.match(String(got.headers['cache-control']), /max-age=60$/);
    const { dominant } = await sharp(got.bytes).stats();
    assert.ok(dominant.b > dominant.r, 'blue, as it is now');
    assert.notEqual(rendition(replaced.body.url, 160, 'jpg'), old);
  });

  test('the library tells where a picture is, what has no text, what nobody shows, and what is there twice', async () => {
    const productId = await product('biblio');
    const bytes = await jpeg('#777777');
    const shown = await upload(bytes, { productId, alt: 'Un mur gris', fileName: 'Façade.jpg' });
    const loose = await upload(bytes, { fileName: 'loose.jpg' });
    const ids = async (query: string): Promise<string[]> => (await lines(query)).map((line) => line.mediaId);
    assert.ok((await ids('view=unused')).includes(loose.mediaId));
    assert.ok(!(await ids('view=unused')).includes(shown.mediaId));
    assert.ok((await ids('view=no_alt')).includes(loose.mediaId));
    assert.ok(!(await ids('view=no_alt')).includes(shown.mediaId));
    assert.deepEqual((await ids(`sameAs=${loose.mediaId}`)).sort(), [loose.mediaId, shown.mediaId].sort());
    for (const q of ['facade', 'mur GRIS', 'nom biblio']) assert.ok((await ids(`q=${q}`)).includes(shown.mediaId), q);
    assert.deepEqual(await ids('q=%25'), []);
    const facts = await one(shown.mediaId);
    assert.deepEqual([facts.use.handle, facts.use.position, facts.used, facts.copies], ['biblio', 1, true, 2]);
    const summary = (await app.call('GET', '/api/media/summary', { as: clerk })).body;
    assert.equal(summary.views.unused, (await lines('view=unused&limit=100')).length);
  });

  test('text, tags and focus are changed with the version one saw; the focus goes into the address', async () => {
    const productId = await product('mots');
    const { mediaId, url } = await upload(await jpeg('#334455'), { productId });
    const path = `/api/media/${mediaId}`;
    const patch = { version: 1, alt: text('Sac', 'Bag'), tags: ['Été', 'été ', 'sac'], focus: { x: 20, y: 80 } };
    assert.equal((await app.call('PATCH', path, { as: clerk, body: patch })).status, 403);
    assert.equal((await app.call('PATCH', path, { as: owner, body: patch })).status, 200);
    assert.equal((await app.call('PATCH', path, { as: owner, body: patch })).body.code, 'catalog.version_changed');
    const { alt, tags, url: now } = await one(mediaId);
    assert.deepEqual([alt, tags], [text('Sac', 'Bag'), ['été', 'sac']]);
    assert.equal(pictureMarkup(now)?.position, '20% 80%');
    assert.equal(readPicture(now)?.content, readPicture(url)?.content, 'renditions stay');
    const [medium] = (await productByHandle(app.database, 'mots'))?.media ?? [];
    assert.deepEqual([medium?.url, medium?.alt], [now, text('Sac', 'Bag')]);
    const versions = await app.database.query<{ version: number }>(
      sql`SELECT version FROM journal.event WHERE subject_id = ${productId} AND version IS NOT NULL ORDER BY version`,
    );
    assert.deepEqual(
      versions.map((row) => row.version),
      [1, 2],
      'each version of the product is told (EVT1)',
    );
    assert.deepEqual(
      (await lines(`tag=${encodeURIComponent('été')}`)).map((line) => line.mediaId),
      [mediaId],
    );
  });

  test('only what nothing shows can be removed; taken out of a gallery it waits in the library', async () => {
    const productId = await product('retire');
    const { mediaId } = await upload(await jpeg('#998877'), { productId });
    const remove = () => app.call('DELETE', `/api/media/${mediaId}`, { as: owner });
    assert.equal((await remove()).body.code, 'catalog.media_in_use');
    const body = { version: 1, media: [] };
    assert.equal((await app.call('PATCH', `/api/products/${productId}`, { as: owner, body })).status, 200);
    assert.deepEqual((await productByHandle(app.database, 'retire'))?.media, []);
    assert.equal((await one(mediaId)).used, false);
    const other = await product('autre');
    const place = (id: string) =>
      app.call('PUT', `/api/media/${mediaId}/place`, { as: owner, body: { productId: id } });
    assert.equal((await place(other)).body.code, 'catalog.media_in_use', 'it is still the first product’s');
    assert.equal((await place(productId)).status, 200);
    assert.equal((await productByHandle(app.database, 'retire'))?.media.length, 1);
    const loose = await upload(await jpeg('#111111'));
    assert.equal((await app.call('DELETE', `/api/media/${loose.mediaId}`, { as: owner })).body.removed, 1);
    assert.equal((await app.call('DELETE', `/api/media/${loose.mediaId}`, { as: owner })).body.removed, 0);
  });

  test('renditions never take more than they may; what was removed is made again', async () => {
    const { url } = await upload(await jpeg('#abcdef'));
    const address = rendition(url, 640, 'webp');
    assert.equal((await app.call('GET', address)).status, 200);
    const count = (): number =>
      readdirSync(join(folder, 'media', 'renditions'), { recursive: true }).filter((name) =>
        /\.\w+$/.test(String(name)),
      ).length;
    assert.ok(count() > 0);
    assert.equal(await trimRenditions(10_000_000), 0, 'below the limit nothing goes');
    assert.ok((await trimRenditions(1)) > 0);
    assert.equal(count(), 0);
    assert.equal((await app.call('GET', address)).headers['content-type'], 'image/webp');
  });

  test('addresses that nobody made are no pictures', async () => {
    const { url } = await upload(await jpeg('#fedcba'));
    for (const bad of [
      rendition(url, 320, 'webp').replace('w320', 'w321'),
      rendition(url, 320, 'webp').replace('webp', 'gif'),
      '/media/..%2f..%2fetc%2fpasswd',
      `/media/${newId('med')}-0123456789abcdef-w320.avif`,
    ])
      assert.equal((await app.call('GET', bad)).status, 404, bad);
  });
});

test('where pictures can’t be decoded the renderer says so, and a JPEG still loses its metadata', async () => {
  const hook =
    "import{registerHooks}from'node:module';registerHooks({resolve(s,c,n){if(s==='sharp')throw new Error('none here');return n(s,c)}})";
  const child = fork(join(import.meta.dirname, 'render-process.ts'), {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(hook)}`],
  });
  child.send({ id: 1, kind: 'measure', source: '/nowhere' });
  const [answer] = await once(child, 'message');
  assert.deepEqual(answer, { id: 1, outcome: 'no_renderer' });
  child.disconnect();
  await once(child, 'exit');
  const bytes = await jpeg('#445566');
  const bare = withoutMetadata(bytes);
  assert.ok(bytes.includes('CANARY') && !bare.includes('CANARY'));
  assert.equal((await sharp(bare).metadata()).width, 800);
});

/** A PNG that promises many pixels and holds none. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from([0x78, 0x9c, 3, 0, 0, 0, 0, 1])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

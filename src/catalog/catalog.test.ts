import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { newId } from '#base/ids';
import { sql } from '#base/db';
import { fetchPictures, listProducts, productByHandle, skuByCode, skuFacts } from '#catalog';
import { testApp, type Person, type TestApp } from '../../test/support/app.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
const png = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#cc8800' } })
  .png()
  .toBuffer();

describe('products', () => {
  let app: TestApp;
  let shop: TestShop;
  let owner: Person;
  let clerk: Person;
  const ends: (() => unknown)[] = [];
  before(async () => {
    process.env.HALLE_DATA = mkdtempSync(join(tmpdir(), 'halle-catalog-'));
    app = await testApp({ after: (end: unknown) => void ends.unshift(end as () => unknown) } as never);
    shop = await testShop(app.database, { articles: 0 });
    owner = await app.staff('owner');
    clerk = await app.staff('clerk');
  });
  after(async () => {
    for (const end of ends) await end();
  });

  const make = async (handle: string, more: object = {}) => {
    const productId = newId('prd');
    const body = {
      productId,
      handle,
      name: text(`Nom ${handle}`, `Name ${handle}`),
      channelIds: [shop.channels.web],
      variants: [{ optionValues: [] }],
      ...more,
    };
    const answer = await app.call('POST', '/api/products', { as: owner, body });
    return { productId, body, answer };
  };

  test('a product is made once for its id; its SKU is derived; the next read has it', async () => {
    const { productId, body, answer } = await make('robe-halle', {
      options: [text('Taille', 'Size')],
      variants: [{ optionValues: [text('S')] }, { optionValues: [text('M')], gtin: '4006381333931' }],
    });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(
      answer.body.skus.map((s: { sku: string }) => s.sku),
      ['robe-halle-s', 'robe-halle-m'],
    );
    const again = await app.call('POST', '/api/products', { as: owner, body });
    assert.deepEqual(again.body, answer.body);
    const other = await app.call('POST', '/api/products', { as: owner, body: { ...body, name: text('Autre') } });
    assert.equal(other.status, 422);
    assert.equal(other.body.code, 'request.id_reused');
    const elsewhere = await app.call('POST', '/api/products', { as: owner, body: { ...body, handle: 'robe-autre' } });
    assert.equal(elsewhere.body.code, 'request.id_reused', elsewhere.text);
    const found = await productByHandle(app.database, 'robe-halle');
    assert.equal(found?.productId, productId);
    const scanned = await skuByCode(app.database, '4006381333931');
    assert.equal(scanned?.sku, 'robe-halle-m');
    assert.equal((await skuByCode(app.database, 'ROBE-HALLE-S'))?.optionText.fr, 'S');
  });

  test('two people who change one product: the second is told', async () => {
    const { productId } = await make('a-changer');
    const path = `/api/products/${productId}`;
    const first = await app.call('PATCH', path, { as: owner, body: { version: 1, name: text('Un') } });
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.version, 2);
    const second = await app.call('PATCH', path, { as: owner, body: { version: 1, name: text('Deux') } });
    assert.equal(second.status, 409);
    assert.equal(second.body.code, 'catalog.version_changed');
    const seen = await app.call('GET', path, { as: clerk });
    assert.equal(seen.body.name.fr, 'Un');
    assert.equal(seen.body.variants.length, 1);
  });

  test('an unchanged patch writes nothing and announces nothing', async () => {
    const { productId } = await make('sans-effet');
    const answer = await app.call('PATCH', `/api/products/${productId}`, {
      as: owner,
      body: { version: 1, brand: null },
    });
    assert.equal(answer.body.version, 1);
    const [row] = await app.database.query<{ n: number }>(
      sql`SELECT count(*) AS n FROM journal.event WHERE subject_id = ${productId}`,
    );
    assert.equal(row?.n, 1);
  });

  test('refusals say the field: handle, SKU, options, GTIN, channel', async () => {
    await make('prise', { variants: [{ optionValues: [], sku: 'TAKEN-1' }] });
    assert.equal((await make('prise')).answer.body.code, 'catalog.handle_taken');
    assert.equal(
      (await make('autre', { variants: [{ optionValues: [], sku: 'taken-1' }] })).answer.body.code,
      'catalog.sku_taken',
    );
    assert.equal((await make('Bad Handle!')).answer.body.fields[0].field, 'body.handle');
    assert.equal(
      (await make('gtin', { variants: [{ optionValues: [], gtin: '4006381333932' }] })).answer.body.fields[0].field,
      'body.variants.0.gtin',
    );
    assert.equal((await make('options', { variants: [{ optionValues: [text('S')] }] })).answer.status, 422);
    assert.equal((await make('canal', { channelIds: [newId('chn')] })).answer.body.code, 'catalog.channel_unknown');
  });

  test('a clerk reads and cannot write; nobody does neither', async () => {
    assert.equal((await app.call('GET', '/api/products', { as: clerk })).status, 200);
    assert.equal(
      (
        await app.call('POST', '/api/categories', {
          as: clerk,
          body: { categoryId: newId('cat'), handle: 'x', name: text('X') },
        })
      ).status,
      403,
    );
    assert.equal((await app.call('GET', '/api/products')).status, 401);
  });

  test('a list has what is published on the channel in the category and below, page by page, once each', async () => {
    const [top, low] = [newId('cat'), newId('cat')];
    await app.call('POST', '/api/categories', {
      as: owner,
      body: { categoryId: top, handle: 'haut', name: text('Haut') },
    });
    await app.call('POST', '/api/categories', {
      as: owner,
      body: { categoryId: low, handle: 'bas', name: text('Bas'), parentId: top },
    });
    for (let i = 0; i < 7; i++)
      await make(`liste-${i}`, {
        categoryIds: [i % 2 === 0 ? top : low],
        channelIds: i === 6 ? [] : [shop.channels.web],
      });
    for (const sort of ['name_fr', 'name_en', 'newest'] as const) {
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const page = await listProducts(app.database, {
          channelId: shop.channels.web,
          categoryHandle: 'haut',
          sort,
          limit: 2,
          ...(next === undefined ? {} : { after: next }),
        });
        seen.push(...page.items.map((item) => item.handle));
        next = page.next ?? undefined;
      } while (next !== undefined);
      assert.equal(new Set(seen).size, 6, sort);
      assert.equal(seen.length, 6, sort);
    }
    assert.equal(
      (await app.call('PATCH', `/api/categories/${top}`, { as: owner, body: { version: 1, parentId: low } })).body.code,
      'catalog.category_cycle',
    );
    assert.equal(
      (await app.call('DELETE', `/api/categories/${top}`, { as: owner })).body.code,
      'catalog.category_in_use',
    );
    await assert.rejects(
      listProducts(app.database, { channelId: shop.channels.web, sort: 'name_fr', limit: 2, after: 'bm9uc2Vuc2U' }),
      /request.invalid/,
    );
  });

  test('publication shows in the very next read of this process', async () => {
    const { productId, answer } = await make('publie', { channelIds: [] });
    const skuId = answer.body.skus[0].skuId as string;
    assert.deepEqual((await skuFacts(app.database, [skuId])).get(skuId)?.channels, []);
    const path = `/api/products/${productId}/publication`;
    const done = await app.call('PUT', path, { as: owner, body: { channelIds: [shop.channels.web], published: true } });
    assert.equal(done.status, 200, done.text);
    assert.deepEqual((await skuFacts(app.database, [skuId])).get(skuId)?.channels, [shop.channels.web]);
    assert.deepEqual(
      (await app.call('PUT', path, { as: owner, body: { channelIds: [shop.channels.web], published: true } })).body,
      { changed: 0 },
    );
  });

  test('pictures are what their bytes say; the rest is refused; files are served in a sandbox', async () => {
    const { productId } = await make('photo');
    const mediaId = newId('med');
    const send = (bytes: Buffer, id: string, type = 'image/png') =>
      app.call('POST', `/api/media?mediaId=${id}&productId=${productId}`, {
        as: owner,
        body: bytes,
        headers: { 'content-type': type },
      });
    const up = await send(png, mediaId);
    assert.equal(up.status, 201, up.text);
    assert.match(up.body.url, new RegExp(`^/media/${mediaId}-[0-9a-f]{16}-60x40-50x50\\.jpg$`));
    assert.equal((await send(png, mediaId)).status, 201);
    const evil = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    assert.equal((await send(evil, newId('med'))).body.code, 'catalog.picture_unreadable');
    assert.equal((await send(evil, newId('med'), 'image/svg+xml')).status, 415);
    const got = await app.call('GET', up.body.url);
    assert.equal(got.status, 200);
    assert.equal(got.headers['content-type'], 'image/jpeg', 'encoded anew');
    assert.match(String(got.headers['content-security-policy']), /sandbox/);
    assert.equal(got.headers['x-content-type-options'], 'nosniff');
    assert.equal((await app.call('GET', `/api/products/${productId}`, { as: owner })).body.image, up.body.url);
  });

  test('a remote picture that cannot be had shows its placeholder, never nothing', async () => {
    const media = [{ source: { url: 'http://127.0.0.1:9/bag.jpg' }, alt: text('') }];
    const { answer } = await make('sac-noir', { name: text('Sac noir', 'Black bag'), media });
    assert.equal(answer.status, 201, answer.text);
    for (let tries = 0; tries < 6; tries++) {
      await fetchPictures(app.database);
      await app.database.query(
        sql`UPDATE catalog.media SET try_at = now() - interval '1 second' WHERE state = 'pending'`,
      );
    }
    const [row] = await app.database.query<{ id: string; state: string }>(
      sql`SELECT media_id AS id, state FROM catalog.media WHERE source_url LIKE '%bag.jpg'`,
    );
    assert.equal(row?.state, 'failed');
    assert.equal(
      (await productByHandle(app.database, 'sac-noir'))?.image,
      '/assets/drawings/bag-encre-plain-' +
        ((await productByHandle(app.database, 'sac-noir'))?.image.at(-5) ?? '') +
        '.svg',
    );
    const shown = await app.call('GET', `/media/${row?.id}.jpg`);
    assert.equal(shown.status, 200);
    assert.match(shown.text, /^<svg/);
  });

  test('drawings are made from checked words only', async () => {
    assert.equal(
      (await app.call('GET', '/media/drawing/dress.svg?palette=groseille&pattern=dots&variant=2')).status,
      200,
    );
    assert.equal((await app.call('GET', '/assets/drawings/dress-groseille-plain-0.svg')).status, 200);
    for (const bad of [
      '/media/drawing/dress.svg?palette=x',
      '/media/drawing/nope.svg',
      '/media/drawing/__proto__.svg',
      '/assets/drawings/..%2f..%2fetc',
      '/media/med_x.png',
    ])
      assert.equal((await app.call('GET', bad)).status, 404, bad);
  });

  test('the office finds by part of a name, accents or not, and by the beginning of an SKU', async () => {
    await make('ete', {
      name: text('Écharpe d’été', 'Summer scarf'),
      variants: [{ optionValues: [], sku: 'ECH-100%' }],
    });
    for (const q of ['echarpe', 'SUMMER', 'ech-100%', 'harpe d'])
      assert.equal(
        (await app.call('GET', `/api/products?q=${encodeURIComponent(q)}`, { as: clerk })).body.items.some(
          (item: { handle: string }) => item.handle === 'ete',
        ),
        true,
        q,
      );
    assert.equal((await app.call('GET', '/api/products?q=%25', { as: clerk })).body.items.length, 0);
  });
});

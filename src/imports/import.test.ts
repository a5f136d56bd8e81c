import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { sleep } from '#base/time';
import { productByHandle, updateProduct } from '#catalog';
import { countStock, shelvesOf } from '#inventory';
import { listedPrices } from '#pricing';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { exportCatalogue } from './export.ts';
import { importCatalogue } from './import.ts';
import type { Format, ImportReport } from './model.ts';
import { worldOf } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-import-'));
const HEADER =
  'Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,SEO Title,My Column';
const apparel = join(import.meta.dirname, '../../../shared/data/catalogues/shopify/apparel.csv');

describe('imports', () => {
  let app: TestApp;
  let database: Database;
  let shop: TestShop;
  const ends: (() => unknown)[] = [];
  let files = 0;
  before(async () => {
    process.env.HALLE_DATA = folder;
    app = await testApp({ after: (end: unknown) => void ends.unshift(end as () => unknown) } as never);
    database = app.database;
    shop = await testShop(database, { articles: 0 });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  const fileWith = (content: string | Buffer): string => {
    const path = join(folder, `${files++}.csv`);
    writeFileSync(path, content);
    return path;
  };
  const run = async (
    content: string | Buffer,
    more: { dryRun?: boolean; format?: Format; siteCode?: string } = {},
  ): Promise<ImportReport> =>
    importCatalogue(database, { path: fileWith(content), world: await worldOf(database), actor: 'test', ...more });
  const shopify = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`;
  const counts = ({ created, updated, unchanged, refusedRows }: ImportReport) => ({
    created,
    updated,
    unchanged,
    refusedRows,
  });
  const journal = async (): Promise<number> =>
    (await database.query<{ n: number }>(sql`SELECT count(*) AS n FROM journal.event`))[0]?.n ?? 0;
  const exported = async (format: Format): Promise<string> => {
    let text = '';
    for await (const part of exportCatalogue(database, { format, world: await worldOf(database) })) text += part;
    return text;
  };
  const rules = (report: ImportReport): string[] =>
    report.refused.map(({ row, field, rule }) => `${row} ${field} ${rule}`);

  test('good rows are kept, bad rows told with row, field, rule and value', async () => {
    const report = await run(
      shopify(
        'r-a,Robe A,,V,,true,Size,S,,,R-1,100,3,19.90,,,,,',
        'r-a,,,,,,,M,,,R-2,100,3,1e3,,,,,',
        'r-a,,,,,,,L,,,R-3,100,3,-4,,,,,',
        'r-a,,,,,,,XL,,,R-4,100,3,4.999,,,,,',
        'r-a,,,,,,,S,,,R-5,100,3,5,,,,,',
        'r-a,,,,,,Colour,XXL,,,R-6,100,3,5,,,,,',
        'r-a,,,,,,,3XL,,Red,R-7,100,3,5,,,,,',
        'r-b,,,V,,true,Title,Default Title,,,R-8,,1,5,,,,,',
        'r-c,Robe C,,V,,true,Title,Default Title,,,r-1,,1,5,,,,,',
        ',Robe D,,V,,true,Title,Default Title,,,R-9,,1,5,,,,,',
        'r-e,Robe E,,V,,true,Title,Default Title,,,R-10,heavy,1,5,,,,,',
        'r-f,Robe F,,V,,true,Title,Default Title,,,R-11,,-2,5,,4006381333932,ftp://x,,',
      ),
    );
    assert.deepEqual(counts(report), { created: 2, updated: 0, unchanged: 0, refusedRows: 10 });
    assert.deepEqual(
      rules(report).sort(),
      [
        '10 SKU duplicate_sku',
        '11 Handle missing',
        '12 Variant Grams not_grams',
        '3 Variant Price not_an_amount',
        '4 Variant Price negative',
        '5 Variant Price too_many_decimals',
        '6 Option1 Value duplicate_variant',
        '7 Option1 Name option_mismatch',
        '8 Option2 Value option_mismatch',
        '9 Title missing',
      ].sort(),
    );
    assert.equal(report.refused.find((p) => p.row === 3)?.value, '1e3');
    assert.deepEqual(report.warnings.map(({ row, rule }) => `${row} ${rule}`).sort(), [
      '13 gtin_check_digit',
      '13 negative',
      '13 not_a_web_address',
    ]);
    assert.equal((await productByHandle(database, 'r-a'))?.variants.length, 1);
    assert.equal(await productByHandle(database, 'r-c'), undefined, 'a product without a variant is none');
  });

  test('a SKU of another product is refused by row', async () => {
    const report = await run(shopify('r-other,Autre,,V,,true,Title,Default Title,,,r-1,,1,5,,,,,'));
    assert.deepEqual(rules(report), ['2 SKU sku_taken']);
  });

  test('the same file again writes nothing: no event, no row touched', async () => {
    const file = shopify(
      'same,Same,,V,"a, b",true,Size,S,,,,100,3,19.90,25,4006381333931,https://x.test/a.jpg,T,mine',
      'same,,,,,,,M,,,,100,0,19.90,,,https://x.test/b.jpg,,',
    );
    assert.deepEqual(counts(await run(file)), { created: 1, updated: 0, unchanged: 0, refusedRows: 0 });
    const seen = await journal();
    const [xmin] = await database.query<{ x: string }>(
      sql`SELECT string_agg(xmin::text, ',' ORDER BY product_id) AS x FROM catalog.product`,
    );
    assert.deepEqual(counts(await run(file)), { created: 0, updated: 0, unchanged: 1, refusedRows: 0 });
    assert.equal(await journal(), seen);
    const [again] = await database.query<{ x: string }>(
      sql`SELECT string_agg(xmin::text, ',' ORDER BY product_id) AS x FROM catalog.product`,
    );
    assert.equal(again?.x, xmin?.x);
    const product = await productByHandle(database, 'same');
    assert.deepEqual(
      product?.variants.map((v) => v.sku),
      ['same-s', 'same-m'],
    );
    assert.equal(product?.variants[0]?.gtin, '04006381333931');
    assert.equal(product?.media.length, 2);
  });

  test('a changed file changes what it says: a price, a name, a new variant; a dry run tells it and writes nothing', async () => {
    const base = ['chg,Avant,,V,,true,Size,S,,,,,3,10,,,,,', 'chg,,,,,,,M,,,,,3,10,,,,,'];
    await run(shopify(...base));
    const changed = shopify('chg,Après,,V,,true,Size,S,,,,,3,12,,,,,', ...base.slice(1), 'chg,,,,,,,L,,,,,3,10,,,,,');
    const seen = await journal();
    const dry = await run(changed, { dryRun: true });
    assert.deepEqual(counts(dry), { created: 0, updated: 1, unchanged: 0, refusedRows: 0 });
    assert.deepEqual(
      dry.diff[0]?.fields.map((f) => f.field),
      ['name', 'variant chg-l', 'price chg-s', 'price chg-l', 'stock chg-l'],
    );
    assert.equal(dry.prices, 2);
    assert.equal(await journal(), seen);
    await run(changed);
    const product = await productByHandle(database, 'chg');
    assert.equal(product?.name.fr, 'Après');
    const prices = await listedPrices(database, shop.listId, product?.skuIds ?? []);
    assert.deepEqual(
      product?.variants.map((v) => prices.get(v.skuId)?.minor),
      [1200, 1000, 1000],
    );
  });

  test('stock is counted when the file says something new, so an unchanged file never undoes a sale', async () => {
    const file = (title: string, quantity: number): string =>
      shopify(`stk,${title},,V,,true,Title,Default Title,,,,,${quantity},10,,,,,`);
    await run(file('Un', 10));
    const skuId = (await productByHandle(database, 'stk'))?.skuIds[0] ?? '';
    const onHand = async (): Promise<number> =>
      (await shelvesOf(database, [skuId])).reduce((n, shelf) => n + shelf.onHand, 0);
    assert.equal(await onHand(), 10);
    await database.transaction({ actor: 'test' }, (tx) =>
      countStock(tx, [{ skuId, siteId: shop.siteId, quantity: 7, document: 'sold' }]),
    );
    await run(file('Deux', 10));
    assert.equal(await onHand(), 7, 'the title is news, the quantity is not');
    await run(file('Deux', 12));
    assert.equal(await onHand(), 12);
  });

  test('after an edit by hand the file is compared in full', async () => {
    const file = shopify('hand,Fichier,,V,,true,Title,Default Title,,,,,1,10,,,,,');
    await run(file);
    const product = await productByHandle(database, 'hand');
    await database.transaction({ actor: 'test' }, (tx) =>
      updateProduct(tx, {
        productId: product?.productId ?? '',
        version: 1,
        patch: { name: { fr: 'Main', en: 'Hand' } },
      }),
    );
    assert.equal((await run(file)).updated, 1);
    assert.equal((await productByHandle(database, 'hand'))?.name.fr, 'Fichier');
  });

  test('rows of a product that are not together still make one product', async () => {
    const rows = [
      'sc-a,A,,V,,true,Size,S,,,,,1,10,,,,,',
      'sc-b,B,,V,,true,Size,S,,,,,1,10,,,,,',
      'sc-a,,,,,,,M,,,,,1,10,,,,,',
      'sc-c,C,,V,,true,Size,S,,,,,1,10,,,,,',
      'sc-b,,,,,,,M,,,,,1,10,,,,,',
      'sc-a,,,,,,,L,,,,,1,10,,,,,',
    ];
    assert.deepEqual(counts(await run(shopify(...rows))), { created: 3, updated: 0, unchanged: 0, refusedRows: 0 });
    assert.deepEqual(
      (await productByHandle(database, 'sc-a'))?.variants.map((v) => v.optionValues[0]?.fr),
      ['S', 'M', 'L'],
    );
    assert.deepEqual(counts(await run(shopify(...rows))), { created: 0, updated: 0, unchanged: 3, refusedRows: 0 });
  });

  test('derived SKUs that would meet get an ending, the same each time', async () => {
    const rows = shopify('dup-a,A,,V,,true,Size,b-c,,,,,1,10,,,,,', 'dup-a-b,B,,V,,true,Size,c,,,,,1,10,,,,,');
    assert.equal((await run(rows)).created, 2);
    const [first, second] = [await productByHandle(database, 'dup-a'), await productByHandle(database, 'dup-a-b')];
    assert.equal(first?.variants[0]?.sku, 'dup-a-b-c');
    assert.match(second?.variants[0]?.sku ?? '', /^dup-a-b-c-[0-9a-f]{6}$/);
    assert.equal((await run(rows)).unchanged, 2);
  });

  test('bytes of another encoding are told by row; the rest is taken', async () => {
    const file = Buffer.concat([
      Buffer.from(`${HEADER}\n`),
      Buffer.from('lat-a,Caf\xe9,,V,,true,Title,Default Title,,,,,1,10,,,,,\n', 'latin1'),
      Buffer.from('lat-b,Café,,V,,true,Title,Default Title,,,,,1,10,,,,,\n'),
    ]);
    const report = await run(file);
    assert.deepEqual(rules(report), ['2 Title not_utf8']);
    assert.equal((await productByHandle(database, 'lat-b'))?.name.fr, 'Café');
  });

  test('files that are no catalogue, and sites that are not there, are refused before anything is written', async () => {
    const seen = await journal();
    await assert.rejects(run(''), /imports.unreadable/);
    await assert.rejects(run('a,b\n1,2\n'), /imports.unreadable/);
    await assert.rejects(run(`${HEADER},Title\n`), /there twice/);
    await assert.rejects(
      run(shopify('x,X,,V,,true,Title,Default Title,,,,,1,10,,,,,'), { siteCode: 'nowhere' }),
      /imports.site_unknown/,
    );
    await assert.rejects(run('handle,name_fr,sku,price,stock:NOPE\nx,X,X,1,2\n'), /imports.site_unknown/);
    assert.equal(await journal(), seen);
  });

  test('our own file carries both languages, categories, VAT class, stock by site, and comes back the same', async () => {
    const file =
      'handle,name_fr,name_en,description_fr,categories_fr,categories_en,tax_class,material_fr,material_en,option1_name_fr,option1_name_en,option1_fr,option1_en,sku,gtin,price,compare_at_price,weight_g,images,stock:lyon,tags,product.note,variant.bin\n' +
      'h-robe,Robe,Dress,"=1+1, oui",Vêtements > Robes; Nouveautés,Clothes > Dresses; New,reduced,Lin,Linen,Taille,Size,Petite,Small,H-1,96385074,"49,90",60,200,drawing:dress-groseille-plain-0 https://x.test/r.jpg,4,"a, b",n,b1\n' +
      'h-robe,,,,,,,,,,,Grande,Large,H-2,,55,,210,,5,,,b2\n';
    const report = await run(file);
    assert.deepEqual(
      counts(report),
      { created: 1, updated: 0, unchanged: 0, refusedRows: 0 },
      JSON.stringify(report.refused),
    );
    const product = await productByHandle(database, 'h-robe');
    assert.equal(product?.taxClass, 'reduced');
    assert.deepEqual(product?.facts.material, { fr: 'Lin', en: 'Linen' });
    assert.equal(product?.image, '/assets/drawings/dress-groseille-plain-0.svg');
    assert.equal(product?.categoryIds.length, 2);
    const seen = await journal();
    const out = await exported('halle');
    assert.match(out, /"'=1\+1, oui"/, 'no formula leaves');
    const back = await run(out);
    assert.deepEqual(
      [back.created, back.updated, back.refusedRows],
      [0, 0, 0],
      JSON.stringify([back.diff, back.refused]),
    );
    assert.equal(await journal(), seen);
  });

  test('Shopify’s file comes back the same: export, import, no change', async () => {
    const seen = await journal();
    const back = await run(await exported('shopify'));
    assert.deepEqual(
      [back.created, back.updated, back.refusedRows, back.prices, back.stock],
      [0, 0, 0, 0, 0],
      JSON.stringify([back.diff, back.refused]),
    );
    assert.equal(await journal(), seen);
  });

  test(
    'a real file: no SKUs, remote pictures',
    { skip: existsSync(apparel) ? false : 'the sample file is not beside the repository' },
    async () => {
      const options = { path: apparel, world: await worldOf(database), actor: 'test' };
      assert.deepEqual(counts(await importCatalogue(database, options)), {
        created: 20,
        updated: 0,
        unchanged: 0,
        refusedRows: 0,
      });
      assert.deepEqual(counts(await importCatalogue(database, options)), {
        created: 0,
        updated: 0,
        unchanged: 20,
        refusedRows: 0,
      });
      assert.deepEqual(
        (await productByHandle(database, 'classic-varsity-top'))?.variants.map((v) => v.sku),
        ['classic-varsity-top-small', 'classic-varsity-top-medium', 'classic-varsity-top-large'],
      );
    },
  );

  test('two imports of one file at once make each product once', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `race-${i},R${i},,V,t${i % 3},true,Title,Default Title,,,,,1,10,,,,,`,
    );
    const reports = await Promise.all([run(shopify(...rows)), run(shopify(...rows))]);
    assert.equal(
      reports.reduce((n, r) => n + r.created, 0),
      60,
    );
    assert.equal(
      reports.reduce((n, r) => n + r.refusedRows, 0),
      0,
    );
  });

  test('the office uploads a file, follows it, and may send it twice', async () => {
    const owner = await app.staff('owner');
    const importId = newId('imp');
    const body = shopify(
      'up-a,A,,V,,true,Title,Default Title,,,,,1,10,,,,,',
      'up-b,,,V,,true,Title,Default Title,,,,,1,10,,,,,',
    );
    const send = (content: string, query = '') =>
      app.call('POST', `/api/imports/catalogue?importId=${importId}&fileName=a.csv${query}`, {
        as: owner,
        body: Buffer.from(content),
        headers: { 'content-type': 'text/csv' },
      });
    const answer = await send(body);
    assert.equal(answer.status, 202, answer.text);
    let record = answer.body;
    for (let i = 0; i < 200 && record.state === 'running'; i++) {
      await sleep(25);
      record = (await app.call('GET', `/api/imports/${importId}`, { as: owner })).body;
    }
    assert.equal(record.state, 'done', JSON.stringify(record));
    assert.deepEqual([record.report.created, record.report.refusedRows], [1, 1]);
    assert.equal((await send(body)).body.state, 'done');
    assert.equal((await send(`${body}\n`)).body.code, 'request.id_reused');
    assert.equal((await app.call('GET', '/api/imports', { as: owner })).body.items[0].importId, importId);
    const out = await app.call('GET', '/api/exports/catalogue?format=shopify', { as: owner });
    assert.equal(out.status, 200);
    assert.match(out.text, /^Handle,Title/);
    assert.equal(
      (
        await app.call('POST', `/api/imports/catalogue?importId=${newId('imp')}`, {
          as: await app.staff('clerk'),
          body: Buffer.from(body),
          headers: { 'content-type': 'text/csv' },
        })
      ).status,
      403,
    );
  });
});

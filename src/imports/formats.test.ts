import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { sql } from '#base/db';
import { productByHandle, type Text } from '#catalog';
import { listedPrices } from '#pricing';
import { csvOf, importFile, sheetOf, wipeCatalogue } from '../../test/support/catalogue-files.ts';
import { testDatabase } from '../../test/support/database.ts';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';
import { applyBatch } from './batch.ts';
import { importCatalogue } from './import.ts';
import { formats, type FileProduct, type Format, type ImportReport } from './model.ts';
import { worldOf } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-formats-'));
const magentoSample = join(import.meta.dirname, '../../../shared/data/catalogues/magento/products.csv');

type At = { readonly app: TestApp; readonly shop: TestShop };
const run = (at: At, content: string | Buffer, more: Parameters<typeof importFile>[2] = {}): Promise<ImportReport> =>
  importFile(at.app.database, content, more);
const csv = (at: At, format: Format): Promise<string> => csvOf(at.app.database, format);
const spreadsheet = (at: At, format: Format): Promise<Buffer> => sheetOf(at.app.database, format);
const counts = ({ format, created, updated, unchanged, refusedRows }: ImportReport) =>
  [format, created, updated, unchanged, refusedRows].join(' ');
const rules = (report: ImportReport): string[] =>
  [...report.refused, ...report.warnings].map(({ row, field, rule }) => `${row} ${field} ${rule}`);

const openWorlds = (): { readonly open: () => Promise<At>; readonly close: () => Promise<void> } => {
  const ends: (() => unknown)[] = [];
  return {
    open: async () => {
      const app = await testApp({ after: (end: unknown) => void ends.unshift(end as () => unknown) } as never);
      return { app, shop: await testShop(app.database, { articles: 0 }) };
    },
    close: async () => {
      for (const end of ends) await end();
    },
  };
};

const WOO =
  'ID,Type,SKU,Name,Published,"Is featured?","Short description",Description,"Date sale price ends","Tax class","In stock?",Stock,"Weight (lbs)","Sale price","Regular price",Categories,Tags,Images,Parent,"Grouped products",Position,"Attribute 1 name","Attribute 1 value(s)","Attribute 1 visible","Attribute 1 global","Attribute 2 name","Attribute 2 value(s)","Attribute 2 visible","Attribute 2 global"';
const wooFile = [
  WOO,
  '10,variable,tee,"Tee, col V",1,1,Court,"Ligne un\\nligne deux",,,1,,.5,,,"Habits > Tee-shirts, Soldes\\, été","un, deux","https://x.test/a.jpg, https://x.test/b,c.jpg",,,0,Couleur,"Bleu, Rouge",1,1,Taille,"L, M",1,1',
  '11,simple,bonnet,Bonnet,1,0,,Chaud,,,1,7,.2,18,20,Habits,,https://x.test/bonnet.jpg,,,0,Matière,Laine,1,1,,,,',
  '12,simple,reclame,Réclame,-1,0,,,2030-01-01,zero-rate,0,,,5,9.90,,,,,,0,,,,,,,,',
  '13,"simple, virtual",carte,Carte,0,0,,,,,1,,,,15,,,,,,0,,,,,,,,',
  '20,variation,tee-bleu,"Tee, col V - Bleu, Toutes",1,0,,,,,1,3,,,20,,,https://x.test/bleu.jpg,tee,,1,Couleur,Bleu,,1,Taille,,,1',
  '21,variation,tee-rouge-m,"Le rouge",0,0,,,,,1,4,1,15,20,,,,id:10,,2,Couleur,Rouge,,1,Taille,M,,1',
  '30,grouped,lot,Lot,1,0,,,,,1,,,,,,,,,"bonnet, tee",0,,,,,,,,',
  '31,variation,perdu,Perdu,1,0,,,,,1,1,,,5,,,,nulle-part,,1,Couleur,Bleu,,1,,,,',
].join('\n');

describe('catalogues of other shops', () => {
  const worlds = openWorlds();
  let at: At;
  before(async () => {
    process.env.HALLE_DATA = folder;
    at = await worlds.open();
  });
  after(() => worlds.close());

  test('WooCommerce: variations find their parent, weights their unit, sales their price; what can’t be said is told', async () => {
    const report = await run(at, wooFile);
    assert.equal(counts(report), 'woocommerce 4 0 0 2');
    assert.deepEqual(rules(report).sort(), [
      '4 Sale price sale_dates',
      '4 Tax class unknown_tax_class',
      '6 Taille any_value',
      '8 Type type_not_sold',
      '9 Parent no_parent',
    ]);
    const tee = await productByHandle(at.app.database, 'tee');
    assert.deepEqual(
      tee?.options.map(({ name, values }) => [name.fr, ...values.map((value: Text) => value.fr)]),
      [
        ['Couleur', 'Bleu'],
        ['Taille', 'Toutes'],
      ],
    );
    assert.deepEqual(
      tee?.variants.map(({ sku, weightG, status }) => [sku, weightG, status]),
      [
        ['tee-bleu', 227, 'active'],
        ['tee-rouge-m', 454, 'withdrawn'],
      ],
    );
    assert.equal(tee?.description.fr, 'Ligne un\nligne deux');
    assert.equal(tee?.media.length, 2, 'a comma inside of an address ends none');
    assert.equal(tee?.categoryIds.length, 2);
    const prices = await listedPrices(at.app.database, at.shop.listId, tee?.variants.map((v) => v.skuId) ?? []);
    assert.deepEqual(
      tee?.variants.map((v) => [prices.get(v.skuId)?.minor, prices.get(v.skuId)?.compareAtMinor]),
      [
        [2000, null],
        [1500, 2000],
      ],
    );
    const hat = await productByHandle(at.app.database, 'bonnet');
    assert.deepEqual([hat?.facts.material?.fr, hat?.variants[0]?.weightG], ['Laine', 91]);
    assert.equal((await productByHandle(at.app.database, 'reclame'))?.status, 'draft');
    assert.deepEqual((await productByHandle(at.app.database, 'carte'))?.channels, []);
    assert.equal(counts(await run(at, wooFile)), 'woocommerce 0 0 4 2', 'the same file again changes nothing');
  });

  test('WooCommerce of a French shop is read by its French column names', async () => {
    const head =
      'ID,Type,UGS,Nom,Publié,Description,"En stock ?",Stock,"Poids (kg)","Tarif promo","Tarif régulier",Catégories,Étiquettes,Images,Parent,"Nom de l’attribut 1","Valeur(s) de l’attribut 1"';
    const report = await run(
      at,
      `${head}\n5,simple,sac-fr,Sac,1,Beau,1,2,"0,25",,"19,90",Sacs,cuir,,,Entretien,À la main\n`,
    );
    assert.equal(counts(report), 'woocommerce 1 0 0 0');
    const bag = await productByHandle(at.app.database, 'sac-fr');
    assert.deepEqual([bag?.variants[0]?.weightG, bag?.tags, bag?.facts.care?.fr], [250, ['cuir'], 'À la main']);
  });

  test('WooCommerce of a German shop, and Shopify’s newer column names, are read by these', async () => {
    const german =
      'ID,Typ,Artikelnummer,Name,Veröffentlicht,Lager,"Gewicht (kg)",Angebotspreis,"Regulärer Preis",Kategorien,Bilder,Übergeordnet,"Attribut 1 Name","Attribut 1 Wert(e)"\n' +
      '1,variable,de-hut,Hut,1,,,,,Hüte,,,Größe,"S, M"\n2,variation,de-hut-s,Hut - S,1,3,"0,1",8,"9,50",,,de-hut,Größe,S\n';
    assert.equal(counts(await run(at, german)), 'woocommerce 1 0 0 0');
    const hat = await productByHandle(at.app.database, 'de-hut');
    assert.deepEqual([hat?.variants[0]?.sku, hat?.variants[0]?.weightG], ['de-hut-s', 100]);
    const newer =
      'Title,URL handle,Description,Vendor,Product category,Type,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,Compare-at price,Inventory quantity,Weight value (grams),Product image URL,Image position\n' +
      'Gants,gants-new,Doux,Ourcel,Clothes > Gloves,Gants,TRUE,Active,G-1,,Taille,S,19.90,25,4,80,https://x.test/g.jpg,1\n';
    assert.equal(counts(await run(at, newer)), 'shopify 1 0 0 0');
    const gloves = await productByHandle(at.app.database, 'gants-new');
    assert.deepEqual(
      [gloves?.description.fr, gloves?.variants[0]?.sku, gloves?.variants[0]?.weightG, gloves?.media.length],
      ['Doux', 'G-1', 80, 1],
    );
  });

  test('Magento: children stand before their parent, attributes hold commas, store views speak the other language', async () => {
    const head =
      'sku,store_view_code,attribute_set_code,product_type,categories,name,description,weight,product_online,visibility,price,special_price,special_price_to_date,url_key,base_image,additional_attributes,qty,manage_stock,use_config_manage_stock,configurable_variations,configurable_variation_labels';
    const file = [
      head,
      'V-1,,Top,simple,"Default Category/Hommes/Vestes, manteaux,Default Category/Soldes",Veste-S,,0.5,1,Not Visible Individually,50,,,veste-s,/v/e/veste.jpg,"size=S,material=Coton, lin,ean=4006381333931",4,0,1,,',
      'V-2,,Top,simple,,Veste grande,,0.6,2,Not Visible Individually,50,40,,veste-m,,"size=M",0,0,0,,',
      'V,,Top,configurable,"Default Category/Hommes/Vestes, manteaux,Default Category/Soldes",Veste,Chaude,,1,"Catalog, Search",,,,veste,/v/e/veste.jpg,"material=Coton, lin,activity=Marche|Course",0,0,1,"sku=V-1,size=S|sku=V-2,size=M|sku=V-3,size=L","size=Taille"',
      'V,en,,,,Jacket,Warm,,,,,,,,,,,,,,',
      'LOT,,Top,bundle,,Lot,,,1,"Catalog, Search",9,,,lot-magento,,,,,,,',
    ].join('\n');
    const report = await run(at, file, { pictureBase: 'https://shop.test/media/catalog/product' });
    assert.equal(counts(report), 'magento 1 0 0 1');
    assert.deepEqual(rules(report), ['6 product_type type_not_sold', '4 configurable_variations variant_missing']);
    const coat = await productByHandle(at.app.database, 'veste');
    assert.deepEqual([coat?.name, coat?.facts.material?.fr], [{ fr: 'Veste', en: 'Jacket' }, 'Coton, lin']);
    assert.deepEqual(coat?.options[0]?.name.fr, 'Taille');
    assert.deepEqual(
      coat?.variants.map(({ sku, gtin, weightG, status }) => [sku, gtin, weightG, status]),
      [
        ['V-1', '04006381333931', 500, 'active'],
        ['V-2', null, 600, 'withdrawn'],
      ],
    );
    const [media] = await at.app.database.query<{ url: string }>(
      sql`SELECT source_url AS url FROM catalog.media WHERE product_id = ${coat?.productId} AND position = 1`,
    );
    assert.equal(media?.url, 'https://shop.test/media/catalog/product/v/e/veste.jpg');
    const names = await at.app.database.query<{ name: string }>(
      sql`SELECT c.name ->> 'fr' AS name FROM catalog.product_category pc JOIN catalog.category c USING (category_id)
        WHERE pc.product_id = ${coat?.productId} ORDER BY pc.position`,
    );
    assert.deepEqual(
      names.map((row) => row.name),
      ['Vestes, manteaux', 'Soldes'],
    );
  });

  test('no file of any format that is exported changes anything when it comes back, as CSV or as a spreadsheet', async () => {
    await run(at, wooFile);
    const [row] = await at.app.database.query<{ n: number }>(sql`SELECT count(*)::int AS n FROM catalog.product`);
    for (const format of formats) {
      const again = await run(at, await csv(at, format), { dryRun: true });
      assert.deepEqual([again.format, again.diff, again.refused], [format, [], []], format);
      // Shopify's CSV has no withdrawn variants; a product of those alone has no row.
      assert.equal(again.unchanged, row?.n, format);
      const sheet = await run(at, await spreadsheet(at, format), { dryRun: true });
      assert.deepEqual([sheet.format, sheet.diff, sheet.refused, sheet.unchanged], [format, [], [], row?.n], format);
    }
  });

  test(
    'a real Magento catalogue comes in whole, and its own export changes nothing',
    { skip: !existsSync(magentoSample) },
    async () => {
      const path = magentoSample;
      const world = await worldOf(at.app.database);
      const report = await importCatalogue(at.app.database, { path, world, actor: 'test' });
      assert.equal(counts(report), 'magento 74 0 0 0');
      assert.equal(report.variants, 940);
      assert.equal(counts(await importCatalogue(at.app.database, { path, world, actor: 'test' })), 'magento 0 0 74 0');
      const again = await run(at, await csv(at, 'magento'), { dryRun: true });
      assert.deepEqual(again.diff, []);
      assert.equal(again.refusedRows, 0);
    },
  );
});

const word = fc.oneof(
  fc.constantFrom(
    'Robe',
    'Été',
    'Sac à main',
    'A > B',
    'a, b',
    '=SUM(A1)',
    '-5',
    "l'eau",
    'x|y',
    '"dit"',
    'naïve\\n',
    '100%',
    '日本',
  ),
  fc.string({ minLength: 1, maxLength: 12 }).map(
    (text) =>
      Array.from(text, (c) => (c < ' ' || c === '\u007f' ? '' : c))
        .join('')
        .trim() || 'z',
  ),
);
const price = fc.integer({ min: 1, max: 1_000_000 });
const plain = (fr: string): Text => ({ fr, en: fr });

/** Any product that all four formats can say: one language, VAT class standard, remote pictures. */
const anyProduct = fc.record({
  name: word,
  description: fc.array(word, { maxLength: 3 }).map((words) => words.join('\n')),
  brand: fc.option(fc.constantFrom('Ourcel', 'Dupont, fils', 'A & B')),
  tags: fc.uniqueArray(fc.constantFrom('neuf', 'été', 'solde', 'bio'), { maxLength: 3 }),
  options: fc.uniqueArray(fc.constantFrom('Taille', 'Couleur', 'Matière du fil'), { maxLength: 3 }),
  values: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
  pictures: fc.uniqueArray(
    fc.constantFrom('https://p.test/1.jpg', 'https://p.test/2,b.jpg', 'https://p.test/3.png?v=1'),
    { maxLength: 3 },
  ),
  minor: price,
  compareAt: fc.option(price),
  grams: fc.option(fc.integer({ min: 0, max: 99_999 })),
  stock: fc.option(fc.integer({ min: 0, max: 500 })),
  active: fc.boolean(),
});

type AnyProduct = typeof anyProduct extends fc.Arbitrary<infer T> ? T : never;

function fileProduct(drawn: AnyProduct, n: number): FileProduct {
  const values = drawn.options.length === 0 ? [''] : drawn.values;
  return {
    handle: `p-${n}`,
    firstRow: 1,
    rows: values.length,
    draft: {
      handle: `p-${n}`,
      name: plain(drawn.name),
      description: plain(drawn.description),
      facts: n % 3 === 0 ? { material: plain('Laine, coton') } : {},
      brand: drawn.brand,
      productType: null,
      taxClass: 'standard',
      tags: drawn.tags,
      options: drawn.options.map(plain),
      status: drawn.active ? 'active' : 'draft',
      attributes: {},
      media: drawn.pictures.map((url) => ({ source: { url }, alt: plain('') })),
      published: drawn.active,
    },
    categories: n % 2 === 0 ? [[plain('Maison'), plain('Linge, tissus')]] : [],
    categoriesStated: true,
    variants: values.map((value, i) => ({
      row: 1,
      sku: `SKU-${n}-${i}`,
      gtin: null,
      optionValues: drawn.options.map(() => plain(value)),
      weightG: drawn.grams,
      image: null,
      attributes: {},
      priceMinor: drawn.minor,
      compareAtMinor: drawn.compareAt !== null && drawn.compareAt > drawn.minor ? drawn.compareAt : null,
      stock: drawn.stock === null ? [] : [{ siteCode: null, quantity: drawn.stock }],
    })),
  };
}

test('round trip of any catalogue: out and in again elsewhere, and out once more the same; here, no change', async (t) => {
  const database = await testDatabase(t);
  const { siteId } = await testShop(database, { articles: 0 });
  const drawn = fc.sample(anyProduct, { numRuns: 60, seed: 41 });
  const world = await worldOf(database);
  const input = {
    products: drawn.map(fileProduct),
    world,
    importId: 'imp_test',
    siteId,
    family: null,
    lowPrices: false,
    format: 'halle' as const,
    shelves: new Map(),
  };
  for (const format of formats) {
    await wipeCatalogue(database);
    await database.transaction({ actor: 'test' }, (tx) => applyBatch(tx, { ...input, shelves: new Map() }));
    const text = await csvOf(database, format);
    const same = await importFile(database, text, { dryRun: true, format });
    assert.deepEqual([same.diff, same.refused, same.unchanged], [[], [], 60], format);
    const sheet = await sheetOf(database, format);
    await wipeCatalogue(database);
    const made = await importFile(database, sheet, { format });
    assert.deepEqual([made.created, made.refused], [60, []], format);
    const sorted = (file: string): string[] => file.split('\n').sort();
    assert.deepEqual(sorted(await csvOf(database, format)), sorted(text), format);
  }
});

test('what a format cannot say is told before the file is written', async (t) => {
  const worlds = openWorlds();
  t.after(() => worlds.close());
  const at = await worlds.open();
  await run(
    at,
    'handle,name_fr,name_en,tags,images,price,sku,option1_name_fr,option1_fr\nx,Robe,Dress,neuf,drawing:dress-groseille-plain-0,10,X-1,Taille,S\n',
  );
  const owner = await at.app.staff('owner');
  const told = async (format: Format): Promise<string[]> => {
    const { body } = await at.app.call('GET', `/api/exports/catalogue/losses?format=${format}`, { as: owner });
    return body.items.map(({ rule, products }: { rule: string; products: number }) => `${rule} ${products}`);
  };
  assert.deepEqual(await told('halle'), []);
  assert.deepEqual(await told('shopify'), ['other_language 1', 'drawings 1']);
  assert.deepEqual(await told('magento'), ['drawings 1', 'tags 1']);
});

test('a spreadsheet that was made to hurt is refused in one sentence', async (t) => {
  const database = await testDatabase(t);
  const refused = async (parts: Record<string, string | Buffer>): Promise<string> => {
    const zip = new ZipFile();
    for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), path);
    zip.end();
    const bytes: Buffer[] = [];
    for await (const part of zip.outputStream) bytes.push(part as Buffer);
    return importFile(database, Buffer.concat(bytes)).then(
      () => 'taken',
      (error: { code?: string; facts?: { rule?: string } }) => `${error.code} ${error.facts?.rule}`,
    );
  };
  const sheet = 'xl/worksheets/sheet1.xml';
  assert.equal(await refused({ 'readme.txt': 'hello' }), 'imports.unreadable not_xlsx');
  const laughs =
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>';
  assert.equal(await refused({ [sheet]: laughs }), 'imports.unreadable not_xlsx');
  assert.equal(await refused({ [sheet]: '<worksheet><sheetData><row>' }), 'imports.unreadable not_xlsx');
  const bomb = Buffer.alloc(60_000_000, ' ');
  assert.equal(await refused({ [sheet]: bomb }), 'imports.unreadable too_large');
  const wide = `<worksheet><sheetData><row>${'<c t="inlineStr"><is><t>x</t></is></c>'.repeat(501)}</row></sheetData></worksheet>`;
  assert.equal(await refused({ [sheet]: wide }), 'imports.unreadable too_many_columns');
});

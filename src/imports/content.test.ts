import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database, type Tx } from '#base/db';
import {
  checkValue,
  defineAttribute,
  defineFamily,
  productByHandle,
  readContents,
  setValues,
  units,
  type Attribute,
  type StoredValue,
  type Value,
  type ValuesInput,
} from '#catalog';
import { csvOf, importFile, sheetOf, wipeCatalogue } from '../../test/support/catalogue-files.ts';
import { testDatabase } from '../../test/support/database.ts';
import { testShop } from '../../test/support/shop.ts';
import { foreignText, readForeignValue } from './foreign-values.ts';
import type { ImportReport } from './model.ts';
import { readValue, writeValue } from './values.ts';

const both = (text: string) => ({ fr: text, en: text });
const choice = (code: string, fr: string, en: string) => ({ code, name: { fr, en } });
const attribute = (
  code: string,
  kind: Attribute['kind'],
  more: Partial<Attribute> = {},
): Omit<Attribute, 'version'> => ({
  code,
  name: both(code),
  kind,
  level: 'product',
  localisable: false,
  perChannel: false,
  facetable: false,
  unit: kind === 'measure' ? 'cm' : null,
  rules: {},
  choices:
    kind === 'choice' || kind === 'choices'
      ? [
          choice('lin', 'Lin', 'Linen'),
          choice('coton', 'Coton, bio', 'Organic cotton'),
          choice('laine', 'Laine|vierge', 'Wool'),
        ]
      : [],
  position: 0,
  ...more,
});
const attributes: readonly Omit<Attribute, 'version'>[] = [
  attribute('story', 'rich_text', { localisable: true, perChannel: true }),
  attribute('motto', 'text', { localisable: true, name: { fr: 'Devise', en: 'Motto' } }),
  attribute('season', 'text'),
  attribute('pieces', 'number', { rules: { min: 0, max: 1_000 } }),
  attribute('width', 'measure', { level: 'variant', name: { fr: 'Largeur', en: 'Width' } }),
  attribute('washable', 'yes_no', { perChannel: true, name: { fr: 'Lavable', en: 'Washable' } }),
  attribute('fabric', 'choice', { level: 'variant', name: { fr: 'Étoffe', en: 'Fabric' } }),
  attribute('fibres', 'choices', { name: { fr: 'Fibres', en: 'Fibres' } }),
  attribute('since', 'date'),
];

const text = fc.oneof(
  fc.constantFrom(
    '=1+1',
    "l'été",
    ' a',
    'a; b',
    'x, y=z',
    'A|B',
    '→ season',
    '"dit"',
    "'-5",
    'deux\nlignes',
    '日本',
    '<p>Oui</p>',
    '\\n',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((one) => !/[\p{Cc}\uFFFD]/u.test(one)),
);
const amount = fc.integer({ min: -1e9, max: 1e9 }).chain((n) => fc.integer({ min: 0, max: 6 }).map((d) => n / 10 ** d));
const valueOf = (one: Pick<Attribute, 'kind' | 'choices' | 'unit'>): fc.Arbitrary<Value> => {
  const codes = one.choices.map((each) => each.code);
  const lengths = units.filter((unit) => unit.dimension === 'length').map((unit) => unit.unit);
  return {
    text,
    rich_text: text,
    number: fc.integer({ min: 0, max: 1_000 }),
    measure: fc.record({ amount, unit: fc.constantFrom(...lengths) }, { noNullPrototype: true }),
    yes_no: fc.boolean(),
    choice: fc.constantFrom(...(codes.length > 0 ? codes : [''])),
    choices: fc.uniqueArray(fc.constantFrom(...(codes.length > 0 ? codes : [''])), { minLength: 1 }),
    date: fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10)),
  }[one.kind] as fc.Arbitrary<Value>;
};

test('every value that may be stored is read from the cell it is written in', () => {
  for (const one of attributes) {
    const known = { ...one, version: 1 };
    fc.assert(
      fc.property(valueOf(one), (value) => {
        fc.pre(checkValue(known, value).length === 0);
        assert.deepEqual(readValue(known, writeValue(known, value)), { ok: true, value });
        for (const language of ['fr', 'en'] as const) {
          const said = foreignText(known, value, language);
          if (said !== undefined) assert.deepEqual(readForeignValue(known, said), value);
          else
            assert.ok(one.kind === 'text' || one.kind === 'rich_text', 'only a text may be none in other shops’ words');
        }
      }),
      { numRuns: 100 },
    );
  }
});

describe('attributes in catalogue files', () => {
  const ends: (() => unknown)[] = [];
  let database: Database;
  let web = '';
  const counts = ({ created, updated, unchanged, refusedRows }: ImportReport) =>
    [created, updated, unchanged, refusedRows].join(' ');
  const rules = ({ refused }: ImportReport) => refused.map(({ row, field, rule }) => `${row} ${field} ${rule}`);
  before(async () => {
    database = await testDatabase({ after: (end: unknown) => void ends.unshift(end as () => unknown) } as never);
    web = (await testShop(database, { articles: 0 })).channels.web;
    const listed = attributes.flatMap(({ code }) => (code === 'since' ? [] : [{ code, required: 'no' as const }]));
    const names = { fr: 'Linge', en: 'Household linen' };
    const since = { code: 'since', required: 'no' as const };
    const commands: ((tx: Tx) => Promise<unknown>)[] = [
      ...attributes.map((one) => (tx: Tx) => defineAttribute(tx, one)),
      (tx) => defineFamily(tx, { code: 'linen', name: names, attributes: listed, position: 0 }),
      (tx) => defineFamily(tx, { code: 'other', name: both('Autre'), attributes: [since], position: 1 }),
    ];
    for (const command of commands) await database.transaction({ actor: 'test' }, command);
  });
  after(async () => {
    for (const end of ends) await end();
  });
  const saidOf = async (handle: string): Promise<readonly StoredValue[]> => {
    // Not by the cache: what was taken away by force, it does not know.
    const [row] = await database.query<{ id: string }>(
      sql`SELECT product_id AS id FROM catalog.product WHERE handle = ${handle}`,
    );
    const id = row?.id ?? '';
    return (await readContents(database, [id])).get(id)?.values ?? [];
  };

  test('any values go out and come back the same: here no change, elsewhere all of them; as CSV and as a spreadsheet', async () => {
    const head = 'handle,name_fr,sku,price,family,option1_name_fr,option1_fr';
    const drafts = Array.from({ length: 25 }, (_, n) => [
      `r-${n},Un,R-${n}-1,1,linen,Taille,S`,
      `r-${n},,R-${n}-2,1,,,M`,
    ]);
    assert.equal(counts(await importFile(database, [head, ...drafts.flat()].join('\n'))), '25 0 0 0');
    const listed = attributes.filter((one) => one.code !== 'since');
    const inputs: ValuesInput[] = [];
    for (let n = 0; n < 25; n++) {
      const product = await productByHandle(database, `r-${n}`);
      const skuIds = [null, ...(product?.variants.map((one) => one.skuId) ?? [])];
      const values = listed.flatMap((one) =>
        (one.localisable ? (['fr', 'en'] as const) : [null]).flatMap((language) =>
          (one.perChannel ? [null, web] : [null]).flatMap((channelId) =>
            (one.level === 'variant' ? skuIds : [null]).flatMap((skuId, i) => {
              const drawn = fc.sample(fc.option(valueOf(one)), {
                numRuns: 1,
                seed: n * 1_000 + i * 7 + one.code.length,
              })[0];
              const fits =
                drawn !== null && drawn !== undefined && checkValue({ ...one, version: 1 }, drawn).length === 0;
              return fits ? [{ attribute: one.code, skuId, language, channelId, value: drawn }] : [];
            }),
          ),
        ),
      );
      inputs.push({ productId: product?.productId ?? '', values });
    }
    await database.transaction({ actor: 'test' }, (tx) => setValues(tx, inputs));
    const out = await csvOf(database, 'halle');
    for (const file of [out, await sheetOf(database, 'halle')]) {
      const same = await importFile(database, file);
      assert.deepEqual([counts(same), same.diff, same.warnings], ['0 0 25 0', [], []]);
    }
    const sheet = await sheetOf(database, 'halle');
    for (const file of [out, sheet]) {
      await wipeCatalogue(database);
      assert.equal(counts(await importFile(database, file)), '25 0 0 0');
      const back = await csvOf(database, 'halle');
      assert.deepEqual(back.split('\n').sort(), out.split('\n').sort());
    }
    await wipeCatalogue(database);
  });

  test('an import makes no attribute, family or choice: each is an error of its row; the rest is taken, and a dry run tells all', async () => {
    const head =
      'handle,name_fr,sku,price,family,attribute:fabric,attribute:pieces,attribute:colour,attribute:motto,attribute:since,attribute:washable@web';
    const file = [
      head,
      'v-1,A,V-1,1,linen,LINEN,"12,5",,,,oui',
      'v-2,B,V-2,1,sofas,,,,,,',
      'v-3,C,V-3,1,linen,soie,,,,,',
      'v-4,D,V-4,1,linen,,2000,,,,',
      'v-5,E,V-5,1,linen,,,red,,,',
      'v-6,F,V-6,1,linen,,,,Bonjour,,',
      'v-7,G,V-7,1,linen,,,,,2020-02-30,',
      'v-8,H,V-8,1,linen,,,,,2020-02-28,',
      'v-9,I,V-9,1,,lin,,,,,',
    ].join('\n');
    const wrong = [
      '3 family unknown_family',
      '4 attribute:fabric unknown_choice',
      '5 attribute:pieces at most 1000',
      '6 attribute:colour unknown_attribute',
      '7 attribute:motto language_needed',
      '8 attribute:since a day, as 2026-11-22',
      '9 attribute:since not_of_family',
      '10 attribute:fabric not_of_family',
    ];
    for (const dryRun of [true, false]) {
      const report = await importFile(database, file, { dryRun });
      assert.deepEqual([counts(report), rules(report)], ['1 0 0 8', wrong]);
    }
    assert.deepEqual(
      (await saidOf('v-1')).map(({ attribute: code, channelId, value }) => [code, channelId === web, value]),
      [
        ['fabric', false, 'lin'],
        ['pieces', false, 12.5],
        ['washable', true, true],
      ],
    );
    const change = 'handle,name_fr,sku,price,attribute:fabric,attribute:pieces\nv-1,A,V-1,1,,3\n';
    const dry = await importFile(database, change, { dryRun: true });
    assert.deepEqual(dry.diff[0]?.fields, [
      { field: 'attribute:pieces', from: '12.5', to: '3' },
      { field: 'attribute:fabric', from: 'lin', to: '' },
    ]);
    await importFile(database, change);
    assert.deepEqual(
      (await saidOf('v-1')).map((one) => one.value),
      [3, true],
      'an empty cell clears, a column that is absent leaves',
    );
    const [entry] = await database.query<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM catalog.change c JOIN catalog.product p USING (product_id) WHERE p.handle = 'v-1' AND c.kind = 'changed'`);
    assert.equal(entry?.n, 1, 'one change of the product, one entry of its history');
    await wipeCatalogue(database);
  });

  test('products that go together and bundles come back, wherever the file names them; what nobody has is told', async () => {
    const file = [
      'handle,name_fr,sku,price,related_complement,related_spare_part,components',
      'l-1,Lot,L-1,9,l-2 l-3,,"L-2*2, L-3"',
      'l-2,Drap,L-2,5,l-1,l-3,',
      'l-3,Taie,L-3,2,l-9,,L-1',
      'l-4,Paire,L-4,3,,,L-8*1',
    ].join('\n');
    const report = await importFile(database, file, { dryRun: true });
    assert.deepEqual(
      report.warnings.map(({ row, field, rule, value }) => `${row} ${field} ${rule} ${value}`),
      [],
      'in a dry run of new products their links are not judged yet',
    );
    const made = await importFile(database, file);
    assert.equal(counts(made), '4 0 0 0');
    assert.deepEqual(
      made.warnings.map(({ row, field, rule, value }) => `${row} ${field} ${rule} ${value}`),
      ['4 related_complement unknown_product l-9', '4 components inside_a_bundle L-3', '5 components unknown_sku L-8'],
    );
    const out = await csvOf(database, 'halle');
    assert.match(out, /l-2 l-3/);
    assert.match(out, /"L-2\*2, L-3\*1"/);
    assert.deepEqual(
      [counts(await importFile(database, out)), (await importFile(database, out)).diff],
      ['0 0 4 0', []],
    );
    await wipeCatalogue(database);
    await importFile(database, out);
    assert.deepEqual((await csvOf(database, 'halle')).split('\n').sort(), out.split('\n').sort());
    const less = await importFile(database, 'handle,name_fr,sku,price,related_complement\nl-1,Lot,L-1,9,l-3\n');
    assert.deepEqual(
      [counts(less), less.diff[0]?.fields],
      ['0 1 0 0', [{ field: 'related_complement', from: 'l-2 l-3', to: 'l-3' }]],
    );
    await wipeCatalogue(database);
  });

  test('Magento: attribute sets are families, attributes those of the family by code or name; the rest is told once a column', async () => {
    const file = [
      'sku,store_view_code,attribute_set_code,product_type,name,price,url_key,visibility,additional_attributes,meta_title,configurable_variations',
      'M-1-S,,Linge,simple,Drap-S,10,drap-s,Not Visible Individually,"size=S,largeur=90 cm,climate=Cold",,',
      'M-1,,Linge,configurable,Drap,,drap,"Catalog, Search","devise=""Bien, dormir=mieux"",fibres=Lin|Coton,climate=Cold|Warm,washable=Yes",Draps,"sku=M-1-S,size=S"',
      'M-1,en,,,Sheet,,,,"devise=Sleep well",Sheets,',
      'M-2,,Inconnu,simple,Taie,5,taie,"Catalog, Search","fibres=Soie,washable=No",,',
    ].join('\n');
    const report = await importFile(database, file);
    assert.equal(counts(report), '2 0 0 0');
    const said = (await saidOf('drap')).map(({ attribute: code, skuId, language, value }) => [
      code,
      skuId !== null,
      language,
      value,
    ]);
    assert.deepEqual(said, [
      ['fibres', false, null, ['lin', 'coton']],
      ['motto', false, 'en', 'Sleep well'],
      ['motto', false, 'fr', 'Bien, dormir=mieux'],
      ['washable', false, null, true],
      ['width', true, null, { amount: 90, unit: 'cm' }],
    ]);
    assert.deepEqual(report.unread.map(({ column, rows }) => `${column} ${rows}`).sort(), [
      'additional_attributes: climate 2',
      'additional_attributes: fibres 1',
      'additional_attributes: washable 1',
      'meta_title (en) 1',
      'meta_title 1',
    ]);
    const out = await csvOf(database, 'magento');
    const again = await importFile(database, out);
    assert.deepEqual([counts(again), again.diff], ['0 0 2 0', []]);
    assert.match(out, /devise=""Bien, dormir=mieux""/);
    assert.match(out, /largeur=90 cm/);
    assert.equal((await importFile(database, await csvOf(database, 'halle'))).updated, 0);
    await wipeCatalogue(database);
    await importFile(database, out);
    assert.deepEqual(
      (await saidOf('drap')).map((one) => one.value),
      said.map((one) => one[3]),
    );
    await wipeCatalogue(database);
  });

  test('WooCommerce: attributes of the family named for the file; a second file says what the product says now', async () => {
    const file = [
      'Type,SKU,Name,Published,Regular price,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,Attribute 2 value(s),Attribute 2 visible,Attribute 2 global,Meta: season,Upsells',
      'simple,w-1,Nappe,1,12,Fibres,"Lin, Laine|vierge",1,1,Devise,"A\\, b",0,0,été,w-2',
      'simple,w-2,Torchon,1,,Fibres,Lin,1,1,Motif,Rayé,1,0,,',
    ].join('\n');
    const report = await importFile(database, file, { family: 'linen' });
    assert.deepEqual([counts(report), report.warnings.map((one) => one.rule)], ['2 0 0 0', ['no_price']]);
    assert.deepEqual(report.unread.map(({ column, rows, example }) => `${column} ${rows} ${example}`).sort(), [
      'Attribute: Fibres 1 Lin | Laine|vierge',
      'Attribute: Motif 1 Rayé',
      'Upsells 1 w-2',
    ]);
    const said = await saidOf('w-1');
    assert.deepEqual(
      said.map((one) => [one.attribute, one.value]),
      [
        ['motto', 'A, b'],
        ['season', 'été'],
      ],
    );
    const productId = (await productByHandle(database, 'w-1'))?.productId ?? '';
    const place = { skuId: null, channelId: null };
    await database.transaction({ actor: 'test' }, (tx) =>
      setValues(tx, [
        {
          productId,
          values: [
            { ...place, attribute: 'season', language: null, value: 'hiver' },
            { ...place, attribute: 'pieces', language: null, value: 6 },
          ],
        },
      ]),
    );
    const out = await csvOf(database, 'woocommerce');
    assert.match(out, /hiver/);
    const again = await importFile(database, out);
    assert.deepEqual([counts(again), again.diff], ['0 0 2 0', []]);
    await wipeCatalogue(database);
    await importFile(database, out, { family: 'linen' });
    assert.deepEqual(
      (await saidOf('w-1')).map((one) => one.value),
      ['A, b', 6, 'hiver'],
    );
    await assert.rejects(importFile(database, file, { family: 'sofas' }), /imports.family_unknown/);
  });
});

test('articles made by hand, with their prices and stock, are no news when their own file comes back', async (t) => {
  const database = await testDatabase(t);
  await testShop(database, { articles: 2, stock: 7 });
  const report = await importFile(database, await csvOf(database, 'halle'));
  assert.deepEqual([report.unchanged, report.prices, report.stock, report.diff], [1, 0, 0, []]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingPath, kindNames } from '#kit/drawings/illustrate';
import { paletteNames } from '#kit/drawings/palettes';
import { drawingKinds, palettes, patterns, taxClasses } from '../types.ts';
import type { Text } from '../types.ts';
import { english, french, gtinCheckDigit, slug } from './build.ts';
import { brands, categories, demoProducts } from './index.ts';

const variants = demoProducts.flatMap((product) => product.variants);
const unique = (values: readonly string[]): void => {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  assert.deepEqual(twice, []);
};

test('the shop is as full as the demonstration promises', () => {
  assert.ok(demoProducts.length >= 130, `${demoProducts.length} products`);
  assert.ok(variants.length >= 450 && variants.length <= 700, `${variants.length} variants`);
  const used = new Set(demoProducts.flatMap((product) => product.categories));
  const parents = new Set(categories.map((category) => category.parent));
  for (const { handle } of categories) assert.ok(used.has(handle) || parents.has(handle), `nothing in ${handle}`);
});

test('handles, SKUs and GTINs are each given once, and are well formed', () => {
  unique(demoProducts.map((product) => product.handle));
  unique(variants.map((variant) => variant.sku));
  unique(variants.map((variant) => variant.gtin));
  for (const { handle } of demoProducts) assert.match(handle, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const { sku } of variants) assert.match(sku, /^[A-Z0-9]+(-[A-Z0-9]+){0,4}$/);
});

test('every GTIN is an EAN-13 of the French range with a right check digit', () => {
  assert.equal(gtinCheckDigit('400638133393'), 1);
  for (const { gtin } of variants) {
    assert.match(gtin, /^376\d{10}$/);
    assert.equal(gtinCheckDigit(gtin.slice(0, 12)), Number(gtin[12]));
  }
});

test('every text is there in both languages, in two to four sentences, without exclamation', () => {
  const said = (one: Text, where: string): void => {
    for (const words of [one.fr, one.en]) {
      assert.ok(words.trim().length > 0, where);
      assert.ok(!/[!]/.test(words), `exclamation: ${words}`);
      assert.ok(!words.includes("'"), `straight apostrophe: ${words}`);
    }
  };
  for (const product of demoProducts) {
    said(product.name, product.handle);
    for (const one of [product.description, product.material, product.origin, product.care]) {
      if (!one) continue;
      said(one, product.handle);
      assert.ok(one.fr.endsWith('.') && one.en.endsWith('.'), `${product.handle}: ${one.fr}`);
    }
    for (const words of [product.description.fr, product.description.en]) {
      const sentences = words.match(/[.?](?= |$)/g)?.length ?? 0;
      assert.ok(sentences >= 2 && sentences <= 4, `${product.handle}: ${sentences} sentences`);
    }
    for (const option of product.options) {
      said(option.name, product.handle);
      for (const value of option.values) said(value.name, product.handle);
    }
  }
});

test('French spaces do not break before double punctuation, units and percent signs', () => {
  assert.equal(french("L'été : 20 % de 50 ml"), 'L’été\u00a0: 20\u00a0% de 50\u00a0ml');
  assert.equal(english("It's 50 ml"), 'It’s 50\u00a0ml');
  for (const { description } of demoProducts) assert.ok(!/ [:;?%€»]/.test(description.fr), description.fr);
});

test('variants are the product of the options, each value is used, no combination comes twice', () => {
  for (const product of demoProducts) {
    unique(product.variants.map((variant) => variant.values.join('/')));
    for (const variant of product.variants) assert.equal(variant.values.length, product.options.length, variant.sku);
    for (const [index, option] of product.options.entries()) {
      unique(option.values.map((value) => value.code));
      for (const { code } of option.values) {
        assert.ok(
          product.variants.some((variant) => variant.values[index] === code),
          `${product.handle} ${code}`,
        );
      }
    }
  }
});

test('prices are whole cents above zero, and a prior price is higher', () => {
  for (const { sku, price, priorPrice, grams } of variants) {
    assert.ok(Number.isSafeInteger(price) && price > 0, sku);
    assert.ok(priorPrice === undefined || priorPrice > price, sku);
    assert.ok(Number.isSafeInteger(grams) && grams > 0, sku);
  }
});

test('the kinds and palettes named here are those that are drawn', () => {
  assert.deepEqual([...drawingKinds].toSorted(), [...kindNames].toSorted());
  assert.deepEqual([...palettes].toSorted(), [...paletteNames].toSorted());
  for (const { drawing } of variants) assert.ok(drawingPath(drawing).length > 0);
});

test('every drawing exists, and each colour of a product has its own palette', () => {
  for (const product of demoProducts) {
    const colours = new Map<string, string>();
    for (const { drawing, sku, values } of product.variants) {
      assert.ok(drawingKinds.includes(drawing.kind) && palettes.includes(drawing.palette), sku);
      assert.ok(patterns.includes(drawing.pattern) && drawing.variant >= 0 && drawing.variant <= 3, sku);
      if (product.options[0]?.name.fr === 'Couleur') colours.set(values[0]!, drawing.palette);
    }
    unique([...colours.values()]);
  }
});

test('brands, categories and tax classes are known; books, plants and gift cards bear their own rate', () => {
  const handles = new Set(categories.map((category) => category.handle));
  for (const product of demoProducts) {
    assert.ok(brands.includes(product.brand), product.brand);
    assert.ok(product.categories.length > 0 && product.categories.every((one) => handles.has(one)), product.handle);
    assert.ok(taxClasses.includes(product.taxClass));
    assert.ok(product.launchedDaysAgo > 0);
  }
  const taxed = (tag: string): Set<string> =>
    new Set(demoProducts.filter((product) => product.tags.includes(tag)).map((product) => product.taxClass));
  assert.deepEqual(taxed('plante'), new Set(['intermediate']));
  assert.deepEqual(taxed('livre'), new Set(['reduced', 'super-reduced']));
  assert.deepEqual(taxed('carte-cadeau'), new Set(['outside']));
});

test('what the mock-ups show is on sale, at their price', () => {
  const price = (sku: string): number | undefined => variants.find((variant) => variant.sku === sku)?.price;
  const shown: [sku: string, cents: number][] = [
    ['ROB-BEL-GRO-38', 79_00],
    ['ROU-GRA-TER', 29_00],
    ['ECH-SAO-ZIN', 45_00],
    ['BAS-PER-SAU-39', 95_00],
    ['EAU-FOU-50', 68_00],
    ['BOU-CRO-BOI', 32_00],
    ['TAS-HAL-BLE', 18_00],
    ['MAN-SAO-LIN-38', 249_00],
    ['SAC-AIN-FIG', 129_00],
    ['COU-MON-NUI-45', 39_00],
    ['CAR-SAT-ENC-L', 14_50],
    ['VAS-HAL-BLE', 39_90],
    ['FAU-PRE-CRE', 459_00],
    ['CAR-CAD-50', 50_00],
    // Shown before tax to businesses: 189, 89, 26 and 54.
    ['FG-BL-A', 226_80],
    ['SG-CH', 106_80],
    ['PR-A4-5', 31_20],
    ['EN-305XL', 64_80],
  ];
  assert.deepEqual(
    shown.map(([sku]) => [sku, price(sku)]),
    shown,
  );
});

test('a handle is the French name without its accents', () => {
  assert.equal(slug("Fauteuil Presqu'île"), 'fauteuil-presqu-ile');
  assert.equal(slug('Œillet'), 'oeillet');
});

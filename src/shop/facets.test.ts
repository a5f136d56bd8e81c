import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addChosen, fieldsOf, readBand, readChosen, toggled, type Chosen } from '../../web/store/chosen.ts';
import { bandValues, narrow, priceCuts, sortValues, type Candidate, type Trait, type Where } from './facets.ts';

const both = (text: string) => ({ fr: text, en: text });
const trait = (facet: string, value: string): Trait => ({ facet, value, name: both(facet), label: both(value) });

type Thing = {
  brand: string;
  cat: string[];
  variants: { size: string; colour: string; minor: number; sites: string[] }[];
};

function candidate(thing: Thing): Candidate<Thing> {
  const variants = thing.variants.map(({ size, colour, minor, sites }) => ({
    traits: [trait('o.taille', size), trait('o.couleur', colour)],
    minor,
    sites: new Map(sites.map((site) => [site, 1])),
  }));
  const together = new Map(variants.flatMap(({ traits }) => traits.map((one) => [`${one.facet}=${one.value}`, one])));
  return {
    item: thing,
    own: [trait('brand', thing.brand), ...thing.cat.map((cat) => trait('cat', cat))],
    together: [...together.values()],
    variants,
  };
}

const cuts = bandValues([2_500, 5_000]).map((value) => trait('price', value));

/** The same said slowly: does a product fit, leaving one facet out of account? */
function fits(thing: Thing, chosen: Chosen, where: Where, without?: string): boolean {
  const asked = (facet: string): readonly string[] | undefined => (facet === without ? undefined : chosen[facet]);
  const has = (facet: string, values: readonly string[]): boolean =>
    asked(facet) === undefined || values.some((value) => asked(facet)?.includes(value));
  const bands = asked('price')?.map((value) => readBand(value) ?? { from: 0, to: 0 });
  return (
    has('brand', [thing.brand]) &&
    has('cat', thing.cat) &&
    thing.variants.some(
      ({ size, colour, minor, sites }) =>
        has('o.taille', [size]) &&
        has('o.couleur', [colour]) &&
        (bands === undefined || bands.some(({ from, to }) => minor >= from && minor < to)) &&
        (where.siteId === undefined ? !where.inStock || sites.length > 0 : sites.includes(where.siteId)),
    )
  );
}

const thing = fc.record({
  brand: fc.constantFrom('ourcel', 'saone'),
  cat: fc.uniqueArray(fc.constantFrom('robes', 'pulls', 'sacs'), { maxLength: 2 }),
  variants: fc.array(
    fc.record({
      size: fc.constantFrom('36', '38', '40'),
      colour: fc.constantFrom('rouge', 'bleu'),
      minor: fc.constantFrom(1_000, 2_500, 4_900, 5_000, 9_900),
      sites: fc.uniqueArray(fc.constantFrom('lyon', 'nantes'), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
const some = (...values: string[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }));
const choice = fc.record({
  brand: some('ourcel', 'saone', 'nobody'),
  cat: some('robes', 'pulls'),
  'o.taille': some('36', '38'),
  'o.couleur': some('rouge', 'bleu'),
  price: some('-2500', '2500-5000', '5000-'),
});

test('what is kept and every count agree with asking product by product', () => {
  fc.assert(
    fc.property(
      fc.array(thing, { maxLength: 12 }),
      choice,
      fc.constantFrom<Where>({}, { inStock: true }, { siteId: 'lyon' }),
      (things, picked, where) => {
        const chosen: Chosen = Object.fromEntries(
          Object.entries(picked).flatMap(([key, values]) => (values ? [[key, values]] : [])),
        );
        const { kept, facets } = narrow(things.map(candidate), chosen, where, cuts);
        assert.deepEqual(
          kept,
          things.filter((one) => fits(one, chosen, where)),
        );
        const counted = Object.fromEntries(
          facets.flatMap(({ key, values }) => values.map(({ value, count }) => [`${key}=${value}`, count])),
        );
        const all = [
          'brand=ourcel',
          'brand=saone',
          'cat=robes',
          'cat=sacs',
          'o.taille=36',
          'o.taille=40',
          'o.couleur=bleu',
          'price=-2500',
          'price=2500-5000',
          'price=5000-',
        ];
        for (const one of all) {
          const [facet = '', value = ''] = one.split('=');
          const others = { ...chosen, [facet]: [value] };
          assert.equal(counted[one] ?? 0, things.filter((product) => fits(product, others, where)).length, one);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a red 36 and a blue 38 are no red 38', () => {
  const dress: Thing = {
    brand: 'ourcel',
    cat: [],
    variants: [
      { size: '36', colour: 'rouge', minor: 1, sites: [] },
      { size: '38', colour: 'bleu', minor: 1, sites: [] },
    ],
  };
  assert.equal(narrow([candidate(dress)], { 'o.taille': ['38'], 'o.couleur': ['rouge'] }, {}, []).kept.length, 0);
  assert.equal(narrow([candidate(dress)], { 'o.taille': ['38'], 'o.couleur': ['bleu'] }, {}, []).kept.length, 1);
});

test('prices are parted at round amounts, sizes go from small to large', () => {
  assert.deepEqual(priceCuts([900, 1_900, 2_900, 7_900, 8_900, 12_900]), [1_500, 2_500, 7_500]);
  assert.deepEqual(priceCuts([1_000, 1_000, 1_000, 1_000]), []);
  assert.deepEqual(bandValues([2_500, 5_000]), ['-2500', '2500-5000', '5000-']);
  const values = (list: string[]) => list.map((value) => ({ value, label: both(value), count: 1 }));
  const sorted = (list: string[]) =>
    sortValues({ key: 'o.t', name: both('t'), values: values(list) }).map(({ value }) => value);
  assert.deepEqual(sorted(['xl', 's', 'm']), ['s', 'm', 'xl']);
  assert.deepEqual(sorted(['40', '38', '100']), ['38', '40', '100']);
});

test('an address says what is chosen, and nothing else gets in', () => {
  const read = (text: string): Chosen => readChosen(fieldsOf(text));
  assert.deepEqual(read('o.taille=40&o.taille=38&brand=ourcel&q=robe&o.taille=38'), {
    brand: ['ourcel'],
    'o.taille': ['38', '40'],
  });
  assert.deepEqual(read("brand='or 1&__proto__=x&constructor=y&f.a%00b=1&price=&o.=3&cat=<b>"), {});
  assert.equal(Object.keys(read(Array.from({ length: 50 }, (_, i) => `f.x${i}=1`).join('&'))).length, 12);
  const chosen = toggled(toggled({}, 'brand', 'b'), 'brand', 'a');
  const query = new URLSearchParams();
  addChosen(query, chosen);
  assert.equal(query.toString(), 'brand=a&brand=b');
  assert.deepEqual(toggled(toggled(chosen, 'brand', 'a'), 'brand', 'b'), {});
  fc.assert(fc.property(fc.string(), (text) => void read(text)));
});

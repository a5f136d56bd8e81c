/** The browser's build of the till finds to the cent what the server finds: over carts at random, promotions of every kind. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compiledOf, price, promotedFrom, type Priced } from '#pricing/model';
import { brokenIdentities } from '../../test/support/price-identities.ts';
import { randomCart, type RandomCart } from '../../test/support/random-carts.ts';
import { rollOf } from '../../src/simulate/roll.ts';
import { atHome } from './price-examples.ts';
import type * as here from './price.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
let browser: typeof here;

before(async () => {
  const built = await build({
    ...{ configFile: path('./vite.config.ts'), logLevel: 'silent' },
    build: { write: false, minify: true, lib: { entry: path('./price.ts'), formats: ['es'], fileName: 'price' } },
  });
  const [output] = [built].flat() as { output: { code: string }[] }[];
  browser = await import(`data:text/javascript,${encodeURIComponent(output?.output[0]?.code ?? '')}`);
});

/** The article as the till was told of it. */
function itemOf({ rules }: RandomCart, skuId: string): here.PartOfTicket['item'] {
  const good = rules.goods.get(skuId);
  const empty = { fr: '', en: '' };
  return {
    ...{ skuId, productId: skuId, sku: skuId, gtin: null, name: empty, option: empty, image: '', minor: null },
    ...{ compareAtMinor: null, taxRate: 0, taxClass: good?.taxClass ?? 'standard', here: 0, elsewhere: [] },
    ...{ categoryIds: [], traits: (good?.traits ?? []).filter((one) => !one.startsWith('sku:')) },
    priorMinor: null,
    prices: (good?.prices ?? []).map(({ listCode, channelId, minor, compareAtMinor, fromUnits }) => ({
      ...{ code: listCode, own: channelId !== null, minor, compareAtMinor },
      ...(fromUnits === undefined ? {} : { fromUnits }),
    })),
  };
}

/** What the server answers, from its own rules. */
function served(cart: RandomCart): Priced {
  const compiled = compiledOf(cart.carried);
  const promoted = promotedFrom(cart.carried, compiled, cart.at, true);
  return price({ ...cart.input, delivery: 'none' }, { ...cart.rules, promoted });
}

/** The same of what is sent under a VAT of its own. */
function servedSent(cart: RandomCart, { tax, delivery }: here.Sent): Priced {
  const promoted = promotedFrom(cart.carried, compiledOf(cart.carried), cart.at, true);
  return price({ ...cart.input, country: tax.country, tax, delivery }, { ...cart.rules, promoted });
}

const abroad: readonly here.Sent['tax'][] = [
  { ...atHome, scheme: 'oss', country: 'DE', destination: 'DE', stays: 'net' },
  { ...atHome, scheme: 'oss', country: 'DE', destination: 'DE' },
  { ...atHome, scheme: 'export', destination: 'CH', stays: 'net' },
  { ...atHome, country: 'FR', region: 'FR-974', destinationRegion: 'FR-974', stays: 'net' },
];

const bill = ({ lines, reductions, totals, taxGroups, unpriced, offered }: Priced): unknown => ({
  ...{ lines, reductions, totals, taxGroups, unpriced, offered },
});

test('the same lines, discounts, VAT and totals in the browser’s build as on the server', () => {
  const roll = rollOf(20_261_122);
  for (let i = 0; i < 2_000; i++) {
    const cart = randomCart(roll, { lines: 8, promotions: 6 });
    const parts = cart.input.lines.map(({ skuId, quantity }) => ({ item: itemOf(cart, skuId), quantity }));
    const { carried, at, rules } = cart;
    const told = {
      at,
      tax: atHome,
      vat: undefined,
      ownPrices: [],
      level: rules.level,
      delivery: rules.delivery,
      carried,
    };
    // Over the wire: what JSON can't say must not matter.
    const heard = JSON.parse(JSON.stringify({ told, parts })) as { told: here.Told; parts: here.PartOfTicket[] };
    const shown = browser.priceParts(heard.parts, browser.pricingOf(heard.told, at), at);
    assert.deepEqual(bill(shown), bill(served(cart)), `cart ${i}`);
    const sent = { tax: abroad[i % abroad.length] ?? atHome, delivery: i % 3 === 0 ? 'none' : 'flat' } as const;
    const away = browser.priceParts(heard.parts, browser.pricingOf(heard.told, at), at, sent);
    assert.deepEqual(bill(away), bill(servedSent(cart, sent)), `cart ${i}, sent`);
  }
});

test('lines sum to totals, VAT identities hold and nothing falls below zero, over 20,000 carts at random', () => {
  const roll = rollOf(5);
  for (let i = 0; i < 20_000; i++) {
    const { carried, rules, input, at } = randomCart(roll, { lines: 6, promotions: 5 });
    const promoted = promotedFrom(carried, compiledOf(carried), at, true);
    assert.deepEqual(brokenIdentities(price(input, { ...rules, promoted })), [], `cart ${i}`);
  }
});

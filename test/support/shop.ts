/** A small shop for tests: a web shop, an app and a till, articles with prices and stock. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { createProduct, type ProductDraft } from '#catalog';
import { createChannel, type Level } from '#channels';
import { registerCustomer } from '#customers';
import { forgetSkus, receiveStock } from '#inventory';
import { createPriceList, setPrices } from '#pricing';
import { createEntity, createSite } from '#org';

export type TestShop = {
  readonly siteId: string;
  readonly channels: { readonly web: string; readonly app: string; readonly till: string };
  readonly listId: string;
  readonly skuIds: readonly string[];
};

export type ShopOptions = {
  /** Articles; each costs 10.00, 10.01, … at the standard rate. */
  readonly articles?: number;
  /** Units of each. */
  readonly stock?: number;
  /** Where the store and its merchant are, and what is asked there. */
  readonly country?: string;
  readonly currency?: string;
  /** Levels in the domain `carts`; the rest is unified. */
  readonly carts?: { readonly web?: Level; readonly app?: Level; readonly till?: Level };
};

const both = (text: string) => ({ fr: text, en: text });
const by = { actor: 'test' };

/** Makes the shop through the modules' own commands. */
export async function testShop(database: Database, options: ShopOptions = {}): Promise<TestShop> {
  const { articles = 3, stock = 10, carts = {}, country = 'FR', currency = 'EUR' } = options;
  const siteId = await makeSite(database, country);
  const channels = { web: newId('chn'), app: newId('chn'), till: newId('chn') };
  await database.transaction(by, async (tx) => {
    for (const kind of ['web', 'app', 'till'] as const) {
      await createChannel(tx, {
        channelId: channels[kind],
        code: kind,
        kind,
        name: both(kind),
        siteId: kind === 'till' ? siteId : null,
        currency,
        language: 'fr',
        status: 'live',
        lagS: 0,
        preset: 'unified',
        levels: { carts: carts[kind] ?? 'unified' },
      });
    }
  });
  const skuIds = await makeArticles(database, articles, Object.values(channels));
  const listId = newId('prl');
  const prices = skuIds.map((skuId, i) => ({ skuId, minor: 1_000 + i }));
  await database.transaction(by, async (tx) => {
    await createPriceList(tx, { listId, code: 'base', name: 'Base', currency, channelId: null });
    await setPrices(tx, { listId, prices });
    if (stock > 0)
      await receiveStock(
        tx,
        skuIds.map((skuId) => ({ skuId, siteId, quantity: stock, document: 'test' })),
      );
  });
  forgetSkus(database, skuIds);
  return { siteId, channels, listId, skuIds };
}

async function makeSite(database: Database, country: string): Promise<string> {
  const [entityId, siteId] = [newId('ent'), newId('sit')];
  const address = {
    name: 'Essai',
    line1: '1 rue des Essais',
    postcode: country === 'FR' ? '69001' : '1201',
    city: 'Lyon',
    country,
  };
  await database.transaction(by, async (tx) => {
    await createEntity(tx, { entityId, name: 'Essai', siren: null, vatNumber: null, address });
    await createSite(tx, {
      siteId,
      entityId,
      code: 'lyon',
      kind: 'store',
      name: 'Lyon',
      siret: null,
      phone: null,
      address,
      hours: [],
      timeZone: 'Europe/Paris',
      pickup: true,
      pickupMinutes: 120,
      priority: 1,
      latitude: null,
      longitude: null,
    });
  });
  return siteId;
}

/** Articles without a price, a hundred to a product, numbered from `first` on. */
export async function makeArticles(
  database: Database,
  articles: number,
  channelIds: readonly string[],
  first = 0,
): Promise<string[]> {
  const made: string[] = [];
  for (let from = first; from < first + articles; from += 100) {
    const count = Math.min(100, first + articles - from);
    const draft: ProductDraft & { productId: string } = {
      productId: newId('prd'),
      handle: `essai-${from}`,
      name: both(`Essai ${from}`),
      description: both(''),
      facts: {},
      brand: null,
      productType: null,
      taxClass: 'standard',
      tags: [],
      options: [both('Taille')],
      status: 'active',
      attributes: {},
      media: [],
      variants: Array.from({ length: count }, (_, i) => ({
        sku: `T-${from + i}`,
        gtin: null,
        optionValues: [both(String(i))],
        weightG: null,
        image: null,
        attributes: {},
      })),
      published: true,
      sourceHash: null,
    };
    const receipt = await database.transaction(by, (tx) => createProduct(tx, draft, channelIds));
    made.push(...receipt.skus.map((sku) => sku.skuId));
  }
  return made;
}

/** A customer with a name, e-mail and telephone made from a word. */
export async function testCustomer(database: Database, word: string): Promise<{ customerId: string; code: string }> {
  const digits = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 90_000_000, 7) + 10_000_000;
  return database.transaction(by, (tx) =>
    registerCustomer(tx, {
      customerId: newId('cus'),
      name: `${word} Martin`,
      email: `${word.toLowerCase()}@exemple.fr`,
      phone: `06${digits}`,
    }),
  );
}

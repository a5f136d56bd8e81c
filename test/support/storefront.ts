/** The storefront over a small shop of two stores and a warehouse, visited without a network by browsers that keep their cookies. */
import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { createCategory, createProduct, type ProductDraft } from '#catalog';
import { createChannel } from '#channels';
import { countStock } from '#inventory';
import { changeSettings, createEntity, createSite, settings } from '#org';
import { createPriceList, setPrices } from '#pricing';
import { modules } from '../../src/modules.ts';
import { mountStorefront } from '../../src/storefront.ts';
import { testApp, type TestApp } from './app.ts';

const by = { actor: 'test' };
const both = (text: string) => ({ fr: text, en: text });

export type Street = {
  readonly app: TestApp;
  readonly sites: { readonly lyon: string; readonly nantes: string; readonly corbas: string };
  readonly webId: string;
  readonly listId: string;
  /** Handle → product and its SKUs, in order. */
  readonly goods: Readonly<Record<string, { readonly productId: string; readonly skuIds: readonly string[] }>>;
};

/** Opens the shop: `robe` (sizes 36 and 38, 79,00 €), `pull` and `vase`, each 10 in the warehouse and 2 in Lyon. */
export async function openStreet(t: Parameters<typeof testApp>[0]): Promise<Street> {
  const app = await testApp(t, { max: 10 });
  const { database } = app;
  for (const module of modules) {
    const hear = module.caches?.(database);
    if (hear) app.tail.subscribe(hear);
  }
  await mountStorefront(app.app, database, app.tail, { demo: true, files: new Map() });
  const sites = await makeSites(database);
  const webId = newId('chn');
  const web = { code: 'web', kind: 'web', name: both('web'), siteId: null, currency: 'EUR', language: 'fr' } as const;
  await database.transaction(by, (tx) =>
    createChannel(tx, { ...web, channelId: webId, status: 'live', lagS: 0, preset: 'unified' }),
  );
  const listId = newId('prl');
  const categoryId = newId('cat');
  await database.transaction(by, async (tx) => {
    const before = await settings(database);
    await changeSettings(tx, { ...before, shopName: 'Essai', deliveryFlatMinor: 490, freeDeliveryFromMinor: 9_000 });
    await createPriceList(tx, { listId, code: 'base', name: 'Base', currency: 'EUR', channelId: null });
    await createCategory(tx, { categoryId, handle: 'vetements', name: both('Vêtements'), parentId: null });
  });
  const goods: Record<string, Street['goods'][string]> = {};
  for (const [handle, name, options] of [
    ['robe', 'Robe Bellecour', ['36', '38']],
    ['pull', 'Pull Croix-Rousse', []],
    ['vase', 'Vase Halles', []],
  ] as const) {
    const draft = draftOf(handle, name, options, categoryId);
    const { productId, skus } = await database.transaction(by, (tx) => createProduct(tx, draft, [webId]));
    goods[handle] = { productId, skuIds: skus.map((sku) => sku.skuId) };
  }
  const street = { app, sites, webId, listId, goods };
  for (const { skuIds } of Object.values(goods)) {
    for (const skuId of skuIds) {
      await setPrice(street, skuId, 7_900);
      await setStock(street, skuId, { corbas: 10, lyon: 2 });
    }
  }
  return street;
}

function draftOf(
  handle: string,
  name: string,
  options: readonly string[],
  categoryId: string,
): ProductDraft & { productId: string } {
  const variant = { gtin: null, weightG: null, image: null, attributes: {} };
  return {
    productId: newId('prd'),
    handle,
    name: both(name),
    description: both('Cousue à Troyes.'),
    facts: { material: both('Viscose') },
    brand: 'Ourcel',
    productType: null,
    taxClass: 'standard',
    tags: [],
    options: options.length > 0 ? [both('Taille')] : [],
    status: 'active',
    attributes: {},
    media: [],
    variants:
      options.length > 0
        ? options.map((size) => ({ ...variant, sku: `${handle}-${size}`, optionValues: [both(size)] }))
        : [{ ...variant, sku: handle, optionValues: [] }],
    categoryIds: [categoryId],
    published: true,
    sourceHash: null,
  };
}

async function makeSites(database: Database): Promise<Street['sites']> {
  const entityId = newId('ent');
  const sites = { lyon: newId('sit'), nantes: newId('sit'), corbas: newId('sit') };
  const allWeek = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: '00:00', closes: '23:59' }));
  await database.transaction(by, async (tx) => {
    const at = (city: string) => ({
      name: 'Essai',
      line1: `1, rue de ${city}`,
      postcode: '69001',
      city,
      country: 'FR',
    });
    await createEntity(tx, { entityId, name: 'Essai', siren: null, vatNumber: null, address: at('Lyon') });
    for (const [i, [code, siteId]] of Object.entries(sites).entries()) {
      const store = code !== 'corbas';
      const name = code.charAt(0).toUpperCase() + code.slice(1);
      await createSite(tx, {
        siteId,
        entityId,
        code,
        kind: store ? 'store' : 'warehouse',
        name,
        siret: null,
        phone: null,
        address: at(name),
        hours: allWeek,
        timeZone: 'Europe/Paris',
        pickup: store,
        pickupMinutes: 30,
        priority: i + 1,
        latitude: null,
        longitude: null,
      });
    }
  });
  return sites;
}

export async function setPrice({ app, listId }: Street, skuId: string, minor: number): Promise<void> {
  await app.database.transaction(by, (tx) => setPrices(tx, { listId, prices: [{ skuId, minor }] }));
}

/** Counts what lies at the named sites. */
export async function setStock(
  { app, sites }: Street,
  skuId: string,
  units: Partial<Record<keyof Street['sites'], number>>,
): Promise<void> {
  const counts = Object.entries(units).map(([site, quantity]) => ({
    skuId,
    siteId: sites[site as keyof Street['sites']],
    quantity,
    document: newId('cnt'),
  }));
  await app.database.transaction(by, (tx) => countStock(tx, counts));
}

export type Page = { readonly status: number; readonly html: string; readonly path: string; readonly cache: string };
export type Browser = {
  get(path: string): Promise<Page>;
  /** Sends a form and follows where it leads. */
  post(path: string, form: Record<string, string>): Promise<Page>;
  readonly cookies: Map<string, string>;
};

/** A browser of its own: keeps cookies, follows redirects, runs no scripts. */
export function browser({ app }: Street): Browser {
  const cookies = new Map<string, string>();
  const call = (method: 'GET' | 'POST', path: string, form?: Record<string, string>): Promise<Page> =>
    visit(app.app, cookies, method, path, form);
  return { cookies, get: (path) => call('GET', path), post: (path, form) => call('POST', path, form) };
}

async function visit(
  app: FastifyInstance,
  cookies: Map<string, string>,
  method: 'GET' | 'POST',
  path: string,
  form?: Record<string, string>,
): Promise<Page> {
  const response = await app.inject({
    method,
    url: path,
    headers: {
      accept: 'text/html',
      ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
  });
  for (const { name, value } of response.cookies) {
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  const to = response.headers.location;
  if (response.statusCode === 303 && typeof to === 'string') return visit(app, cookies, 'GET', to);
  const cache = String(response.headers['cache-control'] ?? '');
  return { status: response.statusCode, html: response.body, path, cache };
}

/** The values of the hidden and text fields of a page's form. */
export function fieldsOf(page: Page, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const tag = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page.html)?.[0];
      assert.ok(tag, `no field ${name} on ${page.path}: ${page.html.slice(0, 200)}`);
      return [name, /value="([^"]*)"/.exec(tag)?.[1] ?? ''];
    }),
  );
}

/** Fills in the checkout as it is shown, for a parcel home unless another way is named. */
export function checkoutForm(page: Page, given: Record<string, string> = {}): Record<string, string> {
  return {
    ...fieldsOf(page, ['orderId', 'agreedMinor']),
    email: 'ada@exemple.fr',
    phone: '0612345678',
    name: 'Ada Martin',
    deliveryId: 'home',
    line1: '27, rue Sala',
    line2: '',
    postcode: '69002',
    city: 'Lyon',
    country: 'FR',
    method: 'card',
    outcome: 'tok_ok',
    ...given,
  };
}

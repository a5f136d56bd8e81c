/** Makes the demo shop through the modules' own commands: the merchant, the catalogue, the people; then its past, behind the first page. */
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { applyProducts, createCategory, type ProductDraft, type TaxClass as CatalogTaxClass } from '#catalog';
import { ceiling, createChannel, domains, lowerOf, presets, type Levels } from '#channels';
import { registerCustomer, saveAddress } from '#customers';
import { bootstrapOwner, createStaff, hashSecret, type HouseRole } from '#identity';
import { changeSettings, createEntity, createSite } from '#org';
import { createPriceList, setPrices } from '#pricing';
import { loadDemo } from './load.ts';
import { idFor } from './ids.ts';
import { channels, legalEntity, sites, staff } from './merchant.ts';
import { moreCustomers, namedCustomers } from './people.ts';
import { categories, soldProducts } from './products/index.ts';
import type { DemoChannel, DemoProduct } from './types.ts';

const caller = { actor: 'demo' };
const now = { fr: '', en: '' };
export const customers = [...namedCustomers, ...moreCustomers(400)];

/** The shop itself, quickly; returns what loads the rest (`loadDemo`), which may go on behind the first page. */
export async function seedDemo(database: Database): Promise<() => Promise<void>> {
  const passwords = await hashAll();
  await database.transaction(caller, (tx) => seedHouse(tx, passwords));
  await database.transaction(caller, seedCategories);
  for (let i = 0; i < soldProducts.length; i += 40)
    await database.transaction(caller, (tx) => seedProducts(tx, soldProducts.slice(i, i + 40)));
  await database.transaction(caller, async (tx) => {
    for (const customer of namedCustomers)
      await seedCustomer(tx, customer, passwords.get(signsIn.has(customer.key) ? SHOPPER_PASSWORD : ''));
    announce(tx, { type: 'demo.seeded', subjectKind: 'demo', subjectId: 'ourcel' });
  });
  return () => loadDemo(database);
}

export const SHOPPER_PASSWORD = 'robe-bellecour';
/** Who has an account with that password: a shopper, and at the Cabinet Aubrac who buys (Lise) and who agrees to it (Étienne). */
const signsIn = new Set(['camille.rey', 'lise.fontan', 'etienne.aubrac']);

async function hashAll(): Promise<Map<string, Awaited<ReturnType<typeof hashSecret>>>> {
  const secrets = [
    ...new Set([...staff.map((one) => one.password), ...staff.flatMap((one) => one.pin ?? []), SHOPPER_PASSWORD]),
  ];
  return new Map(await Promise.all(secrets.map(async (secret) => [secret, await hashSecret(secret)] as const)));
}

async function seedHouse(tx: Tx, hashes: Awaited<ReturnType<typeof hashAll>>): Promise<void> {
  const entityId = idFor('ent', 'ourcel');
  const { siren, vatNumber, legalName, address, email, phone } = legalEntity;
  await createEntity(tx, { entityId, name: legalName, siren, vatNumber, address: { name: legalName, ...address } });
  await changeSettings(tx, {
    shopName: legalEntity.name.replace('Maison ', ''),
    shopText: {
      fr: 'Vêtements, beauté, maison et bureau. Trois boutiques, un seul panier.',
      en: 'Clothes, beauty, home and office. Three shops, one cart.',
    },
    email,
    phone,
    languages: ['fr', 'en'],
    defaultLanguage: 'fr',
    currency: 'EUR',
    country: 'FR',
    timeZone: 'Europe/Paris',
    deliveryFlatMinor: 490,
    freeDeliveryFromMinor: 9_000,
  });
  for (const [i, site] of sites.entries()) {
    const { pickupMinutes, ...rest } = site;
    await createSite(tx, {
      ...rest,
      siteId: idFor('sit', site.code),
      entityId,
      address: { name: `${legalEntity.name}, ${site.name}`, ...site.address },
      timeZone: 'Europe/Paris',
      pickup: pickupMinutes !== undefined,
      pickupMinutes: pickupMinutes ?? null,
      priority: i + 1,
    });
  }
  for (const channel of channels) await seedChannel(tx, channel);
  await createPriceList(tx, {
    listId: idFor('prl', 'base'),
    code: 'base',
    name: 'Prix publics',
    currency: 'EUR',
    channelId: null,
  });
  for (const one of staff) {
    const passwordHash = hashes.get(one.password);
    if (!passwordHash) continue;
    const site = one.sites.length === 1 ? one.sites[0] : undefined;
    await createStaff(tx, {
      staffId: idFor('stf', one.handle),
      email: one.email,
      name: one.name,
      role: roleOf[one.role],
      siteId: site === undefined ? null : idFor('sit', site),
      passwordHash,
      ...(one.pin === undefined ? {} : { pinHash: hashes.get(one.pin) }),
    });
  }
}

/** The role of the house that each of the merchant's people holds. */
const roleOf: Readonly<Record<(typeof staff)[number]['role'], HouseRole>> = {
  owner: 'owner',
  manager: 'manager',
  clerk: 'clerk',
  picker: 'picker',
  desk: 'agent',
  sales: 'rep',
};

/** A channel's wished levels, cut to what its kind can reach. */
function levelsOf(channel: DemoChannel): Levels {
  const wished = { ...presets[channel.preset], ...channel.overrides };
  return Object.fromEntries(
    domains.map((domain) => [domain, lowerOf(wished[domain], ceiling(channel.kind, domain).level)]),
  ) as Levels;
}

async function seedChannel(tx: Tx, channel: DemoChannel): Promise<void> {
  await createChannel(tx, {
    channelId: idFor('chn', channel.handle),
    code: channel.handle,
    kind: channel.kind,
    name: channel.name,
    siteId: channel.site === undefined ? null : idFor('sit', channel.site),
    currency: 'EUR',
    language: 'fr',
    status: channel.live ? 'live' : 'planned',
    lagS: channel.kind === 'marketplace' ? 5 : 0,
    preset: channel.preset,
    levels: levelsOf(channel),
  });
}

async function seedCategories(tx: Tx): Promise<void> {
  for (const [position, category] of categories.entries()) {
    await createCategory(tx, {
      categoryId: idFor('cat', category.handle),
      handle: category.handle,
      name: category.name,
      parentId: category.parent === null ? null : idFor('cat', category.parent),
      position,
    });
  }
}

/** Products with their articles and prices, on every live channel. */
export async function seedProducts(tx: Tx, products: readonly DemoProduct[]): Promise<void> {
  const channelIds = channels.filter((channel) => channel.live).map((channel) => idFor('chn', channel.handle));
  const applied = await applyProducts(
    tx,
    products.map((product) => draftOf(product, tx)),
    { channelIds },
  );
  const bySku = new Map(applied.flatMap(({ plan }) => plan.skus.map(({ skuId, sku }) => [sku, skuId] as const)));
  await setPrices(tx, {
    listId: idFor('prl', 'base'),
    from: tx.now,
    prices: products.flatMap((product) =>
      product.variants.flatMap((variant) => {
        const skuId = bySku.get(variant.sku);
        return skuId === undefined ? [] : [{ skuId, minor: variant.price, compareAtMinor: variant.priorPrice ?? null }];
      }),
    ),
  });
}

function draftOf(product: DemoProduct, tx: Tx): ProductDraft {
  const { material, origin, care } = product;
  const pictures = [
    ...new Map(product.variants.map((variant) => [JSON.stringify(variant.drawing), variant.drawing])).values(),
  ];
  const since = new Date(Date.parse(tx.now) - product.launchedDaysAgo * 86_400_000).toISOString();
  return {
    productId: idFor('prd', product.handle),
    handle: product.handle,
    name: product.name,
    description: product.description,
    facts: { ...(material ? { material } : {}), ...(origin ? { origin } : {}), ...(care ? { care } : {}) },
    brand: product.brand,
    productType: null,
    taxClass: product.taxClass === 'outside' ? 'none' : (product.taxClass.replace('-', '_') as CatalogTaxClass),
    tags: product.tags,
    options: product.options.map((option) => option.name),
    status: 'active',
    attributes: {},
    media: pictures.map((drawing) => ({ source: { drawing }, alt: product.name })),
    variants: product.variants.map((variant) => ({
      skuId: idFor('sku', variant.sku),
      sku: variant.sku,
      gtin: variant.gtin.padStart(14, '0'),
      optionValues: variant.values.map(
        (code, i) => product.options[i]?.values.find((value) => value.code === code)?.name ?? now,
      ),
      weightG: variant.grams,
      image: { drawing: variant.drawing },
      attributes: {},
    })),
    categoryIds: product.categories.map((handle) => idFor('cat', handle)),
    published: true,
    createdAt: since as Tx['now'],
    sourceHash: null,
  };
}

/** A customer with an address. */
export async function seedCustomer(
  tx: Tx,
  customer: (typeof customers)[number],
  passwordHash?: Awaited<ReturnType<typeof hashSecret>>,
): Promise<void> {
  const customerId = idFor('cus', customer.key);
  const name = `${customer.firstName} ${customer.lastName}`;
  const { language, email, phone } = customer;
  // Who has a password made the account on the web; the others were entered by the house.
  const account = passwordHash ? { passwordHash, channelId: idFor('chn', 'web') } : {};
  await registerCustomer(tx, { customerId, name, email, phone, language, ...account });
  await saveAddress(tx, customerId, {
    addressId: idFor('adr', customer.key),
    address: { name, ...(customer.company ? { company: customer.company.name } : {}), ...customer.address },
    preferred: true,
  });
}

/** An empty house for a merchant's own catalogue: one company, one site, a web shop and a till, an owner. */
export async function seedMerchant(database: Database): Promise<{ email: string; password: string } | undefined> {
  await database.transaction({ actor: 'first-start' }, async (tx) => {
    const entityId = idFor('ent', 'mine');
    const address = { name: 'My shop', line1: '1, rue du Commerce', postcode: '75001', city: 'Paris', country: 'FR' };
    await createEntity(tx, { entityId, name: 'My shop', siren: null, vatNumber: null, address });
    const siteId = idFor('sit', 'mine');
    const always = [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '10:00', closes: '19:00' }));
    await createSite(tx, {
      siteId,
      entityId,
      code: 'SHOP',
      kind: 'store',
      name: 'My shop',
      siret: null,
      phone: null,
      address,
      hours: always,
      timeZone: 'Europe/Paris',
      pickup: true,
      pickupMinutes: 60,
      priority: 1,
      latitude: null,
      longitude: null,
    });
    const own = {
      currency: 'EUR',
      language: 'fr' as const,
      status: 'live' as const,
      lagS: 0,
      preset: 'unified' as const,
    };
    await createChannel(tx, {
      ...own,
      channelId: idFor('chn', 'web'),
      code: 'web',
      kind: 'web',
      name: { fr: 'Boutique web', en: 'Web shop' },
      siteId: null,
    });
    await createChannel(tx, {
      ...own,
      channelId: idFor('chn', 'till-1'),
      code: 'till-1',
      kind: 'till',
      name: { fr: 'Caisse 1', en: 'Till 1' },
      siteId,
    });
    await createPriceList(tx, {
      listId: idFor('prl', 'base'),
      code: 'base',
      name: 'Prix publics',
      currency: 'EUR',
      channelId: null,
    });
  });
  return bootstrapOwner(database, 'owner@shop.example');
}

/** True when the demo's past has been loaded to its end. */
export async function historyLoaded(database: Database): Promise<boolean> {
  return (await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'demo.history_loaded' LIMIT 1`)).length > 0;
}

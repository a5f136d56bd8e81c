/** The demo's shop in Geneva: a company of its own, a till in francs with its own prices, Swiss VAT, and what was sold there this week. */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { unwrap } from '#base/refusal';
import { clock, DAY, HOUR, plus, type Instant } from '#base/time';
import { setPublication, skuIdsBySku } from '#catalog';
import { createChannel } from '#channels';
import { createStaff, hashSecret } from '#identity';
import { receiveStock } from '#inventory';
import { askInvoice, changeProfile, profileOf } from '#invoicing';
import { createEntity, createSite } from '#org';
import { createPriceList, setPrices } from '#pricing';
import { enrolTill, postTickets, prepareTicket, tillById, type TicketDraft } from '#till';
import { idFor } from './ids.ts';
import { pricesNow } from './prices.ts';
import { soldProducts } from './products/index.ts';

const caller = { actor: 'demo' };
const ENTITY = idFor('ent', 'suisse');
const SITE = idFor('sit', 'GVA');
const CHANNEL = idFor('chn', 'till-gva-1');
const DEVICE = idFor('dev', 'till-gva-1');
const STAFF = idFor('stf', 'aline');
const NAME = 'Maison Ourcel Suisse Sàrl';
const address = { name: NAME, line1: 'Rue de Rive 14', postcode: '1204', city: 'Genève', country: 'CH' };

/** Of what is sold in France a part, without clothes: their sizes would fill its back room. */
const range = soldProducts.filter(({ variants }) => variants.length <= 4).slice(0, 30);

/** A price in francs as it stands on a Swiss label: a little more than in euros, ending on ninety centimes. */
export const inFrancs = (euroMinor: number): number => Math.ceil((euroMinor * 104) / 10_000) * 100 - 10;

/** The shop itself, before the rules by which orders leave: they name it. Made once. */
export async function openSwiss(database: Database): Promise<void> {
  const known = await database.query(sql`SELECT 1 FROM org.site WHERE site_id = ${SITE}`);
  if (known.length > 0) return;
  const [passwordHash, pinHash] = await Promise.all([hashSecret('tout-sous-un-toit'), hashSecret('1204')]);
  await database.transaction(caller, (tx) => openShop(tx, { passwordHash, pinHash }));
}

/** What it sells and sold, behind the first page; done again, it finds what there is. */
export async function seedSwiss(database: Database): Promise<void> {
  const step = (run: (tx: Tx) => Promise<unknown>, at: Instant): Promise<unknown> =>
    database.transaction({ ...caller, at }, run);
  const goods = await skuIdsBySku(
    database,
    range.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
  );
  if (!(await tillById(database, DEVICE)))
    await step(
      async (tx) => {
        await sellHere(tx, goods);
        tx.lockRank = -1;
        await ownProfile(tx);
        await enrolTill(tx, { deviceId: DEVICE, channelId: CHANNEL, name: 'Caisse 1' });
      },
      plus(clock(), -6 * DAY),
    );
  await sellSome(database, [...goods.values()]);
}

type Hashes = { readonly [K in 'passwordHash' | 'pinHash']: Awaited<ReturnType<typeof hashSecret>> };

async function openShop(tx: Tx, hashes: Hashes): Promise<void> {
  await createEntity(tx, { entityId: ENTITY, name: NAME, siren: null, vatNumber: 'CHE999041604', address });
  await createSite(tx, {
    ...{ siteId: SITE, entityId: ENTITY, code: 'GVA', kind: 'store', name: 'Genève Rive', siret: null, phone: null },
    address: { ...address, name: 'Maison Ourcel, Genève Rive' },
    hours: [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '10:00', closes: '18:30' })),
    ...{ timeZone: 'Europe/Zurich', pickup: false, pickupMinutes: null, priority: 9 },
    ...{ latitude: 46.2016, longitude: 6.1536 },
  });
  // What was bought in euros is neither brought here nor taken back: the drawer holds francs.
  await createChannel(tx, {
    ...{ channelId: CHANNEL, code: 'till-gva-1', kind: 'till', siteId: SITE, currency: 'CHF', language: 'fr' },
    name: { fr: 'Genève Rive, caisse 1', en: 'Genève Rive, till 1' },
    ...{ status: 'live', lagS: 0, preset: 'unified', levels: { carts: 'isolated', returns: 'isolated' } },
  });
  await createStaff(tx, {
    ...{ staffId: STAFF, email: 'aline@maison-ourcel.example', name: 'Aline Favre', role: 'clerk', siteId: SITE },
    ...hashes,
  });
}

/** Its range, prices and goods; published before it is priced, as elsewhere. */
async function sellHere(tx: Tx, goods: ReadonlyMap<string, string>): Promise<void> {
  const listId = idFor('prl', 'suisse');
  await setPublication(tx, {
    productIds: range.map(({ handle }) => idFor('prd', handle)).toSorted(),
    ...{ channelIds: [CHANNEL], published: true },
  });
  await createPriceList(tx, { listId, code: 'suisse', name: 'Prix en francs', currency: 'CHF', channelId: CHANNEL });
  const prices = [...pricesNow(range)].flatMap(([sku, minor]) => {
    const skuId = goods.get(sku);
    return skuId === undefined ? [] : [{ skuId, minor: inFrancs(minor) }];
  });
  await setPrices(tx, { listId, from: tx.now, prices });
  tx.lockRank = -1; // goods come after prices: nobody else is there yet
  await receiveStock(
    tx,
    [...goods.values()].map((skuId) => ({ skuId, siteId: SITE, quantity: 12, document: 'Genève' })),
  );
}

/** What Swiss law has it say (CO, art. 104: five per cent), and numbers of its own. */
async function ownProfile(tx: Tx): Promise<void> {
  const { profile, version } = await profileOf(tx, ENTITY);
  await changeProfile(tx, ENTITY, version, {
    ...profile,
    ...{ legalForm: 'Sàrl', capital: 'CHF 20 000', register: 'RC Genève' },
    penalty: {
      fr: 'Intérêt moratoire de 5 % l’an (CO, art. 104).',
      en: 'Late payment bears 5% a year (CO, art. 104).',
    },
    recovery: { fr: 'Frais de poursuite selon la LP.', en: 'Costs of collection by the law (LP).' },
    prefixes: { invoice: 'CH{yyyy}-', credit_note: 'CHA{yyyy}-', deposit: 'CHD{yyyy}-', delivery: 'CHL{yyyy}-' },
  });
}

const company = {
  ...{ name: 'Horlogerie Favre SA', siren: null, vatNumber: 'CHE999041610', legalForm: 'SA' },
  address: { name: 'Horlogerie Favre', line1: 'Rue du Rhône 8', postcode: '1204', city: 'Genève', country: 'CH' },
};

/** Four tickets of the last days, in cash; the last with an invoice for a company. */
async function sellSome(database: Database, skuIds: readonly string[]): Promise<void> {
  const prices = new Map(
    (
      await database.query<{ skuId: string; minor: number }>(
        sql`SELECT sku_id AS "skuId", minor FROM pricing.price WHERE list_id = ${idFor('prl', 'suisse')} AND minor IS NOT NULL`,
      )
    ).map((row) => [row.skuId, row.minor]),
  );
  for (const [i, daysAgo] of [4, 3, 2, 1].entries()) {
    const device = must(await tillById(database, DEVICE), 'the till in Geneva');
    if (device.lastSequence > i) continue;
    const at = plus(clock(), -daysAgo * DAY + i * HOUR);
    const lines = skuIds
      .slice(i * 3, i * 3 + 1 + (i % 3))
      .map((skuId) => ({ skuId, quantity: 1 + (i % 2), unitMinor: prices.get(skuId) ?? 0 }));
    const due = lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
    const draft: TicketDraft = {
      ...{ ticketId: idFor('tkt', `gva-${i}`), orderId: idFor('ord', `gva-${i}`), at, lines, override: false },
      ...{ sequence: device.lastSequence + 1, previousHash: device.lastHash },
      // In notes of ten.
      payment: { method: 'cash', paymentId: idFor('pay', `gva-${i}`), receivedMinor: Math.ceil(due / 1_000) * 1_000 },
    };
    const prepared = await prepareTicket(database, draft, device, STAFF);
    const [outcome] = await database.transaction({ actor: STAFF, at }, (tx) => postTickets(tx, [prepared]));
    unwrap(must(outcome, 'a ticket'));
  }
  await database.transaction(caller, (tx) =>
    askInvoice(tx, { orderId: idFor('ord', 'gva-3'), atOnce: true, buyer: company }),
  );
}

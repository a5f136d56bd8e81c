/** The demo's companies: those of its named customers, who buy for them; Camille may buy for the first one too, and mostly buys for herself. */
import type { Database, Tx } from '#base/db';
import { changeGroupMembers, chooseCompany, createCompany, createGroup, setMember } from '#customers';
import { skuIdsBySku } from '#catalog';
import { createPriceList, priceListById, setPrices } from '#pricing';
import { idFor } from './ids.ts';
import { namedCustomers } from './people.ts';
import { pricesNow } from './prices.ts';
import { soldProducts } from './products/index.ts';
import type { DemoCustomer } from './types.ts';

const caller = { actor: 'demo' };
export const ATELIER = 'atelier-brossard';

/** By SIREN, what the history does not need to know. */
const more: Readonly<
  Record<string, { key: string; legalForm: string; days: number | null; limitMinor: number | null }>
> = {
  '999314073': { key: ATELIER, legalForm: 'SARL', days: 30, limitMinor: 500_000 },
  '999622509': { key: 'cabinet-aubrac', legalForm: 'SELARL', days: 30, limitMinor: 200_000 },
  '999488117': { key: 'ecole-jean-mace', legalForm: 'Établissement public', days: null, limitMinor: null },
};

const groups = [
  { key: 'architectes', names: { fr: 'Architectes et ateliers', en: 'Architects and studios' }, of: [ATELIER] },
  { key: 'ecoles', names: { fr: 'Écoles', en: 'Schools' }, of: ['ecole-jean-mace'] },
] as const;

/** Each step on its own, since customers are locked before companies; all of it again changes nothing. */
export async function seedCompanies(database: Database): Promise<void> {
  const step = (run: (tx: Tx) => Promise<unknown>): Promise<unknown> => database.transaction(caller, run);
  if (await priceListById(database, idFor('prl', 'ecoles'))) return;
  for (const customer of namedCustomers) {
    const company = companyOf(customer);
    if (!company) continue;
    const { key, ...fields } = company;
    const companyId = idFor('com', key);
    await step((tx) => createCompany(tx, { ...fields, companyId }));
    const admin = { companyId, customerId: idFor('cus', customer.key), role: 'admin', limitMinor: null } as const;
    await step((tx) => setMember(tx, admin));
  }
  const camille = { companyId: idFor('com', ATELIER), customerId: idFor('cus', 'camille.rey') };
  await step((tx) => setMember(tx, { ...camille, role: 'buyer', limitMinor: 80_000 }));
  await step((tx) => chooseCompany(tx, camille.customerId, null));
  for (const { key, names, of } of groups) {
    const groupId = idFor('grp', key);
    await step(async (tx) => {
      await createGroup(tx, { groupId, code: key, names });
      await changeGroupMembers(tx, { groupId, add: of.map((one) => idFor('com', one)), remove: [] });
    });
  }
  await seedLists(database, step);
}

/** What the atelier and the schools pay for paper and pens: a part of the public price, less from a number of units on. */
const lists = [
  {
    code: ATELIER,
    name: 'Atelier Brossard',
    companyId: idFor('com', ATELIER),
    steps: [
      [1, 88],
      [10, 82],
      [50, 75],
    ],
  },
  {
    code: 'ecoles',
    name: 'Écoles',
    groupId: idFor('grp', 'ecoles'),
    steps: [
      [1, 92],
      [30, 85],
    ],
  },
] as const;

async function seedLists(
  database: Database,
  step: (run: (tx: Tx) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const paper = soldProducts.filter((product) => product.categories.includes('papeterie')).slice(0, 12);
  const prices = pricesNow(paper);
  const skuIds = await skuIdsBySku(database, [...prices.keys()]);
  for (const { code, name, steps, ...buyer } of lists) {
    const listId = idFor('prl', code);
    await step(async (tx) => {
      await createPriceList(tx, { listId, code, name, currency: 'EUR', channelId: null, ...buyer });
      const agreed = [...prices].flatMap(([sku, minor]) => {
        const skuId = skuIds.get(sku);
        return skuId === undefined
          ? []
          : steps.map(([fromUnits, part]) => ({ skuId, fromUnits, minor: Math.round((minor * part) / 1_000) * 10 }));
      });
      await setPrices(tx, { listId, prices: agreed });
    });
  }
}

function companyOf({ company, address, email }: DemoCustomer) {
  const known = company && more[company.siren];
  if (!company || !known) return undefined;
  const { key, legalForm, days, limitMinor } = known;
  return {
    key,
    name: company.name,
    legalForm,
    siren: company.siren,
    siret: null,
    vatNumber: company.vatNumber,
    address: { name: company.name, ...address },
    language: 'fr' as const,
    invoiceEmail: email,
    serviceCode: key === 'ecole-jean-mace' ? 'INTENDANCE' : null,
    terms: days === null ? null : { days, endOfMonth: true, limitMinor },
    blocked: false,
  };
}

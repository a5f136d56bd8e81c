/** The demo's companies: those of its named customers, who buy for them; Camille may buy for the first one too, and mostly buys for herself. */
import type { Database, Tx } from '#base/db';
import { changeGroupMembers, chooseCompany, createCompany, createGroup, groupById, setMember } from '#customers';
import { idFor } from './ids.ts';
import { namedCustomers } from './people.ts';
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
  if (await groupById(database, idFor('grp', groups.at(-1)?.key ?? ''))) return;
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

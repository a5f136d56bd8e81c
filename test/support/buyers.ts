/** Companies and groups for tests, made through the module's own commands. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import {
  changeGroupMembers,
  createCompany,
  createGroup,
  setMember,
  type Company,
  type Member,
  type NewCompany,
} from '#customers';

const by = { actor: 'test' };

/** What `POST /api/companies` takes. */
export const companyDraft = (over: Partial<NewCompany> = {}): NewCompany => ({
  companyId: newId('com'),
  name: 'Atelier Essai',
  legalForm: 'SARL',
  siren: '732829320',
  siret: null,
  vatNumber: 'FR44732829320',
  address: { name: 'Atelier Essai', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' },
  language: 'fr',
  invoiceEmail: 'factures@atelier.test',
  serviceCode: null,
  terms: null,
  blocked: false,
  ...over,
});

export const testCompany = (database: Database, over: Partial<NewCompany> = {}): Promise<Company> =>
  database.transaction(by, (tx) => createCompany(tx, companyDraft(over)));

export const joinCompany = (
  database: Database,
  companyId: string,
  customerId: string,
  over: Partial<Pick<Member, 'role' | 'limitMinor'>> = {},
): Promise<Member> =>
  database.transaction(by, (tx) => setMember(tx, { companyId, customerId, role: 'buyer', limitMinor: null, ...over }));

/** A group with these customers and companies in it. */
export async function testGroup(database: Database, code: string, subjects: readonly string[]): Promise<string> {
  const groupId = newId('grp');
  await database.transaction(by, async (tx) => {
    await createGroup(tx, { groupId, code, names: { fr: code, en: code } });
    await changeGroupMembers(tx, { groupId, add: subjects, remove: [] });
  });
  return groupId;
}

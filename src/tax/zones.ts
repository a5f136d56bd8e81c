/** Where VAT is due: the country whose law applies, and the parts of countries that have a law of their own. Pure. */

/**
 * A place as VAT sees it. `country` is ISO 3166-1 (Monaco is FR: franco-monegasque convention of 18 May 1963, art. 15 ter; goods to and
 * from Northern Ireland are XI). `area`: `eu` the VAT territory of the Union; `overseas` where a member state's own VAT holds outside it
 * (French départements); `outside` everywhere else.
 */
export type Zone = {
  readonly country: string;
  readonly region: string | null;
  readonly area: 'eu' | 'overseas' | 'outside';
};

/** Member states, ISO 3166-1. */
export const memberStates = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(
  ' ',
);
const members = new Set(memberStates);

type Part = {
  readonly form: RegExp;
  readonly region: string;
  readonly area: Zone['area'];
  readonly name: { readonly fr: string; readonly en: string };
};
const part = (form: RegExp, region: string, area: Zone['area'], fr: string, en = fr): Part => ({
  form,
  region,
  area,
  name: { fr, en },
});

/** Parts of member states with rates of their own, or outside the VAT territory (directive 2006/112/EC, art. 6 and 7), by postcode. */
const parts: Readonly<Record<string, readonly Part[]>> = {
  FR: [
    part(/^20/, 'FR-20R', 'eu', 'Corse', 'Corsica'),
    part(
      /^(97133|97150|977|978)/,
      'FR-977',
      'outside',
      'Saint-Barthélemy et Saint-Martin',
      'Saint Barthélemy and Saint Martin',
    ),
    part(/^971/, 'FR-971', 'overseas', 'Guadeloupe'),
    part(/^972/, 'FR-972', 'overseas', 'Martinique'),
    part(/^973/, 'FR-973', 'overseas', 'Guyane', 'French Guiana'),
    part(/^974/, 'FR-974', 'overseas', 'La Réunion', 'Réunion'),
    part(/^976/, 'FR-976', 'overseas', 'Mayotte'),
    part(/^(975|984|986|987|988)/, 'FR-COM', 'outside', 'Collectivités d’outre-mer', 'French overseas collectivities'),
  ],
  PT: [part(/^9[0-4]/, 'PT-30', 'eu', 'Madère', 'Madeira'), part(/^9[5-9]/, 'PT-20', 'eu', 'Açores', 'Azores')],
  AT: [part(/^(6691|699[123])/, 'AT-8J', 'eu', 'Jungholz et Mittelberg', 'Jungholz and Mittelberg')],
  ES: [
    part(/^(35|38)/, 'ES-CN', 'outside', 'Îles Canaries', 'Canary Islands'),
    part(/^51/, 'ES-CE', 'outside', 'Ceuta'),
    part(/^52/, 'ES-ML', 'outside', 'Melilla'),
  ],
  DE: [part(/^27498/, 'DE-HELGOLAND', 'outside', 'Heligoland'), part(/^78266/, 'DE-BUESINGEN', 'outside', 'Büsingen')],
  FI: [part(/^22/, 'FI-01', 'outside', 'Åland')],
  GR: [part(/^63086/, 'GR-69', 'outside', 'Mont Athos', 'Mount Athos')],
  IT: [part(/^(23041|22061)/, 'IT-LIVIGNO', 'outside', 'Livigno et Campione', 'Livigno and Campione')],
};

/** Addresses that write a part as if it were a country. */
const written: Readonly<Record<string, readonly [country: string, region: string]>> = {
  GP: ['FR', 'FR-971'],
  MQ: ['FR', 'FR-972'],
  GF: ['FR', 'FR-973'],
  RE: ['FR', 'FR-974'],
  YT: ['FR', 'FR-976'],
  BL: ['FR', 'FR-977'],
  MF: ['FR', 'FR-977'],
  PM: ['FR', 'FR-COM'],
  WF: ['FR', 'FR-COM'],
  PF: ['FR', 'FR-COM'],
  NC: ['FR', 'FR-COM'],
  TF: ['FR', 'FR-COM'],
  AX: ['FI', 'FI-01'],
  IC: ['ES', 'ES-CN'],
  EA: ['ES', 'ES-CE'],
};

const partOf = (country: string, found: (part: Part) => boolean): Zone | undefined => {
  const part = Object.hasOwn(parts, country) ? parts[country]?.find(found) : undefined;
  return part && { country, region: part.region, area: part.area };
};

/** The zone of an address, by its country and postcode. An unknown postcode is the country's main territory. */
export function zoneOf({ country, postcode = '' }: { readonly country: string; readonly postcode?: string }): Zone {
  const [mother, region] = (Object.hasOwn(written, country) ? written[country] : undefined) ?? [];
  if (mother !== undefined) {
    const zone = partOf(mother, (one) => one.region === region);
    if (zone) return zone;
  }
  if (country === 'MC') return { country: 'FR', region: null, area: 'eu' };
  // Northern Ireland keeps the Union's VAT for goods: protocol of the withdrawal agreement, art. 8. Liechtenstein has Switzerland's.
  if (country === 'GB' && /^BT/i.test(postcode)) return { country: 'XI', region: null, area: 'eu' };
  if (country === 'LI') return { country: 'CH', region: null, area: 'outside' };
  const zone = partOf(country, (one) => one.form.test(postcode.replaceAll(/[\s-]/g, '')));
  return zone ?? { country, region: null, area: members.has(country) || country === 'XI' ? 'eu' : 'outside' };
}

/** The name of a part of a country, for people; undefined for a region we don't know. */
export function regionName(region: string): { readonly fr: string; readonly en: string } | undefined {
  return Object.values(parts)
    .flat()
    .find((one) => one.region === region)?.name;
}

/** Every part of a country that VAT knows, for screens. */
export const regionsOf = (country: string): readonly string[] =>
  Object.hasOwn(parts, country) ? (parts[country] ?? []).map((one) => one.region) : [];

// Maison Ourcel, the demonstration merchant: the company, its places, channels, people and the VAT it knows. All invented:
// company numbers are well formed but lie in a range that the register has not reached, telephone numbers are those that the
// French regulator keeps for films, mail goes to the reserved domain `.example`.
import { day } from '#base/time';
import type { DemoChannel, DemoSite, DemoStaff, DemoTaxRate, Domain, Level, OpeningHours } from './types.ts';

export const legalEntity = {
  name: 'Maison Ourcel',
  legalName: 'Maison Ourcel SAS',
  siren: '999041692',
  /** Two check digits over the SIREN: (12 + 3 × (SIREN mod 97)) mod 97 (CGI, annexe 3, article 95 B). */
  vatNumber: 'FR76999041692',
  shareCapital: 120_000_00,
  register: 'RCS Lyon',
  ape: '47.19B',
  address: { line1: '12, rue de la Barre', postcode: '69002', city: 'Lyon', country: 'FR' },
  phone: '+33465710040',
  email: 'bonjour@maison-ourcel.example',
  currency: 'EUR',
  timeZone: 'Europe/Paris',
  languages: ['fr', 'en'],
} as const;

const hours = (days: OpeningHours['day'][], opens: string, closes: string): OpeningHours[] =>
  days.map((one) => ({ day: one, opens, closes }));

export const sites: DemoSite[] = [
  {
    code: 'LYO',
    kind: 'store',
    name: 'Lyon Bellecour',
    siret: '99904169200016',
    address: { line1: '12, rue de la Barre', postcode: '69002', city: 'Lyon', country: 'FR' },
    phone: '+33465710041',
    latitude: 45.7578,
    longitude: 4.8347,
    hours: hours([1, 2, 3, 4, 5, 6], '10:00', '19:30'),
    pickupMinutes: 60,
  },
  {
    code: 'NAN',
    kind: 'store',
    name: 'Nantes Graslin',
    siret: '99904169200024',
    address: { line1: '4, rue Crébillon', postcode: '44000', city: 'Nantes', country: 'FR' },
    phone: '+33261910042',
    latitude: 47.2132,
    longitude: -1.5609,
    hours: [...hours([1], '14:00', '19:00'), ...hours([2, 3, 4, 5, 6], '10:00', '19:00')],
    pickupMinutes: 120,
  },
  {
    code: 'PAR',
    kind: 'store',
    name: 'Paris Turenne',
    siret: '99904169200032',
    address: { line1: '58, rue de Turenne', postcode: '75003', city: 'Paris', country: 'FR' },
    phone: '+33199000043',
    latitude: 48.8596,
    longitude: 2.3649,
    hours: [...hours([2, 3, 4, 5], '10:30', '19:30'), ...hours([6], '10:00', '17:00'), ...hours([7], '10:00', '18:00')],
    pickupMinutes: null,
  },
  {
    code: 'COR',
    kind: 'warehouse',
    name: 'Entrepôt Corbas',
    siret: '99904169200040',
    address: { line1: '8, rue du Dauphiné', line2: 'Cellule 3', postcode: '69960', city: 'Corbas', country: 'FR' },
    phone: '+33465710044',
    latitude: 45.6672,
    longitude: 4.9026,
    hours: hours([1, 2, 3, 4, 5, 6], '06:00', '18:00'),
  },
  {
    code: 'SEC',
    kind: 'warehouse',
    name: 'Entrepôt Seclin',
    siret: '99904169200057',
    address: { line1: '21, rue de la Pointe', postcode: '59113', city: 'Seclin', country: 'FR' },
    phone: '+33353010045',
    latitude: 50.5459,
    longitude: 3.0308,
    hours: hours([1, 2, 3, 4, 5], '07:00', '17:00'),
  },
];

type Overrides = Partial<Record<Domain, Level>>;
const same = (fr: string, en = fr) => ({ fr, en });

/** A marketplace or a network cannot share everything, whatever the merchant wants: these are the limits of such channels. */
const MARKETPLACE: Overrides = { carts: 'isolated', customers: 'bridged', returns: 'bridged', payments: 'isolated' };
const SOCIAL: Overrides = {
  prices: 'bridged',
  carts: 'isolated',
  customers: 'bridged',
  returns: 'bridged',
  payments: 'bridged',
};
const FEED: Overrides = {
  carts: 'isolated',
  customers: 'isolated',
  orders: 'bridged',
  returns: 'isolated',
  payments: 'isolated',
};
const B2B: Overrides = { orders: 'synchronised', payments: 'synchronised' };

const till = (handle: string, site: 'LYO' | 'NAN' | 'PAR', name: string): DemoChannel => ({
  handle,
  kind: 'till',
  name: same(`${name}, caisse 1`, `${name}, till 1`),
  live: true,
  site,
  preset: 'unified',
  overrides: {},
});

/** In the order in which the office shows them. `live: false`: declared, to be connected by a later step. */
export const channels: DemoChannel[] = [
  { handle: 'web', kind: 'web', name: same('Boutique web', 'Web shop'), live: true, preset: 'unified', overrides: {} },
  { handle: 'app', kind: 'app', name: same('Application', 'App'), live: true, preset: 'unified', overrides: {} },
  till('till-lyo-1', 'LYO', 'Lyon Bellecour'),
  till('till-nan-1', 'NAN', 'Nantes Graslin'),
  till('till-par-1', 'PAR', 'Paris Turenne'),
  {
    handle: 'marche',
    kind: 'marketplace',
    name: same('Grand Marché'),
    live: true,
    preset: 'omnichannel',
    overrides: MARKETPLACE,
  },
  {
    handle: 'instagram',
    kind: 'social',
    name: same('Instagram'),
    live: false,
    preset: 'omnichannel',
    overrides: SOCIAL,
  },
  {
    handle: 'google',
    kind: 'feed',
    name: same('Google Shopping'),
    live: false,
    preset: 'omnichannel',
    overrides: FEED,
  },
  {
    handle: 'b2b',
    kind: 'b2b',
    name: same('Entreprises, Paul D.', 'Businesses, Paul D.'),
    live: false,
    preset: 'unified',
    overrides: B2B,
  },
];

const PASSWORD = 'tout-sous-un-toit';
const mail = (local: string): string => `${local}@maison-ourcel.example`;

export const staff: DemoStaff[] = [
  {
    handle: 'louise',
    name: 'Louise Ourcel',
    shortName: 'Louise O.',
    email: mail('louise'),
    role: 'owner',
    sites: [],
    password: PASSWORD,
    pin: '1907',
  },
  {
    handle: 'lea',
    name: 'Léa Ourcel',
    shortName: 'Léa O.',
    email: mail('lea'),
    role: 'manager',
    sites: [],
    password: PASSWORD,
    pin: '2806',
  },
  {
    handle: 'ines',
    name: 'Inès Marchand',
    shortName: 'Inès M.',
    email: mail('ines'),
    role: 'clerk',
    sites: ['LYO'],
    password: PASSWORD,
    pin: '4471',
  },
  {
    handle: 'bastien',
    name: 'Bastien Roche',
    shortName: 'Bastien R.',
    email: mail('bastien'),
    role: 'clerk',
    sites: ['LYO'],
    password: PASSWORD,
    pin: '6120',
  },
  {
    handle: 'gaelle',
    name: 'Gaëlle Kerbrat',
    shortName: 'Gaëlle K.',
    email: mail('gaelle'),
    role: 'clerk',
    sites: ['NAN'],
    password: PASSWORD,
    pin: '4400',
  },
  {
    handle: 'samuel',
    name: 'Samuel Attal',
    shortName: 'Samuel A.',
    email: mail('samuel'),
    role: 'clerk',
    sites: ['PAR'],
    password: PASSWORD,
    pin: '7503',
  },
  {
    handle: 'karim',
    name: 'Karim Tazi',
    shortName: 'Karim T.',
    email: mail('karim'),
    role: 'picker',
    sites: ['COR'],
    password: PASSWORD,
  },
  {
    handle: 'maud',
    name: 'Maud Verhaeghe',
    shortName: 'Maud V.',
    email: mail('maud'),
    role: 'picker',
    sites: ['SEC'],
    password: PASSWORD,
  },
  {
    handle: 'sami',
    name: 'Sami Benali',
    shortName: 'Sami B.',
    email: mail('sami'),
    role: 'desk',
    sites: [],
    password: PASSWORD,
  },
  {
    handle: 'paul',
    name: 'Paul Delmas',
    shortName: 'Paul D.',
    email: mail('paul'),
    role: 'sales',
    sites: [],
    password: PASSWORD,
  },
];

/** Metropolitan France, as in force since the given day. A gift card (`outside`) bears none when it is sold. */
export const taxRates: DemoTaxRate[] = [
  { taxClass: 'standard', basisPoints: 2000, from: day('2014-01-01'), law: 'CGI, article 278' },
  { taxClass: 'intermediate', basisPoints: 1000, from: day('2014-01-01'), law: 'CGI, articles 278 bis à 279' },
  { taxClass: 'reduced', basisPoints: 550, from: day('2014-01-01'), law: 'CGI, article 278-0 bis' },
  {
    taxClass: 'super-reduced',
    basisPoints: 210,
    from: day('2014-01-01'),
    law: 'CGI, articles 281 quater à 281 nonies, 298 septies',
  },
];

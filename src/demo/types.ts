// What the demonstration merchant is made of: plain values, no database. The seeding pushes them through the commands of
// the modules, which own the real types; nothing here is imported by the system's own code.
import type { Day, Instant } from '#base/time';

/** The same words in both languages, typography already right. */
export type Text = { fr: string; en: string };

export const taxClasses = ['standard', 'intermediate', 'reduced', 'super-reduced', 'outside'] as const;
/** `outside`: no VAT at the sale (a gift card is a multi-purpose voucher, taxed when it is spent). */
export type TaxClass = (typeof taxClasses)[number];

export const drawingKinds = [
  'dress',
  'shirt',
  'coat',
  'sweater',
  'trousers',
  'scarf',
  'sneaker',
  'bag',
  'hat',
  'lipstick',
  'perfume',
  'cream',
  'nailpolish',
  'candle',
  'lamp',
  'vase',
  'mug',
  'cushion',
  'armchair',
  'sofa',
  'plant',
  'chair',
  'desk',
  'notebook',
  'pens',
  'ink',
  'paper',
  'shelf',
  'monitorstand',
  'giftcard',
  'parcel',
] as const;
export type DrawingKind = (typeof drawingKinds)[number];

export const palettes = [
  'bleu',
  'nuit',
  'groseille',
  'figue',
  'mirabelle',
  'brique',
  'cresson',
  'sauge',
  'lin',
  'craie',
  'rose',
  'zinc',
  'encre',
  'chene',
] as const;
export type Palette = (typeof palettes)[number];

export const patterns = ['plain', 'stripe', 'check', 'dots', 'herringbone'] as const;
export type Pattern = (typeof patterns)[number];

/** Arguments of one of our product drawings. */
export type Drawing = { kind: DrawingKind; palette: Palette; pattern: Pattern; variant: number };

/** A shelf of the shop, `parent` null at the top. */
export type DemoCategory = { handle: string; parent: string | null; name: Text };

/** `code` is what the SKU says of the value: `GRO` for Groseille, `38` for size 38. */
export type OptionValue = { code: string; name: Text };
export type DemoOption = { name: Text; values: OptionValue[] };

export type DemoVariant = {
  sku: string;
  /** EAN-13 with its check digit; invented, derived from the SKU. */
  gtin: string;
  /** One value code an option, in the options' order; empty when the product has no option. */
  values: string[];
  /** What the shopper pays today, euro cents, VAT included. */
  price: number;
  /** Lowest price of the 30 days before the present promotion, euro cents; absent without promotion. */
  priorPrice?: number;
  grams: number;
  drawing: Drawing;
};

export type DemoProduct = {
  handle: string;
  name: Text;
  description: Text;
  /** Short facts of the product page: what it is made of, where it was made, how to look after it. */
  material?: Text;
  origin?: Text;
  care?: Text;
  brand: string;
  /** The first is the main one. */
  categories: string[];
  options: DemoOption[];
  variants: DemoVariant[];
  taxClass: TaxClass;
  tags: string[];
  launchedDaysAgo: number;
};

export type SiteCode = 'LYO' | 'NAN' | 'PAR' | 'COR' | 'SEC';
export type Address = { line1: string; line2?: string; postcode: string; city: string; country: 'FR' };

/** Local times `HH:MM`; `day` is ISO, 1 = Monday. A day that is not listed is closed. */
export type OpeningHours = { day: 1 | 2 | 3 | 4 | 5 | 6 | 7; opens: string; closes: string };

export type DemoSite = {
  code: SiteCode;
  kind: 'store' | 'warehouse';
  name: string;
  siret: string;
  address: Address;
  phone: string;
  latitude: number;
  longitude: number;
  hours: OpeningHours[];
  /** Minutes until a click & collect order is ready while the site is open; null = next opening; absent = no pick-up. */
  pickupMinutes?: number | null;
};

export const levels = ['isolated', 'bridged', 'synchronised', 'unified'] as const;
export type Level = (typeof levels)[number];
export const domains = ['catalogue', 'prices', 'stock', 'carts', 'customers', 'orders', 'returns', 'payments'] as const;
export type Domain = (typeof domains)[number];
export type LevelPreset = 'multichannel' | 'cross-channel' | 'omnichannel' | 'unified';

export type DemoChannel = {
  handle: string;
  kind: 'web' | 'app' | 'till' | 'marketplace' | 'social' | 'feed' | 'b2b';
  name: Text;
  live: boolean;
  /** The site a till stands in. */
  site?: SiteCode;
  preset: LevelPreset;
  /** Domains that differ from the preset. */
  overrides: Partial<Record<Domain, Level>>;
};

export type StaffRole = 'owner' | 'manager' | 'clerk' | 'picker' | 'desk' | 'sales';
export type DemoStaff = {
  handle: string;
  name: string;
  shortName: string;
  email: string;
  role: StaffRole;
  /** Sites the person works in; empty = all. */
  sites: SiteCode[];
  /** Demo only; the server refuses such passwords when it listens on anything but the local address. */
  password: string;
  /** For those who stand at a till. */
  pin?: string;
};

/** A rate that the law sets, in basis points: 2000 is 20 %. */
export type DemoTaxRate = { taxClass: TaxClass; basisPoints: number; from: Day; law: string };

export type DemoCompany = { name: string; siren: string; vatNumber: string };
export type DemoCustomer = {
  key: string;
  firstName: string;
  lastName: string;
  email: string;
  /** E.164, of the numbers that ARCEP reserves for fiction. */
  phone: string;
  address: Address;
  /** Newsletter by e-mail. */
  consent: boolean;
  language: 'fr' | 'en';
  /** Year of the first purchase. */
  since: number;
  company?: DemoCompany;
};

export type SaleLine = { sku: string; quantity: number; from: SiteCode };
export type StockLine = { sku: string; quantity: number };

/** One thing that happened; `key` names the fact for good: ids are derived from it. */
export type Fact =
  | { fact: 'receipt'; key: string; at: Instant; site: SiteCode; supplier: string; lines: StockLine[] }
  | { fact: 'transfer'; key: string; at: Instant; from: SiteCode; to: SiteCode; lines: StockLine[] }
  | SaleFact
  | { fact: 'shipment'; key: string; at: Instant; sale: string; site: SiteCode }
  | { fact: 'cancellation'; key: string; at: Instant; sale: string; reason: Text }
  | CartFact;

export type SaleFact = {
  fact: 'sale';
  key: string;
  at: Instant;
  channel: string;
  /** Key of a customer; absent for an unknown shopper at a till or behind a marketplace. */
  customer?: string;
  /** What a marketplace says of its buyer. */
  buyer?: string;
  lines: SaleLine[];
  /** `promise`: a company pays on invoice. */
  tender: 'card' | 'cash' | 'marketplace' | 'promise';
  receive: 'taken' | 'delivery' | 'pickup';
  staff?: string;
};

export type CartFact = {
  fact: 'cart';
  key: string;
  at: Instant;
  channel: string;
  device: 'phone' | 'computer' | 'tablet';
  customer?: string;
  lines: StockLine[];
};

/**
 * Which VAT a sale of goods bears: where it is taxed and under which scheme, decided once from facts, with the law of each step. Pure: the
 * gate, the cart, the checkout and the till ask it, and the order keeps the answer.
 */
import type { Zone } from './zones.ts';

export const schemes = ['domestic', 'oss', 'reverse_charge', 'intra_eu', 'export', 'exempt'] as const;
export type Scheme = (typeof schemes)[number];

export type SellerFacts = {
  readonly entityId: string | null;
  readonly zone: Zone;
  readonly vatNumber: string | null;
  /** Countries in which the seller is registered beside its own. */
  readonly registrations: readonly { readonly country: string; readonly vatNumber: string }[];
  /** Small undertaking that charges no VAT at home (in France: CGI art. 293 B). */
  readonly franchise: boolean;
  /** Registered for the one-stop shop (Union scheme; CGI art. 298 sexdecies G). */
  readonly oss: boolean;
  /** Taxes distance sales where they arrive from the first euro, by choice. */
  readonly always: boolean;
  /** Distance sales to consumers of other member states went over 10 000 € a year, this year or the last (with this sale). */
  readonly overLimit: boolean;
  /** Countries (or `*`) where the net stays and the price to pay follows the rate; elsewhere the price to pay stays. */
  readonly netStays: readonly string[];
};

export type TaxBuyer = {
  readonly kind: 'consumer' | 'business';
  /** As registers write it, with the country it is of (see `checkVatNumber`). */
  readonly vatNumber?: string | undefined;
  readonly vatCountry?: string | undefined;
  /** The check that found the number in force; without it nothing is exempt. */
  readonly proof?:
    | {
        readonly checkId: string;
        readonly at: string;
        /** Its register was closed: accepted all the same, and to be verified later. */
        readonly toVerify?: boolean | undefined;
      }
    | undefined;
};

export type TaxFacts = {
  readonly seller: SellerFacts;
  /** Where the goods leave from. */
  readonly origin: Zone;
  /** Where they arrive; null where they are handed over at the place they leave from. */
  readonly destination: Zone | null;
  readonly buyer: TaxBuyer;
};

/** One step of "why this VAT?": a fact that counted, with the law that makes it count. */
export type TaxStep = {
  readonly rule:
    | 'handed_over'
    | 'same_country'
    | 'region'
    | 'franchise'
    | 'outside_union'
    | 'overseas_export'
    | 'registered_there'
    | 'intra_eu_business'
    | 'no_proof'
    | 'to_verify'
    | 'own_country_number'
    | 'reverse_charge'
    | 'under_limit'
    | 'over_limit'
    | 'by_choice'
    | 'oss'
    | 'oss_missing'
    | 'leaves_abroad';
  readonly law: string;
};

/** What an order keeps of its VAT (`orders."order".tax`). */
export type TaxCase = {
  readonly scheme: Scheme;
  /** Whose law and rates apply: ISO 3166-1 country, and the region where it has rates of its own. */
  readonly country: string;
  readonly region: string | null;
  /** Where the goods arrive. */
  readonly destination: string;
  readonly destinationRegion: string | null;
  /** EN 16931 BT-121; null where VAT is charged. */
  readonly reasonCode: string | null;
  /** What the document has to say; null where nothing. */
  readonly mention: { readonly fr: string; readonly en: string } | null;
  readonly law: string;
  readonly entityId: string | null;
  /** The number under which the seller taxes this sale. */
  readonly sellerVatNumber: string | null;
  readonly buyerVatNumber: string | null;
  /** The check of the buyer's number. */
  readonly proof: string | null;
  /** What stays when the rate is not the one at home: the price to pay, or the net. */
  readonly stays: 'gross' | 'net';
  /** Home: whose rates are in the prices of the lists. */
  readonly home: string;
  readonly why: readonly TaxStep[];
};

/** The key of a zone's rates: its region where that has rates of its own or none, else its country. */
export const ratesKey = ({ country, region }: Pick<TaxCase, 'country' | 'region'>): string => region ?? country;

type Charged = Pick<TaxCase, 'scheme' | 'country' | 'region' | 'reasonCode' | 'mention' | 'law'>;

/** One VAT for overseas departments: Guadeloupe and Martinique are one market, Réunion another (CGI art. 294, 2). */
const market = (zone: Zone): string =>
  zone.region === 'FR-971' || zone.region === 'FR-972'
    ? 'FR-97x'
    : zone.area === 'eu'
      ? zone.country
      : (zone.region ?? zone.country);

/** Decides. Never refuses: what it can't prove it taxes. */
export function taxCase(facts: TaxFacts): TaxCase {
  const { seller, buyer } = facts;
  const to = facts.destination ?? facts.origin;
  const why: TaxStep[] = [];
  const charged = decide(facts, to, why);
  const registered = seller.registrations.find(({ country }) => country === charged.country)?.vatNumber;
  const proven = charged.scheme === 'intra_eu' || charged.scheme === 'reverse_charge';
  const stays = proven || seller.netStays.includes(to.country) || seller.netStays.includes('*') ? 'net' : 'gross';
  return {
    ...charged,
    destination: to.country,
    destinationRegion: to.region,
    entityId: seller.entityId,
    sellerVatNumber: charged.scheme === 'oss' ? seller.vatNumber : (registered ?? seller.vatNumber),
    buyerVatNumber: buyer.vatNumber ?? null,
    proof: proven ? (buyer.proof?.checkId ?? null) : null,
    stays,
    home: seller.zone.region ?? seller.zone.country,
    why,
  };
}

function decide(facts: TaxFacts, to: Zone, why: TaxStep[]): Charged {
  const { seller, origin, destination, buyer } = facts;
  const say = (rule: TaxStep['rule'], law: string): void => void why.push({ rule, law });
  if (destination === null) say('handed_over', 'Directive 2006/112/CE, art. 31');
  if (origin.country !== seller.zone.country) say('leaves_abroad', 'Directive 2006/112/CE, art. 32');
  if (seller.franchise && origin.country === seller.zone.country && !(isDistance(origin, to) && seller.overLimit)) {
    say('franchise', franchiseLaw(origin));
    return {
      ...exempt(origin, 'exempt', 'VATEX-FR-FRANCHISE', franchiseLaw(origin)),
      mention: franchiseMention(origin),
    };
  }
  if (market(origin) === market(to)) return within(facts, to, say);
  if (origin.area !== 'eu' || to.area !== 'eu') return leaving(facts, to, say);
  if (buyer.kind === 'business') {
    if (buyer.vatNumber === undefined || !buyer.proof)
      say('no_proof', 'CGI, art. 262 ter I 1° ; directive 2006/112/CE, art. 138-1 b)');
    else if (buyer.vatCountry === origin.country) say('own_country_number', 'CGI, art. 262 ter I 1°');
    else {
      say('intra_eu_business', intraLaw(origin));
      if (buyer.proof.toVerify) say('to_verify', TO_VERIFY);
      return exempt(origin, 'intra_eu', 'VATEX-EU-IC', intraLaw(origin));
    }
  }
  return distance(facts, to, say);
}

/** That a buyer is a taxable person may be taken from the number they gave; that it is in force has to be confirmed. */
const TO_VERIFY = 'Directive 2006/112/CE, art. 138-1 ; règlement (UE) 282/2011, art. 18';

type Say = (rule: TaxStep['rule'], law: string) => void;

const isDistance = (origin: Zone, to: Zone): boolean =>
  origin.area === 'eu' && to.area === 'eu' && origin.country !== to.country;

/** Inside one VAT market: its own rates, unless the seller is a stranger there and the buyer pays the tax. */
function within({ seller, origin, buyer }: TaxFacts, to: Zone, say: Say): Charged {
  const stranger = seller.zone.country !== origin.country;
  if (stranger && buyer.kind === 'business' && buyer.proof && buyer.vatCountry === origin.country) {
    const law = origin.country === 'FR' ? 'CGI, art. 283-1' : 'Directive 2006/112/CE, art. 194';
    say('reverse_charge', law);
    if (buyer.proof.toVerify) say('to_verify', TO_VERIFY);
    return exempt(origin, 'reverse_charge', 'VATEX-EU-AE', law);
  }
  say('same_country', to.country === 'FR' ? 'CGI, art. 258 I' : 'Directive 2006/112/CE, art. 31-32');
  if (to.region !== null) say('region', regionLaw(to.region));
  return taxed(to, 'domestic', regionLaw(to.region ?? to.country));
}

/** Goods that leave the VAT territory, or reach it from outside. */
function leaving({ seller, origin }: TaxFacts, to: Zone, say: Say): Charged {
  const registered = seller.registrations.find(({ country }) => country === to.country);
  if (registered && to.country !== origin.country) {
    say(
      'registered_there',
      to.country === 'CH' ? 'LTVA (RS 641.20), art. 7 et 10' : 'Directive 2006/112/CE, art. 143-201',
    );
    return taxed(to, 'domestic', regionLaw(to.country));
  }
  const french = origin.country === 'FR';
  const overseas = french && to.country === 'FR';
  const law = overseas ? 'CGI, art. 262 I et 294, 2' : exportLaw(origin);
  say(overseas ? 'overseas_export' : 'outside_union', law);
  return exempt(origin, 'export', 'VATEX-EU-G', law);
}

/** Distance sales to consumers of another member state: CGI art. 258 A and 259 D; directive art. 33 and 59c. */
function distance({ seller, origin }: TaxFacts, to: Zone, say: Say): Charged {
  const law = 'CGI, art. 258 A ; directive 2006/112/CE, art. 33 et 59 quater';
  if (seller.registrations.some(({ country }) => country === to.country)) {
    say('registered_there', law);
    return taxed(to, 'domestic', regionLaw(to.country));
  }
  // The threshold is for who is established in one member state and sends from there (art. 59c, 1 a and b).
  const one = origin.country === seller.zone.country;
  if (one && !seller.overLimit && !seller.always) {
    say('under_limit', law);
    return taxed(origin, 'domestic', regionLaw(origin.region ?? origin.country));
  }
  say(seller.overLimit || !one ? 'over_limit' : 'by_choice', law);
  say(seller.oss ? 'oss' : 'oss_missing', 'CGI, art. 298 sexdecies G ; directive 2006/112/CE, art. 369 bis');
  return taxed(to, 'oss', law);
}

const taxed = ({ country, region }: Zone, scheme: 'domestic' | 'oss', law: string): Charged => ({
  ...{ scheme, country, region, law },
  reasonCode: null,
  mention: null,
});

function exempt({ country, region }: Zone, scheme: Scheme, reasonCode: string, law: string): Charged {
  const mention =
    scheme === 'reverse_charge'
      ? { fr: `Autoliquidation (${law})`, en: `Reverse charge (${law})` }
      : { fr: `Exonération de TVA, ${law}`, en: `VAT exempt, ${law}` };
  return { scheme, country, region, reasonCode, mention, law };
}

const intraLaw = ({ country }: Zone): string =>
  country === 'FR' ? 'CGI, art. 262 ter I' : 'directive 2006/112/CE, art. 138';
const exportLaw = ({ country }: Zone): string =>
  country === 'FR' ? 'CGI, art. 262 I' : country === 'CH' ? 'LTVA, art. 23' : 'directive 2006/112/CE, art. 146';
const franchiseLaw = ({ country }: Zone): string =>
  country === 'FR' ? 'CGI, art. 293 B' : 'directive 2006/112/CE, art. 284';
const franchiseMention = (zone: Zone): TaxCase['mention'] =>
  zone.country === 'FR'
    ? { fr: 'TVA non applicable, art. 293 B du CGI', en: 'VAT not applicable, art. 293 B of the French tax code' }
    : { fr: `TVA non applicable, ${franchiseLaw(zone)}`, en: `VAT not applicable, ${franchiseLaw(zone)}` };

const regional: Readonly<Record<string, string>> = {
  FR: 'CGI, art. 278 à 281 nonies',
  'FR-20R': 'CGI, art. 297',
  'FR-971': 'CGI, art. 294 et 296',
  'FR-972': 'CGI, art. 294 et 296',
  'FR-974': 'CGI, art. 294 et 296',
  'FR-973': 'CGI, art. 294-1',
  'FR-976': 'CGI, art. 294-1',
  CH: 'LTVA (RS 641.20), art. 25',
};
const regionLaw = (key: string): string => regional[key] ?? 'Directive 2006/112/CE, art. 96 à 105';

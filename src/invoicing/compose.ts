/** From facts to a document: pure. The same facts and profile make the same document but for its number and day. */
import { decimalsOf, scale } from '#base/money';
import type { Day } from '#base/time';
import type { Entity, LocalText } from '#org/model';
import {
  categoryOf,
  isGross,
  unitPrice,
  type Amount,
  type DueFacts,
  type OrderFacts,
  type PartLine,
  type Priced,
} from './facts.ts';
import {
  totalsOf,
  type Audience,
  type Category,
  type Content,
  type DocumentLine,
  type Extra,
  type Kind,
  type Means,
  type Note,
  type Paid,
  type Party,
  type Prior,
  type VatGroup,
} from './model.ts';
import type { Profile } from './profile.ts';
import { inEuro } from './rates.ts';

/** A document that waits for its number and day. */
export type Draft = Omit<Content, 'number' | 'day'>;

export type Seller = { readonly entity: Entity; readonly profile: Profile };

/** What a document is made of, beside the order. */
export type Matter = {
  readonly kind: Kind;
  readonly lines: readonly DocumentLine[];
  readonly free: Content['free'];
  readonly extras: readonly Extra[];
  readonly prepaidMinor: number;
  readonly paid: readonly Paid[];
  readonly prior: readonly Prior[];
  /** The last invoice after deposits. */
  /** What it takes back whole: it goes to the same buyer, with the same VAT. */
  readonly original?: Content;
  /** Why it was issued, where that is no matter of course. */
  readonly reason?: LocalText;
  readonly afterDeposit: boolean;
  readonly today: Day;
};

const text = (fr: string, en: string): LocalText => ({ fr, en });
export const CARRIAGE = text('Frais de livraison', 'Delivery');

/** A VAT number's electronic address, by country (EAS list). */
const vatSchemes: Readonly<Record<string, string>> = {
  AT: '9914', BE: '9925', BG: '9926', CY: '9928', CZ: '9929', DE: '9930', EE: '9931', ES: '9920', GR: '9933',
  HR: '9934', HU: '9910', IE: '9935', IT: '0211', LT: '9937', LU: '9938', LV: '9939', MT: '9943', NL: '9944',
  PL: '9945', PT: '9946', RO: '9947', SE: '9955', SI: '9949', SK: '9950', GB: '9932', CH: '9927',
}; // prettier-ignore

/** French rules and the platform are for two companies of France: a seller of another country sells to one abroad. */
export function audienceOf(facts: Pick<OrderFacts, 'buyer'>, seller: Pick<Party, 'address'>): Audience {
  if (!facts.buyer || facts.buyer.person === true) return 'B2C';
  return facts.buyer.siren && seller.address.country === 'FR' ? 'B2B' : 'B2BINT';
}

export function sellerOf({ entity, profile }: Seller): Party {
  const { siren, vatNumber } = entity;
  const abroad = vatSchemes[entity.address.country];
  return {
    name: entity.name,
    ...(profile.legalForm ? { legalForm: profile.legalForm } : {}),
    ...(profile.capital ? { capital: profile.capital } : {}),
    ...(profile.register ? { register: profile.register } : {}),
    ...(siren ? { siren, endpoint: { scheme: '0225', value: siren } } : {}),
    ...(!siren && abroad && vatNumber ? { endpoint: { scheme: abroad, value: vatNumber } } : {}),
    ...(profile.siret ? { siret: profile.siret } : {}),
    ...(vatNumber ? { vatNumber } : {}),
    address: entity.address,
  };
}

/**
 * Who buys. A company's address is that of its SIREN in the directory; one abroad is reached by its VAT number. A person has no address
 * there: what is made for them is kept under one of the seller's own (BR-FR-12 wants one), so that no e-mail stands in what lasts ten years.
 */
export function buyerOf(facts: OrderFacts, seller: Party): Party {
  const { buyer } = facts;
  const own = (suffix: string) =>
    seller.siren ? { endpoint: { scheme: '0225', value: `${seller.siren}_${suffix}` } } : {};
  if (!buyer) {
    const { name } = facts;
    const address = facts.address ?? { ...seller.address, name, line1: '', postcode: '', city: '' };
    const { phone: _phone, ...rest } = address;
    return { name: name || 'Client', address: rest, ...own('PARTICULIERS') };
  }
  const { siren, siret, vatNumber, legalForm, address } = buyer;
  const abroad = vatNumber ? vatSchemes[address.country] : undefined;
  const { phone: _phone, ...where } = address;
  return {
    ...{ name: buyer.name, address: where },
    ...(legalForm ? { legalForm } : {}),
    ...(siren ? { siren } : {}),
    ...(siret ? { siret } : {}),
    ...(vatNumber ? { vatNumber } : {}),
    ...(siren
      ? { endpoint: { scheme: '0225', value: siren } }
      : abroad && vatNumber
        ? { endpoint: { scheme: abroad, value: vatNumber } }
        : own(buyer.person === true ? 'PARTICULIERS' : 'INTERNATIONAL')),
  };
}

/** Lines of goods: a net price, what was taken off, a net amount. What cost nothing at all is no line. */
export function linesOf(facts: OrderFacts, parts: readonly PartLine[]): Pick<Matter, 'lines' | 'free'> {
  const free = parts.filter(({ line }) => line.unitMinor === 0);
  const lines = parts.filter(({ line }) => line.unitMinor > 0).map((part, i) => goodsLine(facts, part, i + 1));
  return { lines, free: free.map(({ line, quantity }) => ({ name: line.name, quantity, orderLine: line.lineNo })) };
}

function goodsLine(facts: OrderFacts, part: PartLine, no: number): DocumentLine {
  const { line, quantity, grossMinor, netMinor } = part;
  const { sku, name, detail, rate, lineNo, unitMinor } = line;
  const shown = unitMinor * quantity;
  const list =
    facts.tax?.basis !== 'net' && isGross(facts) ? scale(shown, 1_000_000, 1_000_000 + rate, 'half_up') : shown;
  const beforeMinor = line.discountMinor === 0 ? netMinor : Math.max(list, netMinor);
  return {
    ...{ no, orderLine: lineNo, sku, name, detail, quantity, rate, grossMinor, netMinor, beforeMinor },
    netPrice: unitPrice(beforeMinor, quantity, decimalsOf(facts.currency)),
    allowanceMinor: beforeMinor - netMinor,
    category: categoryOf(facts.tax, rate),
  };
}

/** Carriage as a charge of the document, under the rates of the goods (UNTDID 7161: FC, freight). */
export const carriageExtras = (facts: OrderFacts, parts: Priced['carriage']): Extra[] =>
  parts.map(({ rate, grossMinor, netMinor }) => ({
    ...{ is: 'charge' as const, code: 'FC', reason: CARRIAGE, rate, grossMinor, netMinor },
    category: categoryOf(facts.tax, rate),
  }));

/** A line of no article: a deposit, or goodwill. */
export function wordLine(
  facts: OrderFacts,
  name: LocalText,
  amount: Amount & { rate: number },
  no: number,
): DocumentLine {
  const { rate, grossMinor, netMinor } = amount;
  return {
    ...{ no, orderLine: null, sku: '', name, detail: text('', ''), quantity: 1, rate, grossMinor, netMinor },
    ...{ beforeMinor: netMinor, allowanceMinor: 0, netPrice: unitPrice(netMinor, 1, decimalsOf(facts.currency)) },
    category: categoryOf(facts.tax, rate),
  };
}

/** What comes back, by the frozen shares of its units; what is kept for wear is an allowance of the credit note. */
export function creditMatter(facts: OrderFacts, due: DueFacts): Pick<Matter, 'lines' | 'free' | 'extras'> {
  const parts = due.lines.flatMap((one): PartLine[] => {
    const line = facts.lines.find(({ lineNo }) => lineNo === one.lineNo);
    return line ? [{ line, quantity: one.quantity, grossMinor: one.minor, netMinor: one.netMinor }] : [];
  });
  const goods = linesOf(facts, parts);
  const kindness = splitOver(facts, due.goodwillMinor).map((part, i) =>
    wordLine(facts, text('Geste commercial', 'Goodwill'), part, goods.lines.length + 1 + i),
  );
  const kept = due.lines
    .filter((one) => one.deductMinor > 0)
    .map(({ rate, deductMinor }): Extra => {
      const netMinor = inside(deductMinor, rate);
      const reason = text('Dépréciation retenue', 'Kept for wear');
      const category = categoryOf(facts.tax, rate);
      return { is: 'allowance', code: '104', reason, grossMinor: deductMinor, netMinor, rate, category };
    });
  const fees = due.carriage.map(({ rate, minor, netMinor }) => ({ rate, grossMinor: minor, netMinor }));
  return {
    lines: [...goods.lines, ...kindness],
    free: goods.free,
    extras: [...carriageExtras(facts, fees), ...kept],
  };
}

const inside = (grossMinor: number, rate: number): number => scale(grossMinor, 1_000_000, 1_000_000 + rate, 'half_up');

/** An amount with VAT over the rates of an order, by what was sold at each. */
export function splitOver(facts: Pick<OrderFacts, 'groups'>, minor: number): (Amount & { rate: number })[] {
  if (minor === 0) return [];
  const all = facts.groups.reduce((sum, group) => sum + group.grossMinor, 0);
  let left = minor;
  return facts.groups.flatMap(({ rate, grossMinor }, i) => {
    const isLast = i === facts.groups.length - 1;
    const part = isLast ? left : all === 0 ? 0 : scale(minor, grossMinor, all, 'down');
    left -= part;
    return part === 0 ? [] : [{ rate, grossMinor: part, netMinor: inside(part, rate) }];
  });
}

/** VAT by rate and category: the base is what its lines say, the tax is what of the price is not base. */
export function groupsOf(
  facts: Pick<OrderFacts, 'tax'>,
  lines: readonly DocumentLine[],
  extras: readonly Extra[],
  isFranchise: boolean,
): VatGroup[] {
  const groups = new Map<string, { rate: number; category: Category; netMinor: number; grossMinor: number }>();
  const put = ({ rate, category, netMinor, grossMinor }: Amount & { rate: number; category: Category }, sign = 1) => {
    const key = `${category} ${rate}`;
    const group = groups.get(key) ?? { rate, category, netMinor: 0, grossMinor: 0 };
    groups.set(key, group);
    group.netMinor += sign * netMinor;
    group.grossMinor += sign * grossMinor;
  };
  for (const line of lines) put(line);
  for (const extra of extras) put(extra, extra.is === 'charge' ? 1 : -1);
  return [...groups.values()]
    .toSorted((a, b) => b.rate - a.rate)
    .map(({ rate, category, netMinor, grossMinor }) => ({
      ...{ rate, category, netMinor, taxMinor: grossMinor - netMinor },
      ...reasonOf(facts.tax, category, isFranchise),
    }));
}

/** Why a category bears no VAT: a code of the VATEX list where there is one, and the law's words. */
function reasonOf(
  tax: OrderFacts['tax'],
  category: Category,
  isFranchise: boolean,
): Pick<VatGroup, 'reasonCode' | 'reason'> {
  if (category === 'S' || category === 'Z') return {};
  if (category === 'E' && isFranchise)
    return {
      reasonCode: 'VATEX-FR-FRANCHISE',
      reason: text('TVA non applicable, art. 293 B du CGI', 'VAT not applicable, art. 293 B of the French tax code'),
    };
  const told = tax?.mention ?? undefined;
  const code = tax?.reasonCode ?? undefined;
  const known: Partial<Record<Category, { code?: string; reason: LocalText }>> = {
    AE: { code: 'VATEX-EU-AE', reason: text('Autoliquidation', 'Reverse charge') },
    K: {
      code: 'VATEX-EU-IC',
      reason: text('Exonération de TVA, art. 262 ter I du CGI', 'Intra-Community supply, exempt'),
    },
    G: { code: 'VATEX-EU-G', reason: text('Exonération de TVA, art. 262 I du CGI', 'Export, exempt') },
    E: {
      reason: text(
        'Hors champ de la TVA : bon à usages multiples (CGI, art. 256 ter)',
        'Outside the scope of VAT: multi-purpose voucher',
      ),
    },
  };
  const own = known[category];
  const reasonCode = category === 'E' && tax?.scheme !== 'exempt' ? undefined : (code ?? own?.code);
  const reason = (category === 'E' && tax?.scheme !== 'exempt' ? undefined : told) ?? own?.reason;
  return { ...(reasonCode ? { reasonCode } : {}), ...(reason ? { reason } : {}) };
}

const letter = { goods: 'B', services: 'S', mixed: 'M' } as const;

/** How it was paid; or is to be, and where two transfers are awaited each says its own reference elsewhere. */
function meansOf(profile: Profile, paid: readonly Paid[], isPaid: boolean, awaited: readonly string[]): Means {
  if (isPaid) {
    const methods = new Set(paid.map((one) => one.method));
    if (methods.size === 1 && methods.has('card')) return { code: '48' };
    if (methods.size === 1 && methods.has('cash')) return { code: '10' };
    return { code: '1' };
  }
  if (!profile.iban) return { code: '1' };
  const [reference, second] = awaited;
  return {
    ...{ code: '30', iban: profile.iban },
    ...(profile.bic ? { bic: profile.bic } : {}),
    ...(reference !== undefined && second === undefined ? { reference } : {}),
  };
}

/** Notes that the law or BR-FR asks for, each under its code (UNTDID 4451). */
/** An invoice of what was sold over a counter is not another sale: it says which ticket counts it already. */
const soldByTicket = ({ till, sequence, day }: NonNullable<OrderFacts['ticket']>): LocalText =>
  text(
    `Vente du ticket de caisse ${till} nº ${sequence} du ${day.split('-').toReversed().join('/')}`,
    `Sale of till ticket ${till} no. ${sequence} of ${day}`,
  );

function notesOf(facts: OrderFacts, { profile }: Seller, seller: Party, audience: Audience): Note[] {
  const words = (said: LocalText): string => said[facts.language];
  const legal = [seller.legalForm, seller.capital && `au capital de ${seller.capital}`].filter(Boolean).join(' ');
  return [
    ...(legal ? [{ code: 'REG', text: `${seller.name}, ${legal}` }] : []),
    ...(seller.register ? [{ code: 'ABL', text: seller.register }] : []),
    { code: 'PMD', text: words(profile.penalty) },
    { code: 'PMT', text: words(profile.recovery) },
    { code: 'AAB', text: words(profile.discount) },
    { code: 'BAR', text: audience },
    ...(facts.ticket ? [{ code: 'SUR', text: words(soldByTicket(facts.ticket)) }] : []),
    ...(words(profile.footer) ? [{ code: 'AAI', text: words(profile.footer) }] : []),
  ];
}

/** Days after a day, by the calendar. */
const later = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as Day;

/** All of the order was bought on account: no money came for it that could go back. */
const isOnAccount = ({ payments }: OrderFacts): boolean =>
  payments.length > 0 && payments.every(({ method }) => method === 'account');

/** A document of an order, all but its number and day. */
export function compose(facts: OrderFacts, from: Seller, matter: Matter): Draft {
  const { kind, lines, free, extras, prepaidMinor, paid, prior, today } = matter;
  const { profile } = from;
  const seller = sellerOf(from);
  const isFranchise = facts.tax?.scheme === 'exempt' || !seller.vatNumber;
  const groups = matter.original?.groups ?? groupsOf(facts, lines, extras, isFranchise);
  const totals = totalsOf(lines, extras, groups, prepaidMinor);
  const isSetOff = kind === 'credit_note' && isOnAccount(facts);
  const isPaid = kind !== 'credit_note' && totals.dueMinor === 0;
  const step = matter.afterDeposit ? '4' : isPaid ? '2' : '1';
  const paidOn =
    paid
      .map((one) => one.day)
      .toSorted()
      .at(-1) ?? today;
  const shipTo = facts.buyer ? facts.address : null;
  return {
    ...{ kind, language: facts.language, currency: facts.currency, lines, free, extras, groups, totals, prior, paid },
    process: `${letter[profile.nature]}${step}`,
    audience: matter.original?.audience ?? audienceOf(facts, seller),
    seller,
    buyer: matter.original?.buyer ?? buyerOf(facts, seller),
    shipTo: matter.original ? matter.original.shipTo : shipTo ? withoutPhone(shipTo) : null,
    supplied: facts.left,
    due: kind === 'credit_note' ? null : isPaid ? paidOn : dueOf(facts, today, profile),
    ...(isSetOff ? { setOff: true } : {}),
    orderNumber: facts.number,
    reference: facts.buyer?.reference ?? null,
    accounting: accountingOf(facts.currency, homeCurrency(seller.address.country), totals.taxMinor, profile),
    means: meansOf(
      profile,
      paid,
      isPaid,
      kind === 'credit_note' ? [] : facts.payments.flatMap(({ reference: said }) => said ?? []),
    ),
    notes: [
      ...notesOf(facts, from, seller, matter.original?.audience ?? audienceOf(facts, seller)),
      ...(matter.reason ? [{ code: 'AAI', text: matter.reason[facts.language] }] : []),
    ],
    onDebits: profile.onDebits,
    why: [
      { rule: 'lines', minor: totals.lineNetMinor },
      ...(totals.allowanceMinor > 0 ? [{ rule: 'allowances', minor: -totals.allowanceMinor }] : []),
      ...(totals.chargeMinor > 0 ? [{ rule: 'charges', minor: totals.chargeMinor }] : []),
      ...groups.map(({ rate, taxMinor }) => ({ rule: 'vat', minor: taxMinor, rate })),
      ...(prepaidMinor > 0
        ? [{ rule: isSetOff ? 'set_off' : kind === 'credit_note' ? 'given_back' : 'prepaid', minor: -prepaidMinor }]
        : []),
    ],
  };
}

/** When it is to be paid: what is bought on account by its terms (never before the document itself), else as the profile says. */
function dueOf(facts: OrderFacts, today: Day, profile: Profile): Day {
  const owed = facts.payments.flatMap(({ dueOn }) => dueOn ?? []).toSorted()[0];
  if (owed !== undefined) return owed < today ? today : owed;
  return later(today, facts.buyer ? profile.paymentDays : 0);
}

const withoutPhone = ({ phone: _phone, ...address }: NonNullable<OrderFacts['address']>) => address;

/** In what VAT is told at home: francs in Switzerland and Liechtenstein, euros elsewhere, the only other place where we know sellers. */
export const homeCurrency = (country: string): 'CHF' | 'EUR' => (country === 'CH' || country === 'LI' ? 'CHF' : 'EUR');

/** VAT in the money of home where another currency was charged (CGI, ann. II, art. 242 nonies A; BR-FR-CO-12; OTVA, art. 45). */
function accountingOf(currency: string, home: string, taxMinor: number, profile: Profile): Content['accounting'] {
  const perOne = profile.exchange[currency];
  if (currency === home || perOne === undefined) return null;
  return { currency: home, taxMinor: inEuro(taxMinor, currency, perOne), perOne };
}

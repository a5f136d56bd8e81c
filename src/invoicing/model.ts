/** What a document of the accounts is: types, and the identities its amounts keep. Pure. Amounts are minor units of its currency. */
import { canonicalJson, sha256 } from '#base/canonical';
import { scale } from '#base/money';
import type { FieldError } from '#base/refusal';
import type { Day } from '#base/time';
import type { Address, Language, LocalText } from '#org/model';

/** `deposit`: an invoice of what was paid before the goods left (facture d'acompte); `delivery`: a delivery note, without prices. */
export const kinds = ['invoice', 'credit_note', 'deposit', 'delivery'] as const;
export type Kind = (typeof kinds)[number];

/** UNTDID 1001, as far as French rules allow them (BR-FR-04). A delivery note is no invoice: it has none. */
export const typeCodes: Readonly<Record<Kind, string>> = {
  invoice: '380',
  credit_note: '381',
  deposit: '386',
  delivery: '',
};

/** VAT categories of EN 16931 that France knows (BR-FR-15). */
export const categories = ['S', 'E', 'AE', 'K', 'G', 'O', 'Z'] as const;
export type Category = (typeof categories)[number];

/** To whom it goes (BR-FR-20): a company here, one abroad, or a person. Says what the platform does with it. */
export type Audience = 'B2B' | 'B2BINT' | 'B2C';

/** Where electronic invoices reach somebody: a scheme of the EAS list and an address in it. */
export type Endpoint = { readonly scheme: string; readonly value: string };

export type Party = {
  readonly name: string;
  readonly legalForm?: string;
  /** As it is printed: `SAS au capital de 50 000 €`. */
  readonly capital?: string;
  readonly register?: string;
  readonly siren?: string;
  readonly siret?: string;
  readonly vatNumber?: string;
  readonly address: Address;
  readonly endpoint?: Endpoint;
};

export type DocumentLine = {
  /** Counted from 1 in this document. */
  readonly no: number;
  /** The order's line; null: of no article (goodwill, a deposit). */
  readonly orderLine: number | null;
  readonly sku: string;
  readonly name: LocalText;
  readonly detail: LocalText;
  readonly quantity: number;
  /** Net price of one, before what was taken off: major units, six decimals at most (BT-146). */
  readonly netPrice: string;
  /** Net of all, before what was taken off; `allowanceMinor` less is `netMinor` (BT-131). */
  readonly beforeMinor: number;
  readonly allowanceMinor: number;
  readonly netMinor: number;
  readonly grossMinor: number;
  /** Millionths. */
  readonly rate: number;
  readonly category: Category;
};

/** A charge (carriage) or an allowance of the whole document, under one rate. */
export type Extra = {
  readonly is: 'charge' | 'allowance';
  /** UNTDID 7161 of charges, 5189 of allowances. */
  readonly code: string;
  readonly reason: LocalText;
  readonly netMinor: number;
  readonly grossMinor: number;
  readonly rate: number;
  readonly category: Category;
};

export type VatGroup = {
  readonly rate: number;
  readonly category: Category;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Why no VAT: a code of the VATEX list, and in words. */
  readonly reasonCode?: string;
  readonly reason?: LocalText;
};

export type Totals = {
  readonly lineNetMinor: number;
  readonly allowanceMinor: number;
  readonly chargeMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
  /** Paid before it was issued; of a credit note, given back. */
  readonly prepaidMinor: number;
  readonly dueMinor: number;
};

export type Prior = {
  readonly documentId: string;
  readonly number: string;
  readonly day: Day;
  /** Of a deposit that an invoice takes off: how much of it, by rate (`deposit-parts.ts`). Absent on older ones: all of it. */
  readonly taken?: readonly { readonly rate: number; readonly netMinor: number; readonly taxMinor: number }[];
};
export type Note = { readonly code: string; readonly text: string };
/** UNTDID 4461: 10 cash, 30 transfer, 48 card, 1 not said. */
export type Means = {
  readonly code: string;
  readonly iban?: string;
  readonly bic?: string;
  /** What the transfer has to say, so that it is recognised; without one, the number of the document. */
  readonly reference?: string;
};
export type Paid = { readonly method: string; readonly minor: number; readonly day: Day };

/** A document as it was issued: all that its PDF and its XML say. It never changes. */
export type Content = {
  readonly kind: Kind;
  readonly number: string;
  readonly day: Day;
  readonly language: Language;
  readonly currency: string;
  /** BT-23, the frame of invoicing: B goods, S services, M both; 1 to be paid, 2 paid, 4 the last one after deposits. */
  readonly process: string;
  readonly audience: Audience;
  readonly seller: Party;
  readonly buyer: Party;
  readonly shipTo: Address | null;
  /** When the goods left, or are handed over: the last of it. */
  readonly supplied: Day | null;
  readonly due: Day | null;
  /** Of a credit note over what was bought on account: it lessens what is owed, and no money goes back. */
  readonly setOff?: true;
  readonly orderNumber: string;
  readonly reference: string | null;
  readonly lines: readonly DocumentLine[];
  /** What was given free of charge: it bears no price, so it is no line of the XML. */
  readonly free: readonly { readonly name: LocalText; readonly quantity: number; readonly orderLine: number }[];
  readonly extras: readonly Extra[];
  readonly groups: readonly VatGroup[];
  readonly totals: Totals;
  /** In the currency of the accounts where another one was charged (BT-6, BT-111), with the rate: units of `currency` for one. */
  readonly accounting: { readonly currency: string; readonly taxMinor: number; readonly perOne: string } | null;
  readonly prior: readonly Prior[];
  readonly paid: readonly Paid[];
  readonly means: Means;
  readonly notes: readonly Note[];
  /** VAT is due when invoiced, by choice (CGI, art. 269 2 c). */
  readonly onDebits: boolean;
  /** Why the totals are these: rule and amount, for people who ask. */
  readonly why: readonly { readonly rule: string; readonly minor: number; readonly rate?: number }[];
};

/** The text that is hashed, and what it hashes to: each document of a series stands on the one before. */
export const contentText = (content: Content): string => canonicalJson(content);
export const documentHash = (previous: string, text: string): string => sha256(`${previous}\n${text}`);

/** The number of a series' nth document: `F2026-` and 6 digits at least. */
export const numberOf = (prefix: string, sequence: number): string => `${prefix}${String(sequence).padStart(6, '0')}`;

/** A prefix as set, with the year in the place of `{yyyy}`. */
export const prefixOn = (template: string, day: Day): string => template.replace('{yyyy}', day.slice(0, 4));

const sumOf = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

/** Totals from the parts, by the rules of EN 16931 (BR-CO-10, 11, 12, 13, 14, 15, 16). */
export function totalsOf(
  lines: readonly Pick<DocumentLine, 'netMinor'>[],
  extras: readonly Pick<Extra, 'is' | 'netMinor'>[],
  groups: readonly Pick<VatGroup, 'taxMinor'>[],
  prepaidMinor: number,
): Totals {
  const lineNetMinor = sumOf(lines, (line) => line.netMinor);
  const of = (is: Extra['is']): number => sumOf(extras, (extra) => (extra.is === is ? extra.netMinor : 0));
  const [allowanceMinor, chargeMinor] = [of('allowance'), of('charge')];
  const netMinor = lineNetMinor - allowanceMinor + chargeMinor;
  const taxMinor = sumOf(groups, (group) => group.taxMinor);
  const grossMinor = netMinor + taxMinor;
  const dueMinor = grossMinor - prepaidMinor;
  return { lineNetMinor, allowanceMinor, chargeMinor, netMinor, taxMinor, grossMinor, prepaidMinor, dueMinor };
}

/**
 * What does not add up in a document, by rule; empty when all does. VAT of a group may be a minor unit or two off base × rate, where no net
 * amount gives the price that was paid (MISSION E1; docs/decisions/0007-vat-of-invoices.md).
 */
export function wrongSums(content: Content): FieldError[] {
  const { lines, extras, groups, totals } = content;
  const wrong: FieldError[] = [];
  const say = (isRight: boolean, field: string, rule: string): void => void (isRight || wrong.push({ field, rule }));
  const again = totalsOf(lines, extras, groups, totals.prepaidMinor);
  for (const key of Object.keys(again) as (keyof Totals)[])
    say(again[key] === totals[key], `totals.${key}`, 'the sum of its parts (BR-CO-10 to BR-CO-16)');
  for (const line of lines) {
    say(line.beforeMinor - line.allowanceMinor === line.netMinor, `lines.${line.no}`, 'net is price less allowance');
    say(line.allowanceMinor >= 0 && line.grossMinor >= 0, `lines.${line.no}`, 'never below zero');
  }
  for (const group of groups) {
    const mine = <T extends { rate: number; category: Category }>(one: T): boolean =>
      one.rate === group.rate && one.category === group.category;
    const base =
      sumOf(lines.filter(mine), (line) => line.netMinor) +
      sumOf(extras.filter(mine), (extra) => (extra.is === 'charge' ? extra.netMinor : -extra.netMinor));
    say(base === group.netMinor, `groups.${group.rate}`, 'the base is the sum of its lines (BR-S-08)');
    const stated = scale(group.netMinor, group.rate, 1_000_000, 'half_up');
    say(Math.abs(group.taxMinor - stated) <= 2, `groups.${group.rate}`, 'the VAT is that of the base (BR-CO-17)');
  }
  say(totals.prepaidMinor >= 0 && totals.dueMinor >= 0, 'totals', 'never paid beyond what it is worth');
  return wrong;
}

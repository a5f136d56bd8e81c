/** What the merchant decides about documents, one profile a legal entity: types and what holds where nothing was said. Pure. */
import type { LocalText } from '#org/model';
import type { Kind } from './model.ts';

/** `complete`: one invoice when all of an order has left; `shipment`: one for each part that leaves; `placed`: as soon as it is bought. */
export const moments = ['complete', 'shipment', 'placed'] as const;
export type Moment = (typeof moments)[number];
/** For people who buy for themselves: an invoice of every order, or of those that are asked for. */
export const consumers = ['always', 'on_demand'] as const;
export type Consumers = (typeof consumers)[number];

/** Which documents are mailed to their buyer when they are issued; any may be by hand. Delivery notes go with their goods. */
export const mailings = ['never', 'always'] as const;
export type Mailing = (typeof mailings)[number];

export type Policy = { readonly moment: Moment; readonly consumers: Consumers };

/** Regimes of VAT, which say how often totals are reported (décret 2022-1299): every ten days, monthly, every two months. */
export const regimes = ['monthly', 'quarterly', 'simplified', 'exempt'] as const;
export type Regime = (typeof regimes)[number];

/** Accounts of the plan comptable général, by what is posted to them. */
export type Accounts = {
  readonly customers: string;
  readonly deposits: string;
  readonly sales: string;
  readonly carriage: string;
  readonly vat: string;
  readonly cash: string;
  readonly card: string;
  readonly bank: string;
  readonly marketplace: string;
  readonly vouchers: string;
  readonly exchange: string;
  /** By how much counted cash differs from what it settled (PCG 658, 758). */
  readonly rounding: string;
  /** What payment providers and banks keep for themselves (PCG 627). */
  readonly fees: string;
  /** Money of the bank that nobody has decided of, and what is no business of orders (PCG 471): the accountant moves it on. */
  readonly waiting: string;
  /** Paid out by a provider, and not seen at the bank yet (PCG 580). */
  readonly transit: string;
  /** Taken back by buyers’ banks, the outcome open (PCG 416), and lost (PCG 654). */
  readonly disputed: string;
  readonly losses: string;
  /** By how much drawers were found to differ when they were counted (PCG 658, 758). */
  readonly difference: string;
  /** Small things that were bought out of a drawer (PCG 6068); the accountant moves them on by their receipts. */
  readonly petty: string;
  /** What exchange took and gave on orders that are settled (PCG 666, 766). */
  readonly exchangeLoss: string;
  readonly exchangeGain: string;
};

/** In which accounts may be kept: all of two decimals, as the file of entries writes them. */
export const bookCurrencies: readonly string[] = ['EUR', 'CHF', 'GBP', 'USD', 'CZK', 'DKK', 'NOK', 'PLN', 'RON', 'SEK'];

export type Profile = {
  readonly legalForm: string;
  /** As it stands on documents, e.g. `50 000 €`; empty: none. */
  readonly capital: string;
  /** Trade register, e.g. `RCS Lyon 732 829 320`. */
  readonly register: string;
  readonly siret: string;
  readonly iban: string;
  readonly bic: string;
  readonly nature: 'goods' | 'services' | 'mixed';
  /** VAT is due on what is invoiced, by choice (CGI, art. 269 2 c): a mention says so. */
  readonly onDebits: boolean;
  readonly paymentDays: number;
  readonly penalty: LocalText;
  readonly recovery: LocalText;
  readonly discount: LocalText;
  readonly footer: LocalText;
  readonly prefixes: Readonly<Record<Kind, string>>;
  readonly policy: Policy;
  /** By channel, where it differs. */
  readonly channels: Readonly<Record<string, Partial<Policy>>>;
  readonly mail: Mailing;
  readonly regime: Regime;
  readonly platform: 'none' | 'pretend';
  /** Units of a foreign currency for one of the accounts', as text, with six decimals at most. */
  readonly exchange: Readonly<Record<string, string>>;
  /** In which the accounts are kept; empty: in that of the country (`homeCurrency`). */
  readonly currency: string;
  readonly accounts: Accounts;
};

/** What holds until the merchant says otherwise: the law's own words where it has some (Code de commerce, L441-9, L441-10, D441-5). */
export const defaultProfile: Profile = {
  legalForm: '',
  capital: '',
  register: '',
  siret: '',
  iban: '',
  bic: '',
  nature: 'goods',
  onDebits: false,
  paymentDays: 30,
  penalty: {
    fr: 'En cas de retard de paiement, pénalités au taux de trois fois le taux d’intérêt légal, exigibles sans rappel.',
    en: 'Late payment bears a penalty at three times the French legal interest rate, due without notice.',
  },
  recovery: {
    fr: 'Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement\u00A0: 40 €.',
    en: 'Fixed compensation for recovery costs in case of late payment: €40.',
  },
  discount: {
    fr: 'Pas d’escompte pour paiement anticipé.',
    en: 'No discount for early payment.',
  },
  footer: { fr: '', en: '' },
  prefixes: { invoice: 'F{yyyy}-', credit_note: 'A{yyyy}-', deposit: 'AC{yyyy}-', delivery: 'BL{yyyy}-' },
  policy: { moment: 'complete', consumers: 'on_demand' },
  channels: {},
  mail: 'never',
  regime: 'monthly',
  platform: 'none',
  exchange: {},
  currency: '',
  accounts: {
    customers: '411000',
    deposits: '419100',
    sales: '707000',
    carriage: '708500',
    vat: '445710',
    cash: '530000',
    card: '511500',
    bank: '512000',
    marketplace: '467000',
    vouchers: '419700',
    exchange: '580000',
    rounding: '658000',
    fees: '627000',
    waiting: '471000',
    transit: '580000',
    disputed: '416000',
    losses: '654000',
    difference: '658100',
    petty: '606800',
    exchangeLoss: '666000',
    exchangeGain: '766000',
  },
};

/** The policy of a channel. */
export const policyOn = (profile: Profile, channelId: string): Policy => ({
  ...profile.policy,
  ...profile.channels[channelId],
});

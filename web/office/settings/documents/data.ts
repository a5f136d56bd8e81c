/** A legal entity's decisions about documents, as the server keeps them. */
export const kinds = ['invoice', 'credit_note', 'deposit', 'delivery'] as const;
export const accountNames = [
  ...(['customers', 'deposits', 'sales', 'carriage', 'vat', 'cash', 'card', 'bank'] as const),
  ...(['marketplace', 'vouchers', 'exchange', 'rounding', 'fees'] as const),
  ...(['waiting', 'transit', 'disputed', 'losses', 'difference', 'petty', 'exchangeLoss', 'exchangeGain'] as const),
] as const;
export const bookCurrencies = ['EUR', 'CHF', 'GBP', 'USD', 'CZK', 'DKK', 'NOK', 'PLN', 'RON', 'SEK'] as const;
export const moments = ['complete', 'shipment', 'placed'] as const;
export const consumers = ['on_demand', 'always'] as const;

type Text = { readonly fr: string; readonly en: string };
export type Policy = { readonly moment: (typeof moments)[number]; readonly consumers: (typeof consumers)[number] };
export type Profile = {
  readonly legalForm: string;
  readonly capital: string;
  readonly register: string;
  readonly siret: string;
  readonly iban: string;
  readonly bic: string;
  readonly nature: 'goods' | 'services' | 'mixed';
  readonly onDebits: boolean;
  readonly paymentDays: number;
  readonly penalty: Text;
  readonly recovery: Text;
  readonly discount: Text;
  readonly footer: Text;
  readonly prefixes: Readonly<Record<(typeof kinds)[number], string>>;
  readonly policy: Policy;
  /** By channel, where it differs. */
  readonly channels: Readonly<Record<string, Partial<Policy>>>;
  readonly mail: 'never' | 'always';
  readonly regime: 'monthly' | 'quarterly' | 'simplified' | 'exempt';
  readonly platform: 'none' | 'pretend';
  /** Rates of foreign currencies, as text. */
  readonly exchange: Readonly<Record<string, string>>;
  /** In which the accounts are kept; empty: in that of the country. */
  readonly currency: string;
  readonly accounts: Readonly<Record<(typeof accountNames)[number], string>>;
};

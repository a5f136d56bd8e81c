/** What the screens of documents know of them. */
import type { Money } from '#base/money';
import type { Tone } from '../parts/tag.tsx';

type Text = { readonly fr: string; readonly en: string };
export type Kind = 'invoice' | 'credit_note' | 'deposit' | 'delivery';
export type DocumentRow = {
  readonly documentId: string;
  readonly kind: Kind;
  readonly number: string;
  readonly day: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly audience: 'B2B' | 'B2BINT' | 'B2C';
  readonly buyerName: string;
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
  readonly prepaid: Money;
  readonly reversedBy: string | null;
  readonly filed: number | null;
};
export type Balance = {
  readonly currency: string;
  readonly invoicedMinor: number;
  readonly creditedMinor: number;
  readonly paidMinor: number;
  readonly openMinor: number;
};
export type DocumentData = DocumentRow & {
  readonly content: {
    readonly lines: readonly {
      readonly no: number;
      readonly name: Text;
      readonly detail: Text;
      readonly quantity: number;
      readonly rate: number;
      readonly netMinor: number;
    }[];
    readonly extras: readonly {
      readonly is: 'charge' | 'allowance';
      readonly code: string;
      readonly reason: Text;
      readonly rate: number;
      readonly netMinor: number;
    }[];
    readonly totals: { readonly dueMinor: number };
    readonly why: readonly { readonly rule: string; readonly minor: number; readonly rate?: number }[];
  };
  readonly hash: string;
  readonly hasXml: boolean;
  readonly breaches: readonly { readonly rule: string; readonly field: string; readonly value: string }[];
  readonly statuses: readonly { readonly code: number; readonly why: string; readonly at: string }[];
  readonly balance: Balance | null;
};

export const kindTone: Readonly<Record<Kind, Tone>> = {
  invoice: 'info',
  credit_note: 'warn',
  deposit: 'note',
  delivery: 'plain',
};
export const statusTone = (code: number): Tone =>
  code === 210 || code === 213 ? 'bad' : code === 212 ? 'ok' : 'plain';
const statusKeys = [200, 205, 210, 212, 213] as const;
/** The code's own name, where it has one. */
export const statusKey = (code: number): `status.${(typeof statusKeys)[number]}` | undefined => {
  const known = statusKeys.find((one) => one === code);
  return known === undefined ? undefined : `status.${known}`;
};

/** Shapes of what documents take and tell over HTTP. */
import { z } from 'zod';
import { dayGiven } from '#base/input';
import { idPattern } from '#base/ids';
import { kinds } from './model.ts';
import { consumers, mailings, moments, regimes } from './profile.ts';

export const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
export const documentId = id('doc');
export const orderId = id('ord');
export const day = dayGiven;
export const kind = z.enum(kinds);
export const audience = z.enum(['B2B', 'B2BINT', 'B2C']);

export const money = z.strictObject({ minor: z.int(), currency: z.string() });

export const head = z.strictObject({
  documentId: z.string(),
  kind,
  number: z.string(),
  day: z.string(),
  orderId: z.string(),
  orderNumber: z.string(),
  customerId: z.string().nullable(),
  channelId: z.string(),
  audience,
  buyerName: z.string(),
  net: money,
  tax: money,
  gross: money,
  prepaid: money,
  reversedBy: z.string().nullable(),
  filed: z.int().nullable(),
  issuedAt: z.string(),
});

export const receipt = z.strictObject({ documentId: z.string(), number: z.string(), kind });
export const balance = z.strictObject({
  currency: z.string(),
  invoicedMinor: z.int(),
  creditedMinor: z.int(),
  paidMinor: z.int(),
  openMinor: z.int(),
});

const words = z.string().trim().max(400);
const local = z.strictObject({ fr: words, en: words });
const account = z.string().regex(/^\d{3,12}$/);
const prefix = z.string().regex(/^[A-Za-z0-9+_/-]{0,12}(?:\{yyyy\})?[A-Za-z0-9+_/-]{0,8}$/);
const policy = z.strictObject({ moment: z.enum(moments), consumers: z.enum(consumers) });

export const profile = z.strictObject({
  legalForm: z.string().trim().max(60),
  capital: z.string().trim().max(40),
  register: z.string().trim().max(80),
  siret: z.string().regex(/^\d{0,14}$/),
  iban: z.string().regex(/^[A-Z0-9 ]{0,42}$/),
  bic: z.string().regex(/^[A-Z0-9]{0,11}$/),
  nature: z.enum(['goods', 'services', 'mixed']),
  onDebits: z.boolean(),
  paymentDays: z.int().min(0).max(60),
  penalty: local,
  recovery: local,
  discount: local,
  footer: local,
  prefixes: z.strictObject({ invoice: prefix, credit_note: prefix, deposit: prefix, delivery: prefix }),
  policy,
  channels: z.record(z.string().regex(new RegExp(idPattern('chn'))), policy.partial()),
  mail: z.enum(mailings).default('never'),
  regime: z.enum(regimes),
  platform: z.enum(['none', 'pretend']),
  exchange: z.record(z.string().regex(/^[A-Z]{3}$/), z.string().regex(/^\d{1,6}(?:\.\d{1,6})?$/)),
  currency: z
    .string()
    .regex(/^(?:[A-Z]{3})?$/)
    .default(''),
  accounts: z.strictObject({
    ...{ customers: account, deposits: account, sales: account, carriage: account, vat: account, cash: account },
    ...{
      card: account,
      bank: account,
      marketplace: account,
      vouchers: account,
      exchange: account,
      rounding: account.default('658000'),
      fees: account.default('627000'),
      waiting: account.default('471000'),
      transit: account.default('580000'),
      disputed: account.default('416000'),
      losses: account.default('654000'),
      difference: account.default('658100'),
      petty: account.default('606800'),
      exchangeLoss: account.default('666000'),
      exchangeGain: account.default('766000'),
    },
  }),
});

const address = z.strictObject({
  name: z.string().trim().min(1).max(120),
  company: z.string().trim().max(120).optional(),
  line1: z.string().trim().min(1).max(120),
  line2: z.string().trim().max(120).optional(),
  postcode: z.string().trim().max(20),
  city: z.string().trim().min(1).max(80),
  country: z.string().regex(/^[A-Z]{2}$/),
});
/** A person who wants an invoice in their name. */
export const person = z.strictObject({ name: z.string().trim().min(1).max(120), address });
export const buyer = z.strictObject({
  companyId: id('com'),
  name: z.string().trim().min(1).max(120),
  legalForm: z.string().trim().max(60).nullable().default(null),
  siren: z
    .string()
    .regex(/^\d{9}$/)
    .nullable()
    .default(null),
  siret: z
    .string()
    .regex(/^\d{14}$/)
    .nullable()
    .default(null),
  vatNumber: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{2,14}$/)
    .nullable()
    .default(null),
  reference: z.string().trim().max(60).nullable().default(null),
  address,
});
/** A company by its SIREN or VAT number, or a person. */
export const named = { company: buyer.omit({ companyId: true }).optional(), person: person.optional() };
/** Where a document is mailed; the same id is the same letter. */
export const letter = z.strictObject({ mailId: id('mai'), email: z.email().max(254) });

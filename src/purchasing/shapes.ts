/** The shapes of buying on the wire. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { day, type Day } from '#base/time';

export const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
export const quantity = z.int().min(1).max(1_000_000);
export const days = z.int().min(0).max(365);
/** Thousandths of a minor unit. */
export const costMilli = z.int().min(0).max(100_000_000_000);
export const fxNano = z.int().min(1).max(1_000_000_000_000).nullable();
export const note = z.string().max(1_000);
export const reason = z.string().min(1).max(300);
export const kind = z.enum(['sellable', 'damaged', 'display', 'quarantine', 'vendor']);
const calendarDay = z.string().regex(/^\d{4}-\d\d-\d\d$/);
export const dayIn = calendarDay.nullable();

/** The pattern lets 31 February through; refuses `purchasing.bad_day`. */
export function dayOf(text: string | null | undefined): Day | null | undefined {
  if (text === null || text === undefined) return text;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (!Number.isFinite(at) || !new Date(at).toISOString().startsWith(text))
    refuse('purchasing.bad_day', { detail: text });
  return day(text);
}

export const contact = z.strictObject({
  name: z.string().min(1).max(120),
  role: z.string().max(120),
  email: z.string().max(200),
  phone: z.string().max(40),
});
const email = z
  .string()
  .max(200)
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/);
const supplierFields = {
  name: z.string().min(1).max(120),
  leadDays: days,
  minOrderMinor: z.int().min(0).max(1_000_000_000),
  tolerancePercent: z.int().min(0).max(100),
  language: z.enum(['fr', 'en']),
  email: email.nullable(),
  contacts: z.array(contact).max(20),
  note,
};
export const newSupplier = z.strictObject({
  supplierId: id('sup'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  ...supplierFields,
});
export const supplierPatch = z
  .strictObject({ ...supplierFields, active: z.boolean() })
  .partial()
  .extend({ version: z.int().min(1) });
export const supplierOut = z.strictObject({
  supplierId: z.string(),
  name: z.string(),
  currency: z.string(),
  leadDays: z.int(),
  minOrderMinor: z.int(),
  tolerancePercent: z.int(),
  language: z.string(),
  email: z.string().nullable(),
  contacts: z.array(z.strictObject({ name: z.string(), role: z.string(), email: z.string(), phone: z.string() })),
  note: z.string(),
  active: z.boolean(),
  version: z.int(),
});
export const supplierLine = supplierOut.extend({ articles: z.int(), openPurchases: z.int() });

const texts = z.record(z.string(), z.string());
/** What people read of an article beside its id. */
export const article = {
  skuId: z.string(),
  sku: z.string(),
  gtin: z.string().nullable(),
  name: texts,
  optionText: texts,
  image: z.string(),
};
export const supplyOut = z.strictObject({
  ...article,
  supplierSku: z.string().nullable(),
  packUnits: z.int(),
  /** Null: the caller may not see costs. */
  costMilli: z.int().nullable(),
  leadDays: z.int().nullable(),
  preferred: z.boolean(),
});
export const supplyIn = z.strictObject({
  skuId: id('sku'),
  supplierSku: z.string().min(1).max(80).nullable(),
  packUnits: quantity,
  costMilli,
  leadDays: days.nullable(),
  preferred: z.boolean(),
  remove: z.boolean().optional(),
});

export const lineIn = z.strictObject({ skuId: id('sku'), quantity, costMilli: costMilli.optional() });
export const lines = z.array(lineIn).min(1).max(500);
export const newPurchase = z.strictObject({
  purchaseId: id('por'),
  supplierId: id('sup'),
  siteId: id('sit'),
  lines,
  expectedOn: dayIn.optional(),
  reference: z.string().max(80).optional(),
  note: note.optional(),
  fxNano: fxNano.optional(),
});
export const purchasePatch = z.strictObject({
  version: z.int().min(1),
  lines: lines.optional(),
  expectedOn: dayIn.optional(),
  reference: z.string().max(80).optional(),
  note: note.optional(),
  fxNano: fxNano.optional(),
});
export const purchaseReceipt = z.strictObject({ purchaseId: z.string(), number: z.string(), version: z.int() });
export const status = z.enum(['draft', 'sent', 'partial', 'closed', 'cancelled']);
export const money = z.strictObject({ minor: z.int(), currency: z.string() });
export const purchaseRow = z.strictObject({
  purchaseId: z.string(),
  number: z.string(),
  supplierId: z.string(),
  supplierName: z.string(),
  siteId: z.string(),
  status,
  expectedOn: z.string().nullable(),
  reference: z.string(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
  ordered: z.int(),
  arrived: z.int(),
  /** Null: the caller may not see costs. */
  total: money.nullable(),
});
const purchaseLine = z.strictObject({
  ...article,
  lineNo: z.int(),
  ordered: z.int(),
  good: z.int(),
  damaged: z.int(),
  open: z.int(),
  allowed: z.int(),
  allowedBy: z.string().nullable(),
  supplierSku: z.string().nullable(),
  packUnits: z.int(),
  costMilli: z.int().nullable(),
});
export const purchaseOut = purchaseRow.extend({
  currency: z.string(),
  fxNano: z.int().nullable(),
  tolerancePercent: z.int(),
  note: z.string(),
  sentHow: z.string().nullable(),
  closedAt: z.string().nullable(),
  version: z.int(),
  supplier: supplierOut,
  lines: z.array(purchaseLine),
  receipts: z.array(
    z.strictObject({
      receiptId: z.string(),
      deliveryNote: z.string(),
      at: z.string(),
      actor: z.string(),
      actorName: z.string().nullable(),
      lines: z.array(z.strictObject({ ...article, quantity: z.int(), state: z.string() })),
      /** Minor units of our currency; null: the caller may not see costs. */
      value: money.nullable(),
      landed: z.array(z.strictObject({ landedId: z.string(), kind: z.string(), minor: z.int(), at: z.string() })),
    }),
  ),
  returns: z.array(
    z.strictObject({
      returnId: z.string(),
      reason: z.string(),
      creditNote: z.string(),
      at: z.string(),
      actor: z.string(),
      lines: z.array(z.strictObject({ ...article, kind: z.string(), quantity: z.int() })),
    }),
  ),
});

export const receiveIn = z.strictObject({
  receiptId: id('rcp'),
  deliveryNote: z.string().min(1).max(80),
  lines: z
    .array(z.strictObject({ skuId: id('sku'), quantity, state: z.enum(['good', 'damaged', 'wrong']) }))
    .min(1)
    .max(500),
});
export const receiveOut = z.strictObject({
  receiptId: z.string(),
  purchaseId: z.string(),
  number: z.string(),
  state: z.string(),
  open: z.int(),
});
export const returnIn = z.strictObject({
  returnId: id('ret'),
  supplierId: id('sup'),
  purchaseId: id('por').nullable(),
  siteId: id('sit'),
  reason,
  creditNote: z.string().trim().max(60).optional(),
  lines: z
    .array(z.strictObject({ skuId: id('sku'), kind, quantity }))
    .min(1)
    .max(200),
});

const why = z.strictObject({
  because: z.enum(['skipped', 'below_min', 'above_min', 'no_sales', 'below_point', 'above_point']),
  sold: z.int(),
  windowDays: z.int(),
  free: z.int(),
  incoming: z.int(),
  nextOn: z.string().nullable(),
  leadDays: z.int(),
  safetyDays: z.int(),
  targetDays: z.int(),
  point: z.int(),
  upTo: z.int(),
  need: z.int(),
  lastsDays: z.int().nullable(),
});
export const proposalOut = z.strictObject({
  ...article,
  siteId: z.string(),
  supplierId: z.string(),
  supplierName: z.string(),
  need: z.int(),
  transfers: z.array(z.strictObject({ fromSiteId: z.string(), quantity: z.int() })),
  packs: z.int(),
  packUnits: z.int(),
  quantity: z.int(),
  /** Of the whole line in the supplier's currency; null: the caller may not see costs. */
  cost: money.nullable(),
  why,
});

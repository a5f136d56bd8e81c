/** Records as routes answer them: articles by name, costs only to those who may see them. */
import type { z } from 'zod';
import type { Database } from '#base/db';
import { money } from '#base/money';
import { holdsAt, type RouteContext } from '#base/route';
import { skuFacts, type SkuFacts } from '#catalog';
import { staffNames } from '#identity';
import { settings } from '#org';
import { toMinor } from './costs.ts';
import { arrivedOf, openOf, totalOf, statusOf, type PurchaseHead, type Supplier } from './model.ts';
import { purchaseLines, receiptsOf, supplierReturns, type PurchaseRow } from './queries.ts';
import type { purchaseOut, purchaseRow } from './shapes.ts';

/** Who orders at a site sees what is paid there; who may see costs sees all. */
export const seesCosts = (context: RouteContext, siteIds: readonly string[]): boolean =>
  holdsAt(context, 'costs.read', siteIds) || holdsAt(context, 'purchasing.write', siteIds);

export type Face = Pick<SkuFacts, 'sku' | 'gtin' | 'name' | 'optionText' | 'image'> & { readonly skuId: string };

/** What people read of articles; one that is gone keeps its id. */
export async function faces(db: Database, skuIds: readonly string[]): Promise<(skuId: string) => Face> {
  const facts = await skuFacts(db, [...new Set(skuIds)]);
  return (skuId) => {
    const fact = facts.get(skuId);
    if (!fact)
      return {
        skuId,
        sku: skuId,
        gtin: null,
        name: { fr: skuId, en: skuId },
        optionText: { fr: '', en: '' },
        image: '',
      };
    const { sku, gtin, name, optionText, image } = fact;
    return { skuId, sku, gtin, name, optionText, image };
  };
}

export function showRow(context: RouteContext, row: PurchaseRow): z.input<typeof purchaseRow> {
  const { purchaseId, number, supplierId, supplierName, siteId, status, expectedOn, reference, createdAt, sentAt } =
    row;
  const total = seesCosts(context, [siteId]) ? money(toMinor(row.totalMilli), row.currency) : null;
  const head = {
    purchaseId,
    number,
    supplierId,
    supplierName,
    siteId,
    status,
    expectedOn,
    reference,
    createdAt,
    sentAt,
  };
  return { ...head, ordered: row.ordered, arrived: row.arrived, total };
}

export async function showPurchase(
  context: RouteContext,
  head: PurchaseHead,
  supplier: Supplier,
): Promise<z.input<typeof purchaseOut>> {
  const { db } = context;
  const { purchaseId } = head;
  const [lines, receipts, returns, house] = await Promise.all([
    purchaseLines(db, purchaseId),
    receiptsOf(db, purchaseId),
    supplierReturns(db, { purchaseId, limit: 100 }),
    settings(db),
  ]);
  const [face, names] = await Promise.all([
    faces(
      db,
      [...lines, ...receipts.flatMap((r) => r.lines), ...returns.flatMap((r) => r.lines)].map((l) => l.skuId),
    ),
    staffNames(db, [...new Set(receipts.map((receipt) => receipt.actor))]),
  ]);
  const sees = seesCosts(context, [head.siteId]);
  const arrived = lines.reduce((sum, line) => sum + arrivedOf(line), 0);
  const ordered = lines.reduce((sum, line) => sum + line.ordered, 0);
  const status = statusOf(head.state, arrived);
  const row = { ...head, supplierName: supplier.name, status, ordered, arrived, totalMilli: totalOf(lines) };
  return {
    ...showRow(context, row),
    currency: head.currency,
    fxNano: sees ? head.fxNano : null,
    tolerancePercent: head.tolerancePercent,
    note: head.note,
    sentHow: head.sentHow,
    closedAt: head.closedAt,
    version: head.version,
    supplier: { ...supplier, contacts: [...supplier.contacts] },
    lines: lines.map((line) => ({
      ...line,
      ...face(line.skuId),
      open: openOf(line),
      costMilli: sees ? line.costMilli : null,
    })),
    receipts: receipts.map(({ purchaseId: _same, landed, ...receipt }) => ({
      ...receipt,
      actorName: names.get(receipt.actor) ?? null,
      lines: receipt.lines.map(({ valueMilli: _value, ...line }) => ({ ...line, ...face(line.skuId) })),
      value: sees
        ? money(
            receipt.lines.reduce((sum, l) => sum + toMinor(l.valueMilli), 0),
            house.currency,
          )
        : null,
      landed: sees ? [...landed] : [],
    })),
    returns: returns.map(({ supplierId: _supplier, purchaseId: _purchase, siteId: _site, ...one }) => ({
      ...one,
      lines: one.lines.map((line) => ({ ...line, ...face(line.skuId) })),
    })),
  };
}

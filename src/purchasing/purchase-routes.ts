/** The office's routes over purchase orders, deliveries and what goes back. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Download, type Route, type RouteContext } from '#base/route';
import { purchaseDocument } from './document.ts';
import { returnToSupplier } from './give-back.ts';
import type { PurchaseHead } from './model.ts';
import { allowMore, cancelPurchase, changePurchase, closePurchase, createPurchase, sendPurchase } from './order.ts';
import { cursorOf, incomingOf, listPurchases, purchaseHead, supplierById } from './queries.ts';
import { receivePurchase } from './receive.ts';
import {
  dayOf,
  id,
  newPurchase,
  purchaseOut,
  purchasePatch,
  purchaseReceipt,
  purchaseRow,
  quantity,
  reason,
  receiveIn,
  receiveOut,
  returnIn,
  status,
} from './shapes.ts';
import { seesCosts, showPurchase, showRow } from './show.ts';

const ofPurchase = z.strictObject({ purchaseId: id('por') });

/** An order of a site where the caller holds the right; to others it does not exist. */
async function headFor(context: RouteContext, right: string, purchaseId: string): Promise<PurchaseHead> {
  const head = await purchaseHead(context.db, purchaseId);
  if (!head || !holdsAt(context, right, [head.siteId])) refuse('purchasing.unknown_purchase', { detail: purchaseId });
  return head;
}

/** Prices in a draft are for those who may see them. */
function checkPrices(
  context: RouteContext,
  lines: readonly { costMilli?: number | undefined }[],
  siteId: string,
): void {
  if (lines.some((line) => line.costMilli !== undefined) && !seesCosts(context, [siteId]))
    refuse('request.forbidden', { detail: 'costs.read' });
}

const listRoute = route({
  method: 'GET',
  path: '/api/purchases',
  permission: 'staff:purchasing.read',
  summary: 'Purchase orders, newest first or by the day they are expected',
  query: z.strictObject({
    q: z.string().max(80).optional(),
    status: status.optional(),
    supplierId: id('sup').optional(),
    siteId: id('sit').optional(),
    skuId: id('sku').optional(),
    sort: z.enum(['newest', 'expected']).optional(),
    after: z.string().max(80).optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: z.strictObject({ items: z.array(purchaseRow), next: z.string().nullable() }),
  refusals: ['request.invalid'],
  run: async (context, { query: { after, siteId, ...filter } }) => {
    if (siteId !== undefined) checkSites(context, 'purchasing.read', [siteId]);
    const siteIds = siteId === undefined ? sitesOf(context, 'purchasing.read') : [siteId];
    const rows = await listPurchases(context.db, { ...filter, siteIds, after: cursorIn(after, filter.sort) });
    const last = rows.at(-1);
    return {
      items: rows.map((row) => showRow(context, row)),
      next: rows.length === filter.limit && last ? cursorOf(last, filter.sort) : null,
    };
  },
});

function cursorIn(after: string | undefined, sort: 'newest' | 'expected' | undefined) {
  if (after === undefined) return undefined;
  const form = sort === 'expected' ? /^(\d{4}-\d\d-\d\d)~(por_\w{26})$/ : /^(\d{4}-[\dT:.-]+Z)~(por_\w{26})$/;
  const match = form.exec(after);
  if (!match || !Number.isFinite(Date.parse(match[1] ?? '')))
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
  return { at: match[1] ?? '', purchaseId: match[2] ?? '' };
}

const createRoute = route({
  method: 'POST',
  path: '/api/purchases',
  permission: 'staff:purchasing.write',
  summary: 'Draft a purchase order',
  idempotency: 'id',
  body: newPurchase,
  output: purchaseReceipt,
  status: 201,
  refusals: [
    'purchasing.unknown_supplier',
    'purchasing.supplier_closed',
    'purchasing.unknown_site',
    'purchasing.not_supplied',
    'purchasing.sku_twice',
    'purchasing.packs',
    'purchasing.too_large',
    'purchasing.bad_day',
    'request.id_reused',
  ],
  run: async (context, { body }) => {
    checkSites(context, 'purchasing.write', [body.siteId]);
    checkPrices(context, body.lines, body.siteId);
    return context.command((tx) => createPurchase(tx, { ...body, expectedOn: dayOf(body.expectedOn) }));
  },
});

const oneRoute = route({
  method: 'GET',
  path: '/api/purchases/:purchaseId',
  permission: 'staff:purchasing.read',
  summary: 'One purchase order with its lines, deliveries and returns',
  params: ofPurchase,
  output: purchaseOut,
  refusals: ['purchasing.unknown_purchase'],
  run: async (context, { params }) => {
    const head = await headFor(context, 'purchasing.read', params.purchaseId);
    const supplier = (await supplierById(context.db, head.supplierId)) ?? refuse('purchasing.unknown_purchase');
    return showPurchase(context, head, supplier);
  },
});

const changeRoute = route({
  method: 'PATCH',
  path: '/api/purchases/:purchaseId',
  permission: 'staff:purchasing.write',
  summary: 'Change a draft’s lines; or the expected day, reference and note of an order that is open',
  idempotency: 'key',
  params: ofPurchase,
  body: purchasePatch,
  output: purchaseReceipt,
  refusals: [
    'purchasing.unknown_purchase',
    'purchasing.not_draft',
    'purchasing.not_open',
    'purchasing.changed_meanwhile',
    'purchasing.not_supplied',
    'purchasing.sku_twice',
    'purchasing.packs',
    'purchasing.too_large',
    'purchasing.bad_day',
  ],
  run: async (context, { params, body }) => {
    const head = await headFor(context, 'purchasing.write', params.purchaseId);
    checkPrices(context, body.lines ?? [], head.siteId);
    return context.command((tx) =>
      changePurchase(tx, params.purchaseId, { ...body, expectedOn: dayOf(body.expectedOn) }),
    );
  },
});

const sendRoute = route({
  method: 'POST',
  path: '/api/purchases/:purchaseId/send',
  permission: 'staff:purchasing.write',
  summary: 'Send a draft: by mail to the supplier, or as a file that a person sends',
  idempotency: 'key',
  params: ofPurchase,
  body: z.strictObject({ how: z.enum(['mail', 'file']), anyAmount: z.boolean().optional() }),
  output: purchaseReceipt,
  refusals: [
    'purchasing.unknown_purchase',
    'purchasing.not_draft',
    'purchasing.supplier_closed',
    'purchasing.no_mail',
    'purchasing.fx_needed',
    'purchasing.below_minimum',
  ],
  run: async (context, { params, body }) => {
    await headFor(context, 'purchasing.write', params.purchaseId);
    return context.command((tx) => sendPurchase(tx, params.purchaseId, body));
  },
});

const ended = {
  idempotency: 'key',
  params: ofPurchase,
  body: z.strictObject({ reason }),
  output: purchaseReceipt,
} as const;

const cancelRoute = route({
  ...ended,
  method: 'POST',
  path: '/api/purchases/:purchaseId/cancel',
  permission: 'staff:purchasing.write',
  summary: 'Give up an order of which nothing has come',
  refusals: ['purchasing.unknown_purchase', 'purchasing.received_already', 'purchasing.not_open'],
  run: async (context, { params, body }) => {
    await headFor(context, 'purchasing.write', params.purchaseId);
    return context.command((tx) => cancelPurchase(tx, params.purchaseId, body.reason));
  },
});

const closeRoute = route({
  ...ended,
  method: 'POST',
  path: '/api/purchases/:purchaseId/close',
  permission: 'staff:purchasing.write',
  summary: 'Wait for no more of an order',
  refusals: ['purchasing.unknown_purchase', 'purchasing.not_open'],
  run: async (context, { params, body }) => {
    await headFor(context, 'purchasing.write', params.purchaseId);
    return context.command((tx) => closePurchase(tx, params.purchaseId, body.reason));
  },
});

const allowRoute = route({
  method: 'POST',
  path: '/api/purchases/:purchaseId/allow',
  permission: 'staff:purchasing.write',
  summary: 'Allow more of an article to be received than was ordered and is tolerated',
  idempotency: 'key',
  params: ofPurchase,
  body: z.strictObject({ skuId: id('sku'), allowed: quantity }),
  output: purchaseReceipt,
  refusals: ['purchasing.unknown_purchase', 'purchasing.not_ordered', 'purchasing.not_open'],
  run: async (context, { params, body }) => {
    await headFor(context, 'purchasing.write', params.purchaseId);
    return context.command((tx) => allowMore(tx, params.purchaseId, body));
  },
});

const receiveRoute = route({
  method: 'POST',
  path: '/api/purchases/:purchaseId/receipts',
  permission: 'staff:purchasing.receive',
  summary: 'Receive a delivery of an order, whole or in part: good, damaged, or not what was ordered',
  idempotency: 'id',
  params: ofPurchase,
  body: receiveIn,
  output: receiveOut,
  status: 201,
  refusals: [
    'purchasing.unknown_purchase',
    'purchasing.unknown_sku',
    'purchasing.not_open',
    'purchasing.not_ordered',
    'purchasing.is_ordered',
    'purchasing.over_receipt',
    'purchasing.too_large',
    'request.id_reused',
  ],
  run: async (context, { params, body }) => {
    await headFor(context, 'purchasing.receive', params.purchaseId);
    return context.command((tx) => receivePurchase(tx, { ...body, purchaseId: params.purchaseId }));
  },
});

const fileRoute = route({
  method: 'GET',
  path: '/api/purchases/:purchaseId/file',
  permission: 'staff:purchasing.read',
  summary: 'The order as its supplier reads it, as a CSV file',
  params: ofPurchase,
  download: true,
  refusals: ['purchasing.unknown_purchase'],
  run: async (context, { params }): Promise<Download> => {
    const head = await headFor(context, 'purchasing.read', params.purchaseId);
    const prices = seesCosts(context, [head.siteId]);
    const { csv, fileName } = await purchaseDocument(context.db, params.purchaseId, { prices });
    return { mediaType: 'text/csv; charset=utf-8', content: Buffer.from(csv), fileName };
  },
});

const returnRoute = route({
  method: 'POST',
  path: '/api/supplier-returns',
  permission: 'staff:purchasing.receive',
  summary: 'Send goods back to a supplier',
  idempotency: 'id',
  body: returnIn,
  output: z.strictObject({ returnId: z.string() }),
  status: 201,
  refusals: [
    'inventory.short',
    'purchasing.unknown_supplier',
    'purchasing.unknown_purchase',
    'purchasing.unknown_site',
    'purchasing.unknown_sku',
    'request.id_reused',
  ],
  run: async (context, { body }) => {
    checkSites(context, 'purchasing.receive', [body.siteId]);
    if (body.purchaseId !== null) await headFor(context, 'purchasing.receive', body.purchaseId);
    return context.command((tx) => returnToSupplier(tx, body));
  },
});

const incomingRoute = route({
  method: 'GET',
  path: '/api/stock/:skuId/incoming',
  permission: 'staff:purchasing.read',
  summary: 'What of an article is ordered and has not come yet, soonest first',
  params: z.strictObject({ skuId: id('sku') }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        ...{ purchaseId: z.string(), number: z.string(), siteId: z.string() },
        ...{ quantity: z.int(), expectedOn: z.string().nullable() },
      }),
    ),
  }),
  run: async (context, { params }) => ({
    items: (await incomingOf(context.db, [params.skuId], sitesOf(context, 'purchasing.read'))).map(
      ({ skuId: _same, ...row }) => row,
    ),
  }),
});

export const purchaseRoutes: readonly Route[] = [
  listRoute,
  createRoute,
  oneRoute,
  changeRoute,
  sendRoute,
  cancelRoute,
  closeRoute,
  allowRoute,
  receiveRoute,
  fileRoute,
  returnRoute,
  incomingRoute,
];

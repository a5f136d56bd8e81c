/** The office's routes over costs and proposals. Costs are of the house: who works at some sites only does not see them. */
import { z } from 'zod';
import { money } from '#base/money';
import { checkSites, route, sitesOf, type Route } from '#base/route';
import { settings } from '#org';
import { lineValue, toMinor } from './costs.ts';
import { addLandedCost, setCosts } from './give-back.ts';
import { orderProposals, proposals } from './proposals.ts';
import { listSuppliers } from './queries.ts';
import { article, costMilli, id, money as moneyOut, proposalOut, purchaseReceipt, quantity, reason } from './shapes.ts';
import { faces, seesCosts } from './show.ts';
import { costHistory, stockWorth, totalWorth } from './worth.ts';

const worth = z.strictObject({
  ...article,
  entityId: z.string(),
  onHand: z.int(),
  averageMilli: z.int(),
  value: moneyOut,
});

const worthRoute = route({
  method: 'GET',
  path: '/api/stock-value',
  permission: 'staff:costs.read',
  summary: 'What stock costs and is worth, by article and company: the weighted average, thousandths of a minor unit',
  query: z.strictObject({
    entityId: id('ent').optional(),
    skuId: id('sku').optional(),
    after: z
      .string()
      .regex(/^sku_\w{26}~ent_\w{26}$/)
      .optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: z.strictObject({ items: z.array(worth), next: z.string().nullable() }),
  run: async ({ db }, { query: { skuId, ...filter } }) => {
    const rows = await stockWorth(db, { ...filter, ...(skuId === undefined ? {} : { skuIds: [skuId] }) });
    const [face, house] = await Promise.all([
      faces(
        db,
        rows.map((row) => row.skuId),
      ),
      settings(db),
    ]);
    const last = rows.at(-1);
    return {
      items: rows.map(({ valueMilli, ...row }) => ({
        ...row,
        ...face(row.skuId),
        value: money(toMinor(valueMilli), house.currency),
      })),
      next: rows.length === filter.limit && last ? `${last.skuId}~${last.entityId}` : null,
    };
  },
});

const totalRoute = route({
  method: 'GET',
  path: '/api/stock-value/totals',
  permission: 'staff:costs.read',
  summary: 'What the whole stock is worth, by company',
  output: z.strictObject({
    items: z.array(z.strictObject({ entityId: z.string(), units: z.int(), articles: z.int(), value: moneyOut })),
  }),
  run: async ({ db }) => {
    const { currency } = await settings(db);
    return { items: (await totalWorth(db)).map(({ minor, ...row }) => ({ ...row, value: money(minor, currency) })) };
  },
});

const historyRoute = route({
  method: 'GET',
  path: '/api/stock-value/:skuId',
  permission: 'staff:costs.read',
  summary: 'Every entry in the books of an article, newest first; entries are never changed',
  params: z.strictObject({ skuId: id('sku') }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        ...{ entityId: z.string(), entryNo: z.int(), kind: z.string(), units: z.int(), valueMilli: z.int() },
        ...{ expensedMilli: z.int(), unitsAfter: z.int(), valueAfter: z.int(), averageMilli: z.int() },
        ...{ document: z.string().nullable(), reason: z.string().nullable(), actor: z.string(), at: z.string() },
      }),
    ),
  }),
  run: async ({ db }, { params }) => ({ items: await costHistory(db, params.skuId) }),
});

const setRoute = route({
  method: 'POST',
  path: '/api/stock-value/:skuId',
  permission: 'staff:costs.write',
  summary: 'Say what one unit of an article costs a company: how costs begin, and how stock is written down',
  idempotency: 'key',
  params: z.strictObject({ skuId: id('sku') }),
  body: z.strictObject({ entityId: id('ent'), costMilli, reason }),
  status: 204,
  refusals: ['purchasing.unknown_sku', 'purchasing.unknown_entity', 'purchasing.too_large'],
  run: async ({ command }, { params, body }) => {
    const costs = [{ skuId: params.skuId, costMilli: body.costMilli }];
    await command((tx) => setCosts(tx, body.entityId, costs, body.reason));
  },
});

const landedRoute = route({
  method: 'POST',
  path: '/api/receipts/:receiptId/landed-costs',
  permission: 'staff:costs.write',
  summary: 'Add freight, customs and the like to a delivery, spread over its lines by value',
  idempotency: 'id',
  params: z.strictObject({ receiptId: id('rcp') }),
  body: z.strictObject({
    landedId: id('lnd'),
    kind: z.enum(['freight', 'customs', 'insurance', 'other']),
    minor: z.int().min(1).max(1_000_000_000),
  }),
  output: z.strictObject({ landedId: z.string() }),
  status: 201,
  refusals: ['purchasing.unknown_receipt', 'purchasing.too_large', 'request.id_reused'],
  run: ({ command }, { params, body }) => command((tx) => addLandedCost(tx, { ...body, receiptId: params.receiptId })),
});

const proposalsRoute = route({
  method: 'GET',
  path: '/api/purchase-proposals',
  permission: 'staff:purchasing.read',
  summary: 'What to buy or to move between sites, and why; other days or delays ask “what if?”',
  query: z.strictObject({
    supplierId: id('sup').optional(),
    siteId: id('sit').optional(),
    windowDays: z.int().min(1).max(365).optional(),
    targetDays: z.int().min(1).max(365).optional(),
    safetyDays: z.int().min(0).max(365).optional(),
    leadDays: z.int().min(0).max(365).optional(),
    all: z.boolean().optional(),
    after: id('sku').optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.strictObject({ items: z.array(proposalOut), next: z.string().nullable() }),
  run: async (context, { query: { siteId, ...filter } }) => {
    if (siteId !== undefined) checkSites(context, 'purchasing.read', [siteId]);
    const { db } = context;
    const siteIds = siteId === undefined ? sitesOf(context, 'purchasing.read') : [siteId];
    const { items, next } = await proposals(db, { ...filter, siteIds });
    const face = await faces(
      db,
      items.map((item) => item.skuId),
    );
    const suppliers = new Map((await listSuppliers(db, { limit: 1_000 })).map((one) => [one.supplierId, one]));
    return {
      items: items.map(({ costMilli: unit, transfers, ...item }) => {
        const supplier = suppliers.get(item.supplierId);
        const sees = seesCosts(context, [item.siteId]) && supplier !== undefined;
        return {
          ...item,
          ...face(item.skuId),
          transfers: [...transfers],
          supplierName: supplier?.name ?? '',
          cost: sees ? money(toMinor(lineValue(item.quantity, unit)), supplier.currency) : null,
        };
      }),
      next,
    };
  },
});

const orderRoute = route({
  method: 'POST',
  path: '/api/purchase-proposals/orders',
  permission: 'staff:purchasing.write',
  summary: 'Draft purchase orders from proposals, one for each supplier and site',
  idempotency: 'key',
  body: z.strictObject({
    lines: z
      .array(z.strictObject({ skuId: id('sku'), siteId: id('sit'), supplierId: id('sup'), quantity }))
      .min(1)
      .max(500),
  }),
  output: z.strictObject({ items: z.array(purchaseReceipt) }),
  status: 201,
  refusals: [
    'purchasing.unknown_supplier',
    'purchasing.supplier_closed',
    'purchasing.unknown_site',
    'purchasing.not_supplied',
    'purchasing.sku_twice',
    'purchasing.packs',
    'purchasing.too_large',
  ],
  run: async (context, { body }) => {
    checkSites(
      context,
      'purchasing.write',
      body.lines.map((line) => line.siteId),
    );
    return context.command(async (tx) => ({ items: await orderProposals(tx, body.lines) }));
  },
});

export const costRoutes: readonly Route[] = [
  worthRoute,
  totalRoute,
  historyRoute,
  setRoute,
  landedRoute,
  proposalsRoute,
  orderRoute,
];

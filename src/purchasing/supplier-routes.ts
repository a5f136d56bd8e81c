/** The office's routes over suppliers, what they sell us, and what a person decides of reordering. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Route } from '#base/route';
import { skusFound } from '#catalog';
import { siteById } from '#org';
import { listRules, listSuppliers, reorderRules, ruledSkus, supplierById, suppliesOf } from './queries.ts';
import { id, newSupplier, supplierLine, supplierOut, supplierPatch, supplyIn, supplyOut } from './shapes.ts';
import { faces, seesCosts } from './show.ts';
import { changeSupplier, createSupplier, setReorderRules, setSupplies } from './suppliers.ts';

const ofSupplier = z.strictObject({ supplierId: id('sup') });
const limit = z.int().min(1).max(200).default(50);
const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });

const listRoute = route({
  method: 'GET',
  path: '/api/suppliers',
  permission: 'staff:purchasing.read',
  summary: 'Suppliers by name',
  query: z.strictObject({
    q: z.string().max(80).optional(),
    active: z.boolean().optional(),
    after: z.string().max(200).optional(),
    limit,
  }),
  output: page(supplierLine),
  refusals: ['request.invalid'],
  run: async ({ db }, { query: { after, ...filter } }) => {
    const cursor = after === undefined ? undefined : /^(sup_\w{26})~(.*)$/s.exec(after);
    if (cursor === null)
      refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
    const from = cursor && { supplierId: cursor[1] ?? '', name: cursor[2] ?? '' };
    const rows = await listSuppliers(db, { ...filter, after: from });
    const last = rows.at(-1);
    const next = rows.length === filter.limit && last ? `${last.supplierId}~${last.name}` : null;
    return { items: rows.map((row) => ({ ...row, contacts: [...row.contacts] })), next };
  },
});

const createRoute = route({
  method: 'POST',
  path: '/api/suppliers',
  permission: 'staff:suppliers.write',
  summary: 'Add a supplier',
  idempotency: 'id',
  body: newSupplier,
  output: supplierOut,
  status: 201,
  refusals: ['request.id_reused'],
  run: async ({ command }, { body }) => {
    const made = await command((tx) => createSupplier(tx, body));
    return { ...made, contacts: [...made.contacts] };
  },
});

const oneRoute = route({
  method: 'GET',
  path: '/api/suppliers/:supplierId',
  permission: 'staff:purchasing.read',
  summary: 'One supplier',
  params: ofSupplier,
  output: supplierOut,
  refusals: ['purchasing.unknown_supplier'],
  run: async ({ db }, { params }) => {
    const found = (await supplierById(db, params.supplierId)) ?? refuse('purchasing.unknown_supplier');
    return { ...found, contacts: [...found.contacts] };
  },
});

const changeRoute = route({
  method: 'PATCH',
  path: '/api/suppliers/:supplierId',
  permission: 'staff:suppliers.write',
  summary: 'Change a supplier; its currency stays',
  idempotency: 'key',
  params: ofSupplier,
  body: supplierPatch,
  output: supplierOut,
  refusals: ['purchasing.unknown_supplier', 'purchasing.changed_meanwhile'],
  run: async ({ command }, { params, body }) => {
    const { version, ...rest } = body;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const changed = await command((tx) => changeSupplier(tx, params.supplierId, version, given));
    return { ...changed, contacts: [...changed.contacts] };
  },
});

const articlesRoute = route({
  method: 'GET',
  path: '/api/suppliers/:supplierId/articles',
  permission: 'staff:purchasing.read',
  summary: 'What a supplier sells us: its reference, packs and price of each article',
  params: ofSupplier,
  query: z.strictObject({ after: id('sku').optional(), limit }),
  output: page(supplyOut),
  run: async (context, { params, query }) => {
    const rows = await suppliesOf(context.db, params.supplierId, query);
    const face = await faces(
      context.db,
      rows.map((row) => row.skuId),
    );
    const sees = seesCosts(context, []) || holdsAt(context, 'purchasing.write', [...siteIdsOf(context)]);
    const items = rows.map(({ supplierId: _supplier, ...row }) => ({
      ...row,
      ...face(row.skuId),
      costMilli: sees ? row.costMilli : null,
    }));
    return { items, next: rows.length === query.limit ? (rows.at(-1)?.skuId ?? null) : null };
  },
});

/** The sites at which somebody orders: whoever orders anywhere sees what suppliers ask. */
const siteIdsOf = ({ principal }: Parameters<typeof holdsAt>[0]): ReadonlySet<string> =>
  (principal.kind === 'staff' ? principal.sites.get('purchasing.write') : undefined) ?? new Set();

const setArticlesRoute = route({
  method: 'PUT',
  path: '/api/suppliers/:supplierId/articles',
  permission: 'staff:suppliers.write',
  summary: 'Set what a supplier sells us, article by article',
  idempotency: 'natural',
  params: ofSupplier,
  body: z.strictObject({ articles: z.array(supplyIn).min(1).max(500) }),
  output: z.strictObject({ changed: z.int() }),
  refusals: ['purchasing.unknown_supplier', 'purchasing.unknown_sku', 'purchasing.sku_twice'],
  run: ({ command }, { params, body }) => command((tx) => setSupplies(tx, params.supplierId, body.articles)),
});

const rule = {
  skuId: id('sku'),
  min: z.int().min(0).max(1_000_000).nullable(),
  max: z.int().min(0).max(1_000_000).nullable(),
  targetDays: z.int().min(1).max(365).nullable(),
  skip: z.boolean(),
};

const rulesRoute = route({
  method: 'GET',
  path: '/api/sites/:siteId/reorder-rules/:skuId',
  permission: 'staff:purchasing.read',
  summary: 'What a person decided of reordering an article at a site',
  params: z.strictObject({ siteId: id('sit'), skuId: id('sku') }),
  output: z.strictObject({ rule: z.strictObject({ ...rule, skuId: z.string() }).nullable() }),
  run: async (context, { params }) => {
    checkSites(context, 'purchasing.read', [params.siteId]);
    const found = (await reorderRules(context.db, [params.skuId])).find((one) => one.siteId === params.siteId);
    if (!found) return { rule: null };
    const { siteId: _site, ...own } = found;
    return { rule: own };
  },
});

const allRulesRoute = route({
  method: 'GET',
  path: '/api/reorder-rules',
  permission: 'staff:purchasing.read',
  summary: 'What people decided of reordering, by article and site, with the packs and the days of who supplies it',
  query: z.strictObject({
    siteId: id('sit').optional(),
    /** Words of the article’s name, or an SKU. */
    q: z.string().max(120).optional(),
    after: z.string().max(80).optional(),
    limit,
  }),
  output: page(
    z.strictObject({
      ...rule,
      skuId: z.string(),
      sku: z.string(),
      gtin: z.string().nullable(),
      name: z.record(z.string(), z.string()),
      optionText: z.record(z.string(), z.string()),
      image: z.string(),
      siteId: z.string(),
      supplierId: z.string().nullable(),
      supplierName: z.string().nullable(),
      packUnits: z.int().nullable(),
      leadDays: z.int().nullable(),
    }),
  ),
  refusals: ['request.invalid', 'request.forbidden'],
  run: async (context, { query: { siteId, q, after, limit: most } }) => {
    const { db } = context;
    if (siteId !== undefined) checkSites(context, 'purchasing.read', [siteId]);
    const from = after === undefined ? undefined : /^(sku_\w{26})~(sit_\w{26})$/.exec(after);
    if (from === null)
      refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
    const rows = await listRules(db, {
      siteIds: siteId === undefined ? sitesOf(context, 'purchasing.read') : [siteId],
      skuIds: q?.trim() ? await skusFound(db, await ruledSkus(db), q) : undefined,
      after: from && { skuId: from[1] ?? '', siteId: from[2] ?? '' },
      limit: most,
    });
    const face = await faces(
      db,
      rows.map((row) => row.skuId),
    );
    const last = rows.length === most ? rows.at(-1) : undefined;
    const items = rows.map((row) => ({ ...face(row.skuId), ...row }));
    return { items, next: last ? `${last.skuId}~${last.siteId}` : null };
  },
});

const setRulesRoute = route({
  method: 'PUT',
  path: '/api/sites/:siteId/reorder-rules',
  permission: 'staff:purchasing.write',
  summary: 'Decide of reordering articles at a site: least and most, or days of sales, or not at all',
  idempotency: 'natural',
  params: z.strictObject({ siteId: id('sit') }),
  body: z.strictObject({ rules: z.array(z.strictObject(rule)).min(1).max(500) }),
  output: z.strictObject({ changed: z.int() }),
  refusals: ['purchasing.unknown_site', 'purchasing.unknown_sku', 'purchasing.bad_rule', 'purchasing.sku_twice'],
  run: async (context, { params, body }) => {
    checkSites(context, 'purchasing.write', [params.siteId]);
    if (!(await siteById(context.db, params.siteId))) refuse('purchasing.unknown_site', { detail: params.siteId });
    return context.command((tx) => setReorderRules(tx, params.siteId, body.rules));
  },
});

export const supplierRoutes: readonly Route[] = [
  listRoute,
  createRoute,
  oneRoute,
  changeRoute,
  articlesRoute,
  setArticlesRoute,
  allRulesRoute,
  rulesRoute,
  setRulesRoute,
];

/** Stock at an instant, the difference between two, and an article by what is scanned. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { instantIn } from '#base/input';
import { refuse } from '#base/refusal';
import { checkSites, route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { skuFacts, skuIdsByCode, type SkuFacts } from '#catalog';
import { sites } from '#org';
import { placeKinds, placeOf, type PlaceKind } from './model.ts';
import { stockBetween, stockThen } from './past.ts';

const skuId = z.string().regex(new RegExp(idPattern('sku')));
const siteId = z.string().regex(new RegExp(idPattern('sit')));
const kinds = Object.keys(placeKinds) as [PlaceKind, ...PlaceKind[]];

const text = z.record(z.string(), z.string());
const article = {
  skuId: z.string(),
  sku: z.string(),
  name: text,
  optionText: text,
  image: z.string(),
  siteId: z.string(),
  kind: z.enum(kinds),
};
const paging = {
  siteId: siteId.optional(),
  kind: z.enum(kinds).optional(),
  skuId: skuId.optional(),
  after: skuId.optional(),
  /** Articles; each has a row for each of its places. */
  limit: z.int().min(1).max(200).default(50),
};

/** Every place the caller may look at; of one site, of one kind. */
async function placesFor(
  context: RouteContext,
  { siteId: one, kind }: { siteId?: string | undefined; kind?: PlaceKind | undefined },
): Promise<string[]> {
  if (one !== undefined) checkSites(context, 'stock.read', [one]);
  const own = sitesOf(context, 'stock.read');
  const all = one === undefined ? (await sites(context.db)).map((site) => site.siteId) : [one];
  return all
    .filter((id) => own?.includes(id) ?? true)
    .flatMap((id) => (kind === undefined ? kinds : [kind]).map((of) => placeOf(id, of)));
}

const faceOf = (fact: SkuFacts | undefined, id: string) => ({
  sku: fact?.sku ?? id,
  name: fact?.name ?? { fr: id, en: id },
  optionText: fact?.optionText ?? { fr: '', en: '' },
  image: fact?.image ?? '',
});

async function named<R extends { readonly skuId: string }>({ db }: RouteContext, rows: readonly R[]) {
  const facts = await skuFacts(db, [...new Set(rows.map((row) => row.skuId))]);
  return rows.map((row) => ({ ...row, ...faceOf(facts.get(row.skuId), row.skuId) }));
}

export const pastRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/stock/as-of',
    permission: 'staff:stock.read',
    summary: 'On hand by article and place as it was at an instant, beside what it is now; keyset by article',
    query: z.strictObject({ at: instantIn, ...paging }),
    output: z.strictObject({
      items: z.array(z.strictObject({ ...article, onHand: z.int(), now: z.int() })),
      next: z.string().nullable(),
    }),
    run: async (context, { query }) => {
      const { rows, last } = await stockThen(context.db, query.at as Instant, {
        placeIds: await placesFor(context, query),
        skuIds: query.skuId === undefined ? undefined : [query.skuId],
        after: query.after,
        limit: query.limit,
      });
      return { items: await named(context, rows), next: last ?? null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/difference',
    permission: 'staff:stock.read',
    summary: 'What changed after one instant up to another, by article and place, with the reasons; keyset by article',
    query: z.strictObject({ from: instantIn, to: instantIn, ...paging }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          ...article,
          before: z.int(),
          after: z.int(),
          reasons: z.array(z.strictObject({ reason: z.string(), in: z.int(), out: z.int() })),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['request.invalid'],
    run: async (context, { query }) => {
      const span = { from: query.from as Instant, to: query.to as Instant };
      if (Date.parse(span.to) <= Date.parse(span.from))
        refuse('request.invalid', { fields: [{ field: 'query.to', rule: 'an instant after query.from' }] });
      const { rows, last } = await stockBetween(context.db, span, {
        placeIds: await placesFor(context, query),
        skuIds: query.skuId === undefined ? undefined : [query.skuId],
        after: query.after,
        limit: query.limit,
      });
      return {
        items: (await named(context, rows)).map((row) => ({ ...row, reasons: [...row.reasons] })),
        next: last ?? null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/stock/lookup',
    permission: 'staff:stock.read',
    summary: 'Which articles have this code: a GTIN or an SKU, as a scanner reads it or a person types it',
    query: z.strictObject({ code: z.string().min(1).max(80) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          skuId: z.string(),
          sku: z.string(),
          gtin: z.string().nullable(),
          name: text,
          optionText: text,
          image: z.string(),
        }),
      ),
    }),
    run: async ({ db }, { query }) => {
      const ids = await skuIdsByCode(db, query.code.trim());
      const facts = await skuFacts(db, ids);
      return {
        items: ids.flatMap((id) => {
          const fact = facts.get(id);
          return fact ? [{ skuId: id, gtin: fact.gtin, ...faceOf(fact, id) }] : [];
        }),
      };
    },
  }),
];

/** Prices of articles at any instant, for the office. */
import { z } from 'zod';
import { exactlyOne, sql, type Db } from '#base/db';
import { idPattern } from '#base/ids';
import { instantIn } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { instant, type Instant } from '#base/time';
import { articlePrices, articleSorts, type ArticleQuery, type ArticleSort, type Where } from './articles.ts';
import { channelFacts, channelIdOf, traitsOfBuyer } from './facts.ts';
import { priceListById } from './queries.ts';

const id = (prefix: string): z.ZodString => z.string().regex(new RegExp(idPattern(prefix)));
const money = z.strictObject({ minor: z.int(), currency: z.string() });
const text = z.record(z.string(), z.string());

const articles = route({
  method: 'GET',
  path: '/api/prices/articles',
  permission: 'staff:catalog.read',
  summary:
    'Prices of articles at an instant, past, now or planned: in one list, or on a channel as everybody, a group or a company pays there; sorted by SKU or amount',
  query: z.strictObject({
    /** One list, whatever channels make of it; without, the channel's. */
    listId: id('prl').optional(),
    channel: z.string().min(1).max(40).default('web'),
    groupId: id('grp').optional(),
    companyId: id('com').optional(),
    at: instantIn.optional(),
    q: z.string().max(120).optional(),
    sort: z.enum(articleSorts).default('sku'),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        skuId: z.string(),
        productId: z.string(),
        sku: z.string(),
        name: text,
        optionText: text,
        image: z.string(),
        list: z.strictObject({ listId: z.string(), code: z.string(), name: z.string() }),
        price: money,
        compareAt: money.nullable(),
        from: z.string(),
        until: z.string().nullable(),
        steps: z.int(),
        asked: money.nullable(),
      }),
    ),
    next: z.string().nullable(),
    /** The instant asked for, or now. */
    at: z.string(),
  }),
  refusals: ['pricing.unknown_channel', 'pricing.list_not_found', 'request.invalid'],
  run: async ({ db }, { query }) => {
    const at = query.at === undefined ? await databaseNow(db) : instant(query.at);
    const after = cursorOf(query.after, query.sort);
    const { items, next } = await articlePrices(db, await whereOf(db, query, at), at, { ...query, after });
    return { items, next: next && `${next.id}~${next.key}`, at };
  },
});

type Asked = {
  readonly listId?: string | undefined;
  readonly channel: string;
  readonly groupId?: string | undefined;
  readonly companyId?: string | undefined;
};

async function whereOf(db: Parameters<typeof channelFacts>[0], asked: Asked, at: Instant): Promise<Where> {
  if (asked.listId !== undefined) {
    if (!(await priceListById(db, asked.listId))) refuse('pricing.list_not_found', { detail: asked.listId });
    return { listId: asked.listId };
  }
  const channel = await channelFacts(db, await channelIdOf(db, asked.channel));
  const { companyId, groupId } = asked;
  if (companyId !== undefined) return { channel, buyer: await traitsOfBuyer(db, { companyId }, at) };
  return { channel, buyer: groupId === undefined ? [] : [`group:${groupId}`] };
}

/** An SKU may hold anything, so the id comes first. */
function cursorOf(given: string | undefined, sort: ArticleSort): ArticleQuery['after'] {
  if (given === undefined) return undefined;
  const [skuId = '', ...rest] = given.split('~');
  const key = rest.join('~');
  const isKey = sort.endsWith('amount') ? /^\d{1,15}$/.test(key) : key !== '' && !key.includes('\u0000');
  if (!new RegExp(idPattern('sku')).test(skuId) || !isKey)
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
  return { key, id: skuId };
}

async function databaseNow(db: Db): Promise<Instant> {
  return (await exactlyOne(db.query<{ now: Instant }>(sql`SELECT now()`))).now;
}

export const articleRoutes: readonly Route[] = [articles];

import { z } from 'zod';
import type { Database } from '#base/db';
import { readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { skuFacts, type SkuFacts } from '#catalog';
import { placeOf, shelvesOf } from '#inventory';
import { sites } from '#org';
import { cancelTransfer, createTransfer, editTransfer } from './draft.ts';
import { seeHead, type Head } from './head.ts';
import { numberOf, states, underWay, type State } from './model.ts';
import { incoming, listTransfers, transferById, type Transfer } from './queries.ts';
import { closeTransfer, receiveTransfer, sendBack } from './receive.ts';
import { pickTransfer, shipTransfer, unpickTransfer } from './send.ts';
import * as shapes from './shapes.ts';

const receipt = z.strictObject({ transferId: z.string(), number: z.string() });
const params = z.strictObject({ transferId: shapes.transferId });
/** What a transfer is after a change of it. */
const reached = z.strictObject({ transferId: z.string(), state: z.enum(states), version: z.int() });

async function checkExist(database: Database, skuIds: readonly string[], siteIds: readonly string[]): Promise<void> {
  const known = await skuFacts(database, skuIds);
  const missing = skuIds.find((id) => !known.has(id));
  if (missing !== undefined) refuse('transfers.unknown_sku', { detail: missing });
  const all = new Set((await sites(database)).map((site) => site.siteId));
  const foreign = siteIds.find((id) => !all.has(id));
  if (foreign !== undefined) refuse('transfers.unknown_site', { detail: foreign });
}

/** The transfer, for who may see it: at either end. To everybody else it does not exist. */
async function seen(context: RouteContext, transferId: string): Promise<Head> {
  const head = await seeHead(context.db, transferId);
  if (!holdsAt(context, 'transfers.read', [head.fromSite, head.toSite]))
    refuse('transfers.unknown', { detail: transferId });
  return head;
}

/** Who may work at this end of it: `from` picks and sends, `to` receives, `either` asks and writes. */
async function may(context: RouteContext, transferId: string, end: 'from' | 'to' | 'either'): Promise<void> {
  const head = await seen(context, transferId);
  if (end !== 'either') return checkSites(context, 'transfers.write', [end === 'from' ? head.fromSite : head.toSite]);
  if (!holdsAt(context, 'transfers.write', [head.fromSite, head.toSite]))
    refuse('request.forbidden', { detail: 'another site' });
}

async function after(context: RouteContext, transferId: string, work: Parameters<RouteContext['command']>[0]) {
  return context.command(async (tx) => {
    await work(tx);
    const { state, version } = await seeHead(tx, transferId);
    return { transferId, state, version };
  });
}

const articleOf = (fact: SkuFacts | undefined, skuId: string) => ({
  sku: fact?.sku ?? skuId,
  name: fact?.name ?? { fr: skuId, en: skuId },
  optionText: fact?.optionText ?? { fr: '', en: '' },
  image: fact?.image ?? '',
});

async function withArticles(db: Database, transfer: Transfer): Promise<z.input<typeof shapes.whole>> {
  const ids = transfer.lines.map((line) => line.skuId);
  const [facts, shelves] = await Promise.all([skuFacts(db, ids), shelvesOf(db, ids)]);
  const from = placeOf(transfer.fromSite);
  const free = new Map(shelves.filter((s) => s.placeId === from).map((s) => [s.skuId, s.free]));
  const lines = transfer.lines.map((line) => ({
    ...line,
    ...articleOf(facts.get(line.skuId), line.skuId),
    underWay: underWay(line),
    free: free.get(line.skuId) ?? 0,
  }));
  return { ...transfer, lines };
}

const reading: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/transfers',
    permission: 'staff:transfers.read',
    summary: 'Transfers between sites, newest first, by state, site, article and words',
    query: z.strictObject({
      state: z.enum([...states, 'open']).optional(),
      siteId: shapes.siteId.optional(),
      direction: z.enum(['in', 'out']).optional(),
      skuId: shapes.skuId.optional(),
      q: z.string().min(1).max(80).optional(),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shapes.listed), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async (context, { query }) => {
      const { state, sort, after: cursor, ...rest } = query;
      const at = readCursor(cursor);
      const open: readonly State[] = ['draft', 'picked', 'shipped', 'receiving'];
      const rows = await listTransfers(context.db, {
        ...rest,
        siteIds: sitesOf(context, 'transfers.read'),
        states: state === undefined ? undefined : state === 'open' ? open : [state],
        oldest: sort === 'oldest',
        after: at && { at: at.at, transferId: at.id },
      });
      const last = rows.at(-1);
      return { items: rows, next: rows.length === query.limit && last ? `${last.madeAt}~${last.transferId}` : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/transfers/incoming',
    permission: 'staff:transfers.read',
    summary: 'What is under way to our sites, by article: how much, with which transfer, and when it is expected',
    query: z.strictObject({
      siteId: shapes.siteId.optional(),
      skuId: shapes.skuId.optional(),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shapes.under), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async (context, { query }) => {
      const at = query.after === undefined ? undefined : /^(sku_\w{26})~(trf_\w{26})$/.exec(query.after);
      if (at === null)
        refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'a cursor as given in next' }] });
      if (query.siteId !== undefined) checkSites(context, 'transfers.read', [query.siteId]);
      const rows = await incoming(context.db, {
        siteIds: query.siteId === undefined ? sitesOf(context, 'transfers.read') : [query.siteId],
        skuIds: query.skuId === undefined ? undefined : [query.skuId],
        after: at && { skuId: at[1] ?? '', transferId: at[2] ?? '' },
        limit: query.limit,
      });
      const facts = await skuFacts(
        context.db,
        rows.map((row) => row.skuId),
      );
      const last = rows.at(-1);
      return {
        items: rows.map((row) => ({
          ...row,
          number: numberOf(row.transferId),
          ...articleOf(facts.get(row.skuId), row.skuId),
        })),
        next: rows.length === query.limit && last ? `${last.skuId}~${last.transferId}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/transfers/:transferId',
    permission: 'staff:transfers.read',
    summary: 'A transfer with its lines: asked, picked, shipped, received, lost, extra, under way',
    params,
    output: shapes.whole,
    refusals: ['transfers.unknown'],
    run: async (context, { params: { transferId } }) => {
      await seen(context, transferId);
      const transfer = (await transferById(context.db, transferId)) ?? refuse('transfers.unknown');
      return withArticles(context.db, transfer);
    },
  }),
];

const drafting: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/transfers',
    permission: 'staff:transfers.write',
    summary: 'Ask for goods from one site at another; nothing moves yet',
    idempotency: 'id',
    body: z.strictObject({
      transferId: shapes.transferId,
      fromSite: shapes.siteId,
      toSite: shapes.siteId,
      lines: shapes.lines,
      note: shapes.note.optional(),
      reference: shapes.reference.optional(),
      expectedAt: shapes.expectedAt.optional(),
      promisable: z.boolean().optional(),
    }),
    output: receipt,
    status: 201,
    refusals: [
      'transfers.same_site',
      'transfers.sku_twice',
      'transfers.unknown_sku',
      'transfers.unknown_site',
      'request.id_reused',
      'request.forbidden',
    ],
    run: async (context, { body }) => {
      const ends = [body.fromSite, body.toSite];
      if (!holdsAt(context, 'transfers.write', ends)) refuse('request.forbidden', { detail: 'another site' });
      await checkExist(
        context.db,
        body.lines.map((line) => line.skuId),
        ends,
      );
      return context.command((tx) => createTransfer(tx, { ...body, expectedAt: body.expectedAt as Instant | null }));
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/transfers/:transferId',
    permission: 'staff:transfers.write',
    summary:
      'Change a draft’s lines; of any open transfer when it is expected, its note, and whether it may be promised',
    idempotency: 'key',
    params,
    body: z.strictObject({
      version: z.int().min(1),
      lines: shapes.lines.optional(),
      note: shapes.note.optional(),
      reference: shapes.reference.optional(),
      expectedAt: shapes.expectedAt.optional(),
      promisable: z.boolean().optional(),
    }),
    output: z.strictObject({ version: z.int() }),
    refusals: [
      'transfers.unknown',
      'transfers.state',
      'transfers.changed_meanwhile',
      'transfers.sku_twice',
      'transfers.unknown_sku',
      'request.forbidden',
    ],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'either');
      await checkExist(context.db, body.lines?.map((line) => line.skuId) ?? [], []);
      const { expectedAt, ...rest } = body;
      return context.command((tx) =>
        editTransfer(tx, { transferId, ...rest, expectedAt: expectedAt as Instant | null | undefined }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/cancel',
    permission: 'staff:transfers.write',
    summary: 'Give a transfer up before it leaves; what was picked may be sold again',
    idempotency: 'key',
    params,
    body: z.strictObject({ reason: z.string().min(1).max(300) }),
    output: reached,
    refusals: ['transfers.unknown', 'transfers.state', 'request.forbidden'],
    run: async (context, { params: { transferId }, body }) => {
      const { state } = await seen(context, transferId);
      await may(context, transferId, state === 'draft' ? 'either' : 'from');
      return after(context, transferId, (tx) => cancelTransfer(tx, transferId, body.reason));
    },
  }),
];

const sending: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/pick',
    permission: 'staff:transfers.write',
    summary: 'Take the goods off sale where they are: all that was asked for, or less by line',
    idempotency: 'key',
    params,
    body: z.strictObject({ lines: shapes.picks.optional() }),
    output: reached,
    refusals: [
      'transfers.unknown',
      'transfers.state',
      'transfers.not_asked',
      'transfers.nothing',
      'inventory.short',
      'request.forbidden',
    ],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'from');
      return after(context, transferId, (tx) => pickTransfer(tx, transferId, body.lines));
    },
  }),
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/unpick',
    permission: 'staff:transfers.write',
    summary: 'Put back what was picked: a draft again',
    idempotency: 'key',
    params,
    output: reached,
    refusals: ['transfers.unknown', 'transfers.state', 'request.forbidden'],
    run: async (context, { params: { transferId } }) => {
      await may(context, transferId, 'from');
      return after(context, transferId, (tx) => unpickTransfer(tx, transferId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/ship',
    permission: 'staff:transfers.write',
    summary: 'What was picked leaves its site, and is under way',
    idempotency: 'key',
    params,
    body: z.strictObject({ expectedAt: shapes.expectedAt.optional(), reference: shapes.reference.optional() }),
    output: reached,
    refusals: ['transfers.unknown', 'transfers.state', 'request.forbidden'],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'from');
      const leaving = { ...body, expectedAt: body.expectedAt as Instant | null | undefined };
      return after(context, transferId, (tx) => shipTransfer(tx, transferId, leaving));
    },
  }),
];

const receiving: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/receipts',
    permission: 'staff:transfers.write',
    summary: 'Receive a part or all: whole, damaged, lost, extra, or found again',
    idempotency: 'key',
    params,
    body: z.strictObject({ lines: z.array(shapes.arrival).min(1).max(500) }),
    output: reached,
    refusals: [
      'transfers.unknown',
      'transfers.unknown_sku',
      'transfers.state',
      'transfers.more_than_sent',
      'transfers.more_than_lost',
      'transfers.sku_twice',
      'transfers.nothing',
      'request.forbidden',
    ],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'to');
      await checkExist(
        context.db,
        body.lines.map((line) => line.skuId),
        [],
      );
      return after(context, transferId, (tx) => receiveTransfer(tx, transferId, body.lines));
    },
  }),
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/close',
    permission: 'staff:transfers.write',
    summary: 'End a transfer; what is still under way is refused, or written off as lost',
    idempotency: 'key',
    params,
    body: z.strictObject({ missing: z.enum(['refuse', 'lost']).default('refuse') }),
    output: reached,
    refusals: ['transfers.unknown', 'transfers.state', 'transfers.under_way', 'request.forbidden'],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'to');
      return after(context, transferId, (tx) => closeTransfer(tx, transferId, body.missing));
    },
  }),
  route({
    method: 'POST',
    path: '/api/transfers/:transferId/send-back',
    permission: 'staff:transfers.write',
    summary: 'Turn around what is still under way: a transfer of its own brings it back',
    idempotency: 'id',
    params,
    body: z.strictObject({ backId: shapes.transferId, note: shapes.note.default('') }),
    output: receipt,
    status: 201,
    refusals: ['transfers.unknown', 'transfers.state', 'transfers.nothing', 'request.id_reused', 'request.forbidden'],
    run: async (context, { params: { transferId }, body }) => {
      await may(context, transferId, 'either');
      return context.command((tx) => sendBack(tx, { transferId, ...body }));
    },
  }),
];

export const transferRoutes: readonly Route[] = [...reading, ...drafting, ...sending, ...receiving];

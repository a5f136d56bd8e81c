/**
 * Lists as CSV files. Each is made from the route of its list: the same filters and rights because it is the same call, page after
 * page, written as it is read, so that memory stays flat.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { route, type Download, type Route, type RouteContext } from '#base/route';
import { channelsOf } from '#channels';
import { sites as allSites } from '#org';
import type { Lang, List, Names, Row } from './export-cells.ts';
import { lists } from './export-lists.ts';
import { csvRow } from './model.ts';

const PAGE = 100;

/** The lists that can be had as files, by name. */
export const exportNames = lists.map((list) => list.name);

/** `GET /api/exports/<list>`: the list's own filters, `lang` for its column names, `bom=1` for spreadsheets that want one. */
export const exportRoutes: readonly Route[] = lists.map((list) => {
  const source = list.module.routes?.find((one) => one.method === 'GET' && one.path === list.path);
  if (!source || (list.cursor && !(source.query instanceof z.ZodObject))) throw new Error(`${list.path} is no list`);
  const asked: z.ZodObject = source.query instanceof z.ZodObject ? source.query : z.strictObject({});
  const filters = list.cursor ? asked.omit({ limit: true, [list.cursor]: true } as Record<string, true>) : asked;
  return route({
    method: 'GET',
    path: `/api/exports/${list.name}`,
    permission: source.permission,
    summary: `A file of what ${list.path} lists, under the same filters, to its end`,
    download: true,
    query: filters.extend({ lang: z.enum(['fr', 'en']).default('fr'), bom: z.enum(['0', '1']).default('1') }),
    ...(source.refusals ? { refusals: source.refusals } : {}),
    run: async (context, { query: { lang, bom, ...query } }): Promise<Download> => {
      const rows = pagesOf(context, source, list, query);
      const first = await rows.next(); // what is refused is refused before the answer begins
      const names = await namesIn(context, lang as Lang);
      return {
        mediaType: 'text/csv; charset=utf-8',
        fileName: `${list.name}.csv`,
        content: Readable.from(written(list, names, bom === '1', first, rows)),
      };
    },
  });
});

type Rows = AsyncGenerator<readonly Row[], void>;

async function* written(
  list: List,
  names: Names,
  bom: boolean,
  first: IteratorResult<readonly Row[], void>,
  rest: Rows,
): AsyncGenerator<string> {
  yield `${bom ? '\uFEFF' : ''}${csvRow(list.columns.map(([fr, en]) => (names.lang === 'fr' ? fr : en)))}`;
  const lines = (rows: readonly Row[]): string =>
    rows.map((row) => csvRow(list.columns.map(([, , cell]) => cell(row, names)))).join('');
  if (first.value) yield lines(first.value);
  for await (const rows of rest) yield lines(rows);
}

async function* pagesOf(context: RouteContext, source: Route, list: List, query: Row): Rows {
  for (let next: string | number | null | undefined; ;) {
    const asked = list.cursor ? { ...query, limit: PAGE, ...(next ? { [list.cursor]: next } : {}) } : query;
    const page = (await source.run(context, { query: asked, params: undefined, body: undefined })) as {
      readonly items: readonly Row[];
      readonly next?: string | number | null;
    };
    yield page.items;
    next = page.next;
    if (!next || !list.cursor) return;
  }
}

async function namesIn({ db }: RouteContext, lang: Lang): Promise<Names> {
  const [channels, sites] = await Promise.all([channelsOf(db), allSites(db)]);
  const channelNames = new Map(channels.map((one) => [one.channelId, one.name[lang] ?? one.code]));
  const siteNames = new Map(sites.map((one) => [one.siteId, one.name]));
  return {
    lang,
    channel: (id) => (typeof id === 'string' ? (channelNames.get(id) ?? id) : null),
    site: (id) => (typeof id === 'string' ? (siteNames.get(id) ?? id) : null),
  };
}

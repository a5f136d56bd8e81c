/**
 * Lists as CSV files. Each is made from the route of its list: the same filters and rights because it is the same call, page after
 * page, written as it is read, so that memory stays flat.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { money, toDecimal } from '#base/money';
import { route, type Download, type Route, type RouteContext } from '#base/route';
import { cartsModule } from '#carts';
import { catalogModule } from '#catalog';
import { channelsOf } from '#channels';
import { customersModule } from '#customers';
import { inventoryModule } from '#inventory';
import { ordersModule } from '#orders';
import { sites as allSites } from '#org';
import { paymentsModule } from '#payments';
import type { Manifest } from '#base/module';
import { csvRow, type Cell } from './model.ts';

type Lang = 'fr' | 'en';
type Row = Readonly<Record<string, unknown>>;
/** Names that rows mention by id only. */
type Names = { readonly lang: Lang; readonly channel: (id: unknown) => Cell; readonly site: (id: unknown) => Cell };
type Column = readonly [fr: string, en: string, cell: (row: Row, names: Names) => Cell];
type List = {
  readonly name: string;
  readonly module: Manifest;
  readonly path: string;
  readonly cursor: 'after' | 'before';
  readonly columns: readonly Column[];
};

const PAGE = 100;

const of =
  (name: string) =>
  (row: Row): Cell => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    return typeof value === 'number' ? value : typeof value === 'boolean' ? (value ? 1 : 0) : String(value);
  };
const text =
  (name: string) =>
  (row: Row, { lang }: Names): Cell => {
    const value = row[name] as Readonly<Record<string, string>> | null | undefined;
    return value?.[lang] ?? value?.fr ?? value?.en ?? null;
  };
type Amount = { readonly minor: number; readonly currency: string };
/** An amount as a decimal number with a point; its currency has a column of its own. */
const amount =
  (name: string) =>
  (row: Row): Cell => {
    const value = row[name] as Amount | null | undefined;
    return value ? Number(toDecimal(money(value.minor, value.currency))) : null;
  };
const currency =
  (name: string) =>
  (row: Row): Cell =>
    (row[name] as Amount | null | undefined)?.currency ?? null;
const inside =
  (outer: string, name: string) =>
  (row: Row): Cell =>
    of(name)((row[outer] as Row | null | undefined) ?? {});
const channel: Column = ['Canal', 'Channel', (row, names) => names.channel(row.channelId)];

const lists: readonly List[] = [
  {
    name: 'orders',
    module: ordersModule,
    path: '/api/orders',
    cursor: 'after',
    columns: [
      ['Numéro', 'Number', of('number')],
      ['Client', 'Customer', of('customerName')],
      channel,
      ['Lieu', 'Site', (row, names) => names.site(row.siteId)],
      ['Référence', 'Reference', of('sourceRef')],
      ['Ouverte', 'Opened', of('openedAt')],
      ['Passée', 'Placed', of('placedAt')],
      ['État', 'State', of('state')],
      ['Exécution', 'Fulfilment', of('fulfilment')],
      ['Pièces', 'Units', of('units')],
      ['Total', 'Total', amount('total')],
      ['Devise', 'Currency', currency('total')],
      ['Identifiant', 'Id', of('orderId')],
    ],
  },
  {
    name: 'carts',
    module: cartsModule,
    path: '/api/carts',
    cursor: 'after',
    columns: [
      ['Client', 'Customer', inside('customer', 'name')],
      channel,
      ['Niveau', 'Level', of('level')],
      ['État', 'Status', of('status')],
      ['Lignes', 'Lines', of('lines')],
      ['Pièces', 'Units', of('units')],
      ['Ouvert', 'Opened', of('createdAt')],
      ['Modifié', 'Changed', of('updatedAt')],
      ['Identifiant', 'Id', of('cartId')],
    ],
  },
  {
    name: 'customers',
    module: customersModule,
    path: '/api/customers',
    cursor: 'after',
    columns: [
      ['Nom', 'Name', of('name')],
      ['E-mail', 'E-mail', of('email')],
      ['Téléphone', 'Telephone', of('phone')],
      ['Langue', 'Language', of('language')],
      ['Code', 'Code', of('code')],
      ['Compte', 'Account', of('hasPassword')],
      ['Depuis', 'Since', of('createdAt')],
      ['Identifiant', 'Id', of('customerId')],
    ],
  },
  {
    name: 'products',
    module: catalogModule,
    path: '/api/products',
    cursor: 'after',
    columns: [
      ['Produit', 'Product', text('name')],
      ['Adresse', 'Handle', of('handle')],
      ['Marque', 'Brand', of('brand')],
      ['Statut', 'Status', of('status')],
      ['Articles', 'Articles', of('variants')],
      ['Canaux', 'Channels', (row, names) => (row.channels as readonly string[]).map(names.channel).join(', ')],
      ['Identifiant', 'Id', of('productId')],
    ],
  },
  {
    name: 'stock',
    module: inventoryModule,
    path: '/api/stock',
    cursor: 'after',
    columns: [
      ['SKU', 'SKU', of('sku')],
      ['Article', 'Article', text('name')],
      ['Variante', 'Variant', text('optionText')],
      ['En stock', 'On hand', of('onHand')],
      ['Réservé', 'Reserved', of('reserved')],
      ['En bail', 'Leased', of('leased')],
      ['Libre', 'Free', of('free')],
      ['Identifiant', 'Id', of('skuId')],
    ],
  },
  {
    name: 'movements',
    module: inventoryModule,
    path: '/api/stock/movements',
    cursor: 'before',
    columns: [
      ['Le', 'At', of('at')],
      ['Article', 'Article', of('skuId')],
      ['Quantité', 'Quantity', of('quantity')],
      ['De', 'From', (row, names) => names.site(row.fromSite) ?? of('from')(row)],
      ['Vers', 'To', (row, names) => names.site(row.toSite) ?? of('to')(row)],
      ['Raison', 'Reason', of('reason')],
      ['Document', 'Document', of('document')],
      ['Par', 'By', of('actor')],
      ['Identifiant', 'Id', of('movementId')],
    ],
  },
  {
    name: 'payments',
    module: paymentsModule,
    path: '/api/payments',
    cursor: 'after',
    columns: [
      ['Commande', 'Order', of('orderId')],
      ['Moyen', 'Method', of('method')],
      ['État', 'State', of('state')],
      ['Montant', 'Amount', amount('amount')],
      ['Encaissé', 'Captured', amount('captured')],
      ['Remboursé', 'Refunded', amount('refunded')],
      ['Devise', 'Currency', currency('amount')],
      ['Le', 'At', of('createdAt')],
      ['Identifiant', 'Id', of('paymentId')],
    ],
  },
];

/** The lists that can be had as files, by name. */
export const exportNames = lists.map((list) => list.name);

/** `GET /api/exports/<list>`: the list's own filters, `lang` for its column names, `bom=1` for spreadsheets that want one. */
export const exportRoutes: readonly Route[] = lists.map((list) => {
  const source = list.module.routes?.find((one) => one.method === 'GET' && one.path === list.path);
  if (!(source?.query instanceof z.ZodObject)) throw new Error(`${list.path} is no list`);
  const filters = source.query.omit({ limit: true, [list.cursor]: true } as Record<string, true>);
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
  for (let next: string | null | undefined; ;) {
    const asked = { ...query, limit: PAGE, ...(next ? { [list.cursor]: next } : {}) };
    const page = (await source.run(context, { query: asked, params: undefined, body: undefined })) as {
      readonly items: readonly Row[];
      readonly next?: string | null;
    };
    yield page.items;
    next = page.next;
    if (!next) return;
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

/** Shelf labels to print: price, GTIN, and a QR code by the GS1 Digital Link standard that also says in which store it hangs. */
import qrcode from 'qrcode';
import { z } from 'zod';
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { categoryTree, productIdsOnSale } from '#catalog';
import { shortGtin } from '#catalog/model';
import { channelByCode } from '#channels';
import { siteById, sites } from '#org';
import { labelLink } from '#kit/camera/labels';
import { money } from '#kit/format';
import { html, toText, type Html } from '#kit/html';
import { qrPath } from '#kit/qr';
import { storesOf } from './model.ts';
import { offersOf, type OfferVariant } from './offers.ts';

/** Labels of one print at least, when there are more: a product's labels stay together. */
export const LABELS_A_PRINT = 300;
/** Products read at once. */
const AT_ONCE = 100;

/** The sheets for A4 that the style below knows. */
const sizes = ['large', 'medium', 'small'] as const;
export type LabelSize = (typeof sizes)[number];

export type LabelsWanted = {
  /** Without a store, the page asks for one. */
  readonly siteId?: string | undefined;
  readonly category?: string | undefined;
  readonly productId?: string | undefined;
  readonly size: LabelSize;
  /** The last product of the print before. */
  readonly after?: string | undefined;
  readonly lang: 'fr' | 'en';
  readonly origin: string;
};

const words = {
  fr: {
    title: 'Étiquettes',
    store: 'Boutique',
    department: 'Rayon',
    all: 'Tous',
    show: 'Préparer',
    tax: 'TVA incluse',
    none: 'Aucun article avec un GTIN et un prix ici.',
    size: 'Format',
    sizes: {
      large: '105 × 74 mm, 8 par page',
      medium: '70 × 37 mm, 24 par page',
      small: '52,5 × 29,7 mm, 40 par page',
    },
    print: 'Imprimez cette page (Ctrl P), sans marges et à 100 %.',
    again: 'Changer le choix',
    count: (n: number, from: number, to: number, all: number) =>
      `${n} ${n === 1 ? 'étiquette' : 'étiquettes'} : produits ${from} à ${to} sur ${all}.`,
    without: (n: number) =>
      n === 1
        ? '1 article n’a pas de GTIN ou pas de prix : sans étiquette.'
        : `${n} articles n’ont pas de GTIN ou pas de prix : sans étiquette.`,
    first: 'Les premières',
    next: (n: number) => `Les suivantes (encore ${n} ${n === 1 ? 'produit' : 'produits'})`,
  },
  en: {
    title: 'Labels',
    store: 'Store',
    department: 'Department',
    all: 'All',
    show: 'Prepare',
    tax: 'VAT included',
    none: 'No article with a GTIN and a price here.',
    size: 'Size',
    sizes: { large: '105 × 74 mm, 8 a page', medium: '70 × 37 mm, 24 a page', small: '52.5 × 29.7 mm, 40 a page' },
    print: 'Print this page (Ctrl P), without margins and at 100 %.',
    again: 'Choose again',
    count: (n: number, from: number, to: number, all: number) =>
      `${n} ${n === 1 ? 'label' : 'labels'}: products ${from} to ${to} of ${all}.`,
    without: (n: number) =>
      n === 1 ? '1 article has no GTIN or no price: no label.' : `${n} articles have no GTIN or no price: no label.`,
    first: 'The first ones',
    next: (n: number) => `The next ones (${n} more ${n === 1 ? 'product' : 'products'})`,
  },
} as const;

/** A page to print, and the way to the next one where there are more. Refuses `shop.unknown_store`. */
export async function labelsPage(database: Database, wanted: LabelsWanted): Promise<string> {
  const { siteId, category, productId, lang, size } = wanted;
  if (siteId === undefined) return chooser(database, lang);
  const site = await siteById(database, siteId);
  const channelId = (await channelByCode(database, 'web'))?.channelId;
  if (!site || channelId === undefined) refuse('shop.unknown_store', { detail: siteId });
  const ids = productId === undefined ? await productIdsOnSale(database, channelId, category) : [productId];
  const { labels, without, from, to } = await labelsOf(database, { wanted, channelId, siteCode: site.code, ids });
  const w = words[lang];
  const choice = { lang, size, ...(category === undefined ? {} : { category }) };
  const link = (more: Record<string, string>): string =>
    `?${new URLSearchParams({ ...choice, site: siteId, ...more })}`;
  const last = ids[to - 1];
  const tools = html`<nav><p>${w.count(labels.length, Math.min(from + 1, to), to, ids.length)}${without > 0 && html` ${w.without(without)}`}</p>
<p>${w.print} ${from > 0 && html`<a href="${link({})}">${w.first}</a> `}${to < ids.length && last !== undefined && html`<a rel="next" href="${link({ after: last })}">${w.next(ids.length - to)}</a> `}<a href="${`?lang=${lang}`}">${w.again}</a></p></nav>`;
  const body = labels.length === 0 ? html`<p>${w.none}</p>` : html`<ul class="${size}">${labels}</ul>`;
  return toText(html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${w.title} — ${site.name}</title>
${style}</head><body><main><h1>${w.title} — ${site.name}</h1>${tools}${body}</main></body></html>`);
}

type Reading = {
  readonly wanted: LabelsWanted;
  readonly channelId: string;
  readonly siteCode: string;
  readonly ids: readonly string[];
};

/** Labels of the products from `from` up to `to`, counted in the order of their names; `without` are articles that cannot have one. */
async function labelsOf(database: Database, { wanted, channelId, siteCode, ids }: Reading) {
  const { after, lang, origin } = wanted;
  const from = after === undefined ? 0 : ids.indexOf(after) + 1;
  const labels: Html[] = [];
  let without = 0;
  let to = from;
  while (to < ids.length && labels.length < LABELS_A_PRINT) {
    const part = ids.slice(to, to + AT_ONCE);
    const offers = await offersOf(database, channelId, part);
    for (const id of part) {
      if (labels.length >= LABELS_A_PRINT) break;
      to++;
      const offer = offers.get(id);
      for (const variant of offer?.variants ?? []) {
        const { gtin } = variant.variant;
        if (gtin === null || !variant.shown) without++;
        else labels.push(label(variant, offer?.product.name[lang] ?? '', labelLink(origin, gtin, siteCode), lang));
      }
    }
  }
  return { labels, without, from, to };
}

const style = html`<style>
:root{color-scheme:light}body{font:13px/1.3 system-ui,sans-serif;margin:1.5rem;color:#111;background:#fff}h1{font-size:1.2rem}
form{display:grid;gap:.75rem;max-width:24rem}label{display:grid;gap:.25rem}select,button{font:inherit;padding:.5rem;min-height:44px}nav a{display:inline-block;padding:.75rem .5rem}
ul{--w:70mm;--h:37mm;--qr:25mm;--price:20px;--small:10px;list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(3,var(--w));overflow-x:auto}
ul.large{--w:105mm;--h:74mm;--qr:44mm;--price:40px;--small:14px;font-size:18px;grid-template-columns:repeat(2,var(--w))}
ul.small{--w:52.5mm;--h:29.7mm;--qr:19mm;--price:15px;--small:8px;font-size:10px;grid-template-columns:repeat(4,var(--w))}
li{box-sizing:border-box;width:var(--w);height:var(--h);padding:3mm 4mm;display:flex;justify-content:space-between;gap:2mm;break-inside:avoid;overflow:hidden}
li div{display:flex;flex-direction:column;min-width:0}li b,li span{overflow-wrap:anywhere}li strong{font-size:var(--price);margin-top:auto}li small{color:#444;font-size:var(--small)}li svg{width:var(--qr);height:var(--qr);flex:none;align-self:center}
@page{size:A4;margin:0}@media print{body{margin:0}ul{overflow:visible}h1,form,nav{display:none}}
</style>`;

/** Which store and department, and then the labels. */
async function chooser(database: Database, lang: 'fr' | 'en'): Promise<string> {
  const [all, tree] = await Promise.all([sites(database), categoryTree(database)]);
  const w = words[lang];
  const stores = storesOf(all).map((site) => html`<option value="${site.siteId}">${site.name}</option>`);
  const formats = sizes.map(
    (size) => html`<option value="${size}"${size === 'medium' && html` selected`}>${w.sizes[size]}</option>`,
  );
  const departments = tree.map(({ handle, name }) => html`<option value="${handle}">${name[lang]}</option>`);
  return toText(html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${w.title}</title>${style}</head>
<body><main><h1>${w.title}</h1><form><input type="hidden" name="lang" value="${lang}"><label>${w.store} <select name="site">${stores}</select></label><label>${w.department} <select name="category"><option value="">${w.all}</option>${departments}</select></label><label>${w.size} <select name="size">${formats}</select></label><button>${w.show}</button></form></main></body></html>`);
}

function label({ variant, shown }: OfferVariant, name: string, link: string, lang: 'fr' | 'en'): Html {
  const { size, data } = qrcode.create(link, { errorCorrectionLevel: 'M' }).modules;
  const { path } = qrPath(size, data);
  const options = variant.optionValues.map((value) => value[lang]).join(', ');
  const was = shown?.compareAt;
  return html`<li><div><b>${name}</b><span>${options}</span><strong>${shown ? money(lang, shown.price) : ''}</strong>${was && html`<s>${money(lang, was)}</s>`}<small>${words[lang].tax} · ${shortGtin(variant.gtin ?? '')}</small></div>
<svg viewBox="-2 -2 ${size + 4} ${size + 4}" role="img" aria-label="${link}" shape-rendering="crispEdges"><path d="${path}"/></svg></li>`;
}

/** Staff print labels; whoever may see products may. */
export const labelRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/labels',
    permission: 'staff:catalog.read',
    summary:
      'Shelf labels of a store as a page to print: price, GTIN, and a GS1 Digital Link as a QR code; without a store it asks for one',
    download: true,
    query: z.strictObject({
      site: z
        .string()
        .regex(new RegExp(idPattern('sit')))
        .optional(),
      category: z.string().max(160).optional(),
      size: z.enum(sizes).default('medium'),
      after: z
        .string()
        .regex(new RegExp(idPattern('prd')))
        .optional(),
      product: z
        .string()
        .regex(new RegExp(idPattern('prd')))
        .optional(),
      lang: z.enum(['fr', 'en']).default('fr'),
    }),
    refusals: ['shop.unknown_store', 'catalog.category_unknown'],
    run: async (context, { query }) => {
      const { site: siteId, product: productId, lang, size, after } = query;
      const category = query.category === '' ? undefined : query.category;
      const origin = context.request.origin;
      const page = await labelsPage(context.db, { siteId, category, productId, lang, size, after, origin });
      return { mediaType: 'text/html; charset=utf-8', content: Buffer.from(page) };
    },
  }),
];

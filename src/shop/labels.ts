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

/** Labels of one print; more are printed by department. */
export const MOST_LABELS = 300;

export type LabelsWanted = {
  /** Without a store, the page asks for one. */
  readonly siteId?: string | undefined;
  readonly category?: string | undefined;
  readonly productId?: string | undefined;
  readonly lang: 'fr' | 'en';
  readonly origin: string;
};

const words = {
  fr: {
    title: 'Étiquettes',
    store: 'Boutique',
    department: 'Rayon',
    show: 'Préparer',
    tax: 'TVA incluse',
    none: 'Aucun article avec un GTIN et un prix ici.',
  },
  en: {
    title: 'Labels',
    store: 'Store',
    department: 'Department',
    show: 'Prepare',
    tax: 'VAT included',
    none: 'No article with a GTIN and a price here.',
  },
} as const;

/** A page to print, 3 × 8 labels of 70 × 37 mm on A4. Refuses `shop.unknown_store`. */
export async function labelsPage(database: Database, wanted: LabelsWanted): Promise<string> {
  const { siteId, category, productId, lang, origin } = wanted;
  if (siteId === undefined) return chooser(database, lang);
  const site = await siteById(database, siteId);
  const channelId = (await channelByCode(database, 'web'))?.channelId;
  if (!site || channelId === undefined) refuse('shop.unknown_store', { detail: siteId });
  const ids = productId === undefined ? await productIdsOnSale(database, channelId, category) : [productId];
  const offers = await offersOf(database, channelId, ids.slice(0, MOST_LABELS));
  const labels = [...offers.values()].flatMap(({ product, variants }) =>
    variants.flatMap((variant) => {
      const gtin = variant.variant.gtin;
      return gtin === null || !variant.shown
        ? []
        : [label(variant, product.name[lang], labelLink(origin, gtin, site.code), lang)];
    }),
  );
  const w = words[lang];
  const body = labels.length === 0 ? html`<p>${w.none}</p>` : html`<ul>${labels.slice(0, MOST_LABELS)}</ul>`;
  return toText(html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${w.title} — ${site.name}</title>
${style}</head><body><main><h1>${w.title} — ${site.name}</h1>${body}</main></body></html>`);
}

const style = html`<style>
body{font:13px/1.3 system-ui,sans-serif;margin:1.5rem;color:#111;background:#fff}h1{font-size:1.2rem}
form{display:grid;gap:.75rem;max-width:24rem}select,button{font:inherit;padding:.5rem}
ul{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(3,70mm)}
li{box-sizing:border-box;width:70mm;height:37mm;padding:3mm 4mm;display:flex;justify-content:space-between;gap:2mm;break-inside:avoid;overflow:hidden}
li div{display:flex;flex-direction:column;min-width:0}li strong{font-size:20px;margin-top:auto}li small{color:#444;font-size:10px}li svg{width:25mm;height:25mm;flex:none;align-self:center}
@page{size:A4;margin:0}@media print{body{margin:0}h1,form{display:none}}
</style>`;

/** Which store and department, and then the labels. */
async function chooser(database: Database, lang: 'fr' | 'en'): Promise<string> {
  const [all, tree] = await Promise.all([sites(database), categoryTree(database)]);
  const w = words[lang];
  const stores = storesOf(all).map((site) => html`<option value="${site.siteId}">${site.name}</option>`);
  const departments = tree.map(({ handle, name }) => html`<option value="${handle}">${name[lang]}</option>`);
  return toText(html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${w.title}</title>${style}</head>
<body><main><h1>${w.title}</h1><form><input type="hidden" name="lang" value="${lang}"><label>${w.store} <select name="site">${stores}</select></label><label>${w.department} <select name="category">${departments}</select></label><button>${w.show}</button></form></main></body></html>`);
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
      category: z.string().min(1).max(160).optional(),
      product: z
        .string()
        .regex(new RegExp(idPattern('prd')))
        .optional(),
      lang: z.enum(['fr', 'en']).default('fr'),
    }),
    refusals: ['shop.unknown_store', 'catalog.category_unknown'],
    run: async (context, { query }) => {
      const { site: siteId, category, product: productId, lang } = query;
      const origin = context.request.origin;
      const page = await labelsPage(context.db, { siteId, category, productId, lang, origin });
      return { mediaType: 'text/html; charset=utf-8', content: Buffer.from(page) };
    },
  }),
];

/** A purchase order as its supplier reads it: a CSV file in their words, for a mail or to be sent by hand. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { skuFacts } from '#catalog';
import { siteById, type Site } from '#org';
import { unitDecimal } from './costs.ts';
import type { PurchaseHead, Supplier } from './model.ts';
import { purchaseHead, purchaseLines, supplierById } from './queries.ts';

export type PurchaseDocument = {
  readonly head: PurchaseHead;
  readonly supplier: Supplier;
  readonly site: Site | undefined;
  /** How many articles are ordered. */
  readonly lines: number;
  readonly fileName: string;
  readonly csv: string;
};

const heads = {
  fr: [
    'Commande',
    'Ligne',
    'Votre référence',
    'Notre référence',
    'GTIN',
    'Désignation',
    'Quantité',
    'Colis de',
    'Prix unitaire',
    'Devise',
    'Attendue le',
  ],
  en: [
    'Order',
    'Line',
    'Your reference',
    'Our reference',
    'GTIN',
    'Article',
    'Quantity',
    'Pack of',
    'Unit price',
    'Currency',
    'Expected on',
  ],
} as const;

/** Text that a spreadsheet would run is shown as text; quotes are doubled. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\n\r,]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The document of an order. Refuses `purchasing.unknown_purchase`. `prices: false` leaves them out. */
export async function purchaseDocument(
  database: Database,
  purchaseId: string,
  options: { prices: boolean } = { prices: true },
): Promise<PurchaseDocument> {
  const head =
    (await purchaseHead(database, purchaseId)) ?? refuse('purchasing.unknown_purchase', { detail: purchaseId });
  const supplier = (await supplierById(database, head.supplierId)) ?? refuse('purchasing.unknown_supplier');
  const [lines, site] = await Promise.all([purchaseLines(database, purchaseId), siteById(database, head.siteId)]);
  const facts = await skuFacts(
    database,
    lines.map((line) => line.skuId),
  );
  const { language } = supplier;
  const rows = lines.map((line) => {
    const fact = facts.get(line.skuId);
    const name = fact ? [fact.name[language], fact.optionText[language]].filter(Boolean).join(', ') : '';
    const price = options.prices ? unitDecimal(line.costMilli, head.currency) : null;
    return [
      head.number,
      line.lineNo,
      line.supplierSku,
      fact?.sku ?? line.skuId,
      fact?.gtin ?? null,
      name,
      line.ordered,
      line.packUnits,
      price,
      head.currency,
      head.expectedOn,
    ];
  });
  const csv = [heads[language], ...rows].map((row) => row.map(cell).join(';')).join('\r\n');
  return { head, supplier, site, lines: lines.length, fileName: `${head.number}.csv`, csv: `\uFEFF${csv}\r\n` };
}

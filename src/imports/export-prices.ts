/** The prices of a list as a file: what is in force, what is planned, and what comes back after a price with an end. */
import type { Readable } from 'node:stream';
import type { Database } from '#base/db';
import { money, toDecimal } from '#base/money';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { listTimeline, type PriceList } from '#pricing';
import { writeRow } from '#base/csv';
import { OUT, priceColumns } from './price-rows.ts';
import { writeXlsx } from './write-xlsx.ts';

const PAGE = 300;

export type PriceExport = { readonly list: PriceList; readonly now: Instant };

/** The CSV in pieces of text, its header first. */
export async function* exportPrices(db: Database, options: PriceExport): AsyncGenerator<string> {
  for await (const rows of priceRows(db, options)) yield rows.map(writeRow).join('');
}

/** The same rows as a spreadsheet; codes are texts there. */
export const exportPriceSheet = (db: Database, options: PriceExport): Readable =>
  writeXlsx(priceRows(db, options), (column) => /^(price|compare_at_price|from_units)$/.test(column));

async function* priceRows(db: Database, { list, now }: PriceExport): AsyncGenerator<string[][]> {
  yield [[...priceColumns]];
  for (let after = ''; ;) {
    const { spans, last } = await listTimeline(db, list.listId, now, { afterSkuId: after, limit: PAGE });
    if (last === undefined) return;
    after = last;
    const facts = await skuFacts(db, [...new Set(spans.map((span) => span.skuId))]);
    const shown = (minor: number | null): string => (minor === null ? '' : toDecimal(money(minor, list.currency)));
    const rows = spans.flatMap((span) => {
      const article = facts.get(span.skuId);
      // What is out already needs no row; what will be out does.
      if (!article || (span.minor === null && span.from === now)) return [];
      const name = [article.name.fr, article.optionText.fr].filter(Boolean).join(', ');
      const row: string[][] = [
        [
          ...[article.sku, name, String(span.fromUnits), span.minor === null ? OUT : shown(span.minor)],
          ...[shown(span.compareAtMinor), list.currency, span.from === now ? '' : span.from, span.until ?? ''],
        ],
      ];
      return row;
    });
    if (rows.length > 0) yield rows;
  }
}

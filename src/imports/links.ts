/** What goes with products and what bundles are made of: set when all products of the file are there, for they name each other. */
import type { Database } from '#base/db';
import { applyLinks, planLinks, skuKey, type LinkProblem, type NamedLinks } from '#catalog';
import { hashOf } from './file.ts';
import { linkColumns } from './halle.ts';
import { excerpt, type FileProduct, type Header, type ImportDiff, type RowProblem } from './model.ts';

const BATCH = 200;

export const hasLinks = (header: Header): boolean => linkColumns.some((name) => header.index.has(name));

/** What the file has named, as numbers: handles and SKUs. */
export type Seen = { readonly handles: Set<number>; readonly skus: Set<number> };

export type LinkReport = { readonly warn: (problem: RowProblem) => void; readonly changed: (diff: ImportDiff) => void };

/**
 * The links of a file, some hundred products a transaction. A name that nobody has is told by row, and a bundle with such a part stays
 * as it is. In a dry run, what the file itself brings counts as there.
 */
export async function importLinks(
  database: Database,
  products: AsyncIterable<FileProduct>,
  options: { readonly actor: string; readonly dryRun: boolean; readonly seen: Seen },
  report: LinkReport,
): Promise<void> {
  let batch: FileProduct[] = [];
  const flush = async (): Promise<void> => {
    const links = batch.map(linksOf);
    const plans = options.dryRun
      ? await planLinks(database, links)
      : await database.transaction({ actor: options.actor }, (tx) => applyLinks(tx, links));
    const rows = new Map(batch.map((product) => [product.handle, product.firstRow]));
    for (const { handle, said, problems } of plans) {
      for (const problem of problems)
        if (!options.dryRun || !willBeThere(problem, options.seen))
          report.warn({ row: rows.get(handle) ?? 0, ...problem, value: excerpt(problem.value) });
      const fields = said.map(({ field, from, to }) => ({ field, from: excerpt(from), to: excerpt(to) }));
      if (fields.length > 0) report.changed({ handle, change: 'updated', fields });
    }
    batch = [];
  };
  for await (const product of products) {
    batch.push(product);
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
}

const linksOf = ({ handle, related, variants }: FileProduct): NamedLinks => ({
  handle,
  related: related ?? {},
  bundles: variants.flatMap(({ optionValues, parts }) => (parts ? [{ optionValues, parts }] : [])),
});

const willBeThere = ({ rule, value }: LinkProblem, { handles, skus }: Seen): boolean =>
  (rule === 'unknown_product' && handles.has(hashOf(value))) ||
  (rule === 'unknown_sku' && skus.has(hashOf(skuKey(value))));

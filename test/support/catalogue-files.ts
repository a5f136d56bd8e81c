/** Catalogue files in and out of a test's database, and a catalogue that is gone, to see what comes back. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Database } from '#base/db';
import {
  exportCatalogue,
  exportSpreadsheet,
  importCatalogue,
  worldOf,
  type ImportOptions,
  type CatalogueReport,
} from '#imports';

export type Format = CatalogueReport['format'];

const folder = mkdtempSync(join(tmpdir(), 'halle-files-'));
let files = 0;

/** Imports what a file would hold. */
export async function importFile(
  database: Database,
  content: string | Buffer,
  more: Partial<ImportOptions> = {},
): Promise<CatalogueReport> {
  const path = join(folder, `${files++}`);
  writeFileSync(path, content);
  return importCatalogue(database, { path, world: await worldOf(database), actor: 'test', ...more });
}

export async function csvOf(database: Database, format: Format): Promise<string> {
  let text = '';
  const world = await worldOf(database);
  for await (const part of exportCatalogue(database, { format, world })) text += part;
  return text;
}

export async function sheetOf(database: Database, format: Format): Promise<Buffer> {
  const parts: Buffer[] = [];
  const world = await worldOf(database);
  for await (const part of exportSpreadsheet(database, { format, world })) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Takes every product away, as if it had never been; attributes, families and categories stay. */
export async function wipeCatalogue(database: Database): Promise<void> {
  await database.query(sql`
    TRUNCATE catalog.product, catalog.variant, catalog.media, catalog.product_category, catalog.publication, catalog.attribute_value,
      catalog.relation, catalog.component, catalog.change, imports.figure`);
}

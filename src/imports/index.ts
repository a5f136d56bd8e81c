/** The face of `imports`: catalogue files in and out. */
export { importsModule } from './module.ts';
export { importCatalogue, type ImportOptions } from './import.ts';
export { exportCatalogue, exportSpreadsheet, type ExportOptions } from './export.ts';
export { exportFile, importFile } from './cli.ts';
export { worldOf, type World } from './world.ts';
export type { CatalogueReport, Format, ImportDiff, ImportReport, RowProblem } from './model.ts';

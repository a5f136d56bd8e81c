/** Rows left out by an import, as a file for spreadsheets. */
import type { RowProblem } from './data.ts';

/** A cell of a CSV file; what a spreadsheet would run as a formula is made plain text. */
export function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows with their problems as CSV, with a mark of UTF-8 for spreadsheets. */
export function csvOf(head: readonly string[], rows: readonly RowProblem[], say: (rule: string) => string): string {
  const lines = rows.map((one) => [one.row, one.field, say(one.rule), one.value].map(csvCell).join(','));
  return `\ufeff${[head.map(csvCell).join(','), ...lines].join('\r\n')}\r\n`;
}

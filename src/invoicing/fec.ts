/**
 * The file of accounting entries (fichier des écritures comptables; livre des procédures fiscales, art. A47 A-1): 18 columns, tabs between
 * them, amounts with a comma, days as AAAAMMJJ. What was charged in another currency says so in the last two. Pure.
 */
import { money, toDecimal } from '#base/money';
import type { Day } from '#base/time';
import type { Entry } from './book.ts';

export const fecColumns = [
  'JournalCode',
  'JournalLib',
  'EcritureNum',
  'EcritureDate',
  'CompteNum',
  'CompteLib',
  'CompAuxNum',
  'CompAuxLib',
  'PieceRef',
  'PieceDate',
  'EcritureLib',
  'Debit',
  'Credit',
  'EcritureLet',
  'DateLet',
  'ValidDate',
  'Montantdevise',
  'Idevise',
] as const;

const journals = { VE: 'Ventes', CA: 'Caisse', BQ: 'Banque', OD: 'Opérations diverses' } as const;

const compact = (day: Day): string => day.replaceAll('-', '');
/** Cents with a comma: 1990 → `19,90`. */
const amount = (minor: number): string => `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, '0')}`;
const plain = (words: string): string => words.replace(/[\t\r\n|]+/g, ' ').trim();

/** The file's name: SIREN, FEC, the day on which the period ends. */
export const fecName = (siren: string | null, to: Day): string => `${siren ?? '000000000'}FEC${compact(to)}.txt`;

/** The file. Entries are numbered in their order from 1; `validated` is the last day of the period. */
export function fecOf(entries: readonly Entry[], validated: Day): string {
  const rows = entries.flatMap((entry, i) =>
    entry.lines.map((line) =>
      [
        entry.journal,
        journals[entry.journal],
        String(i + 1),
        compact(entry.day),
        line.account,
        plain(line.label),
        line.aux?.id ?? '',
        plain(line.aux?.name ?? ''),
        plain(entry.ref),
        compact(entry.day),
        plain(entry.label),
        amount(line.debitMinor),
        amount(line.creditMinor),
        line.letter?.code ?? '',
        line.letter ? compact(line.letter.day) : '',
        compact(validated),
        line.foreign ? toDecimal(money(line.foreign.minor, line.foreign.currency)).replace('.', ',') : '',
        line.foreign?.currency ?? '',
      ].join('\t'),
    ),
  );
  return `${[fecColumns.join('\t'), ...rows].join('\r\n')}\r\n`;
}

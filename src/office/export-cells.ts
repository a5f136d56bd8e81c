/** What the cells of a file are made of: the fields of a row as a list's route tells it. */
import type { Manifest } from '#base/module';
import { money, toDecimal } from '#base/money';
import type { Cell } from './model.ts';

export type Lang = 'fr' | 'en';
export type Row = Readonly<Record<string, unknown>>;
/** Names that rows mention by id only. */
export type Names = {
  readonly lang: Lang;
  readonly channel: (id: unknown) => Cell;
  readonly site: (id: unknown) => Cell;
};
type Make = (row: Row, names: Names) => Cell;
type Column = readonly [fr: string, en: string, cell: Make];
/** A list that can be had as a file: the route it is made from, and its columns named in both languages. */
export type List = {
  readonly name: string;
  readonly module: Manifest;
  readonly path: string;
  /** Absent where the route gives the list whole. */
  readonly cursor?: 'after' | 'before';
  readonly columns: readonly Column[];
};

/** A field as it stands; yes and no as 1 and 0. */
export const of =
  (name: string): Make =>
  (row) => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    return typeof value === 'number' ? value : typeof value === 'boolean' ? (value ? 1 : 0) : String(value);
  };

/** A text in the file's language. */
export const text =
  (name: string): Make =>
  (row, { lang }) => {
    const value = row[name] as Readonly<Record<string, string>> | null | undefined;
    return value?.[lang] ?? value?.fr ?? value?.en ?? null;
  };

type Amount = { readonly minor: number; readonly currency: string };
const decimal = ({ minor, currency: code }: Amount): number => Number(toDecimal(money(minor, code)));

/** An amount as a decimal number with a point; its currency has a column of its own. */
export const amount =
  (name: string): Make =>
  (row) => {
    const value = row[name] as Amount | null | undefined;
    return value ? decimal(value) : null;
  };

/** Minor units of the row's own currency, as a decimal number. */
export const value =
  (name: string): Make =>
  (row) =>
    decimal({ minor: row[name] as number, currency: row['currency'] as string });

/** A part in minor units of another field's currency, as a decimal number. */
export const partOf =
  (outer: string, name: string, whole: string): Make =>
  (row) => {
    const minor = (row[outer] as Readonly<Record<string, number>> | undefined)?.[name];
    const of = row[whole] as Amount | undefined;
    return minor === undefined || !of ? null : decimal({ minor, currency: of.currency });
  };

export const currency =
  (name: string): Make =>
  (row) =>
    (row[name] as Amount | null | undefined)?.currency ?? null;

export const inside =
  (outer: string, name: string): Make =>
  (row) =>
    of(name)((row[outer] as Row | null | undefined) ?? {}, nobody);
const nobody: Names = { lang: 'fr', channel: () => null, site: () => null };

export const listed =
  (name: string): Make =>
  (row) =>
    ((row[name] as readonly string[] | undefined) ?? []).join(', ');

/** The name of the site whose id stands in a field. */
export const atSite =
  (name: string): Make =>
  (row, names) =>
    names.site(row[name]);

export const channel: Column = ['Canal', 'Channel', (row, names) => names.channel(row['channelId'])];

/** An article, as all lists of articles begin. */
export const article: readonly Column[] = [
  ['SKU', 'SKU', of('sku')],
  ['Article', 'Article', text('name')],
  ['Variante', 'Variant', text('optionText')],
];

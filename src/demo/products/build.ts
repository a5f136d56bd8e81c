// From the short form in which the products are written down to the full one: options × values become variants with SKU,
// GTIN, weight and drawing. The order of options is colour first, then the other axis.
import { hash32 } from '../seeded.ts';
import type { DemoOption, DemoProduct, DemoVariant, DrawingKind, OptionValue, Palette } from '../types.ts';
import type { Pattern, TaxClass, Text } from '../types.ts';

/** French, then English, written with plain apostrophes and spaces. */
export type Pair = readonly [fr: string, en: string];

export type Colour = { code: string; name: Pair; palette: Palette; pattern?: Pattern };
/** `drawn` is the drawing's variant where this value looks different, `palette` where it has another colour. */
export type AxisValue = { code: string; name: Pair; price?: number; grams?: number; palette?: Palette; drawn?: number };
export type Axis = { name: Pair; values: AxisValue[] };

export type Entry = {
  /** First part of each SKU, and the whole SKU of a product without options. */
  code: string;
  name: Pair;
  text: Pair;
  material?: Pair;
  origin?: Pair;
  care?: Pair;
  brand: string;
  in: string[];
  /** Euro cents, VAT included. */
  price: number;
  prior?: number;
  tax?: TaxClass;
  grams: number;
  draw: readonly [kind: DrawingKind, variant?: number, pattern?: Pattern];
  /** For a product of one colour only; else each colour brings its own. */
  palette?: Palette;
  colours?: Colour[];
  by?: Axis;
  /** Ends of SKUs that were never made, `GRO-46`. */
  never?: string[];
  tags?: string[];
  days: number;
};

const NBSP = '\u00a0';

/** French typography: curly apostrophes, no-break spaces before : ; ? ! % € and within « », between a number and its unit. */
export function french(text: string): string {
  return text
    .replaceAll("'", '’')
    .replaceAll(/ ([:;?!%€»])/g, `${NBSP}$1`)
    .replaceAll('« ', `«${NBSP}`)
    .replaceAll(/(\d) (?=(?:mm|cm|m|ml|cl|l|g|kg|W|V|lm|h|°C|×)(?![\p{L}]))/gu, `$1${NBSP}`);
}

/** English typography: curly apostrophes, no-break space between a number and its unit. */
export function english(text: string): string {
  return text
    .replaceAll("'", '’')
    .replaceAll(/(\d) (?=(?:mm|cm|m|ml|cl|l|g|kg|W|V|lm|h|°C|×)(?![\p{L}]))/gu, `$1${NBSP}`);
}

export const text = ([fr, en]: Pair): Text => ({ fr: french(fr), en: english(en) });

/** A handle from a French name: `Fauteuil Presqu'île` gives `fauteuil-presqu-ile`. */
export function slug(name: string): string {
  const plain = name.toLowerCase().replaceAll('œ', 'oe').normalize('NFD').replaceAll(/\p{M}/gu, '');
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

/** The check digit of a GTIN (GS1 General Specifications, section 7.9): weights 3 and 1 from the right. */
export function gtinCheckDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) sum += Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

/** An invented EAN-13 of the French range 376; the nine digits come from the SKU, so that adding a product moves no other. */
export function gtinFor(sku: string): string {
  const digits = String((hash32(sku) + hash32(`${sku}#`) * 7) % 1_000_000_000).padStart(9, '0');
  return `376${digits}${gtinCheckDigit(`376${digits}`)}`;
}

const colour = (code: string, fr: string, en: string, palette: Palette): Colour => ({ code, name: [fr, en], palette });

/** The house's fourteen colours; a product may give one of them a name of its own with `shade`. */
export const GROSEILLE = colour('GRO', 'Groseille', 'Redcurrant', 'groseille');
export const BLEU = colour('BLE', 'Bleu', 'Blue', 'bleu');
export const NUIT = colour('NUI', 'Nuit', 'Midnight', 'nuit');
export const FIGUE = colour('FIG', 'Figue', 'Fig', 'figue');
export const MIRABELLE = colour('MIR', 'Mirabelle', 'Mirabelle', 'mirabelle');
export const BRIQUE = colour('BRI', 'Brique', 'Brick', 'brique');
export const CRESSON = colour('CRE', 'Cresson', 'Cress', 'cresson');
export const SAUGE = colour('SAU', 'Sauge', 'Sage', 'sauge');
export const LIN = colour('LIN', 'Lin', 'Flax', 'lin');
export const CRAIE = colour('CRA', 'Craie', 'Chalk', 'craie');
export const ROSE = colour('ROS', 'Rose', 'Rose', 'rose');
export const ZINC = colour('ZIN', 'Zinc', 'Zinc', 'zinc');
export const ENCRE = colour('ENC', 'Encre', 'Ink', 'encre');
export const CHENE = colour('CHE', 'Chêne', 'Oak', 'chene');

/** A colour under its own name: `shade('TER', ['Terre cuite', 'Terracotta'], 'brique')`. */
export const shade = (code: string, name: Pair, palette: Palette): Colour => ({ code, name, palette });

/** The same colour woven with a pattern of its own. */
export const woven = (base: Colour, pattern: Pattern): Colour => ({ ...base, pattern });

/** Sizes that read the same in both languages. */
export const sizes = (...codes: (string | number)[]): Axis => ({
  name: ['Taille', 'Size'],
  values: codes.map((code) => ({ code: String(code), name: [String(code), String(code)] })),
});

/** Shoe sizes, whole, from … to. */
export const shoeSizes = (from: number, to: number): Axis => ({
  ...sizes(...Array.from({ length: to - from + 1 }, (_, i) => from + i)),
  name: ['Pointure', 'Shoe size'],
});

type Choice = { colour?: Colour; value?: AxisValue };

function choices(entry: Entry): Choice[] {
  const colours: (Colour | undefined)[] = entry.colours ?? [undefined];
  const values: (AxisValue | undefined)[] = entry.by?.values ?? [undefined];
  const all = colours.flatMap((one) =>
    values.map((value) => ({ ...(one && { colour: one }), ...(value && { value }) }) satisfies Choice),
  );
  return all.filter((choice) => !entry.never?.includes(codesOf(choice).join('-')));
}

const codesOf = ({ colour: one, value }: Choice): string[] =>
  [one?.code, value?.code].filter((code) => code !== undefined);

function variantOf(entry: Entry, choice: Choice): DemoVariant {
  const values = codesOf(choice);
  const sku = [entry.code, ...values].join('-');
  const [kind, variant = 0, pattern = 'plain'] = entry.draw;
  return {
    sku,
    gtin: gtinFor(sku),
    values,
    price: choice.value?.price ?? entry.price,
    ...(entry.prior !== undefined && { priorPrice: entry.prior }),
    grams: choice.value?.grams ?? entry.grams,
    drawing: {
      kind,
      palette: choice.colour?.palette ?? choice.value?.palette ?? entry.palette ?? 'lin',
      pattern: choice.colour?.pattern ?? pattern,
      variant: choice.value?.drawn ?? variant,
    },
  };
}

const option = (name: Pair, values: { code: string; name: Pair }[]): DemoOption => ({
  name: text(name),
  values: values.map((value): OptionValue => ({ code: value.code, name: text(value.name) })),
});

/** One product in full. */
export function product(entry: Entry): DemoProduct {
  const options: DemoOption[] = [];
  if (entry.colours) options.push(option(['Couleur', 'Colour'], entry.colours));
  if (entry.by) options.push(option(entry.by.name, entry.by.values));
  return {
    handle: slug(entry.name[0]),
    name: text(entry.name),
    description: text(entry.text),
    ...(entry.material && { material: text(entry.material) }),
    ...(entry.origin && { origin: text(entry.origin) }),
    ...(entry.care && { care: text(entry.care) }),
    brand: entry.brand,
    categories: entry.in,
    options,
    variants: choices(entry).map((choice) => variantOf(entry, choice)),
    taxClass: entry.tax ?? 'standard',
    tags: entry.tags ?? [],
    launchedDaysAgo: entry.days,
  };
}

/** Many products that share a few facts: what an entry says itself goes before what is shared. */
export const products = <Shared extends Partial<Entry>>(
  shared: Shared,
  entries: (Omit<Entry, keyof Shared> & Partial<Entry>)[],
): DemoProduct[] => entries.map((entry) => product({ ...shared, ...entry } as unknown as Entry));

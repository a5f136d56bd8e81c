/** A label on 100 × 150 mm, as ZPL II and as SVG: pure. Both say the same. */
import type { Address } from '#org/model';
import { bars, zplBars } from './code128.ts';
import type { Consignment } from './carrier.ts';

export type Code = {
  /** What the bars say; `GS` stands for FNC1. */
  readonly data: string;
  /** What is printed below them. */
  readonly text: string;
};
export type Sheet = {
  readonly title: string;
  readonly parcel: Omit<Consignment, 'gs1Prefix'>;
  readonly codes: readonly Code[];
};

const linesOf = (address: Address): string[] =>
  [address.company, address.name, address.line1, address.line2, `${address.postcode} ${address.city}`, address.country]
    .filter((line): line is string => line !== undefined && line.trim() !== '')
    .map((line) => line.trim().slice(0, 38));

/** Kilograms with two decimals, in whole numbers all the way. */
const weightOf = (grams: number): string => {
  const hundredths = Math.max(1, Math.round(grams / 10));
  return `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, '0')} kg`;
};

/** ZPL has two characters with a meaning of their own, and `_` begins a byte in hexadecimal after ^FH. */
const zplText = (text: string): string => text.replaceAll(/[\^~_]/g, (c) => `_${c.charCodeAt(0).toString(16)}`);

/** For a label printer at 8 dots a millimetre. UTF-8 by ^CI28. */
export function zplOf({ title, parcel, codes }: Sheet): string {
  const field = (x: number, y: number, size: number, text: string): string =>
    `^FO${x},${y}^A0N,${size},${size}^FH^FD${zplText(text)}^FS`;
  const to = linesOf(parcel.to).map((line, i) => field(40, 250 + i * 46, 40, line));
  const from = linesOf(parcel.from).map((line, i) => field(40, 96 + i * 24, 22, line));
  const barcodes = codes.flatMap(({ data, text }, i) => {
    const y = 1_170 - (codes.length - i) * 290;
    return [`^FO60,${y}^BY2^BCN,200,N,N,N^FH^FD${zplText(zplBars(data))}^FS`, field(60, y + 212, 30, text)];
  });
  return [
    '^XA^CI28^PW800^LL1200',
    field(40, 36, 40, title),
    ...from,
    '^FO40,236^GB720,3,3^FS',
    ...to,
    field(40, 540, 28, `${parcel.orderNumber} · ${weightOf(parcel.weightG)}`),
    ...barcodes,
    '^XZ',
  ].join('\n');
}

const xml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** For any printer; a unit is a tenth of a millimetre. */
export function svgOf({ title, parcel, codes }: Sheet): string {
  const text = (x: number, y: number, size: number, words: string): string =>
    `<text x="${x}" y="${y}" font-size="${size}">${xml(words)}</text>`;
  const to = linesOf(parcel.to).map((line, i) => text(50, 370 + i * 58, 50, line));
  const from = linesOf(parcel.from).map((line, i) => text(50, 150 + i * 32, 28, line));
  const drawn = codes.map(({ data, text: words }, i) => {
    const y = 1_450 - (codes.length - i) * 340;
    // Quiet zones of ten modules on both sides.
    const { path, width } = bars(data, 1);
    const module = 900 / (width + 20);
    const scale = `translate(${50 + 10 * module} ${y}) scale(${module} 230)`;
    return `<path transform="${scale}" d="${path}"/>${text(60, y + 270, 36, words)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1500" width="100mm" height="150mm" font-family="Arial, Helvetica, sans-serif" role="img" aria-label="${xml(title)}">`,
    '<rect width="1000" height="1500" fill="#fff"/><g fill="#000">',
    text(50, 90, 52, title),
    ...from,
    '<path d="M50 310h900v4h-900z"/>',
    ...to,
    text(50, 740, 36, `${parcel.orderNumber} · ${weightOf(parcel.weightG)}`),
    ...drawn,
    '</g></svg>',
  ].join('');
}

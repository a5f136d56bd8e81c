/** Pieces of a printed page: fonts, colours, columns of text and figures. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PdfKit from 'pdfkit';

export type Pdf = InstanceType<typeof PdfKit>;

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/hanken-grotesk/package.json'));
const faces = {
  text: join(fonts, '400Regular/HankenGrotesk_400Regular.ttf'),
  strong: join(fonts, '600SemiBold/HankenGrotesk_600SemiBold.ttf'),
  bold: join(fonts, '700Bold/HankenGrotesk_700Bold.ttf'),
};
export type Face = keyof typeof faces;

/** Our tokens by day: paper has no night. */
export const ink = { text: '#16201e', muted: '#4f5c58', line: '#dde2e0', sunken: '#f3f5f4' };

/** A4, in points: margins, and the width between them. */
export const PAGE = { left: 48, right: 547, width: 499, top: 48, bottom: 742 };

/** An empty PDF/A-3b. Its dates are given, so that the same document is the same bytes. */
export function openPdf(title: string, author: string, at: Date): Pdf {
  const pdf = new PdfKit({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: false,
    bufferPages: true,
    font: faces.text,
    lang: 'fr',
    info: {
      Title: title,
      Author: author.replace(/[<>&]/g, ' '),
      Creator: 'Halle',
      Producer: 'Halle',
      CreationDate: at,
      ModDate: at,
    },
  } as ConstructorParameters<typeof PdfKit>[0]);
  for (const [name, path] of Object.entries(faces)) pdf.registerFont(name, path);
  return pdf;
}

export type Style = {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: string;
  readonly align?: 'left' | 'right';
  readonly gap?: number;
};

// The fonts have no narrow no-break space, which numbers are grouped with.
const clean = (words: string): string => words.replace(/[\u202F\u2009]/g, '\u00A0').replace(/[^\P{Cc}\n]/gu, '');

/** Writes into a box from (x, y), as wide as told; answers where it ends. */
export function put(pdf: Pdf, words: string, x: number, y: number, width: number, style: Style = {}): number {
  const { face = 'text', size = 9.5, color = ink.text, align = 'left', gap = 1.5 } = style;
  const said = clean(words);
  pdf.font(face).fontSize(size).fillColor(color);
  const options = { width, align, lineGap: gap };
  const height = said === '' ? 0 : pdf.heightOfString(said, options);
  if (said !== '') pdf.text(said, x, y, options);
  return y + height;
}

/** How high words will be. */
export function heightOf(pdf: Pdf, words: string, width: number, style: Style = {}): number {
  pdf.font(style.face ?? 'text').fontSize(style.size ?? 9.5);
  return words === '' ? 0 : pdf.heightOfString(clean(words), { width, lineGap: style.gap ?? 1.5 });
}

export function rule(pdf: Pdf, y: number, from = PAGE.left, to = PAGE.right, color = ink.line): void {
  pdf.moveTo(from, y).lineTo(to, y).lineWidth(0.7).strokeColor(color).stroke();
}

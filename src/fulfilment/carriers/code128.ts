/** Code 128 and GS1-128 as bars: pure (ISO/IEC 15417; GS1 General Specifications, "GS1-128"). */
import { assert } from '#base/assert';

/** Widths of bars and spaces of each symbol character, in modules; the last one is the stop. */
const WIDTHS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 ' +
  '223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 ' +
  '112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 ' +
  '311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 ' +
  '122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 ' +
  '214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ');

const [CODE_C, CODE_B, FNC1, START_B, START_C, STOP] = [99, 100, 102, 104, 105, 106];
/** Stands for FNC1: the start of GS1 data, and the end of a field of no fixed length. */
export const GS = '\u001d';

/** The values of a text's symbol characters, check and stop included. Pairs of digits are written in set C. */
export function code128(text: string): number[] {
  assert(text !== '' && /^[ -~]*$/.test(text.replaceAll(GS, '')), 'printable ASCII');
  const digitsAt = (i: number): number => /^\d*/.exec(text.slice(i))?.[0].length ?? 0;
  const first = text.startsWith(GS) ? digitsAt(1) : digitsAt(0);
  let set: 'B' | 'C' = first >= 4 || first === text.length ? 'C' : 'B';
  const values = [set === 'C' ? START_C : START_B];
  for (let i = 0; i < text.length;) {
    const run = digitsAt(i);
    if (text[i] === GS) {
      values.push(FNC1);
      i += 1;
    } else if (set === 'C' && run >= 2) {
      values.push(Number(text.slice(i, i + 2)));
      i += 2;
    } else if (set === 'B' && run >= 4 && run % 2 === 0) {
      values.push(CODE_C);
      set = 'C';
    } else if (set === 'C') {
      values.push(CODE_B);
      set = 'B';
    } else {
      values.push(text.charCodeAt(i) - 32);
      i += 1;
    }
  }
  const check = values.reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % 103;
  return [...values, check, STOP];
}

/**
 * The same for a label printer: data of ZPL's `^BC` without a mode, where sets are begun and changed by `>` and a character (Zebra, "ZPL II
 * Programming Guide", ^BC).
 */
export function zplBars(text: string): string {
  let set: 'B' | 'C' = 'B';
  return code128(text)
    .slice(0, -2)
    .map((value) => {
      if (value === START_B || value === START_C) {
        set = value === START_C ? 'C' : 'B';
        return set === 'C' ? '>;' : '>:';
      }
      if (value === FNC1) return '>8';
      if (set === 'C' && value === CODE_B) {
        set = 'B';
        return '>6';
      }
      if (set === 'B' && value === CODE_C) {
        set = 'C';
        return '>5';
      }
      if (set === 'C') return String(value).padStart(2, '0');
      const character = String.fromCharCode(value + 32);
      return character === '>' ? '>0' : character;
    })
    .join('');
}

/** Bars as a path of an SVG, one module wide each, `height` modules high; and how many modules there are. */
export function bars(text: string, height: number): { readonly path: string; readonly width: number } {
  let x = 0;
  let path = '';
  for (const value of code128(text))
    [...(WIDTHS[value] ?? '')].forEach((digit, i) => {
      if (i % 2 === 0) path += `M${x} 0h${digit}v${height}h-${digit}z`;
      x += Number(digit);
    });
  return { path, width: x };
}

/** Data of GS1-128: FNC1 first, and after each field of no fixed length that another follows. AI 00 alone has a fixed length here. */
export function gs1Data(fields: readonly (readonly [ai: string, value: string])[]): string {
  return GS + fields.map(([ai, value], i) => ai + value + (ai !== '00' && i < fields.length - 1 ? GS : '')).join('');
}

/** As people read it: `(00)106141412345678908`. */
export const gs1Text = (fields: readonly (readonly [ai: string, value: string])[]): string =>
  fields.map(([ai, value]) => `(${ai})${value}`).join('');

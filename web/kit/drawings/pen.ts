/**
 * What every drawing is made with: shapes as SVG text, tones of one material, and mixed colours. No randomness and no clock, so
 * the same arguments always give the same text, on the server, in the browser and in a cache.
 */

/** One material in five tones: base, light, lightest, dark, darkest. */
export type Tones = {
  readonly b: string;
  readonly l: string;
  readonly ll: string;
  readonly d: string;
  readonly dd: string;
};

/** Gradients a drawing may fill with; only those used are defined in its SVG. */
export type Fill = 'vol' | 'soft' | 'accent' | 'metal' | 'steel' | 'iron' | 'oak' | 'paper' | 'screen' | 'pat' | 'sh';

/** What a drawing is given: `t` tones of the base, `a` of the accent, `g` a fill's url, `cloth` a shape in patterned cloth, `v` the variant. */
export type Brush = { t: Tones; a: Tones; g: (fill: Fill) => string; cloth: (shape: string) => string; v: number };

/** A drawing: its SVG body on a 400 × 400 field with the floor at y = 344, and its shadow's centre and half width. */
export type Drawing = { body: string; floor: readonly [centre: number, half: number] };
export type Draw = (brush: Brush) => Drawing;

const channel = (colour: string, i: number): number => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);

/** The colour `share` of the way from `from` to `to` (both `#rrggbb`, share 0…1). */
export function mix(from: string, to: string, share: number): string {
  const mixed = [0, 1, 2].map((i) => {
    const value = channel(from, i) + (channel(to, i) - channel(from, i)) * share;
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/** A material's five tones under one light from the upper left. */
export function tones(base: string): Tones {
  return {
    b: base,
    l: mix(base, '#ffffff', 0.2),
    ll: mix(base, '#ffffff', 0.46),
    d: mix(base, '#14201f', 0.2),
    dd: mix(base, '#14201f', 0.42),
  };
}

/** A filled shape; `extra` are further attributes, always our own text. */
export const path = (d: string, fill: string, extra = ''): string => `<path d="${d}" fill="${fill}" ${extra}/>`;

/** A stroke with round ends. */
export const line = (d: string, stroke: string, width = 2, extra = ''): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;

/** A rectangle with rounded corners. */
export const rect = (x: number, y: number, w: number, h: number, rx: number, fill: string, extra = ''): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${rx}" fill="${fill}" ${extra}/>`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, extra = ''): string =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${extra}/>`;

/** The shape and its image on the other side of the field's middle. */
export const mirror = (shape: string): string => `${shape}<g transform="matrix(-1 0 0 1 400 0)">${shape}</g>`;

export const METAL = tones('#B9A06A');
export const STEEL = tones('#9AA6A8');
export const OAK = tones('#CFA471');
export const IRON = tones('#2E3836');
export const PAPER = tones('#F6F3EC');

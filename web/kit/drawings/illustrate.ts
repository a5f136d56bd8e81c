/**
 * Product drawings as SVG text: `illustrate({ kind: 'dress', palette: 'bleu', pattern: 'stripe' })`. Use one as an image by its
 * address (`drawingPath`), or inline; the same drawing twice inline in one page needs two `uid`s, because a hidden first copy
 * would take its gradients away from the second.
 */
import { accessories } from './accessories.ts';
import { beauty } from './beauty.ts';
import { clothes } from './clothes.ts';
import { home } from './home.ts';
import { office } from './office.ts';
import { paletteNames, palettes, patterns } from './palettes.ts';
import type { PaletteName, Pattern } from './palettes.ts';
import { IRON, METAL, OAK, STEEL, line, mix, path, tones } from './pen.ts';
import type { Draw, Fill, Tones } from './pen.ts';

const kinds = { ...clothes, ...accessories, ...beauty, ...home, ...office };
export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** Which drawing: variants 0…3 change cut or shape where a kind has several. */
export type DrawingSpec = { kind: Kind; palette?: PaletteName; pattern?: Pattern; variant?: number };
/** `stage` draws the wall behind; `title` makes it an image with a name, else it is decoration; `uid` keeps gradients apart. */
export type DrawingOptions = { stage?: boolean; title?: string; uid?: string };

/** The SVG text of a drawing, 400 × 400. */
export function illustrate(spec: DrawingSpec, options: DrawingOptions = {}): string {
  const { kind, palette = 'bleu', pattern = 'plain', variant = 0 } = spec;
  const { stage = true, title = '', uid = '' } = options;
  const { base, accent, stage: ground } = palettes[palette];
  const key = keyOf([kind, palette, pattern, variant, stage, uid].join());
  const t = tones(base);
  const a = tones(accent);
  const g = (fill: Fill): string => `url(#${key}${fill})`;
  const overlay = patternShape(pattern, t, accent);
  const cloth = (d: string): string =>
    path(d, g('soft')) + (overlay ? path(d, g('pat')) : '') + line(d, t.d, 1.2, 'opacity=".35"');
  const draw: Draw = kinds[kind];
  const { body, floor } = draw({ t, a, g, cloth, v: variant });
  const label = title ? `role="img" aria-label="${escapeText(title)}"` : 'aria-hidden="true"';
  const defs =
    gradients(key, body, t, a) +
    (body.includes(g('pat')) ? patternDef(key, pattern, overlay) : '') +
    shadow(key, stage, ground);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" ${label}><defs>${defs}</defs>` +
    (stage ? `<rect width="400" height="400" fill="${ground}"/>` : '') +
    `<ellipse cx="${floor[0] + 6}" cy="345" rx="${floor[1] * 1.3}" ry="15" fill="${g('sh')}"/>${body}</svg>`
  );
}

/** The address the server answers with this drawing, without its wall: `/assets/drawings/dress-groseille-plain-0.svg`. */
export function drawingPath(spec: DrawingSpec): string {
  const { kind, palette = 'bleu', pattern = 'plain', variant = 0 } = spec;
  return `/assets/drawings/${kind}-${palette}-${pattern}-${variant}.svg`;
}

/** Reads a drawing's file name back (`dress-groseille-plain-0.svg`); undefined for anything `drawingPath` would not write. */
export function parseDrawingName(name: string): Required<DrawingSpec> | undefined {
  const match = /^([a-z]+)-([a-z]+)-([a-z]+)-([0-3])\.svg$/.exec(name);
  const kind = kindNames.find((known) => known === match?.[1]);
  const palette = paletteNames.find((known) => known === match?.[2]);
  const pattern = patterns.find((known) => known === match?.[3]);
  if (!match || !kind || !palette || !pattern) return undefined;
  return { kind, palette, pattern, variant: Number(match[4]) };
}

// A short hash of the arguments: two drawings in one page must not share the ids of their gradients.
function keyOf(text: string): string {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return `i${(hash >>> 0).toString(36)}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

type Stops = readonly (readonly [offset: number, colour: string])[];

function linear(id: string, stops: Stops, direction = 'x2="1" y2="0"'): string {
  const marks = stops.map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`).join('');
  return `<linearGradient id="${id}" x1="0" y1="0" ${direction}>${marks}</linearGradient>`;
}

const round = (c: Tones): Stops => [
  [0, c.b],
  [0.22, c.l],
  [0.55, c.b],
  [1, c.d],
];

function gradients(key: string, body: string, t: Tones, a: Tones): string {
  const makers: Partial<Record<Fill, (id: string) => string>> = {
    vol: (id) => linear(id, round(t)),
    soft: (id) =>
      linear(
        id,
        [
          [0, t.l],
          [0.5, t.b],
          [1, mix(t.b, '#14201f', 0.1)],
        ],
        'x2="1" y2="1"',
      ),
    accent: (id) => linear(id, round(a)),
    metal: (id) => linear(id, round(METAL)),
    steel: (id) => linear(id, round(STEEL)),
    iron: (id) => linear(id, round(IRON)),
    oak: (id) =>
      linear(id, [
        [0, OAK.l],
        [1, OAK.b],
      ]),
    paper: (id) =>
      linear(
        id,
        [
          [0, '#fff'],
          [1, '#E9E5DA'],
        ],
        'x2="0" y2="1"',
      ),
    screen: (id) =>
      linear(
        id,
        [
          [0, t.l],
          [1, t.d],
        ],
        'x2="1" y2="1"',
      ),
  };
  const used = Object.entries(makers).filter(([name]) => body.includes(`#${key}${name})`));
  return used.map(([name, make]) => make(key + name)).join('');
}

function patternShape(pattern: Pattern, t: Tones, accent: string): string {
  if (pattern === 'stripe') return `<path d="M0 6H18" stroke="${t.ll}" stroke-width="5" opacity=".7"/>`;
  if (pattern === 'check') {
    return (
      `<path d="M0 6H24M6 0V24" stroke="${t.ll}" stroke-width="6" opacity=".45"/>` +
      `<path d="M0 18H24M18 0V24" stroke="${accent}" stroke-width="1.6" opacity=".7"/>`
    );
  }
  if (pattern === 'dots')
    return `<circle cx="6" cy="6" r="3.2" fill="${t.ll}"/><circle cx="18" cy="18" r="3.2" fill="${t.ll}"/>`;
  if (pattern === 'herringbone') {
    const zigzag = 'M0 12L6 4L12 12L18 4L24 12M0 24L6 16L12 24L18 16L24 24';
    return `<path d="${zigzag}" fill="none" stroke="${t.dd}" stroke-width="2" opacity=".38"/>`;
  }
  return '';
}

function patternDef(key: string, pattern: Pattern, overlay: string): string {
  const size = pattern === 'stripe' ? 18 : 24;
  return `<pattern id="${key}pat" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${overlay}</pattern>`;
}

function shadow(key: string, stage: boolean, ground: string): string {
  const colour = stage ? mix(ground, '#14201f', 0.62) : '#0c1514';
  const strength = stage ? 0.5 : 0.3;
  return (
    `<radialGradient id="${key}sh"><stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/>` +
    `<stop offset=".55" stop-color="${colour}" stop-opacity="${strength * 0.4}"/>` +
    `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`
  );
}

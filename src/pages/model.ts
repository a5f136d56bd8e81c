/** The shop's own texts and its look: types, contrast and the style that follows from a choice. Pure. */
import type { FieldError } from '#base/refusal';
import type { Day } from '#base/time';
import type { Language } from '#org/model';

/** The texts a shop must have, by their address: `/legal/terms`. */
export const textSlugs = ['notice', 'terms', 'privacy', 'cookies', 'withdrawal', 'accessibility'] as const;
export type TextSlug = (typeof textSlugs)[number];

/** A text as it stands. Version 0 is ours, filled with the merchant's facts, until somebody writes their own. */
export type PageText = {
  readonly slug: TextSlug;
  readonly language: Language;
  readonly version: number;
  readonly title: string;
  /** Lines: `## ` opens a section, `- ` a point; a blank line parts paragraphs. */
  readonly body: string;
  readonly validFrom: Day;
};

/** A font for titles and one for the rest, from what we serve ourselves or the reader's system has. */
export const fontPairs = {
  halle: {
    display: "'Bricolage Grotesque Variable', 'Arial Narrow', system-ui, sans-serif",
    body: "'Hanken Grotesk Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  },
  sober: {
    display: "'Hanken Grotesk Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
    body: "'Hanken Grotesk Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  },
  serif: {
    display: "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif",
    body: "'Hanken Grotesk Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  },
} as const;
export type FontPair = keyof typeof fontPairs;

/** Corners: tag, control, panel, buttons of the shop; pixels. */
export const radii = {
  round: [4, 8, 12, 999],
  soft: [4, 8, 12, 8],
  square: [0, 0, 0, 0],
} as const satisfies Readonly<Record<string, readonly [number, number, number, number]>>;
export type Radius = keyof typeof radii;

/** What stands on the home page, in this order. */
export const homeSections = ['hero', 'arrivals', 'stores', 'band'] as const;
export type HomeSection = (typeof homeSections)[number];

export type Look = {
  /** `#rrggbb`. */
  readonly accent: string;
  readonly fonts: FontPair;
  readonly radius: Radius;
  /** A picture shown instead of the shop's name. */
  readonly logoMediaId: string | null;
  readonly home: readonly HomeSection[];
};

export const plainLook: Look = {
  accent: '#2f50b5',
  fonts: 'halle',
  radius: 'round',
  logoMediaId: null,
  home: homeSections,
};

/** WCAG 2.2, success criterion 1.4.3, for text. */
export const LEAST_CONTRAST = 4.5;

type Rgb = readonly [number, number, number];
const rgbOf = (colour: string): Rgb => {
  const part = (at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
};
const hexOf = (rgb: Rgb): string => `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`;

/** So much of the way (0…1) from one colour to another. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [rgbOf(from), rgbOf(to)];
  const at = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * share;
  return hexOf([at(0), at(1), at(2)]);
}

function luminance(colour: string): number {
  const [r, g, b] = rgbOf(colour).map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** The grounds of our tokens that an accent stands on. */
const light = { grounds: ['#ffffff', '#f5f7f6', '#f0f3f2'], on: '#ffffff' };
const dark = { grounds: ['#182120', '#101615', '#1f2a28'], on: '#0e1524' };

type Shades = { accent: string; hover: string; soft: string; ink: string; on: string };

/** The shades of an accent by day. */
export function lightShades(accent: string): Shades {
  const hover = mix(accent, '#000000', 0.18);
  return { accent, hover, soft: mix(accent, '#ffffff', 0.89), ink: hover, on: light.on };
}

/** The same hue by night: lightened until it can be read on our dark grounds. */
export function darkShades(accent: string): Shades {
  let shade = accent;
  const fits = (colour: string): boolean =>
    [...dark.grounds, dark.on].every((ground) => contrast(colour, ground) >= LEAST_CONTRAST + 1);
  for (let share = 0; share <= 1 && !fits(shade); share += 0.05) shade = mix(accent, '#ffffff', share);
  const soft = mix(shade, '#101615', 0.8);
  return { accent: shade, hover: mix(shade, '#ffffff', 0.25), soft, ink: mix(shade, '#ffffff', 0.15), on: dark.on };
}

/** The least contrast of an accent over all it is used with by day: as text on our grounds, under white words, and on its own tint. */
export function accentContrast(accent: string): number {
  const { hover, soft, ink, on } = lightShades(accent);
  const pairs: [string, string][] = [...light.grounds.map((g): [string, string] => [accent, g]), [on, accent]];
  return Math.min(...pairs.concat([[on, hover]], [[ink, soft]]).map(([a, b]) => contrast(a, b)));
}

/** What a look cannot be; empty when all is well. */
export function checkLook(look: Look): FieldError[] {
  const wrong: FieldError[] = [];
  if (!/^#[0-9a-f]{6}$/.test(look.accent)) wrong.push({ field: 'accent', rule: '#rrggbb, lower case' });
  else if (accentContrast(look.accent) < LEAST_CONTRAST)
    wrong.push({ field: 'accent', rule: `a contrast of ${LEAST_CONTRAST} with the grounds it stands on` });
  if (look.home.length === 0 || new Set(look.home).size !== look.home.length)
    wrong.push({ field: 'home', rule: 'at least one section, each once' });
  return wrong;
}

/** Whether something that came from outside is a look, and one that may be. */
export function isLook(value: unknown): value is Look {
  if (value === null || typeof value !== 'object') return false;
  const { accent, fonts, radius, home, logoMediaId } = value as Record<string, unknown>;
  const known = typeof accent === 'string' && typeof fonts === 'string' && Object.hasOwn(fontPairs, fonts);
  if (!known || typeof radius !== 'string' || !Object.hasOwn(radii, radius) || !Array.isArray(home)) return false;
  if (!home.every((name) => homeSections.includes(name as HomeSection))) return false;
  return (logoMediaId === null || typeof logoMediaId === 'string') && checkLook(value as Look).length === 0;
}

/** The style of a look, over our tokens; empty for the look we draw. */
export function lookStyle(look: Look): string {
  const parts: string[] = [];
  const fonts = fontPairs[look.fonts];
  const [r1, r2, r3, full] = radii[look.radius];
  if (look.fonts !== plainLook.fonts) parts.push(`--font-display:${fonts.display}`, `--font-body:${fonts.body}`);
  if (look.radius !== plainLook.radius)
    parts.push(`--r-1:${r1}px`, `--r-2:${r2}px`, `--r-3:${r3}px`, `--r-full:${full}px`);
  const shades = ({ accent, hover, soft, ink, on }: Shades): string =>
    `--accent:${accent};--accent-hover:${hover};--accent-soft:${soft};--accent-ink:${ink};--on-accent:${on};--focus:${ink}`;
  const coloured = look.accent !== plainLook.accent;
  if (coloured) parts.push(shades(lightShades(look.accent)));
  if (parts.length === 0) return '';
  const night = coloured
    ? `@media(prefers-color-scheme:dark){:root[data-theme=auto]{${shades(darkShades(look.accent))}}}`
    : '';
  return `:root[data-theme]{${parts.join(';')}}${night}`;
}

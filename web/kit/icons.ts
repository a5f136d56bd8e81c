/** Halle's icons: 20 × 20, stroke 1.6, round joins, `currentColor`. Always decoration: the word or label beside them says it. */
import { raw } from './html.ts';
import type { Html } from './html.ts';

const shapes = {
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11ZM13.2 13.2L17 17',
  cart: 'M3.5 7h13l-1 9.5h-11ZM7 7V6a3 3 0 0 1 6 0v1',
  user: 'M10 3.5a3 3 0 1 1 0 6a3 3 0 0 1 0-6ZM3.5 17c.6-3.6 3-5 6.5-5s5.9 1.4 6.5 5',
  heart: 'M10 16.5C5 13 3 10.5 3 7.8A3.6 3.6 0 0 1 10 6a3.6 3.6 0 0 1 7 1.8C17 10.5 15 13 10 16.5Z',
  store:
    'M3.5 8.5V16.5H16.5V8.5M2.5 8L4.5 3.5h11L17.5 8c0 1.7-2.5 1.7-2.5 0c0 1.7-2.5 1.7-2.5 0c0 1.7-5 1.7-5 0c0 1.7-2.5 1.7-2.5 0c0 1.7-2.5 1.7-2.5 0ZM8 16.5V12.5a2 2 0 0 1 4 0v4',
  building: 'M4.5 17V3.5h7V17M11.5 8h4v9M3 17h14M7 6.5h2M7 9.5h2M7 12.5h2M13.5 11v0M13.5 14v0',
  pin: 'M10 17.5C6 13 4.5 10.6 4.5 8.2a5.5 5.5 0 0 1 11 0c0 2.4-1.5 4.8-5.5 9.3ZM10 6.3a2 2 0 1 1 0 4a2 2 0 0 1 0-4Z',
  truck:
    'M2.5 5h9v9h-9ZM11.5 8h3.3l2.7 3v3h-6ZM6 13a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4ZM14 13a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 0 1 0-3.4Z',
  box: 'M10 2.8L16.8 6v8L10 17.2L3.2 14V6ZM3.2 6L10 9.3L16.8 6M10 9.3v7.9M6.6 4.4l6.8 3.3',
  check: 'M4 10.5l4 4L16 6',
  clock: 'M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14ZM10 6v4.3l2.8 1.7',
  right: 'M7.5 4.5L13 10l-5.5 5.5',
  left: 'M12.5 4.5L7 10l5.5 5.5',
  down: 'M4.5 7.5L10 13l5.5-5.5',
  up: 'M4.5 12.5L10 7l5.5 5.5',
  x: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  scan: 'M3 7V4.5A1.5 1.5 0 0 1 4.5 3H7M13 3h2.5A1.5 1.5 0 0 1 17 4.5V7M17 13v2.5a1.5 1.5 0 0 1-1.5 1.5H13M7 17H4.5A1.5 1.5 0 0 1 3 15.5V13M6.5 7v6M9 7v6M11 7v6M13.5 7v6',
  home: 'M3 9.5L10 3.5l7 6M5 8.2V16.5h10V8.2M8.3 16.5V13a1.7 1.7 0 0 1 3.4 0v3.5',
  tag: 'M3 3.5h6.5L17 11l-6 6L3.5 9.5ZM6.7 6.2v.6',
  levels:
    'M3.5 16.5V9.5a2.2 2.2 0 0 1 4.4 0v7M7.9 16.5v-7a2.2 2.2 0 0 1 4.3 0v7M12.2 16.5v-7a2.2 2.2 0 0 1 4.3 0v7M2.5 4.5h15',
  users:
    'M7.5 4a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4ZM2 16.5c.4-3.3 2.3-4.7 5.5-4.7s5.1 1.4 5.5 4.7M13 4.3a2.7 2.7 0 0 1 0 5M14.8 12c1.9.6 2.9 2 3.2 4.5',
  chart: 'M3.5 3v13.5H17M6.5 13l3-4l2.7 2.3L16.5 6',
  inbox: 'M3 11.5L5 4h10l2 7.5v5H3ZM3 11.5h4c.3 1.5 1.3 2.3 3 2.3s2.7-.8 3-2.3h4',
  back: 'M7.5 4L3.5 8l4 4M3.5 8H12a4.5 4.5 0 0 1 0 9H8',
  gear: 'M10 7.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4ZM10 2.5v2.3M10 15.2v2.3M2.5 10h2.3M15.2 10h2.3M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6',
  receipt:
    'M4.5 2.8l1.9 1.4L8.2 2.8L10 4.2l1.8-1.4l1.8 1.4l1.9-1.4v14.4l-1.9-1.4l-1.8 1.4L10 15.8l-1.8 1.4l-1.8-1.4l-1.9 1.4ZM7.5 8h5M7.5 11.5h5',
  card: 'M2.5 5h15v10.5h-15ZM2.5 8.5h15M5 12.5h3.5',
  cash: 'M2.5 5.5h15v9h-15ZM10 7.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4ZM5 8v4M15 8v4',
  gift: 'M3.5 10v7h13v-7M2.5 6.5h15V10h-15ZM10 6.5V17M10 6.5C8 2.5 4.8 3.5 5.8 6.5M10 6.5c2-4 5.2-3 4.2 0',
  offline:
    'M3 3l14 14M2.5 8.5c1-.9 2-1.6 3.2-2.1M17.5 8.5A11 11 0 0 0 9 5.6M5.3 11.5c.8-.7 1.6-1.2 2.6-1.5M14.7 11.5a6.8 6.8 0 0 0-1.7-1.1M10 15.2v.3',
  park: 'M7 4.5v11M13 4.5v11',
  percent:
    'M15.5 4.5l-11 11M6 4.5a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2ZM14 12.3a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2Z',
  filter: 'M3 5.5h14M5.5 10h9M8 14.5h4',
  alert: 'M10 3.5L17.5 16.5h-15ZM10 8.3v3.7M10 14.2v.2',
  why: 'M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14ZM8 8c.2-2.3 4-2.3 4 0c0 1.5-2 1.6-2 3.3M10 13.6v.2',
  phone:
    'M4.5 3h3l1.3 3.7L7 8.3c.9 2 2.6 3.7 4.7 4.7l1.6-1.8L17 12.5v3c0 .8-.7 1.5-1.5 1.5C9 17 3 11 3 4.5C3 3.7 3.7 3 4.5 3Z',
  chat: 'M3 4h14v9.5H9L5.5 16.5v-3H3Z',
  mail: 'M2.5 4.5h15v11h-15ZM2.5 5.5L10 11l7.5-5.5',
  calendar: 'M3.5 5h13v11.5h-13ZM3.5 8.7h13M7 3v3.5M13 3v3.5',
  eye: 'M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10ZM10 7.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 0 1 0-4.8Z',
  compare: 'M7 4L3.5 7.5L7 11M3.5 7.5H15M13 9l3.5 3.5L13 16M16.5 12.5H5',
  lock: 'M5 9h10v7.5H5ZM7 9V6.5a3 3 0 0 1 6 0V9',
  star: 'M10 3l2.1 4.5l4.9.6l-3.6 3.4l.9 4.9L10 14l-4.3 2.4l.9-4.9L3 8.1l4.9-.6Z',
  qr: 'M3.5 3.5h5v5h-5ZM11.5 3.5h5v5h-5ZM3.5 11.5h5v5h-5ZM11.5 11.5h2v2M16.5 11.5v2h-1M11.5 16.5h2M16 16.5h.5',
  print: 'M6 7.5V3.5h8v4M6 14H3.5V7.5h13V14H14M6 12h8v5H6Z',
  more: 'M5 10h.1M10 10h.1M15 10h.1',
  split: 'M10 17V11L4.5 5.5M10 11l5.5-5.5M4.5 9V5.5H8M12 5.5h3.5V9',
  download: 'M10 3.5v9M6 9l4 4l4-4M3.5 16.5h13',
  spark: 'M10 3v4M10 13v4M3 10h4M13 10h4',
  drift: 'M3 7c2.5-2.5 4.5-2.5 7 0s4.5 2.5 7 0M3 13.5h14',
  flow: 'M3 4h4v4H3ZM13 12h4v4h-4ZM7 6h3a2 2 0 0 1 2 2v4a2 2 0 0 0 1 2',
  book: 'M10 5C8 3.7 5.8 3.5 3 4v11.5c2.8-.5 5-.3 7 1c2-1.3 4.2-1.5 7-1V4c-2.8-.5-5-.3-7 1ZM10 5v11.5',
  bell: 'M10 3a4.6 4.6 0 0 1 4.6 4.6c0 4.2 1.4 5.4 2 6H3.4c.6-.6 2-1.8 2-6A4.6 4.6 0 0 1 10 3ZM8.2 16.2a1.9 1.9 0 0 0 3.6 0',
  keys: 'M2.5 5.5h15v9h-15ZM5.5 8.5v.1M8.5 8.5v.1M11.5 8.5v.1M14.5 8.5v.1M6.5 11.5h7',
  picture: 'M3 4h14v12H3ZM3 13.5l4-4l3.5 3.5l2.5-2.5l4 4M12.5 6.3a1.2 1.2 0 1 1 0 2.4a1.2 1.2 0 0 1 0-2.4Z',
  zoom: 'M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11ZM13.2 13.2L17 17M9 6.8v4.4M6.8 9h4.4',
  ruler: 'M2.5 7h15v6h-15ZM6 7v2.5M9.5 7v3.5M13 7v2.5',
  shield: 'M10 3l6 2v5c0 3.5-2.5 5.8-6 7c-3.5-1.2-6-3.5-6-7V5Z',
} as const;

export type IconName = keyof typeof shapes;
export const iconNames = Object.keys(shapes) as IconName[];

/** The path of an icon, for those who draw the `<svg>` themselves (React). */
export const iconPath = (name: IconName): string => shapes[name];

/** An icon as SVG; `size` in CSS pixels. */
export function icon(name: IconName, size = 20): Html {
  return raw(
    `<svg class="i" width="${size}" height="${size}" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" ` +
      `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${shapes[name]}"/></svg>`,
  );
}

/** Integration levels, 1 isolated … 4 unified. */
export type LevelNumber = 1 | 2 | 3 | 4;

const levels: Readonly<Record<LevelNumber, string>> = {
  1: '<circle cx="9" cy="12" r="6" class="o"/><circle cx="31" cy="12" r="6" class="o"/>',
  2: '<path d="M15 12H25" class="o"/><circle cx="9" cy="12" r="6" class="h"/><circle cx="31" cy="12" r="6" class="h"/>',
  3: '<circle cx="14" cy="12" r="9" class="h"/><circle cx="26" cy="12" r="9" class="h"/>',
  4: '<rect x="4" y="3" width="32" height="18" rx="9" class="f"/>',
};

/** A level drawn as what it means: apart, tied, overlapping, one. Styled by `.lv` in tokens.css. */
export function levelGlyph(level: LevelNumber, size = 28): Html {
  return raw(
    `<svg class="lv lv${level}" width="${size}" height="${size * 0.6}" viewBox="0 0 40 24" aria-hidden="true">${levels[level]}</svg>`,
  );
}

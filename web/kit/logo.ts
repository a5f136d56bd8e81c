/** The mark: a market hall with gable, lantern and three bays. One roof, every stall. */
import { raw } from './html.ts';
import type { Html } from './html.ts';

const hall =
  'M26 8h12v6.4L60 24v6h-2v26H6V30H4v-6l22-9.6V8Zm6 22a8 8 0 0 0-8 8v18h16V38a8 8 0 0 0-8-8ZM16 36a5 5 0 0 0-5 5v15h10V41' +
  'a5 5 0 0 0-5-5Zm32 0a5 5 0 0 0-5 5v15h10V41a5 5 0 0 0-5-5Z';
const letters = [
  'M77 14h8v20.5c1.8-3.6 5-5.6 9-5.6 6.4 0 10 4.2 10 11V56h-8V41.2c0-3.3-1.5-5.2-4.5-5.2-3.6 0-6.5 2.7-6.5 7.2V56h-8Z',
  'M121 28.9c4 0 7 1.7 8.8 4.6V29.5h7.8V56h-7.8v-4c-1.8 2.9-4.8 4.6-8.8 4.6-7.4 0-12.6-5.7-12.6-13.9s5.2-13.8 12.6-13.8Zm2.2 7' +
    'c-4.1 0-6.9 2.7-6.9 6.8s2.8 6.9 6.9 6.9 6.9-2.8 6.9-6.9-2.8-6.8-6.9-6.8Z',
  'M144 14h8v42h-8ZM159 14h8v42h-8Z',
  'M185.8 28.9c7.9 0 13.4 5.6 13.4 13.9 0 .9 0 1.6-.2 2.4h-19.2c.7 3.3 3.2 5.2 6.6 5.2 2.7 0 4.7-1 6-3l5.6 3.8c-2.5 3.5-6.5 5.4' +
    '-11.8 5.4-8.4 0-14.3-5.7-14.3-13.9 0-8.1 5.8-13.8 13.9-13.8Zm-6 11h11.7c-.6-3-2.8-4.9-5.8-4.9-3.1 0-5.3 1.9-5.9 4.9Z',
];

/** The mark in the current colour; decoration, so the name must stand beside it. `size` in CSS pixels. */
export function mark(size = 22): Html {
  return raw(
    `<svg width="${size}" height="${size}" viewBox="0 0 64 64" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="${hall}"/></svg>`,
  );
}

/** Mark and name in the current colour, read out as “Halle”. */
export function wordmark(height = 24): Html {
  const paths = [hall, ...letters].map((d) => `<path fill-rule="evenodd" d="${d}"/>`).join('');
  const width = Math.round((height * 206) / 64);
  return raw(
    `<svg width="${width}" height="${height}" viewBox="0 0 206 64" role="img" aria-label="Halle"><g fill="currentColor">${paths}</g></svg>`,
  );
}

const small =
  'M13 2h6v3.6L31 11v4h-1v15H2V15H1v-4l12-5.4V2Zm3 13a5 5 0 0 0-5 5v10h10V20a5 5 0 0 0-5-5Zm-9 4a2 2 0 0 0-2 2v9h4v-9a2 2 0 0 0-2-2Z' +
  'm18 0a2 2 0 0 0-2 2v9h4v-9a2 2 0 0 0-2-2Z';

/** The file served as `/favicon.svg`; it follows the system's theme. */
export const faviconSvg: string =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>path{fill:#2F50B5}' +
  `@media(prefers-color-scheme:dark){path{fill:#8FA8EE}}</style><path fill-rule="evenodd" d="${small}"/></svg>`;

/** The app's icon: the mark on our blue. `maskable` fills the square, the mark within the inner circle that every mask leaves. */
export function appIconSvg(size: number, maskable: boolean): string {
  const part = maskable ? 0.52 : 0.62;
  const at = (32 * (1 - part)) / 2;
  const ground = maskable ? '<path d="M0 0h32v32H0z"' : '<rect width="32" height="32" rx="7"';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32">${ground} fill="#2F50B5"/>` +
    `<path transform="translate(${at} ${at}) scale(${part})" fill="#fff" fill-rule="evenodd" d="${small}"/></svg>`
  );
}

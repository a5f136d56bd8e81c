/** What a camera reads, made what a scanner would type. Pure. */

/** A code in the picture: its text and its kind, as `BarcodeDetector` names kinds. */
export type Read = { readonly text: string; readonly kind: string };

/** The kinds a shop has on its goods, labels and telephones. */
export const kinds = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'qr_code'] as const;

/** As a scanner types it: the short form of a UPC becomes the long one, under which articles are kept. */
export const typedCode = ({ text, kind }: Read): string => (kind === 'upc_e' ? longUpc(text) : text.trim());

/**
 * The 12 digits of a UPC-E (8 digits: number system, six digits, check digit). What is left out are zeros, and the sixth digit says
 * where (GS1 General Specifications, 5.2.2.4.2). Anything else is given back as it is.
 */
export function longUpc(text: string): string {
  const [, system = '', body = '', check = ''] = /^([01])(\d{6})(\d)$/.exec(text.trim()) ?? [];
  if (body === '') return text.trim();
  const d = [...body];
  const [maker, item] = longParts(d, Number(d[5]));
  return `${system}${maker}${item}${check}`;
}

function longParts(d: readonly string[], last: number): [string, string] {
  const head = d.slice(0, 2).join('');
  if (last <= 2) return [`${head}${last}00`, `00${d.slice(2, 5).join('')}`];
  if (last === 3) return [`${d.slice(0, 3).join('')}00`, `000${d.slice(3, 5).join('')}`];
  if (last === 4) return [`${d.slice(0, 4).join('')}0`, `0000${d[4]}`];
  return [d.slice(0, 5).join(''), `0000${last}`];
}

/** A code stays in the picture for many frames and is one scan; away for this long, it may be the next piece. */
export const AWAY_MS = 900;

export type Sight = { readonly code: string; readonly seenMs: number } | undefined;

/** What one more frame means: the new sight, and the code when it is a scan. */
export function nextSight(
  before: Sight,
  code: string | undefined,
  nowMs: number,
): { readonly sight: Sight; readonly scanned: string | undefined } {
  if (code === undefined) return { sight: before, scanned: undefined };
  const again = before !== undefined && before.code === code && nowMs - before.seenMs < AWAY_MS;
  return { sight: { code, seenMs: nowMs }, scanned: again ? undefined : code };
}

/**
 * What stands on a label, whichever way it is written: a barcode's digits, a GS1 Digital Link (GS1 Digital Link Standard, URI syntax
 * 1.6: `https://any.host/any/path/01/{GTIN}[/22/…][/10/…][/21/…]?…`), a GS1 element string, or an article's own code. Pure.
 */

/** `code` is a GTIN of 8 to 14 digits or an article's code; `site` the store that the label says it hangs in. */
export type Label = { readonly code: string; readonly site?: string };

/** The key of our own in a link: an extension that the standard leaves to whoever owns the host (its keys are not numbers). */
export const SITE_KEY = 'in';

/** Undefined: a web address that is no article's link, or nothing. */
export function readLabel(text: string): Label | undefined {
  const typed = text.trim();
  if (/^https?:\/\//i.test(typed)) return readLink(typed);
  const plain = typed.replace(/^\](?:C1|d2|Q3|e0|E0)/, '');
  const element = /^(?:\(01\)|01)(\d{14})/.exec(plain)?.[1];
  if (element !== undefined && plain.length !== 14) return { code: element };
  return plain === '' || plain.length > 60 ? undefined : { code: plain };
}

function readLink(typed: string): Label | undefined {
  if (!URL.canParse(typed)) return undefined;
  const url = new URL(typed);
  const code = /\/01\/(\d{8}|\d{12,14})(?:\/|$)/.exec(url.pathname)?.[1];
  if (code === undefined) return undefined;
  const site = url.searchParams.get(SITE_KEY);
  return site !== null && /^[\w-]{1,40}$/.test(site) ? { code, site } : { code };
}

/** The link a label of ours carries: the GTIN in its 14 digits, the store it hangs in. */
export const labelLink = (origin: string, gtin: string, site?: string): string =>
  `${origin}/01/${gtin.padStart(14, '0')}${site === undefined ? '' : `?${SITE_KEY}=${encodeURIComponent(site)}`}`;

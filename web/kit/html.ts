/**
 * HTML as values: the `html` tag escapes everything put into it, so a page cannot be written that lets a shopper's name become
 * markup. Only our own trusted text passes through `raw`. Attributes are always quoted: the tag refuses a template which isn't.
 */

const markup: unique symbol = Symbol('html');

/** Text that is known to be markup. Data from outside can never be one: it would need our symbol. */
export type Html = { readonly [markup]: string };

/** What may stand in a template: text is escaped, lists are joined, `null`, `undefined`, `false` and `true` leave nothing. */
export type Piece = Html | string | number | null | undefined | boolean | readonly Piece[];

const checked = new WeakSet<TemplateStringsArray>();

/** Builds markup: html`<p title="${title}">${text}</p>`. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  if (!checked.has(strings)) check(strings);
  let text = strings[0] ?? '';
  for (let i = 0; i < pieces.length; i++) text += textOf(pieces[i]) + (strings[i + 1] ?? '');
  return { [markup]: text };
}

/** Marks our own text as markup. Never call it with anything a person or a file has sent. */
export function raw(text: string): Html {
  return { [markup]: text };
}

/** The text of a page or a part of it. */
export function toText(value: Html): string {
  return value[markup];
}

/** True for what `html` or `raw` made. */
export function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && markup in value;
}

/** Joins pieces without anything between them. */
export function join(pieces: readonly Piece[]): Html {
  return { [markup]: textOf(pieces) };
}

const unsafe = /[&<>"'`]/;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Escapes text for both content and quoted attributes. */
export function escape(text: string): string {
  return unsafe.test(text) ? text.replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '') : text;
}

/** An address for `href` or `src`: our own paths, fragments, http(s), mailto and tel; anything else becomes `#`. */
export function url(address: string): string {
  const plain = address.trim();
  if (/^(?:https?:\/\/|mailto:|tel:|#|\?|\/(?!\/))/i.test(plain)) return plain;
  return '#';
}

/** A data block that scripts read; `id` is our own text. Nothing inside can close the element. */
export function jsonScript(type: 'application/json' | 'application/ld+json', data: unknown, id = ''): Html {
  const text = JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return raw(`<script type="${type}"${id ? ` id="${escape(id)}"` : ''}>${text}</script>`);
}

function textOf(piece: Piece): string {
  if (typeof piece === 'string') return escape(piece);
  if (typeof piece === 'number') return String(piece);
  if (piece === null || piece === undefined || typeof piece === 'boolean') return '';
  if (markup in piece) return piece[markup];
  let text = '';
  for (const part of piece) text += textOf(part);
  return text;
}

// Escaping is only right inside quotes and between elements; a template that leaves an attribute bare is our bug, found on first use.
function check(strings: TemplateStringsArray): void {
  for (const part of strings.slice(0, -1)) {
    if (/=\s*$/.test(part) && /<[^>]*$/.test(part))
      throw new Error(`unquoted attribute in a template: …${part.slice(-40)}`);
    if (/<(?:script|style)\b[^>]*>[^<]*$/i.test(part)) throw new Error('values never go inside <script> or <style>');
  }
  checked.add(strings);
}

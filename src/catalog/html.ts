/**
 * Descriptions come from other shops as HTML. What is shown is built anew: a handful of tags without any attribute, everything else
 * as text. Nothing of the source reaches the page but escaped text between tags that we wrote ourselves.
 */
const allowed = new Map([
  ['p', 'p'],
  ['div', 'p'],
  ['br', 'br'],
  ['ul', 'ul'],
  ['ol', 'ol'],
  ['li', 'li'],
  ['b', 'strong'],
  ['strong', 'strong'],
  ['i', 'em'],
  ['em', 'em'],
  ['h1', 'h3'],
  ['h2', 'h3'],
  ['h3', 'h3'],
  ['h4', 'h4'],
]);
/** Elements whose content is no text for people. */
const silent = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'head',
  'textarea',
  'title',
  'xmp',
  'noembed',
  'noframes',
  'select',
]);

const entities: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', eacute: 'é', egrave: 'è', ecirc: 'ê', agrave: 'à', ccedil: 'ç', ocirc: 'ô',
  icirc: 'î', ucirc: 'û', acirc: 'â', ugrave: 'ù', oelig: 'œ', rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', hellip: '…',
  ndash: '–', mdash: '—', euro: '€', deg: '°', reg: '®', trade: '™', copy: '©', times: '×', frac12: '½', bull: '•', middot: '·',
}; // prettier-ignore

/** Text with HTML's named and numbered entities read. Unknown ones stay as they are. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z0-9]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? entities[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const storable = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return storable || code === 9 || code === 10 ? String.fromCodePoint(code) : '';
  });
}

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** The limited rendering: `p br ul ol li strong em h3 h4`, no attributes, every element closed. */
export function safeHtml(raw: string): string {
  const open: string[] = [];
  let out = '';
  for (const { text, tag, closing } of tokens(raw)) {
    if (text !== undefined) out += escapeHtml(decodeEntities(text));
    if (tag === undefined) continue;
    const name = allowed.get(tag);
    if (name === undefined) continue;
    if (name === 'br') out += '<br>';
    else if (!closing) {
      if (open.length >= 20) continue;
      out += `<${name}>`;
      open.push(name);
    } else if (open.includes(name)) {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        out += `</${last}>`;
        if (last === name) break;
      }
    }
  }
  while (open.length > 0) out += `</${open.pop()}>`;
  return out.trim();
}

/** The text alone, for search, feeds and page descriptions. */
export function htmlText(raw: string): string {
  let out = '';
  for (const { text, tag } of tokens(raw))
    out += text === undefined ? (tag !== undefined && allowed.has(tag) ? ' ' : '') : decodeEntities(text);
  return out.replaceAll(/\s+/g, ' ').trim();
}

type Token = { readonly text?: string; readonly tag?: string; readonly closing?: boolean };

/** Splits into text and tags in one pass. A `<` that begins no tag is text; comments, declarations and silent elements are dropped. */
function* tokens(raw: string): Generator<Token> {
  let at = 0;
  while (at < raw.length) {
    const next = raw.indexOf('<', at);
    if (next < 0) return yield { text: raw.slice(at) };
    if (next > at) yield { text: raw.slice(at, next) };
    const after = raw[next + 1] ?? '';
    if (after === '!' || after === '?') {
      const end = raw.startsWith('<!--', next) ? raw.indexOf('-->', next + 4) : raw.indexOf('>', next);
      if (end < 0) return;
      at = end + (raw.startsWith('<!--', next) ? 3 : 1);
      continue;
    }
    const name = /^\/?([a-z][a-z0-9:-]{0,30})/i.exec(raw.slice(next + 1, next + 34));
    if (!name) {
      yield { text: '<' };
      at = next + 1;
      continue;
    }
    const end = tagEnd(raw, next + 1);
    if (end < 0) return;
    const tag = (name[1] ?? '').toLowerCase();
    const closing = after === '/';
    at = end + 1;
    if (silent.has(tag) && !closing) at = afterSilent(raw, tag, at);
    else yield { tag, closing };
  }
}

/** The `>` that ends a tag; one inside a quoted attribute does not. */
function tagEnd(raw: string, from: number): number {
  let quote = '';
  for (let i = from; i < raw.length; i++) {
    const c = raw[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '>') return i;
    else if ((c === '"' || c === "'") && raw[i - 1] === '=') quote = c;
  }
  return -1;
}

function afterSilent(raw: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}[^>]*>`, 'gi');
  end.lastIndex = from;
  return end.exec(raw) === null ? raw.length : end.lastIndex;
}

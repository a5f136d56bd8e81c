/** The pieces pages are put together from: pictures, prices, cards, places, fields, notices, totals. */
import { sum } from '#base/money';
import { cut, money, percent } from '#kit/format';
import type { Lang } from '#kit/format';
import { html, raw, url } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { IconName } from '#kit/icons';
import { drawingPath } from '#kit/drawings/illustrate';
import type { Kind } from '#kit/drawings/illustrate';
import { stageOfPath } from '#kit/drawings/palettes';
import { pictureMarkup } from '#kit/pictures';
import type { PaletteName } from '#kit/drawings/palettes';
import type { QrPath } from '#kit/qr';
import type { WhyStep } from '#kit/why';
import type { Money } from '#base/money';
import { RATE_SCALE } from '#base/rate';
import { href, stateWords } from './shell.ts';
import type { Shell } from './shell.ts';
import type {
  CardView,
  DeliveryView,
  Link,
  Notice,
  Picture,
  PlaceView,
  StoreView,
  TotalsView,
  VatWhyView,
} from './views.ts';
import { w } from './words.ts';

/** A picture on its wall, square. The first pictures of a page are not `lazy`. */
export function picture(view: Picture, options: { lazy?: boolean; size?: number } = {}): Html {
  const { lazy = true, size = 400 } = options;
  const stage = view.stage ?? stageOfPath(view.src);
  const wall = stage ? `pic stage-${stage}` : 'pic';
  const how = lazy ? html` loading="lazy"` : html` fetchpriority="high"`;
  return html`<span class="${wall}">${image(view, size, how)}</span>`;
}

/** How wide a picture of this size stands on the page: cards two to four beside each other, the product's own half a page. */
const sizesOf = (size: number): string =>
  size < 200
    ? `${size}px`
    : size < 600
      ? '(max-width: 760px) 50vw, (max-width: 1200px) 33vw, 320px'
      : '(max-width: 900px) 100vw, 640px';

/** The image itself: in the sizes and formats there are, cropped around its focus; a drawing as it is. `size` in CSS pixels, square. */
export function image(view: Picture, size: number, how: Html): Html {
  const known = pictureMarkup(view.src);
  const end = html`alt="${view.alt}" width="${size}" height="${size}" decoding="async"${how}`;
  if (!known) return html`<img src="${url(view.src)}" ${end}>`;
  const sizes = sizesOf(size);
  const sources = known.sources.map(
    ({ type, srcset }) => html`<source type="${type}" srcset="${srcset}" sizes="${sizes}">`,
  );
  const focus = known.position === undefined ? '' : html` style="object-position:${known.position}"`;
  return html`<picture>${sources}<img src="${url(known.src)}" srcset="${known.srcset}" sizes="${sizes}"${focus} ${end}></picture>`;
}

/** A drawing of our own as decoration, without a wall. */
export function decoration(kind: Kind, palette: PaletteName): Html {
  return html`<img src="${drawingPath({ kind, palette })}" alt="" width="400" height="400" loading="lazy" decoding="async">`;
}

/** A price, with the one before a reduction where there is one; read out as what each is. */
export function price(lang: Lang, now: Money, was?: Money, from = false): Html {
  const lead = from ? html`<span class="from">${w(lang, 'card.from')}</span> ` : '';
  if (!was || was.minor <= now.minor) return html`<span class="price num">${lead}${money(lang, now)}</span>`;
  return html`<span class="price num cut"><span class="vh">${w(lang, 'price.now')} </span>${lead}${money(lang, now)}</span>
<span class="was num"><span class="vh">${w(lang, 'price.was')} </span><s>${money(lang, was)}</s></span>`;
}

/** A product in a grid; its picture and name are one link. */
export function card(shell: Shell, view: CardView, lazy = true, level: 'h2' | 'h3' = 'h3'): Html {
  const { lang } = shell;
  const reduced = view.was ? cut(lang, view.was, view.price) : '';
  const flag = reduced
    ? html`<span class="flag tag bad">${reduced}</span>`
    : view.isNew
      ? html`<span class="flag tag">${w(lang, 'card.new')}</span>`
      : '';
  const title = level === 'h2' ? html`<h2>${view.name}</h2>` : html`<h3>${view.name}</h3>`;
  return html`<li class="card" data-product="${view.productId}" id="card-${view.productId}">
<a href="${href(shell, `/p/${view.handle}`)}">${picture({ ...view.picture, alt: '' }, { lazy })}${flag}${title}</a>${heart(shell, view)}
<p>${price(lang, view.price, view.was, view.priceFrom)} ${whyLink(shell, view)}</p>
<p class="avail ${view.available}"><span class="dot"></span>${view.words}</p></li>`;
}

/** Puts a product on the wish list or takes it off: a button of the page's one form for it. */
export function heart(shell: Shell, { productId, name }: { productId: string; name: string }): Html {
  const on = shell.facts.wished?.includes(productId) === true;
  return html`<button class="heart" form="wish-form" name="${on ? 'remove' : 'add'}" value="${productId}" aria-pressed="${String(on)}" aria-label="${w(shell.lang, 'wishes.of', { name })}">${icon('heart', 20)}</button>`;
}

/** Cards in a grid; the first row is loaded at once. Three columns beside filters, where names are the page's own headings. */
export function cards(shell: Shell, views: readonly CardView[], columns: 3 | 4): Html {
  const level = columns === 3 ? 'h2' : 'h3';
  return html`<ul class="grid g${columns}">${views.map((view, i) => card(shell, view, i >= columns, level))}</ul>`;
}

/** How much is at a place, in words that promise nothing more than is known. */
export function availability(lang: Lang, place: PlaceView): string {
  if (place.available === 'none') return w(lang, 'avail.none');
  if (place.quantity === undefined) return w(lang, place.available === 'low' ? 'avail.low' : 'avail.inStock');
  if (place.quantity === 1) return w(lang, 'avail.last');
  if (place.kind === 'online')
    return place.available === 'low' ? w(lang, 'avail.left', { n: place.quantity }) : w(lang, 'avail.inStock');
  return w(lang, 'avail.quantity', { n: place.quantity });
}

/** Where a page stands: `Vêtements › Robes`. The last name is the page itself. */
export function trail(shell: Shell, links: readonly Link[], here: string): Html {
  const items = links.map((link) => html`<li><a href="${href(shell, `/c/${link.handle}`)}">${link.name}</a></li>`);
  return html`<nav class="trail" aria-label="${w(shell.lang, 'trail.label')}"><ol>${items}<li aria-current="page">${here}</li></ol></nav>`;
}

export type Field = {
  name: string;
  label: string;
  value?: string;
  type?: 'text' | 'email' | 'tel' | 'password';
  autocomplete?: string;
  /** A message already in words. */
  error?: string | undefined;
  wide?: 'full' | 'third';
  required?: boolean;
  max?: number;
  inputmode?: 'numeric' | 'decimal';
};

/** A text field with its label inside the frame and its error beneath. */
export function field(view: Field): Html {
  const { name, label, value = '', type = 'text', autocomplete = 'on', error, wide = '', max = 120 } = view;
  const wrong = error ? html` aria-invalid="true" aria-describedby="e-${name}"` : '';
  return html`<p class="fd ${wide}${error ? ' wrong' : ''}"><label for="f-${name}">${label}</label>
<input id="f-${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="${max}"${
    view.required ? html` required` : ''
  }${view.inputmode ? html` inputmode="${view.inputmode}"` : ''}${wrong}>
${error ? html`<span class="err" id="e-${name}">${icon('alert', 14)} ${error}</span>` : ''}</p>`;
}

export const hidden = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`;

/** A message box: what happened and how to go on. `alert` is read out at once. */
export function box(kind: 'note' | 'bad' | 'ok', sign: IconName, body: Piece, alert = false): Html {
  return html`<div class="box ${kind}"${alert ? html` role="alert"` : html` role="status"`}>${icon(sign, 20)}<div>${body}</div></div>`;
}

/** What changed since the shopper last looked. Nothing when nothing did. */
export function notices(lang: Lang, views: readonly Notice[]): Piece {
  if (views.length === 0) return '';
  const lines = views.map((view) => html`<li>${noticeWords(lang, view)}</li>`);
  return box('note', 'alert', html`<p class="strong">${w(lang, 'notice.title')}</p><ul>${lines}</ul>`);
}

function noticeWords(lang: Lang, view: Notice): string {
  switch (view.kind) {
    case 'price_changed':
      return w(lang, 'notice.price', { name: view.name, was: money(lang, view.was), now: money(lang, view.now) });
    case 'short':
      return w(lang, 'notice.short', view);
    case 'gone':
      return w(lang, 'notice.gone', view);
    case 'gift_lost':
      return w(lang, 'notice.gift_lost', view);
    case 'merged':
      return w(lang, 'notice.merged', { n: view.count });
    case 'ordered':
      return w(lang, 'notice.ordered', { number: view.number, n: view.count });
    case 'total_changed':
      return w(lang, 'notice.total', { was: money(lang, view.was), now: money(lang, view.now) });
  }
}

/** One way to receive the whole of a cart, with when and at what cost; one that is not free says why. */
export function deliveryRow(view: DeliveryView, on: boolean, shell: Shell): Html {
  const { lang } = shell;
  const cost =
    view.price.minor === 0
      ? html`<b class="strong ok">${w(lang, 'totals.free')}</b>`
      : html`<b class="strong num">${money(lang, view.price)}</b>`;
  const name = view.kind === 'pickup' ? w(lang, 'product.pickup', { name: view.name }) : w(lang, 'product.home');
  return html`<label class="cx ${view.kind}"><input type="radio" name="deliveryId" value="${view.deliveryId}"${on && html` checked`}${view.reason && html` disabled`}>
<span><b class="strong">${name}</b><small>${view.reason ?? view.words}</small></span><span class="sm">${!view.reason && cost}</span></label>`;
}

/** Sums, the taxes contained in them, and the total. */
export function totals(lang: Lang, view: TotalsView, last: 'totals.total' | 'totals.toPay'): Html {
  const cost = (delivery: Money | undefined): Html => {
    if (!delivery) return html`<dd class="muted">${w(lang, 'totals.later')}</dd>`;
    if (delivery.minor === 0) return html`<dd class="ok strong">${w(lang, 'totals.free')}</dd>`;
    return html`<dd class="num">${money(lang, delivery)}</dd>`;
  };
  const delivery =
    view.delivery !== 'none' && html`<div><dt>${w(lang, 'totals.delivery')}</dt>${cost(view.delivery)}</div>`;
  const taxes = view.taxes.map(({ rate, tax }) => {
    const label = w(lang, 'totals.tax', { rate: percent(lang, rate / RATE_SCALE) });
    return html`<div class="muted"><dt>${label}</dt><dd class="num">${money(lang, tax)}</dd></div>`;
  });
  const less = view.reductions ?? [];
  const before = sum(view.items.currency, [view.items, ...less.map(({ amount }) => amount)]);
  const off = less.map(
    ({ name, amount }) => html`<div class="ok"><dt>${name}</dt><dd class="num">− ${money(lang, amount)}</dd></div>`,
  );
  return html`<dl class="totals"><div><dt>${w(lang, 'totals.items')}</dt><dd class="num">${money(lang, before)}</dd></div>${off}
${delivery}
<div class="big"><dt>${w(lang, last)}</dt><dd class="num">${money(lang, view.total)}</dd></div>${taxes}${view.mention && html`<div class="muted"><dt>${view.mention}</dt></div>`}</dl>${whyVat(lang, view.vat)}`;
}

/** “Why this price?”: the one way in which any page tells it. Closed until asked; nothing where only the price itself could be told. */
export function whyPrice(lang: Lang, steps: readonly WhyStep[] | undefined): Piece {
  if (!steps || steps.length === 0) return '';
  return html`<details class="why"><summary>${w(lang, 'own.why')}</summary><ul class="sm">${whyRows(lang, steps)}</ul></details>`;
}

/** The rules of a price, one a row: those that count, and those passed over with why. */
export const whyRows = (lang: Lang, steps: readonly WhyStep[]): Html[] =>
  steps.map(({ name, note, amount, applied }) => {
    return html`<li${!applied && html` class="muted"`}>${icon(applied ? 'check' : 'x', 14)}<span>${name}${note && html`<small>${note}</small>`}</span>${amount && html`<span class="num">${money(lang, amount)}</span>`}</li>`;
  });

/** The same beside a price in a list: a page of its own, which the script opens over the list. */
export const whyLink = (shell: Shell, { skuId, name }: { skuId: string; name: string }): Html =>
  html`<a class="why-link" href="${href(shell, `/why/${skuId}`)}" data-why rel="nofollow" aria-label="${w(shell.lang, 'own.whyOf', { name })}" title="${w(shell.lang, 'own.why')}">?</a>`;

/** “Why this VAT?”: by which scheme, and each step with its law. */
export function whyVat(lang: Lang, view: VatWhyView | undefined): Piece {
  if (!view) return '';
  const rows = view.steps.map(({ words, law }) => html`<li><span>${words}<small>${law}</small></span></li>`);
  const number = view.number !== undefined && html`<p class="sm">${w(lang, 'vat.number', { number: view.number })}</p>`;
  return html`<details class="why"><summary>${w(lang, 'vat.why')}</summary><p class="sm strong">${view.title}</p><ul class="sm">${rows}</ul>${number}</details>`;
}

/** A QR code, black on white in every theme so that scanners read it. */
export function qr(view: QrPath, label: string): Html {
  const edge = view.size + 8;
  return html`<svg class="qr" viewBox="-4 -4 ${edge} ${edge}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h${edge}v${edge}h-${edge}z"/><path fill="#000" d="${view.path}"/></svg>`;
}

/** An empty place: one drawing, what lives here, one way on. */
export function empty(drawing: Html, title: string, text: string, action?: { href: string; words: string }): Html {
  return html`<div class="empty">${drawing}<div><h2>${title}</h2><p class="muted">${text}</p>${
    action ? html`<p><a class="btn cta" href="${action.href}">${action.words}</a></p>` : ''
  }</div></div>`;
}

/** A store in a list: name, whether it is open, where, and how soon one can collect. */
export function storeRow(lang: Lang, store: StoreView, level: 'h2' | 'h3' = 'h3'): Html {
  const name = level === 'h2' ? html`<h2>${store.name}</h2>` : html`<h3>${store.name}</h3>`;
  return html`<li id="${store.siteId}">${name}<span class="${store.open ? 'ok' : 'warn'} sm strong">${stateWords(lang, store)}</span>
<p>${store.address} · ${store.pickup}</p></li>`;
}

/** A line break our own templates may want between no-JavaScript helps. */
export const noscript = (body: Html): Html => html`${raw('<noscript>')}${body}${raw('</noscript>')}`;

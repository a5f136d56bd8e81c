/** A product: pictures, price, variants with what is unavailable and why, places as radio rows, one button that repeats the choice. */
import { cut, longDate } from '#kit/format';
import { day } from '#base/time';
import { html, url } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { IconName } from '#kit/icons';
import { picks } from '../choose.ts';
import type { Pick } from '../choose.ts';
import { availability, box, cards, field, hidden, noscript, picture, price, trail, whyPrice } from '../parts.ts';
import { breadcrumbs, graph, productData, sharedPicture } from '../seo.ts';
import { eur, href, page, storeState } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { PlaceView, ProductView } from '../views.ts';
import { cardForm, type TypedCard } from './gift-card.ts';
import { w } from '../words.ts';

/** A product page with one of its variants chosen. */
export function productPage(view: ProductView, shell: Shell, told?: 'yes' | 'no', typed?: TypedCard): Html {
  const { lang } = shell;
  const canonical = `/p/${view.handle}`;
  const meta = {
    title: view.name,
    description: view.text.slice(0, 160),
    canonical,
    jsonLd: graph(productData(view, shell), breadcrumbs(shell, view.trail, { name: view.name, path: canonical })),
    shared: sharedPicture(shell, view.pictures[0]),
    kind: 'product' as const,
    ...(view.trail[0] ? { on: view.trail[0].handle } : {}),
  };
  return page(
    shell,
    meta,
    html`<div class="wrap">${trail(shell, view.trail, view.name)}
<article class="pd" id="product" data-product="${view.productId}">${gallery(view, shell)}<div class="info">${heading(view, shell)}
${view.options.length > 0 && optionForm(view, shell)}${view.variant.card ? cardForm(view, view.variant.card, shell, typed) : buyForm(view, shell)}<div id="wait">${waitForm(view, shell, told)}</div>${choosers(view, shell)}</div></article>
${about(view, shell)}
${view.related.length > 0 && html`<section class="sec"><h2>${w(lang, 'product.related')}</h2>${cards(shell, view.related, 4)}</section>`}</div>`,
  );
}

function gallery(view: ProductView, shell: Shell): Html {
  const { lang } = shell;
  const of = view.pictures.length;
  const slides = view.pictures.map(
    (shown, i) =>
      html`<li id="pic-${i + 1}"><a href="${url(shown.src)}" aria-label="${`${w(lang, 'product.zoom')} : ${w(lang, 'product.picture', { n: i + 1, of })}`}">${picture(
        shown,
        { lazy: i > 0, size: 800 },
      )}<span class="zoom" aria-hidden="true">${icon('zoom', 16)} ${w(lang, 'product.zoom')}</span></a></li>`,
  );
  const thumbs = view.pictures.map(
    (shown, i) =>
      html`<li><a href="#pic-${i + 1}" aria-label="${w(lang, 'product.picture', { n: i + 1, of })}">${picture({ ...shown, alt: '' }, { lazy: false, size: 80 })}</a></li>`,
  );
  const words = html` data-title="${w(lang, 'product.pictures')}" data-close="${w(lang, 'gallery.close')}" data-previous="${w(lang, 'gallery.previous')}" data-next="${w(lang, 'gallery.next')}" data-in="${w(lang, 'gallery.in')}" data-out="${w(lang, 'gallery.out')}"`;
  return html`<div class="gallery"${words}><ul class="slides" aria-label="${w(lang, 'product.pictures')}">${slides}</ul>${of > 1 && html`<ul class="thumbs">${thumbs}</ul>`}</div>`;
}

function heading(view: ProductView, shell: Shell): Html {
  const { lang } = shell;
  const { variant } = view;
  const reduced = variant.was ? cut(lang, variant.was, variant.price) : '';
  const why =
    reduced && variant.was
      ? w(lang, 'price.vatWas', { was: eur(shell, variant.was) })
      : w(lang, variant.own ? 'price.vatOnly' : 'price.vat');
  return html`${view.brand && html`<p class="brandname">${view.brand}</p>`}<h1>${view.name}</h1>
<div class="pr" id="price"><p>${price(lang, variant.price, variant.was)}${reduced && html` <span class="tag bad">${reduced}</span>`}</p><p class="sm muted">${why}</p>${whyPrice(lang, view.why)}${priceTable(view, shell)}</div>`;
}

/** The price from each number of units on. */
function priceTable({ variant: { steps } }: ProductView, shell: Shell): Piece {
  const { lang } = shell;
  if (!steps) return '';
  const rows = steps.map(
    ({ fromUnits, price: unit }) =>
      html`<tr><th scope="row">${w(lang, 'steps.from', { units: fromUnits })}</th><td class="num r">${eur(shell, unit)}</td></tr>`,
  );
  return html`<table class="price-steps sm"><caption>${w(lang, 'steps.title')}</caption><tbody>${rows}</tbody></table>`;
}

// Radio buttons in a GET form: without JavaScript the button sends the choice, with it each click leads there at once.
function optionForm(view: ProductView, shell: Shell): Html {
  const { lang } = shell;
  const groups = view.options.map((option, index) => {
    const values = option.values.map(({ value }) => value);
    const seen = picks(view.variants, view.variant.options, index, values);
    const chosen = view.variant.options[index] ?? '';
    const labels = seen.map((pick, i) => optionLabel(view, shell, index, pick, i));
    const reasons = seen.flatMap((pick) => reasonFor(view, shell, index, pick) || []);
    const note =
      reasons.length > 0 &&
      reasons.length <= 4 &&
      html`<p class="sm muted reasons">${reasons.join(lang === 'fr' ? '. ' : '. ')}.</p>`;
    const kind = option.values.some((value) => value.picture) ? 'pics' : 'texts';
    return html`<fieldset class="opt ${kind}"><legend>${option.name}${lang === 'fr' ? '\u00a0:' : ':'} <b>${chosen}</b></legend><div class="opts">${labels}</div>${note}</fieldset>`;
  });
  return html`<form class="options" action="${href(shell, `/p/${view.handle}`)}" data-options>${hidden('v', view.variant.skuId)}${groups}
${noscript(html`<button class="btn">${w(lang, 'product.choose')}</button>`)}</form>`;
}

function optionLabel(view: ProductView, shell: Shell, index: number, pick: Pick, i: number): Html {
  const shown = view.options[index]?.values.find(({ value }) => value === pick.value)?.picture;
  const reason = reasonFor(view, shell, index, pick);
  const off = pick.state === 'available' ? '' : ' off';
  const inside: Piece = shown
    ? html`${picture({ ...shown, alt: '' }, { lazy: false, size: 60 })}<span class="vh">${pick.value}</span>`
    : pick.value;
  return html`<label class="pk${off}"${reason && html` title="${reason}"`}><input type="radio" name="o${index}" value="${pick.value}" data-sku="${pick.skuId}" id="o${index}-${i}"${pick.chosen && html` checked`}><span class="k">${inside}</span>${reason && html`<span class="vh">, ${reason}</span>`}</label>`;
}

function reasonFor(view: ProductView, shell: Shell, index: number, pick: Pick): string {
  const { lang } = shell;
  const { value } = pick;
  if (pick.state === 'available') return '';
  if (pick.state === 'none') {
    const others = view.variant.options.filter((_, i) => i !== index).join(', ');
    return w(lang, 'product.optionNone', { value, others: others.toLocaleLowerCase(lang) });
  }
  if (pick.arrives) return w(lang, 'product.optionArrives', { value, day: longDate(lang, day(pick.arrives)) });
  return w(lang, 'product.optionOut', { value });
}

function buyForm(view: ProductView, shell: Shell): Html {
  const { lang } = shell;
  const { variant } = view;
  const first = variant.places.findIndex((place) => place.available !== 'none');
  const rows = variant.places.map((place, i) => placeRow(shell, place, i, i === first));
  const said = variant.places.map((place, i) => html`<span class="say say-${i}">${addWords(shell, place)}</span>`);
  const can = first >= 0;
  const button = (extra: Piece): Html =>
    can
      ? html`<button class="btn p cta"${extra}>${said}</button>`
      : html`<button class="btn p cta" disabled${extra}>${w(lang, 'product.soldOut')}</button>`;
  const choice = variant.options.join(', ');
  return html`<form method="post" action="${href(shell, '/cart/lines')}" id="buy" class="buy" data-add>${hidden('skuId', variant.skuId)}
<fieldset class="places"><legend class="vh">${w(lang, 'product.places')}</legend>${rows}</fieldset>${ownStore(view, shell)}
${!can && html`<p class="sm muted">${w(lang, 'product.soldOutText')}</p>`}<p class="go">${button('')}</p>
<p class="sm muted after">${w(lang, 'product.returns')}</p>
<div class="stick"><span><b class="num strong">${eur(shell, variant.price)}</b>${choice && html`<span class="xs muted">${choice}</span>`}</span>${button('')}</div></form>`;
}

/** The store that stands first, or the way to choose one. */
function ownStore(view: ProductView, shell: Shell): Piece {
  const { lang, mine } = shell;
  if (shell.facts.stores.length === 0) return '';
  const next = encodeURIComponent(`${shell.base}/p/${view.handle}?v=${view.variant.skuId}`);
  const link = (words: string): Html =>
    html`<a class="link" href="${href(shell, `/stores?next=${next}`)}">${words}</a>`;
  return html`<p class="sm muted own">${mine ? html`${w(lang, 'stores.mine')} <b>${mine.name}</b>, ${storeState(lang, mine)}. ${link(w(lang, 'stores.change'))}` : link(w(lang, 'stores.pick'))}</p>`;
}

/** Where nothing is left anywhere: one mail when it is back. `told`: what became of the form. */
function waitForm(view: ProductView, shell: Shell, told: 'yes' | 'no' | undefined): Piece {
  const { lang } = shell;
  const { variant } = view;
  if (variant.places.some((place) => place.available !== 'none')) return '';
  if (told === 'yes') return html`<div id="back">${box('ok', 'check', html`<p>${w(lang, 'back.done')}</p>`)}</div>`;
  const error = told === 'no' ? w(lang, 'error.email') : undefined;
  const name = { name: 'email', label: w(lang, 'field.email'), type: 'email', autocomplete: 'email', error } as const;
  return html`<form class="panel lined" id="back" method="post" action="${href(shell, `/p/${view.handle}/back`)}" novalidate><h2>${w(lang, 'back.title')}</h2>
<p class="sm muted">${w(lang, 'back.text')}</p>${hidden('skuId', variant.skuId)}<div class="fg one">${field({ ...name, required: true, max: 254 })}</div><button class="btn cta">${w(lang, 'back.action')}</button></form>`;
}

/** The heart in words, and side by side with others. */
function choosers({ productId }: ProductView, shell: Shell): Html {
  const { lang, facts } = shell;
  const one = (form: string, sign: IconName, on: boolean, words: string): Html =>
    html`<button class="btn" form="${form}" name="${on ? 'remove' : 'add'}" value="${productId}" aria-pressed="${String(on)}">${icon(sign, 18)} ${words}</button>`;
  const wished = facts.wished?.includes(productId) === true;
  const compared = facts.compared?.includes(productId) === true;
  return html`<p class="acts" id="choosers">${one('wish-form', 'heart', wished, w(lang, wished ? 'wishes.on' : 'wishes.off'))} ${one('compare-form', 'compare', compared, w(lang, compared ? 'compare.on' : 'compare.add'))}</p>`;
}

function placeRow(shell: Shell, place: PlaceView, i: number, on: boolean): Html {
  const { lang } = shell;
  const name = place.kind === 'online' ? w(lang, 'product.home') : w(lang, 'product.pickup', { name: place.name });
  const none = place.available === 'none';
  return html`<label class="pl ${place.available}"><input type="radio" name="placeId" value="${place.placeId}" id="place-${i}"${on && html` checked`}${none && html` disabled`}>
<span><b class="strong">${name}</b><small>${place.words}</small></span><span class="rt sm strong">${availability(lang, place)}</span></label>`;
}

const addWords = (shell: Shell, place: PlaceView): string =>
  place.kind === 'online' ? w(shell.lang, 'product.addHome') : w(shell.lang, 'product.addPickup', { name: place.name });

function about(view: ProductView, shell: Shell): Html {
  const { lang } = shell;
  const paragraphs = view.text.split(/\n\s*\n/).filter((text) => text.trim() !== '');
  const facts = [...view.facts];
  if (view.variant.sku) facts.push({ name: w(lang, 'product.reference'), text: view.variant.sku });
  return html`<section class="facts">${paragraphs.length > 0 && html`<div class="text"><h2>${w(lang, 'product.about')}</h2>${paragraphs.map((text) => html`<p>${text}</p>`)}</div>`}
${facts.map((fact) => html`<div><h2>${fact.name}</h2><p>${fact.text}</p></div>`)}</section>`;
}

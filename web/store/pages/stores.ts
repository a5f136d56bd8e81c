/** The store finder: a postcode, a town or one's own place; then each store with its hours, the days that differ, and the way there. */
import { longDate } from '#kit/format';
import { html, url } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { box, hidden } from '../parts.ts';
import { graph, localBusiness, organization } from '../seo.ts';
import { href, page, stateWords } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { StoreDetailView, StoresView } from '../views.ts';
import { w } from '../words.ts';

/** All stores, or the nearest first. `next` is where the shopper goes on to once a store is chosen. */
export function storesPage(view: StoresView, shell: Shell, next = ''): Html {
  const { lang } = shell;
  const jsonLd = graph(organization(shell), ...view.stores.map((store) => localBusiness(store, shell)));
  return page(
    shell,
    { title: w(lang, 'stores.title'), description: w(lang, 'stores.text'), canonical: '/stores', jsonLd },
    html`<div class="wrap narrow"><h1>${w(lang, 'stores.title')}</h1><p class="lead">${w(lang, 'stores.text')}</p>
${finder(view, shell, next)}${told(view, shell)}
<ul class="shops large">${view.stores.map((store) => storeItem(store, shell, next))}</ul></div>`,
  );
}

function finder(view: StoresView, shell: Shell, next: string): Html {
  const { lang } = shell;
  const on = next === '' ? '' : hidden('next', next);
  return html`<div class="finder"><form class="near" role="search" aria-label="${w(lang, 'stores.find')}" action="${href(shell, '/stores')}">${on}<p class="fd"><label for="f-q">${w(lang, 'stores.q')}</label><input id="f-q" name="q" type="search" value="${view.asked}" maxlength="80" autocomplete="postal-code" enterkeyhint="search"></p><button class="btn p cta">${icon('search', 18)} ${w(lang, 'stores.search')}</button></form>
<form id="near-me" method="post" action="${href(shell, '/stores/near')}" hidden>${on}${hidden('latitude', '')}${hidden('longitude', '')}<button class="btn cta" aria-describedby="near-me-text">${icon('pin', 18)} ${w(lang, 'stores.here')}</button><p class="sm muted" id="near-me-text">${w(lang, 'stores.hereText')}</p><p class="sm bad" role="alert" hidden>${w(lang, 'stores.hereNo')}</p></form></div>`;
}

/** From where the distances are, in words that claim no more than is known. */
function told({ asked, from }: StoresView, { lang }: Shell): Piece {
  if (from) {
    const words = from.exact ? w(lang, 'stores.fromHere') : w(lang, 'stores.from', { name: from.name });
    return html`<p class="sm muted" role="status" id="near-told">${words}</p>`;
  }
  return asked !== '' && box('note', 'alert', html`<p>${w(lang, 'stores.unknown', { q: asked })}</p>`);
}

function storeItem(store: StoreDetailView, shell: Shell, next: string): Html {
  const { lang } = shell;
  const away =
    store.distanceKm !== undefined &&
    html` <span class="sm muted num">${w(lang, 'stores.about', { n: store.distanceKm })}</span>`;
  const rows = store.week.map(({ days, hours }) => html`<div><dt>${days}</dt><dd class="num">${hours}</dd></div>`);
  const phone = store.facts.phone?.replaceAll(/[^+\d]/g, '') ?? '';
  return html`<li id="${store.siteId}"><h2>${store.name}${away}</h2><span class="${store.open ? 'ok' : 'warn'} sm strong">${stateWords(lang, store)}</span>
<p>${store.address} · ${store.pickup}</p>
<div class="store-more"><section><h3>${w(lang, 'stores.hours')}</h3><dl class="week">${rows}</dl></section>${specialDays(store, shell)}</div>
<div class="row wrapping acts">${mineForm(store, shell, next)}<a class="btn" rel="noreferrer" href="${url(store.directions)}" aria-label="${w(lang, 'stores.wayOf', { name: store.name })}">${icon('pin', 18)} ${w(lang, 'stores.way')}</a>${
    phone !== '' &&
    html`<a class="btn" href="${url(`tel:${phone}`)}" aria-label="${w(lang, 'stores.call', { phone: store.phone ?? phone })}">${icon('phone', 18)} ${store.phone ?? phone}</a>`
  }</div></li>`;
}

function specialDays({ special }: StoreDetailView, { lang }: Shell): Piece {
  if (special.length === 0) return '';
  const rows = special.map(
    ({ date, hours, note }) =>
      html`<div><dt>${longDate(lang, date)}${note !== '' && html` <span class="muted">${note}</span>`}</dt><dd class="num">${hours}</dd></div>`,
  );
  return html`<section><h3>${w(lang, 'stores.special')}</h3><dl class="week">${rows}</dl></section>`;
}

/** Makes a store one's own, or forgets it: kept on the device, by this click alone. */
function mineForm(store: StoreDetailView, shell: Shell, next: string): Html {
  const { lang } = shell;
  const on = next === '' ? '' : hidden('next', next);
  const mine = shell.mine?.siteId === store.siteId;
  const inside = mine
    ? html`${hidden('siteId', '')}<span class="tag ok">${icon('check', 14)} ${w(lang, 'stores.isMine')}</span> <button class="link sm">${w(lang, 'stores.forget')}</button>`
    : html`${hidden('siteId', store.siteId)}<button class="btn" aria-label="${w(lang, 'stores.chooseOf', { name: store.name })}">${icon('store', 18)} ${w(lang, 'stores.choose')}</button>`;
  return html`<form class="row" method="post" action="${href(shell, '/stores/mine')}">${on}${inside}</form>`;
}

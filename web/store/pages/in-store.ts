/** The phone in the store: scan a label, see what lies here, and pay on the phone or at the till. Made for one hand. */
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { HereVariant, InStoreView } from '../in-store-api.ts';
import { availability, box, cards, decoration, empty, hidden, picture, price, qr, whyLink } from '../parts.ts';
import { eur, href, page, storeState } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CartView, StoreView } from '../views.ts';
import { w } from '../words.ts';

export type ScanView = {
  store: StoreView | undefined;
  stores: readonly StoreView[];
  /** A code nothing here has. */
  unknown: string | undefined;
};

/** Where the camera looks; beneath it the same by hand. Without JavaScript only the latter. */
export function scanPage(view: ScanView, shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'scan.title');
  const options = view.stores.map(
    (store) =>
      html`<option value="${store.siteId}"${store.siteId === view.store?.siteId && html` selected`}>${store.name}</option>`,
  );
  const unknown =
    view.unknown !== undefined &&
    box(
      'bad',
      'alert',
      html`<p class="strong">${w(lang, 'scan.unknown', { code: view.unknown.slice(0, 60) })}</p><p>${w(lang, 'scan.unknownText')}</p><p><a class="btn" href="${href(shell, `/search?q=${encodeURIComponent(view.unknown.slice(0, 60))}`)}">${icon('search', 18)} ${w(lang, 'scan.search')}</a></p>`,
      true,
    );
  const states = (['refused', 'none', 'busy', 'insecure', 'broken'] as const).map(
    (state) => html`<p class="box note" data-state="${state}" role="alert" hidden>${w(lang, `scan.${state}`)}</p>`,
  );
  return page(
    shell,
    { title },
    html`<div class="wrap narrow scan"><h1>${title}</h1>${unknown}
<section id="scanner" hidden aria-label="${w(lang, 'scan.camera')}"><div class="scan-view"><video muted playsinline aria-label="${w(lang, 'scan.camera')}"></video><span class="scan-frame" aria-hidden="true"></span></div>
<p class="muted sm" role="status" data-starting="${w(lang, 'scan.starting')}" data-seeing="${w(lang, 'scan.seeing')}"></p>${states}</section>
<p><button type="button" class="btn p cta full" id="scan-start" hidden>${icon('scan', 20)} ${w(lang, 'scan.start')}</button></p>
<form class="panel lined" action="${href(shell, '/scan')}" id="scan-form" data-online="${w(lang, 'scan.offline')}"><p class="fd"><label for="f-in">${w(lang, 'scan.store')}</label><select id="f-in" name="in"><option value="">${w(lang, 'scan.nowhere')}</option>${options}</select></p>
<p class="fd"><label for="f-code">${w(lang, 'scan.code')}</label><input id="f-code" name="code" inputmode="text" maxlength="300" autocomplete="off" autocapitalize="off" enterkeyhint="search"></p>
<button class="btn">${w(lang, 'scan.find')}</button></form></div>`,
  );
}

/** Which store one is in. */
export const here = ({ store }: { store: StoreView }, shell: Shell): Html =>
  html`<p class="here">${icon('store', 20)}<span>${w(shell.lang, 'inStore.youAre')} <b>${store.name}</b> <span class="muted">${storeState(shell.lang, store)}</span></span><a class="link sm" href="${href(shell, '/scan')}">${w(shell.lang, 'inStore.change')}</a></p>`;

/** A product as it lies in this store. `lineId` makes taking it repeatable. */
export function inStorePage(view: InStoreView, shell: Shell, lineId: string): Html {
  const { lang } = shell;
  const { product, store } = view;
  const { variant } = product;
  const [first] = product.pictures;
  const others = variant.places.filter((place) => place.siteId !== store.siteId || place.kind === 'online');
  const list = others.map(
    (place) =>
      html`<li class="${place.available}"><span><b class="strong">${place.kind === 'online' ? w(lang, 'product.home') : place.name}</b><small>${place.words}</small></span><span class="sm strong">${availability(lang, place)}</span></li>`,
  );
  return page(
    shell,
    { title: product.name },
    html`<div class="wrap narrow in-store" id="product" data-product="${product.productId}">${here(view, shell)}
<article class="in-store-head">${first && picture(first, { lazy: false, size: 400 })}<div>${product.brand && html`<p class="brandname">${product.brand}</p>`}<h1>${product.name}</h1>
${variant.options.length > 0 && html`<p class="muted">${variant.options.join(' · ')}</p>`}<p class="pr" id="price">${price(lang, variant.price, variant.was)} ${whyLink(shell, { skuId: variant.skuId, name: product.name })}</p></div></article>
<p class="in-store-stock ${view.here > 0 ? 'ok' : 'warn'}" role="status" id="here">${icon(view.here > 0 ? 'check' : 'alert', 20)} <b>${w(lang, 'inStore.here', { n: view.here, store: store.name })}</b></p>
${ways(view, shell, lineId)}${view.variants.length > 1 && sizes(view.variants, view, shell)}
<section class="sec"><h2>${w(lang, 'inStore.elsewhere')}</h2><ul class="in-store-places">${list}</ul>
<p class="row wrapping"><a class="btn" href="${href(shell, `/p/${product.handle}?v=${variant.skuId}`)}">${w(lang, 'inStore.full')}</a><button class="btn" form="compare-form" name="add" value="${product.productId}">${icon('compare', 18)} ${w(lang, 'inStore.compare')}</button><a class="btn" href="${href(shell, '/scan')}">${icon('scan', 18)} ${w(lang, 'inStore.next')}</a></p></section>
${product.related.length > 0 && html`<section class="sec"><h2>${w(lang, 'product.related')}</h2>${cards(shell, product.related, 4)}</section>`}</div>`,
  );
}

function sizes(variants: readonly HereVariant[], { store, product }: InStoreView, shell: Shell): Html {
  // By the first option, so that a dozen of them is a few short rows.
  const rows = Map.groupBy(variants, (variant) =>
    variant.name.includes(', ') ? (variant.name.split(', ')[0] ?? '') : '',
  );
  const link = (variant: HereVariant, group: string): Html => {
    const to = href(shell, `/in/${store.siteId}/p/${product.handle}?v=${variant.skuId}`);
    const short = group === '' ? variant.name : variant.name.slice(group.length + 2);
    return html`<li><a class="btn${variant.here === 0 ? ' off' : ''}" href="${to}"${variant.chosen && html` aria-current="true"`}><span class="vh">${group} </span>${short} <span class="sm">${w(shell.lang, 'inStore.n', { n: variant.here })}</span></a></li>`;
  };
  const list = [...rows].map(
    ([group, some]) =>
      html`${group && html`<p class="sm strong" aria-hidden="true">${group}</p>`}<ul class="row wrapping">${some.map((variant) => link(variant, group))}</ul>`,
  );
  return html`<nav class="in-store-variants" aria-label="${w(shell.lang, 'inStore.variants')}">${list}</nav>`;
}

// What is not on the shelf cannot be taken along; the full page sends it home or holds it elsewhere.
function ways({ product, store, here: units, canPay }: InStoreView, shell: Shell, lineId: string): Piece {
  const { lang } = shell;
  if (units === 0) return html`<p class="muted">${w(lang, 'inStore.noneText')}</p>`;
  return html`<form method="post" class="in-store-ways" action="${href(shell, `/in/${store.siteId}/take`)}" data-online="${w(lang, 'inStore.offline')}">${hidden('skuId', product.variant.skuId)}${hidden('lineId', lineId)}
${canPay && html`<button class="btn p cta full" name="way" value="pay">${icon('card', 20)} ${w(lang, 'inStore.pay', { price: eur(shell, product.variant.price) })}</button>`}
<button class="btn ${canPay ? '' : 'p '}cta full" name="way" value="till">${icon('qr', 20)} ${w(lang, 'inStore.till')}</button>
<p class="sm muted">${w(lang, 'inStore.waysText')}</p></form>`;
}

/** The cart's code, large, for the scanner of the till. */
export function toTillPage(cart: CartView, store: StoreView, shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'toTill.title');
  if (cart.lines.length === 0 || !cart.handoff) {
    const text = w(lang, cart.lines.length === 0 ? 'cart.emptyText' : 'toTill.alone');
    const action = { href: href(shell, '/scan'), words: w(lang, 'app.scan') };
    return page(
      shell,
      { title },
      html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${empty(decoration('bag', 'bleu'), title, text, action)}</div>`,
    );
  }
  const lines = cart.lines.map(
    (line) =>
      html`<li>${picture({ ...line.picture, alt: '' }, { size: 64 })}<span>${line.name}${line.options && html`<small>${line.options}</small>`}</span><b class="num">× ${line.quantity}</b></li>`,
  );
  return page(
    shell,
    { title },
    html`<div class="wrap narrow to-till" id="cart" data-cart-id="${cart.cartId}">${here({ store }, shell)}<h1>${title}</h1><p class="lead">${w(lang, 'toTill.text')}</p>
<div class="to-till-code">${qr(cart.handoff.qr, w(lang, 'cart.qr'))}<b class="code num">${cart.handoff.code}</b></div>
<ul class="mini">${lines}</ul><p class="between"><span>${w(lang, 'totals.total')}</span><b class="num strong">${eur(shell, cart.totals.total)}</b></p>
<p class="row wrapping"><a class="btn" href="${href(shell, '/cart')}">${w(lang, 'toTill.cart')}</a><a class="btn" href="${href(shell, '/scan')}">${icon('scan', 18)} ${w(lang, 'inStore.next')}</a></p></div>`,
  );
}

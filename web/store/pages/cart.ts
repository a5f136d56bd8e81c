/** The cart: lines one can change without JavaScript, what changed since last time, and the way to another device or the till. */
import { money } from '#kit/format';
import { html, url } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { HandoffPreview } from '../api.ts';
import { decoration, deliveryRow, empty, hidden, noscript, notices, picture, qr, totals, whyPrice } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CartLineView, CartView, HandoffView } from '../views.ts';
import { w } from '../words.ts';
import { cardWords, removeCard } from './gift-card.ts';

/** The shopper's cart. `unknownCode`: the code just typed opens nothing. */
export function cartPage(view: CartView, shell: Shell, unknownCode = false): Html {
  const { lang } = shell;
  const title = w(lang, 'cart.title');
  if (view.lines.length === 0) {
    const next = { href: href(shell, '/search?sort=newest'), words: w(lang, 'cart.emptyAction') };
    const nothing = empty(decoration('bag', 'bleu'), w(lang, 'cart.emptyTitle'), w(lang, 'cart.emptyText'), next);
    return page(
      shell,
      { title },
      html`<div class="wrap" id="cart" data-cart-id="${view.cartId}"><h1>${title}</h1>${notices(lang, view.notices)}${nothing}</div>`,
    );
  }
  return page(
    shell,
    { title },
    html`<div class="wrap" id="cart" data-cart-id="${view.cartId}"><h1>${title}</h1>${notices(lang, view.notices)}
<div class="cart"><section aria-label="${w(lang, 'cart.lines')}"><ul class="lines">${view.lines.map((line) => lineItem(line, shell))}</ul>${gifts(view, shell)}</section>
<aside class="sum">${nearly(view, shell)}${receiving(view, shell)}${totals(lang, view.totals, 'totals.total')}${codes(view, shell, unknownCode)}
<p><a class="btn p cta full" href="${href(shell, '/checkout')}">${w(lang, 'cart.checkout')}</a></p>
<p><a class="link sm" href="${href(shell, '/')}">${w(lang, 'cart.continue')}</a></p>
${view.handoff && handoff(view.handoff, shell)}</aside></div></div>`,
  );
}

// Each click sends the form; without JavaScript its button does.
function receiving(view: CartView, shell: Shell): Piece {
  const { lang } = shell;
  if (!view.receive) return '';
  const { deliveries, deliveryId } = view.receive;
  const rows = deliveries.map((delivery) => deliveryRow(delivery, delivery.deliveryId === deliveryId, shell));
  return html`<form method="post" action="${href(shell, '/cart/delivery')}" class="receiving" data-swap="#cart"><fieldset class="ch"><legend>${w(lang, 'product.places')}</legend>${rows}</fieldset>
<p class="sm"><a class="link" href="${href(shell, '/stores')}">${w(lang, 'cart.storesLink')}</a></p>${noscript(html`<p><button class="btn">${w(lang, 'cart.update')}</button></p>`)}</form>`;
}

// One click puts it there; its price stands on its line, and comes off in the sums.
function gifts(view: CartView, shell: Shell): Piece {
  const { lang } = shell;
  if (view.gifts.length === 0) return '';
  const rows = view.gifts.map(({ promotionId, skuId, quantity, name, options, promotion, picture: view_ }) => {
    const title = options ? `${name}, ${options}` : name;
    return html`<li>${picture({ ...view_, alt: '' }, { size: 64 })}<span><b>${w(lang, 'gift.earned')}</b><small>${title}${promotion && html` · ${promotion}`}</small></span>
<form method="post" action="${href(shell, '/cart/lines')}" data-swap="#cart">${hidden('skuId', skuId)}${hidden('quantity', String(quantity))}${hidden('giftOf', promotionId)}<button class="btn">${w(lang, 'gift.add')}</button></form></li>`;
  });
  return html`<ul class="gifts">${rows}</ul>`;
}

function nearly(view: CartView, shell: Shell): Piece {
  const { lang } = shell;
  if (view.nearly.length === 0) return '';
  const rows = view.nearly.map(({ of, missing, name }) => {
    const price = money(lang, missing);
    const words =
      of === 'delivery'
        ? w(lang, 'nearly.delivery', { price })
        : w(lang, 'nearly.promotion', { price, name: name ?? '' });
    return html`<li>${icon(of === 'delivery' ? 'truck' : 'gift', 18)}<span>${words}</span></li>`;
  });
  return html`<ul class="nearly sm">${rows}</ul>`;
}

// Closed unless there is something to see: most shoppers have no code, and should not go looking for one.
function codes(view: CartView, shell: Shell, unknown: boolean): Html {
  const { lang } = shell;
  const rows = view.codes.map(
    ({
      code,
      ok,
      words,
    }) => html`<li class="between"><span><b class="num">${code}</b><small class="${ok ? 'ok' : 'muted'}">${words}</small></span>
<form method="post" action="${href(shell, '/cart/codes')}" data-swap="#cart">${hidden('remove', code)}<button class="link sm" aria-label="${w(lang, 'cart.codeRemove', { code })}">${w(lang, 'cart.remove')}</button></form></li>`,
  );
  return html`<details class="codes" id="codes"${(rows.length > 0 || unknown) && html` open`}><summary>${w(lang, 'cart.codeTitle')}</summary>
${rows.length > 0 && html`<ul class="mini">${rows}</ul>`}<form method="post" action="${href(shell, '/cart/codes')}" class="code-form" data-swap="#cart">
<p class="fd"><label class="vh" for="code">${w(lang, 'cart.code')}</label><input id="code" name="code" maxlength="60" autocapitalize="characters" autocomplete="off" placeholder="${w(lang, 'cart.code')}"${unknown && html` aria-invalid="true" aria-describedby="code-wrong"`}></p><button class="btn">${w(lang, 'cart.codeAdd')}</button></form>
${unknown && html`<p class="err sm" id="code-wrong" role="alert">${w(lang, 'cart.codeUnknown')}</p>`}</details>`;
}

function lineItem(line: CartLineView, shell: Shell): Html {
  const { lang } = shell;
  const title = line.options ? `${line.name}, ${line.options}` : line.name;
  const state =
    line.available === 'none'
      ? html`<span class="avail none"><span class="dot"></span>${w(lang, 'product.soldOut')}</span>`
      : '';
  const place = line.place
    ? html`<span class="avail ${line.available}"><span class="dot"></span>${line.place.name} · ${line.place.words}</span>`
    : state;
  return html`<li class="line" id="line-${line.lineId}" data-line-sku="${line.skuId}">
<a class="line-pic" href="${href(shell, `/p/${line.handle}?v=${line.skuId}`)}" aria-label="${title}">${picture({ ...line.picture, alt: '' }, { size: 96 })}</a>
<div class="line-t"><h2><a href="${href(shell, `/p/${line.handle}?v=${line.skuId}`)}">${line.name}</a></h2>${line.options && html`<p class="sm muted">${line.options}</p>`}${line.card ? cardWords(line, shell) : html`<p>${place}</p>`}</div>
${line.card ? removeCard(line, shell) : quantityForm(line, title, shell)}
<div class="line-m"><b class="num strong">${eur(shell, line.total)}</b>${line.quantity > 1 && html`<span class="num sm muted">${w(lang, 'cart.each', { price: money(lang, line.unit) })}</span>`}${
    line.was && html`<s class="num sm muted">${money(lang, line.was)}</s>`
  }</div>${whyPrice(lang, line.why)}</li>`;
}

// The first button is what Enter presses in the number field; − and + send the next number, so no script is needed.
function quantityForm(line: CartLineView, title: string, shell: Shell): Html {
  const { lang } = shell;
  const max = Math.min(line.max ?? 9999, 9999);
  const full = line.quantity >= max;
  return html`<form class="qty" method="post" action="${href(shell, `/cart/lines/${line.lineId}`)}" data-swap="#cart">
<button class="vh">${w(lang, 'cart.update')}</button>
<span class="stepper"><button name="set" value="${line.quantity - 1}" aria-label="${w(lang, 'cart.less', { name: title })}">${icon('minus', 16)}</button>
<input class="num" type="number" name="quantity" value="${line.quantity}" min="0" max="${max}" inputmode="numeric" aria-label="${w(lang, 'cart.quantityOf', { name: title })}">
<button name="set" value="${line.quantity + 1}"${full && html` disabled`} aria-label="${w(lang, 'cart.more', { name: title })}">${icon('plus', 16)}</button></span>
<button class="link sm" name="set" value="0" aria-label="${w(lang, 'cart.removeOf', { name: title })}">${w(lang, 'cart.remove')}</button></form>`;
}

function handoff(view: HandoffView, shell: Shell): Html {
  const { lang } = shell;
  return html`<section class="handoff"><h2>${w(lang, 'cart.moveTitle')}</h2><p class="sm muted">${w(lang, 'cart.moveText')}</p>
<div class="row">${qr(view.qr, w(lang, 'cart.qr'))}<p><span class="sm muted">${w(lang, 'cart.moveCode')}</span><br><b class="code num">${view.code}</b><br>
<a class="link sm" href="${url(view.url)}">${w(lang, 'cart.moveLink')}</a></p></div></section>`;
}

/** Opened from a cart's link or QR code: says what would happen, and waits for the shopper's click. */
export function handoffPage(view: HandoffPreview | undefined, shell: Shell): Html {
  const { lang } = shell;
  if (!view) {
    const title = w(lang, 'handoff.unknownTitle');
    const action = { href: href(shell, '/cart'), words: w(lang, 'cart.see') };
    return page(
      shell,
      { title },
      html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${empty(decoration('parcel', 'bleu'), title, w(lang, 'handoff.unknownText'), action)}</div>`,
    );
  }
  const title = w(lang, 'handoff.title');
  const lines = view.cart.lines.map(
    (line) =>
      html`<li>${picture({ ...line.picture, alt: '' }, { size: 64 })}<span>${line.name}${line.options && html`<small>${line.options}</small>`}</span><b class="num">× ${line.quantity}</b></li>`,
  );
  const take = view.mine
    ? html`<p>${w(lang, 'handoff.mine')}</p><p><a class="btn p cta" href="${href(shell, '/cart')}">${w(lang, 'cart.see')}</a></p>`
    : html`<form method="post" action="${href(shell, `/cart/open/${view.code}`)}">${hidden('take', '1')}<button class="btn p cta">${w(lang, 'handoff.take')}</button></form>`;
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1><p class="lead">${w(lang, 'handoff.text', { n: view.cart.count })}</p><ul class="mini">${lines}</ul>${take}</div>`,
  );
}

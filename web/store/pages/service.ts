/** Orders without an account, receipts to print, and the shop's own texts. */
import { longDate } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { t } from '#kit/messages';
import type { CookieConsent } from '../consent.ts';
import { marked } from '../markup.ts';
import { box, field, totals } from '../parts.ts';
import type { ReceiptView, TextView } from '../service-api.ts';
import { consentForm, eur, href, legalLinks, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { sayError } from './checkout.ts';
import { withToken } from './returns.ts';
import type { FieldErrors } from './checkout.ts';
import { day } from '#base/time';

/** A form that opens an order by its number and e-mail; the same answer for all that does not fit. */
export function findOrderPage(
  shell: Shell,
  typed: { number: string; email: string },
  errors: FieldErrors = {},
  wrong = false,
): Html {
  const { lang } = shell;
  const title = w(lang, 'find.title');
  const told = (name: string): string | undefined => errors[name] && sayError(shell, errors[name]);
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1><p class="lead">${w(lang, 'find.text')}</p>${wrong && box('bad', 'alert', html`<p>${w(lang, 'find.wrong')}</p>`, true)}
<form method="post" action="${href(shell, '/orders/find')}" novalidate><div class="fg one">
${field({ name: 'number', label: w(lang, 'find.number'), value: typed.number, autocomplete: 'off', error: told('number'), required: true, max: 20 })}
${field({ name: 'email', label: w(lang, 'find.email'), value: typed.email, type: 'email', autocomplete: 'email', error: told('email'), required: true, max: 254 })}</div>
<button class="btn p cta">${w(lang, 'find.action')}</button></form></div>`,
  );
}

/** A receipt on paper: seller, buyer, lines, taxes. */
export function receiptPage(view: ReceiptView, shell: Shell, token: string): Html {
  const { lang } = shell;
  const { order, seller } = view;
  const title = w(lang, 'receipt.title', { code: order.code });
  const rows = view.lines.map(
    (line) =>
      html`<tr><td>${line.name}${line.options !== '' && html`<small class="muted">${line.options}</small>`}</td><td class="num r">${line.quantity}</td><td class="num r">${eur(shell, line.unit)}</td><td class="num r">${eur(shell, line.total)}</td></tr>`,
  );
  const ids = [
    seller.siren && w(lang, 'receipt.siren', { n: seller.siren }),
    seller.vat && w(lang, 'receipt.vat', { n: seller.vat }),
  ].filter((text) => text !== undefined && text !== '');
  const paid = order.payments.map((payment) => t(lang, `method.${payment.method}`)).join(', ');
  return page(
    shell,
    { title },
    html`<div class="wrap narrow paper" id="receipt"><p class="row wrapping noprint"><a class="btn" href="${href(shell, `/orders/${order.code}${withToken(token)}`)}">${w(lang, 'receipt.back')}</a><button class="btn p" type="button" data-print>${w(lang, 'receipt.print')}</button></p>
<h1>${title}</h1><p class="muted">${longDate(lang, order.placedAt, { year: true })}${order.place !== undefined && ` · ${order.place}`}</p>
<div class="two-parts"><div><h2>${w(lang, 'receipt.seller')}</h2><p>${seller.name}<br>${seller.address}${ids.length > 0 && html`<br>${ids.join(' · ')}`}</p></div>
${view.buyer !== '' && html`<div><h2>${w(lang, 'receipt.buyer')}</h2><p>${view.buyer}</p></div>`}</div>
<table class="history"><thead><tr><th scope="col">${w(lang, 'receipt.article')}</th><th scope="col" class="r">${w(lang, 'receipt.quantity')}</th><th scope="col" class="r">${w(lang, 'receipt.unit')}</th><th scope="col" class="r">${w(lang, 'receipt.amount')}</th></tr></thead><tbody>${rows}</tbody></table>
${totals(lang, view.totals, 'totals.total')}${paid !== '' && html`<p>${w(lang, 'order.payments')} : ${paid}</p>`}<p class="sm muted">${w(lang, 'receipt.note')}</p></div>`,
  );
}

/** One of the shop's texts, with its version; the page on cookies also takes the answer. */
export function textPage(view: TextView, shell: Shell): Html {
  const { lang } = shell;
  const path = `/legal/${view.slug}`;
  const on = longDate(lang, day(view.validFrom), { year: true });
  const answer = view.slug === 'cookies' && cookieChoice(shell);
  return page(
    shell,
    { title: view.title, canonical: path, description: `${view.title}, ${shell.facts.shop.name}.` },
    html`<div class="wrap legal"><nav aria-label="${w(lang, 'text.list')}"><ul>${legalLinks(shell, view.slug)}</ul></nav>
<article><h1>${view.title}</h1><p class="muted">${view.version === 0 ? w(lang, 'text.since', { day: on }) : w(lang, 'text.version', { day: on, version: view.version })}</p>${answer}<div class="prose">${marked(view.body)}</div></article></div>`,
  );
}

function cookieChoice(shell: Shell): Piece {
  const { lang, consent } = shell;
  const said = (choice: CookieConsent): string =>
    choice.said === 'unasked'
      ? w(lang, 'cookies.unasked')
      : w(lang, choice.said === 'yes' ? 'cookies.saidYes' : 'cookies.saidNo', {
          day: longDate(lang, day(choice.day), { year: true }),
        });
  return html`<section class="panel lined"><h2>${w(lang, 'cookies.now')}</h2><p>${said(consent)}</p>${consentForm(shell)}</section>`;
}

/** One-page guest checkout: contact, how to receive, how to pay; the sum beside it, and one button that names the amount. */
import { money } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { t } from '#kit/messages';
import { box, deliveryRow, field, hidden, noscript, notices, picture, totals, whyPrice } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CheckoutView, PaymentView } from '../views.ts';
import { w } from '../words.ts';
import type { ShopWord } from '../words.ts';

/** Field name → message; an empty object when nothing is wrong. */
export type FieldErrors = Readonly<Record<string, ShopWord>>;

/** The checkout; `errors` stand beneath their fields, `problem` is said above them. */
export function checkoutPage(
  view: CheckoutView,
  shell: Shell,
  errors: FieldErrors = {},
  problem?: string,
  overLimit = false,
): Html {
  const { lang, facts } = shell;
  const who = facts.shopper
    ? html`${w(lang, 'checkout.as', { name: facts.shopper.name })}`
    : html`${w(lang, 'checkout.text')} <a class="link" href="${href(shell, '/account/sign-in?next=/checkout')}">${w(lang, 'checkout.signIn')}</a>`;
  const wrong = Object.keys(errors).length > 0;
  const trouble =
    wrong || problem
      ? box(
          'bad',
          'alert',
          html`<p class="strong">${problem ?? w(lang, 'error.title')}</p>${overLimit && html`${field({ name: 'note', label: w(lang, 'approval.note'), max: 300 })}<p><button class="btn p cta" name="step" value="approval">${w(lang, 'approval.ask')}</button></p>`}`,
          true,
        )
      : '';
  return page(
    shell,
    { title: w(lang, 'checkout.title'), bare: true },
    html`<form class="co" id="checkout" method="post" action="${href(shell, '/checkout')}" data-checkout novalidate>
${hidden('orderId', view.orderId)}
<div class="co-f"><h1>${w(lang, 'checkout.title')}</h1><p class="muted">${who}</p>${trouble}${notices(lang, view.cart.notices)}
${contact(view, shell, errors)}${receive(view, shell, errors)}${vouchers(view, shell)}${pay(view, shell, errors)}</div>
<aside class="co-s">${summary(view, shell)}</aside></form>`,
  );
}

function contact(view: CheckoutView, shell: Shell, errors: FieldErrors): Html {
  const { lang } = shell;
  const say = (name: string): string | undefined => said(shell, errors, name);
  return html`<section class="st"><h2>${w(lang, 'checkout.contact')}</h2><div class="fg">
${field({ name: 'email', label: w(lang, 'field.emailUse'), value: view.contact.email, type: 'email', autocomplete: 'email', error: say('email'), required: true, max: 254 })}
${field({ name: 'phone', label: w(lang, 'field.phoneUse'), value: view.contact.phone, type: 'tel', autocomplete: 'tel', error: say('phone'), max: 30 })}
${field({ name: 'name', label: w(lang, 'field.name'), value: view.contact.name, autocomplete: 'name', error: say('name'), required: true, wide: 'full' })}</div></section>`;
}

function receive(view: CheckoutView, shell: Shell, errors: FieldErrors): Html {
  const { lang } = shell;
  const { address } = view;
  const say = (name: string): string | undefined => said(shell, errors, name);
  const rows = view.deliveries.map((delivery) => deliveryRow(delivery, delivery.deliveryId === view.deliveryId, shell));
  return html`<section class="st"><h2>${w(lang, 'checkout.receive')}</h2>
<fieldset class="ch"><legend class="vh">${w(lang, 'checkout.receive')}</legend>${rows}${fault(say('deliveryId'))}</fieldset>
<fieldset class="address"><legend class="vh">${w(lang, 'checkout.address')}</legend><div class="fg">${countryField(view, shell)}
${field({ name: 'line1', label: w(lang, 'field.line1'), value: address.line1, autocomplete: 'address-line1', error: say('line1') })}
${field({ name: 'line2', label: w(lang, 'field.line2'), value: address.line2, autocomplete: 'address-line2', error: say('line2') })}
${field({ name: 'postcode', label: w(lang, 'field.postcode'), value: address.postcode, autocomplete: 'postal-code', error: say('postcode'), wide: 'third', max: 12 })}
${field({ name: 'city', label: w(lang, 'field.city'), value: address.city, autocomplete: 'address-level2', error: say('city') })}</div></fieldset>
${noscript(html`<p><button class="btn" name="step" value="refresh">${w(lang, 'checkout.refresh')}</button></p>`)}</section>`;
}

/** Where it goes decides the VAT; with one country there is nothing to choose. */
function countryField({ address, countries }: CheckoutView, { lang }: Shell): Html {
  const chosen = address.country || countries[0]?.code || 'FR';
  if (countries.length < 2) return hidden('country', chosen);
  const rows = countries.map(
    ({ code, name }) => html`<option value="${code}"${code === chosen && html` selected`}>${name}</option>`,
  );
  return html`<p class="fd full"><label for="f-country">${w(lang, 'field.country')}</label><select id="f-country" name="country" autocomplete="country">${rows}</select></p>`;
}

const problemWords = {
  unknown: 'vouchers.unknown',
  blocked: 'vouchers.blocked',
  expired: 'vouchers.expired',
  currency: 'vouchers.currency',
  often: 'vouchers.often',
} as const;

/** A gift card's code and the shopper's credit: what they pay is said beside them, and taken off what is to be paid. */
function vouchers({ vouchers: view }: CheckoutView, shell: Shell): Html {
  const { lang } = shell;
  const { card, credit, problem } = view;
  const text = card && w(lang, 'vouchers.card', { pays: money(lang, card.pays), has: money(lang, card.has) });
  const error = problem && sayError(shell, problemWords[problem]);
  const mine =
    credit &&
    html`<label class="ck"><input type="checkbox" name="credit" value="on"${credit.on && html` checked`}><span>${w(lang, 'vouchers.credit', { has: money(lang, credit.has) })}${credit.on && html`<small>${w(lang, 'vouchers.pays', { pays: money(lang, credit.pays) })}</small>`}</span></label>`;
  return html`<section class="st vouchers"><details${(view.code !== '' || credit !== undefined) && html` open`}><summary><h2>${w(lang, 'vouchers.title')}</h2></summary>
<div class="fg">${field({ name: 'gift', label: w(lang, 'vouchers.code'), value: view.code, autocomplete: 'off', error, max: 60 })}</div>${text && html`<p class="ok sm" role="status">${icon('check', 14)} ${text}</p>`}${mine}
<p><button class="btn" name="step" value="refresh">${w(lang, 'vouchers.use')}</button></p></details></section>`;
}

function pay(view: CheckoutView, shell: Shell, errors: FieldErrors): Html {
  const { lang } = shell;
  if (view.vouchers.rest.minor === 0 && view.totals.total.minor > 0)
    return html`<section class="st"><h2>${w(lang, 'checkout.pay')}</h2>${hidden('method', 'card')}<p class="muted">${w(lang, 'vouchers.all')}</p></section>`;
  const say = (name: string): string | undefined => said(shell, errors, name);
  const rows = view.payments.map((payment) => paymentRow(payment, payment.method === view.method, shell));
  const outcomes = view.payments.find((payment) => payment.method === 'card')?.outcomes ?? [];
  return html`<section class="st"><h2>${w(lang, 'checkout.pay')}</h2>
<fieldset class="ch"><legend class="vh">${w(lang, 'checkout.pay')}</legend>${rows}${fault(say('method'))}</fieldset>${outcomeChoice(outcomes, shell)}</section>`;
}

const wordsOf = (method: PaymentView['method'], lang: Shell['lang']): string =>
  method === 'pay_in_store'
    ? w(lang, 'checkout.promiseText')
    : method === 'transfer'
      ? w(lang, 'checkout.transferText')
      : '';

function paymentRow(view: PaymentView, on: boolean, shell: Shell): Html {
  const { lang } = shell;
  const words = view.words ?? wordsOf(view.method, lang);
  return html`<label class="cx ${view.method}"><input type="radio" name="method" value="${view.method}"${on && html` checked`}>
<span><b class="strong">${t(lang, `method.${view.method}`)}</b>${words && html`<small>${words}</small>`}</span>${icon(view.method === 'card' ? 'card' : 'store', 22)}</label>`;
}

/** Demo only: what the pretend provider shall answer; no card number is ever asked for. */
export function outcomeChoice(outcomes: readonly { code: string; name: string }[], shell: Shell): Piece {
  const { lang } = shell;
  if (outcomes.length === 0) return '';
  const rows = outcomes.map(
    (outcome, i) =>
      html`<label class="ck"><input type="radio" name="outcome" value="${outcome.code}"${i === 0 && html` checked`}><span>${outcome.name}</span></label>`,
  );
  return html`<fieldset class="outcomes"><legend>${w(lang, 'checkout.outcome')}</legend><p class="sm muted">${w(lang, 'checkout.outcomeText')}</p>${rows}</fieldset>`;
}

function summary(view: CheckoutView, shell: Shell): Html {
  const { lang } = shell;
  const { card, credit, rest } = view.vouchers;
  const amount = money(lang, rest);
  const { deposit } = view;
  const byCard = deposit ? money(lang, deposit.now) : amount;
  const paid = [
    ...(card ? [{ name: w(lang, 'vouchers.paidByCard', { last4: card.last4 }), pays: card.pays }] : []),
    ...(credit?.on === true ? [{ name: w(lang, 'vouchers.paidByCredit'), pays: credit.pays }] : []),
  ].map(({ name, pays }) => html`<div class="ok"><dt>${name}</dt><dd class="num">− ${money(lang, pays)}</dd></div>`);
  const left =
    paid.length > 0 &&
    html`<dl class="totals">${paid}<div class="big"><dt>${w(lang, 'vouchers.rest')}</dt><dd class="num">${amount}</dd></div></dl>`;
  const lines = view.cart.lines.map(
    (line) =>
      html`<li>${picture({ ...line.picture, alt: '' }, { size: 64 })}<span>${line.name}<small>${line.options}${line.quantity > 1 && html` × ${line.quantity}`}</small></span><b class="num">${eur(shell, line.total)}</b>${whyPrice(lang, line.why)}</li>`,
  );
  return html`<div id="summary">${hidden('agreedMinor', view.totals.total.minor)}<div class="between"><h2>${w(lang, 'grid.count', { n: view.cart.count })}</h2><a class="link sm" href="${href(shell, '/cart')}">${w(lang, 'checkout.edit')}</a></div>
<ul class="mini">${lines}</ul>${totals(lang, view.totals, left ? 'totals.total' : 'totals.toPay')}${left}
${deposit && html`<p class="sm deposit by-card by-account">${w(lang, 'checkout.deposit', { now: byCard, later: money(lang, deposit.later) })}</p>`}
<button class="btn p cta full tall"><span class="by-card${deposit && html` by-account`}">${w(lang, deposit ? 'checkout.payDeposit' : 'checkout.payCard', { amount: byCard })}</span>${!deposit && html`<span class="by-account">${w(lang, 'checkout.account', { amount })}</span>`}<span class="by-store">${w(lang, 'checkout.promise', { amount })}</span><span class="by-transfer">${w(lang, 'checkout.transfer', { amount })}</span></button>
<p class="xs muted">${w(lang, 'checkout.terms')}</p></div>`;
}

const fault = (message: string | undefined): Piece =>
  message && html`<p class="err">${icon('alert', 14)} ${message}</p>`;

const said = (shell: Shell, errors: FieldErrors, name: string): string | undefined => {
  const key = errors[name];
  return key && sayError(shell, key);
};

/** A field's message in words; a message that takes facts is never one. */
export const sayError = (shell: Shell, key: ShopWord): string => w(shell.lang, key as 'error.required');

/** The account: sign in, register, and one history of all channels. */
import { longDate, money, shortDate } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { t } from '#kit/messages';
import { box, decoration, empty, field, hidden, whyPrice } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { AccountView, PurchaseView } from '../views.ts';
import { w } from '../words.ts';
import { pushPanel } from './push.ts';
import { accountNav } from './account-inside.ts';
import { sayError } from './checkout.ts';
import type { FieldErrors } from './checkout.ts';
import { stateTone } from './order.ts';

/** What stands in a form that is shown again; passwords never do. */
export type Typed = {
  email?: string;
  name?: string;
  next: string;
  /** The password is a new one. */ changed?: boolean;
};

/** Sign in; `wrong` when the last try failed. */
export function signInPage(shell: Shell, typed: Typed, errors: FieldErrors = {}, wrong = false): Html {
  const { lang } = shell;
  const say = sayer(shell, errors);
  const trouble = wrong
    ? box('bad', 'alert', html`<p>${w(lang, 'signIn.wrong')}</p>`, true)
    : typed.changed === true && box('ok', 'check', html`<p>${w(lang, 'reset.done')}</p>`);
  const merge = (shell.facts.cartCount ?? 0) > 0 && html`<p class="sm muted">${w(lang, 'signIn.merge')}</p>`;
  return entry(
    shell,
    w(lang, 'signIn.title'),
    w(lang, 'signIn.text'),
    html`${trouble}<form method="post" action="${href(shell, '/account/sign-in')}" novalidate>${hidden('next', typed.next)}<div class="fg one">
${field({ name: 'email', label: w(lang, 'field.email'), value: typed.email ?? '', type: 'email', autocomplete: 'username', error: say('email'), required: true, max: 254 })}
${field({ name: 'password', label: w(lang, 'field.password'), type: 'password', autocomplete: 'current-password', error: say('password'), required: true, max: 200 })}</div><p class="sm"><a class="link" href="${href(shell, '/account/forgotten')}">${w(lang, 'forgotten.link')}</a></p>${merge}
<button class="btn p cta full">${w(lang, 'signIn.action')}</button></form>
<p>${w(lang, 'signIn.new')} <a class="link" href="${href(shell, `/account/register?next=${encodeURIComponent(typed.next)}`)}">${w(lang, 'signIn.register')}</a></p>`,
  );
}

/** Create an account; `taken` when the e-mail has one. */
export function registerPage(shell: Shell, typed: Typed, errors: FieldErrors = {}, taken = false): Html {
  const { lang } = shell;
  const say = sayer(shell, errors);
  const trouble = taken ? box('bad', 'alert', html`<p>${w(lang, 'register.taken')}</p>`, true) : '';
  return entry(
    shell,
    w(lang, 'register.title'),
    w(lang, 'register.text'),
    html`${trouble}<form method="post" action="${href(shell, '/account/register')}" novalidate>${hidden('next', typed.next)}<div class="fg one">
${field({ name: 'name', label: w(lang, 'field.name'), value: typed.name ?? '', autocomplete: 'name', error: say('name'), required: true })}
${field({ name: 'email', label: w(lang, 'field.email'), value: typed.email ?? '', type: 'email', autocomplete: 'username', error: say('email'), required: true, max: 254 })}
${field({ name: 'password', label: w(lang, 'field.newPassword'), type: 'password', autocomplete: 'new-password', error: say('password'), required: true, max: 200 })}</div>
<button class="btn p cta full">${w(lang, 'register.action')}</button></form>
<p>${w(lang, 'register.known')} <a class="link" href="${href(shell, `/account/sign-in?next=${encodeURIComponent(typed.next)}`)}">${w(lang, 'signIn.action')}</a></p>`,
  );
}

/** A page with one form, and a drawing beside it. */
export function entry(shell: Shell, title: string, text: string, body: Html): Html {
  return page(
    shell,
    { title },
    html`<div class="wrap entry"><div><h1>${title}</h1><p class="lead">${text}</p>${body}</div><div class="entry-art stage-2" aria-hidden="true">${decoration('bag', 'groseille')}</div></div>`,
  );
}

/** What is wrong with a field, in words. */
export const sayer =
  (shell: Shell, errors: FieldErrors) =>
  (name: string): string | undefined => {
    const key = errors[name];
    return key && sayError(shell, key);
  };

/** The signed-in shopper's page. */
export function accountPage(
  view: AccountView,
  shell: Shell,
  errors: FieldErrors = {},
  saved = false,
  problem?: string,
): Html {
  const { lang } = shell;
  return page(
    shell,
    { title: w(lang, 'account.title') },
    html`<div class="wrap account"><div class="between"><h1>${w(lang, 'account.hello', { name: view.name })}</h1>
<form method="post" action="${href(shell, '/account/sign-out')}">${hidden('out', '1')}<button class="btn">${w(lang, 'account.signOut')}</button></form></div>
${accountNav(shell, '/account')}${saved && box('ok', 'check', html`<p>${w(lang, 'account.saved')}</p>`)}
${problem && box('bad', 'alert', html`<p>${problem}</p>`)}${approvals(view, shell)}${buying(view, shell)}<div class="pp"><section class="panel lined" id="purchases"><h2>${w(lang, 'account.purchases')}</h2>${history(view, shell)}</section>${profile(view, shell, errors)}</div>${pushPanel(shell, 'settings')}</div>`,
  );
}

/** What waits for this person's yes, and what became of what they asked for. */
function approvals({ approvals: rows }: AccountView, shell: Shell): Piece {
  const { lang } = shell;
  if (!rows) return '';
  const items = rows.map((row) => {
    const title = row.mine ? w(lang, 'approval.mine', { company: row.company }) : w(lang, 'approval.of', row);
    const tone = row.state === 'approved' ? 'ok' : row.state === 'refused' ? 'bad' : 'warn';
    const verbs =
      row.mayDecide &&
      html`<form method="post" action="${href(shell, '/account/approval')}" class="fg one">${hidden('askId', row.askId)}
${field({ name: 'answer', label: w(lang, 'approval.answer'), value: '', max: 300 })}<p class="row wrapping"><button class="btn p cta" name="decision" value="yes">${w(lang, 'approval.yes')}</button><button class="btn cta" name="decision" value="no">${w(lang, 'approval.no')}</button></p></form>`;
    const order =
      row.code !== undefined &&
      row.mine &&
      html`<p><a class="link" href="${href(shell, `/orders/${row.code}`)}">${w(lang, 'approval.order', { code: row.code })}</a></p>`;
    return html`<li><div class="between"><b class="strong">${title}</b><span class="tag ${tone}">${w(lang, `approval.${row.state}`)}</span></div>
<p class="sm muted">${shortDate(lang, row.at)} · <b class="num">${money(lang, row.total)}</b></p><ul class="sm asked">${row.lines.map((line) => html`<li><span>${line.words}</span><b class="num">${money(lang, line.total)}</b>${whyPrice(lang, line.why)}</li>`)}</ul>${row.note !== '' && html`<p class="sm">${w(lang, 'approval.said', row)}</p>`}${row.state === 'waiting' && row.heldUntil !== undefined && html`<p class="sm">${w(lang, 'approval.held', { day: longDate(lang, row.heldUntil) })}</p>`}${row.answer !== '' && html`<p class="sm">${w(lang, 'approval.answered', row)}</p>`}${order}${verbs}</li>`;
  });
  return html`<section class="panel lined approvals" id="approvals"><h2>${w(lang, 'approval.title')}</h2><ul>${items}</ul></section>`;
}

/** Who belongs to a company says for whom they buy: prices, cart and invoice follow. */
function buying({ buyingFor }: AccountView, shell: Shell): Piece {
  const { lang } = shell;
  if (!buyingFor) return '';
  const none = buyingFor.companies.every((one) => !one.chosen);
  const choice = (id: string, name: string, chosen: boolean): Html =>
    html`<label class="row"><input type="radio" name="companyId" value="${id}"${chosen && html` checked`}><span>${name}</span></label>`;
  return html`<form class="panel lined" id="buying" method="post" action="${href(shell, '/account/company')}"><fieldset><legend><h2>${w(lang, 'company.title')}</h2></legend>
<p class="sm muted">${w(lang, 'company.text')}</p>${choice('', w(lang, 'company.self'), none)}${buyingFor.companies.map((one) => choice(one.companyId, one.name, one.chosen))}</fieldset>
<p><button class="btn">${w(lang, 'company.choose')}</button></p></form>`;
}

function history(view: AccountView, shell: Shell): Piece {
  const { lang } = shell;
  if (view.purchases.length === 0) {
    const action = { href: href(shell, '/search?sort=newest'), words: w(lang, 'cart.emptyAction') };
    return empty(decoration('parcel', 'bleu'), w(lang, 'account.none'), w(lang, 'account.noneText'), action);
  }
  const older =
    view.next &&
    html`<p><a class="btn" rel="next" href="${href(shell, `/account?after=${encodeURIComponent(view.next)}#purchases`)}">${w(lang, 'account.older')}</a></p>`;
  return html`${purchaseTable(view.purchases, shell)}${older}`;
}

/** Purchases as a table: when, what, where, how far, how much. */
export function purchaseTable(purchases: readonly PurchaseView[], shell: Shell): Html {
  const { lang } = shell;
  return html`<table class="history"><thead><tr><th scope="col">${w(lang, 'account.date')}</th><th scope="col">${w(lang, 'account.what')}</th><th scope="col">${w(lang, 'account.where')}</th><th scope="col">${w(lang, 'account.state')}</th><th scope="col" class="r">${w(lang, 'account.total')}</th></tr></thead>
<tbody>${purchases.map((purchase) => purchaseRow(purchase, shell))}</tbody></table>`;
}

function purchaseRow(view: PurchaseView, shell: Shell): Html {
  const { lang } = shell;
  const where = view.place
    ? html`${t(lang, `channel.${view.channel}`)}, ${view.place}`
    : t(lang, `channel.${view.channel}`);
  return html`<tr><td class="num">${shortDate(lang, view.at)}</td><td><a class="link" href="${href(shell, `/orders/${view.code}`)}">${view.summary}</a><small class="num muted">${view.code}</small></td>
<td>${where}</td><td><span class="tag ${stateTone[view.state]}">${t(lang, `order.${view.state}`)}</span></td><td class="num r">${eur(shell, view.total)}</td></tr>`;
}

function profile(view: AccountView, shell: Shell, errors: FieldErrors): Html {
  const { lang } = shell;
  const say = sayer(shell, errors);
  const { address } = view;
  return html`<section class="panel lined"><h2>${w(lang, 'account.profile')}</h2><p class="sm muted">${view.email}</p>
<form method="post" action="${href(shell, '/account')}" novalidate><div class="fg one">
${field({ name: 'name', label: w(lang, 'field.name'), value: view.name, autocomplete: 'name', error: say('name'), required: true })}
${field({ name: 'phone', label: w(lang, 'field.phone'), value: view.phone, type: 'tel', autocomplete: 'tel', error: say('phone'), max: 30 })}
${field({ name: 'line1', label: w(lang, 'field.line1'), value: address.line1, autocomplete: 'address-line1', error: say('line1') })}
${field({ name: 'line2', label: w(lang, 'field.line2'), value: address.line2, autocomplete: 'address-line2', error: say('line2') })}
${field({ name: 'postcode', label: w(lang, 'field.postcode'), value: address.postcode, autocomplete: 'postal-code', error: say('postcode'), max: 12 })}
${field({ name: 'city', label: w(lang, 'field.city'), value: address.city, autocomplete: 'address-level2', error: say('city') })}
${hidden('country', address.country || 'FR')}</div><button class="btn cta">${w(lang, 'account.save')}</button></form></section>`;
}

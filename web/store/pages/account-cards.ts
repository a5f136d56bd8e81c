/** The account's gift cards and store credit: what each holds, what came and went, and keeping one by its code. */
import { date, money, shortDate } from '#kit/format';
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { box, field } from '../parts.ts';
import type { CardsView, CardProblem, VoucherView } from '../service-api.ts';
import { href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { room } from './account-inside.ts';

export function cardsPage(
  view: CardsView,
  shell: Shell,
  form: { readonly code?: string; readonly problem?: CardProblem; readonly saved?: boolean } = {},
): Html {
  const { lang } = shell;
  const { credits, cards } = view;
  const none = credits.length === 0 && cards.length === 0;
  const told = form.problem && w(lang, `cards.${form.problem}`);
  return room(shell, '/account/cards', w(lang, 'cards.title'), [
    form.saved && box('ok', 'check', html`<p>${w(lang, 'cards.saved')}</p>`),
    none
      ? html`<p class="lead">${w(lang, 'cards.none')}</p>`
      : html`<ul class="cards-2 vouchers">${[...credits, ...cards].map((one) => voucher(one, shell))}</ul>`,
    html`<section class="panel lined short"><h2>${w(lang, 'cards.add')}</h2><p class="muted">${w(lang, 'cards.addText')}</p>
<form method="post" action="${href(shell, '/account/cards')}" novalidate><div class="fg one">
${field({ name: 'code', label: w(lang, 'cards.code'), value: form.code ?? '', required: true, max: 60, error: told, autocomplete: 'off' })}</div>
<button class="btn p cta">${w(lang, 'cards.keep')}</button></form></section>`,
  ]);
}

/** A card, or the credit: what it holds, until when, and its last movements. */
function voucher(view: VoucherView, shell: Shell): Html {
  const { lang } = shell;
  const { last4, balance, expiresOn, bar, movements } = view;
  const name = last4 === undefined ? w(lang, 'cards.credit') : w(lang, 'cards.card', { last4: last4.toUpperCase() });
  const state =
    bar !== null
      ? html`<span class="tag bad">${w(lang, `cards.${bar}`)}</span>`
      : expiresOn !== null
        ? html`<span class="muted">${w(lang, 'cards.until', { day: date(lang, expiresOn) })}</span>`
        : html`<span class="muted">${w(lang, 'cards.noEnd')}</span>`;
  const rows = movements.map(
    ({ at, amount, what }) =>
      html`<li><span>${shortDate(lang, at)} · ${w(lang, `cards.was.${what}`)}</span><span class="num">${amount.minor > 0 && '+'}${money(lang, amount)}</span></li>`,
  );
  return html`<li class="panel lined"><h2>${name}</h2><p class="voucher-sum num"><b>${money(lang, balance)}</b></p><p>${state}</p>
${rows.length > 0 && html`<details><summary>${w(lang, 'cards.moves')}</summary><ul class="voucher-moves">${rows}</ul></details>`}</li>`;
}

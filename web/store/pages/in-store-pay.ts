/** Paying on the phone what lies in the hand: what it is, who it is for, and one button that names the amount. */
import { money } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { box, decoration, empty, field, hidden, notices, picture, totals, whyPrice } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CheckoutView, StoreView } from '../views.ts';
import { w } from '../words.ts';
import { outcomeChoice, sayError } from './checkout.ts';
import type { FieldErrors } from './checkout.ts';
import { here } from './in-store.ts';

/** `view` is what was taken here; undefined: nothing. */
export function payHerePage(
  view: CheckoutView | undefined,
  store: StoreView,
  shell: Shell,
  errors: FieldErrors = {},
  problem?: string,
): Html {
  const { lang, facts } = shell;
  const title = w(lang, 'payHere.title');
  if (!view || view.cart.lines.length === 0) {
    const action = { href: href(shell, '/scan'), words: w(lang, 'app.scan') };
    const nothing = empty(decoration('bag', 'bleu'), title, w(lang, 'payHere.empty'), action);
    return page(shell, { title }, html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${nothing}</div>`);
  }
  const wrong = Object.keys(errors).length > 0;
  const trouble =
    wrong || problem ? box('bad', 'alert', html`<p class="strong">${problem ?? w(lang, 'error.title')}</p>`, true) : '';
  const rest = facts.cartCount ?? 0;
  return page(
    shell,
    { title },
    html`<div class="wrap narrow pay-here" id="pay-here">${here({ store }, shell)}<h1>${title}</h1><p class="muted">${w(lang, 'payHere.text')}${rest > 0 && html` ${w(lang, 'payHere.rest', { n: rest })}`}</p>
${trouble}${notices(lang, view.cart.notices)}<ul class="mini bag">${view.cart.lines.map((line) => bagLine(line, store, shell))}</ul>
${payForm(view, store, shell, errors)}
<p class="row wrapping"><a class="btn" href="${href(shell, '/scan')}">${icon('scan', 18)} ${w(lang, 'inStore.next')}</a></p></div>`,
  );
}

function bagLine(line: CheckoutView['cart']['lines'][number], store: StoreView, shell: Shell): Html {
  const { lang } = shell;
  const set = (quantity: number, label: string, words: Piece): Html =>
    html`<button class="btn" name="set" value="${quantity}" aria-label="${label}">${words}</button>`;
  return html`<li>${picture({ ...line.picture, alt: '' }, { size: 64 })}<span>${line.name}${line.options && html`<small>${line.options}</small>`}<b class="num">${eur(shell, line.total)}</b>${whyPrice(lang, line.why)}</span>
<form method="post" class="row" action="${href(shell, `/in/${store.siteId}/bag`)}">${hidden('skuId', line.skuId)}${set(line.quantity - 1, w(lang, 'payHere.less', { name: line.name }), '−')}<b class="num">${line.quantity}</b>${(line.max === undefined || line.quantity < line.max) && set(line.quantity + 1, w(lang, 'payHere.more', { name: line.name }), '+')}</form></li>`;
}

// Where this store cannot hand it over as an order any more, the till still sells it: what lies on its shelf.
function payForm(view: CheckoutView, store: StoreView, shell: Shell, errors: FieldErrors): Html {
  const { lang } = shell;
  const way = view.deliveries.find((delivery) => delivery.deliveryId === `pickup:${store.siteId}`);
  if (!way || way.reason !== undefined)
    return box(
      'note',
      'alert',
      html`<p class="strong">${w(lang, 'payHere.cannot')}</p>${way?.reason && html`<p>${way.reason}</p>`}`,
    );
  const say = (name: string): string | undefined => (errors[name] ? sayError(shell, errors[name]) : undefined);
  const outcomes = view.payments.find((payment) => payment.method === 'card')?.outcomes ?? [];
  const { contact } = view;
  return html`<form method="post" class="panel lined" action="${href(shell, `/in/${store.siteId}/pay`)}" data-online="${w(lang, 'inStore.offline')}" novalidate>${hidden('orderId', view.orderId)}${hidden('agreedMinor', view.totals.total.minor)}
<div class="fg one">${field({ name: 'email', label: w(lang, 'payHere.email'), value: contact.email, type: 'email', autocomplete: 'email', error: say('email'), required: true, max: 254 })}
${field({ name: 'name', label: w(lang, 'field.name'), value: contact.name, autocomplete: 'name', error: say('name'), required: true })}</div>
${outcomeChoice(outcomes, shell)}${totals(lang, view.totals, 'totals.toPay')}
<button class="btn p cta full tall">${icon('card', 20)} ${w(lang, 'checkout.payCard', { amount: money(lang, view.totals.total) })}</button><p class="xs muted">${w(lang, 'checkout.terms')}</p></form>`;
}

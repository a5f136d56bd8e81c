/** One order on one page: what is happening, what is in it, how it was paid, and the facts so far. Till receipts too. */
import { longDate, when } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { IconName } from '#kit/icons';
import { t } from '#kit/messages';
import type { Instant } from '#base/time';
import { box, decoration, empty, hidden, picture, qr, totals, whyPrice } from '../parts.ts';
import type { ReturnView } from '../service-api.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { cardForWords } from './gift-card.ts';
import type { OrderState, OrderView, ParcelView, PaymentState, StepView } from '../views.ts';
import { w } from '../words.ts';
import { outcomeChoice } from './checkout.ts';
import { orderChanges, orderNews } from './order-changes.ts';
import { pushPanel } from './push.ts';
import { transferPanel } from './transfer.ts';
import { orderPapers, orderWays } from './returns.ts';

/** How a state is tinted; the word says it too. */
export const stateTone: Readonly<Record<OrderState, string>> = {
  awaiting_payment: 'warn',
  placed: 'acc',
  preparing: 'acc',
  ready: 'ok',
  shipped: 'acc',
  delivered: 'ok',
  returned: '',
  done: 'ok',
  cancelled: '',
  needs_person: 'note',
};

/** Something of these is still to be told. */
const underWay: ReadonlySet<OrderState> = new Set(['awaiting_payment', 'placed', 'preparing', 'shipped']);

/** What a retry form needs beside the view: its token and an id for this attempt. */
export type Attempt = { token: string; attemptId: string; returns?: ReturnView | undefined };

/** An order's page, told at `now`. */
export function orderPage(view: OrderView, shell: Shell, attempt: Attempt, now: Instant): Html {
  const { lang } = shell;
  const till = view.channel === 'till';
  const day = longDate(lang, view.placedAt, { year: true });
  const meta = till
    ? w(lang, 'order.metaTill', { code: view.code, day, place: view.place ?? '' })
    : w(lang, 'order.meta', { code: view.code, day });
  const say = till && view.state === 'done' ? w(lang, 'order.say.till') : w(lang, `order.say.${view.state}`);
  const title = w(lang, till ? 'order.ticket' : 'order.title', { code: view.code });
  const mail =
    view.email &&
    view.state !== 'awaiting_payment' &&
    html`<p class="lead">${w(lang, 'order.mail', { email: view.email })}</p>`;
  return page(
    shell,
    { title },
    html`<div class="wrap order" id="order" data-order="${view.code}"><p class="muted">${meta}</p><h1>${say}</h1>${view.promise !== undefined && html`<p class="lead promised">${icon('truck', 20)} ${view.promise}</p>`}${mail}${steps(view, shell, now)}${pass(view, shell)}${transferPanel(view.transfer, shell, now)}${retry(view, shell, attempt, now)}${orderNews(view, shell, attempt)}
<div class="pp"><div>${view.parcels.map((parcel) => parcelCard(parcel, view, shell, now))}</div><div>${timeline(view, shell, now)}${shell.facts.shopper && underWay.has(view.state) && pushPanel(shell, 'offer')}${payments(view, shell)}${orderChanges(view, shell, attempt)}</div></div>
${view.state !== 'awaiting_payment' && orderWays(shell, view.code, attempt.token, attempt.returns)}${orderPapers(view, attempt.token, shell)}</div>`,
  );
}

const stepSign: Readonly<Record<StepView['key'], IconName>> = {
  ordered: 'receipt',
  paid: 'card',
  ready: 'store',
  collected: 'cart',
  shipped: 'truck',
  delivered: 'box',
  returned: 'back',
  cancelled: 'x',
  person: 'user',
};

/** Where the order is: a list in its order, each step saying in words whether it is done. */
function steps(view: OrderView, shell: Shell, now: Instant): Piece {
  const { lang } = shell;
  if (view.steps.length === 0) return '';
  const items = view.steps.map((step) => {
    const at = step.at && html`<small class="num">${when(lang, step.at, now)}</small>`;
    return html`<li class="${step.state}"${step.state === 'now' && html` aria-current="step"`}><span class="mark" aria-hidden="true">${icon(step.state === 'done' ? 'check' : stepSign[step.key], 18)}</span><div><b>${step.words}</b> <span class="vh">${w(lang, `step.${step.state}`)}</span>${at}${step.text !== undefined && html`<p>${step.text}</p>`}</div></li>`;
  });
  return html`<section class="panel lined steps" aria-label="${w(lang, 'step.title')}"><ol>${items}</ol></section>`;
}

function pass(view: OrderView, { lang }: Shell): Piece {
  if (!view.pass) return '';
  return html`<section class="panel lined pass"><div><h2>${w(lang, 'order.pass')}</h2><p class="sm muted">${w(lang, 'order.passText')}</p><b class="code num">${view.pass.code}</b></div>${qr(view.pass, w(lang, 'order.pass'))}</section>`;
}

function retry(view: OrderView, shell: Shell, attempt: Attempt, now: Instant): Piece {
  const { lang } = shell;
  if (!view.retry) return '';
  const text = w(lang, 'order.retryText', { until: when(lang, view.retry.until, now) });
  const form = html`<form method="post" action="${href(shell, `/orders/${view.code}/pay`)}">${hidden('t', attempt.token)}${hidden('attemptId', attempt.attemptId)}
${outcomeChoice(view.retry.outcomes ?? [], shell)}<button class="btn p cta">${w(lang, 'order.retry', { amount: eur(shell, view.retry.amount) })}</button></form>`;
  if (view.retry.instead)
    return html`<details class="panel lined"><summary class="strong">${w(lang, 'order.insteadTitle')}</summary><p>${w(lang, 'order.insteadText')}</p>${form}</details>`;
  return box('bad', 'alert', html`<p class="strong">${w(lang, 'order.retryTitle')}</p><p>${text}</p>${form}`);
}

function parcelCard(parcel: ParcelView, view: OrderView, shell: Shell, now: Instant): Html {
  const { lang } = shell;
  const name =
    parcel.kind === 'pickup'
      ? w(lang, 'product.pickup', { name: parcel.name })
      : parcel.kind === 'home'
        ? w(lang, 'product.home')
        : parcel.name;
  const sign = parcel.kind === 'home' ? 'truck' : parcel.kind === 'pickup' ? 'store' : 'receipt';
  const lines = parcel.lines.map((line) => {
    const title = line.handle ? html`<a href="${href(shell, `/p/${line.handle}`)}">${line.name}</a>` : line.name;
    const seen = line.picture ? picture({ ...line.picture, alt: '' }, { size: 64 }) : html`<span class="pic"></span>`;
    return html`<li>${seen}<span><b class="strong">${title}</b><small>${line.options}</small>${line.cardFor && html`<small>${cardForWords(line.cardFor, shell)}</small>`}</span><span class="num r">${line.quantity > 1 && html`<span class="muted">${line.quantity} × ${eur(shell, line.unit)}</span> `}<b class="strong">${eur(shell, line.total)}</b></span>${whyPrice(lang, line.why)}</li>`;
  });
  return html`<section class="panel lined"><div class="between"><h2 class="row">${icon(sign, 20)} ${name}</h2>${parcel.way ? html`<span class="tag ${parcel.way.tone}">${parcel.way.state}</span>` : html`<span class="tag ${stateTone[view.state]}">${t(lang, `order.${view.state}`)}</span>`}</div>
<p class="sm muted">${parcel.words}</p><ul class="mini">${lines}</ul>${way(parcel.way, shell, now)}</section>`;
}

/** Where a parcel is: its carrier's number, and what was heard of it. */
function way(told: ParcelView['way'], { lang }: Shell, now: Instant): Piece {
  if (!told || told.facts.length === 0) return '';
  const number =
    told.number === undefined ? '' : html`<p class="sm">${told.carrier} <b class="num">${told.number}</b></p>`;
  const facts = told.facts.map(
    ({ at, words }, i) =>
      html`<li class="${i === 0 ? 'now' : 'done'}"><span class="mark"></span><b>${words}</b><small class="num">${when(lang, at, now)}</small></li>`,
  );
  return html`${number}<ol class="ev">${facts}</ol>`;
}

const paymentTone: Readonly<Record<PaymentState, string>> = {
  pending: 'warn',
  authorised: 'ok',
  captured: 'ok',
  declined: 'bad',
  refunded: '',
  owed: 'warn',
  promise: 'acc',
};

function payments(view: OrderView, shell: Shell): Html {
  const { lang } = shell;
  const rows = view.payments.map(
    (payment) =>
      html`<li class="between"><span>${t(lang, `method.${payment.method}`)}${payment.deposit && html` · ${w(lang, 'order.deposit')}`} <span class="tag ${paymentTone[payment.state]}">${t(lang, `payment.${payment.state}`)}</span></span><b class="num">${eur(shell, payment.amount)}</b></li>`,
  );
  return html`<section class="panel lined"><h2>${w(lang, 'order.payments')}</h2><ul class="pays">${rows}</ul>${totals(lang, view.totals, 'totals.total')}</section>`;
}

function timeline(view: OrderView, shell: Shell, now: Instant): Piece {
  const { lang } = shell;
  if (view.timeline.length === 0) return '';
  const facts = view.timeline.map(
    (fact) =>
      html`<li class="${fact.state}"><span class="mark"></span><b>${fact.words}</b><small class="num">${fact.at ? when(lang, fact.at, now) : ''}</small></li>`,
  );
  return html`<section class="panel lined"><h2>${w(lang, 'order.timeline')}</h2><ol class="ev">${facts}</ol></section>`;
}

/** For a code or token that opens nothing; the same whether the order exists or not. */
export function orderUnknownPage(shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'order.unknownTitle');
  const action = { href: href(shell, '/orders/find'), words: w(lang, 'foot.find') };
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${empty(decoration('parcel', 'bleu'), title, w(lang, 'order.unknownText'), action)}</div>`,
  );
}

/** Giving back and withdrawing: what an order's page says of it, the two forms, and how a return stands. */
import { dateTime, longDate } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { box, decoration, empty, field, hidden, picture, qr } from '../parts.ts';
import { returnReasons } from '../service-api.ts';
import type { InsteadView, ReturnRequestView, ReturnView } from '../service-api.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { Lang, OrderView } from '../views.ts';
import { w } from '../words.ts';

export const withToken = (token: string): string => (token === '' ? '' : `?t=${encodeURIComponent(token)}`);

/** The documents of an order as files, for who may see its page. */
export function orderPapers(view: OrderView, token: string, shell: Shell): Html {
  const key = token === '' ? '' : `?token=${encodeURIComponent(token)}`;
  const links = (view.papers ?? []).map(
    ({ documentId, name }) =>
      html`<a class="btn cta" href="/api/shop/orders/${view.orderId}/documents/${documentId}${key}" download>${name}</a>`,
  );
  const { lang } = shell;
  const ask =
    view.invoice === 'may' &&
    html`<form method="post" action="${href(shell, `/orders/${view.code}/invoice`)}">${hidden('t', token)}<button class="btn cta">${w(lang, 'papers.ask')}</button></form>`;
  const comes = view.invoice === 'comes' && html`<p class="sm muted">${w(lang, 'papers.comes')}</p>`;
  if (links.length === 0 && !ask && !comes) return html``;
  return html`<div class="row wrapping noprint" id="papers">${links}${ask}${comes}</div>`;
}

/** The ways on from an order's page: its receipt, withdrawing for as long as the law says, and giving back. */
export function orderWays(shell: Shell, code: string, token: string, returns: ReturnView | undefined): Html {
  const { lang } = shell;
  const way = (name: string, words: string): Html =>
    html`<a class="btn cta" href="${href(shell, `/orders/${code}/${name}${withToken(token)}`)}">${words}</a>`;
  const may = returns !== undefined && returns.lines.length > 0;
  const told = may && returns.withdrawal && html`<p class="sm muted">${periodWords(returns, shell)}</p>`;
  return html`${(returns?.requests ?? []).map((request) => requestBox(request, returns as ReturnView, shell, token))}<p class="row wrapping noprint" id="returns">${way('receipt', w(lang, 'receipt.open'))}${may && way('return', w(lang, 'return.open'))}${may && returns.withdrawal && way('withdraw', w(lang, 'withdraw.open'))}</p>${told}`;
}

function periodWords({ withdrawal }: ReturnView, { lang }: Shell): string {
  if (!withdrawal?.until) return w(lang, 'withdraw.before');
  const day = longDate(lang, withdrawal.until, { year: true });
  return w(lang, withdrawal.assumed ? 'withdraw.assumed' : 'withdraw.until', { day });
}

/** How a return stands, with its code while the goods are still to come: the acknowledgement of a withdrawal stays here. */
function requestBox(request: ReturnRequestView, view: ReturnView, shell: Shell, token: string): Html {
  const { lang } = shell;
  const what = request.lines.map((line) => `${line.quantity} × ${line.name}`).join(', ');
  const withdrawn = request.reason === 'withdrawal';
  const day = dateTime(lang, request.askedAt);
  const head = w(lang, withdrawn ? 'return.withdrawn' : 'return.asked', { day });
  const mailed =
    view.email === undefined ? w(lang, 'return.withdrawnHere') : w(lang, 'return.withdrawnText', { email: view.email });
  const over = request.state === 'resolved' || request.state === 'refused' || request.state === 'cancelled';
  return box(
    over ? 'ok' : 'note',
    over ? 'check' : 'box',
    html`<p class="strong">${head}</p><p>${what} · ${w(lang, `return.${request.reason}`)}</p>${withdrawn && html`<p>${mailed}</p>`}<p>${stateWords(request, lang)}</p>${request.answer !== '' && html`<p>${request.answer}</p>`}${exchangeWords(request, shell, token)}${moneyWords(request, shell)}${request.open && openParts(request, view.code, shell, token)}`,
  );
}

function stateWords({ state, exchange }: ReturnRequestView, lang: Lang): string {
  return w(
    lang,
    state === 'inspected' && exchange?.state === 'held' ? 'return.state.exchange' : `return.state.${state}`,
  );
}

/** Other goods for what comes back: until when they lie there, or with which order they come. Who has no account is written how to open it. */
function exchangeWords({ exchange }: ReturnRequestView, shell: Shell, token: string): Piece {
  if (!exchange) return '';
  const { lang } = shell;
  const { state, until, code } = exchange;
  const head =
    state === 'held'
      ? w(lang, 'return.exchange.held', { day: until === undefined ? '' : longDate(lang, until, { year: true }) })
      : w(lang, `return.exchange.${state}`);
  const what = exchange.lines.map((line) => `${line.quantity} × ${line.name}`).join(', ');
  const named = code === undefined ? '' : w(lang, 'return.exchange.order', { code });
  const order =
    code === undefined || token !== ''
      ? named
      : html`<a class="link" href="${href(shell, `/orders/${code}`)}">${named}</a>`;
  return html`<p>${head} <b>${what}</b>${named !== '' && html` · ${order}`}</p>`;
}

function moneyWords({ owed, paid, payBy, state }: ReturnRequestView, shell: Shell): Piece {
  const { lang } = shell;
  if (paid && owed && paid.minor >= owed.minor)
    return html`<p>${w(lang, 'return.paid', { amount: eur(shell, paid) })}</p>`;
  if (owed) return html`<p>${w(lang, 'return.owed', { amount: eur(shell, owed) })}</p>`;
  if (!payBy || state === 'resolved' || state === 'cancelled') return '';
  return html`<p>${w(lang, 'return.payBy', { day: longDate(lang, payBy, { year: true }) })}</p>`;
}

function openParts(request: ReturnRequestView, code: string, shell: Shell, token: string): Html {
  const { lang } = shell;
  const action = href(shell, `/orders/${code}/returns/${request.returnId}`);
  const form = (step: string, inside: Piece): Html =>
    html`<form method="post" action="${action}" class="noprint">${hidden('t', token)}${hidden('step', step)}${inside}</form>`;
  const sent = html`${field({ name: 'tracking', label: w(lang, 'return.tracking'), value: request.tracking, autocomplete: 'off', max: 80 })}<button class="btn">${w(lang, 'return.sent')}</button>`;
  const shown =
    request.qr &&
    html`<div class="pass"><div><b>${w(lang, 'return.code')}</b><p class="sm">${w(lang, 'return.codeText')}</p><b class="code num">${request.number}</b></div>${qr(request.qr, w(lang, 'return.code'))}</div>`;
  return html`${shown}${form('sent', sent)}${form('cancel', html`<button class="link">${w(lang, 'return.cancel')}</button>`)}`;
}

/** By line of the order, what may take its place. */
type Insteads = ReadonlyMap<number, readonly InsteadView[]>;
export type ReturnFormState = {
  token: string;
  requestId: string;
  trouble?: string;
  note?: string;
  insteads?: Insteads;
};

function nothing(view: ReturnView, shell: Shell, title: string, token: string): Html {
  const { lang } = shell;
  const way = { href: href(shell, `/orders/${view.code}${withToken(token)}`), words: w(lang, 'receipt.back') };
  const none = empty(decoration('parcel', 'bleu'), w(lang, 'return.none'), w(lang, 'return.noneText'), way);
  return page(shell, { title }, html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${none}</div>`);
}

/** Articles to choose among, none of them or all of them chosen at first. */
function lineChoices(view: ReturnView, { lang }: Shell, all: boolean, insteads: Insteads = new Map()): Html[] {
  return view.lines.map((line) => {
    const many = Array.from({ length: Math.min(line.most, 99) }, (_, i) => {
      const chosen = all && i + 1 === Math.min(line.most, 99);
      return html`<option value="${i + 1}"${chosen && html` selected`}>${i + 1}</option>`;
    });
    const seen = line.picture ? picture({ ...line.picture, alt: '' }, { size: 64 }) : html`<span class="pic"></span>`;
    return html`<li>${seen}<span><b class="strong">${line.name}</b><small>${line.options}</small></span><select name="q${line.lineNo}" aria-label="${w(lang, 'return.many', { name: line.name })}"><option value="0">${w(lang, 'return.keep')}</option>${many}</select>${insteadChoice(line, insteads.get(line.lineNo) ?? [], lang)}</li>`;
  });
}

/** Money, or another size or colour; what is sold out is told and can't be chosen. Nothing where the product is sold in no other. */
function insteadChoice(line: ReturnView['lines'][number], choices: readonly InsteadView[], lang: Lang): Piece {
  if (!choices.some((one) => !one.same)) return '';
  const options = choices.map(({ skuId, name, available, same }) => {
    const words = `${same ? w(lang, 'return.sameAgain', { name }) : name} · ${w(lang, `return.left.${available}`)}`;
    return html`<option value="${skuId}"${available === 'none' && html` disabled`}>${words}</option>`;
  });
  const label = w(lang, 'return.instead', { name: `${line.name}, ${line.options}` });
  return html`<select class="instead" name="x${line.lineNo}" aria-label="${label}"><option value="">${w(lang, 'return.money')}</option><optgroup label="${w(lang, 'return.otherSize')}">${options}</optgroup></select>`;
}

/** Which articles go back, and why. */
export function returnPage(view: ReturnView, shell: Shell, form: ReturnFormState): Html {
  const { lang } = shell;
  const title = w(lang, 'return.title');
  if (view.lines.length === 0) return nothing(view, shell, title, form.token);
  const reasons = returnReasons
    .filter((reason) => reason !== 'withdrawal')
    .map((reason) => html`<option value="${reason}">${w(lang, `return.${reason}`)}</option>`);
  const law = view.withdrawal
    ? html`<a class="link" href="${href(shell, `/orders/${view.code}/withdraw${withToken(form.token)}`)}">${w(lang, 'withdraw.open')}</a>`
    : html`<a class="link" href="${href(shell, '/legal/withdrawal')}">${w(lang, 'return.law')}</a>`;
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1><p class="lead">${w(lang, 'return.text')}</p>${form.trouble !== undefined && box('bad', 'alert', html`<p>${form.trouble}</p>`, true)}
<form method="post" action="${href(shell, `/orders/${view.code}/return`)}">${hidden('t', form.token)}${hidden('requestId', form.requestId)}
<section class="panel lined"><h2>${w(lang, 'return.what')}</h2><ul class="mini">${lineChoices(view, shell, false, form.insteads)}</ul>${(form.insteads?.size ?? 0) > 0 && html`<p class="sm muted">${w(lang, 'return.insteadText')}</p>`}</section>
<div class="fg one"><p class="fd"><label for="f-reason">${w(lang, 'return.reason')}</label><select id="f-reason" name="reason">${reasons}</select></p>
<p class="fd"><label for="f-note">${w(lang, 'return.note')}</label><textarea id="f-note" name="note" rows="3" maxlength="500">${form.note ?? ''}</textarea></p></div>
<p class="row wrapping"><button class="btn p cta">${w(lang, 'return.send')}</button>${law}</p></form></div>`,
  );
}

/**
 * The second step of withdrawing: the statement, whole, and the button that confirms it (Directive 2011/83/EU, article 11a, by Directive
 * (EU) 2023/2673; in French law by ordonnance 2026-2). All articles are chosen at first; what the buyer keeps is theirs to say.
 */
export function withdrawPage(view: ReturnView, shell: Shell, form: ReturnFormState): Html {
  const { lang } = shell;
  const title = w(lang, 'withdraw.title');
  if (view.lines.length === 0 || !view.withdrawal) return nothing(view, shell, title, form.token);
  const mail = view.email !== undefined && html`<p>${w(lang, 'withdraw.mail', { email: view.email })}</p>`;
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1>${form.trouble !== undefined && box('bad', 'alert', html`<p>${form.trouble}</p>`, true)}
<form method="post" action="${href(shell, `/orders/${view.code}/withdraw`)}">${hidden('t', form.token)}${hidden('requestId', form.requestId)}${hidden('reason', 'withdrawal')}
<p class="lead">${w(lang, 'withdraw.text', { code: view.code, name: view.buyer })}</p>
<section class="panel lined"><h2>${w(lang, 'return.what')}</h2><ul class="mini">${lineChoices(view, shell, true)}</ul></section>
<p class="sm muted">${periodWords(view, shell)}</p>${mail}
<p class="row wrapping"><button class="btn p cta">${w(lang, 'withdraw.confirm')}</button><a class="link" href="${href(shell, '/legal/withdrawal')}">${w(lang, 'return.law')}</a></p></form></div>`,
  );
}

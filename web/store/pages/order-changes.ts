/** What was changed of an order, in honest words; what is left to pay for it; and cancelling it while that may be. */
import { dateTime } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { box, hidden } from '../parts.ts';
import { eur, href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { OrderChangesView, OrderView } from '../views.ts';
import { w } from '../words.ts';
import { outcomeChoice } from './checkout.ts';

type Attempt = { readonly token: string; readonly attemptId: string };

/** What concerns the buyer now: a balance to pay, a hold, words of the shop. */
export function orderNews(view: OrderView, shell: Shell, attempt: Attempt): Piece {
  const { changes } = view;
  if (!changes) return '';
  const { lang } = shell;
  const held =
    changes.onHold &&
    box('note', 'clock', html`<p class="strong">${w(lang, 'change.hold')}</p><p>${w(lang, 'change.holdText')}</p>`);
  const notes = changes.notes.map(({ at, words }) =>
    box(
      'note',
      'chat',
      html`<p class="strong">${w(lang, 'change.note')}</p><p>${words}</p><p class="sm muted">${dateTime(lang, at)}</p>`,
    ),
  );
  return html`${duePart(view, shell, attempt)}${held}${notes}`;
}

function duePart(view: OrderView, shell: Shell, attempt: Attempt): Piece {
  const { lang } = shell;
  const due = view.changes?.due;
  if (!due) return '';
  const amount = eur(shell, due.amount);
  const form = html`<form method="post" action="${href(shell, `/orders/${view.code}/balance`)}">${hidden('t', attempt.token)}${hidden('attemptId', attempt.attemptId)}
${outcomeChoice(due.outcomes ?? [], shell)}<button class="btn p cta">${w(lang, 'change.pay', { amount })}</button></form>`;
  return box(
    'note',
    'card',
    html`<p class="strong">${w(lang, 'change.due', { amount })}</p><p>${w(lang, 'change.dueText')}</p>${form}`,
  );
}

/** The versions of an order side by side, and the form to cancel it or some of it. */
export function orderChanges(view: OrderView, shell: Shell, attempt: Attempt): Piece {
  const { changes } = view;
  if (!changes) return '';
  return html`${versions(changes, shell)}${changes.lines.length > 0 && cancelForm(view.code, changes, shell, attempt)}`;
}

function versions({ versions: told }: OrderChangesView, shell: Shell): Piece {
  const { lang } = shell;
  if (told.length === 0) return '';
  const items = told.map((version) => {
    const who = version.by === 'first' ? 'change.first' : version.by === 'buyer' ? 'change.byYou' : 'change.byShop';
    const sign = version.delta.minor > 0 ? '+' : '';
    const delta = version.delta.minor !== 0 && html` <b class="num">${sign}${eur(shell, version.delta)}</b>`;
    const what = version.lines.map((line) => html`<li>${line.name}, ${line.was} → ${line.is}</li>`);
    const moved = version.by !== 'first' && what.length === 0 && html`<p class="sm">${w(lang, 'change.none')}</p>`;
    return html`<li><p class="between"><span><b>${w(lang, who)}</b> <small class="num">${dateTime(lang, version.at)}</small></span>${delta}</p>${what.length > 0 && html`<ul class="sm">${what}</ul>`}${moved}<p class="sm muted">${w(lang, 'change.total', { total: eur(shell, version.total) })}</p></li>`;
  });
  return html`<section class="panel lined"><h2>${w(lang, 'change.title')}</h2><ul>${items}</ul></section>`;
}

function cancelForm(code: string, { lines }: OrderChangesView, shell: Shell, attempt: Attempt): Html {
  const { lang } = shell;
  const editId = `edt_${attempt.attemptId.slice(4)}`;
  const rows = lines.map(
    ({ lineNo, name, quantity }) =>
      html`<label class="between"><span>${w(lang, 'change.many', { name })}</span><select name="q${lineNo}">${Array.from({ length: Math.min(quantity, 50) + 1 }, (_, n) => html`<option value="${n}">${n}</option>`)}</select></label>`,
  );
  return html`<details class="panel lined noprint" id="cancel"><summary>${w(lang, 'change.cancel')}</summary><p>${w(lang, 'change.cancelText')}</p><p class="sm muted">${w(lang, 'change.cancelFee')}</p>
<form method="post" action="${href(shell, `/orders/${code}/cancel`)}">${hidden('t', attempt.token)}${hidden('editId', editId)}${rows}<p class="row wrapping"><button class="btn" name="what" value="some">${w(lang, 'change.cancelSome')}</button><button class="btn" name="what" value="all">${w(lang, 'change.cancelAll')}</button></p></form></details>`;
}

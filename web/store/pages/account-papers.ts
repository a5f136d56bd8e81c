/** The account's documents: invoices, credit notes, deposit invoices, delivery notes, each as a file and by mail. */
import { date, money } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { box, decoration, empty, hidden } from '../parts.ts';
import { paperKinds } from '../service-api.ts';
import type { MailProblem, PaperKind, PapersView, PaperView } from '../service-api.ts';
import { href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { room } from './account-inside.ts';

const pathOf = (kind: PaperKind | undefined, after?: string): string => {
  const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...(after === undefined ? {} : { after }) });
  return `/account/documents${query.size > 0 ? `?${query}` : ''}`;
};

/** `told`: what became of a mail that was asked for. */
export function papersPage(view: PapersView, shell: Shell, told?: MailProblem | 'sent'): Html {
  const { lang } = shell;
  const { papers, kind, next } = view;
  const option = (value: string, words: string, on: boolean): Html =>
    html`<option value="${value}"${on && html` selected`}>${words}</option>`;
  const filters = html`<form class="filters row wrapping" action="${href(shell, '/account/documents')}">
<p class="fd"><label for="f-kind">${w(lang, 'papers.kind')}</label><select id="f-kind" name="kind">${option('', w(lang, 'papers.all'), kind === undefined)}${paperKinds.map((one) => option(one, w(lang, `papers.${one}`), one === kind))}</select></p>
<button class="btn cta">${w(lang, 'purchases.apply')}</button></form>`;
  const none = empty(decoration('parcel', 'bleu'), w(lang, 'papers.none'), w(lang, 'papers.noneText'), {
    href: href(shell, '/account/purchases'),
    words: w(lang, 'nav.purchases'),
  });
  return room(shell, '/account/documents', w(lang, 'papers.title'), [
    told && saidOf(told, shell),
    html`<p class="muted">${w(lang, 'papers.text')}</p>`,
    filters,
    papers.length === 0 ? none : html`<ul class="papers">${papers.map((one) => paper(one, kind, shell))}</ul>`,
    next !== undefined &&
      html`<p><a class="btn" rel="next" href="${href(shell, pathOf(kind, next))}">${w(lang, 'account.older')}</a></p>`,
  ]);
}

const saidOf = (told: MailProblem | 'sent', { lang }: Shell): Piece =>
  told === 'sent'
    ? box('ok', 'check', html`<p>${w(lang, 'papers.sent')}</p>`)
    : box('bad', 'alert', html`<p>${w(lang, `papers.${told}`)}</p>`, true);

function paper(view: PaperView, kind: PaperKind | undefined, shell: Shell): Html {
  const { lang } = shell;
  const { documentId, number, day, order, buyer, total, over } = view;
  const name = w(lang, 'papers.of', { kind: w(lang, `papers.${view.kind}`), number });
  return html`<li class="panel lined"><div><h2>${name}${over && html` <span class="tag">${w(lang, 'papers.over')}</span>`}</h2>
<p class="sm muted">${date(lang, day)} · ${buyer} · ${w(lang, 'papers.order', { order })}</p></div>${total && html`<b class="num strong">${money(lang, total)}</b>`}
<p class="row wrapping"><a class="btn" href="/api/shopper/documents/${documentId}/pdf" download aria-label="${w(lang, 'papers.fileOf', { name })}">${icon('download', 16)} PDF</a></p>
<form method="post" action="${href(shell, '/account/documents')}">${hidden('documentId', documentId)}${kind !== undefined && hidden('kind', kind)}<button class="btn" aria-label="${w(lang, 'papers.mailOf', { name })}">${w(lang, 'papers.mail')}</button></form></li>`;
}

/** How to pay an order by transfer: what to give the bank, and a code that says it to its app. */
import { money, when } from '#kit/format';
import { html } from '#kit/html';
import type { Piece } from '#kit/html';
import type { Instant } from '#base/time';
import { qr } from '../parts.ts';
import type { Shell } from '../shell.ts';
import type { TransferView } from '../views.ts';
import { w } from '../words.ts';

/** The panel on an order's page while its transfer is awaited. */
export function transferPanel(view: TransferView | undefined, { lang }: Shell, now: Instant): Piece {
  if (!view) return '';
  const rows = [
    [w(lang, 'transfer.amount'), money(lang, view.amount)],
    [w(lang, 'transfer.holder'), view.holder],
    ['IBAN', view.iban],
    ...(view.bic === '' ? [] : [['BIC', view.bic]]),
    [w(lang, 'transfer.reference'), view.reference],
  ].map(([name, text]) => html`<div><dt>${name}</dt><dd class="num">${text}</dd></div>`);
  const code =
    view.qr &&
    html`<figure class="scan">${qr(view.qr, w(lang, 'transfer.scan'))}<figcaption class="xs muted">${w(lang, 'transfer.scan')}</figcaption></figure>`;
  return html`<section class="panel lined transfer"><div><h2>${w(lang, 'transfer.title')}</h2><p class="sm muted">${w(lang, 'transfer.text', { until: when(lang, view.until, now) })}</p><dl>${rows}</dl><p class="sm">${w(lang, 'transfer.exact')}</p></div>${code}</section>`;
}

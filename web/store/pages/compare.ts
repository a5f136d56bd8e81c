/** Products side by side: what they share and, marked, in what they differ. */
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { CompareView } from '../choosing.ts';
import { MOST_COMPARED } from '../device-lists.ts';
import { box, decoration, empty, picture, price, whyLink } from '../parts.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { addForm } from './wishes.ts';

/** `only`: rows in which all agree are left out. `full`: one more was wanted than fits. */
export function comparePage(view: CompareView, shell: Shell, { only, full }: { only: boolean; full: boolean }): Html {
  const { lang } = shell;
  const { products, rows } = view;
  const title = w(lang, 'compare.title');
  if (products.length === 0)
    return page(
      shell,
      { title },
      html`<div class="wrap"><h1>${title}</h1>${empty(decoration('lamp', 'sauge'), w(lang, 'compare.emptyTitle'), w(lang, 'compare.emptyText', { n: MOST_COMPARED }), { href: href(shell, '/search'), words: w(lang, 'home.all') })}</div>`,
    );
  const shown = only ? rows.filter((row) => row.differs) : rows;
  const body = shown.map(
    (row) =>
      html`<tr${row.differs && html` class="differs"`}><th scope="row">${row.name}${row.differs && html`<span class="tag note">${w(lang, 'compare.differs')}</span>`}</th>${row.values.map(
        (value) =>
          html`<td>${value || html`<span class="faint" aria-label="${w(lang, 'compare.unsaid')}">—</span>`}</td>`,
      )}</tr>`,
  );
  const toggle =
    products.length > 1 &&
    html`<p><a class="link" href="${href(shell, only ? '/compare' : '/compare?only=1')}">${w(lang, only ? 'compare.all' : 'compare.only')}</a></p>`;
  return page(
    shell,
    { title },
    html`<div class="wrap" id="compare"><div class="between"><h1>${title}</h1>${toggle}</div>
${full && box('note', 'alert', html`<p>${w(lang, 'compare.full', { n: MOST_COMPARED })}</p>`)}
<div class="compare" role="region" tabindex="0" aria-label="${title}"><table><thead><tr><td></td>${products.map((one) => head(shell, one))}</tr></thead><tbody>
<tr><th scope="row">${w(lang, 'compare.available')}</th>${products.map(({ card }) => html`<td><span class="avail ${card.available}"><span class="dot"></span>${card.words}</span></td>`)}</tr>
${body}</tbody><tfoot><tr><td></td>${products.map((one) => html`<td>${addForm(shell, one.card, one.choices)}</td>`)}</tr></tfoot></table></div></div>`,
  );
}

function head(shell: Shell, { card }: CompareView['products'][number]): Piece {
  const { lang } = shell;
  return html`<th scope="col"><a href="${href(shell, `/p/${card.handle}`)}">${picture({ ...card.picture, alt: '' }, { lazy: false, size: 200 })}<b>${card.name}</b></a>
<p>${price(lang, card.price, card.was, card.priceFrom)} ${whyLink(shell, card)}</p><form method="post" action="${href(shell, '/compare')}"><button class="btn clear" name="remove" value="${card.productId}" aria-label="${w(lang, 'compare.removeOf', { name: card.name })}">${icon('x', 16)} ${w(lang, 'cart.remove')}</button></form></th>`;
}

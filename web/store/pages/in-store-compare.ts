/** Articles side by side in a store: what lies here of each, and in what they differ. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { icon } from '#kit/icons';
import type { ComparedHere, ComparedOne } from '../in-store-api.ts';
import { decoration, empty, picture, price, whyLink } from '../parts.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { here } from './in-store.ts';

export function compareHerePage(view: ComparedHere, shell: Shell): Html {
  const { lang } = shell;
  const { store, products, rows } = view;
  const title = w(lang, 'inStore.compareHere', { store: store.name });
  const next = html`<p><a class="btn" href="${href(shell, '/scan')}">${icon('scan', 18)} ${w(lang, 'inStore.next')}</a></p>`;
  if (products.length === 0) {
    const action = { href: href(shell, '/scan'), words: w(lang, 'app.scan') };
    const nothing = empty(decoration('lamp', 'sauge'), title, w(lang, 'inStore.compareNone'), action);
    return page(shell, { title }, html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${nothing}</div>`);
  }
  const body = rows.map(
    (row) =>
      html`<tr${row.differs && html` class="differs"`}><th scope="row">${row.name}</th>${row.values.map(
        (value) =>
          html`<td>${value || html`<span class="faint" aria-label="${w(lang, 'compare.unsaid')}">—</span>`}</td>`,
      )}</tr>`,
  );
  return page(
    shell,
    { title },
    html`<div class="wrap narrow in-store" id="compare">${here({ store }, shell)}<h1>${title}</h1>
<div class="compare here-table" role="region" tabindex="0" aria-label="${title}"><table><thead><tr><td></td>${products.map((one) => head(one, view, shell))}</tr></thead>
<tbody><tr><th scope="row">${w(lang, 'inStore.inThisStore')}</th>${products.map((one) => html`<td><b>${w(lang, 'inStore.n', { n: one.here })}</b>${one.names.length > 0 && html`<br><span class="sm muted">${one.names.join(' · ')}</span>`}</td>`)}</tr>${body}</tbody></table></div>${next}</div>`,
  );
}

function head({ card }: ComparedOne, { store }: ComparedHere, shell: Shell): Html {
  const { lang } = shell;
  return html`<th scope="col"><a href="${href(shell, `/in/${store.siteId}/p/${card.handle}`)}">${picture({ ...card.picture, alt: '' }, { lazy: false, size: 200 })}<b>${card.name}</b></a>
<p>${price(lang, card.price, card.was, card.priceFrom)} ${whyLink(shell, card)}</p><form method="post" action="${href(shell, `/compare?back=${encodeURIComponent(`/in/${store.siteId}/compare`)}`)}"><button class="btn clear" name="remove" value="${card.productId}" aria-label="${w(lang, 'compare.removeOf', { name: card.name })}">${icon('x', 16)} ${w(lang, 'cart.remove')}</button></form></th>`;
}

/** “Why this price?” of an article, as a page; over a list the script shows its `#why` alone. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { price, whyRows, whyVat } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { WhyView } from '../views.ts';
import { w } from '../words.ts';

export function whyPage(view: WhyView, shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'own.why');
  const name = view.options === '' ? view.name : `${view.name}, ${view.options}`;
  return page(
    shell,
    { title: `${title} ${name}` },
    html`<div class="wrap narrow"><section class="why-page" id="why" aria-labelledby="why-title"><h1 id="why-title">${title}</h1>
<p><a class="link" href="${href(shell, `/p/${view.handle}?v=${view.skuId}`)}">${name}</a></p><p class="pr">${price(lang, view.price, view.was)}</p>${view.was && html`<p class="sm muted">${w(lang, 'price.vatWas', { was: eur(shell, view.was) })}</p>`}
<ul class="why-rows sm">${whyRows(lang, view.steps)}</ul>${whyVat(lang, view.vat)}</section></div>`,
  );
}

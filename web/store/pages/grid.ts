/** Categories and search results: the same grid, filters in the address, keyset paging. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { icon } from '#kit/icons';
import { cards, decoration, empty, trail } from '../parts.ts';
import { breadcrumbs, graph, sharedPicture } from '../seo.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CategoryView, GridChoice, GridView, SearchView } from '../views.ts';
import { w } from '../words.ts';
import { chips, filters, gridPath, isNarrowed } from './facets.ts';

/** A department or a part of one. */
export function categoryPage(view: CategoryView, shell: Shell): Html {
  const { lang } = shell;
  const action = `/c/${view.handle}`;
  const root = view.trail[0]?.handle ?? view.handle;
  const meta = {
    title: view.name,
    on: root,
    description:
      view.text || `${view.name}, ${shell.facts.shop.name} · ${w(lang, 'grid.count', { n: view.grid.count })}.`,
    ...(view.grid.choice.after ? {} : { canonical: action }),
    jsonLd: graph(breadcrumbs(shell, view.trail, { name: view.name, path: action })),
    shared: sharedPicture(shell, view.grid.cards[0]?.picture),
  };
  const children = view.children.map(
    (child) => html`<li><a class="btn" href="${href(shell, `/c/${child.handle}`)}">${child.name}</a></li>`,
  );
  const inside =
    children.length > 0 && html`<nav aria-label="${w(lang, 'grid.inside')}"><ul class="inside">${children}</ul></nav>`;
  return page(
    shell,
    meta,
    html`<div class="wrap">${trail(shell, view.trail, view.name)}
<div class="cat-h"><h1>${view.name}</h1>${view.text && html`<p>${view.text}</p>`}${inside}</div>${results(shell, view.grid, action, {})}</div>`,
  );
}

/** What a search found, with what was searched instead when the words as typed found nothing. */
export function searchPage(view: SearchView, shell: Shell): Html {
  const { lang } = shell;
  const { q, corrected, grid } = view;
  const found = corrected ?? q;
  const title =
    q === ''
      ? w(lang, 'home.all')
      : grid.count > 0
        ? w(lang, 'search.results', { q: found })
        : w(lang, 'search.nothing', { q });
  const again = view.suggestions.map(
    (word) => html`<a class="chip" href="${href(shell, `/search?q=${encodeURIComponent(word)}`)}">${word}</a>`,
  );
  const nothing = html`${empty(decoration('scarf', 'bleu'), w(lang, 'search.ask'), w(lang, 'search.nothingText'))}
<nav class="departments" aria-label="${w(lang, 'home.bays')}">${shell.facts.nav.map((link) => html`<a class="btn" href="${href(shell, `/c/${link.handle}`)}">${link.name}</a>`)}</nav>
${view.instead && view.instead.length > 0 && html`<section class="sec"><h2>${w(lang, 'search.instead')}</h2>${cards(shell, view.instead, 4)}</section>`}`;
  return page(
    shell,
    { title: `${w(lang, 'search.title')} — ${title}` },
    html`<div class="wrap"><div class="cat-h"><h1>${title}</h1>
${corrected && html`<p role="status">${w(lang, 'search.corrected', { q })}</p>`}
${again.length > 0 && html`<p class="row sm">${w(lang, 'search.try')} ${again}</p>`}</div>
${grid.count > 0 || isNarrowed(grid) ? results(shell, grid, '/search', q ? { q } : {}) : nothing}</div>`,
  );
}

function results(shell: Shell, grid: GridView, action: string, extra: Readonly<Record<string, string>>): Html {
  const { lang } = shell;
  const { choice } = grid;
  const to = (change: Partial<GridChoice>): string => {
    const { after: _, ...kept } = choice;
    return href(shell, gridPath(action, extra, { ...kept, ...change }));
  };
  const body =
    grid.cards.length > 0
      ? cards(shell, grid.cards, 3)
      : empty(decoration('parcel', 'bleu'), w(lang, 'grid.emptyTitle'), w(lang, 'grid.emptyText'), {
          href: href(shell, gridPath(action, extra, {})),
          words: w(lang, 'grid.clear'),
        });
  const first = choice.after && html`<a class="btn cta" href="${to({})}">${w(lang, 'grid.first')}</a>`;
  const next =
    grid.next &&
    html`<a class="btn cta" rel="next" data-more href="${to({ after: grid.next })}">${w(lang, 'grid.next')} ${icon('right', 18)}</a>`;
  const open = html`<button type="button" class="btn filter-open" popovertarget="filters">${icon('filter', 18)} ${w(lang, 'grid.filters')}</button>`;
  return html`<div class="cat" id="results"><aside aria-label="${w(lang, 'grid.filters')}">${filters(shell, grid, action, extra)}</aside>
<div><div class="bar"><p class="row wrapping"><b class="strong" role="status">${w(lang, 'grid.count', { n: grid.count })}</b>${open}${chips(shell, grid, to)}</p></div>
<div id="cards">${body}</div><p class="pager" id="pager">${first} ${next}</p></div></div>`;
}

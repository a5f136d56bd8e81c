/** Categories and search results: the same grid, filters in the address, keyset paging. */
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { cards, decoration, empty, hidden, noscript, trail } from '../parts.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { sorts } from '../views.ts';
import type { CategoryView, GridChoice, GridView, SearchView } from '../views.ts';
import { w } from '../words.ts';

/** A department or a part of one. */
export function categoryPage(view: CategoryView, shell: Shell): Html {
  const { lang } = shell;
  const action = `/c/${view.handle}`;
  const root = view.trail[0]?.handle ?? view.handle;
  const meta = {
    title: view.name,
    on: root,
    ...(view.text ? { description: view.text } : {}),
    ...(view.grid.choice.after ? {} : { canonical: action }),
  };
  const children = view.children.map(
    (child) =>
      html`<li><a href="${href(shell, `/c/${child.handle}`)}">${child.name}${child.count === undefined ? '' : html` <span class="num faint">${child.count}</span>`}</a></li>`,
  );
  const inside =
    children.length > 0 &&
    html`<nav class="fc" aria-label="${w(lang, 'grid.inside')}"><h2>${w(lang, 'grid.inside')}</h2><ul class="inside">${children}</ul></nav>`;
  return page(
    shell,
    meta,
    html`<div class="wrap">${trail(shell, view.trail, view.name)}
<div class="cat-h"><h1>${view.name}</h1>${view.text && html`<p>${view.text}</p>`}</div>${results(shell, view.grid, action, {}, inside)}</div>`,
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
  const filtered = grid.choice.inStock || grid.choice.siteId !== undefined;
  const nothing = html`${empty(decoration('scarf', 'bleu'), w(lang, 'search.ask'), w(lang, 'search.nothingText'))}
<nav class="departments" aria-label="${w(lang, 'home.bays')}">${shell.facts.nav.map((link) => html`<a class="btn" href="${href(shell, `/c/${link.handle}`)}">${link.name}</a>`)}</nav>`;
  return page(
    shell,
    { title: `${w(lang, 'search.title')} — ${title}` },
    html`<div class="wrap"><div class="cat-h"><h1>${title}</h1>
${corrected && html`<p role="status">${w(lang, 'search.corrected', { q })}</p>`}
${again.length > 0 && html`<p class="row sm">${w(lang, 'search.try')} ${again}</p>`}</div>
${grid.count > 0 || filtered ? results(shell, grid, '/search', q ? { q } : {}, '') : nothing}</div>`,
  );
}

/** The address of a grid with another choice; what is default is left out. */
export function gridPath(action: string, extra: Readonly<Record<string, string>>, choice: Partial<GridChoice>): string {
  const query = new URLSearchParams(extra);
  if (choice.inStock) query.set('stock', '1');
  if (choice.siteId) query.set('at', choice.siteId);
  if (choice.sort && choice.sort !== 'featured') query.set('sort', choice.sort);
  if (choice.after) query.set('after', choice.after);
  const text = query.toString();
  return text ? `${action}?${text}` : action;
}

function results(
  shell: Shell,
  grid: GridView,
  action: string,
  extra: Readonly<Record<string, string>>,
  inside: Piece,
): Html {
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
    html`<a class="btn cta" rel="next" href="${to({ after: grid.next })}">${w(lang, 'grid.next')} ${icon('right', 18)}</a>`;
  return html`<div class="cat" id="results"><aside aria-label="${w(lang, 'grid.filters')}">${inside}${filters(shell, grid, action, extra)}</aside>
<div><div class="bar"><p class="row wrapping"><b class="strong" role="status">${w(lang, 'grid.count', { n: grid.count })}</b>${chips(shell, grid, to)}</p></div>
${body}<p class="pager">${first} ${next}</p></div></div>`;
}

function filters(shell: Shell, grid: GridView, action: string, extra: Readonly<Record<string, string>>): Html {
  const { lang } = shell;
  const { choice } = grid;
  const place = (siteId: string, name: string, on: boolean): Html =>
    html`<label class="ck"><input type="radio" name="at" value="${siteId}"${on && html` checked`}><span>${name}</span></label>`;
  const where =
    grid.sites.length > 0 &&
    html`<fieldset class="fc"><legend>${w(lang, 'grid.where')}</legend>${place('', w(lang, 'grid.anywhere'), !choice.siteId)}
${grid.sites.map((site) => place(site.siteId, site.name, site.siteId === choice.siteId))}</fieldset>`;
  const order = sorts.map(
    (sort) =>
      html`<option value="${sort}"${sort === choice.sort && html` selected`}>${w(lang, `sort.${sort}`)}</option>`,
  );
  return html`<form class="filters" action="${href(shell, action)}" data-auto="#results">${Object.entries(extra).map(([name, value]) => hidden(name, value))}
<p class="fc sortby"><label for="sort">${w(lang, 'grid.sort')}</label><select id="sort" name="sort">${order}</select></p>
<fieldset class="fc"><legend>${w(lang, 'grid.available')}</legend>
<label class="ck"><input type="checkbox" name="stock" value="1"${choice.inStock && html` checked`}><span>${w(lang, 'grid.inStock')}</span></label></fieldset>
${where}${noscript(html`<button class="btn">${w(lang, 'grid.apply')}</button>`)}</form>`;
}

function chips(shell: Shell, grid: GridView, to: (change: Partial<GridChoice>) => string): Piece {
  const { lang } = shell;
  const { choice } = grid;
  const site = grid.sites.find((known) => known.siteId === choice.siteId);
  const chip = (name: string, without: string): Html =>
    html`<a class="chip" href="${without}" aria-label="${w(lang, 'grid.remove', { name })}">${name} ${icon('x', 14)}</a>`;
  return [
    choice.inStock && chip(w(lang, 'grid.inStock'), to({ inStock: false })),
    site && chip(site.name, to({ siteId: '' })),
  ];
}

/** By what a grid is narrowed: a form that works as it is, and chips that take a choice back. */
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import { addChosen, toggled } from '../chosen.ts';
import { hidden, noscript } from '../parts.ts';
import { href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { sorts } from '../views.ts';
import type { FacetView, GridChoice, GridView } from '../views.ts';
import { w } from '../words.ts';

/** Values of a facet that are shown at once; the others unfold. */
const AT_ONCE = 8;

/** The address of a grid with another choice; what is default is left out. */
export function gridPath(action: string, extra: Readonly<Record<string, string>>, choice: Partial<GridChoice>): string {
  const query = new URLSearchParams(extra);
  if (choice.chosen) addChosen(query, choice.chosen);
  if (choice.inStock) query.set('stock', '1');
  if (choice.siteId) query.set('at', choice.siteId);
  if (choice.sort && choice.sort !== 'featured') query.set('sort', choice.sort);
  if (choice.after) query.set('after', choice.after);
  const text = query.toString();
  return text ? `${action}?${text}` : action;
}

/** Whether anything narrows the grid. */
export const isNarrowed = ({ choice }: GridView): boolean =>
  choice.inStock || choice.siteId !== undefined || Object.keys(choice.chosen).length > 0;

/** The form. On a phone it is a sheet that a button opens, without a script too. */
export function filters(shell: Shell, grid: GridView, action: string, extra: Readonly<Record<string, string>>): Html {
  const { lang } = shell;
  const { choice } = grid;
  return html`<form class="filters" id="filters" popover action="${href(shell, action)}" data-auto aria-label="${w(lang, 'grid.filters')}">
<p class="sheet-h"><b>${w(lang, 'grid.filters')}</b><button type="button" class="btn clear" popovertarget="filters" popovertargetaction="hide" aria-label="${w(lang, 'grid.close')}">${icon('x', 20)}</button></p>
${Object.entries(extra).map(([name, value]) => hidden(name, value))}${sortBy(shell, grid, extra['q'] !== undefined)}
${grid.facets.map((facet) => facetGroup(shell, facet))}
<fieldset class="fc"><legend>${w(lang, 'grid.available')}</legend>
<label class="ck"><input type="checkbox" name="stock" value="1"${choice.inStock && html` checked`}><span>${w(lang, 'grid.inStock')}</span></label></fieldset>
${where(shell, grid)}${noscript(html`<p class="fc"><button class="btn">${w(lang, 'grid.apply')}</button></p>`)}
<p class="sheet-f"><button class="btn p cta full">${w(lang, 'grid.show', { n: grid.count })}</button></p></form>`;
}

function sortBy(shell: Shell, { choice }: GridView, found: boolean): Html {
  const { lang } = shell;
  // Without words there is no relevance: the default order is the newest first.
  const current = !found && choice.sort === 'featured' ? 'newest' : choice.sort;
  const order = sorts
    .filter((sort) => found || sort !== 'featured')
    .map(
      (sort) => html`<option value="${sort}"${sort === current && html` selected`}>${w(lang, `sort.${sort}`)}</option>`,
    );
  return html`<p class="fc sortby"><label for="sort">${w(lang, 'grid.sort')}</label><select id="sort" name="sort">${order}</select></p>`;
}

function facetGroup({ lang }: Shell, facet: FacetView): Html {
  const box = (value: FacetView['values'][number], i: number): Html =>
    html`<label class="ck" for="${facet.key}-${i}"><input type="checkbox" id="${facet.key}-${i}" name="${facet.key}" value="${value.value}"${value.chosen && html` checked`}><span>${value.name}</span><span class="num faint">${value.count}</span></label>`;
  const boxes = facet.values.map(box);
  const hiddenOnes = boxes.slice(AT_ONCE);
  const open = facet.values.slice(AT_ONCE).some((value) => value.chosen);
  const more =
    hiddenOnes.length > 0 &&
    html`<details${open && html` open`}><summary class="link">${w(lang, 'grid.more', { n: hiddenOnes.length })}</summary>${hiddenOnes}</details>`;
  return html`<fieldset class="fc"><legend>${facet.name}</legend><div>${boxes.slice(0, AT_ONCE)}${more}</div></fieldset>`;
}

function where({ lang }: Shell, { sites, choice }: GridView): Piece {
  if (sites.length === 0) return '';
  const place = (siteId: string, name: string, on: boolean): Html =>
    html`<label class="ck"><input type="radio" name="at" value="${siteId}"${on && html` checked`}><span>${name}</span></label>`;
  return html`<fieldset class="fc"><legend>${w(lang, 'grid.where')}</legend>${place('', w(lang, 'grid.anywhere'), !choice.siteId)}
${sites.map((site) => place(site.siteId, site.name, site.siteId === choice.siteId))}</fieldset>`;
}

/** What is chosen, each with the way to take it back, and all at once. */
export function chips(shell: Shell, grid: GridView, to: (change: Partial<GridChoice>) => string): Piece {
  const { lang } = shell;
  const { choice } = grid;
  const site = grid.sites.find((known) => known.siteId === choice.siteId);
  const chip = (name: string, without: string): Html =>
    html`<a class="chip" href="${without}" aria-label="${w(lang, 'grid.remove', { name })}">${name} ${icon('x', 14)}</a>`;
  const chosen = grid.facets.flatMap(({ key, values }) =>
    values
      .filter((value) => value.chosen)
      .map((value) => chip(value.name, to({ chosen: toggled(choice.chosen, key, value.value) }))),
  );
  const all = [
    ...chosen,
    choice.inStock && chip(w(lang, 'grid.inStock'), to({ inStock: false })),
    site && chip(site.name, to({ siteId: '' })),
  ].filter((one) => one !== false && one !== undefined);
  if (all.length < 2) return all;
  const none = to({ chosen: {}, inStock: false, siteId: '' });
  return [all, html`<a class="link sm" href="${none}">${w(lang, 'grid.clear')}</a>`];
}

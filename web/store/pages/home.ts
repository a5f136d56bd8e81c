/** The shop window: departments as bays of one hall, what has arrived, and where the stores are. */
import { stageOfPath } from '#kit/drawings/palettes';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { homeSections, type HomeSection } from '#pages/model';
import { cards, decoration, image, picture, storeRow } from '../parts.ts';
import { graph, organization, sharedPicture, website } from '../seo.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { BayView, HomeView, StoreView } from '../views.ts';
import { w } from '../words.ts';

/** The home page. */
export function homePage(view: HomeView, shell: Shell): Html {
  const { lang, facts } = shell;
  const meta = {
    title: facts.shop.name,
    description: facts.shop.text,
    canonical: '/',
    jsonLd: graph(organization(shell), website(shell)),
    shared: sharedPicture(shell, view.arrivals[0]?.picture),
  };
  const arrivals = html`<section class="sec"><div class="wrap"><div class="between"><h2>${w(lang, 'home.arrivals')}</h2>
<a class="link" href="${href(shell, '/search?sort=newest')}">${w(lang, 'home.all')}</a></div>${cards(shell, view.arrivals, 4)}</div></section>`;
  const sections: Readonly<Record<HomeSection, Piece>> = {
    hero: hero(view, shell),
    arrivals: view.arrivals.length > 0 && arrivals,
    stores: twoPanels(shell),
    band: band(view, shell),
  };
  const shown = facts.look?.home ?? homeSections;
  // A page has one title: without the hero it is said for those who do not see it.
  const title = !shown.includes('hero') && html`<h1 class="vh">${facts.shop.name}</h1>`;
  return page(shell, meta, [title, shown.map((name) => sections[name])]);
}

function hero(view: HomeView, shell: Shell): Html {
  const { lang } = shell;
  const lines = view.hero.title.split('\n').map((line, i) => [i > 0 && html`<br>`, line]);
  return html`<section class="hero"><div class="wrap"><div class="hero-t"><h1>${lines}</h1><div><p>${view.hero.text}</p>
<p class="acts"><a class="btn p cta" href="${href(shell, '/search?sort=newest')}">${w(lang, 'home.see')}</a>
<a class="btn cta" href="${href(shell, '/stores')}">${w(lang, 'home.stores')}</a></p></div></div>
<nav class="hall" aria-label="${w(lang, 'home.bays')}"><ul>${view.bays.map((bay) => bayItem(bay, shell))}</ul></nav></div></section>`;
}

function bayItem(bay: BayView, shell: Shell): Html {
  const { picture: seen } = bay;
  return html`<li><a class="bay" href="${href(shell, `/c/${bay.handle}`)}"><span class="arch stage-${seen.stage ?? stageOfPath(seen.src) ?? 6}">
${image({ ...seen, alt: '' }, 400, html` fetchpriority="high"`)}</span>
<span class="cap"><b>${bay.name}</b> <span>${w(shell.lang, 'grid.count', { n: bay.count })}</span></span></a></li>`;
}

function twoPanels(shell: Shell): Html {
  const { lang, facts } = shell;
  return html`<section class="sec"><div class="wrap two">
<div class="panel move"><div><h2>${w(lang, 'home.moveTitle')}</h2><p>${w(lang, 'home.moveText')}</p>
<p class="acts"><a class="btn cta clear" href="${href(shell, '/cart')}">${w(lang, 'home.moveAction')}</a></p></div>
<div class="figs" aria-hidden="true">${decoration('dress', 'mirabelle')}${decoration('bag', 'cresson')}</div></div>
${facts.stores.length > 0 && html`<div class="panel lined"><h2>${w(lang, 'home.yourStores')}</h2><ul class="shops">${facts.stores.map((store: StoreView) => storeRow(lang, store))}</ul></div>`}
</div></section>`;
}

function band(view: HomeView, shell: Shell): Html | '' {
  if (!view.band) return '';
  const { handle, title, text, pictures } = view.band;
  const name = shell.facts.nav.find((link) => link.handle === handle)?.name ?? title;
  return html`<section class="band"><div class="wrap"><div class="l"><h2>${title}</h2><p>${text}</p>
<p><a class="btn cta" href="${href(shell, `/c/${handle}`)}">${w(shell.lang, 'home.enter', { name })}</a></p></div>
<div class="f" aria-hidden="true">${pictures.map((shown) => picture({ ...shown, alt: '' }))}</div></div></section>`;
}

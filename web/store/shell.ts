/** What stands around every page: head, header with departments and search, footer. Works without JavaScript. */
import { money } from '#kit/format';
import type { Lang } from '#kit/format';
import { html, jsonScript, raw, url } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { CookieConsent } from './consent.ts';
import type { ShellFacts, StoreView } from './views.ts';
import { w } from './words.ts';

/** Addresses of the built style sheet and script. */
export type Assets = { css: string; js: string };

/** Around one page. `base` is `''` for French and `/en` for English; `path` is the page's own address without it, with its query. */
export type Shell = {
  lang: Lang;
  base: '' | '/en';
  path: string;
  origin: string;
  assets: Assets;
  facts: ShellFacts;
  /** The store this device calls its own. */
  mine?: StoreView;
  /** In the installed app. */
  app?: boolean;
  /** What was said of cookies that nothing needs. */
  consent: CookieConsent;
};

/** About one page. Without `canonical` (its address without language and query) search engines are asked to leave it out. */
export type Meta = {
  title: string;
  description?: string;
  canonical?: string;
  jsonLd?: unknown;
  /** The address of a picture for social networks. */
  shared?: string | undefined;
  kind?: 'product';
  /** The department to mark as current. */
  on?: string;
  /** Checkout: nothing around that leads away. */
  bare?: boolean;
};

/** An address of ours in the page's language. */
export const href = (shell: Pick<Shell, 'base'>, path: string): string =>
  shell.base !== '' && /^\/(?:$|[?#])/.test(path) ? shell.base + path.slice(1) : shell.base + path;

/** A whole page. */
export function page(shell: Shell, meta: Meta, body: Piece): Html {
  const { lang } = shell;
  return html`<!doctype html>
<html lang="${lang}" data-theme="auto" data-consent="${shell.consent.said}"${shell.app && html` data-channel="app"`}>
<head>
${headTags(shell, meta)}
</head>
<body${meta.bare ? html` class="bare"` : ''}>
<a class="skip" href="#main">${w(lang, 'skip')}</a>
${offlineBanner(shell)}
${meta.bare ? bareHeader(shell) : html`<header>${utility(shell)}${header(shell, meta)}</header>`}
<main id="main" tabindex="-1">${body}</main>
${meta.bare ? '' : html`${footer(shell)}${choosing(shell)}`}
${!meta.bare && shell.consent.said === 'unasked' && cookieBar(shell)}
<div id="toast" role="status" data-see="${w(lang, 'cart.see')}" data-cart="${href(shell, '/cart')}" data-added="${w(lang, 'cart.added')}" data-moved="${w(lang, 'live.cart')}" data-changed="${w(lang, 'live.changed')}"></div>
</body>
</html>`;
}

/** Hidden while there is a connection; the service worker shows it in pages it has kept, the script when the connection goes. */
function offlineBanner({ lang }: Shell): Html {
  return html`<div id="offline" hidden class="offline" role="status" data-kept-at="${w(lang, 'app.keptAt')}" data-one="${w(lang, 'app.waiting', { n: 1 })}" data-many="${w(lang, 'app.waiting', { n: '#' })}" data-queued="${w(lang, 'app.queued')}" data-sent="${w(lang, 'app.sent')}" data-not-sent="${w(lang, 'app.notSent')}">${icon('offline', 20)}<span><b>${w(lang, 'app.offline')}</b> ${w(lang, 'app.offlineText')} <span class="kept"></span> <b class="queued"></b></span></div>`;
}

function headTags(shell: Shell, meta: Meta): Html {
  const title = meta.title === shell.facts.shop.name ? meta.title : `${meta.title} — ${shell.facts.shop.name}`;
  const at = (base: Shell['base']): string => shell.origin + href({ base }, meta.canonical ?? '/');
  const links = html`<link rel="canonical" href="${at(shell.base)}">
<link rel="alternate" hreflang="fr" href="${at('')}">
<link rel="alternate" hreflang="en" href="${at('/en')}">
<link rel="alternate" hreflang="x-default" href="${at('')}">`;
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${meta.description ? html`<meta name="description" content="${meta.description}">` : ''}
${meta.canonical === undefined ? html`<meta name="robots" content="noindex">` : links}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/app/touch-180.png">
<link rel="manifest" href="${href(shell, '/app.webmanifest')}">
<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#121a18" media="(prefers-color-scheme: dark)">
<link rel="preload" href="/assets/fonts/hanken-grotesk-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${shell.assets.css}">${shell.facts.look && shell.facts.look.style !== '' && raw(`<style>${shell.facts.look.style}</style>`)}
<script type="module" src="${shell.assets.js}"></script>
${openGraph(shell, meta, title)}
${meta.jsonLd ? jsonScript('application/ld+json', meta.jsonLd) : ''}`;
}

/** What social networks show of a page; nothing for pages that are nobody else's business. */
function openGraph(shell: Shell, meta: Meta, title: string): Piece {
  if (meta.canonical === undefined) return '';
  const { lang, facts, origin, base } = shell;
  const tag = (name: string, content: string | undefined): Piece =>
    content !== undefined && content !== '' && html`<meta property="og:${name}" content="${content}">\n`;
  return [
    tag('type', meta.kind ?? 'website'),
    tag('site_name', facts.shop.name),
    tag('title', title),
    tag('description', meta.description),
    tag('url', origin + href({ base }, meta.canonical)),
    tag('locale', lang === 'fr' ? 'fr_FR' : 'en_GB'),
    tag('image', meta.shared),
    meta.shared !== undefined && html`<meta name="twitter:card" content="summary_large_image">`,
  ];
}

function utility(shell: Shell): Html {
  const { lang, facts } = shell;
  const store = shell.mine ?? facts.stores.find((known) => known.open) ?? facts.stores[0];
  const other = href({ base: shell.base === '' ? '/en' : '' }, shell.path);
  const otherLang: Lang = lang === 'fr' ? 'en' : 'fr';
  return html`<div class="util"><div class="wrap">
<span class="util-promise">${w(lang, 'head.promise')}<span class="wide">${w(lang, 'head.more')}</span></span>
<span class="row">
${store ? html`<a class="row wide" href="${href(shell, '/stores')}">${icon('store', 16)}${shell.mine && html`<span class="vh">${w(lang, 'stores.mine')} </span>`}<b>${store.name}</b> ${storeState(lang, store)}</a>` : ''}
<a href="${other}" hreflang="${otherLang}" lang="${otherLang}" aria-label="${w(lang, 'head.languageLabel')}">${w(lang, 'head.language')}</a>
</span></div></div>`;
}

/** “Ouvert jusqu’à 19 h 30”, “Fermé, ouvre lundi à 10 h”. */
export function stateWords(lang: Lang, store: { open: boolean; hours: string }): string {
  const state = w(lang, store.open ? 'store.open' : 'store.closed');
  return store.hours === '' ? state : `${state}${store.open ? ' ' : ', '}${store.hours}`;
}

/** The same within a sentence: “ouvert jusqu’à 19 h 30”. */
export const storeState = (lang: Lang, store: { open: boolean; hours: string }): string => {
  const text = stateWords(lang, store);
  return text.charAt(0).toLocaleLowerCase(lang) + text.slice(1);
};

function header(shell: Shell, meta: Meta): Html {
  const { lang, facts } = shell;
  const nav = facts.nav.map(
    (link) =>
      html`<a href="${href(shell, `/c/${link.handle}`)}"${meta.on === link.handle ? html` aria-current="page"` : ''}>${link.name}</a>`,
  );
  const account = facts.shopper ? w(lang, 'head.accountOf', { name: facts.shopper.name }) : w(lang, 'head.account');
  return html`<div class="top"><div class="wrap">
<a class="brand" href="${href(shell, '/')}">${facts.look?.logo === undefined ? facts.shop.name : html`<img class="logo" src="${url(facts.look.logo)}" alt="${facts.shop.name}" height="40">`}</a>
<nav class="main" aria-label="${w(lang, 'head.departments')}">${nav}</nav>
${searchForm(shell)}
<div class="tools">${wishLink(shell)}<a class="thin" href="${href(shell, '/scan')}" aria-label="${w(lang, 'app.scan')}">${icon('scan', 24)}</a><a href="${href(shell, '/account')}" aria-label="${account}">${icon('user', 24)}</a>${cartLink(shell)}</div>
</div></div>`;
}

function searchForm(shell: Shell): Html {
  const { lang } = shell;
  return html`<form class="search" role="search" action="${href(shell, '/search')}" data-suggest="${lang}" data-label="${w(lang, 'suggest.label')}" data-all="${w(lang, 'suggest.all')}">
${icon('search', 18)}<input type="search" name="q" aria-label="${w(lang, 'head.search')}" placeholder="${w(lang, 'head.searchHint')}" autocomplete="off" maxlength="100" enterkeyhint="search">
</form>`;
}

function cartLink(shell: Shell): Html {
  const count = shell.facts.cartCount ?? 0;
  const label = w(shell.lang, 'head.cart', { n: count });
  const badge = count > 0 ? html`<span class="n num" aria-hidden="true">${count}</span>` : '';
  return html`<a id="cart-link" href="${href(shell, '/cart')}" aria-label="${label}">${icon('cart', 24)}${badge}</a>`;
}

function wishLink(shell: Shell): Html {
  const count = shell.facts.wished?.length ?? 0;
  const badge = count > 0 ? html`<span class="n num" aria-hidden="true">${count}</span>` : '';
  return html`<a id="wish-link" href="${href(shell, '/wishes')}" aria-label="${w(shell.lang, 'wishes.head', { n: count })}">${icon('heart', 24)}${badge}</a>`;
}

/** The forms that hearts and comparison buttons anywhere on the page send, and the way to what is being compared. */
function choosing(shell: Shell): Html {
  const { lang, facts } = shell;
  const to = (path: string): string =>
    href(shell, `${path}?back=${encodeURIComponent(shell.path.replaceAll('+', '%20'))}`);
  const compared = facts.compared?.length ?? 0;
  // Who stands in a store compares what lies there.
  const inStore = /^\/in\/sit_\w+(?=\/)/.exec(shell.path)?.[0];
  const bar =
    compared > 0 &&
    html`<a class="btn p" href="${href(shell, inStore ? `${inStore}/compare` : '/compare')}">${icon('compare', 18)} ${w(lang, 'compare.bar', { n: compared })}</a>`;
  return html`<form id="wish-form" method="post" action="${to('/wishes')}" data-toggle="${w(lang, 'wishes.changed')}" hidden></form>
<form id="compare-form" method="post" action="${to('/compare')}" data-toggle="${w(lang, 'compare.added')}" hidden></form>
<aside id="compare-bar" aria-label="${w(lang, 'compare.title')}">${bar}</aside>`;
}

function bareHeader(shell: Shell): Html {
  const { lang, facts } = shell;
  const question = facts.shop.phone ? ` · ${w(lang, 'checkout.question', { phone: facts.shop.phone })}` : '';
  return html`<header class="top plain"><div class="wrap between">
<a class="brand" href="${href(shell, '/')}">${facts.shop.name}</a>
<span class="row sm muted">${icon('lock', 16)}<span>${w(lang, 'checkout.secure')}<span class="wide">${question}</span></span></span>
</div></header>`;
}

function footer(shell: Shell): Html {
  const { lang, facts } = shell;
  const { shop } = facts;
  const stores = facts.stores.map(
    (store) => html`<li><a href="${href(shell, `/stores#${store.siteId}`)}">${store.name}</a></li>`,
  );
  const departments = facts.nav.map(
    (link) => html`<li><a href="${href(shell, `/c/${link.handle}`)}">${link.name}</a></li>`,
  );
  return html`<footer><div class="wrap"><div class="cols">
<div><p class="brand">${shop.name}</p><p class="on-roof">${shop.text}</p></div>
<div><h2>${w(lang, 'foot.departments')}</h2><ul>${departments}</ul></div>
<div><h2>${w(lang, 'foot.stores')}</h2><ul>${stores}</ul></div>
<div><h2>${w(lang, 'foot.orders')}</h2><ul>
<li><a href="${href(shell, '/cart')}">${w(lang, 'foot.cart')}</a></li>
<li><a href="${href(shell, '/scan')}">${w(lang, 'app.scan')}</a></li>
<li><button type="button" id="install" hidden>${icon('phone', 16)} ${w(lang, 'app.install')}</button></li>
<li><a href="${href(shell, '/account')}">${w(lang, 'foot.account')}</a></li>
<li><a href="${href(shell, '/account/purchases')}">${w(lang, 'foot.purchases')}</a></li>
<li><a href="${href(shell, '/orders/find')}">${w(lang, 'foot.find')}</a></li></ul></div>
<div><h2>${w(lang, 'foot.legal')}</h2><ul>${legalLinks(shell)}</ul></div>
</div><div class="end"><span>© ${shop.name}${shop.phone ? html` · <a href="${url(`tel:${shop.phone.replaceAll(/[^+\d]/g, '')}`)}">${shop.phone}</a>` : ''}${
    shop.email ? html` · <a href="${url(`mailto:${shop.email}`)}">${shop.email}</a>` : ''
  }</span><span>${facts.demo && html`${w(lang, 'foot.demo')} `}${w(lang, 'foot.made')}</span></div></div></footer>`;
}

const texts = ['notice', 'terms', 'withdrawal', 'privacy', 'cookies', 'accessibility'] as const;

/** The shop's own texts, as items of a list; `here` is the one that is open. */
export const legalLinks = (shell: Shell, here = ''): Html[] =>
  texts.map(
    (slug) =>
      html`<li><a href="${href(shell, `/legal/${slug}`)}"${slug === here && html` aria-current="page"`}>${w(shell.lang, `foot.${slug}`)}</a></li>`,
  );

/** Yes and no to cookies that nothing needs: two buttons alike, so that one is as easy as the other. */
export function consentForm(shell: Shell): Html {
  const { lang } = shell;
  const next = encodeURIComponent(shell.base + shell.path);
  const button = (said: 'yes' | 'no', words: string): Html =>
    html`<button class="btn cta" name="said" value="${said}">${words}</button>`;
  return html`<form class="row wrapping" method="post" action="${href(shell, `/cookies?next=${next}`)}">${button('no', w(lang, 'cookies.no'))}${button('yes', w(lang, 'cookies.yes'))}</form>`;
}

function cookieBar(shell: Shell): Html {
  const { lang } = shell;
  return html`<aside class="cookiebar" aria-label="${w(lang, 'foot.cookies')}"><div class="wrap"><div><p class="strong">${w(lang, 'cookies.title')}</p><p class="sm">${w(lang, 'cookies.text')} <a class="link" href="${href(shell, '/legal/cookies')}">${w(lang, 'cookies.more')}</a></p></div>${consentForm(shell)}</div></aside>`;
}

/** Money in the page's language; kept here because every page writes it. */
export const eur = (shell: Shell, amount: Parameters<typeof money>[1]): string => money(shell.lang, amount);

import { html, toText, jsonScript } from '#kit/html';
import { journeys, type Lang } from './journeys.ts';

export type PlayFacts = {
  readonly lang: Lang;
  readonly assets: { readonly js: string; readonly css: string };
  /** What the script needs of the demo: logins that are printed at the start anyway, ids, the marketplace’s address. */
  readonly demo: Readonly<Record<string, unknown>>;
};

const words = {
  fr: {
    title: 'Jouer les parcours',
    intro:
      'Deux fenêtres, un seul magasin. Choisissez un parcours et avancez pas à pas ; les fenêtres sont les vrais écrans.',
    next: 'Pas suivant',
    again: 'Recommencer',
    story: 'Ce qui se passe',
  },
  en: {
    title: 'Play the journeys',
    intro: 'Two windows, one shop. Choose a journey and go step by step; the windows are the real screens.',
    next: 'Next step',
    again: 'Begin again',
    story: 'What happens',
  },
} as const;

/** The page on which the journeys are played; the script does the steps. */
export function playPage({ lang, assets, demo }: PlayFacts): string {
  const w = words[lang];
  return toText(html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${w.title} — Halle</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="${assets.css}"><script type="module" src="${assets.js}"></script></head>
<body><header><h1>${w.title}</h1><p>${w.intro}</p>
<div class="choose" role="group" aria-label="${w.title}">${journeys.map((journey) => html`<button type="button" data-journey="${journey.id}" aria-pressed="false"><b>${journey.id}</b> ${journey.title[lang]}</button>`)}</div></header>
<main><section class="steps" aria-label="${w.story}"><ol id="steps"></ol><div class="go"><button type="button" id="next">${w.next}</button> <button type="button" id="again" class="quiet">${w.again}</button></div><div id="log" role="status"></div></section>
<div class="windows"><figure class="phone"><figcaption id="left-name"></figcaption><iframe id="left" title="1"></iframe></figure><figure class="wide"><figcaption id="right-name"></figcaption><iframe id="right" title="2"></iframe></figure></div></main>
${jsonScript('application/json', { lang, journeys, demo })}</body></html>`);
}

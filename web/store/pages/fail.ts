/** When something cannot be shown: what happened, what is safe, how to go on. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { decoration, empty } from '../parts.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';

/** `reference` is what a person may quote; `detail` is a refusal's own sentence. */
export type Failure = { status: number; reference?: string; detail?: string };

/** Any page that failed, by its HTTP status. */
export function failPage(failure: Failure, shell: Shell): Html {
  const { lang } = shell;
  const { title, text } = wordsFor(failure, shell);
  const action = { href: href(shell, '/'), words: w(lang, 'fail.home') };
  const reference =
    failure.reference && html`<p class="sm muted num">${w(lang, 'fail.reference', { code: failure.reference })}</p>`;
  const art = decoration(failure.status === 404 || failure.status === 410 ? 'shelf' : 'parcel', 'bleu');
  return page(
    shell,
    { title },
    html`<div class="wrap narrow" id="failure"><h1 class="vh">${title}</h1>${empty(art, title, text, action)}${reference}</div>`,
  );
}

function wordsFor(failure: Failure, shell: Shell): { title: string; text: string } {
  const { lang } = shell;
  if (failure.status === 410) return { title: w(lang, 'gone.title'), text: w(lang, 'gone.text') };
  if (failure.status === 404) return { title: w(lang, 'fail.notFoundTitle'), text: w(lang, 'fail.notFoundText') };
  if (failure.status === 429) return { title: w(lang, 'fail.title'), text: w(lang, 'fail.tooMany') };
  if (failure.status >= 500) return { title: w(lang, 'fail.unavailableTitle'), text: w(lang, 'fail.unavailableText') };
  return { title: w(lang, 'fail.title'), text: failure.detail ?? w(lang, 'fail.refused') };
}

/** What a browser without a connection shows; kept by the service worker, so nothing personal is in it. */
export function offlinePage(shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'offline.title');
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${empty(decoration('lamp', 'nuit'), title, w(lang, 'offline.text'))}</div>`,
  );
}

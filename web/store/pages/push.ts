/** Messages of the app on this device: the offer, where it fits (an account, an order just placed); never where somebody arrives. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';

/** Shown by the script where the browser can: without it there is nothing to press. `offer`: gone where the device has them already. */
export function pushPanel({ lang }: Shell, kind: 'settings' | 'offer'): Html {
  return html`<section class="panel lined" id="push" hidden data-kind="${kind}" data-lang="${lang}" data-on="${w(lang, 'push.on')}" data-off="${w(lang, 'push.off')}" data-is-on="${w(lang, 'push.isOn')}" data-denied="${w(lang, 'push.denied')}" data-failed="${w(lang, 'push.failed')}"><h2>${w(lang, 'push.title')}</h2>
<p class="muted">${w(lang, 'push.text')}</p><p><button type="button" class="btn">${w(lang, 'push.on')}</button></p><p class="sm" role="status"></p></section>`;
}

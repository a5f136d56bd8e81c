/** A forgotten password: asking for a link, having asked, and what the link opens. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { field, hidden } from '../parts.ts';
import { href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import { entry, sayer } from './account.ts';
import type { FieldErrors } from './checkout.ts';

/** Where to send a link. */
export function forgottenPage(shell: Shell, typed: { email: string }, errors: FieldErrors = {}): Html {
  const { lang } = shell;
  const say = sayer(shell, errors);
  return entry(
    shell,
    w(lang, 'forgotten.title'),
    w(lang, 'forgotten.text'),
    html`<form method="post" action="${href(shell, '/account/forgotten')}" novalidate><div class="fg one">
${field({ name: 'email', label: w(lang, 'field.email'), value: typed.email, type: 'email', autocomplete: 'username', error: say('email'), required: true, max: 254 })}</div>
<button class="btn p cta full">${w(lang, 'forgotten.action')}</button></form>
<p><a class="link" href="${href(shell, '/account/sign-in')}">${w(lang, 'signIn.action')}</a></p>`,
  );
}

/** The same for everybody, whether or not somebody has the address. */
export function forgottenSentPage(shell: Shell, email: string): Html {
  const { lang } = shell;
  return entry(
    shell,
    w(lang, 'forgotten.sent'),
    w(lang, 'forgotten.sentText', { email }),
    html`<p class="muted">${w(lang, 'forgotten.nothing')}</p>
<p><a class="btn" href="${href(shell, '/account/forgotten')}">${w(lang, 'forgotten.again')}</a></p>`,
  );
}

/** What a good link opens. */
export function resetPage(
  shell: Shell,
  { token, email }: { token: string; email: string },
  errors: FieldErrors = {},
): Html {
  const { lang } = shell;
  const say = sayer(shell, errors);
  return entry(
    shell,
    w(lang, 'reset.title'),
    w(lang, 'reset.text', { email }),
    html`<form method="post" action="${href(shell, '/account/new-password')}" novalidate>${hidden('token', token)}<div class="fg one">
${field({ name: 'password', label: w(lang, 'field.newPassword'), type: 'password', autocomplete: 'new-password', error: say('password'), required: true, max: 200 })}</div>
<button class="btn p cta full">${w(lang, 'reset.action')}</button></form>`,
  );
}

/** What one that is over opens. */
export function resetOverPage(shell: Shell): Html {
  const { lang } = shell;
  return entry(
    shell,
    w(lang, 'reset.over'),
    w(lang, 'reset.overText'),
    html`<p><a class="btn p" href="${href(shell, '/account/forgotten')}">${w(lang, 'reset.askAgain')}</a></p>`,
  );
}

/** The account's inside: purchases with filters, address book, password, privacy. */
import { longDate } from '#kit/format';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { box, decoration, empty, field, hidden } from '../parts.ts';
import { consentPurposes } from '../service-api.ts';
import type { HeldBy, PrivacyView, PurchaseChoice, PurchasesView, SavedAddressView } from '../service-api.ts';
import { href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import { w } from '../words.ts';
import type { ShopWord } from '../words.ts';
import { purchaseTable } from './account.ts';
import { sayError } from './checkout.ts';
import type { FieldErrors } from './checkout.ts';

const rooms = [
  ['/account', 'nav.overview'],
  ['/account/purchases', 'nav.purchases'],
  ['/account/documents', 'nav.papers'],
  ['/account/cards', 'nav.cards'],
  ['/account/addresses', 'nav.addresses'],
  ['/account/password', 'nav.password'],
  ['/account/privacy', 'nav.privacy'],
] as const satisfies readonly (readonly [string, ShopWord])[];
type Room = (typeof rooms)[number][0];

/** The ways through the account. */
export function accountNav(shell: Shell, here: Room): Html {
  const { lang } = shell;
  const links = rooms.map(
    ([path, key]) =>
      html`<li><a href="${href(shell, path)}"${path === here && html` aria-current="page"`}>${w(lang, key)}</a></li>`,
  );
  return html`<nav class="rooms" aria-label="${w(lang, 'nav.account')}"><ul>${links}</ul></nav>`;
}

/** A page of the account, between its ways. */
export function room(shell: Shell, here: Room, title: string, body: Piece): Html {
  return page(
    shell,
    { title },
    html`<div class="wrap account"><h1>${title}</h1>${accountNav(shell, here)}${body}</div>`,
  );
}

/** The address of a list of purchases. */
function purchasesPath(choice: PurchaseChoice): string {
  const query = new URLSearchParams();
  if (choice.where !== 'all') query.set('where', choice.where);
  if (choice.year !== undefined) query.set('year', String(choice.year));
  if (choice.after !== undefined) query.set('after', choice.after);
  return `/account/purchases${query.size > 0 ? `?${query}` : ''}`;
}

const wheres = ['all', 'online', 'store', 'market'] as const;

/** All purchases, of all channels, narrowed by channel and year; the filters are a form without script. */
export function purchasesPage(view: PurchasesView, shell: Shell): Html {
  const { lang } = shell;
  const { choice, purchases, next } = view;
  const option = (value: string, words: string, on: boolean): Html =>
    html`<option value="${value}"${on && html` selected`}>${words}</option>`;
  const filters = html`<form class="filters row wrapping" action="${href(shell, '/account/purchases')}">
<p class="fd"><label for="f-where">${w(lang, 'purchases.where')}</label><select id="f-where" name="where">${wheres.map((one) => option(one, w(lang, `purchases.${one}`), one === choice.where))}</select></p>
<p class="fd"><label for="f-year">${w(lang, 'purchases.year')}</label><select id="f-year" name="year">${option('', w(lang, 'purchases.anyYear'), choice.year === undefined)}${view.years.map((year) => option(String(year), String(year), year === choice.year))}</select></p>
<button class="btn cta">${w(lang, 'purchases.apply')}</button></form>`;
  const none = (): Html =>
    empty(decoration('parcel', 'bleu'), w(lang, 'purchases.none'), w(lang, 'purchases.noneText'), {
      href: href(shell, '/account/purchases'),
      words: w(lang, 'purchases.clear'),
    });
  const older = next !== undefined && { href: href(shell, purchasesPath({ ...choice, after: next })) };
  return room(shell, '/account/purchases', w(lang, 'purchases.title'), [
    filters,
    purchases.length === 0 ? none() : purchaseTable(purchases, shell),
    older && html`<p><a class="btn" rel="next" href="${older.href}">${w(lang, 'account.older')}</a></p>`,
  ]);
}

const say =
  (shell: Shell, errors: FieldErrors) =>
  (name: string): string | undefined => {
    const key = errors[name];
    return key && sayError(shell, key);
  };

/** The address book; `typed` is a new address that came back with errors. */
export function addressesPage(
  views: readonly SavedAddressView[],
  shell: Shell,
  form: { addressId: string; typed?: Readonly<Record<string, string>>; errors?: FieldErrors; saved?: boolean },
): Html {
  const { lang } = shell;
  const { typed = {}, errors = {} } = form;
  const told = say(shell, errors);
  const post = href(shell, '/account/addresses');
  const cards = views.map((view) => addressCard(view, shell, post));
  const fields = (['name', 'line1', 'line2', 'postcode', 'city'] as const).map((name) =>
    field({
      name,
      label: w(lang, `field.${name}`),
      value: typed[name] ?? '',
      autocomplete: autocompletes[name],
      error: told(name),
      required: name !== 'line2',
    }),
  );
  return room(shell, '/account/addresses', w(lang, 'addresses.title'), [
    form.saved && box('ok', 'check', html`<p>${w(lang, 'addresses.saved')}</p>`),
    views.length === 0
      ? html`<p class="lead">${w(lang, 'addresses.none')}</p>`
      : html`<ul class="cards-2">${cards}</ul>`,
    html`<section class="panel lined"><h2>${w(lang, 'addresses.new')}</h2><form method="post" action="${post}" novalidate>${hidden('step', 'add')}${hidden('addressId', form.addressId)}
<div class="fg">${fields}${hidden('country', 'FR')}</div><button class="btn p cta">${w(lang, 'addresses.add')}</button></form></section>`,
  ]);
}

const autocompletes = {
  name: 'name',
  line1: 'address-line1',
  line2: 'address-line2',
  postcode: 'postal-code',
  city: 'address-level2',
} as const;

function addressCard(view: SavedAddressView, shell: Shell, post: string): Html {
  const { lang } = shell;
  const { addressId, name, line1, line2, postcode, city, preferred } = view;
  const verb = (step: string, words: string, label: string): Html =>
    html`<form method="post" action="${post}">${hidden('step', step)}${hidden('addressId', addressId)}<button class="btn" aria-label="${label}">${words}</button></form>`;
  return html`<li class="panel lined"><p><b class="strong">${name}</b>${preferred && html` <span class="tag ok">${w(lang, 'addresses.preferred')}</span>`}<br>${line1}<br>${line2 !== '' && html`${line2}<br>`}${postcode} ${city}</p>
<p class="row wrapping">${!preferred && verb('prefer', w(lang, 'addresses.prefer'), w(lang, 'addresses.preferOf', { line: line1 }))}${verb('remove', w(lang, 'addresses.remove'), w(lang, 'addresses.removeOf', { line: line1 }))}</p></li>`;
}

/** The password: the present one and the next. */
export function passwordPage(shell: Shell, errors: FieldErrors = {}, saved = false, wrong = false): Html {
  const { lang } = shell;
  const told = say(shell, errors);
  const key = { type: 'password', required: true, max: 200 } as const;
  return room(shell, '/account/password', w(lang, 'password.title'), [
    saved && box('ok', 'check', html`<p>${w(lang, 'password.saved')}</p>`),
    wrong && box('bad', 'alert', html`<p>${w(lang, 'password.wrong')}</p>`, true),
    html`<section class="panel lined short"><p class="muted">${w(lang, 'password.text')}</p><form method="post" action="${href(shell, '/account/password')}" novalidate><div class="fg one">
${field({ ...key, name: 'current', label: w(lang, 'password.current'), autocomplete: 'current-password', error: told('current') })}
${field({ ...key, name: 'next', label: w(lang, 'password.next'), autocomplete: 'new-password', error: told('next') })}</div>
<button class="btn p cta">${w(lang, 'password.save')}</button></form></section>`,
  ]);
}

/** Consents, one a purpose, each as easily taken back; and the wish to be forgotten. */
export function privacyPage(view: PrivacyView, shell: Shell, saved = false): Html {
  const { lang } = shell;
  const rows = consentPurposes.map((purpose) => {
    const known = view.consents.find((consent) => consent.purpose === purpose);
    const day = known?.since && longDate(lang, known.since, { year: true });
    const since = day && w(lang, known.granted ? 'privacy.since' : 'privacy.notSince', { day });
    return html`<li><label class="check"><input type="checkbox" name="${purpose}" value="yes"${known?.granted && html` checked`}><span><b class="strong">${w(lang, `privacy.${purpose}`)}</b><small>${w(lang, `privacy.${purpose}Text`)}${since && html` · ${since}`}</small></span></label></li>`;
  });
  const asked = view.erasureAsked;
  const erase = (wish: string, words: string, kind = ''): Html =>
    html`<form method="post" action="${href(shell, '/account/erasure')}">${hidden('wish', wish)}<button class="btn cta${kind}">${words}</button></form>`;
  return room(shell, '/account/privacy', w(lang, 'privacy.title'), [
    saved && box('ok', 'check', html`<p>${w(lang, 'privacy.saved')}</p>`),
    html`<section class="panel lined"><h2>${w(lang, 'privacy.consents')}</h2><p class="muted">${w(lang, 'privacy.consentsText')}</p>
<form method="post" action="${href(shell, '/account/privacy')}"><ul class="checks">${rows}</ul><button class="btn p cta">${w(lang, 'privacy.save')}</button></form></section>
<section class="panel lined"><h2>${w(lang, 'privacy.data')}</h2><p class="muted">${w(lang, 'privacy.dataText')}</p>
<form method="post" action="${href(shell, '/account/data')}"><button class="btn cta">${w(lang, 'privacy.take')}</button></form></section>
<section class="panel lined"><h2>${w(lang, 'privacy.erasure')}</h2><p class="muted">${w(lang, 'privacy.deleteText')}</p><p><a class="btn cta" href="${href(shell, '/account/delete')}">${w(lang, 'privacy.delete')}</a></p>${
      asked
        ? html`<p>${w(lang, 'privacy.erasureAsked', { day: longDate(lang, asked, { year: true }) })}</p>${erase('no', w(lang, 'privacy.keep'))}`
        : html`<p class="muted">${w(lang, 'privacy.erasureText')}</p>${erase('yes', w(lang, 'privacy.erase'))}`
    }</section>`,
  ]);
}

/** The step before an account is gone for ever: what goes, what stays, what must be finished first, and the password again. */
export function deletePage(held: readonly HeldBy[], shell: Shell, errors: FieldErrors = {}, wrong = false): Html {
  const { lang } = shell;
  const told = say(shell, errors);
  const back = html`<a class="btn" href="${href(shell, '/account/privacy')}">${w(lang, 'delete.keep')}</a>`;
  const waits = held.map((what) => html`<li>${w(lang, `delete.held.${what}`)}</li>`);
  const form = html`<form class="stack" method="post" action="${href(shell, '/account/delete')}">
${field({ name: 'password', label: w(lang, 'delete.password'), type: 'password', autocomplete: 'current-password', required: true, max: 200, error: told('password') })}
<p><label class="check"><input type="checkbox" name="forEver" value="yes" required><span><b class="strong">${w(lang, 'delete.forEver')}</b>${told('forEver') && html`<small class="err">${told('forEver')}</small>`}</span></label></p>
<p class="row wrapping"><button class="btn p cta">${w(lang, 'delete.do')}</button>${back}</p></form>`;
  return room(shell, '/account/privacy', w(lang, 'delete.title'), [
    wrong && box('bad', 'alert', html`<p>${w(lang, 'password.wrong')}</p>`, true),
    html`<section class="panel lined"><h2>${w(lang, 'delete.goes')}</h2><p>${w(lang, 'delete.goesText')}</p>
<h2>${w(lang, 'delete.stays')}</h2><p>${w(lang, 'delete.staysText')}</p></section>`,
    held.length > 0
      ? html`<section class="panel lined"><h2>${w(lang, 'delete.first')}</h2><ul>${waits}</ul><p>${back}</p></section>`
      : html`<section class="panel lined"><h2>${w(lang, 'delete.confirm')}</h2>${form}</section>`,
  ]);
}

/** After it: nobody is signed in here any more. */
export function goodbyePage(shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'delete.done');
  return page(
    shell,
    { title },
    html`<div class="wrap account"><h1>${title}</h1>${box('ok', 'check', html`<p>${w(lang, 'delete.doneText')}</p>`)}<p><a class="btn p cta" href="${href(shell, '/')}">${w(lang, 'delete.home')}</a></p></div>`,
  );
}

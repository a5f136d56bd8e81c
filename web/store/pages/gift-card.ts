/** Buying a gift card whose amount one chooses: how much, and who gets it when. */
import { money, shortDate } from '#kit/format';
import { toDecimal } from '#base/money';
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { field, hidden } from '../parts.ts';
import { href } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CartLineView, OrderLineView, ProductView } from '../views.ts';
import { w, type ShopWord } from '../words.ts';

export const cardFields = ['amount', 'name', 'email', 'day', 'words'] as const;
export type CardField = (typeof cardFields)[number];
/** What was typed and came back, with what is wrong at which field. */
export type TypedCard = {
  readonly values: Readonly<Record<CardField, string>>;
  readonly errors: Partial<Record<CardField, ShopWord>>;
};

type Limits = NonNullable<ProductView['variant']['card']>;

// Everything is in one form that works without a script. Who gets it is folded away: most buyers keep the card for themselves to hand over.
export function cardForm(view: ProductView, limits: Limits, shell: Shell, typed?: TypedCard): Html {
  const { lang } = shell;
  const { variant } = view;
  const { least, most, from, until } = limits;
  const amounts = { least: money(lang, least), most: money(lang, most) };
  const value = (name: CardField): string => typed?.values[name] ?? '';
  const error = (name: CardField): string | undefined => {
    const word = typed?.errors[name];
    if (word === undefined) return undefined;
    return name === 'amount' ? w(lang, 'gift.between', amounts) : w(lang, word);
  };
  const proposed = toDecimal(variant.price);
  const amount = typed ? value('amount') : lang === 'fr' ? proposed.replace('.', ',') : proposed;
  const open =
    typed !== undefined && (value('email') !== '' || value('name') !== '' || Object.keys(typed.errors).length > 0);
  const wrongDay = error('day');
  return html`<form method="post" action="${href(shell, '/cart/cards')}" id="buy" class="buy gift-card" novalidate>${hidden('skuId', variant.skuId)}${hidden('handle', view.handle)}
<div class="fg one">${field({ name: 'amount', label: w(lang, 'gift.amount'), value: amount, required: true, max: 12, inputmode: 'decimal', autocomplete: 'off', error: error('amount') })}</div>
${error('amount') === undefined && html`<p class="sm muted">${w(lang, 'gift.between', amounts)}</p>`}
<details${open && html` open`}><summary>${w(lang, 'gift.forWhom')}</summary><p class="sm muted">${w(lang, 'gift.forWhomText')}</p><div class="fg one">
${field({ name: 'name', label: w(lang, 'gift.name'), value: value('name'), max: 80, autocomplete: 'off', error: error('name') })}
${field({ name: 'email', label: w(lang, 'gift.email'), value: value('email'), type: 'email', max: 120, autocomplete: 'off', error: error('email') })}
<p class="fd${wrongDay ? ' wrong' : ''}"><label for="f-day">${w(lang, 'gift.day')}</label><input id="f-day" name="day" type="date" value="${value('day')}" min="${from}" max="${until}"${wrongDay && html` aria-invalid="true" aria-describedby="e-day"`}>${wrongDay && html`<span class="err" id="e-day">${wrongDay}</span>`}</p>
<p class="fd"><label for="f-words">${w(lang, 'gift.words')}</label><textarea id="f-words" name="words" rows="3" maxlength="500">${value('words')}</textarea></p></div></details>
<p class="go"><button class="btn p cta">${w(lang, 'gift.buy')}</button></p><p class="sm muted after">${w(lang, 'gift.after')}</p></form>`;
}

/** Under a card's name in the cart: who gets it, when. */
export function cardWords({ card }: CartLineView, shell: Shell): Piece {
  const { lang } = shell;
  if (!card) return '';
  return html`<p class="sm muted">${card.for ? cardForWords(card.for, shell) : w(lang, 'gift.forYou')}</p>`;
}

/** Who gets a card, and from which day on; nothing for one that its buyer keeps. */
export function cardForWords(one: OrderLineView['cardFor'], { lang }: Shell): Piece {
  if (!one) return '';
  const { name, email, day } = one;
  const when = day === undefined ? w(lang, 'gift.atOnce') : w(lang, 'gift.onDay', { day: shortDate(lang, day) });
  return html`${w(lang, 'gift.to', { name, email })} · ${when}`;
}

/** A card has no quantity: it goes as it came. */
export const removeCard = ({ card, name }: CartLineView, shell: Shell): Piece =>
  card
    ? html`<form class="qty" method="post" action="${href(shell, `/cart/cards/${card.cardKey}`)}" data-swap="#cart"><button class="link sm" name="remove" value="1" aria-label="${w(shell.lang, 'cart.removeOf', { name })}">${w(shell.lang, 'cart.remove')}</button></form>`
    : '';

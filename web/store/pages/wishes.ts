/** Wish lists: one's own, one somebody shared, and what this device has looked at. */
import { html } from '#kit/html';
import type { Html, Piece } from '#kit/html';
import { icon } from '#kit/icons';
import type { VariantChoice, WishListView, WishView } from '../choosing.ts';
import { cards, decoration, empty, field, hidden, picture, price, whyLink } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { CardView } from '../views.ts';
import { w } from '../words.ts';

/** The shopper's own list; `newListId` makes another one repeatable. */
export function wishListPage(view: WishListView, shell: Shell, newListId: string): Html {
  const { lang } = shell;
  const guest = shell.facts.shopper === undefined;
  const switches =
    view.lists.length > 1 &&
    html`<nav aria-label="${w(lang, 'wishes.lists')}"><ul class="inside">${view.lists.map(
      (list) =>
        html`<li><a class="btn" href="${href(shell, `/wishes?list=${list.listId}`)}"${list.listId === view.listId && html` aria-current="page"`}>${list.name} <span class="num">${list.count}</span></a></li>`,
    )}</ul></nav>`;
  const invite =
    guest &&
    html`<p class="sm muted">${w(lang, 'wishes.guest')} <a class="link" href="${href(shell, '/account/sign-in?next=/wishes')}">${w(lang, 'signIn.action')}</a></p>`;
  const nothing = empty(decoration('dress', 'groseille'), w(lang, 'wishes.emptyTitle'), w(lang, 'wishes.emptyText'), {
    href: href(shell, '/search?sort=best'),
    words: w(lang, 'wishes.look'),
  });
  return page(
    shell,
    { title: view.name },
    html`<div class="wrap" id="wishes"><div class="cat-h"><h1>${view.name}</h1>${invite}${switches}</div>
${view.items.length === 0 ? nothing : html`<ul class="wishes">${view.items.map((item) => wishRow(shell, item, view))}</ul>`}
${!guest && manage(shell, view, newListId)}</div>`,
  );
}

function manage(shell: Shell, view: WishListView, newListId: string): Html {
  const { lang } = shell;
  const act = (name: string, words: string, look = 'btn'): Html =>
    html`<button class="${look}" name="act" value="${name}">${words}</button>`;
  const own =
    view.listId &&
    html`<section class="panel lined"><h2>${w(lang, 'wishes.this')}</h2>
<form method="post" action="${href(shell, `/wishes/lists/${view.listId}`)}"><div class="fg one">${field({ name: 'name', label: w(lang, 'wishes.name'), value: view.name, autocomplete: 'off', max: 80 })}</div>
<p class="acts">${act('rename', w(lang, 'wishes.rename'))} ${view.shareUrl ? act('unshare', w(lang, 'wishes.unshare')) : act('share', w(lang, 'wishes.share'))} ${!view.main && act('remove', w(lang, 'wishes.removeList'))}</p></form>
${view.shareUrl && html`<p class="sm">${w(lang, 'wishes.shared')} <a class="link break" href="${view.shareUrl}">${view.shareUrl}</a></p>`}</section>`;
  const fresh = html`<section class="panel lined"><h2>${w(lang, 'wishes.another')}</h2>
<form method="post" action="${href(shell, '/wishes/lists')}">${hidden('listId', newListId)}<div class="fg one"><p class="fd"><label for="f-new">${w(lang, 'wishes.name')}</label><input id="f-new" name="name" required maxlength="80" autocomplete="off" value=""></p></div>
<p class="acts"><button class="btn">${w(lang, 'wishes.make')}</button></p></form></section>`;
  return html`<div class="two lists">${own}${fresh}</div>`;
}

function wishRow(shell: Shell, { card, choices, news }: WishView, view?: WishListView): Html {
  const { lang } = shell;
  const said = news.map((one) =>
    one.kind === 'price_fell'
      ? html`<span class="tag ok">${w(lang, 'wishes.fell', { was: eur(shell, one.was) })}</span>`
      : html`<span class="tag ok">${w(lang, 'wishes.back')}</span>`,
  );
  const remove =
    view &&
    html`<form method="post" action="${href(shell, `/wishes?back=${encodeURIComponent(view.listId ? `/wishes?list=${view.listId}` : '/wishes')}`)}">${view.listId && hidden('list', view.listId)}
<button class="btn clear" name="remove" value="${card.productId}" aria-label="${w(lang, 'cart.removeOf', { name: card.name })}">${icon('x', 16)} ${w(lang, 'cart.remove')}</button></form>`;
  return html`<li data-product="${card.productId}"><a href="${href(shell, `/p/${card.handle}`)}" tabindex="-1" aria-hidden="true">${picture({ ...card.picture, alt: '' }, { size: 200 })}</a>
<div><h2><a href="${href(shell, `/p/${card.handle}`)}">${card.name}</a></h2><p>${price(lang, card.price, card.was, card.priceFrom)} ${whyLink(shell, card)}</p>
<p class="avail ${card.available}"><span class="dot"></span>${card.words}</p>${said.length > 0 && html`<p class="row wrapping">${said}</p>`}</div>
<div class="row wrapping">${addForm(shell, card, choices)}${remove}</div></li>`;
}

/** Puts a product into the cart from a list: at once, or one of its variants. */
export function addForm(shell: Shell, card: CardView, choices: readonly VariantChoice[]): Piece {
  const { lang } = shell;
  const there = choices.filter(({ available }) => available !== 'none');
  const [first] = there;
  if (!first) return html`<span class="sm muted">${w(lang, 'product.soldOut')}</span>`;
  const id = `v-${card.productId}`;
  const pick =
    choices.length === 1
      ? hidden('skuId', first.skuId)
      : html`<label class="vh" for="${id}">${w(lang, 'wishes.variantOf', { name: card.name })}</label><select id="${id}" name="skuId">${choices.map(
          ({ skuId, name, available }) =>
            html`<option value="${skuId}"${available === 'none' && html` disabled`}>${name}${available === 'none' && ` (${w(lang, 'product.soldOut').toLocaleLowerCase(lang)})`}</option>`,
        )}</select>`;
  return html`<form class="add" method="post" action="${href(shell, '/cart/lines')}" data-add>${pick}<button class="btn" aria-label="${w(lang, 'wishes.addOf', { name: card.name })}">${icon('cart', 18)} ${w(lang, 'wishes.add')}</button></form>`;
}

/** A list somebody gave the link of: to look at and to buy from. */
export function sharedListPage(view: WishListView, shell: Shell): Html {
  const { lang } = shell;
  return page(
    shell,
    { title: view.name },
    html`<div class="wrap"><div class="cat-h"><h1>${view.name}</h1><p>${w(lang, 'wishes.sharedText')}</p></div>
${view.items.length === 0 ? html`<p class="muted">${w(lang, 'wishes.sharedEmpty')}</p>` : html`<ul class="wishes">${view.items.map((item) => wishRow(shell, { ...item, news: [] }))}</ul>`}</div>`,
  );
}

/** What was looked at on this device. */
export function seenPage(views: readonly CardView[], shell: Shell): Html {
  const title = w(shell.lang, 'seen.title');
  return page(
    shell,
    { title },
    html`<div class="wrap"><section class="sec" id="seen"><h2>${title}</h2>${cards(shell, views, 4)}</section></div>`,
  );
}

/** How a whole cart is received: what the shopper wished, which ways there are, and what each costs. The same in cart and checkout. */
import { add, money } from '#base/money';
import { refuse } from '#base/refusal';
import { businessOf, freeAmounts, partsOfLines, pricedParts, taxAsk, type Cart, type Destined } from '#carts';
import { buyerOf } from '#customers';
import { skuFacts } from '#catalog';
import { priceTaxed, rulesFor } from '#pricing';
import type { Priced } from '#pricing/model';
import type { TaxCase } from '#tax';
import type { Ask } from '../../web/store/api.ts';
import type { CartLineView, CartView, DeliveryView, Lang, TotalsView } from '../../web/store/views.ts';
import { levelOf, noStock } from './model.ts';
import { offersOf } from './offers.ts';
import { deliveryViews, nowOf, type Wanted } from './places.ts';
import { openCartOf, webChannel, type Shop } from './scene.ts';
import { rememberWishes, wishesOf } from './wish.ts';
import { wordsIn } from './words.ts';

/** The lines of a cart with what there is of each; what is not on sale any more has no stock. */
export async function wantedOf({ database }: Shop, channelId: string, open: Cart, lang: Lang): Promise<Wanted[]> {
  const facts = await skuFacts(
    database,
    open.lines.map((line) => line.skuId),
  );
  const productIds = [...new Set([...facts.values()].map((fact) => fact.productId))];
  const offers = await offersOf(database, channelId, productIds);
  return open.lines.map(({ skuId, quantity }) => {
    const offer = offers.get(facts.get(skuId)?.productId ?? '');
    const name = offer?.product.name[lang] ?? skuId;
    return { skuId, name, stock: offer?.bySku.get(skuId)?.stock ?? noStock, quantity };
  });
}

/** A cart's sums as the order gate will make them, with the VAT of where it goes. Refuses as it does where an article has no price. */
export async function pricedCart(
  { database }: Shop,
  channelId: string,
  open: Cart,
  delivery: 'flat' | 'none',
  to: Destined = {},
): Promise<Priced & { readonly tax: TaxCase }> {
  const { company } = await buyerOf(database, { customerId: open.customerId });
  const rules = await rulesFor(
    database,
    channelId,
    open.lines.map((line) => line.skuId),
    undefined,
    { codes: open.codes, customerId: open.customerId },
  );
  const parts = partsOfLines(open.lines, await freeAmounts(database, open.lines, rules.currency));
  const { lines, agreed } = pricedParts(parts, channelId);
  const { priced, tax } = await priceTaxed(
    database,
    await taxAsk(database, channelId, { ...businessOf(company), ...to }),
    { lines, delivery },
    agreed.size === 0 ? rules : { ...rules, agreed },
  );
  return { ...priced, tax };
}

/** What promotions took off the goods, as the sums show it; nothing where none did. */
export function reductionsOf(
  reductions: Priced['reductions'],
  currency: string,
  lang: Lang,
): Pick<TotalsView, 'reductions'> {
  const goods = reductions.filter((one) => one.of === 'goods' && one.minor > 0);
  if (goods.length === 0) return {};
  return { reductions: goods.map(({ name, minor }) => ({ name: name[lang], amount: money(minor, currency) })) };
}

/** The way a shopper last said for anything that is in the cart: `home`, `pickup:` with a site, or nothing. */
export function wishOf(open: Cart, wishes: ReadonlyMap<string, string>): string | undefined {
  const inCart = new Set(open.lines.map((line) => line.skuId));
  const last = [...wishes].filter(([skuId]) => inCart.has(skuId)).at(-1)?.[1];
  return last === undefined || last === 'home' ? last : `pickup:${last}`;
}

/** What is picked now, else what was wished, else sending home; of the ways that are free. */
export function chosenOf(
  deliveries: readonly DeliveryView[],
  picked: string | undefined,
  wished: string | undefined,
): DeliveryView | undefined {
  const free = deliveries.filter((delivery) => delivery.reason === undefined);
  return (
    free.find((delivery) => delivery.deliveryId === picked) ??
    free.find((delivery) => delivery.deliveryId === wished) ??
    free.find((delivery) => delivery.kind === 'home') ??
    free[0] ??
    deliveries[0]
  );
}

/** The cart with the ways to receive it, each line as it is there, and the sum with what the chosen way costs. */
export async function withReceiving(shop: Shop, ask: Ask, open: Cart, view: CartView): Promise<CartView> {
  const { database } = shop;
  const { lang, who } = ask;
  const channelId = await webChannel(shop);
  const wanted = await wantedOf(shop, channelId, open, lang);
  // What has lost its price is told line by line; the ways to receive come back with it out of the cart.
  if (view.lines.length < open.lines.length || view.lines.some((line) => line.available === 'none')) return view;
  const [now, home, wishes] = await Promise.all([
    nowOf(database),
    pricedCart(shop, channelId, open, 'flat'),
    wishesOf(database, open.cartId),
  ]);
  const deliveries = deliveryViews(now, wanted, home.totals.delivery, { lang, mine: who.storeId });
  const chosen = chosenOf(deliveries, undefined, wishOf(open, wishes));
  if (!chosen) return view;
  const delivery = chosen.price;
  return {
    ...view,
    lines: view.lines.map((line) => ({ ...line, place: placeIn(chosen, wanted, line, lang) })),
    receive: { deliveries, deliveryId: chosen.deliveryId },
    totals: {
      ...view.totals,
      delivery,
      ...(chosen.kind === 'home' ? { taxes: home.taxGroups.map(({ rate, tax }) => ({ rate, tax })) } : {}),
      total: add(view.totals.items, delivery),
    },
  };
}

/** A line as it is at the place the cart comes from: how many lie there. */
function placeIn(
  chosen: DeliveryView,
  wanted: readonly Wanted[],
  line: CartLineView,
  lang: Lang,
): NonNullable<CartLineView['place']> {
  const words = wordsIn[lang];
  const stock = wanted.find(({ skuId }) => skuId === line.skuId)?.stock ?? noStock;
  const { siteId } = chosen;
  const units = siteId === undefined ? stock.total : (stock.sites.get(siteId) ?? 0);
  const level = levelOf(units);
  const left = level === 'low' ? words.left(units) : level === 'none' ? words.notHere : words.inStock;
  if (siteId === undefined) return { placeId: 'home', name: words.by, words: left };
  return { placeId: siteId, name: words.pickupAt(chosen.name), words: left };
}

/** Keeps how the shopper wants the whole cart. Refuses `orders.delivery` for a way there is not; without a cart nothing happens. */
export async function chooseDelivery(shop: Shop, ask: Ask, deliveryId: string): Promise<void> {
  const open = await openCartOf(shop, await webChannel(shop), ask);
  if (!open || open.lines.length === 0) return;
  const siteId = /^pickup:(sit_[0-9a-z]{26})$/.exec(deliveryId)?.[1];
  const { stores } = await nowOf(shop.database);
  const known = siteId === undefined ? deliveryId === 'home' : stores.some(({ site }) => site.siteId === siteId);
  if (!known) refuse('orders.delivery', { fields: [{ field: 'deliveryId', rule: 'one of those offered' }] });
  const skuIds = open.lines.map((line) => line.skuId);
  await rememberWishes(shop.database, { cartId: open.cartId, skuIds, place: siteId ?? 'home' });
}

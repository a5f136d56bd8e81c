/** Gifts in the storefront's cart: shown when they are earned, put there by one click, taken out and told when they no longer are. */
import { sql, type Database, type Db } from '#base/db';
import { setCartLine, viewOf, type Cart, type CartView as CartFacts } from '#carts';
import { skuFacts } from '#catalog';
import { availabilityOf } from '#inventory';
import type { Ask } from '../../web/store/api.ts';
import type { GiftView, Lang, NearlyView, Notice } from '../../web/store/views.ts';
import { unwrap } from '#base/refusal';
import { optionText, pictureOf } from './cards.ts';
import { accessOf, actorOf, openCartOf, type Shop } from './scene.ts';

/** Days after which it is forgotten that something came as a gift. */
const KEPT_DAYS = 90;

type Gift = { readonly skuId: string; readonly promotionId: string; readonly quantity: number };

/** Remembers that units of a line are a gift. The last word counts. */
export async function rememberGift(database: Database, gift: Gift & { readonly cartId: string }): Promise<void> {
  const { cartId, skuId, promotionId, quantity } = gift;
  await database.transaction({ actor: 'visitor' }, (tx) =>
    tx.query(sql`
      INSERT INTO shop.gift (cart_id, sku_id, promotion_id, quantity, at)
      VALUES (${cartId}, ${skuId}, ${promotionId}, ${quantity}, ${tx.now}::timestamptz)
      ON CONFLICT (cart_id, sku_id) DO UPDATE SET promotion_id = excluded.promotion_id, quantity = excluded.quantity, at = excluded.at`),
  );
}

const giftsOf = (db: Db, cartId: string): Promise<Gift[]> =>
  db.query<Gift>(
    sql`SELECT sku_id AS "skuId", promotion_id AS "promotionId", quantity FROM shop.gift WHERE cart_id = ${cartId} ORDER BY sku_id`,
  );

/** Run by the clock. */
export async function sweepGifts(database: Database): Promise<void> {
  await database.query(sql`DELETE FROM shop.gift WHERE at < now() - make_interval(days => ${KEPT_DAYS})`);
}

/** A gift is earned while its promotion takes its price off, or would if it lay there. */
const isEarned = ({ reductions, offered }: CartFacts, { promotionId }: Gift): boolean =>
  reductions.some((one) => one.promotionId === promotionId && one.minor > 0) ||
  offered.some((one) => one.promotionId === promotionId);

/**
 * The open cart, without gifts that are no longer earned: they are taken out before it is shown or paid, for nobody shall buy what was to
 * be given. The notices name them. Repeatable.
 */
export async function cartWithoutLostGifts(
  shop: Shop,
  ask: Ask,
  channelId: string,
): Promise<{ readonly open: Cart | undefined; readonly notices: readonly Notice[] }> {
  const { database } = shop;
  const open = await openCartOf(shop, channelId, ask);
  const gifts = open ? await giftsOf(database, open.cartId) : [];
  if (!open || gifts.length === 0) return { open, notices: [] };
  const view = await viewOf(database, open, channelId);
  const lost = gifts.filter((gift) => !isEarned(view, gift));
  if (lost.length === 0) return { open, notices: [] };
  const notices: Notice[] = [];
  for (const { skuId, quantity } of lost) {
    const line = view.lines.find((one) => one.skuId === skuId);
    if (!line) continue;
    const call = { cartId: open.cartId, access: accessOf(ask.who), actor: actorOf(ask.who), channelId };
    unwrap(await setCartLine(database, { ...call, skuId, quantity: Math.max(0, line.quantity - quantity) }));
    notices.push({ kind: 'gift_lost', name: line.name?.[ask.lang] ?? skuId });
  }
  const skuIds = lost.map((gift) => gift.skuId);
  await database.query(sql`DELETE FROM shop.gift WHERE cart_id = ${open.cartId} AND sku_id = ANY(${skuIds}::text[])`);
  return { open: await openCartOf(shop, channelId, ask), notices };
}

/** Gifts that are earned and lie somewhere to be given. */
export async function giftViews(
  { database }: Shop,
  { offered, gifts: names }: Pick<CartFacts, 'offered' | 'gifts'>,
  lang: Lang,
): Promise<GiftView[]> {
  if (offered.length === 0) return [];
  const skuIds = [...new Set(offered.map((one) => one.skuId))];
  const [facts, stock] = await Promise.all([skuFacts(database, skuIds), availabilityOf(database, skuIds)]);
  return offered.flatMap(({ promotionId, skuId, quantity }) => {
    const fact = facts.get(skuId);
    if (fact?.status !== 'active' || (stock.get(skuId)?.total ?? 0) < quantity) return [];
    const name = fact.name[lang];
    const options = optionText(fact.optionText[lang]);
    const promotion = names.find((one) => one.promotionId === promotionId)?.name[lang] ?? '';
    return [{ promotionId, skuId, quantity, name, options, promotion, picture: pictureOf(fact.image, name) }];
  });
}

/** What is nearly reached, the nearest first: one of delivery, one of the rest. */
export function nearlyViews({ nearly }: Pick<CartFacts, 'nearly'>, lang: Lang): NearlyView[] {
  const first = (of: 'delivery' | 'promotion'): NearlyView[] =>
    nearly
      .filter((one) => one.of === of)
      .toSorted((a, b) => a.missing.minor - b.missing.minor)
      .slice(0, 1)
      .map(({ missing, name }) => ({ of, missing, ...(name ? { name: name[lang] } : {}) }));
  return [...first('delivery'), ...first('promotion')];
}

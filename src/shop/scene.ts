/** What every page of the shop works with: the channel it sells on, and the shopper's cart. */
import { sha256 } from '#base/canonical';
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { cartById, cartIdByToken, sharedCartId, type Access, type Cart } from '#carts';
import { channelByCode, policy } from '#channels';
import type { Ask, Who } from '../../web/store/api.ts';

/** The channels a storefront sells on: in a browser, or as the installed app. Their codes are among the fixed names. */
export type StoreChannel = 'web' | 'app';

export type Shop = { readonly database: Database; readonly demo: boolean; readonly channel: StoreChannel };

/** The id of the channel these pages sell on; refuses `shop.unknown_channel` where the merchant has none. */
export async function webChannel({ database, channel }: Shop): Promise<string> {
  return (await channelByCode(database, channel))?.channelId ?? refuse('shop.unknown_channel', { detail: channel });
}

export const accessOf = ({ cartToken, customerId }: Who): Access => ({
  tokenHash: cartToken === undefined ? undefined : sha256(cartToken),
  customerId,
});

export const actorOf = ({ customerId }: Who): string => customerId ?? 'visitor';

/**
 * The shopper's open cart: a known customer's one cart where the channel shares carts, else the one of this browser's secret. A bag
 * paid for in a store has a secret of its own, whoever has it.
 */
export async function openCartOf(shop: Shop, channelId: string, { who }: Pick<Ask, 'who'>): Promise<Cart | undefined> {
  const { database } = shop;
  const shared =
    who.customerId === undefined || who.bag ? undefined : await sharedCart(database, channelId, who.customerId);
  if (shared) return shared;
  if (who.cartToken === undefined) return undefined;
  const cartId = await cartIdByToken(database, sha256(who.cartToken));
  const cart = cartId === undefined ? undefined : await cartById(database, cartId);
  return cart?.status === 'open' ? cart : undefined;
}

async function sharedCart(database: Database, channelId: string, customerId: string): Promise<Cart | undefined> {
  const level = await policy(database, channelId, 'carts');
  if (level !== 'synchronised' && level !== 'unified') return undefined;
  const cartId = await sharedCartId(database, customerId);
  const cart = cartId === undefined ? undefined : await cartById(database, cartId);
  return cart?.status === 'open' ? cart : undefined;
}

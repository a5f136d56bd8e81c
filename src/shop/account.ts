/** The storefront's account: signing in with the cart of this browser, the profile, and the history of all channels that share it. */
import { sha256 } from '#base/canonical';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { refuse, Refusal } from '#base/refusal';
import type { Instant } from '#base/time';
import { cartIdByToken, claimCart } from '#carts';
import {
  addressesOf,
  chooseCompany,
  customerById,
  customerReach,
  forgotShopper,
  lookShopperReset,
  registerShopper,
  resetShopperPassword,
  saveAddress,
  signInShopper,
  signOutShopper,
  updateCustomer,
  type ShopperSession,
} from '#customers';
import { listOrders, summariesOf, type OrderHead } from '#orders';
import { settings, siteById } from '#org';
import type { Ask, ProfileForm, ShopApi, SignedIn } from '../../web/store/api.ts';
import type { AccountView, PurchaseView } from '../../web/store/views.ts';
import { addressView, noAddress } from './checkout.ts';
import { approvalViews } from './approvals.ts';
import { buyingFor } from './buyers.ts';
import { channelKind, stateOf } from './order.ts';
import { joinWishes } from './choosing.ts';
import { actorOf, webChannel, type Shop } from './scene.ts';
import { wordsIn } from './words.ts';

/** Purchases on one page of the history. */
export const PAGE = 20;

type Accounts = Pick<
  ShopApi,
  | 'signIn'
  | 'register'
  | 'signOut'
  | 'forgotPassword'
  | 'lookReset'
  | 'resetPassword'
  | 'account'
  | 'saveProfile'
  | 'chooseCompany'
>;

export const accountApi = (shop: Shop): Accounts => ({
  signIn: async (ask, { email, password }) => {
    const session = await signInShopper(shop.database, { email, password, ip: ipOf(ask), ...replaced(ask) });
    return signedIn(shop, ask, session);
  },
  register: async (ask, { name, email, password }) => {
    const channelId = await webChannel(shop);
    const fresh = { customerId: newId('cus'), name, email, password, language: ask.lang, ip: ipOf(ask), channelId };
    return signedIn(shop, ask, await registerShopper(shop.database, { ...fresh, ...replaced(ask) }));
  },
  signOut: async ({ who }) => {
    if (who.sessionToken !== undefined) await signOutShopper(shop.database, who.sessionToken);
  },
  forgotPassword: (ask, email) => forgotShopper(shop.database, { email, language: ask.lang, ip: ipOf(ask) }),
  lookReset: (ask, token) => lookReset(shop, ask, token),
  resetPassword: (ask, form) => resetShopperPassword(shop.database, { ...form, ip: ipOf(ask) }),
  account: (ask, after) => account(shop, ask, after),
  saveProfile: (ask, form) => saveProfile(shop, ask, form),
  chooseCompany: async ({ who }, companyId) => {
    const customerId = who.customerId ?? refuse('request.unauthenticated');
    await shop.database.transaction({ actor: customerId }, (tx) =>
      chooseCompany(tx, customerId, companyId === '' ? null : companyId),
    );
  },
});

const ipOf = ({ who }: Ask): string => who.ip ?? 'unknown';
const replaced = ({ who }: Ask): { replaces?: string } =>
  who.sessionToken === undefined ? {} : { replaces: who.sessionToken };

async function lookReset({ database }: Shop, ask: Ask, token: string): Promise<{ email: string } | undefined> {
  try {
    const { holder } = await lookShopperReset(database, { token, ip: ipOf(ask) });
    return { email: holder.email };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'identity.reset_over') throw error;
    return undefined;
  }
}

/** The cart of this browser joins the customer's, or stays here and knows its customer, as the level says. */
async function signedIn(shop: Shop, ask: Ask, session: ShopperSession): Promise<SignedIn> {
  const { database } = shop;
  const { who } = ask;
  const { token: sessionToken, maxAgeS, customerId } = session;
  await joinWishes(database, customerId, ask);
  const channelId = await webChannel(shop);
  const tokenHash = who.cartToken === undefined ? undefined : sha256(who.cartToken);
  const cartId = tokenHash === undefined ? undefined : await cartIdByToken(database, tokenHash);
  if (cartId === undefined) return { sessionToken, maxAgeS };
  try {
    const cart = await claimCart(database, { customerId, channelId, actor: customerId, cartId, tokenHash });
    const stays = cart?.cartId === cartId && cart.tokenHash !== null;
    return { sessionToken, maxAgeS, ...(stays ? { keepsCart: true } : {}) };
  } catch (error) {
    // Somebody else's cart, from an earlier person at this browser: it stays theirs.
    if (!(error instanceof Refusal)) throw error;
    return { sessionToken, maxAgeS };
  }
}

async function account(shop: Shop, ask: Ask, after?: string): Promise<AccountView | undefined> {
  const { database } = shop;
  const { customerId } = ask.who;
  const customer = customerId === undefined ? undefined : await customerById(database, customerId);
  if (!customer || customerId === undefined) return undefined;
  const mark = markOf(after);
  const { history } = await customerReach(database, await webChannel(shop));
  const [saved, orders, { country }] = await Promise.all([
    addressesOf(database, customerId),
    listOrders(database, { customerId, channelIds: history, limit: PAGE + 1, ...(mark ? { after: mark } : {}) }),
    settings(database),
  ]);
  const [companies, approvals] = await Promise.all([
    buyingFor(database, customer.customerId),
    approvalViews(shop, customer.customerId, ask.lang),
  ]);
  const shown = orders.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    name: customer.name,
    email: customer.email ?? '',
    phone: customer.phone ?? '',
    address: addressView(saved[0]?.address) ?? { ...noAddress, name: customer.name, country },
    ...(companies ? { buyingFor: companies } : {}),
    ...(approvals ? { approvals } : {}),
    purchases: await purchaseViews(database, shown, ask.lang),
    ...(orders.length > PAGE && last ? { next: `${last.openedAt}~${last.orderId}` } : {}),
  };
}

/** Purchases as a shopper's history tells them. */
export async function purchaseViews(
  database: Database,
  orders: readonly OrderHead[],
  lang: Ask['lang'],
): Promise<PurchaseView[]> {
  const summaries = await summariesOf(
    database,
    orders.map((order) => order.orderId),
  );
  return Promise.all(
    orders.map(async (order): Promise<PurchaseView> => {
      const summary = summaries.get(order.orderId);
      const site = summary?.siteId === undefined ? undefined : await siteById(database, summary.siteId);
      return {
        code: order.number,
        at: order.openedAt,
        channel: await channelKind(database, order.channelId),
        ...(site ? { place: site.name } : {}),
        summary: wordsIn[lang].summary(summary?.name[lang] ?? '', Math.max(0, (summary?.lines ?? 1) - 1)),
        total: order.total,
        state: stateOf({ ...order, delivery: summary?.delivery ?? { method: 'marketplace' } }, summary?.back),
      };
    }),
  );
}

/** A cursor as given in `next`; undefined for anything else. */
export function markOf(after: string | undefined): { at: Instant; orderId: string } | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~(ord_[0-9a-z]{26})$/.exec(after ?? '');
  if (!match?.[1] || !match[2] || !Number.isFinite(Date.parse(match[1]))) return undefined;
  return { at: match[1] as Instant, orderId: match[2] };
}

async function saveProfile({ database }: Shop, ask: Ask, form: ProfileForm): Promise<void> {
  const customerId = ask.who.customerId ?? refuse('request.unauthenticated');
  const [saved, { country: home }] = await Promise.all([addressesOf(database, customerId), settings(database)]);
  const { name, phone, line1, line2, postcode, city, country } = form;
  const filled = line1 !== '' || postcode !== '' || city !== '';
  const addressId = saved[0]?.addressId ?? newId('adr');
  const address = { name, line1, ...(line2 === '' ? {} : { line2 }), postcode, city, country };
  await database.transaction({ actor: actorOf(ask.who) }, async (tx) => {
    await updateCustomer(tx, { customerId, name, phone: phone === '' ? null : phone, country: home });
    if (filled) await saveAddress(tx, customerId, { addressId, address, preferred: true });
  });
}

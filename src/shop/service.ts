/** The storefront's service side: the account's inside, orders opened without an account, receipts, returns, the shop's texts. */
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { clock, HOUR, instant, MINUTE, plus, SECOND } from '#base/time';
import { channelsOf } from '#channels';
import {
  addressesOf,
  askErasure,
  changePassword,
  consentsOf,
  customerById,
  customerReach,
  endErasure,
  erasureOf,
  provePassword,
  removeAddress,
  saveAddress,
  sayConsent,
} from '#customers';
import { countUse } from '#identity';
import { findOrder, listOrders, orderLinkToken } from '#orders';
import { entity, settings } from '#org';
import { textOf, textSlugs } from '#pages';
import { erasePerson, exportPerson, openOf, personOf } from '#privacy';
import type { Ask } from '../../web/store/api.ts';
import {
  CONSENT_WORDING,
  consentPurposes,
  heldBys,
  type AddressForm,
  type PrivacyView,
  type PurchaseChoice,
  type PurchasesView,
  type ReceiptView,
  type ServiceApi,
} from '../../web/store/service-api.ts';
import { markOf, PAGE, purchaseViews } from './account.ts';
import { cardsOf, keepByCode } from './cards-page.ts';
import { addressView } from './checkout.ts';
import { changesApi } from './order-changes.ts';
import { orderOf, ownOrder } from './order.ts';
import { papersApi } from './papers.ts';
import { linesOf } from './parcels.ts';
import { returnsApi } from './returns.ts';
import { webChannel, type Shop } from './scene.ts';
import { siteMapApi } from './sitemap.ts';
import { payLinkApi } from './pay-links.ts';

export const serviceApi = (shop: Shop): ServiceApi => ({
  ...siteMapApi(shop),
  ...returnsApi(shop),
  ...changesApi(shop),
  ...payLinkApi(shop),
  ...papersApi(shop),
  purchases: (ask, choice) => purchases(shop, ask, choice),
  addresses: async ({ who }) => {
    if (who.customerId === undefined) return undefined;
    const saved = await addressesOf(shop.database, who.customerId);
    return saved.flatMap(({ addressId, address, preferred }) => {
      const view = addressView(address);
      return view ? [{ ...view, addressId, preferred }] : [];
    });
  },
  cards: async ({ who }) => (who.customerId === undefined ? undefined : cardsOf(shop.database, who.customerId)),
  keepCard: ({ who }, code) => keepByCode(shop.database, who, code),
  saveAddress: (ask, form) => saveTyped(shop, ask, form),
  removeAddress: async (ask, addressId) => {
    const customerId = signedIn(ask);
    await shop.database.transaction({ actor: customerId }, (tx) => removeAddress(tx, customerId, addressId));
  },
  changePassword: (ask, form) => newPassword(shop, ask, form),
  privacy: (ask) => privacy(shop, ask),
  sayConsents: async (ask, said) => {
    const customerId = signedIn(ask);
    await shop.database.transaction({ actor: customerId }, async (tx) => {
      for (const purpose of consentPurposes) {
        const one = {
          customerId,
          purpose,
          granted: said[purpose],
          wording: CONSENT_WORDING,
          source: 'account',
        } as const;
        const silent = !one.granted && !(await consentsOf(tx, customerId)).some((known) => known.purpose === purpose);
        if (!silent) await sayConsent(tx, { ...one, consentId: newId('con') });
      }
    });
  },
  askErasure: async (ask, wish) => {
    const customerId = signedIn(ask);
    await shop.database.transaction({ actor: customerId }, (tx) =>
      wish ? askErasure(tx, customerId) : endErasure(tx, { customerId, state: 'withdrawn', by: customerId }),
    );
  },
  myData: async ({ who }) => {
    if (who.customerId === undefined) return undefined;
    await countUse(shop.database, `data of ${who.customerId}`, 5, 10 * MINUTE);
    return JSON.stringify(await exportPerson(shop.database, who.customerId, who.customerId), null, 2);
  },
  heldBy: async ({ who }) => {
    if (who.customerId === undefined) return undefined;
    const open = await openOf(shop.database, await personOf(shop.database, who.customerId));
    return heldBys.filter((what) => open.includes(what));
  },
  eraseMe: async (ask, password) => {
    const customerId = signedIn(ask);
    await provePassword(shop.database, { customerId, ip: ask.who.ip ?? 'unknown', password });
    await shop.database.transaction({ actor: customerId }, (tx) => erasePerson(tx, { customerId, reason: 'asked' }));
  },
  openOrder: (ask, form) => openOrder(shop, ask, form),
  receipt: (ask, code, token) => receipt(shop, ask, code, token),
  text: async ({ lang }, slug) => {
    const known = textSlugs.find((one) => one === slug);
    return known === undefined ? undefined : textOf(shop.database, known, lang);
  },
});

const signedIn = ({ who }: Ask): string => who.customerId ?? refuse('request.unauthenticated');

const kinds = { online: ['web', 'app', 'b2b'], store: ['till'], market: ['marketplace'] } as const;

async function purchases(shop: Shop, ask: Ask, choice: PurchaseChoice): Promise<PurchasesView | undefined> {
  const { database } = shop;
  const { customerId } = ask.who;
  const customer = customerId === undefined ? undefined : await customerById(database, customerId);
  if (!customer || customerId === undefined) return undefined;
  const [{ history }, all] = await Promise.all([customerReach(database, await webChannel(shop)), channelsOf(database)]);
  const wanted: readonly string[] | undefined = choice.where === 'all' ? undefined : kinds[choice.where];
  const seen = (channelId: string): boolean => {
    const kind = all.find((channel) => channel.channelId === channelId)?.kind;
    return wanted === undefined || (kind !== undefined && wanted.includes(kind));
  };
  const { year } = choice;
  const until = year === undefined ? undefined : { at: instant(`${year + 1}-01-01T00:00:00Z`), orderId: '' };
  const after = markOf(choice.after) ?? until;
  const orders = await listOrders(database, {
    customerId,
    channelIds: history.filter(seen),
    limit: PAGE + 1,
    ...(after ? { after } : {}),
    ...(year === undefined ? {} : { from: instant(`${year}-01-01T00:00:00Z`) }),
  });
  const shown = orders.slice(0, PAGE);
  const last = shown.at(-1);
  const first = Number(customer.createdAt.slice(0, 4));
  const now = Number(clock().slice(0, 4));
  return {
    choice,
    years: Array.from({ length: Math.min(10, now - first + 1) }, (_, i) => now - i),
    purchases: await purchaseViews(database, shown, ask.lang),
    ...(orders.length > PAGE && last ? { next: `${last.openedAt}~${last.orderId}` } : {}),
  };
}

async function saveTyped({ database }: Shop, ask: Ask, form: AddressForm): Promise<void> {
  const customerId = signedIn(ask);
  const { addressId, preferred, name, line1, line2, postcode, city, country } = form;
  const mine = (await addressesOf(database, customerId)).some((saved) => saved.addressId === addressId);
  if (!mine && !/^adr_[0-9a-hjkmnp-tv-z]{26}$/.test(addressId))
    refuse('request.invalid', { fields: [{ field: 'addressId', rule: 'an address id' }] });
  const address = { name, line1, ...(line2 === '' ? {} : { line2 }), postcode, city, country };
  await database.transaction({ actor: customerId }, (tx) =>
    saveAddress(tx, customerId, { addressId, address, preferred }),
  );
}

/** The session goes on under a new token, for the browser's cookie. */
async function newPassword(
  { database }: Shop,
  ask: Ask,
  form: { current: string; next: string },
): Promise<{ sessionToken: string; maxAgeS: number }> {
  const ip = ask.who.ip ?? 'unknown';
  const { sessionId = '' } = ask.who;
  const session = await changePassword(database, { customerId: signedIn(ask), ip, sessionId, ...form });
  return { sessionToken: session.token, maxAgeS: session.maxAgeS };
}

async function privacy({ database }: Shop, { who }: Ask): Promise<PrivacyView | undefined> {
  if (who.customerId === undefined) return undefined;
  const [said, erasure] = await Promise.all([
    consentsOf(database, who.customerId),
    erasureOf(database, who.customerId),
  ]);
  return {
    consents: consentPurposes.map((purpose) => {
      const known = said.find((one) => one.purpose === purpose && one.wording === CONSENT_WORDING);
      return { purpose, granted: known?.granted ?? false, ...(known ? { since: known.at } : {}) };
    }),
    ...(erasure?.state === 'open' ? { erasureAsked: erasure.askedAt } : {}),
  };
}

/** Hours for which a guest's visit opens the order. */
const GUEST_MS = 24 * HOUR;

async function openOrder(
  { database }: Shop,
  ask: Ask,
  form: { number: string; email: string },
): Promise<{ code: string; token: string } | undefined> {
  const number = form.number.toUpperCase().replace(/[\s-]/g, '');
  // A number has fifty bits, so this is only against hammering: by address, and by number.
  await countUse(database, `order from ${ask.who.ip ?? 'unknown'}`, 10, 30 * SECOND);
  await countUse(database, `order ${number.slice(0, 20)}`, 10, MINUTE);
  const found = /^[0-9A-Z]{10}$/.test(number) ? await findOrder(database, number) : undefined;
  const fits = found?.contact.email?.trim().toLowerCase() === form.email.trim().toLowerCase();
  if (!found || !fits) return undefined;
  return { code: found.number, token: await orderLinkToken(database, found.orderId, plus(clock(), GUEST_MS)) };
}

async function receipt(shop: Shop, ask: Ask, code: string, token?: string): Promise<ReceiptView | undefined> {
  const { database } = shop;
  const found = await ownOrder(database, ask, code, token);
  const view = found && (await orderOf(shop, ask, found));
  if (!found || !view) return undefined;
  const [seller, house] = await Promise.all([entity(database), settings(database)]);
  return {
    order: view,
    seller: {
      name: seller?.name ?? house.shopName,
      address: seller ? `${seller.address.line1}, ${seller.address.postcode} ${seller.address.city}` : '',
      ...(seller?.siren ? { siren: seller.siren } : {}),
      ...(seller?.vatNumber ? { vat: seller.vatNumber } : {}),
    },
    lines: linesOf(found, ask.lang),
    totals: view.totals,
    buyer: found.contact.name,
  };
}

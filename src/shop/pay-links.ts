/** Payment links as shoppers open them. */
import type { Database } from '#base/db';
import { money } from '#base/money';
import { Refusal, refuse } from '#base/refusal';
import { makePayLink, pageByLink, payableBy, payByLink, payLinkSecret } from '#orders';
import { paymentSettings } from '#payments';
import type { PayLinkApi } from '../../web/store/service-api.ts';
import { outcomesIn } from './checkout.ts';
import type { Shop } from './scene.ts';

/** Whether cards are paid on a page of the provider's own. */
export const paysElsewhere = async (database: Database): Promise<boolean> =>
  (await paymentSettings(database)).cardProvider === 'stripe';

/** The address of an order's own link, made by the house when its buyer has to pay elsewhere. One for each order. */
export async function ownPayPath(database: Database, orderId: string): Promise<string> {
  const linkId = `lnk_${orderId.slice(4)}`;
  await database.transaction({ actor: 'shop' }, (tx) => makePayLink(tx, { linkId, orderId, days: 2 }));
  return `/pay/${await payLinkSecret(database, linkId)}`;
}

export const payLinkApi = (shop: Shop): PayLinkApi => ({
  payLink: async (ask, secret) => {
    const found = await payableBy(shop.database, secret);
    if (!found) return undefined;
    const { order, state, dueMinor } = found;
    const elsewhere = await paysElsewhere(shop.database);
    return {
      ...{ code: order.number, state, amount: money(dueMinor, order.total.currency), elsewhere },
      ...(shop.demo && !elsewhere ? { outcomes: outcomesIn(ask.lang) } : {}),
    };
  },
  payByLink: async (ask, secret, { attemptId, outcome, backUrl }) => {
    const random = /^att_([0-9a-hjkmnp-tv-z]{26})$/.exec(attemptId)?.[1];
    if (random === undefined) refuse('request.invalid', { fields: [{ field: 'attemptId', rule: 'an attempt id' }] });
    const paymentId = `pay_${random}`;
    if (await paysElsewhere(shop.database))
      return pageByLink(shop.database, { secret, paymentId, lang: ask.lang, backUrl });
    const card = shop.demo ? (outcome ?? 'tok_ok') : 'tok_ok';
    try {
      await payByLink(shop.database, { secret, paymentId, card });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'orders.declined') throw error;
      return { declined: true };
    }
    return undefined;
  },
});

/** Orders of a company that wait for a yes, as its people see them in their account. */
import { money } from '#base/money';
import { refuse, unwrap } from '#base/refusal';
import { approvalsFor, askApproval, decideApproval, orderOfApproval } from '#carts';
import type { OrderApproval } from '#carts';
import { companiesByIds, customersByIds } from '#customers';
import { findOrder } from '#orders';
import type { ShopApi } from '../../web/store/api.ts';
import type { ApprovalView } from '../../web/store/approval-view.ts';
import { deliveryOf, methodOf } from './checkout.ts';
import { approvalWhy } from './why.ts';
import { openCartOf, webChannel, type Shop } from './scene.ts';

type Approvals = Pick<ShopApi, 'askApproval' | 'decideApproval'>;

export const approvalsApi = (shop: Shop): Approvals => ({
  askApproval: async (ask, form, note) => {
    const { database } = shop;
    const customerId = ask.who.customerId ?? refuse('request.unauthenticated');
    const channelId = await webChannel(shop);
    const cart = (await openCartOf(shop, channelId, ask)) ?? refuse('carts.empty');
    const method = methodOf(form.method);
    const { name, email, phone, orderId } = form;
    unwrap(
      await askApproval(database, {
        ...{
          askId: `bap_${orderId.slice(4)}`,
          cartId: cart.cartId,
          channelId,
          customerId,
          actor: customerId,
          note,
        },
        access: { customerId, tokenHash: undefined },
        contact: { name, email, ...(phone === '' ? {} : { phone }) },
        delivery: deliveryOf(form),
        payment: { method, paymentId: `pay_${orderId.slice(4)}` },
      }),
    );
  },
  decideApproval: async ({ who }, askId, approve, answer) => {
    const customerId = who.customerId ?? refuse('request.unauthenticated');
    unwrap(await decideApproval(shop.database, { askId, approve, answer, customerId }));
  },
});

/** A line with what it costs, and how it came to that where the request says so. */
function lineOf(
  line: OrderApproval['lines'][number],
  currency: string,
  lang: 'fr' | 'en',
): ApprovalView['lines'][number] {
  const { quantity, name, skuId, totalMinor, why } = line;
  return {
    words: `${quantity} × ${name[lang] ?? name['fr'] ?? skuId}`,
    total: money(totalMinor, currency),
    ...(why ? { why: approvalWhy(why, lang) } : {}),
  };
}

/** What waits for this person's decision, and what they asked for; undefined where there is nothing. */
export async function approvalViews(
  { database }: Shop,
  customerId: string,
  lang: 'fr' | 'en',
): Promise<readonly ApprovalView[] | undefined> {
  const rows = await approvalsFor(database, customerId);
  if (rows.length === 0) return undefined;
  const [companies, people, orders] = await Promise.all([
    companiesByIds(database, [...new Set(rows.map((row) => row.companyId))]),
    customersByIds(database, [...new Set(rows.map((row) => row.customerId))]),
    Promise.all(
      rows.map((row) => (row.state === 'approved' ? findOrder(database, orderOfApproval(row.askId)) : undefined)),
    ),
  ]);
  return rows.map((row, i): ApprovalView => {
    const code = orders[i]?.number;
    return {
      askId: row.askId,
      company: companies.get(row.companyId)?.name ?? '',
      buyer: people.get(row.customerId)?.name ?? '',
      mine: row.customerId === customerId,
      mayDecide: row.mayDecide,
      state: row.state === 'placing' ? 'waiting' : row.state,
      at: row.askedAt,
      total: money(row.totalMinor, row.currency),
      lines: row.lines.map((line) => lineOf(line, row.currency, lang)),
      note: row.note,
      answer: row.answer,
      ...(row.heldUntil === null ? {} : { heldUntil: row.heldUntil }),
      ...(code === undefined ? {} : { code }),
    };
  });
}

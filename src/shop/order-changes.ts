/** Changes of an order as its buyer is told them, and what its buyer may do: pay what is due for them, cancel while that may be. */
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { money } from '#base/money';
import { Refusal, refuse } from '#base/refusal';
import {
  buyerMayCancel,
  cancelOrder,
  cancelUnits,
  notesOf,
  payBalance,
  versionsOf,
  type Order,
  type Version,
} from '#orders';
import type { ServiceApi } from '../../web/store/service-api.ts';
import type { Lang, OrderChangesView } from '../../web/store/views.ts';
import { outcomesIn } from './checkout.ts';
import { ownOrder } from './order.ts';
import { actorOf, type Shop } from './scene.ts';

type Changes = Pick<ServiceApi, 'payBalance' | 'cancelOrder'>;

export const changesApi = (shop: Shop): Changes => ({
  payBalance: async (ask, code, token, { attemptId, outcome }) => {
    const { orderId } =
      (await ownOrder(shop.database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
    const random = /^att_([0-9a-hjkmnp-tv-z]{26})$/.exec(attemptId)?.[1];
    if (random === undefined) refuse('request.invalid', { fields: [{ field: 'attemptId', rule: 'an attempt id' }] });
    const card = shop.demo ? (outcome ?? 'tok_ok') : 'tok_ok';
    try {
      await payBalance(shop.database, { orderId, paymentId: `pay_${random}`, card, actor: actorOf(ask.who) });
    } catch (error) {
      // Declined: the order's page says so, and what is due stays due.
      if (!(error instanceof Refusal) || error.code !== 'orders.declined') throw error;
    }
  },
  cancelOrder: async (ask, code, token, { editId, lines }) => {
    const { database } = shop;
    const { orderId } = (await ownOrder(database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
    if (!new RegExp(idPattern('edt')).test(editId))
      refuse('request.invalid', { fields: [{ field: 'editId', rule: 'an id' }] });
    const actor = actorOf(ask.who);
    const asked = { orderId, reason: 'by its buyer', by: 'buyer' } as const;
    if (lines) await cancelUnits(database, { ...asked, editId, lines }, actor);
    else await database.transaction({ actor, commandId: editId }, (tx) => cancelOrder(tx, asked));
  },
});

/** Undefined where there is nothing to say or to do. */
export async function changesOf(
  { database, demo }: Pick<Shop, 'database' | 'demo'>,
  found: Order,
  lang: Lang,
): Promise<OrderChangesView | undefined> {
  const [versions, notes] = await Promise.all([
    found.firstMinor === null ? [] : versionsOf(database, found.orderId),
    notesOf(database as Database, found.orderId, 'shopper'),
  ]);
  const due = found.state === 'placed' && found.balanceMinor > 0;
  const may = buyerMayCancel(found) && (found.delivery.method === 'delivery' || found.delivery.method === 'pickup');
  const lines = found.lines.flatMap((line) => {
    const quantity = line.ordered - line.cancelled - line.shipped;
    return may && quantity > 0 ? [{ lineNo: line.lineNo, name: nameOf(found, line.skuId, lang), quantity }] : [];
  });
  const onHold = found.heldAt !== null && found.state === 'placed';
  if (versions.length + notes.length + lines.length === 0 && !due && !onHold) return undefined;
  return {
    ...(due
      ? {
          due: {
            amount: money(found.balanceMinor, found.total.currency),
            ...(demo ? { outcomes: outcomesIn(lang) } : {}),
          },
        }
      : {}),
    onHold,
    lines,
    notes: notes.flatMap(({ at, words }) => (words === null ? [] : [{ at, words }])),
    versions: versions.toReversed().map((version) => ({
      at: version.at,
      by: version.kind === 'bought' ? 'first' : version.actor.startsWith('stf_') ? 'shop' : 'buyer',
      delta: money(version.deltaMinor, found.total.currency),
      total: version.totals.gross,
      lines: differences(found, version, versions[version.number - 2], lang),
    })),
  };
}

function nameOf(found: Order, skuId: string, lang: Lang): string {
  const snapshot = found.lines.find((line) => line.skuId === skuId)?.snapshot;
  return snapshot?.name[lang] ?? snapshot?.name['fr'] ?? snapshot?.sku ?? '';
}

/** Articles of which a version wants another quantity than the one before. */
export function differences(found: Order, version: Version, before: Version | undefined, lang: Lang) {
  if (!before) return [];
  const unitsOf = (of: Version, skuId: string): number =>
    of.lines.reduce((sum, line) => sum + (line.skuId === skuId ? line.quantity : 0), 0);
  return [...new Set([...before.lines, ...version.lines].map((line) => line.skuId))]
    .map((skuId) => ({ name: nameOf(found, skuId, lang), was: unitsOf(before, skuId), is: unitsOf(version, skuId) }))
    .filter(({ was, is }) => was !== is);
}

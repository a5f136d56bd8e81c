/** What an order for gift cards makes once it is paid: the cards, and that those told by mail have left. */
import { sql, type Db, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { Refusal } from '#base/refusal';
import {
  cardArticles,
  isReleased,
  issueCards,
  paymentsOfOrders,
  type CardArticle,
  type Payment,
  type SoldCards,
} from '#payments';
import type { Instant } from '#base/time';
import type { CardFor } from './model.ts';
import { shipUnits } from './ship.ts';

type CardLine = SoldCards & { readonly skuId: string; readonly grossMinor: number; readonly siteId: string | null };

/** The lines of placed orders that are gift cards. */
async function cardLinesOf(tx: Tx, orderIds: readonly string[], articles: readonly CardArticle[]): Promise<CardLine[]> {
  return tx.query<CardLine>(sql`
    SELECT l.order_id AS "orderId", l.line_no AS "lineNo", (l.ordered - l.cancelled)::int AS quantity, l.unit_minor AS "unitMinor", o.currency,
      -- One that somebody else gets is not on its buyer's page.
      CASE WHEN f.order_id IS NULL THEN o.customer_id END AS "customerId", l.sku_id AS "skuId", o.gross_minor AS "grossMinor", o.site_id AS "siteId"
    FROM orders.line l JOIN orders.order o USING (order_id) LEFT JOIN orders.card_for f USING (order_id, line_no)
    WHERE o.order_id = ANY(${orderIds}::text[]) AND o.state = 'placed' AND l.ordered > l.cancelled
      AND l.sku_id = ANY(${articles.map(({ skuId }) => skuId)}::text[])
    ORDER BY l.order_id, l.line_no`);
}

/** Money that an order stands on and that is surely ours: taken, or about to be. A promise is none. */
const sureMoney = (payments: readonly Payment[]): number =>
  payments.reduce((sum, payment) => {
    const { state, claimedAt, amountMinor, capturedMinor, refundedMinor } = payment;
    const asked = state === 'authorised' && claimedAt !== null && !isReleased(payment);
    return sum + (asked ? amountMinor : capturedMinor - refundedMinor);
  }, 0);

/**
 * Makes the cards of orders that are paid, each unit's once. An order that is paid later gets them then; marketplaces sell none. May be
 * called again at any time, also by a till that wants to show what it sold.
 */
export async function cardsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const articles = await cardArticles(tx);
  if (articles.length === 0 || orderIds.length === 0) return;
  const lines = await cardLinesOf(tx, orderIds, articles);
  if (lines.length === 0) return;
  const money = await paymentsOfOrders(tx, [...new Set(lines.map(({ orderId }) => orderId))]);
  const paid = lines.filter(({ orderId, grossMinor }) => sureMoney(money.get(orderId) ?? []) >= grossMinor);
  await issueCards(
    tx,
    paid.map((line) => ({ ...line, customerId: line.customerId ?? undefined })),
  );
}

export type CardGift = CardFor & {
  readonly orderId: string;
  readonly lineNo: number;
  /** When it is told: in the morning of its day; null: at once. */
  readonly tellAt: Instant | null;
};

/** Who gets the gift cards of these orders, by their lines. `zone`: the merchant's time zone. */
export async function cardGiftsOf(db: Db, orderIds: readonly string[], zone: string): Promise<CardGift[]> {
  if (orderIds.length === 0) return [];
  return db.query<CardGift>(sql`
    SELECT order_id AS "orderId", line_no AS "lineNo", name, email, day, words, (day + time '08:00') AT TIME ZONE ${zone} AS "tellAt"
    FROM orders.card_for WHERE order_id = ANY(${orderIds}::text[]) ORDER BY order_id, line_no`);
}

/** Those of these orders whose goods were handed over at a counter. */
export async function soldOverCounter(db: Db, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (orderIds.length === 0) return new Set();
  const rows = await db.query<{ orderId: string }>(sql`
    SELECT order_id AS "orderId" FROM orders.order WHERE order_id = ANY(${orderIds}::text[]) AND delivery ->> 'method' = 'handover'`);
  return new Set(rows.map(({ orderId }) => orderId));
}

/** Hears of orders that stand, and of money that came. */
export const onPaidMakeCards = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  cardsOfOrders(tx, [
    ...new Set(
      events.flatMap(({ subjectId, body }) =>
        subjectId.startsWith('ord_') ? [subjectId] : typeof body['orderId'] === 'string' ? [body['orderId']] : [],
      ),
    ),
  ]);

/** Cards that are told by mail have left their shelf with it; nobody packs them. */
export async function onCardsLeave(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const orderIds = [...new Set(events.flatMap(({ mentions }) => mentions.filter((id) => id.startsWith('ord_'))))];
  const articles = (await cardArticles(tx)).filter(({ byMail }) => byMail);
  if (articles.length === 0 || orderIds.length === 0) return;
  const rows = await tx.query<{ orderId: string; lineNo: number; siteId: string; quantity: number }>(sql`
    SELECT a.order_id AS "orderId", a.line_no AS "lineNo", replace(a.place_id, 'plc_', 'sit_') AS "siteId", sum(r.quantity)::int AS quantity
    FROM orders.allocation a JOIN orders.order o USING (order_id)
    JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id AND r.state = 'pending'
    WHERE a.order_id = ANY(${orderIds}::text[]) AND o.state = 'placed' AND o.held_at IS NULL
      AND a.sku_id = ANY(${articles.map(({ skuId }) => skuId)}::text[])
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
  for (const [orderId, mine] of Map.groupBy(rows, (row) => row.orderId)) {
    try {
      const units = mine.map(({ lineNo, siteId, quantity }) => ({ lineNo, siteId, quantity }));
      await shipUnits(tx, { orderId, units });
    } catch (error) {
      // It was changed a moment ago: its cards are made, and what is left of it is packed by hand.
      if (!(error instanceof Refusal)) throw error;
    }
    tx.lockRank = -1; // each order begins again; events come one batch at a time
  }
}

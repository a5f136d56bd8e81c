/** A return as the office reads it: the order's lines, what came and was seen, what is owed and why, and the money behind it. */
import type { z } from 'zod';
import type { Database } from '#base/db';
import { money } from '#base/money';
import { refuse } from '#base/refusal';
import { skuFacts, type SkuFacts } from '#catalog';
import { findOrder } from '#orders';
import { paymentsOf } from '#payments';
import { exchangesOf, type ExchangeRow } from './exchange.ts';
import { announcedOf, duesOf, itemsOf, partsOf, seeReturn, type DueRow } from './hold.ts';
import type { ReturnHead } from './queries.ts';
import type { dueShape, headShape, recordShape } from './shapes.ts';

export const headOf = (row: ReturnHead): z.input<typeof headShape> => {
  const { returnId, number, orderId, orderNumber, channelId, customerId, customerName, source, reason, withdrawal } =
    row;
  const { state, siteId, askedAt, receivedAt, closedAt, payBy, announced, came, currency, owedMinor, paidMinor } = row;
  return {
    ...{ returnId, number, orderId, orderNumber, channelId, customerId, customerName, source, reason, withdrawal },
    ...{ state, siteId, askedAt, receivedAt, closedAt, payBy, announced, came },
    owed: money(owedMinor, currency),
    paid: money(paidMinor, currency),
    exchangeState: row.exchangeState,
  };
};

export const dueOf = (row: DueRow): z.input<typeof dueShape> => {
  const { dueId, lines, carriage, goodwillMinor, entitledMinor, minor, currency, why, way, reason, by, at } = row;
  const { tries, nextTryAt, paidAt, doneMinor, openMinor } = row;
  return {
    ...{ dueId, goodwillMinor, entitledMinor, minor, currency, way, reason, by, at },
    ...{ tries, nextTryAt, paidAt, doneMinor, openMinor },
    lines: lines.map((line) => ({ ...line })),
    carriage: carriage.map((part) => ({ ...part })),
    why: why.map((one) => ({ ...one })),
  };
};

function exchangeView(
  { exchangeId, newOrderId, state, wants, totalMinor, valueMinor, tenderMinor, expiresAt }: ExchangeRow,
  facts: ReadonlyMap<string, SkuFacts>,
) {
  return {
    ...{ exchangeId, newOrderId, state, totalMinor, valueMinor, tenderMinor, expiresAt },
    wants: wants.map((want) => {
      const fact = facts.get(want.skuId);
      return { ...want, sku: fact?.sku ?? '', name: { ...fact?.name }, optionText: { ...fact?.optionText } };
    }),
  };
}

type Units = readonly { readonly lineNo: number | null; readonly quantity: number }[];
const unitsOf = (rows: Units, lineNo: number): number =>
  rows.filter((row) => row.lineNo === lineNo).reduce((sum, row) => sum + row.quantity, 0);

/** Refuses `returns.unknown`. */
export async function recordOf(db: Database, returnId: string): Promise<z.input<typeof recordShape>> {
  const at = await seeReturn(db, returnId);
  const [order, lines, items, parts, dues, payments, exchanges] = await Promise.all([
    findOrder(db, at.orderId),
    announcedOf(db, [returnId]),
    itemsOf(db, [returnId]),
    partsOf(db, returnId),
    duesOf(db, [at.orderId]),
    paymentsOf(db, at.orderId),
    exchangesOf(db, returnId),
  ]);
  if (!order) return refuse('returns.unknown', { detail: returnId });
  const { currency } = order.total;
  const mine = dues.filter((due) => due.returnId === returnId);
  const [exchange] = exchanges;
  const facts = await skuFacts(db, [
    ...items.flatMap((item) => item.skuId ?? []),
    ...(exchange?.wants ?? []).map((want) => want.skuId),
  ]);
  const newNumber = exchange?.state === 'done' ? ((await findOrder(db, exchange.newOrderId))?.number ?? null) : null;
  const sum = (of: (due: DueRow) => number): number => mine.reduce((total, due) => total + of(due), 0);
  const head = headOf({
    ...at,
    orderNumber: order.number,
    channelId: order.channelId,
    customerName: order.contact.name,
    announced: lines.reduce((n, line) => n + line.quantity, 0),
    came: items.reduce((n, item) => n + item.quantity, 0),
    currency,
    owedMinor: sum((due) => due.minor),
    paidMinor: sum((due) => due.doneMinor),
    exchangeState: exchange?.state ?? null,
  });
  const { note, answer, tracking, version, answeredAt, sentAt } = at;
  return {
    ...head,
    ...{ note, answer, tracking, version, answeredAt, sentAt },
    lines: order.lines.map(({ lineNo, skuId, snapshot, ordered, cancelled, shipped, returned, total }) => ({
      ...{ lineNo, skuId, ordered, cancelled, shipped, returned, total },
      ...{
        sku: snapshot.sku,
        name: { ...snapshot.name },
        optionText: { ...snapshot.optionText },
        image: snapshot.image,
      },
      announced: unitsOf(lines, lineNo),
      came: unitsOf(items, lineNo),
      paid: unitsOf(
        dues.flatMap((due) => due.lines),
        lineNo,
      ),
    })),
    items: items.map(({ returnId: _mine, ...item }) => {
      const fact = item.skuId === null ? undefined : facts.get(item.skuId);
      return {
        ...item,
        sku: fact?.sku ?? '',
        name: { ...fact?.name },
        parts: parts.filter((part) => part.itemId === item.itemId).map(({ itemId: _item, ...part }) => part),
      };
    }),
    exchange: exchange ? { ...exchangeView(exchange, facts), newNumber } : null,
    dues: mine.map(dueOf),
    payments: payments.map(({ paymentId, method, capturedMinor, refundedMinor, refundingMinor }) => ({
      ...{ paymentId, method },
      captured: money(capturedMinor, currency),
      refunded: money(refundedMinor, currency),
      refunding: money(refundingMinor, currency),
    })),
  };
}

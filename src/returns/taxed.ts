/** What goes back of sales taxed abroad, in the quarter in which it goes back: a correction of the one-stop shop's return. */
import { sql, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { dayIn } from '#base/time';
import { taxOfOrders } from '#orders';
import { settings } from '#org';
import { isAbroad, recordSales, type TaxedGroup, type TaxedSale } from '#tax';
import type { DueRow } from './hold.ts';
import type { RatePart } from './model.ts';

type Row = Pick<DueRow, 'dueId' | 'lines' | 'carriage' | 'currency'> & { readonly orderId: string };

/** Follows what is owed for returns: units and carriage below zero, by their rates. Repeatable: the due names the row. */
export async function onTaxedReturns(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [...new Set(events.map(({ subjectId }) => subjectId))];
  const dues = await tx.query<Row>(sql`
    SELECT due_id AS "dueId", order_id AS "orderId", lines, carriage, currency FROM returns.due WHERE return_id = ANY(${ids}::text[])`);
  if (dues.length === 0) return;
  const [taxes, { timeZone }] = await Promise.all([
    taxOfOrders(
      tx,
      dues.map(({ orderId }) => orderId),
    ),
    settings(tx.database),
  ]);
  const day = dayIn(tx.now, timeZone);
  await recordSales(
    tx,
    dues.flatMap(({ dueId, orderId, currency, lines, carriage }): TaxedSale[] => {
      const tax = taxes.get(orderId);
      if (!tax || !isAbroad(tax)) return [];
      return [{ saleId: dueId, orderId, day, currency, tax, groups: backOf([...lines.map(lessKept), ...carriage]) }];
    }),
  );
}

/** What is kept for loss of value stays sold. */
function lessKept({ rate, minor, netMinor, deductMinor }: Row['lines'][number]): RatePart {
  const back = minor - deductMinor;
  const net = minor === 0 ? 0 : Math.round((netMinor * back) / minor);
  return { rate, minor: back, netMinor: net, taxMinor: back - net };
}

function backOf(parts: readonly RatePart[]): TaxedGroup[] {
  const rates = [...new Set(parts.map(({ rate }) => rate))];
  const sumOf = (rate: number, name: 'netMinor' | 'taxMinor'): number =>
    parts.filter((part) => part.rate === rate).reduce((sum, part) => sum - part[name], 0);
  return rates.map((rate) => ({ rate, netMinor: sumOf(rate, 'netMinor'), taxMinor: sumOf(rate, 'taxMinor') }));
}

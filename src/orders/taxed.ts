/** Orders whose VAT is another country's, or that count towards the threshold, written down for the returns of the one-stop shop. */
import { sql, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { dayIn } from '#base/time';
import { settings } from '#org';
import { isAbroad, recordedOf, recordSales, type TaxedGroup, type TaxedSale, type TaxGroup } from '#tax';
import type { OrderState, OrderTax } from './model.ts';

type Row = {
  readonly orderId: string;
  readonly version: number;
  readonly state: OrderState;
  readonly currency: string;
  readonly vat: OrderTax;
  readonly taxGroups: readonly TaxGroup[];
};

/**
 * Follows placed, changed and cancelled orders: what one comes to now, less what is written of it, is written down on the day that it
 * changed. Orders taxed at home leave nothing here.
 */
export async function onTaxedOrders(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [...new Set(events.map(({ subjectId }) => subjectId))];
  const rows = (
    await tx.query<Row>(sql`
      SELECT order_id AS "orderId", version, state, currency, tax AS vat, tax_groups AS "taxGroups" FROM orders.order
      WHERE order_id = ANY(${ids}::text[]) AND placed_at IS NOT NULL AND tax IS NOT NULL`)
  ).filter(({ vat }) => isAbroad(vat));
  if (rows.length === 0) return;
  const [{ timeZone }, known] = await Promise.all([
    settings(tx.database),
    recordedOf(
      tx,
      rows.map(({ orderId }) => orderId),
    ),
  ]);
  const day = dayIn(tx.now, timeZone);
  await recordSales(
    tx,
    rows.map(({ orderId, version, state, currency, vat, taxGroups }): TaxedSale => ({
      ...{ saleId: `${orderId}:${version}`, orderId, day, currency, tax: vat },
      groups: difference(
        state === 'cancelled' ? [] : taxGroups,
        known.filter((one) => one.orderId === orderId),
      ),
    })),
  );
}

/** What is to be written so that all that is written comes to what the order is: by rate. */
function difference(groups: readonly TaxGroup[], known: readonly TaxedGroup[]): TaxedGroup[] {
  const rates = new Set([...groups.map(({ rate }) => Number(rate)), ...known.map(({ rate }) => rate)]);
  return [...rates].map((rate) => {
    const now = groups.find((one) => Number(one.rate) === rate);
    const was = known.find((one) => one.rate === rate);
    return {
      rate,
      netMinor: (now?.net.minor ?? 0) - (was?.netMinor ?? 0),
      taxMinor: (now?.tax.minor ?? 0) - (was?.taxMinor ?? 0),
    };
  });
}

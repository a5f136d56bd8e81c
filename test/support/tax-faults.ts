/** Faults in what is told to other countries' tax offices. */
import type { Fault } from './faults.ts';

const row = (saleId: string, orderId: string, net: number, country = 'BE'): string => `INSERT INTO tax.sale
  (sale_id, rate, order_id, entity_id, day, scheme, country, region, destination, distance, currency, net_minor, tax_minor)
  VALUES (${saleId}, 210000, ${orderId}, 'ent_x', now()::date, 'oss', '${country}', NULL, '${country}', false, 'EUR', ${net}, ${Math.round(net * 0.21)})`;
const old = `UPDATE journal.event SET at = at - interval '1 hour' WHERE subject_id = :shipped RETURNING 1`;

export const taxFaults: Record<string, Fault> = {
  'a sale at home that was declared abroad': {
    code: 'TAX1',
    promise: /frozen/,
    plant: `WITH e AS (${old}) ${row(":shipped || ':9'", ':shipped', 100)}`,
    says: ':shipped',
  },
  'a sale abroad that nobody declared': {
    code: 'TAX1',
    promise: /frozen/,
    plant: `WITH e AS (${old}) UPDATE orders.order SET tax = jsonb_set(tax, '{scheme}', '"oss"') WHERE order_id = :shipped`,
    says: ':shipped',
  },
  'more that went back than was sold': {
    code: 'TAX1',
    promise: /no more VAT/,
    plant: row("'due_nobody'", ':shipped', -100),
    says: ':shipped',
  },
  'VAT of another country than the order’s': {
    code: 'TAX1',
    promise: /own country/,
    plant: row("'x'", ':shipped', 100, 'DE'),
    says: 'in EUR, its order says FR',
  },
  'a day that sold more than its orders': {
    code: 'FIG1',
    promise: /sum of the orders/,
    plant: `INSERT INTO orders.sales_day (day, channel_id, currency, orders, turnover_minor) VALUES ('2020-02-02', 'chn_x', 'EUR', 1, 100)`,
    says: '2020-02-02',
  },
  'a promotion that gave more than its orders say': {
    code: 'FIG1',
    promise: /sum of the orders/,
    plant: `INSERT INTO orders.promotion_day (promotion_id, day, channel_id, currency, uses, given_minor, worth_minor)
      VALUES ('prm_x', '2020-02-02', 'chn_x', 'EUR', 1, 100, 100)`,
    says: 'prm_x',
  },
  'a month that is not the sum of its days': {
    code: 'FIG1',
    promise: /sum of the orders/,
    plant: `INSERT INTO orders.promotion_month (promotion_id, month, channel_id, currency, uses, given_minor, worth_minor)
      VALUES ('prm_y', '2020-02-01', 'chn_x', 'EUR', 1, 100, 100)`,
    says: 'prm_y',
  },
  'an order that was never counted': {
    code: 'FIG1',
    promise: /what it is/,
    plant: `INSERT INTO journal.cursor (follower, epoch, xid, seq) SELECT 'orders.figures', epoch, '9223372036854775807'::xid8, 0 FROM journal.epoch`,
    says: ':shipped',
  },
  'VAT that went back for no return': {
    code: 'TAX2',
    promise: /goes back/,
    plant: row("'due_nobody'", ':shipped', -100),
    says: 'due_nobody',
  },
};

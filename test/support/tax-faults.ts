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
  'VAT that went back for no return': {
    code: 'TAX2',
    promise: /goes back/,
    plant: row("'due_nobody'", ':shipped', -100),
    says: 'due_nobody',
  },
};

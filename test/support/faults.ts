/** Faults in journal, stock, orders, payments and tills: each breaks one invariant on purpose. */

/** SQL that breaks one thing, where `:name` stands for a record of the honest past, and what the oracle must say of it. */
export type Fault = { code: string; promise: RegExp; plant: string; says: string };

export const moneyAndStockFaults: Record<string, Fault> = {
  'a dispute that no payment counts': {
    code: 'MON6',
    promise: /disputed/,
    plant: `INSERT INTO payments.dispute VALUES ('dsp_x', 'pretend', 'x1', :cardPayment, 100, 100, 'EUR', 'open', 'fraud', NULL, now(), NULL)`,
    says: ':cardPayment',
  },
  'a charge at a provider that nobody here knows': {
    code: 'MON2',
    promise: /other providers/,
    plant: `INSERT INTO payments.their_charge VALUES ('stripe', 'pi_x', 'pay_nowhere', 'EUR', 0, 100, 0, now(), now())`,
    says: 'pay_nowhere',
  },
  'a provider that says another amount': {
    code: 'MON2',
    promise: /other providers/,
    plant: `WITH b AS (INSERT INTO payments.their_book VALUES ('pretend', now() - interval '2 days', now()))
      INSERT INTO payments.their_charge SELECT provider, external_id, payment_id, currency, 0, captured_minor - 1, 0, now(), now() + interval '2 minutes'
        FROM payments.payment WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'money that was released and is kept': {
    code: 'MON2',
    promise: /released/,
    plant: `UPDATE payments.payment SET released_at = now() - interval '1 hour', updated_at = now() - interval '1 hour' WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'a missing version': {
    code: 'EVT1',
    promise: /dense/,
    plant: `UPDATE journal.event SET version = 3 WHERE subject_id = :shipped AND version = 2`,
    says: ':shipped',
  },
  'a version twice': {
    code: 'EVT1',
    promise: /dense/,
    plant: `INSERT INTO journal.event (at, type, subject_kind, subject_id, version, actor)
      SELECT at, 'orders.changed', subject_kind, subject_id, version, actor FROM journal.event WHERE subject_id = :open AND version = 1`,
    says: ':open',
  },
  'a follower beyond the end': {
    code: 'EVT2',
    promise: /follower/,
    plant: `INSERT INTO journal.cursor (follower, epoch, xid, seq) VALUES ('hasty', 1, '9223372036854775807', 5)`,
    says: 'hasty',
  },
  'a follower of another epoch': {
    code: 'EVT2',
    promise: /follower/,
    plant: `INSERT INTO journal.cursor (follower, epoch, xid, seq) VALUES ('stranger', 9, '0', 0)`,
    says: 'stranger',
  },
  'half a receipt': {
    code: 'EVT3',
    promise: /receipt/,
    plant: `UPDATE base.command SET receipt = NULL`,
    says: 'test',
  },
  'a name that outlived its erasure': {
    code: 'PRV1',
    promise: /erased/,
    plant: `WITH kept AS (INSERT INTO customers.customer (customer_id, name, language, code, content_hash, created_at, erased_at)
        VALUES ('cus_erased', 'Ada', 'fr', 'zzzzzzzzzz', '', now(), now()) RETURNING customer_id)
      INSERT INTO privacy.erasure SELECT customer_id, 'asked', 'stf_x', now(), '[]' FROM kept`,
    says: 'cus_erased',
  },
  'a channel without a level': {
    code: 'CHN1',
    promise: /eight domains/,
    plant: `DELETE FROM channels.channel_level WHERE domain = 'stock' AND channel_id = (SELECT channel_id FROM channels.channel WHERE code = 'web')`,
    says: '7 domains',
  },
  'a variant without its option': {
    code: 'CAT1',
    promise: /option/,
    plant: `UPDATE catalog.variant SET option_values = '[]' WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a publication of nothing': {
    code: 'CAT2',
    promise: /exist/,
    plant: `INSERT INTO catalog.publication (product_id, channel_id) VALUES ('prd_nowhere', 'chn_nowhere')`,
    says: 'prd_nowhere',
  },
  'a value of an attribute that is gone': {
    code: 'CAT3',
    promise: /name what exists/,
    plant: `INSERT INTO catalog.attribute_value (product_id, attribute, value) SELECT product_id, 'nothing', '1' FROM catalog.product LIMIT 1`,
    says: 'nothing',
  },
  'an exception to no rule': {
    code: 'ASS1',
    promise: /rule/,
    plant: `INSERT INTO assortment.exception (product_id, channel_id, published) VALUES ('prd_nowhere', 'chn_nowhere', true)`,
    says: 'chn_nowhere',
  },
  'a unit that came from nowhere': {
    code: 'STK1',
    promise: /movements/,
    plant: `UPDATE inventory.shelf SET on_hand = on_hand + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a movement that was deleted': {
    code: 'STK1',
    promise: /movements/,
    plant: `DELETE FROM inventory.movement WHERE sku_id = :skuId AND reason = 'receipt'`,
    says: ':skuId',
  },
  'a shelf that was deleted': {
    code: 'STK1',
    promise: /movements/,
    plant: `DELETE FROM inventory.shelf WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a promise that nobody holds': {
    code: 'STK2',
    promise: /pending/,
    plant: `UPDATE inventory.shelf SET reserved = reserved + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a reservation that the shelf forgot': {
    code: 'STK2',
    promise: /pending/,
    plant: `UPDATE inventory.reservation SET quantity = 9 WHERE holder = :open`,
    says: ':skuId',
  },
  'more promised than there is': {
    code: 'STK3',
    promise: /more than it holds/,
    plant: `UPDATE inventory.shelf SET reserved = on_hand + 1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'less than nothing reserved': {
    code: 'STK3',
    promise: /more than it holds/,
    plant: `UPDATE inventory.shelf SET reserved = -1 WHERE sku_id = :skuId`,
    says: ':skuId',
  },
  'a reservation posted without a movement': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.reservation SET state = 'posted' WHERE holder = :open`,
    says: 'posted',
  },
  'a reservation voided after it was posted': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.reservation SET state = 'voided' WHERE holder = :shipped`,
    says: 'voided',
  },
  'a sale of another quantity': {
    code: 'STK4',
    promise: /posted/,
    plant: `UPDATE inventory.movement m SET quantity = 7 FROM inventory.reservation r WHERE r.holder = :shipped AND m.movement_id = r.reservation_id`,
    says: '7',
  },
  'a reservation past its time': {
    code: 'STK5',
    promise: /expiry/,
    plant: `UPDATE inventory.reservation SET expires_at = now() - interval '2 minutes' WHERE holder = :open`,
    says: ':open',
  },
  'a lease that the shelf forgot': {
    code: 'STK6',
    promise: /leased/,
    plant: `UPDATE inventory.shelf SET leased = 0 WHERE sku_id = :leaseSku`,
    says: ':leaseSku',
  },
  'a lease used behind the shelf': {
    code: 'STK6',
    promise: /leased/,
    plant: `UPDATE inventory.lease SET used = 1 WHERE sku_id = :leaseSku`,
    says: ':leaseSku',
  },
  'a breach without its movement': {
    code: 'STK6',
    promise: /breach/,
    plant: `UPDATE inventory.breach SET quantity = quantity + 1`,
    says: 'breach',
  },
  'a payment that took nothing': {
    code: 'MON1',
    promise: /taken/,
    plant: `UPDATE payments.payment SET captured_minor = captured_minor - 1 WHERE payment_id = :cash`,
    says: ':cash',
  },
  'more taken than asked for': {
    code: 'MON1',
    promise: /taken/,
    plant: `UPDATE payments.payment SET amount_minor = 1 WHERE payment_id = :cash`,
    says: ':cash',
  },
  'more given back than taken': {
    code: 'MON3',
    promise: /given back/,
    plant: `UPDATE payments.payment SET refunded_minor = captured_minor + 1 WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'a payment without an outcome': {
    code: 'MON2',
    promise: /15 minutes/,
    plant: `UPDATE payments.payment SET state = 'unknown', created_at = now() - interval '16 minutes' WHERE payment_id = :cardPayment`,
    says: ':cardPayment',
  },
  'a charge that we never made': {
    code: 'MON2',
    promise: /provider/,
    plant: `UPDATE pretend_psp.charge SET captured_minor = captured_minor - 1 WHERE reference = :cardPayment`,
    says: ':cardPayment',
  },
  'a movement of another currency': {
    code: 'MON4',
    promise: /one currency/,
    plant: `UPDATE payments.movement SET currency = 'USD' WHERE payment_id = :cash`,
    says: 'USD',
  },
  'a drawer that holds more than came in': {
    code: 'ACC1',
    promise: /balance/,
    plant: `UPDATE payments.account SET balance = balance + 1 WHERE account_id = :drawer`,
    says: ':drawer',
  },
  'a line shipped that nobody took': {
    code: 'ORD1',
    promise: /per line/,
    plant: `UPDATE orders.line SET shipped = 1 WHERE order_id = :open`,
    says: ':open',
  },
  'a line whose stock was given away': {
    code: 'ORD1',
    promise: /per line/,
    plant: `DELETE FROM orders.allocation WHERE order_id = :open`,
    says: ':open',
  },
  'an allocation of what is not reserved': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `UPDATE orders.allocation SET quantity = quantity + 1 WHERE order_id = :open`,
    says: ':open',
  },
  'a reservation that feeds two orders': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `INSERT INTO orders.allocation SELECT :card, line_no, reservation_id, sku_id, place_id, quantity FROM orders.allocation WHERE order_id = :open`,
    says: ':card',
  },
  'a reservation that feeds no order': {
    code: 'ORD2',
    promise: /allocation/,
    plant: `DELETE FROM orders.allocation WHERE order_id = :open`,
    says: ':open',
  },
  'a ticket that was changed': {
    code: 'POS1',
    promise: /hash/,
    plant: `UPDATE till.ticket SET body = replace(body, '"cash"', '"card"') WHERE sequence = 2`,
    says: 'was changed',
  },
  'a ticket that was left out': {
    code: 'POS1',
    promise: /hash/,
    plant: `DELETE FROM till.ticket WHERE sequence = 2`,
    says: 'does not follow',
  },
  'a ticket of another total': {
    code: 'POS1',
    promise: /order/,
    plant: `UPDATE orders.order SET gross_minor = gross_minor + 1 WHERE order_id = (SELECT order_id FROM till.ticket WHERE sequence = 1)`,
    says: 'the ticket says',
  },
  'a discount on a ticket that its line knows nothing of': {
    code: 'POS5',
    promise: /add up/,
    plant: `UPDATE till.ticket SET body = jsonb_set(body::jsonb, '{lines,0,discounts}', '[{"promotionId": "prm_x", "minor": 1}]')::text WHERE kind = 'sale' AND sequence = 1`,
    says: 'its parts are',
  },
  'cash that was rounded and not booked': {
    code: 'POS6',
    promise: /rounded/,
    plant: `UPDATE till.ticket SET body = jsonb_set(body::jsonb, '{payments,0,roundingMinor}', '2')::text WHERE kind = 'sale' AND sequence = 1`,
    says: 'rounded by 2',
  },
  'a day of a till that leaves tickets out': {
    code: 'POS7',
    promise: /follow each other/,
    plant: `INSERT INTO till.session (session_id, device_id, number, currency, float_minor, first_sequence, opened_by, opened_at)
      SELECT 'ses_x', device_id, 1, 'EUR', 0, 3, 'test', now() FROM till.device LIMIT 1`,
    says: 'begins with ticket 3',
  },
  'money out of a drawer that nobody booked': {
    code: 'POS8',
    promise: /without a sale/,
    plant: `INSERT INTO till.cash_move (move_id, device_id, session_number, reason, minor, currency, note, movement_id, staff_id, at)
      SELECT 'cmv_x', device_id, 1, 'expense', -5, 'EUR', 'x', 'mny_none', 'test', now() FROM till.device LIMIT 1`,
    says: 'booked is 0',
  },
  'a copy of a receipt that was not counted': {
    code: 'POS8',
    promise: /without a sale/,
    plant: `INSERT INTO till.print (print_id, ticket_id, device_id, copy, staff_id, at)
      SELECT 'prt_x', ticket_id, device_id, 3, 'test', now() FROM till.ticket LIMIT 1`,
    says: 'copy 3 where 0',
  },
  'a last ticket that is missing': {
    code: 'POS2',
    promise: /tail/,
    plant: `DELETE FROM till.ticket WHERE sequence = 8`,
    says: 'stands at 8',
  },
  'cash for what was due that no ticket tells of': {
    code: 'POS4',
    promise: /money/,
    plant: `INSERT INTO orders.balance (order_id, entry_id, kind, minor, at)
      SELECT order_id, payment_id || ':paid', 'paid', -amount_minor, now() FROM payments.payment WHERE payment_id = :cash`,
    says: 'without a ticket',
  },
  'an order that the journal never heard of': {
    code: 'ORD3',
    promise: /journal/,
    plant: `DELETE FROM journal.event WHERE subject_id = :open`,
    says: ':open',
  },
  'an order placed twice': {
    code: 'ORD3',
    promise: /journal/,
    plant: `INSERT INTO journal.event (at, type, subject_kind, subject_id, version, actor)
      SELECT at, type, subject_kind, subject_id, 2, actor FROM journal.event WHERE subject_id = :open AND type = 'orders.placed'`,
    says: ':open',
  },
  'a line that the total forgot': {
    code: 'ORD3',
    promise: /journal/,
    plant: `UPDATE orders.line SET total_minor = total_minor + 1 WHERE order_id = :open`,
    says: ':open',
  },
  'an order without its payment': {
    code: 'ORD3',
    promise: /money/,
    plant: `DELETE FROM payments.payment WHERE order_id = :open`,
    says: ':open',
  },
  'an order on a payment that came to nothing': {
    code: 'ORD3',
    promise: /money/,
    plant: `UPDATE payments.payment SET state = 'declined' WHERE payment_id = :cardPayment`,
    says: ':card',
  },
};

/** Known bugs of what happens after an order is paid: changes, preparing, returns, waiting, counts. See `plants.ts`. */
import { sql } from '#base/db';
import type { Plant } from './plants.ts';

export const laterPlants: readonly Plant[] = [
  {
    name: 'refund_a_return_twice',
    after: 'owed',
    sql: (id) => [
      sql`
        INSERT INTO returns.payback (refund_id, due_id, payment_id, minor, at)
        SELECT b.refund_id || 'x', b.due_id, b.payment_id, b.minor, b.at FROM returns.payback b JOIN returns.due d USING (due_id)
        WHERE d.order_id = ${id} LIMIT 1`,
      sql`
        INSERT INTO payments.refund (refund_id, payment_id, minor, reason, account, state, created_at)
        SELECT b.refund_id, b.payment_id, b.minor, 'plant', 'psp:pretend', 'done', b.at FROM returns.payback b JOIN returns.due d USING (due_id)
        WHERE d.order_id = ${id} AND b.refund_id LIKE '%x' AND NOT EXISTS (SELECT FROM payments.refund r WHERE r.refund_id = b.refund_id)`,
    ],
    caught: /RET4|MON/,
  },
  {
    name: 'owe_the_same_unit_twice',
    after: 'owed',
    sql: (id) => [
      sql`UPDATE returns.due SET lines = lines || lines || lines || lines WHERE order_id = ${id} AND lines <> '[]'`,
    ],
    caught: /RET3/,
  },
  {
    name: 'owe_more_than_was_paid',
    after: 'owed',
    sql: (id) => [
      sql`UPDATE returns.due SET minor = minor + 1000000, entitled_minor = entitled_minor + 1000000 WHERE order_id = ${id}`,
    ],
    caught: /RET3/,
  },
  {
    name: 'forget_a_unit_that_came_back',
    after: 'returned',
    sql: (id) => [sql`UPDATE orders.line SET returned = returned - 1 WHERE order_id = ${id} AND returned > 0`],
    caught: /RET1/,
  },
  {
    name: 'lose_what_came_back',
    after: 'returned',
    sql: (id) => [
      sql`
        DELETE FROM inventory.movement WHERE movement_id = (SELECT item_id FROM returns.item WHERE order_id = ${id} AND sku_id IS NOT NULL LIMIT 1)`,
    ],
    caught: /RET2|STK1/,
  },
  {
    name: 'restock_what_never_came',
    after: 'returned',
    sql: () => [
      sql`
        WITH s AS (UPDATE inventory.shelf SET on_hand = on_hand + 1
          WHERE (sku_id, place_id) IN (SELECT sku_id, place_id FROM inventory.shelf WHERE place_id LIKE 'plc%' LIMIT 1) RETURNING *)
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT sku_id, 'mov_plant', 'customers', place_id, 1, 'return', NULL, 'plant', now() FROM s`,
    ],
    caught: /UNITS/,
  },
  {
    name: 'send_what_was_cancelled',
    after: 'shipped',
    sql: (id) => [
      sql`UPDATE orders.order SET state = 'cancelled' WHERE order_id = ${id}
        AND EXISTS (SELECT FROM fulfilment.parcel p WHERE p.order_id = ${id} AND p.state = 'left')`,
    ],
    caught: /FUL3|TOLD/,
  },
  {
    name: 'pack_a_unit_too_many',
    after: 'nothing',
    sql: () => [
      sql`
        UPDATE fulfilment.parcel_line SET quantity = quantity + 5 WHERE parcel_id = (SELECT parcel_id FROM fulfilment.parcel
          WHERE state = 'left' LIMIT 1)`,
    ],
    caught: /FUL1/,
  },
  {
    name: 'pick_what_is_not_kept',
    after: 'nothing',
    sql: () => [
      sql`
        UPDATE fulfilment.pick p SET picked = picked + 50 FROM orders.order o
        WHERE o.order_id = p.order_id AND o.version = p.order_version AND o.state = 'placed' AND p.picked > 0`,
    ],
    caught: /FUL2/,
  },
  {
    name: 'believe_that_it_was_delivered',
    after: 'shipped',
    sql: () => [sql`UPDATE fulfilment.parcel SET delivered_at = left_at WHERE state = 'left' AND delivered_at IS NULL`],
    caught: /NEWS/,
  },
  {
    name: 'fill_the_newest_first',
    after: 'nothing',
    // A unit of the older one goes to the newer, which waits for the same.
    sql: () => [
      sql`
        WITH swap AS (
          SELECT a.order_id AS older, la.line_no AS older_line, b.order_id AS newer, lb.line_no AS newer_line, r.sku_id, r.reservation_id, r.quantity
          FROM orders.order a JOIN orders.line la USING (order_id) JOIN orders.allocation f ON f.order_id = la.order_id AND f.line_no = la.line_no
          JOIN inventory.reservation r ON r.sku_id = f.sku_id AND r.reservation_id = f.reservation_id AND r.state = 'pending'
          JOIN orders.line lb ON lb.sku_id = la.sku_id AND lb.backordered >= r.quantity
          JOIN orders.order b ON b.order_id = lb.order_id AND b.channel_id = a.channel_id AND b.delivery->>'method' = a.delivery->>'method'
            AND b.opened_at > a.opened_at
          WHERE a.state = 'placed' AND b.state = 'placed' AND a.first_minor IS NULL AND b.first_minor IS NULL
            AND NOT EXISTS (SELECT FROM fulfilment.pick p WHERE p.order_id = a.order_id)
            AND NOT EXISTS (SELECT FROM fulfilment.missing m WHERE m.order_id IN (a.order_id, b.order_id)) LIMIT 1),
        held AS (UPDATE inventory.reservation r SET holder = s.newer, made_at = now() FROM swap s
          WHERE r.sku_id = s.sku_id AND r.reservation_id = s.reservation_id RETURNING 1),
        given AS (UPDATE orders.allocation f SET order_id = s.newer, line_no = s.newer_line FROM swap s
          WHERE f.sku_id = s.sku_id AND f.reservation_id = s.reservation_id RETURNING 1)
        UPDATE orders.line l SET backordered = l.backordered + CASE WHEN l.order_id = s.older THEN s.quantity ELSE -s.quantity END FROM swap s
        WHERE (l.order_id = s.older AND l.line_no = s.older_line) OR (l.order_id = s.newer AND l.line_no = s.newer_line)`,
    ],
    caught: /TURN/,
  },
  {
    name: 'forget_who_waits',
    after: 'opened',
    sql: () => [sql`UPDATE sourcing.later SET waiting = waiting - 1, taken = taken - 1 WHERE waiting > 0`],
    caught: /ORD4/,
  },
  {
    name: 'forget_what_a_change_costs',
    after: 'edited',
    sql: (id) => [sql`DELETE FROM orders.balance WHERE order_id = ${id} AND kind = 'edit' AND minor <> 0`],
    caught: /ORD6/,
  },
  {
    name: 'lose_a_version',
    after: 'edited',
    sql: (id) => [sql`DELETE FROM orders.version WHERE order_id = ${id} AND number = 1`],
    caught: /ORD5/,
  },
  {
    name: 'count_without_the_sales_since',
    after: 'received',
    // What was sold between the scan and the approval is taken off a second time.
    sql: () => [
      sql`
        WITH m AS (SELECT * FROM inventory.movement WHERE document LIKE 'cnt\\_%' AND to_place LIKE 'plc%' LIMIT 1),
        s AS (UPDATE inventory.shelf s SET on_hand = s.on_hand - 1 FROM m
          WHERE s.sku_id = m.sku_id AND s.place_id = m.to_place AND s.on_hand - s.reserved - s.leased > 0 RETURNING s.*)
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT s.sku_id, 'mov_plant', s.place_id, 'unaccounted', 1, 'count', m.document, 'plant', now() FROM s, m`,
    ],
    caught: /CNT1/,
  },
  // Of what the town's own people do little of: the books of promotions, cards, companies, documents and taxes.
  {
    name: 'use_a_promotion_once_too_often',
    after: 'opened',
    sql: () => [
      sql`
        WITH p AS (INSERT INTO pricing.promotion (promotion_id, version, state, rule, max_uses, budget_minor, note, content_hash, made_by, made_at)
          VALUES ('prm_plant', 1, 'on', '{}', 1, NULL, '', '', 'plant', now()) RETURNING promotion_id)
        INSERT INTO pricing.promotion_tally SELECT promotion_id, 2, 0 FROM p`,
    ],
    caught: /COU1/,
  },
  {
    name: 'fill_a_gift_card_with_nothing',
    after: 'opened',
    sql: () => [
      sql`INSERT INTO payments.account (account_id, currency, balance) VALUES ('gift:gft_plant', 'EUR', 5000)`,
    ],
    caught: /GFT|ACC1/,
  },
  {
    name: 'forget_what_a_company_owes',
    after: 'opened',
    sql: (id) => [
      sql`
        INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, authorised_minor, captured_minor,
          account_id, claimed_at, created_at, updated_at)
        VALUES (${`pay_${id}`}, 'ord_plant', 'account', 'on-account', 'EUR', 100, 'captured', 100, 100, 'receivable:com_plant', now(), now(), now())`,
      sql`
        INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at)
        VALUES (${`mny_${id}`}, 'customers', 'receivable:com_plant', 100, 'EUR', ${`pay_${id}`}, 'ord_plant', 'capture', 'plant', now())`,
    ],
    caught: /RCV/,
  },
  {
    name: 'take_a_number_for_no_document',
    after: 'opened',
    sql: () => [
      sql`
        INSERT INTO invoicing.series (entity_id, kind, prefix, last_sequence, last_hash)
        VALUES ('ent_plant', 'invoice', 'P-', 1, repeat('0', 64))`,
    ],
    caught: /INV1/,
  },
  {
    name: 'declare_abroad_what_was_sold_at_home',
    after: 'opened',
    sql: (id) => [
      sql`
        INSERT INTO tax.sale (sale_id, rate, order_id, entity_id, day, scheme, country, region, destination, distance, currency, net_minor, tax_minor)
        SELECT order_id || ':99', 210000, order_id, 'ent_plant', now()::date, 'oss', 'BE', NULL, 'BE', false, currency, 100, 21 FROM orders.order
        WHERE order_id = ${id}`,
    ],
    caught: /TAX1/,
  },
];

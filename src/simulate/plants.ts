/**
 * Known bugs, planted by corrupting the books after an honest command: as if the command had the bug. A run with one of them must end
 * with a violation of the named code, or the simulator is no evidence.
 */
import { sql, type Database, type Sql } from '#base/db';
import type { Told } from './model.ts';
import { laterPlants } from './plants-later.ts';

export type Plant = {
  readonly name: string;
  /** After which answer. */
  readonly after: Told['told'];
  /** Statements that change at least one row when there is something to corrupt; `id` is the order's. */
  readonly sql: (id: string) => readonly Sql[];
  /** One of these codes must be named. */
  readonly caught: RegExp;
};

const lineOf = (id: string): Sql => sql`
  (SELECT l.sku_id, a.place_id FROM orders.line l JOIN orders.allocation a USING (order_id, line_no) WHERE l.order_id = ${id} ORDER BY l.line_no LIMIT 1)`;

export const plants: readonly Plant[] = [
  {
    name: 'forget_release',
    after: 'cancelled',
    sql: (id) => [
      sql`
        WITH held AS (UPDATE inventory.reservation SET state = 'pending', closed_at = NULL WHERE holder = ${id} AND state = 'voided'
          RETURNING sku_id, place_id, quantity)
        UPDATE inventory.shelf s SET reserved = s.reserved + h.quantity
        FROM (SELECT sku_id, place_id, sum(quantity) AS quantity FROM held GROUP BY 1, 2) h
        WHERE s.sku_id = h.sku_id AND s.place_id = h.place_id`,
    ],
    caught: /ORD1/,
  },
  {
    name: 'apply_webhook_twice',
    after: 'nothing',
    sql: () => [
      sql`
        INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at)
        SELECT movement_id || 'x', from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at
        FROM payments.movement WHERE to_account = 'psp:pretend' LIMIT 1`,
    ],
    caught: /MON1/,
  },
  {
    name: 'skip_ticket_hash',
    after: 'carried_away',
    sql: (id) => [
      sql`
        WITH t AS (UPDATE till.ticket SET hash = repeat('0', 64) WHERE order_id = ${id} RETURNING device_id, sequence)
        UPDATE till.device d SET last_hash = repeat('0', 64) FROM t WHERE d.device_id = t.device_id AND d.last_sequence = t.sequence`,
    ],
    caught: /POS1/,
  },
  {
    name: 'lose_ticket',
    after: 'carried_away',
    sql: (id) => [sql`DELETE FROM till.ticket WHERE order_id = ${id}`],
    caught: /POS1|POS2/,
  },
  {
    name: 'capture_twice',
    after: 'carried_away',
    sql: (id) => [
      sql`
        WITH p AS (
          INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, authorised_minor,
            captured_minor, device_id, claimed_at, created_at, updated_at)
          SELECT payment_id || 'x', order_id, 'given', 'marketplace', currency, amount_minor, 'captured', captured_minor,
            captured_minor, device_id, claimed_at, created_at, updated_at
          FROM payments.payment WHERE order_id = ${id} AND captured_minor > 0 RETURNING *)
        INSERT INTO payments.movement (movement_id, from_account, to_account, minor, currency, payment_id, order_id, reason, actor, at)
        SELECT payment_id || 'm', 'customers', 'marketplaces', captured_minor, currency, payment_id, order_id, 'capture', 'plant', created_at FROM p`,
    ],
    caught: /TAKEN/,
  },
  {
    name: 'ship_without_reservation',
    after: 'shipped',
    sql: (id) => [
      sql`
        WITH l AS ${lineOf(id)}, s AS (
          UPDATE inventory.shelf s SET on_hand = s.on_hand - 1 FROM l
          WHERE s.sku_id = l.sku_id AND s.place_id = l.place_id AND s.on_hand - s.reserved - s.leased > 0 RETURNING s.*)
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT sku_id, ${`mov_${id}`}, place_id, 'customers', 1, 'sale', ${id}, 'plant', now() FROM s`,
    ],
    caught: /SOLD/,
  },
  {
    name: 'lose_movement',
    after: 'shipped',
    sql: (id) => [sql`DELETE FROM inventory.movement WHERE document = ${id} AND to_place = 'customers'`],
    caught: /STK1|STK4/,
  },
  {
    name: 'reserve_behind_the_shelf',
    after: 'opened',
    sql: (id) => [
      sql`
        UPDATE inventory.shelf s SET reserved = s.reserved - r.quantity
        FROM (SELECT sku_id, place_id, quantity FROM inventory.reservation WHERE holder = ${id} AND state = 'pending' LIMIT 1) r
        WHERE s.sku_id = r.sku_id AND s.place_id = r.place_id`,
    ],
    caught: /STK2/,
  },
  {
    name: 'lose_acknowledged_order',
    after: 'opened',
    sql: (id) => [
      sql`
        WITH held AS (UPDATE inventory.reservation SET state = 'voided' WHERE holder = ${id} AND state = 'pending'
          RETURNING sku_id, place_id, quantity)
        UPDATE inventory.shelf s SET reserved = s.reserved - h.quantity
        FROM (SELECT sku_id, place_id, sum(quantity) AS quantity FROM held GROUP BY 1, 2) h
        WHERE s.sku_id = h.sku_id AND s.place_id = h.place_id`,
      sql`DELETE FROM orders.allocation WHERE order_id = ${id}`,
      sql`DELETE FROM orders.line WHERE order_id = ${id}`,
      sql`DELETE FROM payments.payment WHERE order_id = ${id}`,
      sql`DELETE FROM orders.order WHERE order_id = ${id}`,
    ],
    caught: /TOLD/,
  },
  {
    name: 'forget_to_announce',
    after: 'shipped',
    sql: (id) => [sql`DELETE FROM journal.event WHERE subject_id = ${id} AND version = 1`],
    caught: /EVT1|ORD3/,
  },
  {
    name: 'restock_twice',
    after: 'cancelled',
    sql: (id) => [
      sql`
        WITH l AS ${lineOf(id)}, s AS (
          UPDATE inventory.shelf s SET on_hand = s.on_hand + 1 FROM l WHERE s.sku_id = l.sku_id AND s.place_id = l.place_id RETURNING s.*)
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT sku_id, ${`mov_${id}`}, 'suppliers', place_id, 1, 'receipt', ${id}, 'plant', now() FROM s`,
    ],
    caught: /UNITS/,
  },
  {
    name: 'spend_a_card_twice',
    after: 'opened',
    // What the order set aside or took is on its card all the same: the next order spends it again.
    sql: (id) => [
      sql`
        UPDATE payments.account a SET balance = a.balance + p.amount_minor FROM payments.payment p
        WHERE p.order_id = ${id} AND p.method = 'gift_card' AND p.state IN ('authorised', 'captured')
          AND a.account_id = p.account_id AND a.currency = p.currency`,
    ],
    caught: /CARDS/,
  },
  {
    name: 'take_from_a_card_what_it_has_not',
    after: 'opened',
    // Both books say so: only what people were told knows better.
    sql: (id) => [
      sql`UPDATE payments.payment SET captured_minor = captured_minor + 100, authorised_minor = authorised_minor + 100,
          amount_minor = amount_minor + 100
        WHERE order_id = ${id} AND method = 'gift_card' AND state = 'captured'`,
    ],
    caught: /CARDS/,
  },
  {
    name: 'forget_capture',
    after: 'placed',
    sql: (id) => [sql`UPDATE payments.payment SET wish = NULL WHERE order_id = ${id} AND wish = 'capture'`],
    caught: /PAID/,
  },
  {
    name: 'refund_behind_the_books',
    after: 'refunded',
    sql: (id) => [
      sql`UPDATE payments.payment SET refunded_minor = refunded_minor + 50 WHERE order_id = ${id} AND refunded_minor > 0`,
    ],
    caught: /MON/,
  },
  {
    name: 'lose_units_on_the_road',
    after: 'nothing',
    sql: () => [
      sql`DELETE FROM inventory.movement WHERE ctid IN (SELECT ctid FROM inventory.movement WHERE to_place LIKE 'transit:%' LIMIT 1)`,
    ],
    caught: /TRF|STK1|UNITS/,
  },
  {
    name: 'believe_two_receivers',
    after: 'nothing',
    sql: () => [
      sql`
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT sku_id, movement_id || 'x', from_place, to_place, quantity, reason, document, actor, at
        FROM inventory.movement WHERE from_place LIKE 'transit:%' LIMIT 1`,
    ],
    caught: /TRF/,
  },
  {
    name: 'receive_a_delivery_twice',
    after: 'received',
    sql: () => [
      sql`UPDATE purchasing.purchase_line SET good = good + 1 WHERE ctid IN (SELECT ctid FROM purchasing.purchase_line WHERE good > 0 AND good + damaged < allowed LIMIT 1)`,
    ],
    caught: /PUR/,
  },
  {
    name: 'forget_the_cost_of_goods',
    after: 'received',
    sql: () => [sql`DELETE FROM purchasing.cost_entry WHERE ctid IN (SELECT ctid FROM purchasing.cost_entry LIMIT 1)`],
    caught: /CST/,
  },
  {
    name: 'post_a_count_twice',
    after: 'received',
    sql: () => [
      sql`
        INSERT INTO inventory.movement (sku_id, movement_id, from_place, to_place, quantity, reason, document, actor, at)
        SELECT sku_id, movement_id || 'x', from_place, to_place, quantity, reason, document, actor, at
        FROM inventory.movement WHERE document LIKE 'cnt\\_%' LIMIT 1`,
    ],
    caught: /CNT|STK1/,
  },
  {
    name: 'sell_what_is_leased',
    after: 'opened',
    sql: () => [
      sql`UPDATE inventory.shelf s SET leased = leased - 1 WHERE ctid IN (SELECT ctid FROM inventory.shelf WHERE leased > 0 LIMIT 1)`,
    ],
    caught: /STK6/,
  },
  {
    name: 'allocate_units_of_others',
    after: 'opened',
    sql: (id) => [
      sql`
        UPDATE inventory.reservation SET holder = 'ord_stranger' WHERE ctid IN (
          SELECT ctid FROM inventory.reservation WHERE holder = ${id} AND state = 'pending' LIMIT 1)`,
    ],
    caught: /ORD2/,
  },
  {
    name: 'place_unpaid',
    after: 'opened',
    sql: (id) => [sql`UPDATE orders.order SET state = 'placed' WHERE order_id = ${id} AND state = 'awaiting_payment'`],
    caught: /ORD3|TOLD/,
  },
  ...laterPlants,
];

/** Corrupts the books as the plant says; false when there was nothing to corrupt. */
export async function plantBug(database: Database, plant: Plant, told: Told): Promise<boolean> {
  if (told.told !== plant.after) return false;
  const id = 'orderId' in told ? told.orderId : 'order' in told ? told.order.orderId : '';
  return database.transaction({ actor: 'plant' }, async (tx) => {
    await tx.query(sql`SET LOCAL session_replication_role = replica`); // movements may not be changed, by an honest hand
    let changed = 0;
    for (const statement of plant.sql(id)) changed += await tx.affected(statement);
    return changed > 0;
  });
}

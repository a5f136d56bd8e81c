/**
 * Orders. Of one that was placed, the buyer's name and address stay with it for ten years: they are part of the accounts' document
 * (Code de commerce, L123-22) and of the contract (Code de la consommation, L213-1). Telephone and e-mail go. One that was never
 * placed is no document.
 */
import { lock, sql, type Tx } from '#base/db';
import type { Personal } from '#base/module';

export const ordersPersonal: Personal = {
  records: async (db, customerId) =>
    (
      await db.query<{ id: string }>(sql`SELECT order_id AS id FROM orders.order WHERE customer_id = ${customerId}`)
    ).map(({ id }) => id),
  open: async (db, { records }) => {
    const [row] = await db.query<{ waiting: boolean }>(sql`
      SELECT EXISTS (SELECT 1 FROM orders.order o WHERE o.order_id = ANY(${[...records]}::text[])
        AND (o.state IN ('awaiting_payment', 'needs_decision') OR (o.state = 'placed' AND EXISTS (
          SELECT 1 FROM orders.line l WHERE l.order_id = o.order_id AND l.ordered > l.cancelled + l.shipped)
          -- A gift card that is told on a day to come still needs who gets it; a day on top for every time zone.
          OR EXISTS (SELECT 1 FROM orders.card_for f WHERE f.order_id = o.order_id AND f.day > (now() - interval '2 days')::date)))) AS waiting`);
    return row?.waiting ? ['order'] : [];
  },
  export: async (db, { records }) => ({
    orders: await db.query(sql`
      SELECT o.order_id AS "orderId", o.number, o.channel_id AS "channelId", o.state, o.opened_at AS "openedAt", o.placed_at AS "placedAt",
        o.currency, o.gross_minor AS "grossMinor", o.tax_minor AS "taxMinor", o.contact, o.delivery, o.buyer,
        (SELECT jsonb_agg(jsonb_build_object('sku', l.snapshot->'sku', 'name', l.snapshot->'name', 'ordered', l.ordered, 'shipped', l.shipped,
          'cancelled', l.cancelled, 'returned', l.returned, 'totalMinor', l.total_minor) ORDER BY l.line_no)
          FROM orders.line l WHERE l.order_id = o.order_id) AS lines
      FROM orders.order o WHERE o.order_id = ANY(${[...records]}::text[]) ORDER BY o.opened_at`),
    orderChanges: await db.query(sql`
      SELECT order_id AS "orderId", number, kind, at, why, contact, delivery, gross_minor AS "grossMinor"
      FROM orders.version WHERE order_id = ANY(${[...records]}::text[]) ORDER BY order_id, number`),
    giftCardsFor: await db.query(sql`
      SELECT order_id AS "orderId", line_no AS "lineNo", name, email, day, words FROM orders.card_for
      WHERE order_id = ANY(${[...records]}::text[]) ORDER BY order_id, line_no`),
    orderNotes: await db.query(sql`
      SELECT order_id AS "orderId", at, audience, words FROM orders.note
      WHERE order_id = ANY(${[...records]}::text[]) AND words IS NOT NULL ORDER BY order_id, at`),
  }),
  erase: async (tx, { records }) => {
    const ids = [...records];
    await tx.query(sql`DELETE FROM orders.card_for WHERE order_id = ANY(${ids}::text[])`);
    lock(tx, 'orders.order');
    await tx.query(sql`SELECT 1 FROM orders.order WHERE order_id = ANY(${ids}::text[]) ORDER BY order_id FOR UPDATE`);
    await tx.query(sql`
      UPDATE orders.order SET contact = jsonb_build_object('name', contact->>'name'), delivery = delivery #- '{address,phone}'
      WHERE order_id = ANY(${ids}::text[]) AND placed_at IS NOT NULL`);
    await tx.query(sql`
      UPDATE orders.order SET contact = '{"name": ""}', delivery = CASE WHEN delivery ? 'address' THEN jsonb_set(delivery, '{address}',
        jsonb_build_object('name', '', 'line1', '', 'postcode', '', 'city', '', 'country', delivery->'address'->'country')) ELSE delivery END
      WHERE order_id = ANY(${ids}::text[]) AND placed_at IS NULL`);
    await eraseChanges(tx, ids);
    const [row] = await tx.query<{ kept: number }>(sql`
      SELECT count(*)::int AS kept FROM orders.order WHERE order_id = ANY(${ids}::text[]) AND placed_at IS NOT NULL`);
    return [{ what: 'orders', why: 'fiscal', count: row?.kept ?? 0 }];
  },
};

/** Versions keep what the document keeps; what people wrote beside them goes. */
async function eraseChanges(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    UPDATE orders.version SET contact = jsonb_build_object('name', contact->>'name'), delivery = delivery #- '{address,phone}', why = ''
    WHERE order_id = ANY(${ids}::text[])`);
  await tx.query(sql`
    UPDATE orders.note SET words = NULL, erased_at = coalesce(erased_at, ${tx.now}::timestamptz) WHERE order_id = ANY(${ids}::text[])`);
}

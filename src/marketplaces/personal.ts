/** What a marketplace told of a buyer, raw: once its order is ours, the name and address in the message serve nobody. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';
import { findOrder } from '#orders';

export const marketplacesPersonal: Personal = {
  export: async (db, { records }) => {
    const told: unknown[] = [];
    for (const orderId of records) {
      const order = await findOrder(db, orderId);
      if (order?.sourceRef)
        told.push(
          ...(await db.query(sql`
            SELECT external_id AS "externalId", version, body->'buyer' AS buyer, received_at AS "receivedAt" FROM marketplaces.inbox
            WHERE channel_id = ${order.channelId} AND external_id = ${order.sourceRef}`)),
        );
    }
    return { toldByMarketplaces: told };
  },
  erase: async (tx, { records }) => {
    for (const orderId of records) {
      const order = await findOrder(tx, orderId);
      if (!order?.sourceRef) continue;
      await tx.query(sql`
        UPDATE marketplaces.inbox SET body = jsonb_set(body, '{buyer}', '{"name": ""}')
        WHERE channel_id = ${order.channelId} AND external_id = ${order.sourceRef} AND state <> 'new'`);
    }
    return [];
  },
};

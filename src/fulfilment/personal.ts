/** Parcels: what they weigh and where they are stays with the order; the printed label, with name and address, goes. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const fulfilmentPersonal: Personal = {
  export: async (db, { records }) => ({
    parcels: await db.query(sql`
      SELECT parcel_id AS "parcelId", order_id AS "orderId", carrier, tracking, status, left_at AS "leftAt", delivered_at AS "deliveredAt"
      FROM fulfilment.parcel WHERE order_id = ANY(${[...records]}::text[]) ORDER BY made_at`),
  }),
  erase: async (tx, { records }) => {
    const parcels = await tx.query<{ id: string }>(sql`
      UPDATE fulfilment.parcel SET label = NULL WHERE order_id = ANY(${[...records]}::text[]) RETURNING parcel_id AS id`);
    // The book of the carrier that is played here; a real one is told by its contract.
    await tx.query(sql`
      UPDATE pretend_carrier.shipment SET body = '{}' WHERE reference = ANY(${parcels.map(({ id }) => id)}::text[])`);
    return [{ what: 'parcels', why: 'fiscal', count: parcels.length }];
  },
};

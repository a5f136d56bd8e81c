import { sql, type Database } from '#base/db';
import { clock, dayIn } from '#base/time';
import { siteOfPlace } from '#inventory';
import { settings } from '#org';

/** Parcels that each site was given today: orders placed since midnight of the house, cancelled and collected ones left out. */
export async function parcelsToday(database: Database): Promise<Map<string, number>> {
  const { timeZone } = await settings(database);
  const rows = await database.query<{ placeId: string; parcels: number }>(sql`
    SELECT a.place_id AS "placeId", count(DISTINCT a.order_id)::int AS parcels
    FROM orders.order o JOIN orders.allocation a USING (order_id)
    WHERE o.placed_at >= (${dayIn(clock(), timeZone)}::date::timestamp AT TIME ZONE ${timeZone}) AND o.state <> 'cancelled'
      AND o.delivery->>'method' IN ('delivery', 'marketplace')
    GROUP BY 1`);
  return new Map(
    rows.flatMap(({ placeId, parcels }) => {
      const place = siteOfPlace(placeId);
      return place ? [[place.siteId, parcels] as const] : [];
    }),
  );
}

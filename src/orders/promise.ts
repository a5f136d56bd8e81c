/** From when to when an order comes: by the sites that serve it, and by what it waits for. */
import { siteOfPlace, type Taken } from '#inventory';
import { promiseOfAll } from '#sourcing';
import type { DayRange } from '#sourcing/model';
import type { PreparedOrder } from './model.ts';

/** Only what is sent is promised; nothing is where one of its parcels is not. */
export function promiseOfOrder({ draft, take, field, later }: PreparedOrder, taken: Taken): DayRange | undefined {
  if (draft.delivery.method !== 'delivery') return undefined;
  const from = [...new Set(taken.reservations.map(({ placeId }) => siteOfPlace(placeId)?.siteId ?? ''))];
  const ranges = from.map((siteId) => field.promise(siteId));
  for (const { skuId } of taken.later) {
    const expected = later.get(skuId)?.find((row) => row.channelId === draft.channelId)?.expected;
    const first = take.places[0];
    const siteId = first === undefined ? undefined : siteOfPlace(first)?.siteId;
    ranges.push(expected && siteId !== undefined ? field.promise(siteId, expected) : undefined);
  }
  return promiseOfAll(ranges);
}

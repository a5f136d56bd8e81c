/** What an exchange from afar leaves to be paid: asked for by a link, because nobody comes to a counter. */
import type { Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { askRest } from '#orders';

/** Hears of exchanges; what a store handed over, and what cost no more, leaves nothing. */
export async function onExchangedForRest(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const made = events.flatMap(({ body }) => (typeof body['newOrderId'] === 'string' ? [body['newOrderId']] : []));
  if (made.length > 0) await askRest(tx, [...new Set(made)].sort());
}

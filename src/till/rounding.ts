/** What a ticket's cash differs from what it settles, where a country's small coins are gone. */
import type { Database, Tx } from '#base/db';
import { clock, dayIn } from '#base/time';
import { settings, siteById } from '#org';
import { cashStep, roundCash } from '#payments';
import type { Device, TicketBody } from './model.ts';

/** To how many minor units cash is rounded at a till, by the country in which it stands. */
export async function cashStepAt(
  database: Database,
  { siteId }: Pick<Device, 'siteId'>,
  currency: string,
): Promise<number> {
  const [site, { timeZone }] = await Promise.all([siteById(database, siteId), settings(database)]);
  return site ? cashStep(site.address.country, currency, dayIn(clock(), timeZone)) : 1;
}

/** Books what a ticket says was rounded, in its transaction: the money itself has locked the drawer by then. Refuses as `roundCash`. */
export async function roundTicket(
  tx: Tx,
  { payments, orderId, deviceId, currency }: Pick<TicketBody, 'payments' | 'orderId' | 'deviceId' | 'currency'>,
): Promise<void> {
  for (const { paymentId, roundingMinor: minor = 0 } of payments) {
    if (minor === 0) continue;
    const rank = tx.lockRank;
    tx.lockRank = -1; // the drawer is held already
    await roundCash(tx, { paymentId, orderId, deviceId, minor, currency });
    tx.lockRank = Math.max(rank, tx.lockRank);
  }
}

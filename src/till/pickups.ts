/** Orders that are collected in this till's store: what waits, what is to be fetched, and whether money is owed. */
import type { Database } from '#base/db';
import { money, type Money } from '#base/money';
import type { Instant } from '#base/time';
import { channelById } from '#channels';
import { duesOf, workAt } from '#orders';
import type { Device } from './model.ts';

export type Pickup = {
  readonly orderId: string;
  readonly number: string;
  readonly customerName: string;
  readonly placedAt: Instant;
  /** Null: nobody has laid it ready yet. */
  readonly readyAt: Instant | null;
  readonly held: boolean;
  readonly units: number;
  /** Above zero its buyer owes it, below zero we do. */
  readonly due: Money;
};

/** Most orders that are looked through: a store that has more waiting finds one by its number or name. */
const MANY = 200;

/** What waits to be collected here, what lies ready first, the oldest of them first; found by a number's beginning or a part of a name. */
export async function pickupsAt(
  database: Database,
  { siteId, channelId }: Pick<Device, 'siteId' | 'channelId'>,
  q: string,
): Promise<Pickup[]> {
  // What a buyer shows is number and code, with a point between.
  const words = q.trim().replace(/\.\d{6}$/, '');
  const work = (await workAt(database, siteId, { q: words, limit: MANY })).filter(({ method }) => method === 'pickup');
  const [dues, channel] = await Promise.all([
    duesOf(
      database,
      work.map(({ orderId }) => orderId),
    ),
    channelById(database, channelId),
  ]);
  return work
    .map(({ orderId, number, customerName, placedAt, readyAt, held, lines }) => ({
      ...{ orderId, number, customerName, placedAt, readyAt, held },
      units: lines.reduce((sum, line) => sum + line.quantity, 0),
      due: dues.get(orderId) ?? money(0, channel?.currency ?? 'EUR'),
    }))
    .sort((a, b) => Number(a.readyAt === null) - Number(b.readyAt === null));
}

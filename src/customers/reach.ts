/** What a channel knows of the people who buy, by the levels of the domain `customers`. */
import type { Database } from '#base/db';
import { channelsOf, policy } from '#channels';
import { lowerOf } from '#channels/model';
import { profileSharing, type Customer, type ProfileSharing } from './model.ts';

/** The channels whose profiles and purchases are shared with one; that one is always among them. */
export type CustomerReach = {
  /** Found by a name or a part of one. */
  readonly found: readonly string[];
  /** Matched by their whole e-mail, telephone or card. */
  readonly matched: readonly string[];
  /** Purchases seen in one history. */
  readonly history: readonly string[];
};

/** From the levels this process keeps in memory. */
export async function customerReach(database: Database, channelId: string): Promise<CustomerReach> {
  const [channels, here] = await Promise.all([channelsOf(database), policy(database, channelId, 'customers')]);
  const sharedWith = (what: keyof ProfileSharing): string[] =>
    channels
      .filter((one) => one.channelId === channelId || profileSharing[lowerOf(here, one.levels.customers)][what])
      .map((one) => one.channelId);
  return { found: sharedWith('found'), matched: sharedWith('matched'), history: sharedWith('history') };
}

/** May this profile be known there once its person has named themselves? */
export const isKnown = ({ matched }: CustomerReach, { channelId }: Pick<Customer, 'channelId'>): boolean =>
  channelId === null || matched.includes(channelId);

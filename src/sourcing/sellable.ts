/** What a channel may sell of what is free, after its safety stock and what is kept for the counter. */
import type { Database } from '#base/db';
import { clock } from '#base/time';
import { houseOf } from '#org';
import { heldBack, siteRule } from './model.ts';
import { policyAt } from './policies.ts';

/** Units of an article that a channel may sell of so many free at a site: to be sent, and to be collected there. */
export type Sellable = {
  sent(siteId: string, free: number): number;
  collected(siteId: string, free: number): number;
};

/** Undefined where the channel may sell all that is free: most houses, and then nothing is computed. */
export async function sellableAt(database: Database, channelId: string): Promise<Sellable | undefined> {
  const [{ policy }, { siteById }] = await Promise.all([policyAt(database, channelId, clock()), houseOf(database)]);
  const rules = Object.values(policy.sites);
  const holds =
    policy.safety > 0 || rules.some((rule) => rule.sends === false || (rule.keep ?? 0) + (rule.safety ?? 0) > 0);
  if (!holds) return undefined;
  return {
    sent: (siteId, free) => {
      const site = siteById.get(siteId);
      return site ? Math.max(0, free - heldBack(policy, site)) : 0;
    },
    collected: (siteId, free) => {
      const site = siteById.get(siteId);
      return site ? Math.max(0, free - siteRule(policy, site).safety) : 0;
    },
  };
}

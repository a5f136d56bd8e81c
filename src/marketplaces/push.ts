import { crashPoint } from '#base/crash-point';
import { sql, type Database, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { Refusal } from '#base/refusal';
import { skuFacts } from '#catalog';
import { policy } from '#channels';
import { grantLease, leasesOf, returnLease, shelvesOf } from '#inventory';
import { shownPrices } from '#pricing';
import { leaseIsOff, leaseTarget, type Offer } from './model.ts';
import { readyAccounts, speaking, type Account } from './pull.ts';

/** Events after which a marketplace may show the wrong thing: the listings of these articles are told again, once, however many there were. */
export async function onOffersChanged(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const skuIds = new Set<string>();
  let all = false;
  for (const event of events) {
    const body = event.body as { skuIds?: readonly string[]; all?: boolean };
    if (body.all === true || event.type.startsWith('channels.')) all = true;
    for (const id of body.skuIds ?? []) skuIds.add(id);
  }
  if (all) await tx.query(sql`UPDATE marketplaces.listing SET dirty = true WHERE NOT dirty`);
  if (skuIds.size === 0) return;
  const ids = [...skuIds].sort();
  await tx.query(sql`
    INSERT INTO marketplaces.listing (channel_id, sku_id)
    SELECT a.channel_id, s.sku_id FROM marketplaces.account a CROSS JOIN unnest(${ids}::text[]) AS s(sku_id) ORDER BY 1, 2
    ON CONFLICT (channel_id, sku_id) DO UPDATE SET dirty = true WHERE NOT marketplaces.listing.dirty`);
}

/** Tells each marketplace the latest of what changed, in bounded calls; what changes meanwhile is dirty again. */
export async function pushOffers(database: Database): Promise<void> {
  for (const account of await readyAccounts(database)) {
    await speaking(database, account, async (connector) => {
      for (;;) {
        const dirty = await database.query<{ skuId: string }>(sql`
          SELECT sku_id AS "skuId" FROM marketplaces.listing WHERE channel_id = ${account.channelId} 
            AND (dirty OR telling_since < now() - interval '1 minute') ORDER BY sku_id LIMIT ${connector.offersPerCall}`);
        if (dirty.length === 0) return;
        const ids = dirty.map((row) => row.skuId);
        // Clean first, then read: a change between the two makes the row dirty again, and is told by the next call. That they are on
        // their way is written down: who dies now leaves them to whoever comes a minute later.
        await database.transaction({ actor: `channel:${account.channelId}` }, (tx) =>
          tx.query(
            sql`UPDATE marketplaces.listing SET dirty = false, telling_since = ${tx.now}::timestamptz WHERE channel_id = ${account.channelId} AND sku_id = ANY(${ids}::text[])`,
          ),
        );
        try {
          crashPoint('marketplaces.push.marked');
          await tell(database, account, connector.pushOffers, ids);
          crashPoint('marketplaces.push.told');
          await database.query(
            sql`UPDATE marketplaces.listing SET telling_since = NULL WHERE channel_id = ${account.channelId} AND sku_id = ANY(${ids}::text[])`,
          );
        } catch (error) {
          await database.query(
            sql`UPDATE marketplaces.listing SET dirty = true, telling_since = NULL WHERE channel_id = ${account.channelId} AND sku_id = ANY(${ids}::text[])`,
          );
          throw error;
        }
      }
    });
  }
}

async function tell(
  database: Database,
  account: Account,
  push: (config: Account['config'], offers: readonly Offer[]) => Promise<void>,
  skuIds: readonly string[],
): Promise<void> {
  const quantities = await sellableThere(database, account.channelId, skuIds);
  const [facts, prices] = await Promise.all([
    skuFacts(database, skuIds),
    shownPrices(database, account.channelId, skuIds),
  ]);
  const offers = skuIds.flatMap((skuId): (Offer & { skuId: string })[] => {
    const fact = facts.get(skuId);
    const price = prices.get(skuId)?.price;
    if (!fact || !price) return [];
    const listed = fact.status === 'active' && fact.channels.includes(account.channelId);
    const { sku, image } = fact;
    const title = [fact.name.fr, fact.optionText.fr].filter((text) => text !== '').join(', ');
    return [
      {
        skuId,
        sku,
        title,
        image,
        quantity: listed ? (quantities.get(skuId) ?? 0) : 0,
        unitMinor: price.minor,
        currency: price.currency,
      },
    ];
  });
  await push(
    account.config,
    offers.map(({ skuId: _skuId, ...offer }) => offer),
  );
  await database.query(sql`
    UPDATE marketplaces.listing l SET told_quantity = o.quantity, told_minor = o.minor, told_at = now()
    FROM unnest(${offers.map((o) => o.skuId)}::text[], ${offers.map((o) => o.quantity)}::bigint[], ${offers.map((o) => o.unitMinor)}::bigint[]) AS o(sku_id, quantity, minor)
    WHERE l.channel_id = ${account.channelId} AND l.sku_id = o.sku_id`);
}

/**
 * What the marketplace may show: what it holds on lease. At the levels isolated and bridged that is its own allotment, which people
 * grant; at synchronised the lease is sized here, from what is free.
 */
async function sellableThere(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
): Promise<Map<string, number>> {
  const level = await policy(database, channelId, 'stock');
  if (level === 'synchronised' || level === 'unified') await sizeLeases(database, channelId, skuIds);
  const leases = await leasesOf(database, channelId, skuIds);
  const left = new Map<string, number>();
  for (const lease of leases) left.set(lease.skuId, (left.get(lease.skuId) ?? 0) + lease.quantity - lease.used);
  return left;
}

async function sizeLeases(database: Database, channelId: string, skuIds: readonly string[]): Promise<void> {
  const wanted = new Set(skuIds);
  const [shelves, leases] = await Promise.all([shelvesOf(database, skuIds), leasesOf(database, channelId, skuIds)]);
  for (const skuId of wanted) {
    const mine = leases.filter((lease) => lease.skuId === skuId);
    const leased = mine.reduce((sum, lease) => sum + lease.quantity - lease.used, 0);
    const sellable = shelves
      .filter((shelf) => shelf.skuId === skuId && shelf.kind === 'sellable')
      .sort((a, b) => b.free - a.free);
    const target = leaseTarget(
      sellable.reduce((sum, shelf) => sum + shelf.free, 0),
      leased,
    );
    if (!leaseIsOff(leased, target)) continue;
    const best = sellable[0];
    try {
      await database.transaction({ actor: `channel:${channelId}`, channelId }, async (tx) => {
        for (const lease of mine) await returnLease(tx, skuId, lease.leaseId);
        tx.lockRank = -1; // the same shelf again: it is locked already
        if (best && target > 0)
          await grantLease(tx, {
            holder: channelId,
            skuId,
            placeId: best.placeId,
            quantity: Math.min(target, best.free + leased),
            expiresAt: null,
          });
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // sold meanwhile: the change is told again
    }
  }
}

/** What each channel may sell of an article, and why not more: its level, its leases, its safety stock, what it sells beforehand. */
import { z } from 'zod';
import { clock } from '#base/time';
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Route } from '#base/route';
import { skuFacts } from '#catalog';
import { channelsOf, type ChannelFacts } from '#channels';
import { sites, type Site } from '#org';
import { explainAvailability, openLeases, shelvesOf, type Draw } from '#inventory';
import { laterOf } from './later.ts';
import { heldBack } from './model.ts';
import { policyAt } from './policies.ts';

const shelf = z.strictObject({
  siteId: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  leased: z.int(),
  free: z.int(),
  held: z.int(),
  own: z.int(),
  counts: z.int(),
  why: z.enum(['counts', 'closed', 'elsewhere', 'allotment_only']),
});

/** Where a channel draws its stock from, by its level (LEVELS, stock). */
function drawOf({ levels, kind }: ChannelFacts): Draw {
  if (levels.stock === 'unified') return 'pool';
  if (levels.stock !== 'synchronised') return 'lease';
  return kind === 'marketplace' ? 'held' : 'both';
}

/** What a channel leaves alone of each site; a till hands over what lies there, and asks no rule. */
async function holdsBackOf(
  database: Database,
  { channelId, kind }: ChannelFacts,
  every: readonly Site[],
): Promise<ReadonlyMap<string, number>> {
  if (kind === 'till') return new Map();
  const { policy } = await policyAt(database, channelId, clock());
  return new Map(every.map((site) => [site.siteId, heldBack(policy, site)]));
}

/** `GET /api/stock/:skuId/why`: what each channel may sell of an article, and why not more. */
export const stockWhyRoute: Route = route({
  method: 'GET',
  path: '/api/stock/:skuId/why',
  permission: 'staff:stock.read',
  summary: 'What each live channel may sell of an article now, place by place, and why not more',
  params: z.strictObject({ skuId: z.string().regex(new RegExp(idPattern('sku'))) }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        channelId: z.string(),
        level: z.string(),
        draw: z.enum(['pool', 'both', 'lease', 'held']),
        onSale: z.boolean(),
        available: z.int(),
        /** Units that may be sold besides, before they are there. */
        beyond: z.int(),
        shelves: z.array(shelf),
      }),
    ),
  }),
  refusals: ['inventory.unknown_sku'],
  run: async (context, { params: { skuId } }) => {
    const { db } = context;
    const fact = (await skuFacts(db, [skuId])).get(skuId) ?? refuse('inventory.unknown_sku', { detail: skuId });
    const [channels, every, rows, leases, later] = await Promise.all([
      channelsOf(db),
      sites(db),
      shelvesOf(db, [skuId]),
      openLeases(db, skuId),
      laterOf(db, [skuId]),
    ]);
    const seen = sitesOf(context, 'stock.read');
    const shelves = rows.filter((row) => row.kind === 'sellable' && (seen === undefined || seen.includes(row.siteId)));
    const openSites = every.filter((site) => site.open).map((site) => site.siteId);
    const live = channels.filter((channel) => channel.status === 'live');
    const items = await Promise.all(
      live.map(async (channel) => {
        const { channelId, levels } = channel;
        const onSale = fact.status === 'active' && fact.channels.includes(channelId);
        const draw = drawOf(channel);
        const why = explainAvailability({
          draw,
          onSale,
          onlySite: channel.kind === 'till' ? channel.siteId : null,
          openSites,
          holdsBack: await holdsBackOf(db, channel, every),
          shelves: shelves.map(({ siteId, onHand, reserved, leased }) => ({ siteId, onHand, reserved, leased })),
          leases: leases.filter((lease) => lease.holder === channelId),
        });
        const row = later.get(skuId)?.find((one) => one.channelId === channelId && one.kind !== 'none');
        const beyond = row && onSale && (draw === 'pool' || draw === 'both') ? Math.max(0, row.cap - row.taken) : 0;
        return { channelId, level: levels.stock, ...why, beyond, shelves: [...why.shelves] };
      }),
    );
    return { items };
  },
});

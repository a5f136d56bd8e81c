import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Route } from '#base/route';
import { skuFacts } from '#catalog';
import { channelsOf, type ChannelFacts } from '#channels';
import { sites } from '#org';
import { explainAvailability, type Draw } from './explain.ts';
import { openLeases, shelvesOf } from './queries.ts';

const shelf = z.strictObject({
  siteId: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  leased: z.int(),
  free: z.int(),
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

/** `GET /api/stock/:skuId/why`: what each channel may sell of an article, and why not more. */
export const explainRoute: Route = route({
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
        shelves: z.array(shelf),
      }),
    ),
  }),
  refusals: ['inventory.unknown_sku'],
  run: async (context, { params: { skuId } }) => {
    const { db } = context;
    const fact = (await skuFacts(db, [skuId])).get(skuId) ?? refuse('inventory.unknown_sku', { detail: skuId });
    const [channels, every, rows, leases] = await Promise.all([
      channelsOf(db),
      sites(db),
      shelvesOf(db, [skuId]),
      openLeases(db, skuId),
    ]);
    const seen = sitesOf(context, 'stock.read');
    const shelves = rows.filter((row) => row.kind === 'sellable' && (seen === undefined || seen.includes(row.siteId)));
    const openSites = every.filter((site) => site.open).map((site) => site.siteId);
    const items = channels
      .filter((channel) => channel.status === 'live')
      .map((channel) => {
        const why = explainAvailability({
          draw: drawOf(channel),
          onSale: fact.status === 'active' && fact.channels.includes(channel.channelId),
          onlySite: channel.kind === 'till' ? channel.siteId : null,
          openSites,
          shelves: shelves.map(({ siteId, onHand, reserved, leased }) => ({ siteId, onHand, reserved, leased })),
          leases: leases.filter((lease) => lease.holder === channel.channelId),
        });
        return { channelId: channel.channelId, level: channel.levels.stock, ...why, shelves: [...why.shelves] };
      });
    return { items };
  },
});

/** What may take the place of the articles of an order: the other sizes and colours of their products, as they are sold and lie there now. */
import { newId } from '#base/ids';
import type { Database } from '#base/db';
import { Refusal } from '#base/refusal';
import { productsById, skuFacts, type SkuFacts, type Text } from '#catalog';
import { availabilityOf, leasesOf } from '#inventory';
import type { PreparedOrder } from '#orders';
import { shownPrices } from '#pricing';
import { prepareWants } from './exchange.ts';
import { draftOf } from './exchange-hold.ts';
import { lookAtOrder } from './hold.ts';
import { returnable } from './model.ts';

/** `free`: units that an exchange may set aside now. `minor`: what it costs today, VAT included. */
export type Choice = {
  readonly skuId: string;
  readonly sku: string;
  readonly optionText: Text;
  readonly image: string;
  readonly minor: number;
  readonly free: number;
};
export type LineChoices = { readonly lineNo: number; readonly articles: readonly Choice[] };

/** A product may have five hundred variants; nobody looks through more than these. */
const MAX_CHOICES = 100;

/**
 * For each line of which something may come back: what its product is sold in where it was bought, the article itself too, in the product's
 * order. Refuses `orders.not_found`, `returns.exchange_channel`.
 */
export async function exchangeChoices(database: Database, orderId: string): Promise<LineChoices[]> {
  const draft = await draftOf(database, { orderId, newOrderId: newId('ord') });
  const { lines, order } = await lookAtOrder(database, orderId);
  const open = lines.filter((line) => returnable(line) > 0);
  const old = await skuFacts(
    database,
    open.map((line) => line.skuId),
  );
  const products = await productsById(database, [...new Set([...old.values()].map((fact) => fact.productId))]);
  const skuIds = [...products.values()].flatMap((product) => product.skuIds.slice(0, MAX_CHOICES));
  const [facts, prices] = await Promise.all([
    skuFacts(database, skuIds),
    shownPrices(database, draft.channelId, skuIds),
  ]);
  const choices = skuIds.flatMap((skuId) => {
    const [fact, price] = [facts.get(skuId), prices.get(skuId)?.price];
    const sold = fact?.status === 'active' && fact.channels.includes(draft.channelId);
    return sold && price?.currency === order.total.currency ? [choiceOf(fact, price.minor)] : [];
  });
  const free = await freeFor(database, draft, choices);
  return open.map(({ lineNo, skuId }) => {
    const mine = products.get(old.get(skuId)?.productId ?? '')?.skuIds ?? [];
    const articles = choices.filter((choice) => mine.includes(choice.skuId));
    return { lineNo, articles: articles.map((choice) => ({ ...choice, free: free.get(choice.skuId) ?? 0 })) };
  });
}

const choiceOf = ({ skuId, sku, optionText, image }: SkuFacts, minor: number): Choice => ({
  ...{ skuId, sku, optionText, image, minor },
  free: 0,
});

/** Units of each that an exchange would find: at the places it takes from, by the rules of the channel. None where it can't be sent there. */
async function freeFor(
  database: Database,
  draft: Parameters<typeof prepareWants>[1],
  choices: readonly Choice[],
): Promise<Map<string, number>> {
  if (choices.length === 0) return new Map();
  const wants = choices.map(({ skuId, minor }) => ({ skuId, quantity: 1, unitMinor: minor, kept: false }));
  try {
    const { take } = await prepareWants(database, draft, wants, 'look');
    return await freeAt(database, take, draft.channelId);
  } catch (error) {
    if (error instanceof Refusal) return new Map();
    throw error;
  }
}

async function freeAt(
  database: Database,
  take: PreparedOrder['take'],
  channelId: string,
): Promise<Map<string, number>> {
  const skuIds = take.lines.map((line) => line.skuId);
  const [pool, leases] = await Promise.all([
    availabilityOf(database, skuIds),
    take.leaseHolder === undefined ? [] : leasesOf(database, channelId, skuIds),
  ]);
  return new Map(
    skuIds.map((skuId) => {
      const shelves = take.pool ? (pool.get(skuId)?.places ?? []) : [];
      const common = shelves
        .filter(({ placeId }) => take.places.includes(placeId))
        .reduce((sum, { placeId, free }) => sum + Math.max(0, free - (take.leave?.get(placeId) ?? 0)), 0);
      const own = leases
        .filter((lease) => lease.skuId === skuId && take.places.includes(lease.placeId))
        .reduce((sum, { quantity, used }) => sum + quantity - used, 0);
      return [skuId, common + own];
    }),
  );
}

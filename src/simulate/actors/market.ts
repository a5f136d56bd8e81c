/** The marketplace's buyers, and our connector's talk with it: late, doubled, out of order, refused for a while. */
import { must } from '#base/assert';
import { callOut } from '#base/http-client';
import { refuse } from '#base/refusal';
import { marketOrderId, pullMarketplaces, pushOffers } from '#marketplaces';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import { count, type Town } from '../town.ts';

async function ask(town: Town, path: string, body: unknown): Promise<{ id: string }> {
  const answer = await callOut({
    ...{ url: `${town.market.url}${path}`, method: 'POST', headers: { 'content-type': 'application/json' } },
    ...{ body: JSON.stringify(body), timeoutMs: 5_000, allowPrivate: true },
  });
  const read = JSON.parse(answer.body.toString('utf8')) as { id: string; error?: string };
  if (answer.status >= 400) refuse(`market: ${read.error}`);
  return read;
}

function buy(town: Town, roll: Roll): Operation {
  const skuId = must(roll.pick(town.skuIds), 'an article');
  const [sku, qty] = [town.skus.get(skuId), roll.int(1, 2)];
  const bought = once(() => ask(town, '/buy', { sku, qty }));
  return {
    says: `${qty} of ${sku} are bought there`,
    run: async () => {
      const { id } = await bought();
      const [orderId, paymentId] = (['ord', 'pay'] as const).map((kind) =>
        marketOrderId(kind, town.channels.market, id),
      ) as [string, string];
      return { told: 'sold_elsewhere', order: { orderId, paymentId, method: 'given' } };
    },
  };
}

function changeMind(town: Town, roll: Roll): Operation {
  const nth = roll.int(0, 5);
  return {
    says: `its order ${nth + 1} from the end is cancelled there`,
    run: async () => {
      const id = [...town.market.orders.keys()].at(-1 - nth);
      if (id === undefined) return nothing;
      await ask(town, '/cancel', { id });
      return nothing;
    },
  };
}

/** Our connector speaks, on a good day or a bad one. */
function speak(what: 'pull' | 'push'): Actor['act'] {
  return (town, roll) => {
    const [duplicate, reorder, busy] = [roll.chance(30) ? 100 : 0, roll.chance(30) ? 100 : 0, roll.chance(8)];
    return {
      says: `${what}${duplicate ? ', told twice' : ''}${reorder ? ', out of order' : ''}${busy ? ', too busy' : ''}`,
      run: async (database) => {
        const { behaviour } = town.market;
        Object.assign(behaviour, { duplicate, reorder, limitPerMinute: busy ? 0 : 1_000_000 });
        if (busy) town.market.tokens = 0;
        if (busy) count(town, 'market: too busy');
        if (what === 'pull' && duplicate) count(town, 'market: told twice');
        if (what === 'pull' && reorder) count(town, 'market: out of order');
        await (what === 'pull' ? pullMarketplaces(database) : pushOffers(database));
        return nothing;
      },
    };
  };
}

export const market: readonly Actor[] = [
  { name: 'marketplace sells', weight: 7, act: buy },
  { name: 'marketplace’s buyer cancels', weight: 3, act: changeMind },
  { name: 'connector pulls', weight: 6, act: speak('pull') },
  { name: 'connector pushes', weight: 6, act: speak('push') },
];

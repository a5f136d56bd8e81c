import { z } from 'zod';
import { callOut } from '#base/http-client';
import { Unavailable } from '#base/refusal';
import { addressShape } from '#org';
import type { MarketOrder } from '../../model.ts';
import { Throttled, type Config, type Connector } from '../connector.ts';

const orderShape = z.object({
  id: z.string().min(1).max(60),
  revision: z.int().min(1),
  status: z.enum(['PLACED', 'CANCELLED']),
  created: z.string().min(10).max(40),
  buyer: z.object({ name: z.string().min(1).max(80), address: addressShape.optional() }),
  currency: z.string().regex(/^[A-Z]{3}$/),
  items: z
    .array(
      z.object({
        sku: z.string().min(1).max(120),
        qty: z.int().min(1).max(9_999),
        unit_price: z.int().min(0).max(1_000_000_000),
      }),
    )
    .min(1)
    .max(100),
});
const pageShape = z.object({ orders: z.array(z.unknown()), next: z.string().max(40) });

async function call(config: Config, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await callOut({
    url: `${config.url ?? ''}${path}`,
    method,
    headers: { authorization: `Key ${config.key ?? ''}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs: 5_000,
    allowPrivate: true, // our own pretend marketplace, a process of this machine
  });
  if (answer.status === 429) throw new Throttled(Number(answer.headers['retry-after'] ?? 1));
  if (answer.status >= 300) throw new Unavailable(`the marketplace answered ${answer.status}`);
  return answer.body.length === 0 ? undefined : (JSON.parse(answer.body.toString('utf8')) as unknown);
}

/** The pretend marketplace of `market.ts`: with lag, limits, repetitions and disorder, as real ones have. */
export const pretend: Connector = {
  name: 'pretend',
  offersPerCall: 50,
  pullOrders: async (config, cursor) => {
    const page = pageShape.parse(await call(config, 'GET', `/api/orders?since=${encodeURIComponent(cursor)}`));
    const orders: MarketOrder[] = [];
    const malformed: string[] = [];
    for (const raw of page.orders) {
      const read = orderShape.safeParse(raw);
      if (!read.success) malformed.push(read.error.issues[0]?.path.join('.') ?? 'order');
      else orders.push(translate(read.data));
    }
    return { orders, malformed, cursor: page.next };
  },
  pushOffers: async (config, offers) => void (await call(config, 'PUT', '/api/offers', { offers })),
  acknowledge: async (config, externalId, number) =>
    void (await call(config, 'POST', `/api/orders/${encodeURIComponent(externalId)}/ack`, { number })),
};

function translate(raw: z.output<typeof orderShape>): MarketOrder {
  return {
    externalId: raw.id,
    version: raw.revision,
    state: raw.status === 'PLACED' ? 'placed' : 'cancelled',
    placedAt: raw.created,
    buyer: raw.buyer,
    currency: raw.currency,
    lines: raw.items.map((item) => ({ sku: item.sku, quantity: item.qty, unitMinor: item.unit_price })),
  };
}

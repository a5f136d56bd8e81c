import { connectorContract, type Stage } from '../contract.ts';
import { pretend } from './connector.ts';
import { openMarket, serveMarket } from './market.ts';

async function stage(): Promise<Stage> {
  const market = openMarket(undefined);
  Object.assign(market.behaviour, { lagMs: 0, duplicate: 60, reorder: 60, limitPerMinute: 6_000 });
  const server = serveMarket(market, 'secret');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { id: string };
  };
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));
  return {
    connector: pretend,
    config: { url, key: 'secret' },
    buy: async (sku, qty) => {
      await settled();
      return (await post('/buy', { sku, qty })).id;
    },
    cancel: async (id) => void (await post('/cancel', { id })),
    shown: async (sku) => {
      await settled();
      return market.offers.get(sku)?.quantity;
    },
    acknowledged: async (id) => market.orders.get(id)?.ack,
    exhaust: async () => {
      market.behaviour.limitPerMinute = 0;
      market.tokens = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

connectorContract('pretend', stage);

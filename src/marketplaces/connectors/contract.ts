/** What every connector must do, as a suite: each connector's test gives it a marketplace to speak to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarketOrder, Offer } from '../model.ts';
import { Throttled, type Config, type Connector } from './connector.ts';

/** The other side, as a test can move it. */
export type Stage = {
  readonly connector: Connector;
  readonly config: Config;
  /** Somebody buys there; returns the marketplace's number. */
  buy(sku: string, quantity: number): Promise<string>;
  cancel(externalId: string): Promise<void>;
  shown(sku: string): Promise<number | undefined>;
  acknowledged(externalId: string): Promise<string | undefined>;
  exhaust(): Promise<void>;
  close(): Promise<void>;
};

const offer: Offer = { sku: 'A-1', title: 'Article', quantity: 3, unitMinor: 1_990, currency: 'EUR', image: '/a.svg' };

/** Pulls until nothing new comes; keeps the newest version of each order, as the inbox does. */
async function pullAll(
  { connector, config }: Stage,
  cursor = '',
): Promise<{ orders: Map<string, MarketOrder>; cursor: string }> {
  const orders = new Map<string, MarketOrder>();
  for (let at = cursor; ;) {
    const page = await connector.pullOrders(config, at);
    for (const order of page.orders)
      if ((orders.get(order.externalId)?.version ?? 0) < order.version) orders.set(order.externalId, order);
    if (page.cursor === at) return { orders, cursor: at };
    at = page.cursor;
  }
}

/** Runs the suite; `stage` opens a fresh marketplace for each test. */
export function connectorContract(name: string, stage: () => Promise<Stage>): void {
  const check = (promise: string, run: (stage: Stage) => Promise<void>): void => {
    test(`${name}: ${promise}`, async (t) => {
      const opened = await stage();
      t.after(opened.close);
      await run(opened);
    });
  };

  check('an order that was placed is told with its lines, price and buyer', async (s) => {
    await s.connector.pushOffers(s.config, [offer]);
    const id = await s.buy('A-1', 2);
    const order = (await pullAll(s)).orders.get(id);
    assert.equal(order?.state, 'placed');
    assert.deepEqual(order?.lines, [{ sku: 'A-1', quantity: 2, unitMinor: 1_990 }]);
    assert.ok((order?.buyer.name.length ?? 0) > 0);
  });

  check('a cancellation is a higher version of the same order', async (s) => {
    await s.connector.pushOffers(s.config, [offer]);
    const id = await s.buy('A-1', 1);
    const before = await pullAll(s);
    await s.cancel(id);
    const after = (await pullAll(s, before.cursor)).orders.get(id);
    assert.equal(after?.state, 'cancelled');
    assert.ok((after?.version ?? 0) > (before.orders.get(id)?.version ?? 0));
  });

  check('the same offer twice is one offer, and the latest counts', async (s) => {
    await s.connector.pushOffers(s.config, [offer]);
    await s.connector.pushOffers(s.config, [offer]);
    await s.connector.pushOffers(s.config, [{ ...offer, quantity: 1 }]);
    assert.equal(await s.shown('A-1'), 1);
  });

  check('an acknowledgement may be repeated', async (s) => {
    await s.connector.pushOffers(s.config, [offer]);
    const id = await s.buy('A-1', 1);
    await s.connector.acknowledge(s.config, id, 'OURS1');
    await s.connector.acknowledge(s.config, id, 'OURS1');
    assert.equal(await s.acknowledged(id), 'OURS1');
  });

  check('past its limits it asks to wait, and says how long', async (s) => {
    await s.exhaust();
    await assert.rejects(
      s.connector.pullOrders(s.config, ''),
      (error) => error instanceof Throttled && error.retryAfterS > 0,
    );
  });
}

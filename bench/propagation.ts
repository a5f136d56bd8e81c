import { elapsed, sleep } from '#base/time';
import type { BenchHouse } from './house.ts';

/** Milliseconds from the commit of a stock change in another process to its event on an open page of the shop. */
export async function measurePropagation(house: BenchHouse, rounds: number): Promise<number[]> {
  const good = house.goods[3];
  if (!good) return [];
  const abort = new AbortController();
  const stream = await fetch(`http://127.0.0.1:${house.port}/api/shop/events?skus=${good.skuId}`, {
    signal: abort.signal,
  });
  let heard: (() => void) | undefined;
  const listening = (async () => {
    for await (const part of stream.body ?? []) if (Buffer.from(part).includes(good.skuId)) heard?.();
  })().catch(() => undefined);
  const times: number[] = [];
  const before = await house.free(good.skuId);
  for (let i = 0; i < rounds; i++) {
    const arrived = new Promise<number>((resolve) => (heard = () => resolve(elapsed())));
    const committed = house.move(good.skuId, before + 10 + i).then(elapsed);
    const [at, from] = await Promise.all([
      Promise.race([arrived, sleep(5_000).then(() => Number.POSITIVE_INFINITY)]),
      committed,
    ]);
    times.push(Math.max(0, at - from));
    await sleep(15 + (i % 7) * 10);
  }
  abort.abort();
  await listening;
  return times;
}

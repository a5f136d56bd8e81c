import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCache } from './cache.ts';

/** A cache whose loads end when they are told. */
function held(): { cache: ReturnType<typeof createCache<number>>; end: (() => void)[]; loads: string[][] } {
  const end: (() => void)[] = [];
  const loads: string[][] = [];
  let value = 0;
  const cache = createCache<number>({
    max: 3,
    load: async (ids) => {
      loads.push([...ids]);
      const read = ++value;
      await new Promise<void>((resolve) => end.push(resolve));
      return new Map(ids.filter((id) => id !== 'none').map((id) => [id, read]));
    },
  });
  return { cache, end, loads };
}

const ask = async (h: ReturnType<typeof held>, ids: string[]): Promise<Map<string, number>> => {
  const asked = h.cache.getMany(ids);
  h.end.shift()?.();
  return asked;
};

test('what is known is not loaded again; what does not exist is absent', async () => {
  const h = held();
  assert.deepEqual(
    [...(await ask(h, ['a', 'b', 'none']))],
    [
      ['a', 1],
      ['b', 1],
    ],
  );
  assert.deepEqual(
    [...(await h.cache.getMany(['a', 'b']))],
    [
      ['a', 1],
      ['b', 1],
    ],
  );
  assert.deepEqual(h.loads, [['a', 'b', 'none']]);
});

test('a value that is dropped while others are loaded is still in the answer', async () => {
  const h = held();
  await ask(h, ['a']);
  const asked = h.cache.getMany(['a', 'b']);
  h.cache.forget(['a']);
  h.end.shift()?.();
  assert.deepEqual([...(await asked)].sort(), [
    ['a', 1],
    ['b', 2],
  ]);
});

test('a value that was being read while it was dropped is not kept', async () => {
  for (const drop of [
    (h: ReturnType<typeof held>) => h.cache.forget(['a']),
    (h: ReturnType<typeof held>) => h.cache.forgetAll(),
  ]) {
    const h = held();
    const asked = h.cache.getMany(['a']);
    drop(h);
    h.end.shift()?.();
    await asked;
    assert.equal(h.cache.size(), 0);
    assert.deepEqual([...(await ask(h, ['a']))], [['a', 2]]);
  }
});

test('it holds no more than its bound', async () => {
  const h = held();
  await ask(h, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(h.cache.size(), 3);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSnapshot } from './snapshot.ts';

/** A snapshot whose loads end when the test says so. */
function loads() {
  const ends: ((value: string) => void)[] = [];
  const snapshot = createSnapshot(() => new Promise<string>((resolve) => ends.push(resolve)));
  return { snapshot, end: (n: number, value: string) => ends[n]?.(value), begun: () => ends.length };
}

test('whoever waits shares one load; what was dropped is loaded anew', async () => {
  const { snapshot, end, begun } = loads();
  const [one, two] = [snapshot.get(), snapshot.get()];
  end(0, 'a');
  assert.deepEqual([await one, await two, begun(), snapshot.peek()], ['a', 'a', 1, 'a']);
  snapshot.forget();
  assert.equal(snapshot.peek(), 'a', 'the last known, while a newer one is on its way');
  const next = snapshot.get();
  end(1, 'b');
  assert.deepEqual([await next, snapshot.peek()], ['b', 'b']);
});

test('told twice of one change, what was read after the first is known, and read once more', async () => {
  const { snapshot, end, begun } = loads();
  const first = snapshot.get();
  end(0, 'old');
  await first;
  snapshot.forget();
  const read = snapshot.get();
  snapshot.forget(); // the journal tells what the commit has told
  end(1, 'new');
  assert.deepEqual([await read, snapshot.peek()], ['new', 'new']);
  void snapshot.get();
  assert.equal(begun(), 3);
});

test('a load that was overtaken never takes the place of a younger one', async () => {
  const { snapshot, end } = loads();
  const slow = snapshot.get();
  snapshot.forget();
  const quick = snapshot.get();
  end(1, 'younger');
  await quick;
  end(0, 'older');
  await slow;
  assert.equal(snapshot.peek(), 'younger');
});

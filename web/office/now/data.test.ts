import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleOf, seriesOf, sum } from './data.ts';

test('the scale holds the largest value, in 3 to 5 round steps', () => {
  for (const most of [0, 1, 7, 99, 4_200, 12_345, 999_999, 1_000_001]) {
    const { top, step } = scaleOf(most);
    assert.ok(top >= most, `${most}`);
    if (most > 0) assert.ok(top / step >= 2 && top / step <= 5, `${most}: ${top / step} steps`);
  }
});

test('channels of a kind are one series, and no cent is lost', () => {
  const hours = (hour: number, minor: number) => Array.from({ length: 24 }, (_, i) => (i === hour ? minor : 0));
  const channel = (channelId: string, hour: number, minor: number) => ({ channelId, values: hours(hour, minor) });
  const channels = [channel('a', 9, 100), channel('b', 9, 250), channel('c', 10, 7)];
  const found = seriesOf(channels, (id) => (id === 'c' ? 'web' : 'till'));
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['till', 'web'],
  );
  assert.equal(found[0]?.values[9], 350);
  assert.equal(sum(found.flatMap((one) => one.values)), 357);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleOf, seriesOf, sum, type ShopNow } from './data.ts';

test('the scale holds the largest value, in 3 to 5 round steps', () => {
  for (const most of [0, 1, 7, 99, 4_200, 12_345, 999_999, 1_000_001]) {
    const { top, step } = scaleOf(most);
    assert.ok(top >= most, `${most}`);
    if (most > 0) assert.ok(top / step >= 2 && top / step <= 5, `${most}: ${top / step} steps`);
  }
});

test('channels of a kind are one series, and no cent is lost', () => {
  const hours = (hour: number, minor: number) => Array.from({ length: 24 }, (_, i) => (i === hour ? minor : 0));
  const eur = (minor: number) => ({ minor, currency: 'EUR' });
  const channel = (channelId: string, hour: number, minor: number) => ({
    channelId,
    total: eur(minor),
    hours: hours(hour, minor),
  });
  const byChannel = [channel('a', 9, 100), channel('b', 9, 250), channel('c', 10, 7)];
  const now = { byChannel } as unknown as ShopNow;
  const found = seriesOf(now, (id) => (id === 'c' ? 'web' : 'till'));
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['till', 'web'],
  );
  assert.equal(found[0]?.hours[9], 350);
  assert.equal(sum(found.flatMap((one) => one.hours)), 357);
});

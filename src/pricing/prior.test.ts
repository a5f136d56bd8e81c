import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instant, type Instant } from '#base/time';
import { priorPrice, type Asked } from './prior.ts';

const on = (day: string): Instant => instant(`2026-${day}T00:00:00Z`);
const asked = (day: string, minor: number | null, reduced = false): Asked => ({ from: on(day), minor, reduced });

describe('the price beside a reduction', () => {
  const cases: [string, Asked[], string, number | undefined][] = [
    ['nothing is reduced', [asked('01-01', 100)], '11-22', undefined],
    ['the price before', [asked('01-01', 100), asked('11-20', 80, true)], '11-22', 100],
    [
      'the lowest of the 30 days before it began',
      [asked('01-01', 100), asked('11-01', 120), asked('11-20', 80, true)],
      '11-22',
      100,
    ],
    [
      'not what was lower before those 30 days',
      [asked('01-01', 60), asked('10-01', 120), asked('11-20', 80, true)],
      '11-22',
      120,
    ],
    [
      'a price of which the last day lies within',
      [asked('01-01', 60), asked('10-21', 120), asked('11-19', 80, true)],
      '11-22',
      60,
    ],
    ['it does not move while the reduction lasts', [asked('01-01', 100), asked('06-01', 80, true)], '11-22', 100],
    [
      'of reductions that follow each other, before the first',
      [asked('01-01', 100), asked('11-01', 80, true), asked('11-10', 60, true)],
      '11-22',
      100,
    ],
    [
      'after a break it is another: the reduced price was asked too',
      [asked('01-01', 100), asked('11-01', 80, true), asked('11-10', 100), asked('11-20', 90, true)],
      '11-22',
      80,
    ],
    [
      'a reduction that has ended',
      [asked('01-01', 100), asked('11-01', 80, true), asked('11-10', 100)],
      '11-22',
      undefined,
    ],
    ['planned for later', [asked('01-01', 100), asked('12-01', 80, true)], '11-22', undefined],
    ['new in the shop: there was no price before', [asked('11-20', 80, true)], '11-22', undefined],
    [
      'not on sale in those 30 days',
      [asked('01-01', 100), asked('02-01', null), asked('11-20', 80, true)],
      '11-22',
      undefined,
    ],
  ];
  for (const [name, all, day, expected] of cases)
    test(name, () => {
      assert.equal(priorPrice(all, on(day)), expected);
      assert.equal(priorPrice(all.toReversed(), on(day)), expected, 'in whatever order it is told');
    });
});

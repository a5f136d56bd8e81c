/** Which rule about deposits an order falls under: the most particular, also where it asks nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depositBy, wrongRule, type DepositRule } from './deposits.ts';

const rule = (channelId: string | null, companyId: string | null, more: Partial<DepositRule>): DepositRule => ({
  ...{ channelId, companyId, depositFor: 'everybody', depositPpm: 500_000, ...more },
});
const house = {
  ...({ depositFor: 'beyond_stock', depositPpm: 300_000 } as const),
  depositRules: [
    rule('chn_b2b', null, { depositFor: 'companies', depositPpm: 400_000 }),
    rule(null, 'com_a', { depositFor: 'nobody' }),
    rule('chn_b2b', 'com_a', { depositPpm: 200_000 }),
    rule(null, 'com_b', { depositPpm: 600_000 }),
  ],
};

test('the most particular rule decides alone, whatever the order of the rules', () => {
  const table = [
    ['chn_web', undefined, false, undefined],
    ['chn_web', undefined, true, ['house', 300_000]],
    ['chn_b2b', undefined, true, undefined], // the channel's asks companies alone, and the house is not asked any more
    ['chn_b2b', 'com_c', false, ['channel', 400_000]],
    ['chn_web', 'com_a', true, undefined],
    ['chn_b2b', 'com_a', false, ['company_on_channel', 200_000]],
    ['chn_b2b', 'com_b', false, ['company', 600_000]],
  ] as const;
  for (const depositRules of [house.depositRules, house.depositRules.toReversed()])
    for (const [channelId, companyId, beyond, expected] of table) {
      const found = depositBy({ ...house, depositRules }, { channelId, companyId, beyond });
      assert.deepEqual(found && [found.by, found.ppm], expected, `${channelId} ${companyId} ${beyond}`);
    }
});

test('a rule names a channel or a company, and no two the same', () => {
  assert.equal(wrongRule(house.depositRules), undefined);
  assert.equal(wrongRule([rule(null, null, {})])?.at, 0);
  assert.equal(wrongRule([...house.depositRules, rule(null, 'com_a', { depositFor: 'companies' })])?.at, 4);
});

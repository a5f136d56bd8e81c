import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  atLeast,
  ceiling,
  explainLevel,
  levelAt,
  channelKinds,
  domains,
  levels,
  lowerOf,
  presetFor,
  presetNames,
} from './model.ts';

const channel = (channelId: string, kind: (typeof channelKinds)[number], preset: (typeof presetNames)[number]) => ({
  channelId,
  kind,
  levels: presetFor(kind, preset),
});

test('what is shared and what is kept are all levels above the first, once; a level up is told with what stands in its way', () => {
  for (const kind of channelKinds)
    for (const preset of presetNames)
      for (const domain of domains) {
        const one = channel('chn_a', kind, preset);
        const why = explainLevel(one, domain, [one]);
        assert.deepEqual([...why.shares, ...why.keeps], levels.slice(1));
        assert.equal(why.shares.at(-1) ?? 'isolated', why.level);
        assert.equal(why.next?.level, why.keeps[0]);
        const mayGoUp = why.next !== undefined && atLeast(ceiling(kind, domain).level, why.next.level);
        if (why.next) assert.equal(why.next.reason === null, mayGoUp, `${kind} ${domain} ${why.next.level}`);
        assert.deepEqual(why.flows, [], 'nothing flows to itself');
      }
});

test('between two channels a fact flows as far as the lower of their levels', () => {
  const all = [
    channel('chn_web', 'web', 'unified'),
    channel('chn_till', 'till', 'cross-channel'),
    channel('chn_market', 'marketplace', 'unified'),
  ];
  for (const one of all)
    for (const other of all) {
      const flow = explainLevel(one, 'stock', all).flows.find(({ channelId }) => channelId === other.channelId);
      assert.equal(flow?.level, one === other ? undefined : lowerOf(one.levels.stock, other.levels.stock));
    }
});

test('the level of a past moment is what the first change after it came from', () => {
  const changes = [
    { at: '2026-03-02T00:00:00.000Z', changes: [{ domain: 'stock' as const, from: 'bridged' as const }] },
    { at: '2026-02-01T00:00:00.000Z', changes: [{ domain: 'stock' as const, from: 'isolated' as const }] },
    { at: '2026-01-05T00:00:00.000Z', changes: [{ domain: 'carts' as const, from: 'isolated' as const }] },
  ];
  const at = (when: string) => levelAt('unified', 'stock', changes, when);
  assert.equal(at('2026-01-01T00:00:00.000Z'), 'isolated');
  assert.equal(at('2026-02-10T00:00:00.000Z'), 'bridged');
  assert.equal(at('2026-03-02T00:00:00.000Z'), 'unified', 'from that moment on');
});

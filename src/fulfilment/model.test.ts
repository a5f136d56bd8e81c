import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Instant } from '#base/time';
import {
  planPack,
  planPick,
  stepOf,
  toPack,
  toPick,
  toPutBack,
  trackingKinds,
  trackingStatus,
  type PackLine,
} from './model.ts';

const line = (kept: number, picked: number, packed: number, skuId = 'a', lineNo = 1): PackLine => ({
  ...{ kept, picked, packed, skuId, lineNo },
});

test('whatever is picked, put back and packed: never more than is kept, nothing packed that was not picked', () => {
  const move = fc.record({ pick: fc.integer({ min: -3, max: 4 }), pack: fc.integer({ min: 1, max: 3 }) });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.array(move, { maxLength: 12 }), (kept, moves) => {
      let now = line(kept, 0, 0);
      for (const { pick, pack } of moves) {
        const picked = planPick(now, pick);
        if (picked.ok) now = { ...now, picked: picked.value };
        if (planPack([now], 'a', pack).ok) now = { ...now, packed: now.packed + pack };
        assert.ok(now.packed <= now.picked && now.picked <= now.kept);
        assert.equal(toPick(now) + toPack(now) + now.packed, kept);
      }
    }),
  );
});

test('a wrong article, one too many and one not picked are told apart', () => {
  const lines = [line(2, 2, 1), line(3, 1, 1, 'b', 2)];
  const code = (skuId: string, n: number): string => {
    const outcome = planPack(lines, skuId, n);
    return outcome.ok ? String(outcome.value.lineNo) : outcome.refusal.code;
  };
  assert.equal(code('a', 1), '1');
  assert.equal(code('a', 2), 'fulfilment.surplus');
  assert.equal(code('b', 1), 'fulfilment.not_picked');
  assert.equal(code('c', 1), 'fulfilment.wrong_article');
  assert.deepEqual([toPutBack(line(1, 3, 0)), toPick(line(1, 3, 0)), toPack(line(1, 3, 2))], [2, 0, 0]);
});

test('an order is picked, packed, sent; one to be collected is handed over', () => {
  assert.equal(stepOf([line(2, 1, 0)], 'delivery'), 'to_pick');
  assert.equal(stepOf([line(2, 2, 1)], 'delivery'), 'to_pack');
  assert.equal(stepOf([line(2, 2, 2)], 'delivery'), 'to_send');
  assert.equal(stepOf([line(2, 2, 0)], 'pickup'), 'to_hand_over');
});

test('facts of a carrier add up to the same in any order and any number, and an end stays an end', () => {
  const moment = fc.integer({ min: 0, max: 5 }).map((n) => `2026-03-01T10:0${n}:00.000Z` as Instant);
  const fact = fc.record({ kind: fc.constantFrom(...trackingKinds), at: moment }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(fact, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(7)), (facts, again) => {
      const more = [...facts.toReversed(), ...again.flatMap((i) => facts[i] ?? [])];
      assert.deepEqual(trackingStatus(more), trackingStatus(facts));
      const ended = facts.some(({ kind }) => kind === 'delivered' || kind === 'returned');
      const now = trackingStatus(facts)?.kind;
      assert.equal(now === 'delivered' || now === 'returned', ended);
    }),
  );
  assert.equal(trackingStatus([]), undefined);
});

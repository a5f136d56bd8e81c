/** Two tabs without locks: one of them is the till. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEASE_MS, leaseAfter } from './lease.ts';

const lease = (tab: string, untilMs: number) => ({ tab, untilMs });

test('the first tab has the lease and renews it; another waits until it ends, or takes it', () => {
  const first = leaseAfter(undefined, 'a', 0, false);
  assert.deepEqual(first, lease('a', LEASE_MS));
  assert.deepEqual(leaseAfter(first, 'a', 2_000, false), lease('a', LEASE_MS + 2_000));
  assert.equal(leaseAfter(first, 'b', LEASE_MS - 1, false), first, 'another’s is not touched');
  assert.deepEqual(leaseAfter(first, 'b', LEASE_MS, false).tab, 'b', 'its tab is gone');
  assert.deepEqual(leaseAfter(first, 'b', 1, true).tab, 'b', 'a person says so');
  assert.equal(
    leaseAfter(lease('b', LEASE_MS + 5), 'a', 5, false).tab,
    'b',
    'the one it was taken from does not take it back',
  );
});

test('a lease from a clock that ran ahead holds nobody up', () => {
  assert.equal(leaseAfter(lease('a', 10 * LEASE_MS), 'b', 0, false).tab, 'b');
});

/** The accounts and the drawers: what was taken out of one by hand stands where its reason says, in the book of its store's company. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import type { Day } from '#base/time';
import { entity } from '#org';
import { counter, openTill } from '../../test/support/till.ts';
import { defaultProfile } from './profile.ts';
import { bookOf } from './tell.ts';

const { accounts } = defaultProfile;

test('petty expenses, deposits at the bank and other money stand on 6068, 58 and 471 against 53; the safe is the same 53', async (t) => {
  const c = await counter(t, { articles: 1 });
  const { database } = c.app;
  const till = await openTill(c);
  const call = (path: string, body: object) =>
    c.app.call('POST', `/api/till${path}`, { as: c.clerk, cookies: till.cookies, body });
  assert.equal((await call('/session', { sessionId: newId('ses'), floatMinor: 20_000 })).status, 201);
  const moves = [
    ['expense', 1_250],
    ['expense', 300],
    ['bank', 9_000],
    ['to_safe', 2_000],
    ['from_safe', 700],
    ['other_in', 400],
    ['other_out', 150],
  ] as const;
  for (const [reason, minor] of moves)
    assert.equal((await call('/cash', { moveId: newId('cmv'), reason, minor, note: 'Essai' })).status, 201);
  const own = await entity(database);
  const { entries } = await bookOf(database, own?.entityId ?? '', '2020-01-01' as Day, '2090-01-01' as Day);
  const on = (account: string): number =>
    entries
      .flatMap((entry) => entry.lines)
      .reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);
  assert.deepEqual(
    [on(accounts.petty), on(accounts.transit), on(accounts.waiting), on(accounts.cash)],
    [1_550, 9_000, -250, -10_300],
  );
  for (const { journal, lines } of entries) {
    assert.equal(journal, 'CA');
    assert.equal(
      lines.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0),
      0,
    );
  }
  const { entries: others } = await bookOf(database, newId('ent'), '2020-01-01' as Day, '2090-01-01' as Day);
  assert.deepEqual(others, [], 'and in nobody else’s');
});

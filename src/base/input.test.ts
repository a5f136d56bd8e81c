import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { dayGiven, instantIn, readCursor } from './input.ts';
import { Refusal } from './refusal.ts';

test('an instant is one of the calendar', () => {
  for (const good of ['2026-11-22T10:31Z', '2026-11-22T10:31:07Z', '2024-02-29T00:00:00.123Z', '2000-12-31T23:59:59Z'])
    assert.ok(instantIn.safeParse(good).success, good);
  for (const bad of [
    '9177-00-56T87:04Z',
    '2026-02-29T00:00Z',
    '0000-01-01T00:00Z',
    '9999-01-01T00:00Z',
    '2026-11-22',
    '2026-11-22T10:31',
    '',
  ])
    assert.ok(!instantIn.safeParse(bad).success, bad);
});

test('a cursor is what was given, or is refused by name', () => {
  assert.deepEqual(readCursor('2026-11-22T10:31:07.000Z~ord_1'), { at: '2026-11-22T10:31:07.000Z', id: 'ord_1' });
  assert.equal(readCursor(undefined), undefined);
  for (const bad of ['x', '~', '2026-99-99T99:99:99.999Z~x', '2026-11-22T10:31:07Z~', '2026-11-22T10:31:07Z~a~b'])
    assert.throws(
      () => readCursor(bad, 'query.before'),
      (error) => error instanceof Refusal && /request.invalid/.test(error.code),
    );
});

test('a day that is given is one of the calendar: the pattern itself says so, for it is all that the door looks at', () => {
  const pattern = new RegExp((z.toJSONSchema(dayGiven) as { pattern: string }).pattern);
  for (const good of ['2024-02-29', '2000-02-29', '2026-12-31']) assert.match(good, pattern);
  for (const bad of ['2023-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-1-1', '0000-01-01', 'exemple', ''])
    assert.doesNotMatch(bad, pattern);
});

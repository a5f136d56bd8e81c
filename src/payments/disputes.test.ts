/** Disputes are listed by what is due, and those who look after money are reminded of each once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { clock, DAY, plus, type Instant } from '#base/time';
import { notificationsModule } from '../notifications/index.ts';
import { testApp } from '../../test/support/app.ts';
import { react } from '../../test/support/react.ts';
import { settleDisputes } from './disputes.ts';
import { listDisputes, openPayments, remindDisputes, settlePayments } from './index.ts';

const by = { actor: 'test' };

async function disputed(database: Database, externalId: string, answerBy: Instant | undefined): Promise<string> {
  const paymentId = newId('pay');
  const wish = { paymentId, orderId: newId('ord'), amountMinor: 2_000, currency: 'EUR' };
  await database.transaction(by, async (tx) => {
    for (const one of await openPayments(tx, [{ ...wish, method: 'card', provider: 'pretend' }])) unwrap(one);
    await settlePayments(tx, [{ paymentId, state: 'captured', externalId: `ch_${externalId}`, claim: 'capture' }]);
    await settleDisputes(tx, [
      {
        ...{ paymentId, externalId, minor: 2_000, state: 'open', reason: `reason of ${externalId}` },
        ...(answerBy === undefined ? {} : { answerBy }),
      },
    ]);
  });
  return paymentId;
}

test('an answer that is due within three days is told once, to each who may give money back and to nobody else', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  await app.staff('owner');
  await app.staff('accountant');
  await app.staff('clerk');
  const soon = await disputed(database, 'dp_soon', plus(clock(), 2 * DAY));
  await disputed(database, 'dp_later', plus(clock(), 9 * DAY));
  await disputed(database, 'dp_never', undefined);
  await disputed(database, 'dp_over', plus(clock(), -DAY));
  const rounds = [remindDisputes(database), remindDisputes(database)];
  await Promise.all(rounds);
  await remindDisputes(database);
  const told = await database.query<{ subjectId: string }>(
    sql`SELECT subject_id AS "subjectId" FROM journal.event WHERE type = 'payments.dispute_due'`,
  );
  assert.deepEqual(told, [{ subjectId: soon }]);
  for (let twice = 0; twice < 2; twice++) await react(database, notificationsModule.reactions ?? []);
  const letters = await database.query<{ role: string }>(sql`
    SELECT f.role FROM notifications.message m JOIN identity.staff f ON f.staff_id = split_part(m.subject_id, '/', 2)
    WHERE m.kind = 'dispute_due' ORDER BY 1`);
  assert.deepEqual(
    letters.map(({ role }) => role),
    ['accountant', 'owner'],
  );
});

test('disputes come by when their answer is due, those without a day last, and are found by what the provider calls them', async (t) => {
  const { database } = await testApp(t);
  for (const [name, days] of [
    ['dp_b', 5],
    ['dp_none', undefined],
    ['dp_a', 1],
  ] as const)
    await disputed(database, name, days === undefined ? undefined : plus(clock(), days * DAY));
  const names = async (filter: Partial<Parameters<typeof listDisputes>[1]>): Promise<string[]> =>
    (await listDisputes(database, { sort: 'answer', limit: 10, ...filter })).map(({ externalId }) => externalId);
  assert.deepEqual(await names({}), ['dp_a', 'dp_b', 'dp_none']);
  assert.deepEqual(await names({ sort: '-answer' }), ['dp_b', 'dp_a', 'dp_none']);
  assert.deepEqual(await names({ sort: 'newest' }), ['dp_a', 'dp_none', 'dp_b']);
  assert.deepEqual(await names({ q: 'dp_b' }), ['dp_b']);
  assert.deepEqual(await names({ q: 'OF DP_NONE' }), ['dp_none']);
  assert.deepEqual(await names({ q: '%' }), []);
  assert.deepEqual(await names({ state: 'won' }), []);
});

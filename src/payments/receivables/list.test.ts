/** The list of what companies owe: searched, narrowed, sorted, read row by row, and as a file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { openPayments, receivableAccount } from '#payments';
import { testApp } from '../../../test/support/app.ts';
import { testCompany } from '../../../test/support/buyers.ts';

test('companies that owe are found by name and number, narrowed to the late, sorted by days and by amount, each row once', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const owing = [
    ['Atelier Nord', '732829320', 4_000, 10],
    ['Atelier Sud', '552100554', 9_000, 0],
    ['Bistrot 100 %', '404833048', 2_500, 40],
    ['Bistrot Mille', '443061841', 2_500, 10],
  ] as const;
  for (const [name, siren, minor, lateDays] of owing) {
    const terms = { days: 30, endOfMonth: false, limitMinor: null };
    const { companyId } = await testCompany(database, { name, siren, siret: null, vatNumber: null, terms });
    const owed = {
      ...{ paymentId: newId('pay'), orderId: newId('ord'), method: 'account' as const, currency: 'EUR' },
      ...{ provider: 'on-account' as const, amountMinor: minor, accountId: receivableAccount(companyId) },
    };
    await database.transaction({ actor: 'test' }, async (tx) => {
      for (const outcome of await openPayments(tx, [owed])) unwrap(outcome);
      await tx.query(
        sql`UPDATE payments.receivable SET due_on = made_on - ${lateDays}::int WHERE payment_id = ${owed.paymentId}`,
      );
    });
  }
  const as = await app.staff('accountant');
  const read = async (asked: Record<string, string>): Promise<string[]> => {
    const names: string[] = [];
    for (let after = ''; ;) {
      const query = new URLSearchParams({ ...asked, ...(after ? { after } : {}) });
      const { status, body, text } = await app.call('GET', `/api/receivables?${query}`, { as });
      assert.equal(status, 200, text);
      names.push(...body.items.map((row: { name: string }) => row.name));
      if (!body.next) return names;
      after = body.next;
    }
  };
  for (const sort of ['late', '-late', 'most', 'least']) {
    const whole = await read({ sort });
    assert.deepEqual(await read({ sort, limit: '1' }), whole, sort);
    assert.equal(new Set(whole).size, 4, sort);
  }
  assert.deepEqual([(await read({}))[0], (await read({}))[3]], ['Bistrot 100 %', 'Atelier Sud']);
  assert.deepEqual(
    [(await read({ sort: 'most' }))[0], (await read({ sort: '-late' }))[0]],
    ['Atelier Sud', 'Atelier Sud'],
  );
  assert.deepEqual((await read({ late: 'true' })).toSorted(), ['Atelier Nord', 'Bistrot 100 %', 'Bistrot Mille']);
  assert.deepEqual((await read({ q: 'bistrot' })).toSorted(), ['Bistrot 100 %', 'Bistrot Mille']);
  assert.deepEqual(await read({ q: '100 %' }), ['Bistrot 100 %'], 'a sign of the pattern is a sign of the name');
  assert.deepEqual(await read({ q: '552 100 554' }), ['Atelier Sud']);
  assert.deepEqual(await read({ q: 'personne' }), []);
  const spoilt = await app.call('GET', '/api/receivables?after=zzz', { as });
  assert.equal(spoilt.status, 400);
  const file = await app.call('GET', '/api/exports/receivables?q=atelier&lang=fr', { as });
  assert.equal(file.status, 200);
  const rows = file.text.trim().split('\r\n');
  assert.equal(rows.length, 3);
  assert.ok(
    rows.some((row) => row.startsWith('Atelier Nord,40,EUR,0,40,0')),
    file.text,
  );
});

/** RELIABILITY, G23: a file does by itself no more to a price than a person may. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { listedPrices } from '#pricing';
import { testApp, type Answer, type Person } from '../../test/support/app.ts';
import { until } from '../../test/support/until.ts';
import { testShop } from '../../test/support/shop.ts';

const file = (price: string, other = '30.00'): string =>
  `Handle,Title,Variant SKU,Variant Price\nrobe,Robe,R-1,${price}\nveste,Veste,V-1,${other}\n`;

test('prices far below those in force wait for another person’s word', async (t) => {
  const app = await testApp(t);
  const { listId } = await testShop(app.database);
  const [manager, owner] = [await app.staff('manager'), await app.staff('owner')];
  const send = (text: string, query = '', importId = newId('imp'), as: Person = manager): Promise<Answer> =>
    app.call('POST', `/api/imports/catalogue?importId=${importId}&fileName=soldes.csv${query}`, {
      as,
      headers: { 'content-type': 'text/csv' },
      body: text,
    });
  type Told = { warnings: { row: number; field: string; rule: string; value: string }[]; prices: number };
  const done = async (answer: Answer): Promise<Told> => {
    assert.equal(answer.status, 202, answer.text);
    let report: Told | undefined;
    await until('the import is done', async () => {
      const { body } = await app.call('GET', `/api/imports/${answer.body.importId}`, { as: manager });
      assert.notEqual(body.state, 'failed', JSON.stringify(body.problem));
      report = body.report as Told;
      return body.state === 'done';
    });
    return report as unknown as Told;
  };
  const price = async (sku: string): Promise<number | null | undefined> => {
    const [row] = await app.database.query<{ skuId: string }>(
      sql`SELECT sku_id AS "skuId" FROM catalog.variant WHERE sku = ${sku}`,
    );
    return row && (await listedPrices(app.database, listId, [row.skuId])).get(row.skuId)?.minor;
  };
  await done(await send(file('20.00')));
  assert.equal(await price('R-1'), 2_000);

  await t.test('half is taken; below, the row is told and the price stays', async () => {
    await done(await send(file('10.00')));
    assert.equal(await price('R-1'), 1_000);
    const tried = await done(await send(file('4.99'), '&dryRun=true'));
    assert.equal(tried.warnings[0]?.rule, 'price_far_below', 'a trial tells it too');
    const report = await done(await send(file('4.99', '31.00')));
    assert.deepEqual(report.warnings, [{ row: 2, field: 'price', rule: 'price_far_below', value: '4.99' }]);
    assert.equal(report.prices, 1, 'the rest of the file is taken');
    assert.deepEqual([await price('R-1'), await price('V-1')], [1_000, 3_100]);
    await done(await send(file('4.99', '31.00')));
    assert.equal(await price('R-1'), 1_000, 'the same file again changes nothing');
    const [figure] = await app.database.query<{ minor: number }>(sql`
      SELECT f.price_minor AS minor FROM imports.figure f JOIN catalog.variant v USING (sku_id) WHERE v.sku = 'R-1'`);
    assert.equal(figure?.minor, 1_000, 'what was not taken was not heard');
  });

  await t.test('with the word of another it is taken: for that very file, by who asked, once', async () => {
    const low = file('4.99', '31.00');
    const asked = await send(low, '&lowPrices=true');
    assert.deepEqual([asked.status, asked.body.code], [403, 'identity.approval_needed'], asked.text);
    const id = asked.body.detail as string;
    const shown = (await app.call('GET', '/api/approvals', { as: owner })).body.items[0];
    const content = createHash('sha256').update(low).digest('hex');
    assert.deepEqual(shown.facts, { file: 'soldes.csv', content });
    const decide = { as: owner, body: { approve: true } };
    assert.equal((await app.call('POST', `/api/approvals/${id}/decide`, decide)).status, 200);
    assert.equal((await send(file('0.01', '32.00'), '&lowPrices=true')).status, 403, 'another file');
    assert.equal((await send(low, '&lowPrices=true', newId('imp'), await app.staff('marketer'))).status, 403);
    const importId = newId('imp');
    const run = await send(low, '&lowPrices=true', importId);
    assert.deepEqual((await done(run)).warnings, []);
    assert.equal(await price('R-1'), 499);
    assert.equal((await send(low, '&lowPrices=true', importId)).status, 202, 'told again');
    assert.equal((await send(low, '&lowPrices=true')).status, 403, 'good once');
  });
});

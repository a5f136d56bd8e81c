/** Prices of a list from a file and into one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { instant, plus, type Instant } from '#base/time';
import { priceHistory, rulesFor, choosePrice } from '#pricing';
import { timelineOf, type PriceSpan } from '../pricing/timeline.ts';
import { testApp, type Answer } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';
import { until } from '../../test/support/until.ts';
import { readMoment, readPriceHeader, readPriceRow } from './price-rows.ts';

type Told = {
  readonly refused: { row: number; field: string; rule: string; value: string }[];
  readonly warnings: { row: number; rule: string }[];
  readonly diff: { handle: string; fields: { field: string; from: string; to: string }[] }[];
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
};

test('a file of prices: bad rows are told, good ones kept, a trial changes nothing, and what goes out comes in as no news', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await testShop(database, { articles: 4 });
  const as = await app.staff('owner');
  const codes = await database.query<{ skuId: string; sku: string }>(
    sql`SELECT sku_id AS "skuId", sku FROM catalog.variant`,
  );
  const code = (i: number): string => codes.find((one) => one.skuId === shop.skuIds[i])?.sku ?? '';
  const send = (text: string, query = '', importId = newId('imp')): Promise<Answer> =>
    app.call('POST', `/api/imports/prices?importId=${importId}&listId=${shop.listId}${query}`, {
      ...{ as, headers: { 'content-type': 'text/csv' }, body: text },
    });
  const done = async (answer: Answer): Promise<Told> => {
    assert.equal(answer.status, 202, answer.text);
    let told: Told | undefined;
    await until('the import is done', async () => {
      const { body } = await app.call('GET', `/api/imports/${answer.body.importId}`, { as });
      assert.notEqual(body.state, 'failed', JSON.stringify(body.problem));
      assert.equal(body.listId, shop.listId);
      told = body.report as Told;
      return body.state === 'done';
    });
    return told as unknown as Told;
  };
  const priceOf = async (i: number, quantity = 1, at?: Instant): Promise<number | undefined> => {
    const skuId = shop.skuIds[i] ?? '';
    const rules = await rulesFor(database, shop.channels.web, [skuId], at);
    return choosePrice(rules, rules.goods.get(skuId)?.prices ?? [], quantity)?.minor;
  };
  const [row] = await database.query<{ now: Instant }>(sql`SELECT now()`);
  const now = row?.now ?? instant('2026-01-01T00:00:00Z');
  const [soon, later] = [plus(now, 3_600_000), plus(now, 7_200_000)];
  const file = [
    'Référence;Prix TTC;Dès;Prix barré;Du;Au',
    `${code(0)};12,50;;15;;`,
    `${code(0)};11;10;;;`,
    `${code(1)};9.00;;;${soon};${later}`,
    `${code(2)};1,00;;;;`,
    `${code(3)};;;;;`,
    `RIEN;9;;;;`,
    `${code(3)};neuf;;;;`,
    `${code(3)};9;0;;;`,
    `${code(3)};9;;;hier;`,
    `${code(3)};9;;;;2020-01-01`,
    `${code(0)};13;;;;`,
  ].join('\n');

  const tried = await done(await send(file, '&dryRun=true'));
  assert.deepEqual(
    tried.refused.map(({ row: no, field, rule }) => [no, field, rule]).sort((a, b) => Number(a[0]) - Number(b[0])),
    [
      [7, 'sku', 'unknown_article'],
      [8, 'price', 'not_an_amount'],
      [9, 'from_units', 'not_units'],
      [10, 'valid_from', 'not_a_moment'],
      [11, 'valid_to', 'ended'],
      [12, 'sku', 'price_twice'],
    ],
  );
  assert.deepEqual(
    tried.warnings.map(({ row: no, rule }) => [no, rule]),
    [[5, 'price_far_below']],
  );
  assert.deepEqual(tried.diff[0], {
    handle: code(0),
    change: 'updated',
    fields: [
      { field: 'price', from: '10.00', to: '12.50' },
      { field: 'compare_at_price', from: '', to: '15.00' },
    ],
  });
  assert.deepEqual([tried.created, tried.updated, tried.unchanged], [1, 2, 1]);
  assert.equal(await priceOf(0), 1_000, 'a trial changes nothing');

  await done(await send(file));
  assert.deepEqual(
    [await priceOf(0), await priceOf(0, 10), await priceOf(1), await priceOf(1, 1, soon), await priceOf(1, 1, later)],
    [1_250, 1_100, 1_001, 900, 1_001],
  );
  assert.equal(await priceOf(2), 1_002, 'far below half needs another person');
  const again = await done(await send(file));
  assert.deepEqual([again.created, again.updated, again.unchanged], [0, 0, 4], 'the same file again is no news');
  assert.equal((await priceHistory(database, shop.listId, shop.skuIds[1] ?? '')).length, 2);

  const out = (as_: string) => app.call('GET', `/api/exports/prices?listId=${shop.listId}&as=${as_}`, { as });
  const csv = await out('csv');
  assert.equal(csv.text.split('\n')[0], 'sku,name,from_units,price,compare_at_price,currency,valid_from,valid_to');
  const lines = csv.text.trim().split('\n').length - 1;
  assert.equal(lines, 7, 'four prices, a step, one planned, and what comes back after it');
  for (const body of [csv.text, (await out('xlsx')).bytes]) {
    const back = await done(
      await app.call('POST', `/api/imports/prices?importId=${newId('imp')}&listId=${shop.listId}`, {
        ...{ as, headers: { 'content-type': 'application/octet-stream' }, body },
      }),
    );
    assert.deepEqual([back.refused, back.warnings, back.created, back.updated, back.unchanged], [[], [], 0, 0, lines]);
  }

  const gone = await done(await send(`sku,price\n${code(0)},out\n`));
  assert.equal(gone.updated, 1);
  assert.equal(await priceOf(0), undefined, 'taken out');
  const unknown = await app.call('POST', `/api/imports/prices?importId=${newId('imp')}&listId=${newId('prl')}`, {
    ...{ as, headers: { 'content-type': 'text/csv' }, body: file },
  });
  assert.equal(unknown.body.code, 'pricing.list_not_found');
  const clerk = { as: await app.staff('clerk'), headers: { 'content-type': 'text/csv' }, body: file };
  const path = `/api/imports/prices?importId=${newId('imp')}&listId=${shop.listId}`;
  assert.equal((await app.call('POST', path, clerk)).status, 403, 'only who may set prices');
});

test('moments are read as people and spreadsheets write them; a last day is meant whole', () => {
  const read = (text: string, edge: 'from' | 'until' = 'from'): string | null => {
    const found = readMoment(text, 'Europe/Paris', edge);
    return found.ok ? found.value : found.rule;
  };
  assert.deepEqual(
    [
      '',
      '2026-12-01T08:30:00Z',
      '2026-12-01',
      '01/12/2026',
      '2026-07-01 08:30',
      '01/07/2026 08:30',
      '46357',
      '46357.5',
    ].map((text) => read(text)),
    [
      null,
      '2026-12-01T08:30:00.000Z',
      '2026-11-30T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
      '2026-07-01T06:30:00.000Z',
      '2026-07-01T06:30:00.000Z',
      '2026-11-30T23:00:00.000Z',
      '2026-12-01T11:00:00.000Z',
    ],
  );
  assert.equal(read('2026-12-31', 'until'), '2026-12-31T23:00:00.000Z');
  for (const bad of ['2026-02-30', '31/02/2026', 'demain', '2026-13-01T00:00:00Z', '12/31/2026', '1e5'])
    assert.equal(read(bad), 'not_a_moment', bad);
});

test('whatever a cell holds, a row is a price, nothing, or a told problem', () => {
  const header = readPriceHeader({
    row: 1,
    cells: ['sku', 'price', 'from_units', 'valid_from', 'valid_to', 'currency'],
  });
  const reading = { header, currency: 'EUR', zone: 'Europe/Paris', now: instant('2026-01-01T00:00:00Z') };
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 6 }), (cells) => {
      const line = readPriceRow(2, cells, reading);
      if (line && !('rule' in line)) assert.ok(line.minor === null || Number.isSafeInteger(line.minor));
    }),
    { numRuns: 300 },
  );
  const row = (...cells: string[]) => readPriceRow(2, cells, reading);
  assert.deepEqual(row('A', '9', '', '', '', 'usd'), {
    row: 2,
    field: 'currency',
    rule: 'other_currency',
    value: 'usd',
  });
  assert.deepEqual(row('A', '', '3'), undefined, 'an empty price says nothing');
  assert.throws(() => readPriceHeader({ row: 1, cells: ['nom', 'prix'] }), /no column "sku"/);
  assert.throws(() => readPriceHeader({ row: 1, cells: ['sku', 'prix', 'price'] }), /there twice/);
});

test('the timeline of a history holds at each moment what the history held', () => {
  const moment = (n: number): Instant => instant(`2026-01-01T00:00:${String(n).padStart(2, '0')}.000Z`);
  const span = fc
    .record({ from: fc.integer({ min: 0, max: 8 }), length: fc.option(fc.integer({ min: 1, max: 5 })) })
    .map(({ from, length }) => ({ from, until: length === null ? null : from + length }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), fc.integer({ min: 0, max: 8 }), (spans, start) => {
      const rows: PriceSpan[] = spans
        .map(({ from, until: end }, i) => ({
          ...{ from: moment(from), until: end === null ? null : moment(end), minor: i, compareAtMinor: null },
        }))
        .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
      const at = (from: readonly PriceSpan[], n: number): number | undefined =>
        from.findLast((one) => one.from <= moment(n) && (one.until === null || one.until > moment(n)))?.minor ??
        undefined;
      const told = timelineOf(rows, moment(start));
      for (let n = start; n < 16; n++) assert.equal(at(told, n), at(rows, n), `at ${n}`);
    }),
    { numRuns: 300 },
  );
});

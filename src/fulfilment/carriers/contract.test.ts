/** The contract of carriers: one suite that every carrier must pass; and what the pretend one does besides. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { Unavailable } from '#base/refusal';
import { plus, MINUTE, type Instant } from '#base/time';
import { testDatabase } from '../../../test/support/database.ts';
import { trackingStatus } from '../model.ts';
import type { Consignment } from './carrier.ts';
import { carriers } from './index.ts';
import { isS10, isSscc } from './numbers.ts';
import { eventsAt } from './pretend/carrier.ts';

const house = { name: 'Maison <&> Fils', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
const parcel = (postcode = '69002'): Consignment => ({
  ...{ parcelId: newId('pcl'), orderNumber: '0A1B2C3D4E', weightG: 1_240, gs1Prefix: '3456789' },
  from: house,
  to: { ...house, name: 'Ada ^FS ~ _ Essai', postcode },
});

let database: Database;
const undo: (() => unknown)[] = [];
before(async () => {
  database = await testDatabase({ after: (fn: () => unknown) => void undo.push(fn) });
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

for (const carrier of Object.values(carriers)) {
  describe(`the carrier ${carrier.name}`, () => {
    test('gives a parcel one label, however often it is asked, and finds it again', async () => {
      const one = parcel();
      assert.equal(await carrier.find(database, one), undefined, 'it has never heard of it');
      const label = await carrier.label(database, one);
      assert.ok(label);
      const again = await Promise.all([carrier.label(database, one), carrier.label(database, one)]);
      assert.deepEqual([...again, await carrier.find(database, one)], [label, label, label]);
      assert.notEqual((await carrier.label(database, parcel()))?.tracking, label.tracking);
    });

    test('its label can be printed twice over: nothing in an address is taken for a command', async () => {
      const label = await carrier.label(database, parcel());
      assert.ok(label);
      assert.match(label.zpl, /^\^XA\^CI28/);
      assert.match(label.zpl, /\^XZ$/);
      assert.match(label.zpl, /Ada _5eFS _7e _5f Essai/);
      assert.match(label.svg, /Maison &lt;&amp;&gt; Fils/);
      assert.match(label.svg, /^<svg /);
      assert.ok(label.zpl.includes('1,24 kg') && label.svg.includes('1,24 kg'));
      assert.ok(isSscc(label.tracking) || isS10(label.tracking), 'a number of a standard, with its check digit');
    });

    test('tells of a number only what is its own, and of no number nothing', async () => {
      const label = await carrier.label(database, parcel());
      assert.ok(label);
      const told = await carrier.track(database, [label.tracking, 'XX000000000FR']);
      assert.ok(told.every((event) => event.tracking === label.tracking));
      assert.equal(told.length > 0, carrier.tracks);
      assert.deepEqual(await carrier.track(database, []), []);
    });
  });
}

test('an answer that was lost is found by our id; who was not reached has taken nothing', async () => {
  const { pretend } = carriers;
  const lost = parcel('98011');
  await assert.rejects(pretend.label(database, lost), Unavailable);
  const found = await pretend.find(database, lost);
  assert.ok(found, 'it had taken the parcel');
  await assert.rejects(pretend.label(database, lost), Unavailable);
  assert.equal((await pretend.find(database, lost))?.tracking, found.tracking);
  const away = parcel('98012');
  await assert.rejects(pretend.label(database, away), Unavailable);
  assert.equal(await pretend.find(database, away), undefined);
  assert.equal(await pretend.label(database, parcel('98000')), undefined, 'refused');
  const [book] = await database.query<{ asked: number }>(
    sql`SELECT asked FROM pretend_carrier.shipment WHERE reference = ${lost.parcelId}`,
  );
  assert.equal(book?.asked, 2, 'its own book counts how often it was asked');
});

test('what the pretend carrier tells comes late, twice and in no order, and adds up to the same', () => {
  const scanned = '2026-03-01T10:00:00.000Z' as Instant;
  const at = (minutes: number) => eventsAt('CB473124829FR', 'Lyon', scanned, plus(scanned, minutes * MINUTE));
  assert.deepEqual(
    at(3.5).some((event) => event.kind === 'under_way'),
    false,
    'it was under way for long',
  );
  assert.equal(trackingStatus(at(3.5))?.kind, 'out_for_delivery');
  assert.equal(trackingStatus(at(4.5))?.kind, 'out_for_delivery', 'what is told late is not the latest');
  assert.equal(trackingStatus(at(9))?.kind, 'delivered');
  const all = Array.from({ length: 40 }, (_, i) => eventsAt(`CB${i}FR`, 'Lyon', scanned, plus(scanned, 9 * MINUTE)));
  assert.ok(
    all.some((events) => new Set(events.map((e) => e.eventId)).size < events.length),
    'some are told twice',
  );
  const sorted = (events: (typeof all)[number]): string =>
    events
      .map((e) => e.at)
      .toSorted()
      .join();
  assert.ok(
    all.some((events) => events.map((e) => e.at).join() !== sorted(events)),
    'some come out of order',
  );
  assert.ok(all.every((events) => trackingStatus(events)?.kind === 'delivered'));
});

test('a logistic label bears the prefix of who sends; a number that was given stays when the prefix changes', async () => {
  const one = parcel();
  const label = await carriers.sscc.label(database, one);
  assert.equal(label?.tracking.slice(1, 8), '3456789');
  assert.deepEqual(await carriers.sscc.label(database, { ...one, gs1Prefix: '0614141000' }), label);
  assert.equal(
    await carriers.sscc.label(database, { ...parcel(), gs1Prefix: null }),
    undefined,
    'none without a prefix',
  );
});

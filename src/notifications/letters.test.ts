/** What a buyer is written of an order after it was placed: each thing once, and nothing to whom it is not for. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { clock, day as dayOf, plus, DAY } from '#base/time';
import { hearOf, seeParcel, shipParcel, sweepCollections } from '#fulfilment';
import {
  askDeposit,
  editOrder,
  holdOrder,
  makePayLink,
  payByLink,
  payLinkSecret,
  placeOrder,
  readyOrder,
  resumeOrder,
  revokePayLink,
  type OrderDraft,
} from '#orders';
import { approveReturn, askReturn, oweReturn } from '#returns';
import { setLater } from '#sourcing';
import { testDatabase } from '../../test/support/database.ts';
import { packOne } from '../../test/support/fulfilment.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { marketDraft, marketTown, placeTogether, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { carryBack, putAway, receive, sentOrder } from '../../test/support/returns.ts';
import { returnsModule } from '#returns';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';

/** A mail as it is read: quoted-printable undone. */
function plain(mail: string): string {
  const bytes = mail
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

type Town = Awaited<ReturnType<typeof openTown>>;

async function openTown(t: TestContext) {
  const database = await testDatabase(t);
  const shop = await marketTown(database, 3);
  for (const skuId of shop.skuIds) await stock(database, shop, skuId, skuId === shop.skuIds[2] ? 10 : 50);
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const did = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction({ actor: 'test' }, work);
  const place = async (draft: OrderDraft): Promise<string> => unwrap(await placeOrder(database, draft)).orderId;
  let read = 0;
  /** What was mailed since the last look: everything is heard twice, and all is sent that is due. */
  const told = async (): Promise<string[]> => {
    for (let twice = 0; twice < 2; twice++) {
      await react(database, notificationsModule.reactions ?? []);
      await sendQueued(database);
      await database.query(sql`UPDATE journal.cursor SET xid = '0', seq = 0 WHERE follower LIKE 'notifications.%'`);
    }
    const fresh = mails.slice(read).map(plain);
    read = mails.length;
    return fresh;
  };
  const [a = '', b = '', scarce = ''] = shop.skuIds;
  return { database, shop, siteId: shop.siteId, did, place, told, a, b, scarce };
}

/** Kept in one town, one after the other: each looks at what was mailed since it began. */
const promises: Record<string, (town: Town, t: TestContext) => Promise<void>> = {};

promises['a payment link is sent with what is due, asked for once more three days later, and never when it is over'] =
  async ({ database, shop, did, place, told, a }) => {
    const link = async () => {
      const orderId = await place(webDraft(shop, [[a, 1]], 'promise'));
      await did((tx) => askDeposit(tx, { orderId, depositId: newId('dep'), minor: 500 }));
      const linkId = newId('lnk');
      await did((tx) => makePayLink(tx, { linkId, orderId, days: 7 }));
      return { orderId, linkId };
    };
    await told();
    const [kept, ended, paid] = [await link(), await link(), await link()];
    await did((tx) => revokePayLink(tx, ended));
    const mails = (await told()).filter((mail) => /\/pay\//.test(mail));
    assert.equal(mails.length, 2, 'of one that was ended nothing is written');
    assert.match(mails.join(), /5,00/);
    await payByLink(database, {
      secret: await payLinkSecret(database, paid.linkId),
      paymentId: newId('pay'),
      card: 'tok_ok',
    });
    await database.query(sql`UPDATE notifications.message SET due_at = now() WHERE kind = 'order_pay_reminder'`);
    const again = (await told()).filter((mail) => /rappel|reminder/i.test(mail));
    assert.deepEqual([again.length, again[0]?.includes(await payLinkSecret(database, kept.linkId))], [1, true]);
  };

/** The first line of a page's words: its title. */
const titles = (mails: readonly string[]): string[] =>
  mails.map((mail) => (/<h1[^>]*>([^<]*)</.exec(mail)?.[1] ?? '').replaceAll(/\b[0-9A-Z]{10}\b/g, 'N'));

promises['each parcel that leaves is one letter with what is in it and what follows; it is told once that it came'] =
  async (town) => {
    const { database, shop, siteId, did, place, told, a, b } = town;
    const two = [
      [a, 2],
      [b, 1],
    ] as const;
    const orderId = await place(webDraft(shop, two));
    const nameless = webDraft(shop, two);
    const silent = await place({ ...nameless, contact: { name: 'Ada Essai', phone: '+33478000000' } });
    const [market] = await placeTogether(database, [marketDraft(shop, two)]);
    await told();
    const parcels: string[] = [];
    for (const id of [orderId, silent, market?.ok ? market.value.orderId : '']) {
      const parcelId = await packOne(database, { orderId: id, siteId, quantity: 2 });
      await did((tx) => shipParcel(tx, parcelId));
      parcels.push(parcelId);
    }
    const left = await told();
    assert.deepEqual(
      titles(left),
      ['Un colis de votre commande N est parti'],
      'none without an address, none of a market',
    );
    const { tracking } = await seeParcel(database, parcels[0] ?? '');
    assert.match(left[0] ?? '', /<li>2 × Essai/);
    assert.match(left[0] ?? '', /Le reste suit : 1 × Essai/);
    assert.ok(tracking !== null && left[0]?.includes(tracking));
    for (const parcelId of parcels)
      for (const eventId of ['e1', 'e1', 'e2'])
        await did((tx) =>
          hearOf(tx, parcelId, [{ eventId, tracking: tracking ?? '', kind: 'delivered', at: clock(), place: 'Lyon' }]),
        );
    assert.deepEqual(titles(await told()), ['Livré : un colis de votre commande N']);
  };

promises[
  'what lies ready is called for before its end, and given up with a word; what is collected in time hears neither'
] = async (town) => {
  const { database, shop, siteId, did, place, told, a } = town;
  const draft = webDraft(shop, [[a, 1]]);
  const orderId = await place({ ...draft, delivery: { method: 'pickup', siteId } });
  await did((tx) => readyOrder(tx, { orderId }));
  await told();
  for (const days of [5, 7]) {
    await database.query(sql`
      UPDATE orders.order SET ready_at = ${plus(clock(), -days * DAY - 1_000)}::timestamptz WHERE order_id = ${orderId}`);
    for (let twice = 0; twice < 2; twice++) await sweepCollections(database);
    const [mail = '', ...more] = await told();
    assert.deepEqual(more, []);
    assert.match(mail, days === 5 ? /À retirer avant le/ : /n’a pas été retirée.*Rien n’a été débité/s);
  }
};

promises[
  'a change is told with what it does to the money; a pause only when it lasts, its end only to who heard of it'
] = async (town) => {
  const { database, shop, did, place, told, a } = town;
  const orderId = await place(webDraft(shop, [[a, 3]]));
  await told();
  const edit = { lines: [{ lineNo: 1, less: 1 }] };
  const change = { orderId, editId: newId('edt'), edit, why: 'secret', by: 'staff' as const, kind: 'edited' as const };
  for (let twice = 0; twice < 2; twice++) await editOrder(database, change, 'test');
  const [changed = '', ...more] = await told();
  assert.deepEqual(more, []);
  assert.match(changed, /2 au lieu de 3/);
  assert.match(changed, /10,00.€ de moins.*24,90.€/s);
  assert.ok(!changed.includes('secret'), 'why the house did it is the house’s');
  const hold = () => did((tx) => holdOrder(tx, { orderId, noteId: newId('not'), reason: 'looks odd' }));
  const go = () => did((tx) => resumeOrder(tx, { orderId }));
  await hold();
  assert.deepEqual(await told(), []);
  await go();
  assert.deepEqual(await told(), [], 'it did not last');
  await hold();
  await hold();
  await told();
  await database.query(sql`UPDATE notifications.message SET due_at = now() WHERE due_at IS NOT NULL`);
  const held = await told();
  assert.deepEqual(titles(held), ['Votre commande N est en pause']);
  assert.ok(!held[0]?.includes('looks odd'));
  await go();
  assert.deepEqual(titles(await told()), ['Votre commande N repart']);
};

promises['who waits for stock is told of another day, once for each, and not when only the cap changed'] = async (
  town,
) => {
  const { shop, did, place, told, b, scarce } = town;
  const channelId = shop.channels.web;
  const set = (version: number, cap: number, day: string) =>
    did((tx) => setLater(tx, { skuId: scarce, channelId, kind: 'back_order', cap, expected: dayOf(day), version }));
  await set(0, 5, '2030-03-04');
  await place(webDraft(shop, [[scarce, 12]]));
  await place(webDraft(shop, [[b, 1]]));
  await told();
  await set(1, 9, '2030-03-04');
  assert.deepEqual(await told(), []);
  await set(2, 9, '2030-03-18');
  const [later = '', ...more] = await told();
  assert.deepEqual(more, []);
  assert.match(later, /lundi 18 mars.*<li>2 × Essai/s);
  await set(3, 9, '2030-04-01');
  await set(4, 9, '2030-03-18');
  assert.equal((await told()).length, 0 + 1, 'a day that is not so any more is not told; the one that is, is');
};

promises['a return is told when asked, accepted, come and paid back, each once'] = async (town) => {
  const { database, shop, siteId, did, told, a } = town;
  const { orderId } = await sentOrder(database, shop, [[a, 2]]);
  await told();
  const returnId = newId('rtn');
  const lines = [{ lineNo: 1, quantity: 1 }];
  await did((tx) => askReturn(tx, { returnId, orderId, source: 'shopper', reason: 'size', note: '', lines }));
  assert.match((await told()).join(), /Votre demande de retour R.*Gardez les articles/s);
  await did((tx) => approveReturn(tx, { returnId, answer: 'Bien sûr.' }));
  assert.match((await told()).join(), /est accepté.*Bien sûr\..*Code du retour/s);
  await receive(database, returnId, siteId, [[1, 1]]);
  await putAway(database, returnId);
  assert.match((await told()).join(), /est arrivé.*<li>1 × Essai/s);
  const owed = { returnId, dueId: newId('due'), lines: [{ lineNo: 1, quantity: 1, deductMinor: 0 }], goodwillMinor: 0 };
  await did((tx) => oweReturn(tx, { ...owed, way: 'original', reason: '' }, { ahead: false }));
  await carryBack(database);
  await react(database, returnsModule.reactions ?? []);
  assert.match((await told()).join(), /10,00.€ rendus/);
  assert.deepEqual(await told(), []);
};

promises['an address that the mail server refuses for good holds nobody up'] = async (town, t) => {
  const { database, shop, place, told, a } = town;
  const refusing = await mailServer(t, (line) => line.startsWith('RCPT') && line.includes('gone@'));
  process.env.HALLE_SMTP = refusing.url;
  const since = clock();
  const gone = webDraft(shop, [[a, 1]]);
  await place({ ...gone, contact: { name: 'Ada', email: 'gone@exemple.fr' } });
  await place(webDraft(shop, [[a, 1]]));
  await told();
  assert.equal(refusing.mails.length, 1);
  const states = await database.query<{ state: string }>(sql`
    SELECT state FROM notifications.message WHERE kind = 'order_placed' AND made_at >= ${since}::timestamptz ORDER BY state`);
  assert.deepEqual(
    states.map((row) => row.state),
    ['refused', 'sent'],
  );
};

test('letters', async (t) => {
  const town = await openTown(t);
  for (const [promise, keep] of Object.entries(promises)) await t.test(promise, (inner) => keep(town, inner));
});

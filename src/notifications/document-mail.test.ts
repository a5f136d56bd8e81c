/** Documents by mail and on request: to whom they are for, once for each time, and to nobody else. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#base/ids';
import { changeProfile, profileOf, workTasks } from '#invoicing';
import { readEntities } from '#org';
import { shipUnits } from '#orders';
import { add, device, headers, town, type Town } from '../../test/support/carts.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';
import { modules } from '../modules.ts';
import { shopApi } from '../shop/api.ts';
import { sendQueued } from './send.ts';

let place: Town;
const undo: (() => unknown)[] = [];
const by = { actor: 'test' };
before(async () => {
  place = await town({ after: (fn: () => unknown) => void undo.push(fn) } as never, { stock: 100 });
});
test.after(async () => {
  for (const fn of undo.reverse()) await fn();
});
const reactions = modules
  .flatMap((module) => module.reactions ?? [])
  .filter(({ name }) => name.startsWith('notifications.documents') || name.startsWith('invoicing.'));

/** An order over the counter of the web shop that waits to be collected, with the buyer's address or without. */
async function bought(email?: string): Promise<{ orderId: string; number: string; token: string }> {
  const { app, shop } = place;
  const at = await device(place);
  await add(place, at, shop.skuIds[0] ?? '', 2);
  const placed = await app.call('POST', `/api/carts/${at.cartId}/checkout`, {
    headers: headers(at),
    body: {
      ...{ orderId: newId('ord'), contact: { name: 'Ada', ...(email ? { email } : {}) } },
      ...{ delivery: { method: 'pickup', siteId: shop.siteId } },
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  assert.equal(placed.status, 201, placed.text);
  return { orderId: placed.body.orderId, number: placed.body.number, token: placed.body.token };
}
const leave = (orderId: string) =>
  place.app.database.transaction(by, (tx) =>
    shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: place.shop.siteId, quantity: 2 }] }),
  );

test('an invoice is asked for in the shop, made when all has left, and mailed with its file where the merchant says so', async (t) => {
  const { database } = place.app;
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const [entity] = await readEntities(database);
  const entityId = entity?.entityId ?? '';
  const first = await bought('ada@exemple.test');
  const api = shopApi(database, { demo: false });
  const ask = { lang: 'fr', origin: 'http://shop.test', who: {} } as const;
  const seen = () => api.order(ask, first.number, first.token);
  assert.equal((await seen())?.invoice, 'may');
  await assert.rejects(
    api.service.askInvoice(ask, first.number, 'wrong'),
    /orders.not_found/,
    'a stranger asks for none',
  );
  await api.service.askInvoice(ask, first.number, first.token);
  assert.deepEqual([(await seen())?.invoice, (await seen())?.papers], ['comes', undefined]);
  await leave(first.orderId);
  await react(database, reactions);
  await workTasks(database);
  await react(database, reactions);
  const shown = await seen();
  assert.deepEqual([shown?.invoice, shown?.papers?.length], [undefined, 1]);
  await sendQueued(database);
  assert.equal(mails.length, 0, 'by hand, unless the merchant says otherwise');

  const as = await place.app.staff('owner');
  const documentId = shown?.papers?.[0]?.documentId ?? '';
  assert.equal((await place.app.call('POST', `/api/documents/${documentId}/mail`, { as })).status, 202);
  await react(database, reactions);
  await sendQueued(database);
  await sendQueued(database);
  assert.equal(mails.length, 1, 'once for each time it is asked');
  assert.match(mails[0] ?? '', /^To: ada@exemple\.test/m);
  assert.match(mails[0] ?? '', /application\/pdf; name=F\d{4}-0*1\.pdf/);
  assert.match(mails[0] ?? '', /\r\n\r\nJVBERi0/, 'the file is a PDF');

  const { profile, version } = await profileOf(database, entityId);
  await database.transaction(by, (tx) => changeProfile(tx, entityId, version, { ...profile, mail: 'always' }));
  const second = await bought('bea@exemple.test');
  await api.service.askInvoice(ask, second.number, second.token);
  await leave(second.orderId);
  const silent = await bought();
  await api.service.askInvoice(ask, silent.number, silent.token);
  await leave(silent.orderId);
  await react(database, reactions);
  await workTasks(database);
  await react(database, reactions);
  await sendQueued(database);
  assert.deepEqual(
    mails.slice(1).map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()),
    ['bea@exemple.test'],
    'without an address nobody is written to',
  );
  const paper = (await api.order(ask, silent.number, silent.token))?.papers?.[0]?.documentId ?? '';
  const refused = await place.app.call('POST', `/api/documents/${paper}/mail`, { as });
  assert.equal(refused.body.code, 'invoicing.no_address');
});

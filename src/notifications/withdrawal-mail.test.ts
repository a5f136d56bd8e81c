import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { placeOrder } from '#orders';
import { askReturn, returnNumber } from '#returns';
import { testDatabase } from '../../test/support/database.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { sentOrder } from '../../test/support/returns.ts';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';

test('a withdrawal is acknowledged once, with what, when and until when; also one that ended its order', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await stock(database, town, skuId, 5);
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const sent = await sentOrder(database, town, [[skuId, 2]]);
  const unsent = webDraft(town, [[skuId, 1]]);
  await placeOrder(database, unsent);
  const wish = (orderId: string, quantity: number, reason: 'withdrawal' | 'size') => ({
    ...{ returnId: newId('rtn'), orderId, source: 'shopper' as const, reason, note: '' },
    lines: [{ lineNo: 1, quantity }],
  });
  const wishes = [wish(sent.orderId, 1, 'withdrawal'), wish(unsent.orderId, 1, 'withdrawal')];
  for (const one of wishes) await database.transaction({ actor: 'test' }, (tx) => askReturn(tx, one));
  for (let twice = 0; twice < 2; twice++) {
    await react(database, notificationsModule.reactions ?? []);
    await sendQueued(database);
  }
  const told = mails.map((mail) => mail.replaceAll(/=\r\n/g, '')).filter((mail) => mail.includes('ada@exemple.fr'));
  const acknowledged = told.filter((mail) => mail.includes('r=C3=A9tractation') || mail.includes('renoncer'));
  assert.equal(acknowledged.length, 2);
  const [first = ''] = acknowledged.filter((mail) => mail.includes(returnNumber(wishes[0]?.returnId ?? '')));
  assert.match(first, /1 =C3=97 Essai|1 × Essai/);
});

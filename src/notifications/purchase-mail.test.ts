import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { createPurchase, createSupplier, sendPurchase, setSupplies } from '#purchasing';
import { testDatabase } from '../../test/support/database.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';
import { testShop } from '../../test/support/shop.ts';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';

test('a supplier gets the order that was sent by mail, once, with its file; one sent by hand is not mailed', async (t) => {
  const database = await testDatabase(t);
  const shop = await testShop(database, { articles: 1 });
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const [supplierId, skuId] = [newId('sup'), shop.skuIds[0] ?? ''];
  const by = { actor: 'test' };
  await database.transaction(by, async (tx) => {
    await createSupplier(tx, {
      ...{ supplierId, name: 'Filature', currency: 'EUR', leadDays: 3, minOrderMinor: 0, tolerancePercent: 0 },
      ...{ language: 'fr', email: 'ventes@filature.example', contacts: [], note: '' },
    });
    const article = { skuId, supplierSku: 'F-9', packUnits: 1, costMilli: 1_500, leadDays: null, preferred: true };
    await setSupplies(tx, supplierId, [article]);
  });
  for (const how of ['mail', 'file'] as const)
    await database.transaction(by, async (tx) => {
      const purchaseId = newId('por');
      await createPurchase(tx, { purchaseId, supplierId, siteId: shop.siteId, lines: [{ skuId, quantity: 2 }] });
      await sendPurchase(tx, purchaseId, { how });
    });
  await react(database, notificationsModule.reactions ?? []);
  await sendQueued(database);
  await sendQueued(database);
  assert.equal(mails.length, 1);
  const mail = mails[0] ?? '';
  assert.match(mail, /^To: Filature <ventes@filature\.example>/m);
  assert.match(mail, /filename=CF-1001\.csv/);
  const file = /filename=CF-1001\.csv\r\n\r\n([\s\S]+?)\r\n-/.exec(mail)?.[1] ?? '';
  assert.match(Buffer.from(file, 'base64').toString(), /;F-9;T-0;;"?Essai 0, 0"?;2;1;0\.015;EUR;/);
});

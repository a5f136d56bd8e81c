import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServer } from 'node:net';
import { sql } from '#base/db';
import { placeOrder } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { notificationsModule } from './index.ts';
import { sendQueued } from './order-mail.ts';

const reactions = notificationsModule.reactions ?? [];

/** A mail server that takes everything and remembers it; `deaf` hangs up at once. */
async function mailServer(t: {
  after(run: () => unknown): void;
}): Promise<{ url: string; mails: string[]; deaf: { on: boolean } }> {
  const mails: string[] = [];
  const deaf = { on: false };
  const server = createServer((socket) => {
    if (deaf.on) return socket.destroy();
    let data = false;
    let text = '';
    socket.write('220 test\r\n');
    return socket.on('data', (part) => {
      text += String(part);
      if (data) {
        if (!text.endsWith('\r\n.\r\n')) return;
        mails.push(text);
        data = false;
        text = '';
        socket.write('250 ok\r\n');
        return;
      }
      for (const line of text.split('\r\n').filter(Boolean)) {
        data = line === 'DATA';
        socket.write(data ? '354 go\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
      text = '';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, mails, deaf };
}

test('an order is one mail, however often it is heard of; a deaf mail server loses none', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await stock(database, town, skuId, 5);
  const { url, mails, deaf } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const outcome = await placeOrder(database, webDraft(town, [[skuId, 1]]));
  assert.ok(outcome.ok);
  await react(database, reactions);
  await database.query(sql`UPDATE journal.cursor SET xid = '0', seq = 0`);
  await react(database, reactions);
  deaf.on = true;
  await assert.rejects(sendQueued(database));
  const [waiting] = await database.query<{ state: string }>(sql`SELECT state FROM notifications.message`);
  assert.equal(waiting?.state, 'queued');
  deaf.on = false;
  await database.query(sql`UPDATE notifications.message SET claimed_at = NULL`);
  await sendQueued(database);
  await sendQueued(database);
  assert.equal(mails.length, 1);
  assert.match(mails[0] ?? '', new RegExp(outcome.value.number));
});

/** RELIABILITY, G14: who has the database or a backup of it, and not the key, can use no secret of it; older ones are sealed on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { SealError } from '#base/seal';
import { instantOfMs } from '#base/time';
import { beginSecondFactor, confirmSecondFactor, useCode } from '../src/identity/second-factor.ts';
import { codeAt } from '../src/identity/totp.ts';
import { invitationToken } from '../src/identity/invite.ts';
import { orderToken } from '../src/orders/queries.ts';
import { deliverWebhooks } from '../src/payments/providers/pretend/webhooks.ts';
import { checkWebhook } from '../src/payments/webhooks.ts';
import { sealSecrets, UsageError } from '../src/house.ts';
import { joinMarketplace, openedConfig } from '../src/marketplaces/account.ts';
import { readyAccounts } from '../src/marketplaces/pull.ts';
import { createEndpoint } from '../src/webhooks/endpoints.ts';
import { serverKey } from '../src/push/subscribe.ts';
import { testApp } from './support/app.ts';

const OLD = 'the key of last year which is long enough';

test('secrets rest sealed: none is readable, all still work, and a new key takes over', async (t) => {
  const before = process.env.HALLE_SECRET_KEY ?? '';
  t.after(() => (process.env.HALLE_SECRET_KEY = before));
  process.env.HALLE_SECRET_KEY = OLD;
  const { database, staff } = await testApp(t);
  const { id: staffId } = await staff('owner');
  const by = { actor: staffId };
  const channelId = newId('chn');
  const [endpointId, olderId] = [newId('whe'), newId('whe')];
  const input = { endpointId, name: 'ERP', url: 'https://example.com/', eventTypes: ['orders.placed'] };
  const config = { url: 'http://127.0.0.1:9', key: 'canary-key-of-the-marketplace' };
  const { secret: shown } = await database.transaction(by, (tx) => beginSecondFactor(tx, staffId));
  const told = await database.transaction(by, (tx) => createEndpoint(tx, input));
  await database.transaction(by, (tx) => joinMarketplace(tx, { channelId, connector: 'pretend', config, live: true }));
  const { privateKey } = await serverKey(database);
  // As an older version left them.
  await database.query(sql`
    INSERT INTO webhooks.endpoint (endpoint_id, name, url, event_types, secret, content_hash, created_at)
    VALUES (${olderId}, 'old', 'https://example.com/', '{}', 'whsec_canary', 'x', now())`);
  const otherId = (await staff('manager')).id;
  await database.query(sql`
    INSERT INTO identity.totp (staff_id, secret, made_at, confirmed_at) VALUES (${otherId}, 'canary-of-20-bytes..', now(), now())`);
  const clear = async (): Promise<string> => {
    const rows = await database.query<{ t: string }>(sql`
      SELECT e::text AS t FROM webhooks.endpoint e UNION ALL SELECT a::text FROM marketplaces.account a
      UNION ALL SELECT w::text FROM payments.webhook_secret w UNION ALL SELECT e::text FROM pretend_psp.endpoint e
      UNION ALL SELECT s::text FROM payments.card_secret s UNION ALL SELECT s::text FROM orders.secret s UNION ALL SELECT s::text FROM identity.secret s
      UNION ALL SELECT p::text FROM push.server_key p UNION ALL SELECT encode(secret, 'escape') FROM identity.totp
      UNION ALL SELECT j::text FROM journal.event j UNION ALL SELECT c::text FROM base.command c`);
    return rows.map((row) => row.t).join('\n');
  };
  assert.match(await clear(), /whsec_canary|canary-of-20-bytes/);
  // As migrations leave them, and what was signed with them before.
  const [links] = await database.query<{ orders: string; identity: string; cards: string }>(
    sql`SELECT (SELECT value FROM orders.secret) AS orders, (SELECT value FROM identity.secret) AS identity, (SELECT value FROM payments.card_secret) AS cards`,
  );
  const [orderId, invitationId] = [newId('ord'), newId('inv')];
  const signed = (on: Database) => Promise.all([orderToken(on, orderId), invitationToken(on, invitationId)]);
  const sent = await signed(database);
  const tell = async (): Promise<unknown> => {
    let told: unknown;
    await database.query(sql`
      INSERT INTO pretend_psp.webhook (event_id, body, copies, due_at) VALUES (${newId('evt')}, '{}', 1, now())`);
    await deliverWebhooks(database, async ({ body, signature }) => {
      told = await checkWebhook(database, 'pretend', { rawBody: body, signature }).catch((error: unknown) => error);
      return 200;
    });
    return (told as { code?: string }).code;
  };
  assert.equal(await tell(), 'request.malformed', 'a signature that is right, and nothing in it');
  process.env.HALLE_SECRET_KEY = `${before},${OLD}`;
  await sealSecrets(database);
  process.env.HALLE_SECRET_KEY = before;
  const text = await clear();
  for (const key of [links?.orders, links?.identity, links?.cards])
    assert.ok(key && !text.includes(key), 'a key of links is readable');
  assert.equal(await tell(), 'request.malformed', 'both sides still agree');
  assert.deepEqual(await signed({ ...database }), sent, 'links that were sent still open, in a process started since');
  for (const canary of [shown, told.secret ?? 'none', config.key, privateKey, 'whsec_', 'canary'])
    assert.ok(!text.includes(canary), `${canary.slice(0, 8)}… is readable`);
  assert.deepEqual((await readyAccounts(database))[0]?.config, config);
  assert.equal((await serverKey(database)).privateKey, privateKey);
  const step = 59_000_000;
  await useCode(database, otherId, codeAt(Buffer.from('canary-of-20-bytes..'), step)).then(
    () => assert.fail('a code of another time'),
    (error: { code?: string }) => assert.equal(error.code, 'identity.wrong_code'),
  );
  assert.match(instantOfMs(step * 30_000), /^20/);
  process.env.HALLE_SECRET_KEY = 'a key that was never that of this house';
  await assert.rejects(sealSecrets(database), (error) => error instanceof UsageError && /not here/.test(error.message));
  assert.throws(() => openedConfig(channelId, text.match(/seal1\.[\w.-]+/)?.[0]), SealError);
});

test('a second factor goes on working across the change of the key', async (t) => {
  const before = process.env.HALLE_SECRET_KEY ?? '';
  t.after(() => (process.env.HALLE_SECRET_KEY = before));
  const { database, staff } = await testApp(t);
  const { id } = await staff('owner');
  process.env.HALLE_SECRET_KEY = OLD;
  await database.transaction({ actor: id }, (tx) => beginSecondFactor(tx, id));
  await database.query(sql`UPDATE identity.totp SET secret = convert_to('12345678901234567890', 'UTF8')`);
  process.env.HALLE_SECRET_KEY = `${before},${OLD}`;
  await sealSecrets(database);
  const secret = Buffer.from('12345678901234567890');
  const receipt = await database.transaction({ actor: id }, (tx) =>
    confirmSecondFactor(tx, id, codeAt(secret, Math.floor(Date.parse(tx.now) / 30_000))),
  );
  assert.equal(receipt.codes.length, 10);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalEvent } from '#base/journal';
import { route } from '#base/route';
import { testApp } from '../../test/support/app.ts';

const journal = route({
  method: 'GET',
  path: '/api/test-events',
  permission: 'staff:orders.read',
  summary: 'Every fact, for this test',
  stream: true,
  run: async () => (event: JournalEvent) => ({ event: event.type, data: {} }),
});

test('a stream is for those who may, and ends within a heartbeat for who has signed out', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { app, call, staff } = await testApp(t, { more: [journal] });
  const owner = await staff('owner');
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/test-events`;
  assert.equal((await fetch(url)).status, 401);
  const stream = await fetch(url, { headers: { cookie: owner.cookie } });
  assert.equal(stream.status, 200);
  let ended = false;
  const listening = stream.text().then(
    () => (ended = true),
    () => (ended = true),
  );
  t.mock.timers.tick(11_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(ended, false, 'it goes on while the session lives');
  await call('DELETE', '/api/session', { as: owner });
  t.mock.timers.tick(11_000);
  await listening;
  assert.equal(ended, true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';
import { testApp } from '../../test/support/app.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';

test('who is invited gets one mail whose link opens the house, wherever the inviter came from', async (t) => {
  const app = await testApp(t);
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  process.env.HALLE_URL = 'https://maison.example';
  t.after(() => {
    delete process.env.HALLE_SMTP;
    delete process.env.HALLE_URL;
  });
  const body = { invitationId: newId('inv'), email: 'ida@maison.example', name: 'Ida', role: 'clerk', language: 'en' };
  const invited = await app.call('POST', '/api/invitations', {
    as: await app.staff('owner'),
    headers: { host: 'evil.example' },
    body,
  });
  assert.equal(invited.status, 201, invited.text);
  await react(app.database, notificationsModule.reactions ?? []);
  await sendQueued(app.database);
  await sendQueued(app.database);
  assert.equal(mails.length, 1);
  const mail = (mails[0] ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  assert.match(mail, /^To: Ida <ida@maison\.example>/m);
  assert.ok(!mail.includes('evil.example'));
  const token = /https:\/\/maison\.example\/office\/join#([\w.-]+)/.exec(mail)?.[1];
  const accepted = { token, staffId: newId('stf'), name: 'Ida', password: 'my own choice' };
  assert.equal((await app.call('POST', '/api/invitations/accept', { body: accepted })).status, 200);
});

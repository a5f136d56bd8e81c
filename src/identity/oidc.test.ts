/** Signing in with the company's own service, against a small one that can be made to lie. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { testApp } from '../../test/support/app.ts';
import { oidcProvider } from '../../test/support/oidc.ts';

test('the company’s own sign-in', async (t) => {
  const app = await testApp(t);
  const clerk = await app.staff('clerk');
  assert.equal((await app.call('GET', '/api/session/oidc')).status, 404, 'nothing unless it is configured');
  assert.equal((await app.call('GET', '/api/session/ways')).body.company, null);
  const provider = await oidcProvider(t);
  Object.assign(process.env, {
    HALLE_OIDC_ISSUER: provider.issuer,
    HALLE_OIDC_CLIENT_ID: 'halle',
    HALLE_OIDC_CLIENT_SECRET: 'not told',
  });
  t.after(() => {
    for (const name of ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET']) delete process.env[`HALLE_OIDC_${name}`];
  });
  const away = async (): Promise<{ callback: string; cookies: Record<string, string> }> => {
    const begun = await app.call('GET', '/api/session/oidc');
    assert.equal(begun.status, 302, begun.text);
    assert.match(String(begun.headers['set-cookie']), /halle_oidc=.*HttpOnly; SameSite=Lax/);
    const service = await fetch(String(begun.headers.location), { redirect: 'manual' });
    const back = new URL(service.headers.get('location') ?? '');
    return { callback: back.pathname + back.search, cookies: { ...begun.cookies } };
  };
  const goThrough = async (claims: Record<string, unknown>, signing: typeof provider.signing = 'right') => {
    Object.assign(provider, { claims, signing });
    const { callback, cookies } = await away();
    return app.call('GET', callback, { cookies });
  };
  const mine = { email: 'Clerk@halle.test', email_verified: true };
  const isIn = (answer: { headers: Record<string, unknown>; cookies: Record<string, string> }): boolean =>
    answer.headers.location === '/office/' && answer.cookies.halle_session !== undefined;

  await t.test('an e-mail that the service has not verified links nobody; a stranger is not made', async () => {
    for (const claims of [
      { ...mine, email_verified: false },
      { email: mine.email },
      { ...mine, email: 'x@halle.test' },
      {},
    ]) {
      const answer = await goThrough(claims);
      assert.equal(answer.headers.location, '/office/?company=refused', JSON.stringify(claims));
      assert.equal(answer.cookies.halle_session, undefined);
    }
  });

  await t.test('tokens that lie open nothing', async () => {
    const lies: [string, Record<string, unknown>, typeof provider.signing][] = [
      ['a stranger’s key', mine, 'stranger'],
      ['alg none', mine, 'none'],
      ['signed with a secret', mine, 'secret'],
      ['another audience', { ...mine, aud: 'another' }, 'right'],
      ['another issuer', { ...mine, iss: 'https://evil.example' }, 'right'],
      ['expired', { ...mine, exp: 1_000 }, 'right'],
      ['another nonce', { ...mine, nonce: 'x'.repeat(43) }, 'right'],
    ];
    for (const [what, claims, signing] of lies)
      assert.equal((await goThrough(claims, signing)).headers.location, '/office/?company=refused', what);
  });

  await t.test('a verified e-mail links once; from then on the account counts, whatever its e-mail', async () => {
    const first = await goThrough(mine);
    assert.ok(isIn(first), first.text);
    const me = await app.call('GET', '/api/session', { cookies: first.cookies });
    assert.equal(me.body.staff.staffId, clerk.id);
    assert.ok(isIn(await goThrough({ email: 'other@halle.test', email_verified: true })));
    const [row] = await app.database.query<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.outside_account`);
    assert.equal(row?.n, 1);
  });

  await t.test('a callback without what the browser kept, with another’s, or again, opens nothing', async () => {
    Object.assign(provider, { claims: mine, signing: 'right' });
    const refused = async (callback: string, cookies: Record<string, string>, what: string) =>
      assert.equal((await app.call('GET', callback, { cookies })).headers.location, '/office/?company=refused', what);
    const [one, two] = [await away(), await away()];
    await refused(one.callback, {}, 'login CSRF: no cookie');
    await refused(one.callback, two.cookies, 'another’s cookie');
    assert.ok(isIn(await app.call('GET', two.callback, { cookies: two.cookies })));
    await refused(two.callback, two.cookies, 'the code again');
  });

  await t.test('who has left is not let in', async () => {
    await app.database.query(sql`UPDATE identity.staff SET active = false WHERE staff_id = ${clerk.id}`);
    assert.equal((await goThrough(mine)).headers.location, '/office/?company=refused');
  });
});

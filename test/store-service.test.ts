/** What a shop owes its customers beside selling, on the pages as they are without scripts, over PostgreSQL. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { clock, HOUR, plus } from '#base/time';
import { findOrder, orderLinkToken } from '#orders';
import { browser, checkoutForm, openStreet, type Page, type Street } from './support/storefront.ts';

const text = (page: Page): string => page.html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ');
const numberOf = (page: Page): string => /\/orders\/([0-9A-Z]{10})/.exec(page.path)?.[1] ?? '';
const hidden = (page: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page.html)?.[1] ?? '';
const member = { name: 'Camille', email: 'camille@halle.test', password: 'lumière du soir 7' };

async function buy(street: Street, shopper: ReturnType<typeof browser>): Promise<Page> {
  const skuId = street.goods['pull']?.skuIds[0] ?? '';
  await shopper.post('/cart/lines', { skuId, quantity: '2', lineId: newId('lin') });
  const more = { deliveryId: `pickup:${street.sites.lyon}`, method: 'pay_in_store', email: member.email };
  return shopper.post('/checkout', checkoutForm(await shopper.get('/checkout'), more));
}

test('an order without an account', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  const order = await buy(street, shopper);
  const number = numberOf(order);
  const find = (who: ReturnType<typeof browser>, form: { number: string; email: string }) =>
    who.post('/orders/find', form);

  await t.test('its number and e-mail open it, as people type them; all else gets one answer', async () => {
    const guest = browser(street);
    const found = await find(guest, {
      number: ` ${number.slice(0, 5).toLowerCase()}-${number.slice(5)}`,
      email: 'Camille@Halle.test ',
    });
    assert.equal(found.status, 200, text(found));
    assert.match(text(found), new RegExp(number));
    const wrong = await find(browser(street), { number, email: 'other@halle.test' });
    const unknown = await find(browser(street), { number: 'ZZZZZZZZZZ', email: 'other@halle.test' });
    assert.deepEqual([wrong.status, unknown.status], [404, 404]);
    assert.equal(
      wrong.html.replaceAll(number, 'N'),
      unknown.html.replaceAll('ZZZZZZZZZZ', 'N'),
      'whether the order exists is not told',
    );
  });

  await t.test('hammering is held up', async () => {
    const guest = browser(street);
    let held = 0;
    for (let i = 0; i < 14; i++)
      if ((await find(guest, { number: 'ZZZZZZZZZZ', email: 'a@halle.test' })).status === 429) held++;
    assert.ok(held > 0);
  });

  await t.test('a link opens its order for its time, no other, and not longer', async () => {
    const { database } = street.app;
    const { orderId } = (await findOrder(database, number)) ?? { orderId: '' };
    const stranger = browser(street);
    const good = await orderLinkToken(database, orderId, plus(clock(), HOUR));
    assert.equal((await stranger.get(`/orders/${number}?t=${good}`)).status, 200);
    const over = await orderLinkToken(database, orderId, plus(clock(), -HOUR));
    assert.equal((await stranger.get(`/orders/${number}?t=${over}`)).status, 404);
    const stretched = `${(Number.parseInt(over, 36) + 99_999).toString(36)}${over.slice(over.indexOf('.'))}`;
    assert.equal((await stranger.get(`/orders/${number}?t=${stretched}`)).status, 404);
    const other = await orderLinkToken(database, newId('ord'), plus(clock(), HOUR));
    assert.equal((await stranger.get(`/orders/${number}?t=${other}`)).status, 404);
  });

  await t.test('a receipt to print: seller, lines, taxes; nobody else’s', async () => {
    const receipt = await shopper.get(order.path.replace('?', '/receipt?'));
    assert.match(text(receipt), /Vendeur Essai .*Pull Croix-Rousse .*158,00 €.*n’est pas une facture/);
    assert.equal((await browser(street).get(`/orders/${number}/receipt`)).status, 404);
  });

  await t.test('a return: two clicks, kept once, answered by staff', async () => {
    const path = order.path.replace('?', '/return?');
    const form = await shopper.get(path);
    const sent = { t: hidden(form, 't'), requestId: hidden(form, 'requestId'), reason: 'size', note: '', q1: '1' };
    const nothing = await shopper.post(path.replace(/\?.*/, ''), { ...sent, q1: '0' });
    assert.equal(nothing.status, 422);
    assert.match(text(nothing), /au moins un article/);
    for (let twice = 0; twice < 2; twice++) {
      const done = await shopper.post(path.replace(/\?.*/, ''), sent);
      assert.match(text(done), /Demande de retour reçue le .* 1 × Pull Croix-Rousse/, text(done));
    }
    const again = await shopper.post(path.replace(/\?.*/, ''), { ...sent, requestId: newId('rtn') });
    assert.equal(again.status, 409, 'one open request an order');
    const stranger = await browser(street).post(`/orders/${number}/return`, { ...sent, t: 'wrong' });
    assert.equal(stranger.status, 404);
    const as = await street.app.staff('clerk');
    const [waiting] = (await street.app.call('GET', '/api/returns?wait=open', { as })).body.items;
    assert.deepEqual([waiting.orderNumber, waiting.announced, waiting.state], [number, 1, 'requested']);
    const told = { as, body: { answer: 'Rapportez-le en boutique.' } };
    const said = await street.app.call('POST', `/api/returns/${waiting.returnId}/approve`, told);
    assert.equal(said.status, 200, said.text);
    assert.match(text(await shopper.get(order.path)), /Rapportez-le en boutique.*Code du retour.*R[0-9A-Z]{10}/);
    const change = `${order.path.replace(/\?.*/, '')}/returns/${waiting.returnId}`;
    const foreign = await browser(street).post(change, { t: 'wrong', step: 'cancel' });
    assert.equal(foreign.status, 404);
    assert.match(text(await shopper.post(change, { t: sent.t, step: 'sent', tracking: 'XX1' })), /En route vers nous/);
    assert.match(text(await shopper.post(change, { t: sent.t, step: 'cancel' })), /vous gardez les articles/);
  });

  await t.test(
    'a withdrawal: two steps, its acknowledgement stays, an order that has not left ends with it',
    async () => {
      const path = order.path.replace('?', '/withdraw?');
      assert.match(text(await shopper.get(order.path)), /Renoncer au contrat ici/);
      const form = await shopper.get(path);
      assert.match(text(form), /déclare renoncer au contrat de la commande .*Confirmer la rétractation/);
      const sent = { t: hidden(form, 't'), requestId: hidden(form, 'requestId'), reason: 'withdrawal', q1: '2' };
      for (let twice = 0; twice < 2; twice++) {
        const done = await shopper.post(path.replace(/\?.*/, ''), sent);
        assert.match(text(done), /Rétractation reçue le .* \d{1,2} h \d\d.*accusé de réception.*Traité/, text(done));
      }
      assert.doesNotMatch(text(await shopper.get(order.path)), /Renoncer au contrat ici/);
    },
  );
});

test('the account’s inside', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  for (const path of ['purchases', 'addresses', 'password', 'privacy'])
    assert.match((await shopper.get(`/account/${path}`)).path, /^\/account\/sign-in\?next=/, path);
  assert.equal((await shopper.post('/account/register', { ...member, next: '' })).status, 200);

  await t.test('purchases are narrowed by place and year', async () => {
    await buy(street, shopper);
    const year = clock().slice(0, 4);
    assert.match(text(await shopper.get(`/account/purchases?where=online&year=${year}`)), /Pull Croix-Rousse/);
    assert.match(text(await shopper.get('/account/purchases?where=store')), /Rien ne correspond/);
    assert.match(text(await shopper.get('/account/purchases?year=1999')), /Rien ne correspond/);
  });

  await t.test('addresses: added, preferred, removed; an incomplete one comes back with its fields', async () => {
    const page = await shopper.get('/account/addresses');
    const form = {
      step: 'add',
      addressId: hidden(page, 'addressId'),
      name: 'Camille',
      line1: '27, rue Sala',
      line2: '',
    };
    const whole = { ...form, postcode: '69002', city: 'Lyon', country: 'FR' };
    const bad = await shopper.post('/account/addresses', { ...whole, postcode: '1' });
    assert.equal(bad.status, 422);
    assert.match(bad.html, /name="postcode"[^>]*aria-invalid="true"/);
    assert.match(bad.html, /27, rue Sala/);
    for (let twice = 0; twice < 2; twice++) await shopper.post('/account/addresses', whole);
    const second = { ...whole, addressId: newId('adr'), line1: '3, quai Rambaud' };
    await shopper.post('/account/addresses', second);
    await shopper.post('/account/addresses', { step: 'prefer', addressId: second.addressId });
    const book = text(await shopper.get('/account/addresses'));
    assert.match(book, /Par défaut 3, quai Rambaud.*27, rue Sala/);
    await shopper.post('/account/addresses', { step: 'remove', addressId: second.addressId });
    assert.doesNotMatch(text(await shopper.get('/account/addresses')), /quai Rambaud/);
  });

  await t.test('the password changes with the present one only; this session stays, others end', async () => {
    const other = browser(street);
    await other.post('/account/sign-in', { email: member.email, password: member.password, next: '' });
    const next = 'brume sur la Saône 8';
    const wrong = await shopper.post('/account/password', { current: 'not this one', next });
    assert.equal(wrong.status, 401);
    assert.equal((await shopper.post('/account/password', { current: member.password, next: 'court' })).status, 422);
    assert.match(
      text(await shopper.post('/account/password', { current: member.password, next })),
      /Mot de passe changé/,
    );
    assert.equal((await shopper.get('/account/privacy')).path, '/account/privacy');
    assert.match((await other.get('/account/privacy')).path, /sign-in/);
  });

  await t.test(
    'consents begin at no, are said one by one, and taken back; deletion is asked and taken back',
    async () => {
      assert.doesNotMatch((await shopper.get('/account/privacy')).html, / checked/);
      const said = await shopper.post('/account/privacy', { newsletter: 'yes' });
      assert.match(said.html, /name="newsletter" value="yes" checked/);
      assert.doesNotMatch(said.html, /name="suggestions" value="yes" checked/);
      assert.doesNotMatch((await shopper.post('/account/privacy', {})).html, / checked/);
      assert.match(text(await shopper.post('/account/erasure', { wish: 'yes' })), /Suppression demandée le/);
      assert.doesNotMatch(text(await shopper.post('/account/erasure', { wish: 'no' })), /Suppression demandée le/);
    },
  );
});

test('texts and cookies', async (t) => {
  const street = await openStreet(t);

  await t.test('every text is there, with date and version; an unknown one is not', async () => {
    const visitor = browser(street);
    for (const slug of ['notice', 'terms', 'privacy', 'cookies', 'withdrawal', 'accessibility']) {
      assert.match(text(await visitor.get(`/legal/${slug}`)), /En vigueur le 1er novembre 2026|En vigueur le/, slug);
      assert.match(text(await visitor.get(`/en/legal/${slug}`)), /In force since/, slug);
    }
    assert.match(text(await visitor.get('/legal/withdrawal')), /Modèle de formulaire de rétractation/);
    assert.equal((await visitor.get('/legal/else')).status, 404);
  });

  await t.test('a new version shows at once, on the kept page too', async () => {
    const visitor = browser(street);
    await visitor.get('/legal/terms');
    const as = await street.app.staff('owner');
    const body = { title: 'CGV', body: '## Prix\n<b>Rien</b> que du texte', validFrom: '2026-12-01', version: 0 };
    assert.equal((await street.app.call('PUT', '/api/texts/terms/fr', { as, body })).status, 200);
    for (let tries = 0; tries < 200; tries++) {
      if (/que du texte/.test((await visitor.get('/legal/terms')).html)) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const page = await visitor.get('/legal/terms');
    assert.match(page.html, /&lt;b&gt;Rien/, 'a text is text');
    assert.match(text(page), /version 1/);
  });

  await t.test(
    'before an answer nothing is set; no is as near as yes; the answer is kept with version and day',
    async () => {
      for (const said of ['yes', 'no'] as const) {
        const visitor = browser(street);
        const first = await visitor.get('/');
        assert.deepEqual([...visitor.cookies], [], 'no cookie before the answer');
        assert.match(first.html, /data-consent="unasked"/);
        const buttons = [...first.html.matchAll(/<button class="([^"]+)" name="said" value="(yes|no)"/g)];
        assert.deepEqual(new Set(buttons.map((button) => button[2])), new Set(['yes', 'no']));
        assert.equal(new Set(buttons.map((button) => button[1])).size, 1, 'both look alike');
        const after = await visitor.post('/cookies?next=/c/vetements', { said });
        assert.equal(after.path, '/c/vetements');
        assert.match(visitor.cookies.get('halle_consent') ?? '', new RegExp(`^1\\.${said}\\.\\d{4}-\\d\\d-\\d\\d$`));
        assert.match((await visitor.get('/')).html, new RegExp(`data-consent="${said}"`));
        assert.doesNotMatch((await visitor.get('/')).html, /cookiebar/);
        assert.match(text(await visitor.get('/legal/cookies')), said === 'yes' ? /avez accepté le/ : /avez refusé le/);
      }
      assert.match((await browser(street).get('/')).html, /cookiebar/, 'the kept page is not another’s answer');
      const away = await browser(street).post('/cookies?next=//evil.example', { said: 'no' });
      assert.equal(away.path, '/', 'and leads to no other host');
    },
  );
});

test('search engines read an index of parts with dates; drawings are pictures for social networks; what is withdrawn is gone', async (t) => {
  const street = await openStreet(t);
  const { app } = street;
  const visitor = browser(street);
  const index = (await visitor.get('/sitemap.xml')).html;
  const parts = [...index.matchAll(/<loc>http:\/\/[^/]+(\/sitemaps\/[^<]+)<\/loc>/g)].map((match) => match[1] ?? '');
  assert.equal(parts.length, 2);
  const maps = await Promise.all(parts.map(async (part) => (await visitor.get(part)).html));
  assert.match(maps[0] ?? '', /<loc>http:\/\/[^/]+\/legal\/terms<\/loc>/);
  assert.equal(maps[1]?.match(/<url>/g)?.length, 6, 'three products in two languages');
  assert.match(maps[1] ?? '', /\/p\/robe<\/loc><lastmod>20/);

  const picture = await app.app.inject({ url: '/og/dress-groseille-plain-0.png' });
  assert.deepEqual([picture.statusCode, picture.headers['content-type']], [200, 'image/png']);
  assert.equal(picture.rawPayload.readUInt32BE(16), 1_200, 'as wide as social networks like it');
  assert.equal((await app.app.inject({ url: '/og/..%2fsecret.png' })).statusCode, 404);

  const as = await app.staff('owner');
  const productId = street.goods['vase']?.productId ?? '';
  const before = await app.call('GET', `/api/products/${productId}`, { as });
  const body = { version: before.body.version, status: 'archived' };
  const patched = await app.call('PATCH', `/api/products/${productId}`, { as, body });
  assert.equal(patched.status, 200, patched.text);
  assert.equal((await visitor.get('/p/vase')).status, 410);
  assert.equal((await visitor.get('/p/never')).status, 404);
});

test('a look shows on the very next page, on kept ones too; one that is tried changes nothing', async (t) => {
  const street = await openStreet(t);
  const visitor = browser(street);
  const before = await visitor.get('/');
  assert.doesNotMatch(before.html, /<style>/);
  const wish = { accent: '#8a1538', fonts: 'serif', radius: 'square', logoMediaId: null, home: ['arrivals', 'hero'] };
  const tried = await visitor.get(`/?look=${encodeURIComponent(JSON.stringify(wish))}`);
  assert.match(tried.html, /<style>:root\[data-theme\]\{.*--accent:#8a1538/);
  assert.ok(
    tried.html.indexOf('class="hero"') > tried.html.indexOf('Pull Croix-Rousse'),
    'sections in the wished order',
  );
  assert.equal((await visitor.get('/')).html, before.html);
  for (const bad of ['{', '{"accent":"red"}', JSON.stringify({ ...wish, accent: '#ffd24a' }), '[]', 'null'])
    assert.doesNotMatch((await visitor.get(`/?look=${encodeURIComponent(bad)}`)).html, /<style>/, bad);
  const as = await street.app.staff('owner');
  const put = await street.app.call('PUT', '/api/look', { as, body: { ...wish, home: ['hero'], version: 0 } });
  assert.equal(put.status, 200, put.text);
  for (let tries = 0; tries < 200; tries++) {
    if (/--accent:#8a1538/.test((await visitor.get('/')).html)) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  for (const path of ['/', '/c/vetements', '/p/robe', '/legal/terms'])
    assert.match((await visitor.get(path)).html, /--accent:#8a1538/, path);
  assert.doesNotMatch((await visitor.get('/')).html, /Arrivés récemment/);
});

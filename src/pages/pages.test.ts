import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, accentContrast, checkLook, darkShades, lookStyle, plainLook, textSlugs } from './model.ts';
import { testApp } from '../../test/support/app.ts';

test('an accent is kept only where its words can be read, by day and by night', () => {
  assert.deepEqual(checkLook(plainLook), []);
  assert.equal(checkLook({ ...plainLook, accent: '#f0b63a' })[0]?.field, 'accent', 'yellow under white words');
  assert.equal(checkLook({ ...plainLook, accent: 'red' })[0]?.field, 'accent');
  assert.ok(Math.abs(contrast('#000000', '#ffffff') - 21) < 0.01);
  for (let hue = 0; hue < 0xffffff; hue += 40_503) {
    const accent = `#${hue.toString(16).padStart(6, '0')}`;
    if (accentContrast(accent) < 4.5) continue;
    const night = darkShades(accent);
    for (const ground of ['#101615', '#182120', '#1f2a28'])
      assert.ok(contrast(night.accent, ground) >= 4.5, `${accent} by night on ${ground}`);
    assert.ok(contrast(night.on, night.accent) >= 4.5 && contrast(night.on, night.hover) >= 4.5, accent);
    assert.ok(contrast(night.ink, night.soft) >= 4.5, `${accent} on its own tint`);
  }
});

test('the look we draw adds no style; any other names tokens only', () => {
  assert.equal(lookStyle(plainLook), '');
  const style = lookStyle({ ...plainLook, accent: '#8a1538', radius: 'square', fonts: 'serif' });
  assert.match(style, /--accent:#8a1538;/);
  assert.match(style, /prefers-color-scheme:dark/);
  assert.doesNotMatch(style, /url\(|<|@import/);
});

test('texts and look in the office', async (t) => {
  const app = await testApp(t);
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);

  await t.test('every text is there in both languages before anybody wrote one, its gaps in sight', async () => {
    const { body } = await app.call('GET', '/api/texts', { as: clerk });
    assert.deepEqual(
      body.items.map((text: { slug: string; language: string }) => `${text.language} ${text.slug}`),
      ['fr', 'en'].flatMap((language) => textSlugs.map((slug) => `${language} ${slug}`)),
    );
    const notice = await app.call('GET', '/api/shop/texts/notice?lang=en');
    assert.match(notice.body.body, /\[to be filled : company\]/);
    const form = await app.call('GET', '/api/shop/texts/withdrawal');
    assert.match(form.body.body, /Rayez la mention inutile/);
  });

  await t.test('a new version is appended; the one before stays; an unseen change is not overwritten', async () => {
    const write = (body: object, as = owner) => app.call('PUT', '/api/texts/terms/fr', { as, body });
    const first = { title: 'CGV', body: '## Prix\nTTC.', validFrom: '2026-12-01', version: 0 };
    assert.equal((await write(first, clerk)).status, 403);
    assert.equal((await write(first)).body.version, 1);
    assert.equal((await write(first)).body.version, 1, 'the same again is the same');
    assert.equal((await write({ ...first, body: 'autre' })).body.code, 'pages.changed_meanwhile');
    assert.equal((await write({ ...first, body: 'Nouveau', version: 1 })).body.version, 2);
    const versions = await app.call('GET', '/api/texts/terms/fr/versions', { as: clerk });
    assert.deepEqual(
      versions.body.items.map((text: { body: string }) => text.body),
      ['Nouveau', '## Prix\nTTC.'],
    );
    assert.equal((await app.call('GET', '/api/shop/texts/terms')).body.body, 'Nouveau');
    assert.equal((await app.call('GET', '/api/shop/texts/terms?lang=en')).body.version, 0);
  });

  await t.test('a look is kept with its version; one that cannot be read is refused', async () => {
    const put = (body: object, as = owner) => app.call('PUT', '/api/look', { as, body });
    const wish = { ...plainLook, accent: '#8a1538', home: ['hero', 'stores'], version: 0 };
    assert.equal((await put(wish, clerk)).status, 403);
    const bad = await put({ ...wish, accent: '#ffd24a' });
    assert.deepEqual([bad.status, bad.body.fields[0].field], [422, 'accent']);
    assert.equal((await put(wish)).body.version, 1);
    assert.equal((await put({ ...wish, radius: 'square' })).body.code, 'pages.changed_meanwhile');
    assert.equal((await app.call('GET', '/api/look', { as: clerk })).body.accent, '#8a1538');
  });
});

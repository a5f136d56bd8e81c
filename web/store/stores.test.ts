import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './sample/browser.ts';
import { cookieNames, variantOf } from './server.ts';

const dataOf = (html = ''): { '@graph': Record<string, unknown>[] } =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '{}');

test('stores are found by town or place, told as about, and an unknown place is said to be unknown', async () => {
  const { get, visit } = browser();
  const all = (await get('/stores')).html ?? '';
  assert.match(all, /Lyon Bellecour[\s\S]*Lundi – samedi<\/dt><dd class="num">10/);
  assert.match(all, /vendredi 25 décembre <span class="muted">Noël/);
  assert.doesNotMatch(all, /à environ/, 'no distance from nowhere');
  const near = (await get('/stores?q=Lyon')).html ?? '';
  assert.match(near, /proches de Lyon\..*vol d’oiseau/);
  assert.match(near, /à environ 391 km/);
  const lost = (await get('/stores?q=Atlantide')).html ?? '';
  assert.match(lost, /Nous ne savons pas où se trouve «\u00a0Atlantide\u00a0»/);
  assert.match((await get('/stores?q=%3Cscript%3E')).html ?? '', /«\u00a0&lt;script&gt;\u00a0»/);
  const here = await visit('POST', '/stores/near', { latitude: '45.76', longitude: '4.83' });
  assert.match(here.html ?? '', /proches de vous/);
  assert.equal(here.cache, undefined, 'a page about where somebody is stays theirs');
  assert.equal(here.redirect, undefined, 'and their place stands in no address');
  assert.equal((await visit('POST', '/stores/near', { latitude: '1', longitude: '1', extra: 'x' })).status, 400);
});

test('a store becomes one’s own by a click, is shown and kept apart, and is forgotten as easily', async () => {
  const { get, post, visit, cookies } = browser();
  const dress = '/p/robe-bellecour';
  const before = (await get(dress)).html ?? '';
  assert.equal(cookies[cookieNames.store], undefined, 'nothing is kept before');
  assert.match(before, /Choisir ma boutique/);
  const chosen = await visit('POST', '/stores/mine', { siteId: 'sit_graslin', next: dress });
  assert.deepEqual([chosen.status, chosen.redirect, cookies[cookieNames.store]], [303, dress, 'sit_graslin']);
  const after = (await get(dress)).html ?? '';
  assert.match(after, /class="row wide".*Ma boutique\u00a0: <\/span><b>Nantes Graslin<\/b>/);
  assert.match(after, /Changer de boutique/);
  assert.equal((await post('/stores/mine', { siteId: 'sit_nowhere' })).status, 404);
  assert.equal(cookies[cookieNames.store], 'sit_graslin', 'a store there is not changes nothing');
  const away = await visit('POST', '/stores/mine', { siteId: 'sit_graslin', next: '//elsewhere.example' });
  assert.equal(away.redirect, '/stores', 'nobody is sent to another host');
  await post('/en/stores/mine', { siteId: '' });
  assert.equal(cookies[cookieNames.store], undefined);
});

test('pages kept for everybody are kept by the store somebody calls theirs; nonsense in the cookie is none', () => {
  const of = (store?: string): string => variantOf(store === undefined ? {} : { [cookieNames.store]: store });
  assert.notEqual(of('sit_graslin'), of('sit_bellecour'));
  assert.notEqual(of('sit_graslin'), of());
  for (const bad of ['', '../x', 'sit_', 'sit_<b>', `sit_${'a'.repeat(40)}`, 'prd_x']) assert.equal(of(bad), of(), bad);
});

test('machines read each store’s hours, and a closed day as closed all day', async () => {
  const stores = dataOf((await browser().get('/stores')).html)['@graph'].filter((one) => one['@type'] === 'Store');
  assert.equal(stores.length, 3);
  const [first] = stores;
  const [monday] = (first?.['openingHoursSpecification'] ?? []) as unknown[];
  assert.deepEqual(monday, {
    '@type': 'OpeningHoursSpecification',
    opens: '10:00',
    closes: '19:00',
    dayOfWeek: 'https://schema.org/Monday',
  });
  assert.deepEqual(first?.['specialOpeningHoursSpecification'], [
    {
      '@type': 'OpeningHoursSpecification',
      opens: '00:00',
      closes: '00:00',
      validFrom: '2026-12-25',
      validThrough: '2026-12-25',
    },
  ]);
  assert.equal(stores[1]?.['specialOpeningHoursSpecification'], undefined);
});

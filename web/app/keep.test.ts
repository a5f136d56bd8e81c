/** What the app keeps of the shop, and what it never keeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, cacheNames, cartAfter, changesHands, kindOf, ownPage, windowFor, withBanner } from './keep.ts';

const origin = 'https://boutique.example';
const at = (path: string): URL => new URL(path, origin);
const page = (path: string) => kindOf({ method: 'GET', url: at(path), isPage: true }, origin);

test('what was looked at is kept; what is personal or must be true now is not', () => {
  for (const path of [
    '/',
    '/en',
    '/en/',
    '/p/robe?v=sku_1',
    '/en/c/robes',
    '/stores',
    '/cart',
    '/en/cart',
    '/in/sit_1/p/robe',
  ])
    assert.equal(page(path), 'page', path);
  for (const path of [
    '/checkout',
    '/account',
    '/account/sign-in',
    '/orders/K7',
    '/en/orders/K7',
    '/app',
    '/cart/open/abc',
  ])
    assert.equal(page(path), 'live', path);
  for (const path of ['/office/orders', '/till', '/api/docs', '/play'])
    assert.equal(page(path), 'through', `another program: ${path}`);
});

test('a write and another host are never touched', () => {
  assert.equal(kindOf({ method: 'POST', url: at('/cart/lines'), isPage: true }, origin), 'through');
  assert.equal(kindOf({ method: 'GET', url: new URL('https://else.example/p/x'), isPage: true }, origin), 'through');
});

test('pictures and hashed files are told apart; the API goes through', () => {
  const file = (path: string) => kindOf({ method: 'GET', url: at(path), isPage: false }, origin);
  assert.equal(file('/media/med_1.webp'), 'picture');
  assert.equal(file('/assets/drawings/bag-encre-plain-0.svg'), 'picture');
  assert.equal(file('/assets/main-abcdefgh.js'), 'asset');
  assert.equal(file('/assets/store-abcdefgh.wasm'), 'through', 'a megabyte that is of no use offline');
  assert.equal(file('/api/shop/products'), 'through');
});

test('signing in or out and changing the channel empties what was kept', () => {
  for (const path of ['/account/sign-out', '/en/account/sign-in', '/app'])
    assert.equal(changesHands('POST', at(path)), true, path);
  assert.equal(changesHands('GET', at('/account/sign-in')), false);
  assert.equal(changesHands('POST', at('/cart/lines')), false);
});

test('after a change of the cart its page is fetched again, in its language', () => {
  assert.equal(cartAfter('POST', at('/cart/lines')), '/cart');
  assert.equal(cartAfter('POST', at('/en/cart/lines/sku_1')), '/en/cart');
  assert.equal(cartAfter('GET', at('/cart')), undefined);
  assert.equal(cartAfter('POST', at('/account')), undefined);
});

test('in a store, what hangs and the code for the till are kept; what is being paid is not', () => {
  for (const path of ['/in/sit_1/p/robe?v=sku_1', '/in/sit_1/till', '/en/in/sit_1/compare'])
    assert.equal(page(path), 'page', path);
  assert.equal(page('/in/sit_1/pay'), 'live');
});

test('an address is kept once, however one came there', () => {
  assert.equal(addressOf(at('/p/robe?v=sku_1&utm_source=mail#pic-2')), `${origin}/p/robe?v=sku_1`);
});

test('the banner is shown with the time, and no other text of the page changes', () => {
  const before = '<body><div id="offline" hidden role="status">…</div><p>hidden</p>';
  assert.equal(
    withBanner(before, '2026-05-01T10:42:00.000Z'),
    '<body><div id="offline" data-kept="2026-05-01T10:42:00.000Z" role="status">…</div><p>hidden</p>',
  );
  assert.ok(!withBanner(before, '"><script>').includes('<script>'));
});

test('a new version has caches of its own, and keeps the pictures', () => {
  const [one, two] = [cacheNames('a'), cacheNames('b')];
  assert.notEqual(one.pages, two.pages);
  assert.notEqual(one.shell, two.shell);
  assert.equal(one.pictures, two.pictures);
});

test('a message opens in the window that shows its page, and never over a payment', () => {
  const [home, order, paying] = ['/', '/orders/K7', '/en/checkout'].map((path) => ({ url: `${origin}${path}` }));
  const to = `${origin}/orders/K7?t=x`;
  assert.equal(windowFor([home, paying, order] as { url: string }[], to), order);
  assert.equal(windowFor([paying, home] as { url: string }[], to), home);
  assert.equal(windowFor([paying] as { url: string }[], to), undefined);
});

test('a message leads to a page of ours or to the account', () => {
  assert.equal(ownPage('/orders/K7M2?t=x', origin), `${origin}/orders/K7M2?t=x`);
  for (const bad of ['https://else.example/', '//else.example/x', '/\\else.example', undefined, 7])
    assert.ok(ownPage(bad, origin).startsWith(`${origin}/`), String(bad));
  assert.equal(ownPage('//else.example/x', origin), `${origin}/account`);
});

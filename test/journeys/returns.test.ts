/** J9 in a real browser: a web order withdrawn from in two steps, taken back at a till of a store; another looked at on a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { newId } from '#base/ids';
import { idFor } from '#demo';
import { look } from '../support/look.ts';
import { visitor, type Visitor } from '../support/house.ts';
import { until } from '../support/until.ts';
import { journey, skip } from '../support/journey.ts';

const login = { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' };

let owner: Visitor;
type Bought = { orderId: string; number: string; token: string };

const at = journey({
  ready: async ({ house }) => {
    owner = visitor(house.url);
    await owner.call('POST', '/api/session', login);
  },
});

type Item = { skuId: string | null; quantity: number; price: { minor: number } };

/** An article of which there is enough. */
async function plenty(): Promise<Item> {
  let item: Item | undefined;
  await until('an article of which there is enough', async () => {
    const { body } = await visitor(at.house.url).call<{ items: Item[] }>(
      'GET',
      '/api/shop/products?channel=web&limit=20',
    );
    item = body.items.find((one) => one.skuId !== null && one.quantity > 8);
    return item !== undefined;
  });
  assert.ok(item);
  return item;
}

/** Two sizes or colours of one product at one price, of which there is enough. */
async function sizes(): Promise<readonly [Item, Item]> {
  type Variant = Item & { options: { fr: string }[] };
  const { body } = await visitor(at.house.url).call<{ variants: Variant[] }>(
    'GET',
    '/api/shop/products/robe-bellecour?channel=web',
  );
  const [first, second] = body.variants.filter((one) => one.quantity > 4);
  assert.ok(first && second && first.price.minor === second.price.minor, 'two sizes at one price');
  return [first, second];
}

/** A web order paid by card that was sent. */
async function sent(units: number, wanted?: Item): Promise<Bought> {
  const shopper = visitor(at.house.url);
  const item = wanted ?? (await plenty());
  const [orderId, paymentId] = [newId('ord'), newId('pay')];
  const address = { name: 'Ada Retour', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
  const placed = await shopper.call<Bought>('POST', '/api/shop/orders', {
    ...{ orderId, channelId: idFor('chn', 'web') },
    lines: [{ skuId: item.skuId, quantity: units, unitMinor: item.price.minor }],
    contact: { name: 'Ada Retour', email: 'ada.retour@courriel.example' },
    delivery: { method: 'delivery', address },
    payment: { method: 'card', paymentId },
  });
  assert.equal(placed.status, 201, JSON.stringify(placed.body));
  const pay = { paymentId, card: { token: 'tok_ok' }, orderToken: placed.body.token };
  const paid = await shopper.call('POST', `/api/shop/orders/${orderId}/pay`, pay);
  assert.ok(paid.status < 300, JSON.stringify(paid.body));
  await until('it was captured', async () => {
    type Order = { payments: { state: string; wish: string | null }[] };
    const { body } = await owner.call<Order>('GET', `/api/orders/${orderId}`);
    return body.payments.some((one) => one.state === 'captured');
  });
  const left = await owner.call('POST', `/api/orders/${orderId}/ship`, {});
  assert.ok(left.status < 300, JSON.stringify(left.body));
  return placed.body;
}

async function open(path: string, width: number, height: number): Promise<Page> {
  const context = await at.browser.newContext({
    locale: 'fr-FR',
    reducedMotion: 'reduce',
    viewport: { width, height },
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`script: ${error.message}`));
  await page.goto(at.house.url + path);
  return page;
}

test(
  'J9: withdrawn from on the web in two steps, brought to a store, the money on its way to the card',
  { skip },
  async () => {
    const order = await sent(1);
    const shop = await open(`/orders/${order.number}?t=${order.token}`, 390, 844);
    await shop.getByRole('link', { name: 'Renoncer au contrat ici' }).click();
    await shop.getByRole('heading', { name: 'Renoncer au contrat' }).waitFor();
    await look(shop, 'withdraw-390', { fullPage: true });
    await shop.getByRole('button', { name: 'Confirmer la rétractation' }).click();
    await shop.getByText(/Rétractation reçue le/).waitFor();
    await look(shop, 'withdrawn-390', { fullPage: true });
    const code = (await shop.locator('.pass .code').innerText()).trim();
    assert.match(code, /^R[0-9A-Z]{10}$/);

    const till = await open('/till', 1024, 768);
    const device = { deviceId: newId('dev'), channelId: idFor('chn', 'till-lyo-1'), name: 'Essai' };
    await till.request.post(`${at.house.url}/api/session`, { data: login });
    await till.request.post(`${at.house.url}/api/till/device`, { data: device });
    await till.reload();
    await till.getByRole('button', { name: /^Retour/ }).click();
    await till.getByLabel(/code de retour/).fill(code);
    await till.getByRole('button', { name: 'Chercher', exact: true }).click();
    await till.getByText(order.number).waitFor();
    await look(till, 'till-return-1024', { fullPage: true });
    await till.getByRole('button', { name: 'Rembourser sur le moyen payé' }).click();
    await till.getByText('Retour enregistré').waitFor();
    await look(till, 'till-return-receipt-1024', { fullPage: true });

    type Order = { payments: { state: string; capturedMinor: number; refundedMinor: number }[] };
    await until('the card has all of it back, carriage too', async () => {
      const { body } = await owner.call<Order>('GET', `/api/orders/${order.orderId}`);
      return body.payments.some((one) => one.capturedMinor > 0 && one.refundedMinor === one.capturedMinor);
    });
    await shop.reload();
    await shop
      .getByText(/^Remboursé/)
      .first()
      .waitFor();
  },
);

test(
  'a parcel that came is taken in, looked at and paid back on a phone, with the reason of the amount',
  { skip },
  async () => {
    const order = await sent(2);
    const asked = {
      returnId: newId('rtn'),
      reason: 'damaged',
      note: 'Une couture',
      lines: [{ lineNo: 1, quantity: 2 }],
    };
    const made = await owner.call<{ number: string }>('POST', `/api/orders/${order.orderId}/returns`, asked);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const page = await open('/office/returns', 390, 844);
    await page.getByLabel('E-mail').fill(login.email);
    await page.getByLabel('Mot de passe').fill(login.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText(made.body.number).first().waitFor();
    await look(page, 'returns-390', { fullPage: true });
    await page.goto(`${at.house.url}/office/returns/${asked.returnId}`);
    await page.getByRole('button', { name: 'Réceptionner 2 pièces' }).click();
    await page.getByRole('heading', { name: 'Vérifier' }).waitFor();
    await page.getByLabel('État').last().selectOption('damaged');
    await look(page, 'return-inspect-390', { fullPage: true });
    await page.getByRole('button', { name: 'Ranger' }).click();
    await page.getByRole('button', { name: /^Rembourser \d/ }).click();
    await page.getByText('Remboursé', { exact: true }).first().waitFor({ timeout: 20_000 });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page
      .getByRole('button', { name: /^Pourquoi/ })
      .first()
      .click();
    await page.getByText('Part payée pour ces pièces').waitFor();
    await look(page, 'return-1440', { fullPage: true });
  },
);

test(
  'another size: an agent sets it aside, the first comes back, and the new order takes its place for what was paid',
  { skip },
  async () => {
    const [first] = await sizes();
    const order = await sent(1, first);
    const page = await open('/office', 1440, 900);
    await page.request.post(`${at.house.url}/api/session`, { data: login });
    await page.goto(`${at.house.url}/office/orders/${order.orderId}`);
    await page.getByRole('link', { name: 'Retour ou échange' }).click();
    await page.getByText('D’autres articles', { exact: true }).click();
    const other = page.locator('.siblings button:enabled').filter({ hasNotText: 'le même' }).first();
    await other.click();
    await page.getByText('Rien à payer, rien à rendre').waitFor();
    await look(page, 'exchange-new-1440', { fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'exchange-new-390', { fullPage: true });
    await page.getByRole('button', { name: 'Écrire le retour, mettre de côté' }).click();
    await page.getByText('Échange : mis de côté').first().waitFor();
    await page.getByRole('button', { name: 'Réceptionner 1 pièce' }).click();
    await page.getByRole('button', { name: 'Ranger' }).click();
    await page.getByRole('button', { name: 'Terminer l’échange' }).click();
    await page.getByText('Échangé', { exact: true }).first().waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
    await look(page, 'exchange-done-1440', { fullPage: true });
    await page.locator('.panel').filter({ hasText: 'Nouvelle commande' }).getByRole('link').click();
    await page.getByText('Payé par ce qui est revenu').first().waitFor();
    await page.goto(`${at.house.url}/office/returns`);
    await page.getByText('Échangé', { exact: true }).first().waitFor();
  },
);

test(
  'a shopper asks for another size on a phone: what is sold out cannot be chosen, what is chosen is set aside at once',
  { skip },
  async () => {
    const [first] = await sizes();
    const order = await sent(1, first);
    const shop = await open(`/orders/${order.number}/return?t=${order.token}`, 390, 844);
    await shop.getByLabel(/^Quantité à rendre/).selectOption('1');
    const instead = shop.getByLabel(/^À la place de/);
    const [other] = await instead
      .locator('option:enabled')
      .filter({ hasNotText: /le même|Remboursement/ })
      .all();
    assert.ok(other, 'another size');
    assert.equal(await instead.locator('option:enabled').filter({ hasText: '· épuisé' }).count(), 0);
    const size = ((await other.textContent()) ?? '').split(' · ')[0] ?? '';
    await instead.selectOption(await other.getAttribute('value'));
    await look(shop, 'exchange-asked-390', { fullPage: true });
    await shop.getByRole('button', { name: 'Envoyer la demande' }).click();
    await shop.getByText(/En échange, mis de côté pour vous jusqu’au/).waitFor();
    await shop.getByText(`1 × Robe Bellecour, ${size}`).waitFor();
    await look(shop, 'exchange-waits-390', { fullPage: true });
    await shop.getByRole('button', { name: 'Je garde tout finalement' }).click();
    await shop.getByText('Annulé : vous gardez les articles.').waitFor();
  },
);

test(
  'other goods for what the web sold, at a till: the difference in cash, both papers on the receipt',
  { skip },
  async () => {
    const order = await sent(1);
    const till = await open('/till', 1024, 768);
    const device = { deviceId: newId('dev'), channelId: idFor('chn', 'till-lyo-1'), name: 'Essai' };
    await till.request.post(`${at.house.url}/api/session`, { data: login });
    await till.request.post(`${at.house.url}/api/till/device`, { data: device });
    type Part = { items: { skuId: string; sku: string; here: number; minor: number | null }[] };
    const part = (await (await till.request.get(`${at.house.url}/api/till/catalogue?limit=1000`)).json()) as Part;
    type Order = { lines: { total: { minor: number } }[]; payments: { method: string }[] };
    const paid = (await owner.call<Order>('GET', `/api/orders/${order.orderId}`)).body.lines[0]?.total.minor ?? 0;
    const dearer = part.items.find((item) => item.here > 2 && (item.minor ?? 0) > paid);
    assert.ok(dearer, 'an article of this store that costs more');
    await till.reload();
    await till.getByRole('button', { name: /^Retour/ }).click();
    await till.getByLabel(/code de retour/).fill(order.number);
    await till.getByRole('button', { name: 'Chercher', exact: true }).click();
    await till
      .getByRole('button', { name: /^Un de plus/ })
      .first()
      .click();
    await till.getByRole('button', { name: 'Échanger', exact: true }).click();
    await till.getByLabel(/Code de l’article/).fill(dearer.sku);
    await till.getByRole('button', { name: 'Ajouter' }).click();
    await till.getByText('À payer par le client').waitFor();
    await look(till, 'till-exchange-1024', { fullPage: true });
    await till.getByRole('button', { name: /en espèces$/ }).click();
    await until('both papers lie there', async () => (await till.locator('.paper').count()) === 2);
    await look(till, 'till-exchange-receipt-1024', { fullPage: true });
    assert.equal(await till.getByText('Payé par échange').count(), 2);
  },
);

test(
  'more than a clerk gives back alone: another person agrees by their PIN at the till, and the goods are taken back',
  { skip },
  async () => {
    const order = await sent(1);
    assert.equal((await owner.call('PUT', '/api/refund-limits/clerk', { minor: 100 })).status, 204);
    const till = await open('/till', 1024, 768);
    const device = { deviceId: newId('dev'), channelId: idFor('chn', 'till-lyo-1'), name: 'Essai' };
    await till.request.post(`${at.house.url}/api/session`, { data: login });
    await till.request.post(`${at.house.url}/api/till/device`, { data: device });
    const clerk = { staffId: idFor('stf', 'ines'), pin: '4471' };
    assert.equal((await till.request.post(`${at.house.url}/api/session/pin`, { data: clerk })).status(), 200);
    await till.reload();
    await till.getByRole('button', { name: /^Retour/ }).click();
    await till.getByLabel(/code de retour/).fill(order.number);
    await till.getByRole('button', { name: 'Chercher', exact: true }).click();
    await till
      .getByRole('button', { name: /^Un de plus/ })
      .first()
      .click();
    await till.getByRole('button', { name: 'Rembourser sur le moyen payé' }).click();
    await till.getByRole('heading', { name: 'Une deuxième personne est nécessaire' }).waitFor();
    await till.getByLabel('Qui donne son accord').selectOption({ label: 'Léa Ourcel' });
    await till.getByLabel('Son code').fill('2806');
    await look(till, 'till-second-person-1024', { fullPage: true });
    await till.getByRole('button', { name: 'D’accord' }).click();
    await till.getByText('Retour enregistré').waitFor();
  },
);

/** The journeys over HTTP, in the house as a user starts it: what one channel does, the others see. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '#base/ids';
import { sleep } from '#base/time';
import { idFor, SHOPPER_PASSWORD } from '#demo';
import { runHalle, startHouse, tearDown, visitor, type RunningHouse } from '../support/house.ts';

let house: RunningHouse;
let market = '';

before(async () => {
  house = await startHouse();
  await house.said('90 days are loaded');
  market = /Pretend marketplace\s+(\S+)\//.exec(house.output())?.[1] ?? '';
});
after(() => tearDown(house));

type Cart = {
  cartId: string;
  units: number;
  lines: { skuId: string; sku: string; quantity: number; unit: { minor: number } }[];
};
type Product = { variants: { skuId: string; sku: string }[] };

async function camille(): Promise<ReturnType<typeof visitor>> {
  const her = visitor(house.url);
  const answer = await her.call('POST', '/api/shop/session', {
    email: 'camille.rey@courriel.example',
    password: SHOPPER_PASSWORD,
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return her;
}

async function owner(): Promise<ReturnType<typeof visitor>> {
  const her = visitor(house.url);
  assert.equal(
    (await her.call('POST', '/api/session', { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' }))
      .status,
    200,
  );
  return her;
}

async function freeOf(staff: ReturnType<typeof visitor>, skuId: string): Promise<number> {
  const { body } = await staff.call<{ items: { skuId: string; free: number }[] }>(
    'GET',
    `/api/stock?limit=1&after=${before1(skuId)}`,
  );
  return body.items.find((item) => item.skuId === skuId)?.free ?? 0;
}

/** The id just before, so that a keyset page begins with this one. */
function before1(id: string): string {
  const last = id.at(-1) ?? '0';
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const at = alphabet.indexOf(last);
  return at > 0 ? id.slice(0, -1) + alphabet[at - 1] : id;
}

const contact = { name: 'Camille Rey', email: 'camille.rey@courriel.example' };
const address = { name: 'Camille Rey', line1: '3, rue Mercière', postcode: '69002', city: 'Lyon', country: 'FR' };

test('J11: the cart begun on the phone is finished on the computer, in one order', async () => {
  const phone = await camille();
  const { body: before } = await phone.call<{ cart: Cart }>('GET', '/api/carts/mine?channel=app');
  const { body: vase } = await phone.call<Product>('GET', '/api/shop/products/tasse-halles');
  const added = await phone.call<Cart>('POST', `/api/carts/${before.cart.cartId}/lines`, {
    addId: newId('add'),
    skuId: vase.variants[0]?.skuId,
    quantity: 2,
    channel: 'app',
  });
  assert.equal(added.status, 200, JSON.stringify(added.body));
  const computer = await camille();
  const { body: seen } = await computer.call<{ cart: Cart }>('GET', '/api/carts/mine?channel=web');
  assert.equal(seen.cart.cartId, before.cart.cartId, 'one cart');
  assert.equal(seen.cart.units, before.cart.units + 2);
  const orderId = newId('ord');
  const order = {
    orderId,
    contact,
    delivery: { method: 'delivery', address },
    payment: { method: 'card', paymentId: newId('pay') },
    channel: 'web',
  };
  const placed = await computer.call<{ number: string; state: string; token: string }>(
    'POST',
    `/api/carts/${seen.cart.cartId}/checkout`,
    order,
  );
  assert.equal(placed.status, 201, JSON.stringify(placed.body));
  const again = await computer.call<{ number: string }>('POST', `/api/carts/${seen.cart.cartId}/checkout`, order);
  assert.equal(again.body.number, placed.body.number, 'a second click is the same order');
  const paid = await computer.call<{ state: string }>('POST', `/api/shop/orders/${orderId}/pay`, {
    paymentId: order.payment.paymentId,
    card: { token: 'tok_ok' },
  });
  assert.equal(paid.body.state, 'placed', JSON.stringify(paid.body));
  const { body: history } = await phone.call<{ items: { orderId: string }[] }>('GET', '/api/shop/orders');
  assert.equal(history.items[0]?.orderId, orderId, 'the phone sees the order at once');
  const { body: left } = await phone.call<{ cart: Cart | null }>('GET', '/api/carts/mine?channel=app');
  assert.ok(left.cart === null || left.cart.cartId !== before.cart.cartId, 'the cart is gone');
});

test('J12: an order on the marketplace flows through the own gate; its stock is gone everywhere; a cancellation brings it back', async () => {
  const staff = await owner();
  type State = { orders: { id: string; ack?: string }[] };
  const offers = async (): Promise<string> => (await fetch(`${market}/`)).text();
  let page = '';
  for (let i = 0; i < 100 && !/name="sku"/.test(page); i++) {
    await sleep(200);
    page = await offers();
  }
  const sku = /name="sku" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const skuId = idFor('sku', sku);
  const before = await freeOf(staff, skuId);
  const bought = (await (
    await fetch(`${market}/buy`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku, qty: 1 }),
    })
  ).json()) as { id: string };
  const found = async (state: string): Promise<{ orderId: string; number: string } | undefined> => {
    const { body } = await staff.call<{
      items: { orderId: string; number: string; sourceRef: string; state: string }[];
    }>('GET', `/api/orders?q=${bought.id}`);
    return body.items.find((item) => item.sourceRef === bought.id && item.state === state);
  };
  let order: Awaited<ReturnType<typeof found>>;
  for (let i = 0; i < 100 && !order; i++) {
    await sleep(200);
    order = await found('placed');
  }
  assert.ok(order, 'the order came through');
  let acknowledged: string | undefined;
  for (let i = 0; i < 50 && acknowledged === undefined; i++) {
    await sleep(200);
    acknowledged = ((await (await fetch(`${market}/state`)).json()) as State).orders.find(
      (one) => one.id === bought.id,
    )?.ack;
  }
  assert.equal(acknowledged, order.number, 'the marketplace knows our number');
  await fetch(`${market}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: bought.id }),
  });
  let cancelled: Awaited<ReturnType<typeof found>>;
  for (let i = 0; i < 100 && !cancelled; i++) {
    await sleep(200);
    cancelled = await found('cancelled');
  }
  assert.equal(cancelled?.orderId, order.orderId);
  const { body: events } = await staff.call<{ items: { type: string }[] }>(
    'GET',
    `/api/orders/${order.orderId}/timeline`,
  );
  assert.ok(events.items.some((event) => event.type === 'orders.cancelled'));
  assert.ok(before > 0);
});

/** A till of a site with its clerk at work. */
async function till(
  site: string,
  channel: string,
  clerk: string,
  pin: string,
): Promise<{ clerk: ReturnType<typeof visitor>; device: { lastSequence: number; lastHash: string } }> {
  const at = await owner();
  const deviceId = newId('dev');
  const done = async (path: string, body: unknown): Promise<void> => {
    const answer = await at.call('POST', path, body);
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
  };
  await done('/api/devices', { deviceId, siteId: idFor('sit', site), name: 'Test' });
  await done('/api/till/device', { deviceId, channelId: idFor('chn', channel), name: 'Test' });
  await done('/api/session/pin', { staffId: idFor('stf', clerk), pin });
  const { body } = await at.call<{ lastSequence: number; lastHash: string }>('GET', '/api/till/device');
  return { clerk: at, device: body };
}

test('J2: an associate finds the phone’s cart by name and brings it to the till', async () => {
  const phone = await camille();
  const { body: mine } = await phone.call<{ cart: Cart | null }>('GET', '/api/carts/mine?channel=app');
  const cart =
    mine.cart ??
    (await phone.call<{ cart: Cart }>('POST', '/api/carts', { cartId: newId('crt'), channel: 'app' })).body.cart;
  const dress = idFor('sku', 'ROB-BEL-GRO-38');
  const added = await phone.call('POST', `/api/carts/${cart.cartId}/lines`, {
    addId: newId('add'),
    skuId: dress,
    quantity: 1,
    channel: 'app',
  });
  assert.equal(added.status, 200);
  const { clerk } = await till('LYO', 'till-lyo-1', 'ines', '4471');
  const { body: found } = await clerk.call<{ items: { cartId: string }[] }>('GET', '/api/till/carts?q=Camille%20Rey');
  assert.ok(
    found.items.some((item) => item.cartId === cart.cartId),
    'found by name',
  );
  const brought = await clerk.call<{ lines: { skuId: string }[] }>('POST', `/api/till/carts/${cart.cartId}/bring`, {
    customerId: idFor('cus', 'camille.rey'),
  });
  assert.ok(brought.body.lines.some((line) => line.skuId === dress));
});

test('J6: the last unit, till and web at once: exactly one sale, one clean refusal', async () => {
  const skuId = idFor('sku', 'MAN-SAO-LIN-38');
  const staff = await owner();
  const counted = await staff.call('POST', '/api/stock/counts', {
    siteId: idFor('sit', 'PAR'),
    document: 'test',
    lines: [{ skuId, quantity: 1 }],
  });
  assert.equal(counted.status, 201, JSON.stringify(counted.body));
  const { clerk, device } = await till('PAR', 'till-par-1', 'samuel', '7503');
  const { body: prices } = await clerk.call<{ items: { price: { minor: number } }[] }>(
    'GET',
    `/api/prices?skuIds=${skuId}`,
  );
  const unitMinor = prices.items[0]?.price.minor ?? 0;
  const lines = [{ skuId, quantity: 1, unitMinor }];
  const [web, counter] = await Promise.all([
    visitor(house.url).call('POST', '/api/shop/orders', {
      orderId: newId('ord'),
      channelId: idFor('chn', 'web'),
      lines,
      contact,
      delivery: { method: 'delivery', address },
      payment: { method: 'promise', paymentId: newId('pay') },
    }),
    clerk.call('POST', '/api/till/tickets', {
      ticketId: newId('tkt'),
      orderId: newId('ord'),
      sequence: device.lastSequence + 1,
      previousHash: device.lastHash,
      at: '2026-11-22T10:00:00.000Z',
      lines,
      payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: unitMinor },
    }),
  ]);
  assert.deepEqual([web.status, counter.status].sort(), [201, 409], JSON.stringify([web.body, counter.body]));
});

test('a restart keeps all, and a wrong call says what to do', async () => {
  const her = await camille();
  const { body } = await her.call<{ items: { number: string }[] }>('GET', '/api/shop/orders');
  assert.equal(await house.stop(), 0, 'Ctrl-C ends cleanly');
  const { dataDir, port } = house;
  house = await startHouse([], { dataDir, port });
  const again = await camille();
  const { body: after } = await again.call<{ items: { number: string }[] }>('GET', '/api/shop/orders');
  assert.deepEqual(
    after.items.map((item) => item.number),
    body.items.map((item) => item.number),
  );
  const bogus = await runHalle(['start', '--bogus'], { HALLE_DATA: `${dataDir}-x` });
  assert.deepEqual(
    [bogus.code, /Unknown option '--bogus'[^\n]*Try: halle start --help\n$/.test(bogus.output)],
    [1, true],
    bogus.output,
  );
  const taken = await runHalle(['start'], { HALLE_DATA: `${dataDir}-x`, PORT: String(port) });
  assert.deepEqual(
    [taken.code, taken.output.trim()],
    [1, `Port ${port} is taken: stop what runs there, or choose another, for example with PORT=${port + 100}.`],
  );
});

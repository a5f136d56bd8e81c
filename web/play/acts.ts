/** What each step does: the calls a person's screens would make, in this browser. */
import { newId } from '#base/ids';
import { money } from '#kit/format';
import { api, ApiProblem } from '../kit/api.ts';
import type { Act } from './journeys.ts';
import { backAtTill, moneyBack, sentHome, withdraw } from './return-acts.ts';
import { contact, delivery, openTill, priceOf, tell, type Stage } from './stage.ts';

type Cart = { cartId: string; units: number; lines: { skuId: string; unit: { minor: number }; quantity: number }[] };
async function signIn(stage: Stage): Promise<void> {
  const { email, password } = stage.demo.shopper;
  await api('POST', '/api/shop/session', { body: { email, password } });
}

async function cartOf(): Promise<Cart> {
  const { cart } = await api<{ cart: Cart | null }>('GET', '/api/carts/mine', { query: { channel: 'app' } });
  if (cart) return cart;
  return (await api<{ cart: Cart }>('POST', '/api/carts', { body: { cartId: newId('crt'), channel: 'app' } })).cart;
}

async function addTo(cart: Cart, skuId: string): Promise<Cart> {
  return api<Cart>('POST', `/api/carts/${cart.cartId}/lines`, {
    body: { addId: newId('add'), skuId, quantity: 1, channel: 'app' },
  });
}

type StockItem = { shelves: { siteId: string; onHand: number; free: number }[] };

/** One free unit at Paris beside what is promised already: the books are counted so, that the race can be run again. */
async function oneLeft(stage: Stage): Promise<void> {
  const { owner, lastUnit, sites } = stage.demo;
  await api('POST', '/api/session', { body: { email: owner.email, password: owner.password } });
  const { items } = await api<{ items: StockItem[] }>('GET', '/api/stock', { query: { skuIds: lastUnit.skuId } });
  const shelf = items[0]?.shelves.find(({ siteId }) => siteId === sites.paris);
  const quantity = shelf ? shelf.onHand - shelf.free + 1 : 1;
  await api('POST', '/api/stock/counts', {
    body: { siteId: sites.paris, document: 'play', lines: [{ skuId: lastUnit.skuId, quantity }] },
  });
}

async function race(stage: Stage): Promise<void> {
  const { lastUnit, channels } = stage.demo;
  await oneLeft(stage);
  const device = await openTill(stage, 'paris');
  const unitMinor = await priceOf(lastUnit.skuId);
  const web = api<{ number: string }>('POST', '/api/shop/orders', {
    body: {
      orderId: newId('ord'),
      channelId: channels.web,
      lines: [{ skuId: lastUnit.skuId, quantity: 1, unitMinor }],
      contact,
      delivery,
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  const till = api<{ number: string }>('POST', '/api/till/tickets', {
    body: {
      ticketId: newId('tkt'),
      orderId: newId('ord'),
      sequence: device.lastSequence + 1,
      previousHash: device.lastHash,
      at: new Date().toISOString(),
      lines: [{ skuId: lastUnit.skuId, quantity: 1, unitMinor }],
      payment: { method: 'cash', paymentId: newId('pay'), receivedMinor: unitMinor },
    },
  });
  const [onWeb, atTill] = await Promise.allSettled([web, till]);
  const words = (who: string, result: PromiseSettledResult<{ number: string }>): void =>
    result.status === 'fulfilled'
      ? stage.say(
          `${who} : ${result.value.number}, ${money(stage.lang, { minor: unitMinor, currency: 'EUR' } as never)}`,
          'ok',
        )
      : stage.say(
          `${who} : ${result.reason instanceof ApiProblem ? `${result.reason.title} (${result.reason.status})` : String(result.reason)}`,
          'bad',
        );
  words(stage.lang === 'fr' ? 'Téléphone' : 'Phone', onWeb);
  words(stage.lang === 'fr' ? 'Caisse' : 'Till', atTill);
  stage.left(`/p/${lastUnit.handle}`);
  stage.right('/till');
}

type MarketOrder = { orderId: string; number: string; state: string; sourceRef: string | null };

async function until(stage: Stage, id: string, state: string): Promise<MarketOrder> {
  for (let i = 0; i < 60; i++) {
    const { items } = await api<{ items: MarketOrder[] }>('GET', '/api/orders', { query: { q: id } });
    const found = items.find((item) => item.sourceRef === id && item.state === state);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(
    stage.lang === 'fr' ? 'La commande n’est pas arrivée en 15 secondes.' : 'The order did not come within 15 seconds.',
  );
}

const acts: Readonly<Record<Act, (stage: Stage) => Promise<void>>> = {
  sentHome,
  withdraw,
  backAtTill,
  moneyBack,
  signIn: async (stage) => {
    await signIn(stage);
    stage.left('/account');
    if (stage.demo.market !== '') stage.right('/account');
  },
  fillPhone: async (stage) => {
    const cart = await addTo(await cartOf(), stage.demo.dress.skuId);
    stage.memory.cartId = cart.cartId;
    stage.left('/cart');
  },
  shelf: async (stage) => stage.left('/scan?code=ROB-BEL-GRO-38&in=LYO'),
  showCode: async (stage) => {
    const cart = await addTo(await cartOf(), stage.demo.dress.skuId);
    stage.memory.cartId = cart.cartId;
    stage.left(`/in/${stage.demo.sites.lyon}/till`);
  },
  till: async (stage) => {
    await openTill(stage, location.hash === '#J6' ? 'paris' : 'lyon');
    stage.right('/till');
  },
  lookOnTill: async (stage) => {
    const { items } = await api<{ items: { cartId: string; units: number; customer: { name: string } | null }[] }>(
      'GET',
      '/api/till/carts',
      { query: { q: 'Camille Rey' } },
    );
    const found = items.find((item) => item.cartId === stage.memory.cartId) ?? items[0];
    if (!found) throw new Error(stage.lang === 'fr' ? 'Aucun panier ouvert.' : 'No open cart.');
    stage.memory.cartId = found.cartId;
    tell(
      stage,
      `Panier de ${found.customer?.name ?? ''}, ${found.units} articles`,
      `${found.customer?.name ?? ''}’s cart, ${found.units} articles`,
      'ok',
    );
  },
  bring: async (stage) => {
    await api('POST', `/api/till/carts/${stage.memory.cartId ?? ''}/bring`, {
      body: { customerId: stage.demo.shopper.customerId },
    });
    stage.right(`/till?cart=${stage.memory.cartId ?? ''}`);
    stage.left('/cart');
  },
  lastUnit: async (stage) => {
    await oneLeft(stage);
    await openTill(stage, 'paris');
    stage.left(`/p/${stage.demo.lastUnit.handle}`);
    stage.right('/till');
  },
  race,
  phoneAdd: async (stage) => {
    const { items } = await api<{ items: { handle: string; skuIds?: string[] }[] }>('GET', '/api/shop/search', {
      query: { q: 'tasse', limit: 1 },
    });
    const product = await api<{ variants: { skuId: string }[] }>(
      'GET',
      `/api/shop/products/${items[0]?.handle ?? 'tasse-halles'}`,
    );
    const cart = await addTo(await cartOf(), product.variants[0]?.skuId ?? '');
    stage.memory.cartId = cart.cartId;
    stage.left('/cart');
  },
  computer: async (stage) => stage.right('/cart'),
  finish: async (stage) => {
    const cart = await cartOf();
    const order = {
      orderId: newId('ord'),
      contact,
      delivery,
      payment: { method: 'card', paymentId: newId('pay') },
      channel: 'web',
    };
    await api('POST', `/api/carts/${cart.cartId}/checkout`, { body: order });
    const paid = await api<{ number: string; token: string }>('POST', `/api/shop/orders/${order.orderId}/pay`, {
      body: { paymentId: order.payment.paymentId, card: { token: 'tok_ok' } },
    });
    stage.right(`/orders/${paid.number}?t=${paid.token}`);
    stage.left('/account');
    tell(stage, `Commande ${paid.number}`, `Order ${paid.number}`, 'ok');
  },
  market: async (stage) => {
    const { email, password } = stage.demo.owner;
    await api('POST', '/api/session', { body: { email, password } });
    stage.right(stage.demo.market);
    stage.left('/');
  },
  marketBuy: async (stage) => {
    const sold = await api<{ id: string }>('POST', '/play/market', { body: { verb: 'buy' } });
    stage.memory.marketId = sold.id;
    const order = await until(stage, sold.id, 'placed');
    tell(stage, `${sold.id} est la commande ${order.number}`, `${sold.id} is order ${order.number}`, 'ok');
    stage.left(`/office/orders/${order.orderId}`);
    stage.right(stage.demo.market);
  },
  marketCancel: async (stage) => {
    const id = stage.memory.marketId ?? '';
    await api('POST', '/play/market', { body: { verb: 'cancel', id } });
    const order = await until(stage, id, 'cancelled');
    tell(
      stage,
      `La commande ${order.number} est annulée, le stock est revenu.`,
      `Order ${order.number} is cancelled, the stock is back.`,
      'ok',
    );
    stage.left(`/office/orders/${order.orderId}`);
    stage.right(stage.demo.market);
  },
};

/** Does one step. Throws what the person should read. */
export function runAct(act: Act, stage: Stage): Promise<void> {
  return acts[act](stage);
}

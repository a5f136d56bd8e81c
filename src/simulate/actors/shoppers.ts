/** Shoppers on the web and in the app: carts, checkouts, cards. */
import { must } from '#base/assert';
import { sha256 } from '#base/canonical';
import { unwrap } from '#base/refusal';
import { addToCart, checkoutCart, claimCart, openCart, setCartLine } from '#carts';
import { payOrder, placeOrder, type OrderDraft } from '#orders';
import { authorisePayment } from '#payments';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import { address, count, type ShopperCart, type Town } from '../town.ts';

const contact = { name: 'Ada Essai', email: 'ada@exemple.fr' };

/** How the pretend card provider behaves, by the card. */
const cards = [
  { token: 'tok_ok', weight: 70 },
  { token: 'tok_declined', weight: 12 },
  { token: 'tok_timeout', weight: 6 },
  { token: 'tok_lost_answer', weight: 10 },
  { token: 'tok_late_webhook', weight: 10 },
  { token: 'tok_double_webhook', weight: 12 },
] as const;

const postcodes = [
  { postcode: '69001', weight: 80 },
  { postcode: '98011', weight: 15 },
  { postcode: '98000', weight: 5 },
] as const;

const accessTo = ({ token, customerId }: ShopperCart) => ({ tokenHash: sha256(token), customerId });
const whoseCart = (cart: ShopperCart) => ({
  cartId: cart.cartId,
  access: accessTo(cart),
  actor: cart.customerId ?? 'visitor',
});

function openOne(town: Town, roll: Roll): Operation {
  const { planned, channels } = town;
  const channelId = roll.chance(70) ? channels.web : channels.app;
  const customerId = roll.chance(40) ? roll.pick(town.customers) : undefined;
  const [cartId, token] = [roll.id('crt'), roll.id('secret')];
  const cart: ShopperCart = {
    cartId,
    channelId,
    token,
    ...(customerId === undefined ? {} : { customerId, claimed: true }),
  };
  const [skuId, quantity, addId] = [must(roll.pick(town.skuIds), 'an article'), roll.int(1, 2), roll.id('add')];
  planned.carts.push(cart);
  return {
    says: `open cart ${cartId} with ${quantity} of ${town.skus.get(skuId)}, ${customerId ?? 'a guest'}`,
    run: async (database) => {
      const opened = unwrap(
        await openCart(database, { cartId, channelId, customerId, token, actor: customerId ?? 'visitor' }),
      );
      cart.cartId = opened.cart.cartId; // a known customer gets the cart they have
      unwrap(await addToCart(database, { ...whoseCart(cart), skuId, quantity, addId }));
      return nothing;
    },
  };
}

function addOne(town: Town, roll: Roll): Operation | undefined {
  const cart = roll.recent(town.planned.carts, 4);
  const skuId = roll.pick(town.skuIds);
  if (!cart || skuId === undefined) return undefined;
  const [quantity, addId] = [roll.int(1, 3), roll.id('add')];
  return {
    says: `add ${quantity} of ${town.skus.get(skuId)} ${addId}`,
    run: async (database) => {
      unwrap(await addToCart(database, { ...whoseCart(cart), skuId, quantity, addId }));
      return nothing;
    },
  };
}

function setOne(town: Town, roll: Roll): Operation | undefined {
  const cart = roll.recent(town.planned.carts, 4);
  const skuId = roll.pick(town.skuIds);
  if (!cart || skuId === undefined) return undefined;
  const quantity = roll.int(0, 3);
  return {
    says: `set ${town.skus.get(skuId)} to ${quantity}`,
    run: async (database) => {
      unwrap(await setCartLine(database, { ...whoseCart(cart), skuId, quantity }));
      return nothing;
    },
  };
}

function signIn(town: Town, roll: Roll): Operation | undefined {
  const cart = roll.recent(town.planned.carts, 6);
  const customerId = must(roll.pick(town.customers), 'a customer');
  if (!cart || cart.claimed) return undefined;
  cart.claimed = true;
  return {
    says: `sign in ${customerId}`,
    run: async (database) => {
      const { cartId, channelId, token } = cart;
      const claim = { customerId, channelId, actor: customerId, cartId, tokenHash: sha256(token) };
      const claimed = await claimCart(database, claim);
      if (claimed) Object.assign(cart, { customerId, cartId: claimed.cartId });
      return nothing;
    },
  };
}

function deliveryOf(town: Town, roll: Roll): OrderDraft['delivery'] {
  // In some places the carrier’s answers are lost, or it takes nothing.
  const { postcode } = roll.weighted(postcodes);
  return roll.chance(60)
    ? { method: 'delivery', address: { ...address, postcode } }
    : { method: 'pickup', siteId: town.sites.store };
}

function paymentOf(roll: Roll): { paymentId: string; method: 'card' | 'promise' } {
  return { paymentId: roll.id('pay'), method: roll.chance(65) ? 'card' : 'promise' };
}

function checkout(town: Town, roll: Roll): Operation | undefined {
  const cart = roll.recent(town.planned.carts, 4);
  if (!cart) return undefined;
  if (roll.chance(60)) town.planned.carts.splice(town.planned.carts.indexOf(cart), 1);
  const [orderId, payment, delivery] = [roll.id('ord'), paymentOf(roll), deliveryOf(town, roll)];
  const order = { orderId, ...payment };
  town.planned.orders.push({ ...order, card: payment.method === 'card' });
  const asked = once(() => ({ cartId: cart.cartId, orderId, payment, delivery, contact, customerId: cart.customerId }));
  return {
    says: `check out ${orderId} by ${payment.method}`,
    run: async (database) => {
      const receipt = unwrap(await checkoutCart(database, { ...whoseCart(cart), ...(await asked()) })); // proof is what the device has now
      return { told: 'opened', order, receipt, placed: receipt.state === 'placed' };
    },
  };
}

function buyNow(town: Town, roll: Roll): Operation {
  const [orderId, payment, delivery] = [roll.id('ord'), paymentOf(roll), deliveryOf(town, roll)];
  const order = { orderId, ...payment };
  const wanted = roll.shuffled(town.skuIds).slice(0, roll.int(1, 2));
  const quantities = wanted.map(() => roll.int(1, 3));
  town.planned.orders.push({ ...order, card: payment.method === 'card' });
  const draft = once((): OrderDraft => ({
    ...{ orderId, channelId: town.channels.web, contact, delivery, price: 'ours', short: 'refuse' },
    lines: wanted.map((skuId, i) => ({
      ...{ skuId, quantity: quantities[i] ?? 1, unitMinor: town.model.prices.get(skuId) ?? 0 },
    })),
    payments: [{ ...payment, provider: payment.method === 'card' ? 'pretend' : 'promise' }],
  }));
  return {
    says: `buy ${orderId}, ${quantities.join(' + ')} by ${payment.method}`,
    run: async (database) => {
      const receipt = unwrap(await placeOrder(database, await draft()));
      return { told: 'opened', order, receipt, placed: receipt.state === 'placed' };
    },
  };
}

function pay(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(
    town.planned.orders.filter((one) => one.card),
    5,
  );
  if (!order) return undefined;
  const { orderId } = order;
  const { token } = roll.weighted(cards);
  const paymentId = roll.chance(85) ? order.paymentId : roll.id('pay');
  return {
    says: `pay ${orderId} with ${token}`,
    run: async (database) => {
      if (token !== 'tok_ok' && token !== 'tok_declined') count(town, `card: ${token.slice(4).replace('_', ' ')}`);
      if (token === 'tok_timeout') {
        // The shopper of this card waits for nobody: what became of it is the sweep's to find out.
        await authorisePayment(database, { paymentId: order.paymentId, card: token, deadlineMs: 10 });
        return nothing;
      }
      const { state } = await payOrder(database, { orderId, paymentId, card: token, actor: 'visitor' });
      return state === 'placed' ? { told: 'placed', orderId } : nothing;
    },
  };
}

export const shoppers: readonly Actor[] = [
  { name: 'shopper opens a cart', weight: 7, act: openOne },
  { name: 'shopper adds', weight: 8, act: addOne },
  { name: 'shopper sets a line', weight: 3, act: setOne },
  { name: 'shopper signs in', weight: 3, act: signIn },
  { name: 'shopper checks out', weight: 9, act: checkout },
  { name: 'shopper buys at once', weight: 9, act: buyNow },
  { name: 'shopper pays', weight: 14, act: pay },
];

/** From cart to order: the order is placed and its cart closed in one transaction, or neither. */
import { createBatcher, type Batcher } from '#base/batcher';
import { canonicalJson } from '#base/canonical';
import { perDatabase, type Database, type Tx } from '#base/db';
import { Refusal, refuse, refused, type Outcome } from '#base/refusal';
import { buyerOf } from '#customers';
import {
  findOrder,
  placeOrders,
  prepareOrder,
  receiptOf,
  type Contact,
  type Delivery,
  type OrderDraft,
  type OrderReceipt,
  type PreparedOrder,
} from '#orders';
import { paymentSettings, paymentsOf, receivableAccount, type PaymentSettings } from '#payments';
import { cardsText } from './cards.ts';
import { giveUpHeld } from './approval-hold.ts';
import { openedCart, type CartCall } from './change.ts';
import { closeCarts, lockForOrders } from './close.ts';
import type { Destined } from './facts.ts';
import { mayOpen, type Access, type Cart, type Reach } from './model.ts';
import { viewOf } from './view.ts';

export type Checkout = CartCall & {
  readonly orderId: string;
  readonly customerId?: string | undefined;
  /** The company it is bought for; null: none. Absent: the one its customer has chosen. */
  readonly companyId?: string | null | undefined;
  /** The buyer's own number of the purchase. */
  readonly reference?: string | undefined;
  readonly contact: Contact;
  readonly delivery: Delivery;
  /** `account`: owed by the company it is bought for, by its terms. */
  readonly payment: { readonly method: 'card' | 'promise' | 'transfer' | 'account'; readonly paymentId: string };
  /**
   * Gift cards and store credit that pay a part of what was agreed to, each its minor units; `payment` pays the rest. That the shopper may
   * use them, who calls has looked at.
   */
  readonly vouchers?: readonly { readonly paymentId: string; readonly accountId: string; readonly minor: number }[];
  /**
   * The total that the shopper agreed to, minor units: another is refused. Without it the unit prices that the cart last showed
   * them are what they agreed to.
   */
  readonly agreedMinor?: number | undefined;
  /** Somebody of the company has agreed to what is beyond the buyer's limit (`approvals.ts`); never from a request. */
  readonly approved?: boolean | undefined;
  /** What the cart held when it was agreed to; with anything else in it nothing is ordered. */
  readonly heldLines?: string | undefined;
  /** What is set aside under this id is free again for it, in the same transaction (`approval-hold.ts`); never from a request. */
  readonly frees?: string | undefined;
};

/**
 * Places the order of a cart and closes it. Repeatable by the order's id: the same again gives the same receipt, also after the cart
 * is closed; of two checkouts of one cart under different ids one wins. Refuses `carts.not_found`, `carts.level`, `carts.closed`
 * (with what it became), `carts.empty`, `carts.changed`, `orders.price_changed`, `orders.not_on_sale`, `orders.delivery`,
 * `inventory.short`, `request.id_reused`.
 */
export async function checkoutCart(database: Database, input: Checkout): Promise<Outcome<OrderReceipt>> {
  try {
    const { cart, channelId, reach } = await openedCart(database, input);
    if (cart.status === 'ordered' && cart.became === input.orderId) return await repeated(database, input);
    if (cart.status !== 'open') return refused('carts.closed', { status: cart.status, became: cart.became });
    if (cart.lines.length === 0) return refused('carts.empty');
    if (input.heldLines !== undefined && linesText(cart) !== input.heldLines)
      return refused('carts.changed', { detail: cart.cartId });
    const draft = await draftOf(database, cart, channelId, input);
    const prepared = await prepareOrder(database, draft, { actor: input.actor });
    if (!prepared.ok) return prepared;
    const { gross } = prepared.value.priced.totals;
    if (input.agreedMinor !== undefined && gross.minor !== input.agreedMinor)
      return refused('orders.price_changed', {
        expected: input.agreedMinor,
        actual: gross.minor,
        currency: gross.currency,
      });
    const { access } = input;
    const priced = { order: prepared.value, lines: linesText(cart), access, reach };
    const { frees } = input;
    const outcome =
      frees === undefined ? await checkouts(database).submit(priced) : await checkoutHeld(database, priced, frees);
    // Somebody else's click, or ours sent twice at once, may have been first.
    if (!outcome.ok && outcome.refusal.code === 'carts.closed' && outcome.refusal.facts.became === input.orderId)
      return await repeated(database, input);
    return outcome;
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error };
    throw error;
  }
}

/** A cart as the gate would take it, without placing anything; refusals come as outcomes. */
export async function preparedCart(
  database: Database,
  input: Checkout,
): Promise<
  Outcome<{ readonly cart: Cart; readonly channelId: string; readonly lines: string; readonly order: PreparedOrder }>
> {
  try {
    const { cart, channelId } = await openedCart(database, input);
    if (cart.status !== 'open') return refused('carts.closed', { status: cart.status, became: cart.became });
    if (cart.lines.length === 0) return refused('carts.empty');
    const prepared = await prepareOrder(database, await draftOf(database, cart, channelId, input), {
      actor: input.actor,
    });
    return prepared.ok
      ? { ok: true, value: { cart, channelId, lines: linesText(cart), order: prepared.value } }
      : prepared;
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error };
    throw error;
  }
}

async function draftOf(database: Database, cart: Cart, channelId: string, input: Checkout): Promise<OrderDraft> {
  const customerId = input.customerId ?? cart.customerId ?? undefined;
  const { companyId } = await buyerOf(database, { customerId, companyId: input.companyId });
  const own = { ...cart, customerId: customerId ?? null };
  const view = await viewOf(database, own, channelId, [], {
    companyId: companyId ?? null,
    to: destinedOf(input.delivery),
  });
  const seenOf = new Map(cart.lines.map((line) => [line.skuId, line.seen]));
  const lines = view.lines.map(({ skuId, quantity, unit, card }) => {
    if (unit === undefined) return refuse('orders.not_on_sale', { detail: 'it has no price here', skuId });
    if (card) return { skuId, quantity, unitMinor: unit.minor, ...(card.for ? { card: card.for } : {}) };
    const seen = input.agreedMinor === undefined ? seenOf.get(skuId) : undefined;
    return { skuId, quantity, unitMinor: seen?.currency === unit.currency ? seen.minor : unit.minor };
  });
  const { orderId, contact, delivery, reference } = input;
  return {
    orderId,
    channelId,
    cartId: cart.cartId,
    ...(customerId === undefined ? {} : { customerId }),
    ...(companyId === undefined ? {} : { companyId }),
    ...(reference === undefined || companyId === undefined ? {} : { reference }),
    contact,
    delivery,
    lines,
    payments: paymentsOfDraft(input, companyId, (await paymentSettings(database)).cardProvider),
    ...(cart.codes.length > 0 ? { codes: cart.codes } : {}),
    ...(input.approved ? { approved: true } : {}),
    price: 'ours',
    short: 'refuse',
  };
}

const destinedOf = (delivery: Delivery): Destined =>
  'siteId' in delivery ? { siteId: delivery.siteId } : delivery.address ? { address: delivery.address } : {};

function otherPayment(
  payment: Checkout['payment'],
  companyId: string | undefined,
  cardProvider: PaymentSettings['cardProvider'],
): OrderDraft['payments'][number] {
  if (payment.method === 'card') return { ...payment, provider: cardProvider };
  if (payment.method === 'promise') return { ...payment, provider: 'promise' };
  if (payment.method === 'transfer') return { ...payment, provider: 'bank-transfer' };
  if (companyId === undefined) return refuse('payments.no_terms');
  return { ...payment, provider: 'on-account', accountId: receivableAccount(companyId) };
}

/** How it is paid: what vouchers do not pay of the total is left for the other way, where anything is. */
function paymentsOfDraft(
  { payment, vouchers = [], agreedMinor }: Checkout,
  companyId: string | undefined,
  cardProvider: PaymentSettings['cardProvider'],
): OrderDraft['payments'] {
  const other = otherPayment(payment, companyId, cardProvider);
  if (vouchers.length === 0) return [other];
  const paid = vouchers.reduce((sum, { minor }) => sum + minor, 0);
  const rest = (agreedMinor ?? paid) - paid;
  const parts = vouchers.map(({ paymentId, accountId, minor }) => ({
    ...{ paymentId, accountId, amountMinor: minor, method: 'gift_card' as const, provider: 'gift-card' as const },
  }));
  return rest === 0 ? parts : [...parts, { ...other, amountMinor: rest }];
}

/** What the cart held when it was priced; a cart that holds something else by the time of the lock is not ordered. */
const linesText = ({ lines }: Pick<Cart, 'lines'>): string =>
  lines.map((line) => `${line.skuId} ${line.quantity}${cardsText(line)}`).join();

/** The receipt of an order that this checkout made before, if it says the same. */
async function repeated(database: Database, input: Checkout): Promise<Outcome<OrderReceipt>> {
  const order = await findOrder(database, input.orderId);
  if (!order) return refused('carts.closed', { status: 'ordered', became: input.orderId });
  const { orderId, contact, delivery } = order;
  const payments = await paymentsOf(database, orderId);
  const [voucher] = input.vouchers ?? [];
  const wanted = voucher ? { paymentId: voucher.paymentId, method: 'gift_card' as const } : input.payment;
  const same =
    canonicalJson([contact, delivery]) === canonicalJson([input.contact, input.delivery]) &&
    payments.some((known) => known.paymentId === wanted.paymentId && known.method === wanted.method);
  return same ? { ok: true, value: receiptOf(order) } : refused('request.id_reused', { detail: orderId });
}

type Priced = {
  readonly order: PreparedOrder;
  readonly lines: string;
  readonly access: Access;
  readonly reach: Reach;
};

const checkouts: (database: Database) => Batcher<Priced, OrderReceipt> = perDatabase((database) =>
  createBatcher(database, { name: 'carts.checkout', caller: { actor: 'gate' }, lanes: 1, run: checkoutCarts }),
);

/** The batch: the gate with the carts as its admission, then the carts of what was granted are closed. */
async function checkoutCarts(tx: Tx, items: readonly Priced[]): Promise<readonly Outcome<OrderReceipt>[]> {
  const priced = new Map(items.map((item) => [item.order.draft.orderId, item]));
  const orders = items.map((item) => item.order);
  let locked: ReadonlyMap<string, Cart> = new Map();
  const outcomes = await placeOrders(tx, orders, async (inner, fresh) => {
    const { barred, carts } = await lockForOrders(inner, fresh);
    locked = carts;
    for (const { draft } of fresh) {
      const cart = carts.get(draft.cartId ?? '');
      const item = priced.get(draft.orderId);
      const refusal = cart && item && !barred.has(draft.orderId) ? notAsPriced(cart, item) : undefined;
      if (refusal) barred.set(draft.orderId, refusal);
    }
    return barred;
  });
  const closing = orders.flatMap(({ draft, actor }, i) =>
    outcomes[i]?.ok === true && draft.cartId !== undefined && locked.has(draft.cartId)
      ? [{ cartId: draft.cartId, orderId: draft.orderId, actor }]
      : [],
  );
  await closeCarts(tx, closing, locked);
  return outcomes;
}

/** One order whose goods were set aside: they are given up and taken in one transaction, or stay where they are. */
async function checkoutHeld(database: Database, item: Priced, askId: string): Promise<Outcome<OrderReceipt>> {
  return database.transaction({ actor: 'gate' }, async (tx): Promise<Outcome<OrderReceipt>> => {
    await giveUpHeld(tx, [askId], 'approval_granted');
    const [outcome] = await checkoutCarts(tx, [item]);
    if (!outcome?.ok) throw outcome?.refusal ?? new Error('an outcome');
    return outcome;
  });
}

/** Under the lock: whoever could open the cart when it was priced still can, and it holds what it held. */
function notAsPriced(cart: Cart, { access, reach, lines }: Priced): Refusal | undefined {
  const may = mayOpen(cart, access, reach, 'read');
  if (!may.ok) return may.refusal;
  return linesText(cart) === lines ? undefined : new Refusal('carts.changed', { detail: cart.cartId });
}

/** Replays the planned past through the gate's own code, each quarter of an hour in a transaction of its time. */
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import type { Money } from '#base/money';
import { unwrap } from '#base/refusal';
import { clock, dayIn, msOf, MINUTE, type Instant } from '#base/time';
import { sha256 } from '#base/canonical';
import { addToCart, openCart } from '#carts';
import { skuIdsBySku } from '#catalog';
import { moveStock, placeOf, receiveStock } from '#inventory';
import { openPayments, seedPretendBook, settlePayments } from '#payments';
import { cancelOrder, placeOrders, prepareOrder, shipOrder, type OrderDraft, type PreparedOrder } from '#orders';
import { pricesNow } from './prices.ts';
import { planHistory } from './history.ts';
import { idFor } from './ids.ts';
import { channels, sites } from './merchant.ts';
import { demoProducts } from './products/index.ts';
import { customers, seedCustomer } from './seed.ts';
import { namedCustomers } from './people.ts';
import type { CartFact, Fact, SaleFact } from './types.ts';

const QUARTER = 15 * MINUTE;
const named = new Set(namedCustomers.map((customer) => customer.key));

/** Ninety days up to this morning; a load that was interrupted goes on where it stopped. */
export async function loadHistory(database: Database): Promise<void> {
  const done = await progress(database);
  const today = dayIn(clock(), 'Europe/Paris');
  const until = clock();
  const products = demoProducts.filter((product) => product.taxClass !== 'outside');
  const facts = [
    ...planHistory({ seed: 'ourcel', days: daysOfPast(), today, until, products, customers, sites, channels }),
  ];
  const skuIds = await skuIdsBySku(
    database,
    products.flatMap((product) => product.variants.map((variant) => variant.sku)),
  );
  const prices = pricesNow(products);
  for (const batch of quarters(facts)) {
    const first = batch[0];
    if (!first || first.at <= done) continue;
    await loadQuarter(database, { batch, at: first.at, skuIds, prices });
  }
  for (const fact of facts) if (fact.fact === 'cart') await openDemoCart(database, fact, skuIds);
  await database.transaction({ actor: 'demo' }, async (tx) =>
    announce(tx, { type: 'demo.history_loaded', subjectKind: 'demo', subjectId: 'ourcel' }),
  );
}

/** A cart somebody left open, on the channel where it was begun; what has been sold out since is left out. */
async function openDemoCart(database: Database, fact: CartFact, skuIds: ReadonlyMap<string, string>): Promise<void> {
  const customer = customers.find((one) => one.key === fact.customer);
  const actor = customer ? idFor('cus', customer.key) : 'visitor';
  if (customer && !named.has(customer.key))
    await database.transaction({ actor: 'demo' }, (tx) => seedCustomer(tx, customer));
  const cartId = idFor('crt', fact.key);
  const opened = await openCart(database, {
    cartId,
    channelId: idFor('chn', fact.channel),
    actor,
    ...(customer ? { customerId: idFor('cus', customer.key) } : {}),
  });
  if (!opened.ok) return;
  const { cart, token } = opened.value;
  const access = { customerId: cart.customerId ?? undefined, tokenHash: token === null ? undefined : sha256(token) };
  for (const [i, line] of fact.lines.entries()) {
    const skuId = skuIds.get(line.sku);
    if (skuId !== undefined)
      await addToCart(database, {
        cartId: cart.cartId,
        access,
        actor,
        addId: `demo-${fact.key}-${i}`.slice(0, 40),
        skuId,
        quantity: line.quantity,
      });
  }
}

/** Ninety; tests that start the whole house ask for fewer with HALLE_DEMO_DAYS. */
function daysOfPast(): number {
  const asked = Number(process.env.HALLE_DEMO_DAYS ?? 90);
  return Number.isInteger(asked) && asked >= 1 && asked <= 90 ? asked : 90;
}

async function progress(database: Database): Promise<string> {
  const [row] = await database.query<{ upTo: string | null }>(
    sql`SELECT max(body->>'at') AS "upTo" FROM journal.event WHERE subject_id = 'ourcel' AND type = 'demo.loaded'`,
  );
  return row?.upTo ?? '';
}

function* quarters(facts: readonly Fact[]): Generator<Fact[]> {
  let batch: Fact[] = [];
  let slot = -1;
  for (const fact of facts) {
    const mine = Math.floor(msOf(fact.at) / QUARTER);
    if (mine !== slot && batch.length > 0) {
      yield batch;
      batch = [];
    }
    slot = mine;
    batch.push(fact);
  }
  if (batch.length > 0) yield batch;
}

type Quarter = {
  batch: readonly Fact[];
  at: Instant;
  skuIds: ReadonlyMap<string, string>;
  prices: ReadonlyMap<string, number>;
};

async function loadQuarter(database: Database, quarter: Quarter): Promise<void> {
  const { batch, at } = quarter;
  const prepared = new Map<string, PreparedOrder>();
  for (const fact of batch) {
    if (fact.fact !== 'sale') continue;
    const outcome = await prepareOrder(database, draftOf(fact, quarter), {
      actor: fact.staff === undefined ? 'demo' : idFor('stf', fact.staff),
      at,
    });
    if (!outcome.ok) throw outcome.refusal;
    const site = fact.lines[0]?.from;
    const places = [...new Set(fact.lines.map((line) => placeOf(idFor('sit', line.from))))];
    prepared.set(fact.key, {
      ...outcome.value,
      take: { ...outcome.value.take, places, pool: true },
      siteId: site === undefined ? null : outcome.value.siteId,
    });
  }
  await seedPretendBook(
    database,
    batch.flatMap((fact) => charged(fact, prepared)),
  );
  await database.transaction({ actor: 'demo', at }, async (tx) => {
    for (const fact of batch) await apply(tx, fact, quarter, prepared);
    announce(tx, { type: 'demo.loaded', subjectKind: 'demo', subjectId: 'ourcel', body: { at } });
  });
}

function charged(
  fact: Fact,
  prepared: ReadonlyMap<string, PreparedOrder>,
): Parameters<typeof seedPretendBook>[1][number][] {
  const total =
    fact.fact === 'sale' && fact.tender === 'card' ? prepared.get(fact.key)?.priced.totals.gross : undefined;
  const paymentId = idFor('pay', fact.key);
  return total && total.minor > 0
    ? [{ paymentId, externalId: `ch_${paymentId}`, currency: total.currency, minor: total.minor }]
    : [];
}

async function apply(
  tx: Tx,
  fact: Fact,
  quarter: Quarter,
  prepared: ReadonlyMap<string, PreparedOrder>,
): Promise<void> {
  const sku = (code: string): string => quarter.skuIds.get(code) ?? code;
  const site = (code: string): string => idFor('sit', code);
  tx.lockRank = -1; // a quarter of an hour of the past is many commands in one transaction, and nobody else is there yet
  if (fact.fact === 'receipt') {
    await receiveStock(
      tx,
      fact.lines.map((line) => ({
        skuId: sku(line.sku),
        siteId: site(fact.site),
        quantity: line.quantity,
        document: fact.supplier,
      })),
    );
  } else if (fact.fact === 'transfer') {
    const ends = {
      from: { siteId: site(fact.from), kind: 'sellable' as const },
      to: { siteId: site(fact.to), kind: 'sellable' as const },
    };
    await moveStock(
      tx,
      fact.lines.map((line) => ({
        ...ends,
        skuId: sku(line.sku),
        quantity: line.quantity,
        reason: 'transfer',
        document: fact.key,
      })),
    );
  } else if (fact.fact === 'sale') {
    await seedBuyer(tx, fact);
    const order = prepared.get(fact.key);
    const [outcome] = order ? await placeOrders(tx, [order]) : [];
    if (!outcome) return;
    const { total } = unwrap(outcome);
    tx.lockRank = -1;
    if (fact.tender === 'card' && total.minor > 0) await chargeCard(tx, fact, total);
  } else if (fact.fact === 'shipment') {
    await shipOrder(tx, { orderId: idFor('ord', fact.sale) });
  } else if (fact.fact === 'cancellation') {
    await cancelOrder(tx, { orderId: idFor('ord', fact.sale), reason: fact.reason.fr });
  }
}

async function seedBuyer(tx: Tx, fact: SaleFact): Promise<void> {
  const customer =
    fact.customer === undefined || named.has(fact.customer)
      ? undefined
      : customers.find((one) => one.key === fact.customer);
  if (customer) await seedCustomer(tx, customer);
}

function draftOf(fact: SaleFact, { skuIds, prices }: Quarter): OrderDraft {
  const customer = customers.find((one) => one.key === fact.customer);
  const name = customer ? `${customer.firstName} ${customer.lastName}` : (fact.buyer ?? 'Client');
  const orderId = idFor('ord', fact.key);
  const siteId = idFor('sit', fact.lines[0]?.from ?? 'LYO');
  return {
    orderId,
    channelId: idFor('chn', fact.channel),
    ...(customer ? { customerId: idFor('cus', customer.key) } : {}),
    ...(fact.tender === 'marketplace' ? { sourceRef: `GM-${fact.key}` } : {}),
    contact: { name, ...(customer ? { email: customer.email } : {}) },
    delivery: deliveryOf(fact, siteId, name, customer?.address),
    lines: fact.lines.map((line) => ({
      skuId: skuIds.get(line.sku) ?? line.sku,
      quantity: line.quantity,
      unitMinor: prices.get(line.sku) ?? 0,
    })),
    payments: paymentsFor(fact),
    price: 'given',
    short: 'refuse',
  };
}

/** Cards were charged long ago: see `chargeCard`. */
function paymentsFor(fact: SaleFact): OrderDraft['payments'] {
  const paymentId = idFor('pay', fact.key);
  if (fact.tender === 'marketplace') return [{ paymentId, method: 'given', provider: 'marketplace' }];
  if (fact.tender === 'promise') return [{ paymentId, method: 'promise', provider: 'promise' }];
  return fact.tender === 'cash'
    ? [{ paymentId, method: 'cash', provider: 'cash', deviceId: idFor('dev', fact.channel) }]
    : [];
}

/** A card of the past: its payment is written down as taken; the provider's own book is told after the transaction. */
async function chargeCard(tx: Tx, fact: SaleFact, total: Money): Promise<void> {
  const paymentId = idFor('pay', fact.key);
  const request = {
    paymentId,
    orderId: idFor('ord', fact.key),
    method: 'card' as const,
    provider: 'pretend' as const,
    amountMinor: total.minor,
    currency: total.currency,
  };
  await openPayments(tx, [request]);
  await settlePayments(tx, [{ paymentId, state: 'captured', externalId: `ch_${paymentId}`, claim: 'capture' }]);
}

function deliveryOf(
  fact: SaleFact,
  siteId: string,
  name: string,
  address: (typeof customers)[number]['address'] | undefined,
): OrderDraft['delivery'] {
  if (fact.receive === 'taken') return { method: 'handover', siteId };
  if (fact.receive === 'pickup') return { method: 'pickup', siteId };
  if (fact.tender === 'marketplace' || !address) return { method: 'marketplace' };
  return { method: 'delivery', address: { name, ...address } };
}

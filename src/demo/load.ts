/** Replays the planned past through the gate's own code, each quarter of an hour in a transaction of its time. */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { clock, dayIn, msOf, MINUTE, type Instant } from '#base/time';
import { sha256 } from '#base/canonical';
import { addToCart, openCart } from '#carts';
import { skuIdsBySku } from '#catalog';
import { moveStock, receiveStock } from '#inventory';
import { cancelOrder, shipOrder } from '#orders';
import { carryOutRefunds } from '#payments';
import { pricesNow } from './prices.ts';
import { describeProducts } from './content.ts';
import { planHistory } from './history.ts';
import { idFor } from './ids.ts';
import { channels, sites } from './merchant.ts';
import { soldProducts } from './products/index.ts';
import { makeSales, openTills, prepareSale, tellProvider, type Goods, type PastSale } from './sales.ts';
import { customers, seedCustomer } from './seed.ts';
import { seedApprovals } from './approvals.ts';
import { seedBank } from './bank.ts';
import { seedCards } from './cards.ts';
import { seedCompanies } from './companies.ts';
import { seedDeposits } from './deposits.ts';
import { seedInvoices } from './invoices.ts';
import { seedPreparing } from './preparing.ts';
import { seedPromotions } from './promotions.ts';
import { seedPurchases } from './purchases.ts';
import { seedReturns } from './returns.ts';
import { seedStockWork } from './stock-work.ts';
import { openSwiss, seedSwiss } from './swiss.ts';
import { seedTaxes } from './taxes.ts';
import { namedCustomers } from './people.ts';
import type { CartFact, Fact } from './types.ts';

const QUARTER = 15 * MINUTE;
/** Quarters of an hour, about a day of business. */
const AT_ONCE = 40;
const named = new Set(namedCustomers.map((customer) => customer.key));

/** What the products say in full, then their past; a load that was interrupted goes on where it stopped. */
export async function loadDemo(database: Database): Promise<void> {
  await openSwiss(database);
  await describeProducts(database);
  await seedPromotions(database);
  await seedCompanies(database);
  await loadHistory(database);
  await seedTaxes(database);
  await seedStockWork(database);
  await seedPurchases(database);
  await seedPreparing(database);
  await seedReturns(database);
  await seedCards(database);
  await seedBank(database);
  await seedDeposits(database);
  await seedApprovals(database);
  await seedInvoices(database);
  await seedSwiss(database);
}

/** Ninety days up to this morning. */
async function loadHistory(database: Database): Promise<void> {
  const done = await progress(database);
  const today = dayIn(clock(), 'Europe/Paris');
  const until = clock();
  const facts = [
    ...planHistory({
      seed: 'ourcel',
      days: daysOfPast(),
      today,
      until,
      products: soldProducts,
      customers,
      sites,
      channels,
    }),
  ];
  const skuIds = await skuIdsBySku(
    database,
    soldProducts.flatMap((product) => product.variants.map((variant) => variant.sku)),
  );
  const prices = pricesNow(soldProducts);
  const met = new Set(named);
  if (facts[0]) await openTills(database, facts[0].at);
  const left = [...quarters(facts.filter((fact) => fact.fact !== 'cart'))].filter((batch) => momentOf(batch) > done);
  for (let i = 0; i < left.length; i += AT_ONCE)
    await loadQuarters(database, left.slice(i, i + AT_ONCE), { met, skuIds, prices });
  await carryOutRefunds(database); // of what was cancelled: with old dates they would look forgotten
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

type Known = Goods & {
  /** Customers who have an account by now. */
  readonly met: Set<string>;
};

/** Decided together and told to the card provider in one go, then made one after the other. */
async function loadQuarters(database: Database, batches: readonly Fact[][], known: Known): Promise<void> {
  const sales = new Map<Fact, PastSale>();
  const deciding = batches.flatMap((batch) =>
    batch.map(async (fact) => {
      if (fact.fact === 'sale') sales.set(fact, await prepareSale(database, fact, known, momentOf(batch)));
    }),
  );
  await Promise.all(deciding);
  await tellProvider(database, [...sales.values()]);
  for (const batch of batches) await loadQuarter(database, batch, sales, known);
}

/** What happened in one quarter of an hour carries the time of its first fact. */
const momentOf = (batch: readonly Fact[]): Instant => must(batch[0], 'a fact').at;

async function loadQuarter(
  database: Database,
  batch: readonly Fact[],
  sales: ReadonlyMap<Fact, PastSale>,
  known: Known,
): Promise<void> {
  const at = momentOf(batch);
  const newcomers = newcomersOf(batch, known.met);
  await database.transaction({ actor: 'demo', at }, async (tx) => {
    // An interrupted load goes on where it stopped: nobody needs to wait for the disk.
    await tx.query(sql`SET LOCAL synchronous_commit = off`);
    for (const customer of newcomers) await seedCustomer(tx, customer);
    for (const run of runs(batch)) {
      const sold = run.flatMap((fact) => sales.get(fact) ?? []);
      if (sold.length > 0) await makeSales(tx, sold);
      else for (const fact of run) await apply(tx, fact, known);
    }
    announce(tx, { type: 'demo.loaded', subjectKind: 'demo', subjectId: 'ourcel', body: { at } });
  });
  for (const { key } of newcomers) known.met.add(key);
}

/** Facts of one kind that follow each other are made together: fewer round trips. */
function* runs(batch: readonly Fact[]): Generator<Fact[]> {
  let run: Fact[] = [];
  for (const fact of batch) {
    if (run[0] && run[0].fact !== fact.fact) {
      yield run;
      run = [];
    }
    run.push(fact);
  }
  if (run.length > 0) yield run;
}

function newcomersOf(batch: readonly Fact[], met: ReadonlySet<string>): (typeof customers)[number][] {
  const keys = new Set(batch.flatMap((fact) => (fact.fact === 'sale' ? (fact.customer ?? []) : [])));
  return customers.filter(({ key }) => keys.has(key) && !met.has(key));
}

async function apply(tx: Tx, fact: Fact, { skuIds }: Goods): Promise<void> {
  const sku = (code: string): string => skuIds.get(code) ?? code;
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
  } else if (fact.fact === 'shipment') {
    await shipOrder(tx, { orderId: idFor('ord', fact.sale) });
  } else if (fact.fact === 'cancellation') {
    await cancelOrder(tx, { orderId: idFor('ord', fact.sale), reason: fact.reason.fr });
  }
}

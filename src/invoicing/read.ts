/** Reads what decides about the documents of an order: the order, its money, what came back, and what was issued. */
import { sql, type Db, type Database } from '#base/db';
import { refuse } from '#base/refusal';
import { dayIn, type Day, type Instant } from '#base/time';
import { channelById } from '#channels';
import { findOrder, type Order } from '#orders';
import { houseOf, readEntities, type Entity } from '#org';
import { paymentsOf, receivableOf, type Payment, paymentSettings, referenceOf } from '#payments';
import { duesOf, type DueRow } from '#returns';
import { carriageOf } from '#returns/model';
import { homeCurrency } from './compose.ts';
import type { BuyerFacts, OrderFacts, TaxFacts } from './facts.ts';
import type { Content } from './model.ts';
import type { Issued } from './plan.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { rateOn, ratesOf } from './rates.ts';

/** The profile of an entity: what was set, over what holds anyway. */
export async function profileOf(db: Db, entityId: string): Promise<{ profile: Profile; version: number }> {
  const [row] = await db.query<{ content: Partial<Profile>; version: number }>(
    sql`SELECT content, version FROM invoicing.profile WHERE entity_id = ${entityId}`,
  );
  const set = row?.content ?? {};
  const profile = {
    ...defaultProfile,
    ...set,
    prefixes: { ...defaultProfile.prefixes, ...set.prefixes },
    accounts: { ...defaultProfile.accounts, ...set.accounts },
  };
  return { profile, version: row?.version ?? 0 };
}

/** The profile as documents of a day are made by it: with the account that buyers pay to, and with the rates of that day, for a seller at home where they are: with the euro. */
export async function profileFor(
  db: Db,
  database: Database,
  { entityId, address }: Entity,
  day: Day,
): Promise<Profile> {
  const [{ profile: set }, rates, house, money] = await Promise.all([
    profileOf(db, entityId),
    ratesOf(db),
    houseOf(database),
    paymentSettings(database),
  ]);
  // The account that buyers pay to is the merchant's own, where the documents name no other.
  const isMain = house.entity?.entityId === entityId;
  const account = set.iban === '' && isMain ? { iban: money.transferIban, bic: money.transferBic } : {};
  const profile = { ...set, ...account };
  if (homeCurrency(address.country) !== 'EUR') return profile;
  const known = [...new Set(rates.map(({ currency }) => currency))];
  const exchange = known.flatMap((currency) => {
    const perOne = rateOn(rates, currency, day);
    return perOne === undefined ? [] : [[currency, perOne] as const];
  });
  return { ...profile, exchange: { ...profile.exchange, ...Object.fromEntries(exchange) } };
}

/** Which legal entity sells an order: that of its site, else the merchant itself. Refuses `invoicing.no_entity`. */
export async function entityOf(db: Db, database: Database, siteId: string | null): Promise<Entity> {
  const { siteById, entity } = await houseOf(database);
  const owner = siteId === null ? undefined : siteById.get(siteId)?.entityId;
  if (owner === undefined || owner === entity?.entityId) return entity ?? refuse('invoicing.no_entity');
  const all = await readEntities(db);
  return all.find((one) => one.entityId === owner) ?? refuse('invoicing.no_entity');
}

type Extra = {
  buyer: BuyerFacts | null;
  tax: TaxFacts | null;
  left: Instant | null;
  till: string | null;
  sequence: number | null;
  soldAt: Instant | null;
};

/** The facts of an order, as they are now. Refuses `orders.not_found`. */
export async function factsOf(db: Db, database: Database, id: string): Promise<OrderFacts> {
  const order = await findOrder(db, id);
  if (!order) refuse('orders.not_found', { detail: id });
  const [{ settings: shop }, channel, payments, dues, [extra]] = await Promise.all([
    houseOf(database),
    channelById(database, order.channelId),
    paymentsOf(db, order.orderId),
    duesOf(db, [order.orderId]),
    db.query<Extra>(sql`
      SELECT coalesce((SELECT s.buyer FROM invoicing.subject s WHERE s.order_id = o.order_id), nullif(to_jsonb(o) -> 'buyer', 'null')) AS buyer,
        nullif(to_jsonb(o) -> 'tax', 'null') AS tax,
        (SELECT max(e.at) FROM journal.event e WHERE e.subject_id = o.order_id AND e.type = 'orders.shipped') AS left,
        d.code AS till, t.sequence, t.at AS "soldAt"
      FROM orders.order o LEFT JOIN till.ticket t ON t.order_id = o.order_id AND t.kind = 'sale' LEFT JOIN till.device d USING (device_id) WHERE o.order_id = ${order.orderId}`),
  ]);
  const owed = await Promise.all(
    payments.map(({ method, paymentId }) => (method === 'account' ? receivableOf(db, paymentId) : undefined)),
  );
  const dayOf = (at: Instant): Day => dayIn(at, shop.timeZone);
  const { orderId, number, state, channelId, siteId, customerId, delivery, contact } = order;
  const left = extra?.left ?? (order.fulfilment === 'done' ? order.placedAt : null);
  const lines = linesOf(order);
  const groups = order.taxGroups.map((group) => ({
    rate: group.rate,
    grossMinor: group.gross.minor,
    netMinor: group.net.minor,
  }));
  return {
    ...{ orderId, number, state, channelId, siteId, customerId, lines, groups },
    language: channel?.language ?? shop.defaultLanguage,
    currency: order.total.currency,
    name: contact.name,
    address: 'address' in delivery && delivery.address ? delivery.address : null,
    buyer: extra?.buyer ?? null,
    ticket: ticketOf(extra, dayOf),
    tax: extra?.tax ?? null,
    left: left === null ? null : dayOf(left),
    carriage: carriageOf(
      lines.map((line) => ({ ...line, skuId: '', returned: 0, taxRate: line.rate })),
      groups,
      order.totals.delivery.minor,
    ),
    payments: payments.map((one, i) => ({
      ...paymentFacts(one, dayOf),
      dueOn: owed[i]?.dueOn,
      reference: awaits(one, owed[i]?.openMinor ?? 0) ? referenceOf(one.paymentId) : undefined,
    })),
    dues: dues.map((due) => dueFacts(due, dayOf, payments)),
  };
}

function ticketOf(extra: Extra | undefined, dayOf: (at: Instant) => Day): OrderFacts['ticket'] {
  if (!extra || extra.till === null || extra.sequence === null || extra.soldAt === null) return null;
  return { till: extra.till, sequence: extra.sequence, day: dayOf(extra.soldAt) };
}

const linesOf = (order: Order): OrderFacts['lines'] =>
  order.lines.map(({ lineNo, snapshot, ordered, cancelled, shipped, unit, discount, total, net, tax, taxRate }) => ({
    ...{ lineNo, sku: snapshot.sku, ordered, cancelled, shipped, rate: taxRate },
    name: wordsOf(snapshot.name),
    detail: wordsOf(snapshot.optionText),
    unitMinor: unit.minor,
    discountMinor: discount.minor,
    totalMinor: total.minor,
    netMinor: net.minor,
    taxMinor: tax.minor,
  }));

const wordsOf = (words: Readonly<Record<string, string>>) => ({
  fr: words.fr ?? words.en ?? '',
  en: words.en ?? words.fr ?? '',
});

/** Money for it is to come by transfer: one is awaited, or it is open on account. */
const awaits = ({ method, state }: Payment, openMinor: number): boolean =>
  method === 'transfer' ? state === 'promised' : method === 'account' && openMinor > 0;

const paymentFacts = (one: Payment, dayOf: (at: Instant) => Day): OrderFacts['payments'][number] => ({
  paymentId: one.paymentId,
  method: one.method,
  capturedMinor: one.capturedMinor,
  refundedMinor: one.refundedMinor,
  deposit: one.purpose === 'deposit',
  day: dayOf(one.updatedAt),
});

const dueFacts = (
  due: DueRow,
  dayOf: (at: Instant) => Day,
  payments: readonly Payment[],
): OrderFacts['dues'][number] => ({
  ...{ dueId: due.dueId, lines: due.lines, carriage: due.carriage, goodwillMinor: due.goodwillMinor },
  ...{ doneMinor: due.doneMinor, day: dayOf(due.at) },
  method: due.way === 'original' ? (payments[0]?.method ?? 'card') : due.way === 'credit' ? 'gift_card' : due.way,
});

type IssuedRow = Omit<Issued, 'content'> & { content: string };

/** What was issued for an order, in the order in which it was. */
export async function issuedOf(db: Db, orderId: string): Promise<Issued[]> {
  const rows = await db.query<IssuedRow>(sql`
    SELECT document_id AS "documentId", kind, cause, reverses, content FROM invoicing.document
    WHERE order_id = ${orderId} ORDER BY issued_at, sequence`);
  return rows.map((row) => ({ ...row, content: JSON.parse(row.content) as Content }));
}

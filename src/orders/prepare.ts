import { contentHash } from '#base/canonical';
import type { Database } from '#base/db';
import { Refusal, refuse, granted, unwrap, type Outcome } from '#base/refusal';
import { clock, DAY, dayIn, MINUTE, plus, type Instant } from '#base/time';
import { minor } from '#base/money';
import { skuFacts, type SkuFacts } from '#catalog';
import { channelById, policy, type Channel } from '#channels';
import { buyerOf, orderBuyer, type Buyer, type OrderBuyer } from '#customers';
import { placeOf, type TakeRequest } from '#inventory';
import { settings, sites, checkAddress, type Site } from '#org';
import {
  cardArticlesNow,
  depositBy,
  offersTransfer,
  paymentSettings,
  receivableAccount,
  type DepositReason,
} from '#payments';
import { priceTaxed, rulesFor, usesOf, type Occasion, type OccasionRules } from '#pricing';
import { chosenAmount, shownPrice, type Priced, type PriceRules } from '#pricing/model';
import { fieldOf, laterOf, type Destination, type Field } from '#sourcing';
import type { TaxAsk, TaxCase } from '#tax';
import { PAYMENT_MINUTES, type Delivery, type OrderDraft, type PreparedOrder, type Snapshot } from './model.ts';
import { parcelsToday } from './parcels.ts';
import { isAwaited, partsOf, withDeposit } from './split.ts';

/**
 * Everything that can be decided before the transaction, from cached facts: is it on sale here, what does it cost, which places may
 * serve it. Refuses `orders.unknown_channel`, `.unknown_sku`, `.not_on_sale`, `.price_changed` (with both prices), `.delivery`,
 * `.payment_split`, `.not_a_member`, `.company_blocked`, `.over_limit`.
 */
export async function prepareOrder(
  database: Database,
  draft: OrderDraft,
  options: PrepareOptions = {},
): Promise<Outcome<PreparedOrder>> {
  try {
    return granted(await prepare(database, draft, options));
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error };
    throw error;
  }
}

export type PrepareOptions = {
  readonly actor?: string;
  readonly at?: Instant;
  /** It is asked what it would cost: nobody has been shown a price yet, and none is compared. */
  readonly asks?: boolean;
};

async function prepare(
  database: Database,
  draft: OrderDraft,
  { actor = 'visitor', at: past, asks = false }: PrepareOptions,
): Promise<PreparedOrder> {
  const at = past ?? clock();
  const channel = await channelById(database, draft.channelId);
  if (!channel || (channel.status !== 'live' && draft.short === 'refuse'))
    refuse('orders.unknown_channel', { detail: draft.channelId });
  const who = await buyerOf(database, { customerId: draft.customerId, companyId: draft.companyId ?? null });
  const buyer = buyerFor(draft, who);
  const skuIds = [...new Set(draft.lines.map((line) => line.skuId))];
  const [facts, lists, shop, everySite, level, field, later] = await Promise.all([
    skuFacts(database, skuIds),
    rulesFor(database, draft.channelId, skuIds, draft.price === 'ours' ? past : undefined, occasionOf(draft, who)), // a given price asks no list of then
    settings(database),
    sites(database),
    policy(database, draft.channelId, 'stock'),
    fieldFor(database, draft.channelId, draft.delivery, at),
    laterOf(database, skuIds),
  ]);
  const rules = await withFreeAmounts(database, draft, lists);
  const snapshots = snapshotsOf(draft, channel, facts);
  const day = dayIn(at, shop.timeZone);
  const ask = taxAskOf(draft, channel, buyer, { at, day });
  const { priced, tax } = await priceDraft(database, draft, { rules, facts, ask, asks });
  checkLimit(draft, who, priced);
  const { payments, deposit } = await paymentsWithDeposit(database, draft, later.size > 0, priced.totals.gross.minor);
  unwrap(partsOf(payments, priced.totals.gross.minor));
  refuseOthersAccount(draft);
  const places = placesFor(draft, channel, everySite, field);
  // What costs nothing is not paid for.
  const waits = priced.totals.gross.minor > 0 && payments.some(isAwaited);
  const take: TakeRequest = {
    holder: draft.orderId,
    lines: priced.lines.map(({ lineNo, skuId, quantity }) => ({ lineNo, skuId, quantity })),
    ...places.take,
    ...(later.size > 0 && mayWait(draft) ? { laterHolder: channel.channelId } : {}),
    ...(level === 'unified' ? {} : { leaseHolder: channel.channelId }),
    pool: level === 'unified' || level === 'synchronised' || draft.short === 'accept',
    as: draft.delivery.method === 'handover' ? 'sell' : 'reserve',
    short: draft.short,
    ...(waits ? { expiresAt: plus(at, await patienceFor(database, draft)) } : {}),
    reason: 'sale',
  };
  return {
    draft: { ...draft, payments },
    actor,
    contentHash: contentHash(draft),
    currency: rules.currency,
    siteId: places.siteId,
    buyer,
    priced,
    tax,
    snapshots,
    take,
    awaitsPayment: waits,
    ...(deposit ? { deposit } : {}),
    ...usesFor(draft, rules, priced),
    field,
    later,
  };
}

/** For how long an order that a company's approver agreed to waits for its buyer's card. */
const APPROVED_DAYS = 3;

/**
 * For how long stock is kept for an order that waits for its money, milliseconds: minutes for a card, days for a transfer. Refuses
 * `payments.no_transfer` where the channel does not offer it.
 */
async function patienceFor(database: Database, { payments, channelId, approved }: OrderDraft): Promise<number> {
  // Who asked for it is not there when somebody agrees: they are sent a link.
  if (!payments.some(({ method }) => method === 'transfer'))
    return approved ? APPROVED_DAYS * DAY : PAYMENT_MINUTES * MINUTE;
  const house = await paymentSettings(database);
  if (!offersTransfer(house, channelId)) refuse('payments.no_transfer', { detail: channelId });
  return house.transferDays * DAY;
}

/** Which deposit an order is asked for, by what the house has decided, and why; undefined: none. */
export async function depositAsked(
  database: Database,
  order: Parameters<typeof depositBy>[1],
): Promise<DepositReason | undefined> {
  return depositBy(await paymentSettings(database), order);
}

type Paying = Pick<PreparedOrder, 'deposit'> & { readonly payments: OrderDraft['payments'] };

/**
 * How an order is paid: so much now where a deposit is asked for, the rest promised or owed. What is sold at a counter or elsewhere asks for
 * none.
 */
async function paymentsWithDeposit(
  database: Database,
  { payments, companyId, channelId, short, delivery, soldAt }: OrderDraft,
  beyond: boolean,
  totalMinor: number,
): Promise<Paying> {
  if (short === 'accept' || delivery.method === 'handover' || soldAt !== undefined) return { payments };
  const house = await paymentSettings(database);
  const deposit = depositBy(house, { channelId, companyId, beyond });
  if (!deposit) return { payments };
  const asked = withDeposit(payments, totalMinor, { ppm: deposit.ppm, cardProvider: house.cardProvider });
  return asked === payments ? { payments } : { payments: asked, deposit };
}

/** What is bought on account is owed by the company that it is bought for: who may buy for it, the gate has looked at. */
function refuseOthersAccount({ payments, companyId }: OrderDraft): void {
  const others = payments.some(
    ({ method, accountId }) =>
      method === 'account' && (companyId === undefined || accountId !== receivableAccount(companyId)),
  );
  if (others) refuse('payments.no_terms', { detail: companyId ?? 'no company' });
}

const occasionOf = (draft: OrderDraft, who: Buyer): Occasion => ({
  siteId: draft.delivery.method === 'handover' ? draft.delivery.siteId : (draft.soldAt ?? null),
  customerId: draft.customerId ?? null,
  buyer: who.traits,
  ...(draft.codes ? { codes: draft.codes } : {}),
});

/** It has happened elsewhere, and is written down whatever we would have said. Goods that lie on our counter have not. */
const hasHappened = ({ price, short }: OrderDraft): boolean => price === 'given' && short === 'accept';

/**
 * The company of an order, as it is frozen with it. Who names one they do not buy for is told the same, whether or not it exists. What
 * has already happened is written down all the same.
 */
function buyerFor(draft: OrderDraft, { company, member }: Buyer): OrderBuyer | null {
  const { companyId, reference, vouched } = draft;
  if (companyId === undefined) {
    if (reference !== undefined)
      refuse('request.invalid', { fields: [{ field: 'reference', rule: 'with a company' }] });
    return null;
  }
  const isTheirs = member !== undefined || (vouched === true && draft.customerId === undefined) || hasHappened(draft);
  if (!company || !isTheirs) refuse('orders.not_a_member', { detail: companyId });
  if (company.blocked && !hasHappened(draft)) refuse('orders.company_blocked', { detail: company.name });
  return orderBuyer(company, reference);
}

/** Refuses `orders.over_limit` with both amounts, minor units of the order's currency. */
function checkLimit(draft: OrderDraft, { member }: Buyer, { totals: { gross } }: Priced): void {
  const limitMinor = member?.limitMinor ?? null;
  if (draft.companyId === undefined || hasHappened(draft) || limitMinor === null || draft.approved) return;
  if (gross.minor > limitMinor)
    refuse('orders.over_limit', { limitMinor, totalMinor: gross.minor, currency: gross.currency });
}

/** What has been sold at a price given to us has used no promotion of ours. */
function usesFor(
  draft: OrderDraft,
  { promoted }: OccasionRules,
  { reductions }: Priced,
): Pick<PreparedOrder, 'uses' | 'limited'> {
  if (!promoted || draft.price === 'given') return { uses: [], limited: new Map() };
  const uses = usesOf(promoted, { orderId: draft.orderId, customerId: draft.customerId ?? null, reductions });
  return { uses, limited: promoted.limited };
}

/** Who carries it away at once, and what has been sold elsewhere already, cannot wait for stock. */
const mayWait = ({ delivery, short }: OrderDraft): boolean =>
  short === 'refuse' && (delivery.method === 'delivery' || delivery.method === 'pickup');

/** Where an order is sent, as far as it is told. */
export const destinationOf = (delivery: Delivery): Destination =>
  'address' in delivery && delivery.address ? delivery.address : null;

/** What is known of the sites that may serve an order, by the rules of its channel. */
export const fieldFor = (database: Database, channelId: string, delivery: Delivery, at: Instant): Promise<Field> =>
  fieldOf(database, channelId, destinationOf(delivery), at, () => parcelsToday(database));

function snapshotsOf(draft: OrderDraft, channel: Channel, facts: ReadonlyMap<string, SkuFacts>): Map<string, Snapshot> {
  const snapshots = new Map<string, Snapshot>();
  for (const { skuId } of draft.lines) {
    const fact = facts.get(skuId);
    if (!fact) refuse('orders.unknown_sku', { detail: skuId });
    const onSale = fact.status === 'active' && fact.channels.includes(channel.channelId);
    if (!onSale && draft.short === 'refuse') refuse('orders.not_on_sale', { detail: fact.sku, skuId });
    const { sku, productId, handle, name, optionText, image } = fact;
    snapshots.set(skuId, { sku, productId, handle, name, optionText, image });
  }
  return snapshots;
}

/** The document's price; refused when the buyer was shown another (each changed line with both). */
async function priceDraft(
  database: Database,
  draft: OrderDraft,
  { rules, facts, ask, asks }: { rules: PriceRules; facts: ReadonlyMap<string, SkuFacts>; ask: TaxAsk; asks: boolean },
): Promise<{ priced: Priced; tax: TaxCase }> {
  const used = draft.price === 'ours' ? rules : givenRules(draft, rules, facts);
  const lines = draft.lines.map(({ skuId, quantity }, i) => ({ lineNo: i + 1, skuId, quantity }));
  const sent = draft.delivery.method === 'delivery' && draft.carriage !== 'none';
  const found = await priceTaxed(database, ask, { lines, delivery: sent ? 'flat' : 'none' }, used);
  const { priced } = found;
  const unpriced = priced.unpriced[0];
  if (unpriced !== undefined) refuse('orders.not_on_sale', { detail: 'it has no price here', skuId: unpriced });
  if (draft.price === 'ours' && !asks) {
    const changed = changedFrom(draft.lines, priced.lines);
    if (changed.length > 0) refuse('orders.price_changed', { changed, currency: rules.currency });
  }
  return found;
}

/** What decides its VAT: where it is handed over or sent, and who buys. */
function taxAskOf(
  { delivery }: OrderDraft,
  channel: Channel,
  buyer: OrderBuyer | null,
  when: Pick<TaxAsk, 'at' | 'day'>,
): TaxAsk {
  const business = buyer ? { business: { vatNumber: buyer.vatNumber } } : {};
  if ('siteId' in delivery) return { channel, siteId: delivery.siteId, ...business, ...when };
  return { channel, ...(delivery.address ? { address: delivery.address } : {}), ...business, ...when };
}

/** Lines that cost another amount than was shown: a unit, or, where only what comes off differs, the whole line. */
const changedFrom = (shown: OrderDraft['lines'], priced: Priced['lines']) =>
  priced.flatMap(({ lineNo, skuId, quantity, unit, total }) => {
    const { unitMinor = 0, discountMinor } = shown[lineNo - 1] ?? {};
    if (unitMinor !== unit.minor) return [{ skuId, expected: unitMinor, actual: unit.minor }];
    const expected = unitMinor * quantity - (discountMinor ?? 0);
    if (discountMinor === undefined || expected === total.minor) return [];
    return [{ skuId, expected, actual: total.minor, of: 'line' as const }];
  });

/**
 * Gift cards whose buyer chooses what is on them cost that: the amount of the line, within the limits of the article. What says the amount
 * of its list, or is of another currency, is priced by the lists. Refuses `orders.card_amount` (with both limits).
 */
async function withFreeAmounts<R extends PriceRules>(database: Database, draft: OrderDraft, rules: R): Promise<R> {
  if (draft.price === 'given') return rules;
  const articles = await cardArticlesNow(database);
  if (articles.size === 0) return rules;
  const agreed = new Map(
    draft.lines.flatMap(({ skuId, quantity, unitMinor }, i) => {
      const free = articles.get(skuId)?.free;
      const good = rules.goods.get(skuId);
      if (!free || !good || free.currency !== rules.currency) return [];
      if (shownPrice(rules, good, quantity)?.price.minor === unitMinor) return [];
      if (unitMinor < free.leastMinor || unitMinor > free.mostMinor) refuse('orders.card_amount', { ...free });
      return [[i + 1, chosenAmount(rules.channelId, unitMinor)] as const];
    }),
  );
  return agreed.size === 0 ? rules : { ...rules, agreed };
}

/** A sale that has happened keeps its own prices; the VAT inside them is ours to compute. */
function givenRules(draft: OrderDraft, rules: PriceRules, facts: ReadonlyMap<string, SkuFacts>): PriceRules {
  const { channelId } = draft;
  const goods = new Map(
    draft.lines.map(({ skuId }) => [
      skuId,
      { taxClass: facts.get(skuId)?.taxClass ?? ('standard' as const), prices: [] },
    ]),
  );
  const given = { listId: 'given', listCode: 'given', channelId, compareAtMinor: null, from: '' as Instant };
  const agreed = new Map(draft.lines.map((line, i) => [i + 1, { ...given, minor: minor(line.unitMinor) }]));
  const { currency, level, delivery, vat } = rules;
  // What was paid elsewhere was paid with its VAT.
  return { channelId, currency, level, delivery, goods, agreed, ...(vat ? { vat: { ...vat, basis: 'gross' } } : {}) };
}

/** The same order, paid otherwise than was known when it was prepared. Refuses `orders.payment_split`. */
export function paidBy(order: PreparedOrder, payments: OrderDraft['payments']): PreparedOrder {
  const draft = { ...order.draft, payments };
  unwrap(partsOf(payments, order.priced.totals.gross.minor));
  return { ...order, draft, contentHash: contentHash(draft) };
}

/** Which places may serve it: the counter or pick-up site alone, else all by the rules, which choose among them under the lock. */
function placesFor(
  draft: OrderDraft,
  channel: Channel,
  all: readonly Site[],
  field: Field,
): { take: Pick<TakeRequest, 'places' | 'choose' | 'leave'>; siteId: string | null } {
  const { delivery } = draft;
  if (delivery.method === 'handover' || delivery.method === 'pickup') {
    const site = all.find((s) => s.siteId === delivery.siteId);
    if (!site || site.kind !== 'store' || !site.open)
      refuse('orders.delivery', {
        detail: 'no such store',
        fields: [{ field: 'delivery.siteId', rule: 'a store of ours' }],
      });
    const safety = delivery.method === 'pickup' ? field.safety.get(site.siteId) : undefined;
    const placeId = placeOf(site.siteId);
    const take = { places: [placeId], ...(safety === undefined ? {} : { leave: new Map([[placeId, safety]]) }) };
    return { take, siteId: site.siteId };
  }
  if (delivery.method === 'delivery') {
    const fields = checkAddress(delivery.address, 'delivery.address');
    if (fields.length > 0) refuse('orders.delivery', { fields });
  }
  const { places, choose, leave } = field;
  const take = { places, ...(choose ? { choose } : {}), ...(leave.size > 0 ? { leave } : {}) };
  return { take, siteId: channel.siteId };
}

/** Warehouses before stores, each by their priority. */
function rankedPlaces(all: readonly Site[]): string[] {
  const ranked = all
    .filter((site) => site.open)
    .sort((a, b) => (a.kind === b.kind ? a.priority - b.priority : a.kind === 'warehouse' ? -1 : 1));
  return ranked.map((site) => placeOf(site.siteId));
}

/** The places that may serve an order already made: its own site, or all by rank. */
export async function candidatePlaces(database: Database, siteId: string | undefined): Promise<string[]> {
  return siteId === undefined ? rankedPlaces(await sites(database)) : [placeOf(siteId)];
}

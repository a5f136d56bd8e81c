/** What a change of an order is decided from: the order as it is, and the channel's prices, rules and sites of now. */
import { sql, type Database, type Db } from '#base/db';
import { add, type Money } from '#base/money';
import { times, withoutRate, type Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import { clock, dayIn, type Instant } from '#base/time';
import { skuFacts, type SkuFacts } from '#catalog';
import { channelById, policy } from '#channels';
import { placeOf, type TakeRequest } from '#inventory';
import { checkAddress, settings, sites } from '#org';
import { rulesFor } from '#pricing';
import { price } from '#pricing/model';
import { laterOf, type Field, type Later } from '#sourcing';
import type { DayRange } from '#sourcing/model';
import { decideCase, ratesKey, taxFacts, type TaxAsk, type TaxGroup } from '#tax';
import type { EditFacts, EditLine, OrderEdit, TodayPrice } from './edit-model.ts';
import type { Contact, Delivery, OrderState, OrderTax } from './model.ts';
import { fieldFor } from './prepare.ts';

/** A reservation that an order still holds, and the line it serves. */
export type Kept = {
  readonly lineNo: number;
  readonly reservationId: string;
  readonly skuId: string;
  readonly placeId: string;
  readonly quantity: number;
};

export type Editable = {
  readonly orderId: string;
  readonly number: string;
  readonly state: OrderState;
  readonly version: number;
  readonly channelId: string;
  readonly customerId: string | null;
  /** The company it was bought for. */
  readonly companyId: string | null;
  readonly currency: string;
  readonly delivery: Delivery;
  readonly contact: Contact;
  readonly itemsMinor: number;
  readonly carriageMinor: number;
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly taxGroups: readonly TaxGroup[];
  readonly vat: OrderTax | null;
  readonly balanceMinor: number;
  readonly openedAt: Instant;
  readonly readyAt: Instant | null;
  readonly pickingAt: Instant | null;
  readonly promise: DayRange | null;
  /** The number of its last version; 0: it never changed. */
  readonly last: number;
  readonly lines: readonly EditLine[];
  readonly kept: readonly Kept[];
};

/** An order as a change finds it; undefined when there is none. Lines change only under the lock of their order. */
export async function editableOf(db: Db, orderId: string): Promise<Editable | undefined> {
  const [row] = await db.query<Omit<Editable, 'lines' | 'kept'> & { lines: EditLine[]; kept: Kept[] | null }>(sql`
    SELECT order_id AS "orderId", number, state, version, channel_id AS "channelId", customer_id AS "customerId", buyer->>'companyId' AS "companyId", currency, delivery, contact,
      items_minor AS "itemsMinor", delivery_minor AS "carriageMinor", gross_minor AS "grossMinor", net_minor AS "netMinor",
      tax_minor AS "taxMinor", tax_groups AS "taxGroups", o.tax AS vat, balance_minor AS "balanceMinor", opened_at AS "openedAt", ready_at AS "readyAt",
      picking_at AS "pickingAt", promise, coalesce((SELECT max(v.number) FROM orders.version v WHERE v.order_id = o.order_id), 0) AS last,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', line_no, 'skuId', sku_id, 'ordered', ordered, 'cancelled', cancelled, 'shipped', shipped,
          'flagged', flagged, 'backordered', backordered, 'unitMinor', unit_minor, 'totalMinor', total_minor, 'netMinor', net_minor, 'taxRate', tax_rate, 'taxClass', tax_class) ORDER BY line_no)
        FROM orders.line l WHERE l.order_id = o.order_id) AS lines,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', a.line_no, 'reservationId', a.reservation_id, 'skuId', a.sku_id, 'placeId', a.place_id,
          'quantity', a.quantity) ORDER BY a.line_no, a.reservation_id)
        FROM orders.allocation a JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id
        WHERE a.order_id = o.order_id AND r.state = 'pending') AS kept
    FROM orders.order o WHERE order_id = ${orderId}`);
  return row && { ...row, kept: row.kept ?? [] };
}

/** What the channel offers now for a change of this order: read before anything is locked, from the same caches as the gate's. */
export type Market = Pick<EditFacts, 'today' | 'carriageToday'> & {
  readonly skus: ReadonlyMap<string, SkuFacts>;
  /** From where what is taken may come. */
  readonly from: Omit<TakeRequest, 'lines'>;
  readonly field: Field;
  readonly later: ReadonlyMap<string, readonly Later[]>;
};

/**
 * Refuses `orders.unknown_sku` (an article that is added), `orders.delivery` (not a store of ours, or an address that can't be),
 * `orders.other_vat` (it would go where another VAT is due: what was sold is sold under the one it was sold under).
 */
export async function marketFor(
  database: Database,
  order: Pick<Editable, 'orderId' | 'channelId' | 'customerId' | 'companyId' | 'delivery' | 'lines' | 'vat'>,
  edit: OrderEdit,
): Promise<Market> {
  const skuIds = [...new Set([...order.lines, ...(edit.add ?? [])].map(({ skuId }) => skuId))];
  const delivery = edit.delivery ?? order.delivery;
  const [channel, skus, rules, shop, level, field, later] = await Promise.all([
    channelById(database, order.channelId),
    skuFacts(database, skuIds),
    rulesFor(database, order.channelId, skuIds, undefined, {
      customerId: order.customerId,
      companyId: order.companyId,
    }),
    settings(database),
    policy(database, order.channelId, 'stock'),
    fieldFor(database, order.channelId, delivery, clock()),
    laterOf(database, skuIds),
  ]);
  for (const { skuId } of edit.add ?? []) if (!skus.has(skuId)) refuse('orders.unknown_sku', { detail: skuId });
  const asked = skuIds.map((skuId, i) => ({ lineNo: i + 1, skuId, quantity: 1 }));
  const day = dayIn(clock(), shop.timeZone);
  const { vat } = order;
  if (channel && vat && edit.delivery)
    await checkVat(database, { channel, vat, delivery: edit.delivery, at: clock(), day });
  const place = vat ? { country: vat.country, tax: vat } : { country: shop.country };
  const priced = price({ ...place, day, lines: asked, delivery: 'none' }, rules);
  const onSale = ({ skuId }: { skuId: string }): boolean => {
    const fact = skus.get(skuId);
    return fact?.status === 'active' && fact.channels.includes(order.channelId);
  };
  const today = new Map(
    priced.lines.filter(onSale).map(({ skuId, unit, taxRate, taxClass }): [string, TodayPrice] => {
      return [
        skuId,
        { unitMinor: asOrders(unit, taxRate, priced.basis, vat?.basis ?? 'gross').minor, taxRate, taxClass },
      ];
    }),
  );
  const pooled = level === 'unified' || level === 'synchronised';
  const from = {
    holder: order.orderId,
    ...(await placesFor(database, delivery, field)),
    ...(later.size > 0 && channel ? { laterHolder: channel.channelId } : {}),
    ...(level === 'unified' ? {} : { leaseHolder: order.channelId }),
    pool: pooled,
    as: 'reserve',
    short: 'refuse',
    reason: 'sale',
  } as const;
  return { today, carriageToday: rules.delivery, skus, from, field, later };
}

/** A price of the channel as the order's are: with VAT or without, whatever the channel's prices have become since. */
function asOrders(unit: Money, rate: Rate, is: 'gross' | 'net', wanted: 'gross' | 'net'): Money {
  if (is === wanted) return unit;
  return is === 'net' ? add(unit, times(unit, rate, 'half_up')) : withoutRate(unit, rate, 'half_up');
}

/** Another address is fine while it bears the same VAT. */
async function checkVat(
  database: Database,
  { vat, delivery, ...ask }: Omit<TaxAsk, 'siteId' | 'address'> & { vat: OrderTax; delivery: Delivery },
): Promise<void> {
  const to =
    'siteId' in delivery ? { siteId: delivery.siteId } : { ...(delivery.address ? { address: delivery.address } : {}) };
  const business = vat.buyerVatNumber === null ? {} : { business: { vatNumber: vat.buyerVatNumber } };
  const now = decideCase(await taxFacts(database, { ...ask, ...to, ...business }), () => 0);
  if (now.scheme !== vat.scheme || ratesKey(now) !== ratesKey(vat))
    refuse('orders.other_vat', {
      detail: `${ratesKey(vat)} → ${ratesKey(now)}`,
      was: ratesKey(vat),
      now: ratesKey(now),
    });
}

/** From where an order may be served, as at the gate: the store it is collected in, or all by the rules. */
async function placesFor(
  database: Database,
  delivery: Delivery,
  field: Field,
): Promise<Pick<TakeRequest, 'places' | 'choose' | 'leave'>> {
  if (delivery.method === 'pickup' || delivery.method === 'handover') {
    const site = (await sites(database)).find(({ siteId }) => siteId === delivery.siteId);
    if (delivery.method === 'pickup' && !(site?.kind === 'store' && site.open))
      refuse('orders.delivery', { fields: [{ field: 'delivery.siteId', rule: 'a store of ours' }] });
    const placeId = placeOf(delivery.siteId);
    const safety = field.safety.get(delivery.siteId);
    return { places: [placeId], ...(safety === undefined ? {} : { leave: new Map([[placeId, safety]]) }) };
  }
  if (delivery.method === 'delivery') {
    const fields = checkAddress(delivery.address, 'delivery.address');
    if (fields.length > 0) refuse('orders.delivery', { fields });
  }
  const { places, choose, leave } = field;
  return { places, ...(choose ? { choose } : {}), ...(leave.size > 0 ? { leave } : {}) };
}

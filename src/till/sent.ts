/** The endless aisle: one ticket with goods that leave over the counter and goods that are sent from wherever they lie. */
import type { Database, Tx } from '#base/db';
import type { Money } from '#base/money';
import { refuse, unwrap } from '#base/refusal';
import { clock, dayIn } from '#base/time';
import { availabilityOf, placeOf, siteOfPlace } from '#inventory';
import { planTakes, shelfKey, type Choose, type PlannedTake, type TakeLine, type TakeRequest } from '#inventory/model';
import { prepareOrder, shipUnits, type Delivery, type PreparedOrder } from '#orders';
import { policyById, promiseOfAll } from '#sourcing';
import { restoreFacts, source, type CandidateVerdict, type DayRange, type StoredSourcing } from '#sourcing/model';
import { findRate, ratesKey, type TaxCase } from '#tax';
import { isCarried, lineOf, type Device, type TicketDraft } from './model.ts';
import { checkCustomer } from './promotions.ts';

/**
 * An order whose carried lines are taken from the shelf of this store and from nowhere else, the others as the rules say. A carried line
 * waits for nothing, so that nothing of such a ticket is sold beyond stock. Refuses `request.invalid` when all of it is carried, `till.other_vat`
 * when what is carried would bear the VAT of where the rest goes: what is handed over is taxed here (directive 2006/112/EC, art. 31), what is
 * sent where it arrives, or not at all (art. 33, 146), and an order has one VAT: two tickets then.
 */
export function withCarried(
  order: PreparedOrder,
  draft: Pick<TicketDraft, 'sent' | 'lines'>,
  siteId: string,
): PreparedOrder {
  const lines = order.priced.lines.filter(({ lineNo }) => isCarried(draft, lineNo));
  if (lines.length === 0) return order;
  if (lines.length === order.priced.lines.length)
    refuse('request.invalid', { fields: [{ field: 'lines', rule: 'one of them is to be sent' }] });
  if (!bearsHomes(order, lines)) refuse('till.other_vat', { detail: ratesKey(order.tax) });
  const { laterHolder: _none, ...take } = order.take;
  const here = placeOf(siteId);
  const carried = new Set(lines.map(({ lineNo }) => lineNo));
  const places = [...new Set([...take.places, here])];
  return { ...order, take: { ...take, places, choose: chooserOf(order.take, carried, here) } };
}

/** Whether an order's VAT is another than that of what is handed over here. */
const goesAbroad = ({ tax }: Pick<PreparedOrder, 'tax'>): boolean =>
  tax.scheme !== 'exempt' && (tax.scheme !== 'domestic' || ratesKey(tax) !== tax.home);

/** Whether these lines bear the rates of home: sent within home, or to a part of it whose rate for them is the same. */
function bearsHomes(order: PreparedOrder, lines: PreparedOrder['priced']['lines']): boolean {
  const { tax } = order;
  if (!goesAbroad(order)) return true;
  const today = dayIn(clock(), 'UTC');
  return (
    tax.scheme === 'domestic' &&
    lines.every(({ taxClass, taxRate }) => findRate(tax.home, taxClass, today)?.rate === taxRate)
  );
}

/** First what lies on the counter, then the rest by the rules, over what that leaves. */
function chooserOf(take: TakeRequest, carried: ReadonlySet<number>, here: string): Choose {
  const rest = take.choose ?? inOrderOf(take);
  return (wanted, free) => {
    const gone = new Map<string, number>();
    const left = (skuId: string, placeId: string): number =>
      free(skuId, placeId) - (placeId === here ? (gone.get(skuId) ?? 0) : 0);
    const mine = wanted.flatMap(({ lineNo, skuId, quantity }) => {
      const taken = carried.has(lineNo) ? Math.min(quantity, left(skuId, here)) : 0;
      if (taken <= 0) return [];
      gone.set(skuId, (gone.get(skuId) ?? 0) + taken);
      return [{ lineNo, skuId, placeId: here, quantity: taken }];
    });
    const { picks, why } = rest(
      wanted.filter(({ lineNo }) => !carried.has(lineNo)),
      left,
    );
    return { picks: [...mine, ...picks], why };
  };
}

/** Where nothing is to be chosen: the places in their order, less what is left alone there. Nothing is told of why. */
function inOrderOf({ places, leave }: TakeRequest): Choose {
  return (wanted, free) => {
    const gone = new Map<string, number>();
    const picks = wanted.flatMap(({ lineNo, skuId, quantity }) => {
      let missing = quantity;
      return places.flatMap((placeId) => {
        const key = shelfKey(skuId, placeId);
        const may = free(skuId, placeId) - (leave?.get(placeId) ?? 0) - (gone.get(key) ?? 0);
        const taken = Math.min(missing, may);
        if (taken <= 0) return [];
        gone.set(key, (gone.get(key) ?? 0) + taken);
        missing -= taken;
        return [{ lineNo, skuId, placeId, quantity: taken }];
      });
    });
    return { picks, why: 'null' };
  };
}

type Planned = Pick<Exclude<PlannedTake, { readonly short: unknown }>, 'picks' | 'why'>;

/** What the gate would take if it were asked now, over stock that is not locked: `inventory.short` is told early. The gate decides. */
export async function planNow(database: Database, { take }: Pick<PreparedOrder, 'take'>): Promise<Planned> {
  const stock = await availabilityOf(database, [...new Set(take.lines.map((line) => line.skuId))]);
  const shelves = [...stock].flatMap(([skuId, { places }]) =>
    places.map(({ placeId, free }) => [shelfKey(skuId, placeId), free] as const),
  );
  const [plan] = planTakes({ free: new Map(shelves), leases: new Map(), later: new Map() }, [take]);
  if (!plan || 'short' in plan) {
    const short = plan && 'short' in plan ? plan.short : [];
    refuse('inventory.short', { detail: short.map((one) => one.skuId).join(', '), short });
  }
  return plan;
}

/** What is carried away leaves in the transaction of its ticket; the rest stays reserved where it lies. Its rows are held already. */
export async function leaveNow(
  tx: Tx,
  tickets: readonly { readonly draft: TicketDraft; readonly device: { readonly siteId: string } }[],
): Promise<void> {
  for (const { draft, device } of tickets) {
    const units = draft.lines.flatMap(({ quantity }, i) =>
      isCarried(draft, i + 1) ? [{ lineNo: i + 1, siteId: device.siteId, quantity }] : [],
    );
    if (units.length === 0) continue;
    const rank = tx.lockRank;
    tx.lockRank = -1;
    await shipUnits(tx, { orderId: draft.orderId, units });
    tx.lockRank = Math.max(rank, tx.lockRank);
  }
}

export type SentPreview = {
  readonly carriage: Money;
  readonly total: Money;
  /** Of all of it, carriage too. */
  readonly taxGroups: PreparedOrder['priced']['taxGroups'];
  /** The VAT it bears: the till prices by it what it shows. */
  readonly tax: TaxCase;
  /** Which VAT it bears and why, where that is another than of what is handed over; null: the same. */
  readonly vat: TaxCase | null;
  readonly promise: DayRange | null;
  readonly from: readonly (TakeLine & { readonly siteId: string })[];
  readonly why: readonly {
    readonly siteId: string;
    readonly km: number | null;
    readonly can: number;
    readonly gives: number;
    readonly verdict: CandidateVerdict;
  }[];
};

/**
 * What a ticket with goods to be sent would cost, from where they would come and when: before anybody pays. Changes nothing, promises
 * nothing. Where its VAT is another, its prices may be others too (the net stays): the till prices again under the case it is told, and the
 * ticket's own prices are compared. Refuses what the ticket would be refused for: `orders.delivery`, `orders.not_a_member`, `inventory.short`.
 */
export async function previewSent(
  database: Database,
  asked: {
    readonly orderId: string;
    readonly lines: TicketDraft['lines'];
    readonly to: Extract<Delivery, { method: 'delivery' | 'pickup' }>;
    readonly customerId?: string | undefined;
    readonly companyId?: string | undefined;
    readonly codes?: readonly string[] | undefined;
  },
  { channelId, siteId }: Pick<Device, 'channelId' | 'siteId'>,
): Promise<SentPreview> {
  const { orderId, lines, to, customerId, companyId, codes = [] } = asked;
  await checkCustomer(database, { channelId }, customerId);
  const draft = {
    ...{ orderId, channelId, delivery: to, payments: [], price: 'ours' as const, short: 'refuse' as const },
    ...{ contact: { name: '?' }, soldAt: siteId, lines: lines.map(lineOf) },
    ...(customerId === undefined ? {} : { customerId }),
    ...(companyId === undefined ? {} : { companyId }),
    ...(companyId !== undefined && customerId === undefined ? { vouched: true as const } : {}),
    ...(codes.length > 0 ? { codes } : {}),
  };
  const sent = { to, contact: draft.contact };
  const order = withCarried(unwrap(await prepareOrder(database, draft, { asks: true })), { lines, sent }, siteId);
  const { picks, why } = await planNow(database, order);
  const from = picks
    .filter(({ lineNo }) => !isCarried({ lines, sent }, lineNo))
    .map(({ lineNo, skuId, quantity, placeId }) => ({
      ...{ lineNo, skuId, quantity },
      siteId: siteOfPlace(placeId)?.siteId ?? '',
    }));
  const sites = [...new Set(from.map((one) => one.siteId))];
  const promise = to.method === 'delivery' ? promiseOfAll(sites.map((one) => order.field.promise(one))) : undefined;
  const { delivery: carriage, gross: total } = order.priced.totals;
  const { taxGroups } = order.priced;
  const vat = goesAbroad(order) ? order.tax : null;
  const { tax } = order;
  return { carriage, total, taxGroups, tax, vat, promise: promise ?? null, from, why: await reasons(database, why) };
}

/** The places as the rules saw them, the best first; none where there was nothing to choose. */
async function reasons(database: Database, why: string | undefined): Promise<SentPreview['why']> {
  const stored = why === undefined ? null : (JSON.parse(why) as StoredSourcing | null);
  const rules = stored && (await policyById(database, stored.p));
  if (!stored || !rules) return [];
  return source(restoreFacts(stored), rules.policy).why.candidates.map(({ siteId, km, can, gives, verdict }) => ({
    ...{ siteId, km, can, gives, verdict },
  }));
}

/** How an order comes: one page over all sites and carriers, with what is still to come and from where. */
import type { Database } from '#base/db';
import { money } from '#base/money';
import { carrierOf, eventsOf, parcelNumber, parcelsOf as packedOf, type Parcel, type ParcelEvent } from '#fulfilment';
import { cardGiftsOf, shareOf, type Order } from '#orders';
import { siteById, type Site } from '#org';
import type { Lang, OrderLineView, ParcelView } from '../../web/store/views.ts';
import { optionText, pictureOf } from './cards.ts';
import { parcelWords } from './parcel-words.ts';
import { orderWhy } from './why.ts';
import { wordsIn } from './words.ts';

/** A line as its buyer reads it. */
export function lineView(line: Order['lines'][number], quantity: number, lang: Lang): OrderLineView {
  const { snapshot, lineNo, unit, total, ordered } = line;
  const name = snapshot.name[lang] ?? snapshot.name.fr ?? snapshot.sku;
  return {
    lineNo,
    handle: snapshot.handle,
    name,
    options: optionText(snapshot.optionText[lang] ?? ''),
    picture: pictureOf(snapshot.image, name),
    quantity,
    unit,
    total: money(shareOf({ ordered, totalMinor: total.minor }, quantity), unit.currency),
  };
}

/** What is wanted of an order; all that was ordered of one that was cancelled. */
export const linesOf = (found: Order, lang: Lang): OrderLineView[] =>
  unitsOf(found, (line) => (found.state === 'cancelled' ? line.ordered : line.ordered - line.cancelled), lang);

/** The reservations that serve a line: what was given back serves nobody, but for an order that is no more. */
const serving = (found: Order, line: Order['lines'][number]): Order['lines'][number]['allocations'] =>
  found.state === 'cancelled'
    ? line.allocations
    : line.allocations.filter(({ state }) => state === 'pending' || state === 'posted');

type Packed = Awaited<ReturnType<typeof packedOf>>[number];
/** Parcels that have left, with when they came: what the steps of an order are told by. */
export type Sent = { readonly tracked: boolean; readonly deliveredAt: Parcel['deliveredAt'] };

/** An order's parcels as its buyer sees them, and those that are on their way or came; a gift card in them says who gets it. */
export async function parcelsOf(database: Database, found: Order, lang: Lang): ReturnType<typeof bareParcels> {
  const { views, sent } = await bareParcels(database, found, lang);
  const gifts = await cardGiftsOf(database, [found.orderId], 'UTC');
  const cardFor = new Map(
    gifts.map(({ lineNo, name, email, day }) => [lineNo, { name, email, ...(day ? { day } : {}) }] as const),
  );
  const named = (line: OrderLineView): OrderLineView => {
    const gift = cardFor.get(line.lineNo);
    return gift ? { ...line, cardFor: gift } : line;
  };
  return { views: views.map((one) => ({ ...one, lines: one.lines.map(named) })), sent };
}

async function bareParcels(
  database: Database,
  found: Order,
  lang: Lang,
): Promise<{ readonly views: ParcelView[]; readonly sent: readonly Sent[] }> {
  const words = wordsIn[lang];
  const { delivery } = found;
  const site = 'siteId' in delivery ? await siteById(database, delivery.siteId) : undefined;
  const lines = linesOf(found, lang);
  if (delivery.method === 'handover')
    return { views: [{ kind: 'counter', name: site?.name ?? '', words: words.carried, lines }], sent: [] };
  if (delivery.method === 'pickup') {
    const address = site ? `${site.address.line1}, ${site.address.postcode} ${site.address.city}` : '';
    return { views: [{ kind: 'pickup', name: site?.name ?? '', words: address, lines }], sent: [] };
  }
  const { address } = delivery;
  const to = address ? `${address.line1}, ${address.postcode} ${address.city}` : words.market;
  const packed = (await packedOf(database, [found.orderId])).filter((one) => one.state !== 'packing');
  const events = await eventsOf(
    database,
    packed.map((one) => one.parcelId),
  );
  const sites = await sitesOf(database, found, packed);
  const own = packed.map((parcel) => parcelView({ parcel, events, found, sites, to, lang }));
  const rest = packed.length > 0 || found.fulfilment === 'partly' ? stillToCome(found, packed, sites, to, lang) : [];
  const left = packed.filter((one) => one.state === 'left');
  const sent = left.map((one) => ({
    tracked: carrierOf(one.carrier)?.tracks === true,
    deliveredAt: one.deliveredAt,
  }));
  const views = [...own, ...rest];
  return { views: views.length > 0 ? views : whole(found, sites, to, lang), sent };
}

type Sites = ReadonlyMap<string, Site>;

async function sitesOf(database: Database, found: Order, packed: readonly Packed[]): Promise<Sites> {
  const ids = found.lines.flatMap((line) => line.allocations.map((one) => one.siteId));
  const all = [...new Set([...ids, ...packed.map((one) => one.siteId)])];
  const known = await Promise.all(all.map((siteId) => siteById(database, siteId)));
  return new Map(known.flatMap((site) => (site ? [[site.siteId, site] as const] : [])));
}

/** Nothing of it is packed: one parcel, or one from each site that serves it. */
function whole(found: Order, sites: Sites, to: string, lang: Lang): ParcelView[] {
  const words = wordsIn[lang];
  const senders = [...new Set(found.lines.flatMap((line) => serving(found, line).map((a) => a.siteId)))].sort();
  const lines = linesOf(found, lang);
  if (senders.length < 2) return [{ kind: 'home', name: words.home, words: to, lines }];
  return senders.map((siteId) => ({
    ...{ kind: 'home', name: words.home, words: `${words.from(sites.get(siteId)?.name ?? '')} · ${to}` },
    lines: unitsOf(found, (line) => sumOf(serving(found, line).filter((a) => a.siteId === siteId)), lang),
  }));
}

const sumOf = (rows: readonly { readonly quantity: number }[]): number => rows.reduce((n, row) => n + row.quantity, 0);

/** Lines with some units of them; those without any are left out. */
function unitsOf(found: Order, of: (line: Order['lines'][number]) => number, lang: Lang): OrderLineView[] {
  return found.lines.flatMap((line) => {
    const quantity = of(line);
    const why = quantity > 0 ? orderWhy(found, line, lang) : [];
    return quantity > 0 ? [{ ...lineView(line, quantity, lang), ...(why.length > 0 ? { why } : {}) }] : [];
  });
}

type Told = {
  readonly parcel: Packed;
  readonly events: readonly ParcelEvent[];
  readonly found: Order;
  readonly sites: Sites;
  readonly to: string;
  readonly lang: Lang;
};

function parcelView({ parcel, events, found, sites, to, lang }: Told): ParcelView {
  const [words, parts] = [wordsIn[lang], parcelWords[lang]];
  const carrier = carrierOf(parcel.carrier);
  const state = parcel.state === 'packed' ? 'packed' : (parcel.status ?? 'left');
  const facts = [
    ...(parcel.packedAt ? [{ at: parcel.packedAt, words: parts.packed }] : []),
    ...(parcel.leftAt ? [{ at: parcel.leftAt, words: parts.left }] : []),
    ...events
      .filter((event) => event.parcelId === parcel.parcelId)
      .map(({ at, kind, place }) => ({ at, words: place === '' ? parts[kind] : `${parts[kind]} · ${place}` })),
  ];
  const inside = (lineNo: number): number => parcel.lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
  return {
    kind: 'home',
    name: words.home,
    words: `${words.from(sites.get(parcel.siteId)?.name ?? '')} · ${to}`,
    lines: unitsOf(found, (line) => inside(line.lineNo), lang),
    way: {
      code: parcelNumber(parcel.parcelId),
      state: parts[state],
      tone: state === 'delivered' ? 'ok' : state === 'problem' || state === 'returned' ? 'warn' : 'acc',
      // Before it has left, its number leads nowhere.
      ...(carrier && parcel.tracking && parcel.leftAt ? { carrier: carrier.title[lang], number: parcel.tracking } : {}),
      facts: facts.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    },
  };
}

/** What is in no parcel: kept at a site, already sent without a parcel of its own, or not there yet. */
function stillToCome(found: Order, packed: readonly Packed[], sites: Sites, to: string, lang: Lang): ParcelView[] {
  const [words, parts] = [wordsIn[lang], parcelWords[lang]];
  const inside = (lineNo: number, which: (one: Packed) => boolean): number =>
    packed.filter(which).reduce((n, one) => n + sumOf(one.lines.filter((line) => line.lineNo === lineNo)), 0);
  const view = (state: string, text: string, lines: OrderLineView[]): ParcelView[] =>
    lines.length === 0
      ? []
      : [{ kind: 'home', name: words.home, words: text, lines, way: { state, tone: '', facts: [] } }];
  const kept = [...sites.values()].flatMap(({ siteId, name }) => {
    const here = (line: Order['lines'][number]): number =>
      sumOf(line.allocations.filter((one) => one.siteId === siteId && one.state === 'pending')) -
      inside(line.lineNo, (one) => one.siteId === siteId && one.state === 'packed');
    return view(parts.preparing, `${words.from(name)} · ${to}`, unitsOf(found, here, lang));
  });
  const loose = unitsOf(found, (line) => line.shipped - inside(line.lineNo, (one) => one.state === 'left'), lang);
  const waiting = unitsOf(found, (line) => line.flagged + line.backordered, lang);
  return [...view(parts.left, to, loose), ...kept, ...view(parts.waiting, parts.waitingText, waiting)];
}

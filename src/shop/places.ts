/** Stores and parcels in words: where a variant can be had and when, as of a minute. */
import { perDatabase, type Database } from '#base/db';
import { money } from '#base/money';
import { clock, MINUTE, msOf, type Day, type Instant } from '#base/time';
import { channelByCode } from '#channels';
import { houseOf, sites, type Site } from '#org';
import { openState } from '#org/model';
import { fieldOf, promiseOfAll, type Field } from '#sourcing';
import { list, longDate, type Lang } from '#kit/format';
import type { DeliveryView, PlaceView, StoreView } from '../../web/store/views.ts';
import { dispatchAt, levelOf, pickupReady, rankedSites, storesOf, thereOf, type Stock } from './model.ts';
import {
  dayText,
  durationText,
  feeText,
  hourText,
  momentText,
  openingText,
  phoneText,
  rangeText,
  sentence,
  wordsIn,
} from './words.ts';

/** A site with what the clock says of it. */
type Clocked = {
  readonly site: Site;
  readonly state: ReturnType<typeof openState>;
  readonly ready: Instant | undefined;
  readonly sends: Instant | undefined;
};
/** All sites as of one minute: stepping through opening hours is too slow for each page. */
export type Now = {
  readonly at: Instant;
  readonly house: Awaited<ReturnType<typeof houseOf>>;
  readonly stores: readonly Clocked[];
  readonly ranked: readonly Clocked[];
  /** What the web shop promises of a parcel from each site, to nobody in particular yet. */
  readonly promise: Field['promise'];
};

const kept = perDatabase(() => ({ minute: 0, now: undefined as Now | undefined }));

/** Stores and senders as of this minute. */
export async function nowOf(database: Database): Promise<Now> {
  const cache = kept(database);
  const house = await houseOf(database);
  const at = clock();
  const minute = Math.floor(msOf(at) / MINUTE);
  const promise = await promiseNow(database, house.settings.country, at);
  if (cache.now && cache.minute === minute && cache.now.house === house && cache.now.promise === promise)
    return cache.now;
  const all = await sites(database);
  const clocked = new Map(all.map((site) => [site.siteId, clockedOf(site, at)]));
  const of = (list: readonly Site[]): Clocked[] => list.flatMap((site) => clocked.get(site.siteId) ?? []);
  const now = { at, house, stores: of(storesOf(all)), ranked: of(rankedSites(all)), promise };
  cache.minute = minute;
  cache.now = now;
  return now;
}

/** Without an address the way is that of any distance in the house's country. */
async function promiseNow(database: Database, country: string, at: Instant): Promise<Field['promise']> {
  const channel = await channelByCode(database, 'web');
  if (!channel) return nothingPromised;
  const to = { country, postcode: '' };
  return (await fieldOf(database, channel.channelId, to, at, () => Promise.resolve(new Map()))).promise;
}
const nothingPromised: Field['promise'] = () => undefined;

const clockedOf = (site: Site, at: Instant): Clocked => ({
  site,
  state: openState(site, at),
  ready: pickupReady(site, at),
  sends: dispatchAt(site, at),
});

/** The stores as shoppers see them. */
export function storeViews(now: Now, lang: Lang): StoreView[] {
  const words = wordsIn[lang];
  return now.stores.map(({ site, state, ready }) => {
    const zone = site.timeZone;
    const quick = state.open && site.pickupMinutes !== null && ready !== undefined && soon(ready, now.at, site);
    const pickup =
      ready === undefined
        ? words.noPickup
        : quick
          ? words.pickupIn(durationText(site.pickupMinutes ?? 0))
          : words.pickupOn(momentText(lang, ready, now.at, zone));
    return {
      siteId: site.siteId,
      name: site.name,
      address: `${site.address.line1}, ${site.address.postcode} ${site.address.city}`,
      open: state.open,
      hours: openingText(lang, state, now.at, zone),
      pickup,
      ...(site.phone === null ? {} : { phone: phoneText(site.phone) }),
    };
  });
}

const soon = (ready: Instant, at: Instant, site: Site): boolean =>
  msOf(ready) - msOf(at) <= ((site.pickupMinutes ?? 0) + 10) * MINUTE;

/** “Prêt aujourd’hui à 16 h 10 · ouvert jusqu’à 19 h 30”. */
function readyText({ site, state, ready }: Clocked, now: Now, lang: Lang): string {
  const words = wordsIn[lang];
  if (ready === undefined) return words.noPickupHere;
  const promise = words.ready(momentText(lang, ready, now.at, site.timeZone));
  return state.open ? `${promise} · ${words.openUntil(hourText(lang, state.until))}` : promise;
}

/** Who sends a line, and not before which day, where its stock is awaited; null: nobody knows when. */
type Sender = { readonly clocked: Clocked; readonly waits?: Day | null };

/**
 * “Livraison entre mardi 24 et mercredi 25 · 4,90 €, offerte dès 90 €” where that is promised, else “Expédié demain · …”: from the first
 * site that has it.
 */
function sentText(now: Now, from: readonly Sender[], lang: Lang): string {
  const words = wordsIn[lang];
  const { settings } = now.house;
  const fee = money(settings.deliveryFlatMinor, settings.currency);
  const freeFrom =
    settings.freeDeliveryFromMinor === null ? null : money(settings.freeDeliveryFromMinor, settings.currency);
  const cost = feeText(lang, fee, freeFrom);
  const waits = from.flatMap((one) => (one.waits === undefined ? [] : [one.waits]));
  if (waits.includes(null)) return `${words.onOrder} · ${cost}`;
  const promised = promiseOfAll(
    from.map(({ clocked, waits: day }) => now.promise(clocked.site.siteId, day ?? undefined)),
  );
  if (promised) return `${words.delivered(rangeText(lang, promised, now.at))} · ${cost}`;
  const expected = waits
    .flatMap((day) => day ?? [])
    .toSorted()
    .at(-1);
  if (expected) return `${words.expected(longDate(lang, expected))} · ${cost}`;
  const sends = from.map((one) => one.clocked.sends).filter((at) => at !== undefined);
  const last = sends.toSorted().at(-1);
  return last === undefined
    ? sentence(cost)
    : `${words.sent(dayText(lang, last, now.at, settings.timeZone))} · ${cost}`;
}

/** The store a shopper calls theirs before the others, which stay in the merchant's order. */
export const mineFirst = (stores: readonly Clocked[], mine: string | undefined): readonly Clocked[] =>
  mine === undefined
    ? stores
    : stores.toSorted((a, b) => Number(b.site.siteId === mine) - Number(a.site.siteId === mine));

function senderOf(now: Now, stock: Stock, quantity: number): Sender | undefined {
  const whole = now.ranked.find(({ site }) => (stock.sites.get(site.siteId) ?? 0) >= quantity);
  if (whole) return { clocked: whole };
  const part = now.ranked.find(({ site }) => stock.sites.has(site.siteId));
  const clocked = part ?? (stock.later && now.ranked[0]);
  if (!clocked) return undefined;
  return stock.later && quantity > thereOf(stock) ? { clocked, waits: stock.later.expected } : { clocked };
}

/** Where a variant can be had: at the shopper's own or first store, sent home, at the others. Only quantities known now are said. */
export function placeViews(now: Now, stock: Stock, lang: Lang, mine?: string): PlaceView[] {
  const atStores = mineFirst(now.stores, mine).map((clocked): PlaceView => {
    const { site } = clocked;
    const quantity = clocked.ready === undefined ? 0 : (stock.sites.get(site.siteId) ?? 0);
    return {
      placeId: site.siteId,
      siteId: site.siteId,
      name: site.name,
      kind: 'store',
      available: levelOf(quantity),
      quantity,
      words: quantity > 0 ? readyText(clocked, now, lang) : wordsIn[lang].notHere,
    };
  });
  const sender = senderOf(now, stock, 1);
  const home: PlaceView = {
    placeId: 'home',
    siteId: sender?.clocked.site.siteId ?? '',
    name: wordsIn[lang].online,
    kind: 'online',
    available: levelOf(stock.total),
    quantity: stock.total,
    words: sentText(now, sender ? [sender] : [], lang),
  };
  const [first, ...others] = atStores;
  return first ? [first, home, ...others] : [home];
}

/** In a grid: “En ligne · 2 à Lyon Bellecour”. */
export function cardWords(now: Now, stock: Stock, lang: Lang): string {
  const words = wordsIn[lang];
  if (stock.total <= 0) return words.soldOut;
  if (thereOf(stock) <= 0) return words.onOrderShort;
  const at = now.stores.find(({ site }) => stock.sites.has(site.siteId));
  const units = at ? (stock.sites.get(at.site.siteId) ?? 0) : 0;
  const here = !at
    ? ''
    : units === 1
      ? words.lastAt(at.site.name)
      : units < 10
        ? words.countAt(units, at.site.name)
        : words.at(at.site.name);
  return here === '' ? words.online : `${words.online} · ${here}`;
}

/** Why a store has not all of a cart: what lacks there, by name where it is a part. */
function missingText(missing: readonly Wanted[], wanted: readonly Wanted[], lang: Lang): string {
  const words = wordsIn[lang];
  if (missing.length === wanted.length && wanted.length > 1) return words.noneHere;
  return words.notAll(list(lang, [...new Set(missing.map(({ name }) => name))].slice(0, 3)));
}

/** A line of a cart or an order, for the ways to receive all of them. */
export type Wanted = {
  readonly skuId: string;
  readonly name: string;
  readonly stock: Stock;
  readonly quantity: number;
};

/** The ways to receive the whole of a cart; `homePrice` is what its delivery costs. */
export function deliveryViews(
  now: Now,
  wanted: readonly Wanted[],
  homePrice: DeliveryView['price'],
  { lang, mine }: { lang: Lang; mine?: string | undefined },
): DeliveryView[] {
  const words = wordsIn[lang];
  const pickups = mineFirst(now.stores, mine).map((clocked): DeliveryView => {
    const { site, ready } = clocked;
    const missing = wanted.filter(({ stock, quantity }) => (stock.sites.get(site.siteId) ?? 0) < quantity);
    const reason =
      ready === undefined ? words.noPickupHere : missing.length === 0 ? undefined : missingText(missing, wanted, lang);
    return {
      deliveryId: `pickup:${site.siteId}`,
      kind: 'pickup',
      siteId: site.siteId,
      name: site.name,
      words: `${readyText(clocked, now, lang)} · ${site.address.line1}`,
      price: money(0, homePrice.currency),
      ...(reason === undefined ? {} : { reason }),
    };
  });
  const enough = wanted.every(({ stock, quantity }) => stock.total >= quantity);
  const senders = wanted.flatMap(({ stock, quantity }) => senderOf(now, stock, quantity) ?? []);
  const home: DeliveryView = {
    deliveryId: 'home',
    kind: 'home',
    name: words.home,
    words: sentText(now, senders, lang),
    price: homePrice,
    ...(enough ? {} : { reason: words.notEnough }),
  };
  const [first, ...others] = pickups;
  return first ? [first, home, ...others] : [home];
}

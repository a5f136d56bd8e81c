/** The store finder: every store with its hours, the days that differ, how far it is, and the way there. */
import { dayIn, day as dayOf } from '#base/time';
import { dateAfter, distanceKm, sitePoint, type Site } from '#org/model';
import type { Lang } from '#kit/format';
import type { StoreDetailView, StoresFrom, StoresView } from '../../web/store/views.ts';
import { placeOf, pointOf, roundedKm, type Origin } from './near.ts';
import { storeViews, type Now } from './places.ts';
import { stretchesText, weekText } from './words.ts';

/** How many days ahead special days are told. */
const AHEAD_DAYS = 60;

/** Where stores are looked for from, as far as we know that place. */
export function originOf(from: StoresFrom, stores: readonly Site[]): Origin | undefined {
  if ('q' in from) return placeOf(from.q, stores);
  const point = pointOf(from.latitude, from.longitude);
  return point && { ...point, name: '', exact: true };
}

/** The stores as the finder shows them: nearest first where it is known from where, those on no map last; else in the merchant's order. */
export function storesView(now: Now, lang: Lang, from?: StoresFrom): StoresView {
  const sites = now.stores.map(({ site }) => site);
  const origin = from && originOf(from, sites);
  const views = storeViews(now, lang);
  const stores = sites.flatMap((site, i) => {
    const view = views[i];
    const at = sitePoint(site);
    const km = origin && at ? distanceKm(origin, at) : undefined;
    return view ? [{ km: km ?? Number.POSITIVE_INFINITY, view: detailOf(view, site, now, lang, origin, km) }] : [];
  });
  const ordered = origin ? stores.toSorted((a, b) => (a.km === b.km ? 0 : a.km - b.km)) : stores;
  return {
    stores: ordered.map(({ view }) => view),
    asked: from && 'q' in from ? from.q : '',
    ...(origin ? { from: { name: origin.name, exact: origin.exact } } : {}),
  };
}

function detailOf(
  view: ReturnType<typeof storeViews>[number],
  site: Site,
  now: Now,
  lang: Lang,
  origin: Origin | undefined,
  km: number | undefined,
): StoreDetailView {
  const { address, latitude, longitude } = site;
  const today = dayIn(now.at, site.timeZone);
  const last = dateAfter(today, AHEAD_DAYS);
  const special = site.specialDays
    .filter(({ date }) => date >= today && date <= last)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const exact = origin?.exact === true && latitude !== null && longitude !== null;
  return {
    ...view,
    week: weekText(lang, site),
    special: special.map(({ date, hours, note }) => ({
      date: dayOf(date),
      hours: stretchesText(lang, hours),
      note: note[lang],
    })),
    ...(km === undefined ? {} : { distanceKm: roundedKm(km, exact) }),
    directions: directionsTo(site),
    facts: {
      street: [address.line1, address.line2].filter((line) => line !== undefined && line !== '').join(', '),
      postcode: address.postcode,
      city: address.city,
      country: address.country,
      ...(site.phone === null ? {} : { phone: site.phone }),
      ...(latitude === null || longitude === null ? {} : { point: { latitude, longitude } }),
      hours: site.hours,
      specialDays: special,
    },
  };
}

/** A link to a map nobody is made to load: to the place where we know it, else to a search for the address. */
function directionsTo({ address, latitude, longitude }: Site): string {
  if (latitude !== null && longitude !== null)
    return `https://www.openstreetmap.org/directions?to=${latitude}%2C${longitude}`;
  const text = `${address.line1}, ${address.postcode} ${address.city}, ${address.country}`;
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(text)}`;
}

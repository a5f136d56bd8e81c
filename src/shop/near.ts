/** Which stores are near: what a shopper typed as a place on the map, and how far it is as the crow flies. Pure. */
import { departmentOf, departments, largeTowns, sitePoint, type Point, type Site } from '#org/model';

/** A place as a shopper named it. `exact`: where they are; otherwise the middle of a town or département, told as such. */
export type Origin = Point & { readonly name: string; readonly exact: boolean };

/** Where somebody is, as their browser says; undefined for what is no place on earth. Rounded: a hundredth of a degree is a kilometre. */
export function pointOf(latitude: string, longitude: string): Point | undefined {
  const form = /^-?\d{1,3}(?:\.\d{1,20})?$/;
  if (!form.test(latitude) || !form.test(longitude)) return undefined;
  const [lat, lon] = [Math.round(Number(latitude) * 100) / 100, Math.round(Number(longitude) * 100) / 100];
  return Math.abs(lat) > 90 || Math.abs(lon) > 180 ? undefined : { latitude: lat, longitude: lon };
}

/** Without accents, capitals, dashes and “saint” written short. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .replaceAll(/\bste? /g, (short) => (short === 'ste ' ? 'sainte ' : 'saint '))
    .trim();

/**
 * Where a postcode or town is: of a store's own address, else of a département or large town of France. A whole name goes before its
 * beginning. Undefined: we don't know it.
 */
export function placeOf(q: string, stores: readonly Site[]): Origin | undefined {
  const asked = folded(q);
  if (asked === '') return undefined;
  const code = /\b\d{2,5}\b/.exec(q.replaceAll(/(\d)\s+(?=\d)/g, '$1'))?.[0];
  if (code !== undefined) return byPostcode(code, stores);
  const known = [
    ...stores.flatMap((site) => {
      const at = siteOrigin(site);
      return at ? [{ ...at, words: [site.address.city, site.name] }] : [];
    }),
    ...departments.map((one) => ({ ...pick(one), name: one.town, exact: false, words: [one.town] })),
    ...largeTowns.map((one) => ({ ...pick(one), name: one.town, exact: false, words: [one.town] })),
    ...departments.map((one) => ({ ...pick(one), name: one.name, exact: false, words: [one.name] })),
  ];
  const found =
    known.find(({ words }) => words.some((word) => folded(word) === asked)) ??
    (asked.length < 3 ? undefined : known.find(({ words }) => words.some((word) => folded(word).startsWith(asked))));
  return found && { ...pick(found), name: found.name, exact: false };
}

const pick = ({ latitude, longitude }: Point): Point => ({ latitude, longitude });

function byPostcode(code: string, stores: readonly Site[]): Origin | undefined {
  const store = stores.find((site) => site.address.country === 'FR' && site.address.postcode === code);
  const at = store && siteOrigin(store);
  if (at) return { ...at, name: `${code} ${at.name}` };
  const department = departmentOf(code);
  return department && { ...pick(department), name: `${department.name} (${department.code})`, exact: false };
}

function siteOrigin(site: Site): Origin | undefined {
  const at = sitePoint(site);
  return at && { ...at, name: site.address.city, exact: false };
}

/** A distance no finer than it is known: by ten kilometres from the middle of a département, by one from where somebody stands. */
export function roundedKm(km: number, exact: boolean): number {
  if (exact || km < 20) return Math.max(1, Math.round(km));
  return Math.round(km / 10) * 10;
}

/** Where things are on the map: sites, postcodes, and how far apart. Pure. */
import { departmentOf, type Point } from './departments.ts';
import type { Site } from './model.ts';

/** Where a store is: its place on the map, else the chief town of its département. */
export function sitePoint({ latitude, longitude, address }: Site): Point | undefined {
  if (latitude !== null && longitude !== null) return { latitude, longitude };
  const department = address.country === 'FR' ? departmentOf(address.postcode) : undefined;
  return department && { latitude: department.latitude, longitude: department.longitude };
}

/** Kilometres between two places on a globe, as the crow flies (haversine; the earth taken as a ball of 6,371 km). */
export function distanceKm(a: Point, b: Point): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const lat = Math.sin(rad(b.latitude - a.latitude) / 2) ** 2;
  const lon = Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return 12_742 * Math.asin(Math.sqrt(lat + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * lon));
}

/** Where an address is, by the chief town of its département; undefined where the postcode tells none. */
export function addressPoint({ country, postcode }: { country: string; postcode: string }): Point | undefined {
  const department = country === 'FR' ? departmentOf(postcode.trim()) : undefined;
  return department && { latitude: department.latitude, longitude: department.longitude };
}

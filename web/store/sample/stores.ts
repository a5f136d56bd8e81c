/** The sample's stores in the finder. */
import { day } from '#base/time';
import type { DeliveryView, StoresFrom, StoresView } from '../views.ts';
import { eur, stores } from './goods.ts';

/** The sample's stores; it knows one place, Lyon. */
export function storesOf(from: StoresFrom | undefined): StoresView {
  const known = from && (!('q' in from) || from.q.toLowerCase() === 'lyon');
  const details = stores.map((store, i) => ({
    ...store,
    week: [
      { days: 'Lundi – samedi', hours: '10 h – 19 h' },
      { days: 'Dimanche', hours: 'fermé' },
    ],
    special: i === 0 ? [{ date: day('2026-12-25'), hours: 'fermé', note: 'Noël' }] : [],
    directions: 'https://www.openstreetmap.org/directions?to=45.7578%2C4.832',
    ...(known ? { distanceKm: 1 + i * 390 } : {}),
    facts: {
      ...{ street: store.address, postcode: '69002', city: 'Lyon', country: 'FR', phone: '+33472001840' },
      hours: [1, 2, 3, 4, 5, 6].map((weekday) => ({ day: weekday, opens: '10:00', closes: '19:00' })),
      specialDays: i === 0 ? [{ date: '2026-12-25', hours: [] }] : [],
    },
  }));
  return {
    stores: details,
    asked: from && 'q' in from ? from.q : '',
    ...(known ? { from: { name: 'q' in from ? 'Lyon' : '', exact: !('q' in from) } } : {}),
  };
}

/** The ways to receive any cart of the sample. */
export const deliveries: readonly DeliveryView[] = [
  {
    deliveryId: 'pickup:sit_bellecour',
    kind: 'pickup',
    siteId: 'sit_bellecour',
    name: 'Lyon Bellecour',
    words: 'Prêt aujourd’hui à 16 h 10 · 12, rue de la Barre · ouvert jusqu’à 19 h 30',
    price: eur(0),
  },
  {
    deliveryId: 'home',
    kind: 'home',
    name: 'Livraison',
    words: 'Jeudi 26 novembre, entre 8 h et 12 h',
    price: eur(490),
  },
  {
    deliveryId: 'pickup:sit_graslin',
    kind: 'pickup',
    siteId: 'sit_graslin',
    name: 'Nantes Graslin',
    words: '',
    price: eur(0),
    reason: 'Une partie du panier ne s’y trouve pas.',
  },
];

// What the demonstration's people did, to the hour: Camille's purchases and the cart on her telephone, the order of Atelier
// Brossard that leaves from two warehouses. Days are counted back from today.
import type { Day } from '#base/time';
import type { CartFact, SaleFact, SaleLine, SiteCode } from '../types.ts';
import { minutesOf, parisTime, shift } from './paris.ts';

const people = new Set(['camille.rey', 'camille.rey-morin']);

/** True for customers whose past is written here and not left to chance. */
export const inStories = (key: string): boolean => people.has(key);

type Told = {
  daysAgo: number;
  time: string;
  channel: string;
  customer: string;
  lines: [sku: string, quantity: number, from: SiteCode][];
  tender: SaleFact['tender'];
  receive: SaleFact['receive'];
  staff?: string;
};

/** Camille, six purchases in two shops and online; then the office of Nora Brossard. Receipts follow, so they can't run short. */
const told: Told[] = [
  {
    daysAgo: 71,
    time: '21:17',
    channel: 'web',
    customer: 'camille.rey',
    lines: [['COU-MON-NUI-45', 2, 'COR']],
    tender: 'card',
    receive: 'delivery',
  },
  {
    daysAgo: 60,
    time: '12:41',
    channel: 'web',
    customer: 'camille.rey',
    lines: [['TAS-HAL-BLE', 1, 'COR']],
    tender: 'card',
    receive: 'delivery',
  },
  {
    daysAgo: 49,
    time: '18:22',
    channel: 'till-lyo-1',
    customer: 'camille.rey',
    lines: [['PUL-MON-FIG-M', 1, 'LYO']],
    tender: 'card',
    receive: 'taken',
    staff: 'ines',
  },
  {
    daysAgo: 32,
    time: '15:06',
    channel: 'till-par-1',
    customer: 'camille.rey',
    lines: [
      ['SAC-MER-GRO', 1, 'PAR'],
      ['BOU-CRO-FIG', 1, 'PAR'],
    ],
    tender: 'card',
    receive: 'taken',
    staff: 'samuel',
  },
  {
    daysAgo: 20,
    time: '22:35',
    channel: 'app',
    customer: 'camille.rey',
    lines: [['CRE-TET-50', 1, 'COR']],
    tender: 'card',
    receive: 'delivery',
  },
  {
    daysAgo: 3,
    time: '17:48',
    channel: 'till-lyo-1',
    customer: 'camille.rey',
    lines: [
      ['ECH-SAO-CRE', 1, 'LYO'],
      ['CAR-SAT-ENC-U', 1, 'LYO'],
    ],
    tender: 'card',
    receive: 'taken',
    staff: 'ines',
  },
  {
    daysAgo: 2,
    time: '17:42',
    channel: 'web',
    customer: 'nora.brossard',
    lines: [
      ['FG-BL-A', 8, 'COR'],
      ['SG-CH', 8, 'COR'],
      ['PR-A4-5', 6, 'SEC'],
      ['EN-305XL', 4, 'SEC'],
    ],
    tender: 'promise',
    receive: 'delivery',
  },
];

/** These sales; a purchase in a shop that is shut that day happened on the last day it was open. */
export function toldSales(today: Day, openOn: (site: SiteCode, date: Day) => boolean): SaleFact[] {
  return told.map((one, index) => {
    const site = one.receive === 'taken' ? one.lines[0]![2] : undefined;
    let date = shift(today, -one.daysAgo);
    for (let tries = 0; site && !openOn(site, date) && tries < 6; tries += 1) date = shift(date, -1);
    return {
      fact: 'sale',
      key: `told-${index + 1}`,
      at: parisTime(date, minutesOf(one.time)),
      channel: one.channel,
      customer: one.customer,
      lines: one.lines.map(([sku, quantity, from]): SaleLine => ({ sku, quantity, from })),
      tender: one.tender,
      receive: one.receive,
      ...(one.staff !== undefined && { staff: one.staff }),
    };
  });
}

/** The cart of J2 and J11: begun on the telephone last night. */
export function camillesCart(today: Day): CartFact {
  return {
    fact: 'cart',
    key: 'cart-camille',
    at: parisTime(shift(today, -1), minutesOf('22:14')),
    channel: 'web',
    device: 'phone',
    customer: 'camille.rey',
    lines: [
      { sku: 'ROB-BEL-GRO-38', quantity: 1 },
      { sku: 'ROU-GRA-TER', quantity: 1 },
    ],
  };
}

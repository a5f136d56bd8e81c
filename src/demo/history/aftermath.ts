// What follows a sale that is not carried out of the shop: it is sent or handed over, or cancelled before. And the carts that
// nobody has paid yet.
import { before, dayIn, instantOfMs, MINUTE, msOf } from '#base/time';
import type { Day, Instant } from '#base/time';
import type { Chance } from '../seeded.ts';
import type { CartFact, DemoCustomer, DemoSite, Fact, SaleFact, SiteCode, Text } from '../types.ts';
import type { Good } from './assortment.ts';
import { minutesOf, parisTime, shift } from './paris.ts';
import { momentFor, openingOn } from './rhythm.ts';
import { inStories } from './stories.ts';
import { isTold } from './targets.ts';

const reasons: Text[] = [
  { fr: 'Commandé deux fois', en: 'Ordered twice' },
  { fr: 'Mauvaise taille choisie', en: 'Wrong size chosen' },
  { fr: 'Délai trop long', en: 'Delivery takes too long' },
  { fr: 'A changé d’avis', en: 'Changed their mind' },
  { fr: 'Trouvé en boutique entre-temps', en: 'Found in a shop meanwhile' },
];

const ZONE = 'Europe/Paris';

/** When a place lets the goods go: the same day if it was ordered before ten, else the next day that it works; seldom later. */
function leavesAt(sale: SaleFact, site: DemoSite, chance: Chance): Instant {
  let date: Day = dayIn(sale.at, ZONE);
  const early = before(sale.at, parisTime(date, 10 * 60));
  let wait = (early ? 0 : 1) + (chance.happens(0.04) ? 2 : 0);
  for (let tries = 0; tries < 14; tries += 1) {
    if (openingOn(site, date) && wait <= 0) break;
    date = shift(date, 1);
    wait -= 1;
  }
  const hours = openingOn(site, date);
  const from = Math.max(early ? 10 * 60 + 15 : 0, hours ? minutesOf(hours.opens) + 45 : 8 * 60);
  const to = hours ? minutesOf(hours.closes) - 60 : 16 * 60;
  return parisTime(date, from + chance.next() * Math.max(30, to - from));
}

/** Shipments (one a place) or the cancellation of each sale that is not taken away at once; only what happens before `until`. */
export function aftermathOf(
  sales: readonly SaleFact[],
  sites: readonly DemoSite[],
  until: Instant,
  chance: Chance,
): Fact[] {
  const facts: Fact[] = [];
  for (const sale of sales) {
    if (sale.receive === 'taken') continue;
    const own = chance.fork(sale.key);
    const places = [...new Set(sale.lines.map((line) => line.from))];
    const leaving = places.map((code): [SiteCode, Instant] => {
      const site = sites.find((one) => one.code === code);
      return [code, site ? leavesAt(sale, site, own) : instantOfMs(msOf(sale.at) + 60 * MINUTE)];
    });
    const first = Math.min(...leaving.map(([, at]) => msOf(at)));
    const free = !sale.key.startsWith('told-') && !sale.lines.some((line) => isTold(line.sku));
    if (free && own.happens(0.045)) {
      const at = instantOfMs(msOf(sale.at) + Math.round((first - msOf(sale.at)) * (0.05 + 0.8 * own.next())));
      facts.push({ fact: 'cancellation', key: `${sale.key}-cancelled`, at, sale: sale.key, reason: own.pick(reasons) });
    } else {
      for (const [site, at] of leaving)
        facts.push({ fact: 'shipment', key: `${sale.key}-${site}`, at, sale: sale.key, site });
    }
  }
  return facts.filter((fact) => before(fact.at, until));
}

/** A few carts of the last four days, left open on telephones and computers; what the stories keep scarce is in none. */
export function openCarts(
  goods: readonly Good[],
  customers: readonly DemoCustomer[],
  today: Day,
  count: number,
  chance: Chance,
): CartFact[] {
  const people = customers.filter((one) => !inStories(one.key) && !one.company).slice(0, count);
  const weights = goods.map((good) => (isTold(good.sku) ? 0 : good.weight));
  return people.map((customer): CartFact => {
    const skus = new Set(Array.from({ length: chance.between(1, 3) }, () => goods[chance.weighted(weights)]!.sku));
    const device = chance.pick(['phone', 'phone', 'computer', 'tablet'] as const);
    return {
      fact: 'cart',
      key: `cart-${customer.key}`,
      at: parisTime(shift(today, -chance.between(1, 4)), momentFor(chance, undefined)),
      channel: device === 'phone' && chance.happens(0.5) ? 'app' : 'web',
      device,
      customer: customer.key,
      lines: [...skus].map((sku) => ({ sku, quantity: 1 })),
    };
  });
}

// Everything that Maison Ourcel sells, in the order of its shop.
import type { DemoProduct } from '../types.ts';
import { fragrance, makeup, skincare } from './beauty.ts';
import { coats, dresses } from './dresses.ts';
import { homeStorage, lighting, seating } from './home.ts';
import { candles, linen, plants, tableware, vases } from './objects.ts';
import { chairs, desks, officeStorage } from './office.ts';
import { books, gifts, inks, stationery } from './stationery.ts';
import { knitwear, shirts, trousers } from './tops.ts';
import { bags, hats, scarves, shoes } from './wardrobe.ts';

export { brands } from './brands.ts';
export { categories } from './categories.ts';

export const demoProducts: DemoProduct[] = [
  ...[dresses, coats, shirts, knitwear, trousers, shoes, scarves, bags, hats].flat(),
  ...[makeup, fragrance, skincare].flat(),
  ...[seating, lighting, vases, candles, plants, homeStorage, linen, tableware].flat(),
  ...[chairs, desks, officeStorage, stationery, inks].flat(),
  ...[gifts, books].flat(),
];

/** What the shop sells itself; a voucher sold for money is no sale of goods, and waits for its accounts. */
export const soldProducts: readonly DemoProduct[] = demoProducts.filter((product) => product.taxClass !== 'outside');

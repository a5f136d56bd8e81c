// The shop's tree: five departments as on its front page, and their aisles.
import type { DemoCategory } from '../types.ts';
import { text } from './build.ts';
import type { Pair } from './build.ts';

const tree: [handle: string, name: Pair, aisles: [handle: string, name: Pair][]][] = [
  [
    'vetements',
    ['Vêtements', 'Clothes'],
    [
      ['robes-et-jupes', ['Robes et jupes', 'Dresses and skirts']],
      ['manteaux', ['Manteaux', 'Coats']],
      ['hauts', ['Hauts', 'Tops']],
      ['pantalons', ['Pantalons', 'Trousers']],
      ['chaussures', ['Chaussures', 'Shoes']],
      ['accessoires', ['Accessoires', 'Accessories']],
    ],
  ],
  [
    'beaute',
    ['Beauté', 'Beauty'],
    [
      ['maquillage', ['Maquillage', 'Make-up']],
      ['parfum', ['Parfum', 'Fragrance']],
      ['soin', ['Soin', 'Skincare']],
    ],
  ],
  [
    'maison',
    ['Maison', 'Home'],
    [
      ['fauteuils-et-canapes', ['Fauteuils et canapés', 'Armchairs and sofas']],
      ['luminaires', ['Luminaires', 'Lighting']],
      ['decoration', ['Décoration', 'Decoration']],
      ['linge', ['Linge', 'Linen']],
      ['vaisselle', ['Vaisselle', 'Tableware']],
    ],
  ],
  [
    'bureau',
    ['Bureau', 'Office'],
    [
      ['sieges', ['Sièges', 'Chairs']],
      ['bureaux', ['Bureaux', 'Desks']],
      ['rangement', ['Rangement', 'Storage']],
      ['papeterie', ['Papeterie', 'Stationery']],
      ['encres', ['Encres', 'Inks']],
    ],
  ],
  ['cadeaux', ['Cadeaux', 'Gifts'], []],
];

export const categories: DemoCategory[] = tree.flatMap(([handle, name, aisles]) => [
  { handle, parent: null, name: text(name) },
  ...aisles.map(([aisle, label]) => ({ handle: aisle, parent: handle, name: text(label) })),
]);

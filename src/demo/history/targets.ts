// How much is left on each shelf when the history ends. Some of it is told by the demonstration's stories: the last Manteau
// Saône lies in Paris, Baskets Perrache are nearly gone, ink 305 XL is at Seclin only.
import type { Chance } from '../seeded.ts';
import type { SiteCode } from '../types.ts';
import type { Good } from './assortment.ts';
import { onlySeclin } from './assortment.ts';

export type Shelves = Record<SiteCode, number>;
const NOTHING: Shelves = { LYO: 0, NAN: 0, PAR: 0, COR: 0, SEC: 0 };

/** These shelves exactly, and nothing anywhere else. */
const exactly: Record<string, Partial<Shelves>> = {
  'MAN-SAO-LIN-38': { PAR: 1 },
  'ROB-BEL-GRO-34': {},
  'ROB-BEL-GRO-36': { COR: 7, SEC: 2, PAR: 2, NAN: 1 },
  'ROB-BEL-GRO-38': { COR: 23, SEC: 9, LYO: 2, PAR: 1 },
  'ROB-BEL-GRO-40': { COR: 11, SEC: 4, LYO: 1, NAN: 2 },
  'BAS-PER-SAU-36': { COR: 1 },
  'BAS-PER-SAU-37': { SEC: 2 },
  'BAS-PER-SAU-38': { COR: 1, NAN: 1 },
  'BAS-PER-SAU-39': { COR: 2, LYO: 1 },
  'BAS-PER-SAU-40': { COR: 1, PAR: 1 },
  'BAS-PER-SAU-41': { SEC: 1 },
  'BAS-PER-SAU-42': { COR: 2 },
  'BAS-PER-SAU-43': {},
  'BAS-PER-SAU-44': { COR: 1 },
  'EN-305XL': { SEC: 41 },
  'FAU-PRE-CRE': { COR: 4 },
  'FG-BL-A': { COR: 14, SEC: 3, LYO: 2 },
};

/** Shelves of Lyon that the till's grid of favourites shows; the other places as usual. */
const inLyon: Record<string, number> = {
  'ROU-GRA-TER': 5,
  'ROU-GRA-GRO': 3,
  'ROU-GRA-FIG': 2,
  'ROU-GRA-ROS': 2,
  'ROU-GRA-CAR': 1,
  'ROU-GRA-NOI': 1,
  'ECH-SAO-ZIN': 3,
  'ECH-SAO-FIG': 2,
  'ECH-SAO-CRE': 2,
  'ECH-SAO-MIR': 1,
  'EAU-FOU-50': 7,
  'EAU-FOU-100': 4,
  'BOU-CRO-BOI': 9,
  'BOU-CRO-FIG': 7,
  'BOU-CRO-TIL': 5,
  'TAS-HAL-BLE': 12,
  'TAS-HAL-ROS': 9,
  'TAS-HAL-MIR': 8,
  'TAS-HAL-SAU': 7,
  'SAC-AIN-FIG': 2,
  'SAC-AIN-CRE': 2,
  'SAC-AIN-ENC': 1,
  'COU-MON-NUI-45': 2,
  'COU-MON-NUI-60': 1,
  'COU-MON-SAU-45': 2,
  'COU-MON-SAU-60': 1,
  'COU-MON-BRI-45': 2,
  'COU-MON-BRI-60': 1,
  'CAR-SAT-ENC-L': 10,
  'CAR-SAT-ENC-U': 8,
  'CAR-SAT-GRO-L': 7,
  'CAR-SAT-GRO-U': 6,
  'CAR-SAT-SAU-L': 5,
  'CAR-SAT-SAU-U': 4,
};

/** True when a story depends on what is left, so that chance (a cancellation) must leave it alone. */
export const isTold = (sku: string): boolean => sku in exactly || sku in inLyon || sku.startsWith('MAN-SAO-');

function usual(good: Good, chance: Chance): Shelves {
  const cheap = good.price < 30_00 ? 2 : good.price < 100_00 ? 1 : 0.55;
  const depth = Math.round(chance.between(5, 16) * cheap * (good.heavy ? 0.5 : 1));
  const shop = (share: number): number => {
    if (good.heavy) return chance.happens(0.12 * share) ? 1 : 0;
    return chance.happens(0.12) ? 0 : Math.round(chance.between(1, 5) * share * Math.max(0.6, cheap * 0.8));
  };
  const other = onlySeclin(good.sku) ? 0 : Math.round(depth * chance.next() * 0.5);
  const stores = { LYO: shop(1), PAR: shop(0.8), NAN: shop(0.6) };
  return good.home === 'COR' ? { ...stores, COR: depth, SEC: other } : { ...stores, SEC: depth, COR: other };
}

/** What a good's shelves hold in the end. */
export function targetOf(good: Good, chance: Chance): Shelves {
  const told = exactly[good.sku];
  if (told) return { ...NOTHING, ...told };
  if (good.sku.startsWith('MAN-SAO-')) return NOTHING;
  const lyon = inLyon[good.sku];
  const shelves = usual(good, chance);
  return lyon === undefined ? shelves : { ...shelves, LYO: lyon };
}

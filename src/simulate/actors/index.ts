/** Everybody who acts in the town. */
import type { Actor } from '../operation.ts';
import { cards } from './cards.ts';
import { changes } from './changes.ts';
import { counter } from './counter.ts';
import { documents } from './documents.ts';
import { machines } from './machines.ts';
import { market } from './market.ts';
import { office } from './office.ts';
import { preparing } from './preparing.ts';
import { returning } from './returning.ts';
import { shoppers } from './shoppers.ts';
import { stock } from './stock.ts';
import { tills } from './tills.ts';

export const actors: readonly Actor[] = [
  ...shoppers,
  ...tills,
  ...cards,
  ...counter,
  ...market,
  ...stock,
  ...documents,
  ...office,
  ...changes,
  ...preparing,
  ...returning,
  ...machines,
];

/**
 * `node bench/pricing.ts [--carts N]`: how long a cart of 200 lines under 50 promotions takes to price, and whether the identities of
 * prices hold over a million carts at random (lines, rates, promotions, codes, limits, currencies). Needs no database.
 */
import { parseArgs } from 'node:util';
import { elapsed } from '#base/time';
import { compiledOf, price, promotedFrom } from '#pricing/model';
import { rollOf } from '../src/simulate/roll.ts';
import { brokenIdentities } from '../test/support/price-identities.ts';
import { randomCart, type RandomCart } from '../test/support/random-carts.ts';
import { percentile } from './machine.ts';

const { values } = parseArgs({
  options: { carts: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const CARTS = 40;
const ROUNDS = 60;

/** Milliseconds of each pricing, over carts that are full: 200 lines, 50 promotions of every kind. */
function timeFullCarts(): number[] {
  const roll = rollOf(Number(values.seed));
  const carts: RandomCart[] = [];
  while (carts.length < CARTS) {
    const cart = randomCart(roll, { lines: 200, promotions: 50 });
    const lines = Array.from({ length: 200 }, (_, i) => ({
      lineNo: i + 1,
      skuId: `s${i % cart.rules.goods.size}`,
      quantity: 1 + (i % 4),
    }));
    if (cart.carried.promotions.length >= 45) carts.push({ ...cart, input: { ...cart.input, lines } });
  }
  const ready = carts.map((cart) => ({ ...cart, compiled: compiledOf(cart.carried) }));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const { input, rules, carried, compiled, at } of ready) {
      const began = elapsed();
      price(input, { ...rules, promoted: promotedFrom(carried, compiled, at, true) });
      if (round >= 10) times.push(elapsed() - began);
    }
  return times;
}

function tryCarts(count: number): { broken: number; lines: number; reduced: number } {
  const roll = rollOf(Number(values.seed));
  const seen = { broken: 0, lines: 0, reduced: 0 };
  for (let i = 0; i < count; i++) {
    const { input, rules, carried, at } = randomCart(roll, { lines: 8, promotions: 6 });
    const priced = price(input, { ...rules, promoted: promotedFrom(carried, compiledOf(carried), at, true) });
    const broken = brokenIdentities(priced);
    if (broken.length > 0 && seen.broken++ < 5) say(`cart ${i}: ${broken.join('; ')}`);
    seen.lines += priced.lines.length;
    if (priced.reductions.some((one) => one.minor > 0)) seen.reduced++;
  }
  return seen;
}

const cpuBefore = process.cpuUsage();
const times = timeFullCarts();
const { user, system } = process.cpuUsage(cpuBefore);
const cpuEach = (user + system) / 1_000 / ROUNDS / CARTS;
const ms = (part: number): string => `${percentile(times, part).toFixed(2)} ms`;
say(
  `200 lines, 45 to 50 promotions, ${times.length} pricings: p50 ${ms(50)}, p95 ${ms(95)}, CPU ${cpuEach.toFixed(2)} ms each`,
);
const count = Number(values.carts);
const began = elapsed();
const { broken, lines, reduced } = tryCarts(count);
const seconds = ((elapsed() - began) / 1_000).toFixed(0);
say(`${count} carts, ${lines} lines, ${reduced} of them reduced, in ${seconds} s: ${broken} broke an identity`);
if (broken > 0) process.exitCode = 1;

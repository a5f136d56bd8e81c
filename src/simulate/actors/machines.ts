/** The house's own machinery, any part of it at any moment: reactions, schedules, the post that brings webhooks, and time. */
import { must } from '#base/assert';
import type { Database } from '#base/db';
import { reactOnce } from '#base/journal';
import { HOUR, MINUTE, SECOND } from '#base/time';
import { deliverWebhooks } from '#payments';
import { modules } from '../../modules.ts';
import { checkWebhook, storeWebhook } from '../../payments/webhooks.ts';
import { nothing, type Actor, type Operation } from '../operation.ts';
import { passTime } from '../pass.ts';
import type { Roll } from '../roll.ts';
import { count, type Letter, type Town } from '../town.ts';

export const reactions = modules.flatMap((module) => module.reactions ?? []);
/** Schedules of the ledgers; those of mails and pictures speak to the world outside the town. */
export const schedules = modules
  .filter((module) =>
    ['carts', 'inventory', 'orders', 'payments', 'marketplaces', 'fulfilment', 'returns'].includes(module.name),
  )
  .flatMap((module) => module.schedules ?? []);

function react(_: Town, roll: Roll): Operation {
  const reaction = must(roll.pick(reactions), 'a reaction');
  const limit = roll.pick([1, 5, 200]) ?? 200;
  return {
    says: `react ${reaction.name}, ${limit} at most`,
    run: async (database) => {
      await reactOnce(database, reaction, { limit });
      return nothing;
    },
  };
}

function work(_: Town, roll: Roll): Operation {
  const schedule = must(roll.pick(schedules), 'a schedule');
  return {
    says: `run ${schedule.name}`,
    run: async (database) => {
      await schedule.run(database);
      return nothing;
    },
  };
}

async function receive(database: Database, { body, signature }: Letter): Promise<void> {
  const read = await checkWebhook(database, 'pretend', { rawBody: body, signature });
  await database.transaction({ actor: 'webhook' }, (tx) => storeWebhook(tx, { provider: 'pretend', ...read }));
}

/** What the network does with a webhook, of a hundred; the rest arrives as it should. */
const network = [
  { name: 'lost', weight: 10 },
  { name: 'twice', weight: 15 },
  { name: 'late', weight: 20 },
  { name: 'arrives', weight: 55 },
] as const;

/** Brings what is due; what is kept back comes later, in any order. */
export async function bringWebhooks(town: Town, database: Database, roll: Roll, calm = false): Promise<void> {
  await deliverWebhooks(database, async (letter) => {
    const { name } = calm ? network[3] : roll.weighted(network);
    if (name !== 'arrives') count(town, `webhook: ${name}`);
    if (name === 'lost') throw new Error('lost on its way');
    if (name === 'late') town.letters.push(letter);
    else await Promise.all((name === 'twice' ? [letter, letter] : [letter]).map((one) => receive(database, one)));
    return 200;
  });
  const kept = roll.shuffled(town.letters);
  for (const letter of calm ? kept : kept.slice(0, Math.ceil(kept.length / 2))) {
    await receive(database, letter);
    town.letters.splice(town.letters.indexOf(letter), 1);
  }
}

function post(town: Town, roll: Roll): Operation {
  const dice = roll.fork();
  return {
    says: 'the post brings webhooks',
    run: async (database) => {
      await bringWebhooks(town, database, dice);
      return nothing;
    },
  };
}

/** All that is due by the clock or by the journal, as a worker does within seconds. */
export async function workRound(town: Town, roll: Roll, calm = false): Promise<void> {
  const [home] = town.homes;
  const database = must(home, 'a home');
  Object.assign(town.market.behaviour, { duplicate: 0, reorder: 0, limitPerMinute: 1_000_000 });
  for (const schedule of schedules) await schedule.run(database);
  await bringWebhooks(town, database, roll, calm);
  for (const reaction of reactions) await reactOnce(database, reaction);
}

const spans = [
  { says: '5 seconds', ms: 5 * SECOND, weight: 4 },
  { says: '40 seconds', ms: 40 * SECOND, weight: 4 },
  { says: '3 minutes', ms: 3 * MINUTE, weight: 2 },
  { says: '16 minutes', ms: 16 * MINUTE, weight: 1 },
  { says: 'a day', ms: 25 * HOUR, weight: 1 },
];

/** Promises with a deadline hold while the worker works: as time passes, it does. */
function pass(town: Town, roll: Roll): Operation {
  const { says, ms } = roll.weighted(spans);
  const dice = roll.fork();
  return {
    says: `${says} pass`,
    run: async () => {
      await passTime(must(town.homes[0], 'a home'), ms);
      for (let round = 0; round < 2; round++) await workRound(town, dice);
      return nothing;
    },
  };
}

export const machines: readonly Actor[] = [
  { name: 'worker reacts', weight: 18, act: react },
  { name: 'worker runs a schedule', weight: 12, act: work },
  { name: 'post brings webhooks', weight: 6, act: post },
  { name: 'time passes', weight: 3, alone: true, act: pass },
];

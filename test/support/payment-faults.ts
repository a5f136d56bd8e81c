/**
 * What goes wrong between the house and a card provider, chosen from a seed by the payment and the call alone: so the same seed chooses
 * the same, however the calls interleave.
 */
import { armCrashPoints } from '#base/crash-point';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { must } from '#base/assert';
import { Unavailable } from '#base/refusal';
import { deliverWebhooks } from '#payments';
import { providers } from '../../src/payments/providers/index.ts';
import { readCharge, type Charge } from '../../src/payments/providers/pretend/psp.ts';
import type { Provider, ProviderFacts } from '../../src/payments/providers/provider.ts';
import { useStripeHost } from '../../src/payments/providers/stripe/client.ts';
import { storeWebhook } from '../../src/payments/webhooks.ts';
import { Died, faults as processFaults } from '../../src/simulate/faults.ts';
import { rollOf, type Roll } from '../../src/simulate/roll.ts';
import type { StripeServer } from './stripe-server.ts';

export type World = {
  readonly database: Database;
  readonly stripe: StripeServer;
  readonly seed: number;
  /** False: everything goes well from now on. */
  flaky: boolean;
  /** Faults that happened, by name. */
  readonly faults: Map<string, number>;
  /** Calls on the road that arrive later. */
  readonly late: (() => Promise<unknown>)[];
  /** How often something was asked of a payment. */
  readonly asked: Map<string, number>;
  /** Webhooks of the pretend provider that were sent and have not come. */
  readonly post: string[];
};

export const note = ({ faults }: World, name: string): void => void faults.set(name, (faults.get(name) ?? 0) + 1);

/** Chance that depends on the seed and on what it is about, and on nothing else. */
export function rollFor({ seed, asked }: World, about: string): Roll {
  const nth = (asked.get(about) ?? 0) + 1;
  asked.set(about, nth);
  let hash = seed;
  for (const char of `${about}#${nth}`) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return rollOf(hash);
}

const networkFaults = [
  { name: 'none', weight: 64 },
  { name: 'connection refused', weight: 7 },
  { name: 'answer lost', weight: 11 },
  { name: 'called twice at once', weight: 8 },
  { name: 'arrives late, after we gave up waiting', weight: 6 },
  { name: 'answered by an error of theirs', weight: 4 },
] as const;

type Call = (...args: never[]) => Promise<ProviderFacts>;

function faulty(world: World, name: string, keyOf: (paymentId: string) => string, real: Call): Call {
  const run = async (...args: never[]): Promise<ProviderFacts> => {
    const { paymentId } = args[0] as unknown as { paymentId: string };
    const fault = rollFor(world, `${name} ${keyOf(paymentId)}`).weighted(networkFaults).name;
    if (!world.flaky || fault === 'none') return real(...args);
    note(world, `${name}: ${fault}`);
    switch (fault) {
      case 'connection refused':
        throw new Unavailable('the connection was refused');
      case 'answered by an error of theirs':
        // Only Stripe's is a server of its own, and only what it is told to do can fail there.
        if (!name.startsWith('stripe') || name === 'stripe lookup') throw new Unavailable('the provider said 500');
        world.stripe.faults.push('down');
        return real(...args);
      case 'answer lost':
        await real(...args);
        throw new Unavailable('the connection broke before the answer');
      case 'arrives late, after we gave up waiting':
        world.late.push(() => real(...args));
        throw new Unavailable('no answer in time');
      case 'called twice at once':
        return must((await Promise.all([real(...args), real(...args)]))[0], 'an answer');
    }
  };
  return run as Call;
}

/** The card providers of this process, with a network that fails; `keyOf` names a payment so that two runs name it the same. */
export function breakNetwork(world: World, database: Database, keyOf: (paymentId: string) => string): void {
  const known = providers(database) as Record<string, Provider>;
  for (const name of ['pretend', 'stripe'] as const) {
    const real = must(known[name], name);
    const bad = (['authorise', 'capture', 'void', 'refund', 'lookup'] as const).map((call) => [
      call,
      faulty(world, `${name} ${call}`, keyOf, real[call] as Call),
    ]);
    known[name] = { ...real, ...Object.fromEntries(bad) } as Provider;
  }
}

/** Somebody else's process that carries this out may die, or lose the answer of a commit: who asked asks again. */
export async function inProcess<T>(
  world: World,
  about: string,
  keyOf: (paymentId: string) => string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const roll = rollFor(world, about);
  const fault = world.flaky ? roll.weighted(processFaults) : processFaults[0];
  if (fault?.twice) {
    note(world, 'asked twice at once');
    const [first, second] = await Promise.allSettled([work(world.database), work(world.database)]);
    if (first.status === 'fulfilled') return first.value;
    if (second.status === 'fulfilled') return second.value;
    if (first.reason instanceof Died || second.reason instanceof Died) return again(world, work);
    throw first.reason;
  }
  const name = fault?.name ?? '';
  const process = fault?.strike?.(world.database, roll.int(1, 3), () => note(world, name)) ?? world.database;
  if (process !== world.database) {
    useStripeHost(process, { host: '127.0.0.1', port: world.stripe.port, protocol: 'http' });
    breakNetwork(world, process, keyOf);
  }
  try {
    return await work(process);
  } catch (error) {
    if (!(error instanceof Died) && !(error instanceof Unavailable)) throw error;
    return again(world, work);
  }
}

/** Who heard nothing asks again, and may again hear nothing. */
async function again<T>({ database }: World, work: (database: Database) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work(database);
    } catch (error) {
      if (!(error instanceof Died) || tries > 5) throw error;
    }
  }
}

/** A worker dies at one in `oneIn` of the places where that hurts; the next one goes on from the rows. */
export function killWorkers(world: World, oneIn: number): void {
  armCrashPoints((point) => {
    if (!world.flaky || !point.startsWith('payments.') || rollFor(world, point).int(1, oneIn) > 1) return;
    note(world, `a process died at ${point}`);
    throw new Died(point);
  });
}

/** What a worker does that may die meanwhile. */
export async function mayDie(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

const bodyOf = (charge: Charge): string => JSON.stringify({ id: newId('evt'), type: 'charge.updated', charge });

/** Writes down what the pretend provider would tell of a charge now; it arrives when somebody carries it. */
export async function writeWebhook(world: World, paymentId: string): Promise<void> {
  const charge = await readCharge(world.database, paymentId);
  if (charge) world.post.push(bodyOf(charge));
}

/** One that says something else than what is true: another amount, another currency, more taken than asked for. */
export async function writeWrongWebhook(world: World, paymentId: string, roll: Roll): Promise<void> {
  const charge = await readCharge(world.database, paymentId);
  if (!charge || (charge.state !== 'authorised' && charge.state !== 'captured')) return;
  const wrong = must(
    roll.pick([
      { name: 'webhook with another amount', charge: { ...charge, amount: charge.amount + 100 } },
      { name: 'webhook in another currency', charge: { ...charge, currency: 'USD' } },
      {
        name: 'webhook of more than was asked for',
        charge: { ...charge, state: 'captured' as const, captured: charge.amount + 1 },
      },
      { name: 'webhook of another charge', charge: { ...charge, id: newId('chg') } },
    ]),
    'something wrong',
  );
  note(world, wrong.name);
  world.post.push(bodyOf(wrong.charge));
}

const idOf = (body: string): string => (JSON.parse(body) as { id: string }).id;

async function drop(world: World, provider: 'pretend' | 'stripe', body: string): Promise<void> {
  await world.database.transaction({ actor: 'webhook' }, (tx) =>
    storeWebhook(tx, { provider, eventId: idOf(body), body }),
  );
}

/** What is on the road comes: in any order, some of it several times, some of it only next time. */
export async function carryPost(world: World, roll: Roll): Promise<void> {
  await deliverWebhooks(world.database, async ({ body }) => {
    world.post.push(body.toString());
    return 200;
  });
  const sent = world.flaky ? roll.shuffled(world.post) : [...world.post];
  if (world.flaky && sent.length > 1) note(world, 'webhooks out of order');
  world.post.length = 0;
  for (const body of sent) {
    if (world.flaky && roll.chance(30)) {
      note(world, 'webhook late');
      world.post.push(body);
      continue;
    }
    const copies = world.flaky && roll.chance(15) ? roll.int(2, 4) : 1;
    if (copies > 1) note(world, 'webhook several times');
    await Promise.all(Array.from({ length: copies }, () => drop(world, 'pretend', body)));
  }
}

/** Stripe tells that something happened to an intent; the house asks what. */
export async function tellOfIntent(world: World, intent: Record<string, unknown>): Promise<void> {
  const { body } = world.stripe.event('payment_intent.updated', intent, 'unused');
  await drop(world, 'stripe', body.toString());
}

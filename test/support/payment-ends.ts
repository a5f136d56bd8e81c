/** What the books of the house and of the card providers must say when lives of card orders are over, and at the fifteenth minute. */
import { sql } from '#base/db';
import { findOrder, type OrderDraft } from '#orders';
import { paymentsOf } from '#payments';
import type { Roll } from '../../src/simulate/roll.ts';
import type { World } from './payment-faults.ts';

export type Life = {
  readonly name: string;
  readonly draft: OrderDraft;
  readonly provider: 'pretend' | 'stripe';
  readonly roll: Roll;
  /** How its buyer pays. */
  readonly way: (typeof ways)[number]['name'];
  /** Where it is paid, of those who pay on a page of the provider's. */
  page?: string;
};

/** How buyers pay; `page`: on a page of Stripe's, `late page`: when their order is over. */
export const ways = [
  { name: 'once', weight: 40 },
  { name: 'twice at once', weight: 8 },
  { name: 'never', weight: 8 },
  { name: 'declined, then another card', weight: 12 },
  { name: 'a bank that decides late', weight: 16 },
  { name: 'page', weight: 8 },
  { name: 'late page', weight: 8 },
] as const;

export type Wave = { readonly world: World; readonly lives: readonly Life[] };

export type WaveReport = {
  readonly faults: ReadonlyMap<string, number>;
  readonly lives: number;
  readonly endings: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
};

export const intentsOf = (world: Pick<World, 'stripe'>, paymentId: string) =>
  [...world.stripe.intents.values()].filter(
    (one) => (one.metadata as Record<string, string>)['payment_id'] === paymentId,
  );

type Kept = { readonly held: number; readonly kept: number };

/** What the providers' own books hold for a payment, whatever we know. */
async function theirs(world: World): Promise<Map<string, Kept & { charges: number }>> {
  const rows = await world.database.query<Kept & { paymentId: string }>(sql`
    SELECT reference AS "paymentId", captured_minor - refunded_minor AS kept,
      CASE WHEN state IN ('authorised', 'captured') THEN amount_minor - captured_minor - released_minor ELSE 0 END AS held
    FROM pretend_psp.charge`);
  const book = new Map(
    rows.map(({ paymentId, held, kept }) => [paymentId, { held, kept, charges: held + kept > 0 ? 1 : 0 }]),
  );
  for (const intent of world.stripe.intents.values()) {
    const id = (intent.metadata as Record<string, string>)['payment_id'] ?? intent.id;
    const back = world.stripe.refunds
      .filter((one) => one.payment_intent === intent.id && one.status !== 'failed')
      .reduce((sum, one) => sum + Number(one.amount), 0);
    const kept = Number(intent.amount_received) - back;
    const held = Number(intent.amount_capturable);
    const known = book.get(id) ?? { held: 0, kept: 0, charges: 0 };
    book.set(id, {
      held: known.held + held,
      kept: known.kept + kept,
      charges: known.charges + (held + kept > 0 ? 1 : 0),
    });
  }
  return book;
}

const tooLong: string[] = [];

/** At the fifteenth minute: no money at a provider for an order that neither stands nor waits for a person. */
export async function heldTooLong({ world, lives }: Wave): Promise<void> {
  tooLong.length = 0;
  const book = await theirs(world);
  for (const { draft, name } of lives) {
    const order = await findOrder(world.database, draft.orderId);
    const payments = await paymentsOf(world.database, draft.orderId);
    if (order?.state === 'placed' || order?.state === 'needs_decision') continue;
    for (const payment of payments) {
      const { held = 0, kept = 0 } = book.get(payment.paymentId) ?? {};
      if (held + kept > 0 && payment.state !== 'quarantined')
        tooLong.push(
          `${name}: ${held + kept} held at the 15th minute for an order that is ${order?.state}, payment ${payment.state}`,
        );
    }
  }
}

/** What the books say when all is at rest. */
export async function finish({ world, lives }: Wave): Promise<WaveReport> {
  const problems = [...tooLong];
  const book = await theirs(world);
  const endings = new Map<string, number>();
  const known = new Set<string>();
  for (const { draft, name, provider, way } of lives) {
    const order = await findOrder(world.database, draft.orderId);
    const payments = await paymentsOf(world.database, draft.orderId);
    for (const payment of payments) known.add(payment.paymentId);
    const mine = payments.map((payment) => ({
      payment,
      ...(book.get(payment.paymentId) ?? { held: 0, kept: 0, charges: 0 }),
    }));
    const state = order?.state ?? 'refused';
    endings.set(state, (endings.get(state) ?? 0) + 1);
    const about = `${name} (${provider}, ${way}), ${state}`;
    const charges = mine.reduce((sum, one) => sum + one.charges, 0);
    if (charges > 1) problems.push(`${about}: charged ${charges} times`);
    for (const { payment, held, kept } of mine) {
      const { capturedMinor, refundedMinor, disputedMinor } = payment;
      if (capturedMinor - refundedMinor !== kept)
        problems.push(`${about}: we keep ${capturedMinor - refundedMinor}, the provider ${kept}`);
      if (held > 0 && state !== 'placed') problems.push(`${about}: ${held} are held; ${JSON.stringify(payment)}`);
      if (state === 'cancelled' && kept > disputedMinor)
        problems.push(`${about}: ${kept} are kept, disputed ${disputedMinor}; ${JSON.stringify(payment)}`);
      if (kept < 0) problems.push(`${about}: more given back than taken`);
    }
    if (state === 'awaiting_payment') problems.push(`${about}: waits for ever`);
    if (state === 'placed') {
      const paid = payments.reduce((sum, one) => sum + one.capturedMinor, 0);
      const aside = mine.reduce((sum, one) => sum + one.held, 0);
      const quarantined = payments.some((one) => one.state === 'quarantined');
      const due = order?.balanceMinor ?? 0; // what lapsed is owed again
      if (paid + aside + due !== order?.total.minor && !quarantined)
        problems.push(`${about}: worth ${order?.total.minor}, paid ${paid}, held ${aside}, due ${due}`);
    }
  }
  for (const [paymentId, { held, kept }] of book)
    if (!known.has(paymentId) && held + kept > 0) problems.push(`a charge of ${paymentId} that nobody here knows`);
  const unasked = await world.database.query<{ what: string }>(sql`
    SELECT format('refund %s of %s that nobody asked for', refund_id, payment_id) AS what FROM payments.refund
    WHERE reason = 'by the provider' AND refund_id NOT LIKE 'own\\_%'`);
  problems.push(...unasked.map(({ what }) => what));
  return { faults: world.faults, lives: lives.length, endings, problems };
}

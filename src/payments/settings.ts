/** What the house has decided about money. */
import { perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createCache, type Cache } from '#base/cache';
import { paymentMethods, type PaymentMethod } from './model.ts';

export type PaymentSettings = {
  readonly captureOn: 'order' | 'shipment';
  readonly refundOrder: readonly PaymentMethod[];
  readonly cardProvider: 'pretend' | 'stripe';
  readonly version: number;
};

/** The settings as they are written. */
export async function readSettings(db: Db): Promise<PaymentSettings> {
  const [row] = await db.query<PaymentSettings>(sql`
    SELECT capture_on AS "captureOn", refund_order AS "refundOrder", card_provider AS "cardProvider", version
    FROM payments.setting`);
  return row ?? refuse('payments.not_found', { detail: 'settings' });
}

const cache: (database: Database) => Cache<PaymentSettings> = perDatabase((database) =>
  createCache({ max: 1, load: async () => new Map([['one', await readSettings(database)]]) }),
);

/** The settings, from the process's cache. */
export async function paymentSettings(database: Database): Promise<PaymentSettings> {
  return (await cache(database).getMany(['one'])).get('one') ?? readSettings(database);
}

/** How an order claims the money of its card: taken at once, or only set aside until it leaves. */
export async function claimOf(database: Database): Promise<'capture' | 'hold'> {
  return (await paymentSettings(database)).captureOn === 'shipment' ? 'hold' : 'capture';
}

/** Drops what the process remembers: somebody decided otherwise, here or in another process. */
export const forgetSettings = (database: Database): void => cache(database).forgetAll();

/** Decides anew. Refuses `payments.changed` when somebody else did meanwhile, `payments.refund_order` unless each tender is named once. */
export async function changeSettings(tx: Tx, wanted: PaymentSettings): Promise<PaymentSettings> {
  const { captureOn, refundOrder, cardProvider, version } = wanted;
  if (refundOrder.length !== paymentMethods.length || paymentMethods.some((method) => !refundOrder.includes(method)))
    refuse('payments.refund_order');
  const done = await tx.affected(sql`
    UPDATE payments.setting SET capture_on = ${captureOn}, refund_order = ${[...refundOrder]}::text[],
      card_provider = ${cardProvider}, version = version + 1, updated_at = ${tx.now}::timestamptz WHERE version = ${version}`);
  if (done === 0) refuse('payments.changed');
  announce(tx, {
    type: 'payments.settings_changed',
    subjectKind: 'setting',
    subjectId: 'payments',
    version: version + 1,
    body: { captureOn, cardProvider },
  });
  return { ...wanted, version: version + 1 };
}

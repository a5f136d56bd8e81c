/** What the house has decided about money. */
import { perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createCache, type Cache } from '#base/cache';
import { isBic, isIban, plainIban } from './references.ts';
import { wrongRule, type DepositRule, type DepositTerms } from './deposits.ts';
import { paymentMethods, type PaymentMethod } from './model.ts';

export type PaymentSettings = DepositTerms & {
  readonly captureOn: 'order' | 'shipment';
  readonly refundOrder: readonly PaymentMethod[];
  readonly cardProvider: 'pretend' | 'stripe';
  /** Where buyers transfer to; empty: nowhere yet. The account number without spaces. */
  readonly transferHolder: string;
  readonly transferIban: string;
  readonly transferBic: string;
  /** For how many days stock is kept for an order that awaits a transfer. */
  readonly transferDays: number;
  /** Channels that offer it. */
  readonly transferChannels: readonly string[];
  /** Of channels and companies that are asked otherwise than all (`deposits.ts`). */
  readonly depositRules: readonly DepositRule[];
  readonly version: number;
};

/** The settings as they are written. */
export async function readSettings(db: Db): Promise<PaymentSettings> {
  const [row] = await db.query<PaymentSettings>(sql`
    SELECT capture_on AS "captureOn", refund_order AS "refundOrder", card_provider AS "cardProvider", transfer_holder AS "transferHolder",
      transfer_iban AS "transferIban", transfer_bic AS "transferBic", transfer_days AS "transferDays", transfer_channels AS "transferChannels",
      deposit_for AS "depositFor", deposit_ppm AS "depositPpm", deposit_rules AS "depositRules", version
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

/**
 * Decides anew. Refuses `payments.changed` when somebody else did meanwhile, `payments.refund_order` unless each tender is named
 * once, `payments.iban` for an account number with wrong check digits, or none where a channel offers transfers, `payments.deposit_rule` for
 * two rules of the same channel and company, or one that names neither.
 */
export async function changeSettings(tx: Tx, wanted: PaymentSettings): Promise<PaymentSettings> {
  const { captureOn, refundOrder, cardProvider, transferHolder, transferDays, transferChannels, version } = wanted;
  const transferIban = plainIban(wanted.transferIban);
  const transferBic = plainIban(wanted.transferBic);
  if (refundOrder.length !== paymentMethods.length || paymentMethods.some((method) => !refundOrder.includes(method)))
    refuse('payments.refund_order');
  if (transferIban !== '' && !isIban(transferIban))
    refuse('payments.iban', { fields: [{ field: 'transferIban', rule: 'an IBAN' }] });
  if (transferBic !== '' && !isBic(transferBic))
    refuse('payments.iban', { fields: [{ field: 'transferBic', rule: 'a BIC' }] });
  if (transferChannels.length > 0 && (transferIban === '' || transferHolder.trim() === ''))
    refuse('payments.iban', { fields: [{ field: 'transferIban', rule: 'needed to offer transfers' }] });
  const wrong = wrongRule(wanted.depositRules);
  if (wrong) refuse('payments.deposit_rule', { fields: [{ field: `depositRules.${wrong.at}`, rule: wrong.rule }] });
  const done = await tx.affected(sql`
    UPDATE payments.setting SET capture_on = ${captureOn}, refund_order = ${[...refundOrder]}::text[],
      card_provider = ${cardProvider}, transfer_holder = ${transferHolder}, transfer_iban = ${transferIban}, transfer_bic = ${transferBic},
      transfer_days = ${transferDays}::int, transfer_channels = ${[...transferChannels]}::text[],
      deposit_for = ${wanted.depositFor}, deposit_ppm = ${wanted.depositPpm}::int,
      deposit_rules = ${JSON.stringify(wanted.depositRules)}::jsonb, version = version + 1, updated_at = ${tx.now}::timestamptz WHERE version = ${version}`);
  if (done === 0) refuse('payments.changed');
  announce(tx, {
    type: 'payments.settings_changed',
    subjectKind: 'setting',
    subjectId: 'payments',
    // The row begins at 1, its facts do too: the first change is the first of them.
    version,
    body: { captureOn, cardProvider },
  });
  return { ...wanted, transferIban, transferBic, version: version + 1 };
}

/** Whether a channel offers to pay by transfer. */
export const offersTransfer = (settings: PaymentSettings, channelId: string): boolean =>
  settings.transferIban !== '' && settings.transferChannels.includes(channelId);

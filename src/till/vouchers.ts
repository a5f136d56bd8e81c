/** Gift cards and store credit at the counter: looked at by code, paid with in the ticket's own transaction, never set aside before it. */
import type { Database } from '#base/db';
import { money, type Money } from '#base/money';
import { Refusal, refuse } from '#base/refusal';
import { seal, unseal } from '#base/seal';
import { clock, MINUTE, msOf } from '#base/time';
import {
  cardByCode,
  cardById,
  cardOfAccount,
  creditAccount,
  creditOf,
  giftAccount,
  isCode,
  isCodeFree,
  plainCode,
} from '#payments';
import type { Device, VoucherPart } from './model.ts';

/** How long who has shown a card may pay with it: no code and no PIN is kept at the till meanwhile. */
const PROOF_MINUTES = 60;
const purpose = ({ deviceId }: Pick<Device, 'deviceId'>): string => `till voucher ${deviceId}`;

export type ShownVoucher = {
  /** The last characters of the card's code; absent: store credit. */
  readonly last4?: string;
  readonly balance: Money;
  readonly expiresOn: string | null;
  readonly bar: 'blocked' | 'expired' | null;
  /** Sealed: that it was shown at this till. A ticket pays with it. */
  readonly proof: string;
};

const proofOf = (device: Device, account: string): string =>
  seal(`${account} ${msOf(clock()) + PROOF_MINUTES * MINUTE}`, purpose(device));

/** The account of a proof. Refuses `till.voucher_proof` for one of another till, or of long ago. */
export function accountOf(device: Pick<Device, 'deviceId'>, proof: string): string {
  try {
    const [account = '', until = '0'] = unseal(proof, purpose(device)).split(' ');
    if (Number(until) < msOf(clock())) refuse('till.voucher_proof');
    return account;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse('till.voucher_proof');
  }
}

/**
 * What the card with this code holds. Tries are counted by till. Refuses `payments.card_unknown` (also for a wrong PIN),
 * `payments.card_pin`, `request.rate_limited`.
 */
export async function showCard(
  database: Database,
  device: Device,
  asked: { readonly code: string; readonly pin?: string | undefined },
): Promise<ShownVoucher> {
  const card = await cardByCode(database, { ...asked, needsPin: true, by: device.deviceId });
  return {
    ...{ last4: card.last4, expiresOn: card.expiresOn, bar: card.bar },
    balance: money(card.balanceMinor, card.currency),
    proof: proofOf(device, giftAccount(card.cardId)),
  };
}

/** The store credit of a customer who stands here, in the currency of the till; undefined where there is none. */
export async function showCredit(
  database: Database,
  device: Device,
  customerId: string,
  currency: string,
): Promise<ShownVoucher | undefined> {
  const mine = (await creditOf(database, customerId)).find((one) => one.currency === currency);
  if (!mine || mine.balanceMinor === 0) return undefined;
  const balance = money(mine.balanceMinor, currency);
  return { balance, expiresOn: null, bar: null, proof: proofOf(device, creditAccount(customerId)) };
}

/** What a scanned code of a card is: one of ours, or that of a blank one. Nobody learns more without its PIN. */
export async function codeOfCard(database: Database, text: string): Promise<'gift_card' | 'blank_card' | undefined> {
  const code = plainCode(text);
  if (!isCode(code)) return undefined;
  return (await isCodeFree(database, code)) ? 'blank_card' : 'gift_card';
}

/**
 * Tells before money is asked for what the ticket would be refused for: a card that pays nothing now, or holds less. The ticket's own
 * transaction decides. Refuses `payments.card_blocked`, `payments.card_expired`, `payments.card_currency`, `payments.card_short`.
 */
export async function checkVouchers(
  database: Database,
  vouchers: readonly VoucherPart[],
  currency: string,
): Promise<void> {
  for (const { accountId, minor } of vouchers) {
    const cardId = cardOfAccount(accountId);
    const card = cardId === undefined ? undefined : await cardById(database, cardId);
    if (cardId !== undefined && !card) refuse('payments.card_unknown');
    if (card?.bar) refuse(`payments.card_${card.bar}`);
    if (card && card.currency !== currency) refuse('payments.card_currency', { detail: card.currency });
    const credits = card ? [] : await creditOf(database, accountId.slice('credit:'.length));
    const has = card?.balanceMinor ?? credits.find((one) => one.currency === currency)?.balanceMinor ?? 0;
    if (has < minor) refuse('payments.card_short', { left: money(has, currency) });
  }
}

/** Gift cards and store credit at the checkout: what they pay of a total, before and when the order is placed. */
import { createHash } from 'node:crypto';
import { crockford } from '#base/ids';
import { money } from '#base/money';
import { Refusal } from '#base/refusal';
import { cardByCode, creditAccount, creditOf, giftAccount, partsOfVouchers } from '#payments';
import type { Ask } from '../../web/store/api.ts';
import type { VouchersView } from '../../web/store/views.ts';
import type { Shop } from './scene.ts';

/** What a shopper wishes to pay with: the code of a card as it was typed, and whether their credit is to be used. */
export type VoucherWish = { readonly gift?: string | undefined; readonly credit?: boolean | undefined };

export type Vouchers = {
  readonly view: VouchersView;
  readonly parts: readonly { readonly paymentId: string; readonly accountId: string; readonly minor: number }[];
};

/** Why a card can't pay, in a word of the page. */
const problems: Readonly<Record<string, NonNullable<VouchersView['problem']>>> = {
  'payments.card_unknown': 'unknown',
  'request.rate_limited': 'often',
};

/** What a card and a credit pay of a total, the card first; a card that can't pay says why and pays nothing. */
export async function vouchersFor(
  { database }: Shop,
  { who }: Ask,
  wish: VoucherWish,
  {
    orderId,
    totalMinor,
    currency,
  }: { readonly orderId: string; readonly totalMinor: number; readonly currency: string },
): Promise<Vouchers> {
  const gift = (wish.gift ?? '').trim();
  const [card, credits] = await Promise.all([
    gift === '' ? undefined : lookUp(database, gift, who.customerId ?? who.ip ?? who.cartToken ?? ''),
    who.customerId === undefined ? [] : creditOf(database, who.customerId),
  ]);
  const bar = card && 'cardId' in card ? (card.bar ?? (card.currency === currency ? null : 'currency')) : null;
  const good = card && 'cardId' in card && bar === null ? card : undefined;
  const creditMinor = credits.find((one) => one.currency === currency)?.balanceMinor ?? 0;
  const mine = who.customerId !== undefined && creditMinor > 0 ? creditAccount(who.customerId) : undefined;
  const { parts, restMinor } = partsOfVouchers(totalMinor, [
    ...(good ? [{ account: giftAccount(good.cardId), balanceMinor: good.balanceMinor }] : []),
    ...(mine !== undefined && wish.credit === true ? [{ account: mine, balanceMinor: creditMinor }] : []),
  ]);
  const paid = (account: string | undefined): number => parts.find((part) => part.account === account)?.minor ?? 0;
  const problem = card && 'problem' in card ? card.problem : (bar ?? undefined);
  return {
    view: {
      code: gift,
      ...(problem === undefined ? {} : { problem }),
      ...(good
        ? {
            card: {
              last4: good.last4,
              has: money(good.balanceMinor, currency),
              pays: money(paid(giftAccount(good.cardId)), currency),
            },
          }
        : {}),
      ...(mine === undefined
        ? {}
        : {
            credit: { has: money(creditMinor, currency), pays: money(paid(mine), currency), on: wish.credit === true },
          }),
      rest: money(restMinor, currency),
    },
    parts: parts.map(({ account, minor }) => ({ paymentId: partId(orderId, account), accountId: account, minor })),
  };
}

async function lookUp(database: Shop['database'], code: string, by: string) {
  try {
    return await cardByCode(database, { code, needsPin: false, by });
  } catch (error) {
    const problem = error instanceof Refusal ? problems[error.code] : undefined;
    if (problem === undefined) throw error;
    return { problem };
  }
}

/** The payment of an order by an account: the same however often the form is sent. */
const partId = (orderId: string, account: string): string =>
  `pay_${crockford(createHash('sha256').update(`${orderId} ${account}`).digest(), 26)}`;

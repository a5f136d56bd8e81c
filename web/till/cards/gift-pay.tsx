/** Paying with gift cards and store credit: each shown here, each its part; the rest is for cash or the terminal. */
import { useEffect, useMemo, useState } from 'react';
import { newId } from '#base/ids';
import type { Money } from '#base/money';
import type { Customer } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { creditFor, type ShownVoucher } from './calls.ts';
import { CardLook, VoucherFace } from './look.tsx';

/** A card or credit that pays a part; the id is its payment's, so that a lost answer counts once. */
export type Used = { readonly paymentId: string; readonly voucher: ShownVoucher; readonly minor: number };
export type Vouchers = {
  readonly used: readonly Used[];
  readonly restMinor: number;
  readonly customer: Customer | null;
  readonly add: (voucher: ShownVoucher) => void;
  readonly drop: (paymentId: string) => void;
};

type Shown = Omit<Used, 'minor'>;

/** What each card pays of a total, in the order in which they were shown. */
function partsOf(
  totalMinor: number,
  shown: readonly Shown[],
): { readonly used: readonly Used[]; readonly restMinor: number } {
  const used: Used[] = [];
  let restMinor = totalMinor;
  for (const one of shown) {
    const minor = Math.min(restMinor, one.voucher.balance.minor);
    if (minor > 0) used.push({ ...one, minor });
    restMinor -= minor;
  }
  return { used, restMinor };
}

/** The cards that pay a total. */
export function useVouchers(total: Money, customer: Customer | null): Vouchers {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const { used, restMinor } = useMemo(() => partsOf(total.minor, shown), [total.minor, shown]);
  const key = ({ last4, balance }: ShownVoucher): string => `${last4} ${balance.currency}`;
  return {
    ...{ used, restMinor, customer },
    add: (voucher) =>
      setShown((before) => [
        ...before.filter((one) => key(one.voucher) !== key(voucher)),
        { paymentId: newId('pay'), voucher },
      ]),
    drop: (paymentId) => setShown((before) => before.filter((one) => one.paymentId !== paymentId)),
  };
}

export function GiftPay({ vouchers, total }: { readonly vouchers: Vouchers; readonly total: Money }) {
  const { w, amount } = useWords();
  const [problem, setProblem] = useState<string>();
  const credit = useCredit(vouchers.customer);
  const take = (voucher: ShownVoucher): void => {
    if (voucher.bar !== null) return setProblem(w(`gift.${voucher.bar}`));
    if (voucher.balance.currency !== total.currency) return setProblem(w('gift.currency'));
    if (voucher.balance.minor === 0) return setProblem(w('gift.empty'));
    setProblem(undefined);
    vouchers.add(voucher);
  };
  const creditUsed = vouchers.used.some(({ voucher }) => voucher.last4 === undefined);
  return (
    <div className="gift-pay">
      {vouchers.used.map(({ paymentId, voucher, minor }) => (
        <VoucherFace key={paymentId} voucher={voucher}>
          <span className="num pays">− {amount(minor, total.currency)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={w('gift.drop')}
            onClick={() => vouchers.drop(paymentId)}
          >
            <Icon name="x" size={18} />
          </button>
        </VoucherFace>
      ))}
      {vouchers.restMinor > 0 && <CardLook onShown={take} />}
      {credit && !creditUsed && vouchers.restMinor > 0 && (
        <VoucherFace voucher={credit}>
          <button type="button" className="side-button" onClick={() => take(credit)}>
            {w('gift.use')}
          </button>
        </VoucherFace>
      )}
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p className="gift-rest num" role="status">
        <span>{w(vouchers.restMinor === 0 ? 'gift.paid' : 'gift.rest')}</span>
        <b>{amount(vouchers.restMinor, total.currency)}</b>
      </p>
    </div>
  );
}

function useCredit(customer: Customer | null): ShownVoucher | null {
  const [found, setFound] = useState<{ readonly of: string; readonly credit: ShownVoucher | null }>();
  const customerId = customer?.customerId;
  useEffect(() => {
    if (customerId === undefined) return;
    let left = false;
    creditFor(customerId).then(
      (credit) => !left && setFound({ of: customerId, credit }),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [customerId]);
  return found?.of === customerId ? (found?.credit ?? null) : null;
}

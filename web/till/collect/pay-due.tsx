/** Taking what is due for an order that is collected here, with the till's own tenders. */
import type { Money } from '#base/money';
import type { Catalogue } from '../catalogue.ts';
import { Paying } from '../pay/pay.tsx';
import type { Chain } from '../pay/use-sale.ts';
import type { MoneyTicket } from './calls.ts';
import { useDue } from './use-due.ts';

type Props = {
  readonly orderId: string;
  readonly due: Money;
  /** To how many minor units cash is rounded here. */
  readonly cashStep: number;
  readonly chain: Chain;
  readonly catalogue: Catalogue;
  readonly onPaid: (ticket: MoneyTicket) => void;
  readonly onBack: () => void;
};

export function PayDue({ orderId, due, cashStep, chain, catalogue, onPaid, onBack }: Props) {
  const sale = useDue({ orderId, due, chain, onPaid });
  const shown = sale.refused;
  return (
    <Paying
      {...{ sale, catalogue, cashStep, onBack }}
      total={due}
      sends={false}
      // Another amount is due by then: the order says which.
      onOk={shown?.kind === 'other' ? onBack : sale.understood}
    />
  );
}

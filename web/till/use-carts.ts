/** The open carts of the customer at the till, and bringing one in. */
import { useEffect, useState, type Dispatch } from 'react';
import { ApiProblem, bringCart, cartsOf, leaveCart, type Cart, type Customer } from './api.ts';
import type { LiveState } from './live.ts';
import { keepsCart, type Act, type Ticket } from './ticket.ts';

export type Carts = {
  /** The cart that may be brought in. */
  readonly open: Cart | undefined;
  /** Units of a brought cart that are not on sale here. */
  readonly missing: number;
  readonly problem: string | undefined;
  readonly bring: (cart: Cart) => void;
  readonly leave: () => void;
  /** Another customer at the till, or none: a cart that is not theirs goes back to its shopper. */
  readonly customer: (customer: Customer | null) => void;
};

export function useCarts(ticket: Ticket, live: LiveState, act: Dispatch<Act>): Carts {
  const [found, setFound] = useState<{ readonly of: string; readonly carts: readonly Cart[] }>();
  const [missing, setMissing] = useState(0);
  const [problem, setProblem] = useState<string>();
  const customerId = ticket.customer?.customerId;
  const { cartsChanged, catalogue } = live;
  useEffect(() => {
    if (customerId === undefined) return;
    let left = false;
    const timer = setTimeout(() => {
      cartsOf(customerId).then(
        (carts) => !left && setFound({ of: customerId, carts }),
        () => undefined,
      );
    }, 40);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [customerId, cartsChanged]);
  const failed = (error: unknown): void => setProblem(error instanceof ApiProblem ? error.title : String(error));
  const giveBack = (cartId: string | undefined): void => {
    setMissing(0);
    setProblem(undefined);
    if (cartId !== undefined) leaveCart(cartId).catch(failed);
  };
  const bring = async (cart: Cart): Promise<void> => {
    try {
      const brought = await bringCart(cart.cartId, customerId ?? cart.customer?.customerId);
      if (ticket.cart?.cartId !== cart.cartId) giveBack(ticket.cart?.cartId);
      const sold = brought.lines.filter((line) => (catalogue.bySku.get(line.skuId)?.item.prices.length ?? 0) > 0);
      const units = (lines: typeof sold): number => lines.reduce((sum, line) => sum + line.quantity, 0);
      setMissing(units([...brought.lines]) - units(sold));
      setProblem(undefined);
      const lines = sold.map(({ seenMinor, amounts, ...line }) => ({
        ...{ ...line, toldMinor: seenMinor },
        ...(amounts ? { cards: amounts.map((amountMinor) => ({ amountMinor })) } : {}),
      }));
      act({ act: 'bring', cart, customer: brought.customer, lines, codes: brought.codes });
    } catch (error) {
      failed(error);
    }
  };
  const leave = (): void => {
    giveBack(ticket.cart?.cartId);
    act({ act: 'leave' });
  };
  const customer = (next: Customer | null): void => {
    if (!keepsCart(ticket, next)) giveBack(ticket.cart?.cartId);
    act({ act: 'customer', customer: next });
  };
  const carts = found?.of === customerId ? (found?.carts ?? []) : [];
  const open = ticket.cart ? undefined : carts[0];
  return { open, missing: ticket.cart ? missing : 0, problem, bring: (cart) => void bring(cart), leave, customer };
}

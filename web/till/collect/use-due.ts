/** What is due for an order being paid: as a sale is, with ids that stay until it is recorded, so that a lost answer counts once. */
import { useEffect, useRef, useState } from 'react';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import type { Money } from '#base/money';
import { ApiProblem, dropCard, thisTill, type PaymentBody } from '../api.ts';
import { TILL_MOVED } from '../live.ts';
import type { CardStage, Chain, Refused, Sale } from '../pay/use-sale.ts';
import { askDueCard, payDue, type MoneyTicket } from './calls.ts';

type Input = {
  readonly orderId: string;
  readonly due: Money;
  readonly chain: Chain;
  readonly onPaid: (ticket: MoneyTicket) => void;
};

/** The end of this till's chain, for a ticket that is made now. */
export const linkOf = (chain: Chain, ids: { readonly ticketId: string; readonly at: string }) => ({
  ...{ ticketId: ids.ticketId, at: ids.at },
  sequence: chain.current.sequence + 1,
  previousHash: chain.current.hash,
});

export function useDue({ orderId, due, chain, onPaid }: Input): Sale {
  const ids = useRef({ ticketId: newId('tkt'), cashId: newId('pay'), at: clock() });
  const asked = useRef<string | undefined>(undefined);
  const done = useRef(false);
  const [busy, setBusy] = useState(false);
  const [card, setCard] = useState<CardStage>('ready');
  const [refused, setRefused] = useState<Refused>();
  useEffect(
    () => () => {
      if (asked.current !== undefined && !done.current) void dropCard(asked.current).catch(() => undefined);
    },
    [],
  );
  const post = async (payment: PaymentBody): Promise<void> => {
    const ticket = await payDue(orderId, { ...linkOf(chain, ids.current), dueMinor: due.minor, payment });
    done.current = true;
    onPaid(ticket);
  };
  const release = async (): Promise<void> => {
    if (asked.current === undefined) return;
    await dropCard(asked.current);
    asked.current = undefined;
    setCard('ready');
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await work();
    } catch (error) {
      setRefused(await refusedDue(error, chain));
    } finally {
      setBusy(false);
    }
  };
  const payCard = async (token: string): Promise<void> => {
    const paymentId = (asked.current ??= newId('pay'));
    setCard('asking');
    try {
      const { state } = await askDueCard(orderId, { paymentId, dueMinor: due.minor, card: { token } });
      setCard(state === 'authorised' ? 'approved' : state);
      if (state === 'declined') asked.current = undefined;
      if (state === 'authorised') await post({ method: 'card', paymentId });
    } catch (error) {
      const lost = !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
      if (!lost) await release().catch(() => undefined);
      setCard(lost ? 'unknown' : 'ready');
      throw error;
    }
  };
  return {
    ...{ busy, card, refused },
    payCash: (receivedMinor) =>
      void run(async () => {
        await release();
        await post({ method: 'cash', paymentId: ids.current.cashId, receivedMinor });
      }),
    payCard: (token) => void run(() => payCard(token)),
    dropCard: () => void run(release),
    understood: () => setRefused(undefined),
  };
}

export async function refusedDue(error: unknown, chain: Chain): Promise<Refused> {
  if (!(error instanceof ApiProblem)) return { kind: 'other', title: String(error) };
  if (error.status === 0 || error.status === 503) return { kind: 'offline' };
  if (error.code === 'till.unknown_device') dispatchEvent(new Event(TILL_MOVED));
  if (error.code === 'till.blocked') return { kind: 'blocked' };
  if (error.code !== 'till.fork') return { kind: 'other', title: error.title };
  const { lastSequence, lastHash } = await thisTill();
  chain.current = { sequence: lastSequence, hash: lastHash };
  return { kind: 'fork' };
}

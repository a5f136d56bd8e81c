/** One sale being paid: its ids stay until it is recorded, so that a lost answer can be asked for again and counts once. */
import { useEffect, useRef, useState, type Dispatch, type RefObject } from 'react';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import {
  ApiProblem,
  askCard,
  dropCard,
  postTicket,
  thisTill,
  type PaymentBody,
  type Posted,
  type SaleBody,
} from '../api.ts';
import { TILL_MOVED, type LiveState } from '../live.ts';
import { keepUnanswered, type Unanswered } from '../store.ts';
import type { Used } from '../cards/gift-pay.tsx';
import { codesOf, type Act, type Shown, type Ticket } from '../ticket.ts';

/** `of` the whole line, after its discounts; else of a unit. */
export type PriceChange = {
  readonly skuId: string;
  readonly expected: number;
  readonly actual: number;
  readonly of?: 'line';
};
export type Shortage = { readonly skuId: string; readonly wanted: number; readonly available: number };
export type Refused =
  | { readonly kind: 'price'; readonly changed: readonly PriceChange[] }
  | { readonly kind: 'short'; readonly short: readonly Shortage[] }
  | { readonly kind: 'company'; readonly code: string; readonly minor?: number }
  | { readonly kind: 'fork' | 'blocked' | 'cart' | 'offline' | 'used_up' }
  | { readonly kind: 'other'; readonly title: string };
export type CardStage = 'ready' | 'asking' | 'approved' | 'declined' | 'unknown';
export type Chain = RefObject<{ sequence: number; hash: string }>;

export type Sale = {
  readonly busy: boolean;
  readonly card: CardStage;
  readonly refused: Refused | undefined;
  readonly payCash: (receivedMinor: number, override?: boolean) => void;
  readonly payCard: (token: string, override?: boolean) => void;
  /** Gift cards and store credit pay all of it; absent where they can not. */
  readonly payVouchers?: (override?: boolean) => void;
  /** Owed by the company of the ticket; absent where there is none. */
  readonly payAccount?: (override?: boolean) => void;
  readonly dropCard: () => void;
  readonly understood: () => void;
};

type Input = {
  used: readonly Used[];
  ticket: Ticket;
  shown: Shown;
  live: LiveState;
  chain: Chain;
  act: Dispatch<Act>;
  onPosted: (posted: Posted) => void;
};

export function useSale({ ticket, shown, used, live, chain, act, onPosted }: Input): Sale {
  const ids = useRef({
    ticketId: newId('tkt'),
    orderId: newId('ord'),
    cashId: newId('pay'),
    owedId: newId('pay'),
    at: clock(),
  });
  const { card, setCard, toAsk, forget, claimed, release } = useAskedCard();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const body = (override: boolean): SaleBody => saleBody(ids.current, { ticket, shown, used, chain }, override);
  const post = async (payment: PaymentBody | undefined, override: boolean): Promise<void> => {
    const posted = await sendTicket({ sale: body(override), payment });
    claimed();
    onPosted(posted);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await work();
    } catch (error) {
      setRefused(await refusedBy(error, live, chain, act));
    } finally {
      setBusy(false);
    }
  };
  /** What needs no terminal; a card that was asked before is let go. */
  const payWithout = (payment: PaymentBody | undefined, override: boolean): void =>
    void run(async () => {
      await release();
      await post(payment, override);
    });
  const payCard = (token: string, override = false): void =>
    void run(async () => {
      const paymentId = toAsk();
      setCard('asking');
      try {
        const { state } = await askCard(body(override), paymentId, token);
        setCard(state === 'authorised' ? 'approved' : state);
        if (state === 'declined') forget();
        if (state === 'authorised') await post({ method: 'card', paymentId }, override);
      } catch (error) {
        await afterCardFailed(error, release, setCard);
        throw error;
      }
    });
  const { cashId, owedId } = ids.current;
  return {
    ...{ busy, card, refused, payCard },
    payCash: (receivedMinor, override = false) =>
      payWithout({ method: 'cash', paymentId: cashId, receivedMinor }, override),
    payAccount: (override = false) => payWithout({ method: 'account', paymentId: owedId }, override),
    payVouchers: (override = false) => payWithout(undefined, override),
    dropCard: () => void run(release),
    understood: () => setRefused(undefined),
  };
}

/** A card that was asked and may hold money: whoever leaves the payment leaves none set aside behind. */
function useAskedCard() {
  const asked = useRef<string | undefined>(undefined);
  const done = useRef(false);
  const [card, setCard] = useState<CardStage>('ready');
  useEffect(
    () => () => {
      if (asked.current !== undefined && !done.current) void dropCard(asked.current).catch(() => undefined);
    },
    [],
  );
  const release = async (): Promise<void> => {
    const paymentId = asked.current;
    if (paymentId === undefined) return;
    await dropCard(paymentId);
    asked.current = undefined;
    setCard('ready');
  };
  return {
    ...{ card, setCard, release },
    /** The payment that is asked for: the same again while its answer is open. */
    toAsk: (): string => (asked.current ??= newId('pay')),
    forget: (): void => {
      asked.current = undefined;
    },
    claimed: (): void => {
      done.current = true;
    },
  };
}

type Ids = { readonly ticketId: string; readonly orderId: string; readonly at: string };

function saleBody(
  ids: Ids,
  { ticket, shown, used, chain }: Pick<Input, 'ticket' | 'shown' | 'used' | 'chain'>,
  override: boolean,
): SaleBody {
  const { ticketId, orderId, at } = ids;
  return {
    ...{ ticketId, orderId, at, override },
    sequence: chain.current.sequence + 1,
    previousHash: chain.current.hash,
    lines: shown.sale,
    ...(codesOf(ticket).length > 0 ? { codes: codesOf(ticket) } : {}),
    ...(shown.sentUnits > 0 && ticket.sending
      ? { sent: { to: ticket.sending.to, contact: ticket.sending.contact } }
      : {}),
    ...(used.length > 0
      ? { vouchers: used.map(({ paymentId, voucher, minor }) => ({ paymentId, proof: voucher.proof, minor })) }
      : {}),
    ...(ticket.customer ? { customerId: ticket.customer.customerId } : {}),
    ...(ticket.company ? { companyId: ticket.company.companyId } : {}),
    ...(ticket.cart ? { cartId: ticket.cart.cartId } : {}),
  };
}

/** Sends a ticket; until it is answered it is kept here too, so that a reload asks again instead of selling twice. */
export async function sendTicket(sent: Unanswered): Promise<Posted> {
  keepUnanswered(sent);
  try {
    const posted = await postTicket(sent.sale, sent.payment);
    keepUnanswered(null);
    return posted;
  } catch (error) {
    const answered = error instanceof ApiProblem && error.status >= 400 && error.status < 500;
    if (answered && error.code !== 'request.in_flight') keepUnanswered(null);
    throw error;
  }
}

/** A refusal gives the card its money back; a lost answer keeps it asked, so that asking again finds out. */
async function afterCardFailed(
  error: unknown,
  release: () => Promise<void>,
  show: (stage: CardStage) => void,
): Promise<void> {
  const lost = !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
  if (lost) return show('unknown');
  await release().catch(() => undefined);
  show('ready');
}

/** What a company may not. */
const companyCodes: ReadonlySet<string> = new Set([
  ...['orders.not_a_member', 'orders.company_blocked', 'orders.over_limit'],
  ...['payments.no_terms', 'payments.company_blocked', 'payments.company_overdue', 'payments.over_limit'],
]);

async function refusedBy(error: unknown, live: LiveState, chain: Chain, act: Dispatch<Act>): Promise<Refused> {
  if (!(error instanceof ApiProblem)) return { kind: 'other', title: String(error) };
  if (error.status === 0 || error.status === 503) return { kind: 'offline' };
  if (error.code === 'orders.price_changed') {
    live.reprice();
    const changed = (error.facts.changed ?? []) as readonly PriceChange[];
    await live.refresh(changed.map((line) => line.skuId)).catch(() => undefined);
    return { kind: 'price', changed };
  }
  if (error.code === 'orders.promotion_used_up') {
    live.reprice();
    return { kind: 'used_up' };
  }
  if (error.code === 'inventory.short') {
    const short = (error.facts.short ?? []) as readonly Shortage[];
    await live.refresh(short.map((line) => line.skuId)).catch(() => undefined);
    return { kind: 'short', short };
  }
  if (error.code === 'till.fork') {
    const { lastSequence, lastHash } = await thisTill();
    chain.current = { sequence: lastSequence, hash: lastHash };
    return { kind: 'fork' };
  }
  if (companyCodes.has(error.code)) {
    const { left, limitMinor } = error.facts as { left?: { minor: number }; limitMinor?: number };
    const minor = left?.minor ?? limitMinor;
    return { kind: 'company', code: error.code, ...(minor === undefined ? {} : { minor }) };
  }
  if (error.code === 'till.unknown_device') dispatchEvent(new Event(TILL_MOVED));
  if (error.code === 'till.blocked') return { kind: 'blocked' };
  if (error.code === 'carts.closed') {
    act({ act: 'leave' });
    return { kind: 'cart' };
  }
  return { kind: 'other', title: error.title };
}

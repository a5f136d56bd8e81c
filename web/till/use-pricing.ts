/** Promotions and rules as the server tells them: for nobody in particular once, for a customer and codes when a ticket has them. */
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { clock, MINUTE, msOf, type Instant } from '#base/time';
import { pricingFor } from './api.ts';
import type { LiveState } from './live.ts';
import { momentOf, nextPriceChange, pricingOf, type Pricing } from './price.ts';
import { codesOf, type Ticket } from './ticket.ts';

/** No timer is set for longer: browsers count in 32 bits. */
const LONGEST_MS = 2_000_000_000;

/** The pricing of nobody in particular; `reprice` asks again. Told again when a promotion is saved. */
export function useBasePricing(onPrices: () => void) {
  const [base, setBase] = useState<Pricing>();
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    pricingFor().then(
      (told) => {
        if (left) return;
        setBase(pricingOf(told, clock()));
        setFailed(false);
      },
      () => !left && setFailed(true),
    );
    return () => {
      left = true;
    };
  }, [round]);
  const onBoundary = useEffectEvent(onPrices);
  useEffect(() => {
    if (!base) return;
    const at = momentOf(base, clock());
    const next = nextPriceChange(base, at);
    if (next === undefined) return;
    const timer = setTimeout(() => onBoundary(), Math.min(LONGEST_MS, msOf(next) - msOf(at) + 500));
    return () => clearTimeout(timer);
  }, [base]);
  return { base, failed, round, reprice: () => setRound((n) => n + 1) };
}

/** The pricing of a ticket: that of its customer and codes, once it was told; until then nothing limited is promised. */
export function useTicketPricing(ticket: Ticket, live: LiveState): Pricing {
  const customerId = ticket.customer?.customerId;
  const companyId = ticket.company?.companyId;
  const codes = codesOf(ticket).join(',');
  const key = `${customerId ?? ''} ${companyId ?? ''} ${codes}`;
  const plain = key === '  ';
  const skuIds =
    customerId === undefined && companyId === undefined
      ? ''
      : ticket.lines
          .map((line) => line.skuId)
          .toSorted()
          .join(',');
  const [own, setOwn] = useState<{ readonly key: string; readonly pricing: Pricing }>();
  useEffect(() => {
    if (plain) return;
    let left = false;
    const who = {
      ...(customerId === undefined ? {} : { customerId }),
      ...(companyId === undefined ? {} : { companyId }),
    };
    pricingFor(who, codes, skuIds).then(
      (told) => !left && setOwn({ key, pricing: pricingOf(told, clock()) }),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [key, plain, customerId, companyId, codes, skuIds, live.priced, live.lostAt]);
  return useMemo(() => {
    const mine = plain ? live.pricing : own?.key === key ? own.pricing : undefined;
    return { ...(mine ?? live.pricing), asks: mine !== undefined && live.lostAt === undefined };
  }, [plain, key, own, live.pricing, live.lostAt]);
}

/** A moment that moves on once a minute, as hours of promotions begin and end on the minute. */
export function useMinute(): Instant {
  const [now, setNow] = useState(clock);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const next = (): void => {
      timer = setTimeout(
        () => {
          setNow(clock());
          next();
        },
        MINUTE - (msOf(clock()) % MINUTE) + 50,
      );
    };
    next();
    return () => clearTimeout(timer);
  }, []);
  return now;
}

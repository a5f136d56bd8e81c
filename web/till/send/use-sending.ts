/** Where a ticket's goods are sent: what was typed, and what the server says of it before anybody pays. */
import { useEffect, useEffectEvent, useState, type Dispatch } from 'react';
import { ApiProblem, quoteSent, type Contact, type SendQuote, type SendTo } from '../api.ts';
import type { LiveState } from '../live.ts';
import { codesOf, type Act, type Shown, type Ticket } from '../ticket.ts';
import { useWords } from '../words.ts';

export type Typed = {
  readonly method: 'delivery' | 'pickup';
  readonly siteId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly line1: string;
  readonly line2: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
};

/** What is known already: of this ticket, else of its customer. */
export function typedFrom({ sending, customer }: Ticket, siteId: string): Typed {
  const empty = { line1: '', line2: '', postcode: '', city: '', country: 'FR' };
  const { name = '', email, phone } = sending?.contact ?? customer ?? {};
  const who = { name, email: email ?? '', phone: phone ?? '' };
  if (!sending) return { method: 'delivery', siteId, ...who, ...empty };
  const { to } = sending;
  if (to.method === 'pickup') return { method: 'pickup', siteId: to.siteId, ...who, ...empty };
  const { line1, line2 = '', postcode, city, country } = to.address;
  return { method: 'delivery', siteId, ...who, ...{ line1, line2, postcode, city, country } };
}

function toldTo(typed: Typed): { to: SendTo; contact: Contact } {
  const text = (name: keyof Typed): string => typed[name].trim();
  const optional = (name: 'email' | 'phone' | 'line2') => (text(name) === '' ? {} : { [name]: text(name) });
  const contact = { name: text('name'), ...optional('email'), ...optional('phone') };
  if (typed.method === 'pickup') return { to: { method: 'pickup', siteId: typed.siteId }, contact };
  const place = { line1: text('line1'), postcode: text('postcode'), city: text('city'), country: text('country') };
  return {
    to: { method: 'delivery', address: { name: contact.name, ...place, ...optional('line2') } },
    contact,
  };
}

type Input = { ticket: Ticket; shown: Shown; live: LiveState; act: Dispatch<Act>; siteId: string };

export function useSending({ ticket, shown, live, act, siteId }: Input) {
  const { w, name } = useWords();
  const [typed, setTyped] = useState<Typed>(() => typedFrom(ticket, siteId));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const quote = ticket.sending?.quote ?? null;
  const type = (change: Partial<Typed>): void => {
    const next = { ...typed, ...change };
    setTyped(next);
    setProblem(undefined);
    if (ticket.sending) act({ act: 'sending', sending: { ...toldTo(next), quote: null } });
  };
  const nameOf = (skuId: string): string => {
    const item = live.catalogue.bySku.get(skuId)?.item;
    return item ? [name(item.name), name(item.option)].filter(Boolean).join(', ') : skuId;
  };
  // What was told is what this till finds itself, or a price is another than it knows.
  const differs = useEffectEvent(async (told: SendQuote) => {
    if (told.total.minor === shown.total.minor) return;
    act({ act: 'sending', sending: { ...toldTo(typed), quote: null } });
    setProblem(w('send.price'));
    live.reprice();
    await live.refresh(shown.lines.map((line) => line.item.skuId)).catch(() => undefined);
  });
  useEffect(() => {
    if (quote) void differs(quote);
  }, [quote]);
  const words = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return String(error);
    if (error.status === 0 || error.status === 503) return w('send.offline');
    if (error.code === 'inventory.short') {
      const short = (error.facts.short ?? []) as readonly { skuId: string; wanted: number; available: number }[];
      return w('send.short', { names: short.map((line) => nameOf(line.skuId)).join(' ; ') });
    }
    if (error.code === 'orders.delivery') return w('send.address_wrong');
    if (error.code === 'till.other_vat') return w('send.other_vat');
    if (error.code === 'orders.price_changed') return w('send.price');
    return error.title;
  };
  const ask = async (): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    const { to, contact } = toldTo(typed);
    try {
      const sale = {
        lines: shown.sale,
        ...(ticket.customer ? { customerId: ticket.customer.customerId } : {}),
        ...(ticket.company ? { companyId: ticket.company.companyId } : {}),
        ...(codesOf(ticket).length > 0 ? { codes: codesOf(ticket) } : {}),
      };
      const answer = await quoteSent(sale, to);
      act({ act: 'sending', sending: { to, contact, quote: answer } });
      return true;
    } catch (error) {
      act({ act: 'sending', sending: { to, contact, quote: null } });
      if (error instanceof ApiProblem && error.code === 'orders.price_changed') live.reprice();
      if (error instanceof ApiProblem && error.status > 0)
        await live.refresh(shown.lines.map((line) => line.item.skuId)).catch(() => undefined);
      setProblem(words(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { typed, type, busy, problem, quote, ask, nameOf };
}
export type SendingState = ReturnType<typeof useSending>;

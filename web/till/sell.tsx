/** The till's one screen: find on the left, the ticket on the right; paying and the receipt take the left side's place. */
import { useCallback, useEffect, useEffectEvent, useMemo, useReducer, useRef, useState, type Dispatch } from 'react';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import type { Lang } from '#kit/format';
import { lookUp, type Cart, type Device, type Item, type Posted, type Staff } from './api.ts';
import { Finder, type FinderHandle } from './finder.tsx';
import { useLive, type LiveState } from './live.ts';
import { Failed, Waiting } from './door/frame.tsx';
import { Header, LostBanner } from './parts/header.tsx';
import { Panels, type Panel } from './parts/panels.tsx';
import { TicketPane } from './parts/ticket-pane.tsx';
import { Pay } from './pay/pay.tsx';
import { Receipt } from './pay/receipt.tsx';
import { sendTicket } from './pay/use-sale.ts';
import { useCarts } from './use-carts.ts';
import { countSold, keepOpen, keepParked, openTicket, parkedTickets, unanswered, type Parked } from './store.ts';
import { change, emptyTicket, shownTicket, type Act, type Ticket } from './ticket.ts';
import { useFocusBack, useKeyDown } from './keys.ts';

type View = { readonly at: 'find' } | { readonly at: 'pay' } | { readonly at: 'receipt'; readonly ticketId: string };
type Props = { device: Device; staff: Staff; onLeave: () => void; onLanguage: (lang: Lang) => void };

export function Sell({ device, staff, onLeave, onLanguage }: Props) {
  const live = useLive();
  const { view, panel, setPanel, toPanel, toFind, show, toPayment } = useViews();
  const chain = useRef({ sequence: device.lastSequence, hash: device.lastHash });
  const finder = useRef<FinderHandle>(null);
  const { catalogue } = live;
  const { currency } = device.channel;
  const { ticket, act, shown, carts, add } = useTicket(live, currency);
  const focus = (): void => finder.current?.focus();
  const toPay = (): void => {
    if (shown.lines.length > 0 && live.lostAt === undefined) toPayment();
  };
  const { parked, park, recall } = useParked(ticket, act);
  const parkNow = (): void => toPanel(park() || panel === 'parked' ? null : 'parked');
  const posted = (answer: Posted): void => {
    chain.current = { sequence: answer.sequence, hash: answer.hash };
    countSold(shown.lines.map((line) => line.item.productId));
    act({ act: 'clear' });
    show(answer.ticketId);
  };
  useStart(live.ready, carts.bring, posted);
  useKeys(view.at, { toPay, toFind, parkNow, focus });
  useFocusBack(ticket, focus);
  if (!live.ready) return live.failed ? <Failed onRetry={live.reload} /> : <Waiting />;
  return (
    <div className="till">
      <Header
        {...{ device, staff, onLeave, onLanguage }}
        live={live.lostAt === undefined}
        parked={parked.length}
        onParked={() => toPanel(panel === 'parked' ? null : 'parked')}
      />
      <LostBanner lostAt={live.lostAt} />
      <main className="halves">
        <div className="left">
          {view.at === 'pay' && (
            <Pay {...{ device, ticket, shown, live, chain }} onBack={toFind} onPosted={posted} onAct={act} />
          )}
          {view.at === 'receipt' && <Receipt ticketId={view.ticketId} onNext={toFind} />}
          <Finder
            ref={finder}
            {...{ catalogue, currency, panel }}
            hidden={view.at !== 'find'}
            onPanel={setPanel}
            onAdd={add}
            onCustomer={(customer) => act({ act: 'customer', customer })}
            onCart={carts.bring}
            onTicket={show}
            onPark={parkNow}
            onPay={toPay}
          >
            <Panels
              {...{ panel, parked, catalogue, currency }}
              selected={ticket.selected}
              onRecall={(one) => (recall(one), toFind())}
              onShow={show}
            />
          </Finder>
        </div>
        <TicketPane
          {...{ ticket, shown, carts, act }}
          paying={view.at !== 'find'}
          blocked={live.lostAt !== undefined}
          onFindCustomer={focus}
          onPay={toPay}
        />
      </main>
    </div>
  );
}

/** What stands on the left: finding (or a panel in the tiles' place), paying, a receipt. */
function useViews() {
  const [view, setView] = useState<View>({ at: 'find' });
  const [panel, setPanel] = useState<Panel | null>(null);
  const toPanel = (one: Panel | null): void => {
    setView({ at: 'find' });
    setPanel(one);
  };
  const show = (ticketId: string): void => setView({ at: 'receipt', ticketId });
  return { view, panel, setPanel, toPanel, toFind: () => toPanel(null), show, toPayment: () => setView({ at: 'pay' }) };
}

/** The open ticket, what it shows, and the carts that may come to it. It survives a reload. */
function useTicket(live: LiveState, currency: string) {
  const [ticket, act] = useReducer(change, emptyTicket, openTicket);
  const { catalogue } = live;
  const shown = useMemo(() => shownTicket(ticket, catalogue, currency), [ticket, catalogue, currency]);
  const carts = useCarts(ticket, live, act);
  useEffect(() => keepOpen(ticket), [ticket]);
  const add = useCallback((item: Item) => act({ act: 'add', skuId: item.skuId, toldMinor: item.minor }), []);
  return { ticket, act, shown, carts, add };
}

/** Tickets set aside on this device. `park` says whether there was something to set aside. */
function useParked(ticket: Ticket, act: Dispatch<Act>) {
  const [parked, setParked] = useState<readonly Parked[]>(parkedTickets);
  const keep = (tickets: readonly Parked[]): void => {
    setParked(tickets);
    keepParked(tickets);
  };
  const mine = (): Parked[] =>
    ticket.lines.length === 0 ? [] : [{ parkedId: newId('prk'), at: clock(), ticket: { ...ticket, selected: null } }];
  const park = (): boolean => {
    if (ticket.lines.length === 0) return false;
    keep([...mine(), ...parked]);
    act({ act: 'clear' });
    return true;
  };
  const recall = (one: Parked): void => {
    keep([...mine(), ...parked.filter((other) => other.parkedId !== one.parkedId)]);
    act({ act: 'recall', ticket: one.ticket });
  };
  return { parked, park, recall };
}

/** Once the catalogue is there: a ticket whose answer never came is asked for again, and a cart named in the address is brought in. */
function useStart(ready: boolean, bring: (cart: Cart) => void, posted: (answer: Posted) => void): void {
  const begin = useEffectEvent(async () => {
    const sent = unanswered();
    if (sent) {
      const answer = await sendTicket(sent).catch(() => undefined);
      if (answer) posted(answer);
    }
    const cartId = new URLSearchParams(location.search).get('cart');
    if (cartId === null) return;
    history.replaceState(null, '', location.pathname);
    const found = await lookUp(cartId).catch(() => undefined);
    if (found?.cart) bring(found.cart);
  });
  useEffect(() => {
    if (ready) void begin();
  }, [ready]);
}

type Keys = { toPay: () => void; toFind: () => void; parkNow: () => void; focus: () => void };

/** F2 searches, F6 parks, Escape goes back, and what is typed outside a field goes to the search: that is how scanners type. */
function useKeys(at: View['at'], keys: Keys): void {
  useKeyDown((event) => {
    const target = event.target as HTMLElement;
    const inField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (event.key === 'F2') {
      event.preventDefault();
      if (at === 'receipt') keys.toFind();
      if (at !== 'pay') setTimeout(keys.focus);
    } else if (event.key === 'F6') {
      event.preventDefault();
      if (at === 'find') keys.parkNow();
    } else if (event.key === 'Escape' && at === 'receipt') keys.toFind();
    else if (event.key === 'Enter' && at === 'find' && target === document.body) keys.toPay();
    else if (at === 'find' && !inField && event.key.length === 1 && event.key !== ' ' && !hasModifier(event))
      keys.focus();
  });
}

const hasModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey;

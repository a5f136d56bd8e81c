/** The till's one screen: find on the left, the ticket on the right; paying and the receipt take the left side's place. */
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useReducer,
  useRef,
  useState,
  type Dispatch,
  type RefObject,
} from 'react';
import { newId } from '#base/ids';
import type { Money } from '#base/money';
import { clock } from '#base/time';
import type { Lang } from '#kit/format';
import { lookUp, type Cart, type Device, type Item, type Posted, type ReturnTicket, type Staff } from './api.ts';
import type { Catalogue } from './catalogue.ts';
import type { MoneyTicket } from './collect/calls.ts';
import type { CardAsk } from './cards/panel.tsx';
import { Finder, type FinderHandle, type Signs } from './finder.tsx';
import { useLive, type LiveState } from './live.ts';
import { Failed, Waiting } from './door/frame.tsx';
import { Header, LostBanner } from './parts/header.tsx';
import { Help } from './parts/help.tsx';
import { Panels, type Panel } from './parts/panels.tsx';
import { TicketPane } from './parts/ticket-pane.tsx';
import { Pay } from './pay/pay.tsx';
import { Receipt } from './pay/receipt.tsx';
import { sendTicket, type Chain } from './pay/use-sale.ts';
import { Sending } from './send/sending.tsx';
import { unitsToSend } from './send/send-tools.tsx';
import { OrderAtTill } from './collect/order.tsx';
import { PayDue } from './collect/pay-due.tsx';
import { useCarts, type Carts } from './use-carts.ts';
import { useMinute, useTicketPricing } from './use-pricing.ts';
import { countSold, keepOpen, keepParked, openTicket, parkedTickets, unanswered, type Parked } from './store.ts';
import { change, emptyTicket, freeElsewhere, shownTicket, type Act, type Shown, type Ticket } from './ticket.ts';
import { hotkeyOf, type Hotkey } from './hotkeys.ts';
import { useFocusBack, useKeyDown } from './keys.ts';

type View =
  | { readonly at: 'find' }
  | { readonly at: 'send' }
  | { readonly at: 'pay' }
  /** `orderId`: what comes after it. */
  | { readonly at: 'receipt'; readonly ticketId: string; readonly orderId?: string }
  | { readonly at: 'due'; readonly orderId: string; readonly due: Money }
  | { readonly at: 'order'; readonly orderId: string };
type Props = { device: Device; staff: Staff; onLeave: () => void; onLanguage: (lang: Lang) => void };

export function Sell(props: Props) {
  const live = useLive();
  const { pricing } = live;
  if (!live.ready || !pricing) return live.failed ? <Failed onRetry={live.reload} /> : <Waiting />;
  return <Selling {...props} live={{ ...live, pricing }} />;
}

function Selling({ device, staff, live, onLeave, onLanguage }: Props & { live: LiveState }) {
  const views = useViews();
  const { view, panel, toPanel, toFind, show, toPayment, toSend } = views;
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const finder = useRef<FinderHandle>(null);
  const { ticket, act, shown, carts, add } = useTicket(live);
  const { chain, posted, returned, moved } = usePosted(device, shown, act, show);
  const { parked, park, recall } = useParked(ticket, act);
  const cards = useCardPanel(views, act, () => finder.current?.clear());
  const lines = lineKeys(ticket, shown, act);
  const focus = (): void => finder.current?.focus();
  const turn = (by: number): void => {
    views.setPanel(null);
    finder.current?.turn(by);
  };
  const toPay = (): void => {
    if (shown.lines.length > 0 && live.lostAt === undefined) (shown.sentUnits > 0 ? toSend : toPayment)();
  };
  const parkNow = (): void => toPanel(park() || panel === 'parked' ? null : 'parked');
  const escape = (): void => {
    if (menu) setMenu(false);
    else if (!views.back()) act({ act: 'select', skuId: null });
  };
  useStart(carts.bring, posted);
  useKeys(view.at, {
    ...{ toPay, escape, focus },
    hotkeys: {
      ...{ ...lines, ...placeKeys(views), ...cartKeys(ticket, carts) },
      ...{ help: () => setHelp(true), menu: () => setMenu(!menu), park: parkNow },
      shelfBefore: () => turn(-1),
      shelfAfter: () => turn(1),
    },
  });
  useFocusBack(ticket, focus);
  return (
    <div className="till">
      <Header
        {...{ device, staff, menu, onLeave, onLanguage }}
        live={live.lostAt === undefined}
        parked={parked.length}
        onMenu={setMenu}
        onHelp={() => setHelp(true)}
        onParked={() => views.toggle('parked')}
      />
      <LostBanner lostAt={live.lostAt} />
      <main className="halves">
        <Left
          {...{ device, views, live, ticket, shown, chain, finder, parked, carts, act, toPay, cards }}
          signs={{ '+': lines.more, '-': lines.less, '?': () => setHelp(true) }}
          onAdd={(item) => (item.card ? cards.open({ skuId: item.skuId }) : add(item))}
          onPosted={posted}
          onReturned={returned}
          onMoved={moved}
          onPark={parkNow}
          onRecall={(one) => (recall(one), toFind())}
        />
        <TicketPane
          {...{ ticket, shown, carts, act }}
          onAdd={add}
          cities={live.catalogue.cities}
          paying={view.at !== 'find'}
          blocked={live.lostAt !== undefined}
          onFindCustomer={() => toPanel('customer')}
          onPay={toPay}
        />
      </main>
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

type LeftProps = {
  device: Device;
  views: Views;
  live: LiveState;
  ticket: Ticket;
  shown: Shown;
  chain: Chain;
  finder: RefObject<FinderHandle | null>;
  parked: readonly Parked[];
  carts: Carts;
  act: Dispatch<Act>;
  signs: Signs;
  toPay: () => void;
  cards: ReturnType<typeof useCardPanel>;
  onAdd: (item: Item) => void;
  onPosted: (posted: Posted) => void;
  onReturned: (ticket: ReturnTicket) => void;
  onMoved: (ticket: MoneyTicket, orderId: string) => void;
  onPark: () => void;
  onRecall: (one: Parked) => void;
};

function Left(props: LeftProps) {
  const { device, views, live, ticket, shown, chain, finder, parked, carts, act, signs, toPay } = props;
  const { view, panel, setPanel, toFind, show } = views;
  const { catalogue } = live;
  const { currency } = device.channel;
  // What was quoted for sending is asked for again: stock and prices may be others by then.
  const leavePay = (): void => {
    if (ticket.sending?.quote) act({ act: 'sending', sending: { ...ticket.sending, quote: null } });
    toFind();
  };
  return (
    <div className="left">
      {view.at === 'pay' && (
        <Pay {...{ device, ticket, shown, live, chain }} onBack={leavePay} onPosted={props.onPosted} onAct={act} />
      )}
      {view.at === 'send' && (
        <Sending {...{ device, ticket, shown, live, act }} onBack={toFind} onPay={views.toPayment} />
      )}
      {view.at === 'receipt' && (
        <Receipt
          ticketId={view.ticketId}
          onNext={() => (view.orderId === undefined ? toFind() : views.toOrder(view.orderId))}
        />
      )}
      <Collecting {...{ device, views, chain, catalogue }} onMoved={props.onMoved} />
      <Finder
        ref={finder}
        {...{ catalogue, currency, panel, signs }}
        pricing={live.pricing}
        hidden={view.at !== 'find'}
        onPanel={setPanel}
        onAdd={props.onAdd}
        onCustomer={carts.customer}
        customer={ticket.customer}
        onCompany={(company) => act({ act: 'company', company })}
        onCart={carts.bring}
        onCode={(code) => act({ act: 'code', code })}
        onCard={(code, blank) => props.cards.open({ code, blank })}
        onTicket={show}
        onOrder={views.toOrder}
        onPark={props.onPark}
        onPay={toPay}
      >
        <Panels
          {...{ panel, parked, live, catalogue, currency, chain }}
          cashStep={device.cashStep}
          selected={ticket.selected}
          onRecall={props.onRecall}
          onShow={show}
          onOrder={views.toOrder}
          onReturned={props.onReturned}
          customer={ticket.customer}
          cardAsk={props.cards.ask}
          onSellCard={props.cards.sell}
        />
      </Finder>
    </div>
  );
}

type CollectingProps = Pick<LeftProps, 'device' | 'views' | 'chain' | 'onMoved'> & { catalogue: Catalogue };

/** An order that somebody comes for, and taking what is due for it. */
function Collecting({ device, views, chain, catalogue, onMoved }: CollectingProps) {
  const { view, toFind, toOrder, toDue } = views;
  if (view.at !== 'order' && view.at !== 'due') return null;
  const { orderId } = view;
  if (view.at === 'due')
    return (
      <PayDue
        {...{ orderId, chain, catalogue }}
        due={view.due}
        cashStep={device.cashStep}
        onBack={() => toOrder(orderId)}
        onPaid={(ticket) => onMoved(ticket, orderId)}
      />
    );
  return (
    <OrderAtTill
      {...{ orderId, chain }}
      siteId={device.site.siteId}
      onNext={toFind}
      onPay={(due) => toDue(orderId, due)}
      onGiven={(ticket) => onMoved(ticket, orderId)}
    />
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
  const leave = (to: View): void => {
    setView(to);
    setPanel(null);
  };
  const toFind = (): void => toPanel(null);
  const show = (ticketId: string, orderId?: string): void =>
    leave({ at: 'receipt', ticketId, ...(orderId === undefined ? {} : { orderId }) });
  const toDue = (orderId: string, due: Money): void => leave({ at: 'due', orderId, due });
  const toOrder = (orderId: string): void => leave({ at: 'order', orderId });
  const toPayment = (): void => leave({ at: 'pay' });
  const toSend = (): void => leave({ at: 'send' });
  const toggle = (one: Panel): void => toPanel(panel === one && view.at === 'find' ? null : one);
  /** One step back; false where there is none. */
  const back = (): boolean => {
    if (view.at === 'find' && panel === null) return false;
    toFind();
    return true;
  };
  return { view, panel, setPanel, toPanel, toFind, show, toOrder, toDue, toPayment, toSend, toggle, back };
}
type Views = ReturnType<typeof useViews>;

/** The panel of gift cards: opened empty, with a code that was scanned, or with an article whose amount is to be chosen. */
function useCardPanel({ panel, toPanel, toFind }: Views, act: Dispatch<Act>, onSold: () => void) {
  const [asked, setAsked] = useState<CardAsk>({});
  const open = (ask: CardAsk): void => {
    setAsked(ask);
    toPanel('giftcard');
  };
  const sell = (item: Item, amountMinor: number, code: string | undefined): void => {
    act({ act: 'card', skuId: item.skuId, card: { amountMinor, ...(code === undefined ? {} : { code }) } });
    setAsked({});
    onSold();
    toFind();
  };
  // What was scanned for one card is not asked for when the panel is opened again.
  if (panel !== 'giftcard' && Object.keys(asked).length > 0) setAsked({});
  return { ask: asked, open, sell };
}

/** The open ticket, what it shows, and the carts that may come to it. It survives a reload. */
function useTicket(live: LiveState) {
  const [ticket, act] = useReducer(change, emptyTicket, openTicket);
  const { catalogue } = live;
  const pricing = useTicketPricing(ticket, live);
  const now = useMinute();
  const shown = useMemo(() => shownTicket(ticket, catalogue, pricing, now), [ticket, catalogue, pricing, now]);
  const carts = useCarts(ticket, live, act);
  useEffect(() => keepOpen(ticket), [ticket]);
  const add = useCallback((item: Item) => act({ act: 'add', skuId: item.skuId, toldMinor: item.minor }), []);
  return { ticket, act, shown, carts, add };
}

/** The end of this till's chain of tickets, and what follows a ticket that was recorded. */
function usePosted(device: Device, shown: Shown, act: Dispatch<Act>, show: Views['show']) {
  const chain = useRef({ sequence: device.lastSequence, hash: device.lastHash });
  const posted = (answer: Posted): void => {
    chain.current = { sequence: answer.sequence, hash: answer.hash };
    countSold(shown.lines.map((line) => line.item.productId));
    act({ act: 'clear' });
    show(answer.ticketId);
  };
  const returned = ({ ticketId, sequence, hash }: ReturnTicket): void => {
    chain.current = { sequence, hash };
    show(ticketId);
  };
  /** Money of an order came or went; the order is gone on with after its receipt. */
  const moved = ({ ticketId, sequence, hash }: MoneyTicket, orderId: string): void => {
    chain.current = { sequence, hash };
    show(ticketId, orderId);
  };
  return { chain, posted, returned, moved };
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
function useStart(bring: (cart: Cart) => void, posted: (answer: Posted) => void): void {
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
  useEffect(() => void begin(), []);
}

/** What keys do to the lines: to the open one, or to which is open. */
function lineKeys(ticket: Ticket, shown: Shown, act: Dispatch<Act>) {
  const ids = shown.lines.map((line) => line.item.skuId);
  const at = ids.indexOf(ticket.selected ?? '');
  const by = (change: number): void => {
    const line = shown.lines[at];
    if (line) act({ act: 'set', skuId: line.item.skuId, quantity: line.quantity + change });
  };
  const select = (to: number): void =>
    act({ act: 'select', skuId: ids[Math.min(Math.max(to, 0), ids.length - 1)] ?? null });
  return {
    more: () => by(1),
    less: () => by(-1),
    remove: () => by(-(shown.lines[at]?.quantity ?? 0)),
    send: () => {
      const line = shown.lines[at];
      if (line && (line.sent > 0 || freeElsewhere(line.item) > 0))
        act({ act: 'send', skuId: line.item.skuId, units: unitsToSend(line) });
    },
    // With none open the last one comes first: it is the one just scanned.
    lineAbove: () => select(at < 0 ? ids.length - 1 : at - 1),
    lineBelow: () => select(at < 0 ? ids.length - 1 : at + 1),
  };
}

/** What keys do to the left side. */
function placeKeys({ toFind, toggle }: Views) {
  return {
    search: toFind,
    camera: () => toggle('camera'),
    customer: () => toggle('customer'),
    parked: () => toggle('parked'),
    tickets: () => toggle('tickets'),
    returns: () => toggle('returns'),
    places: () => toggle('places'),
    pickups: () => toggle('pickups'),
    giftcard: () => toggle('giftcard'),
  };
}

/** What keys do to whose ticket it is. */
function cartKeys(ticket: Ticket, carts: Carts) {
  return {
    nobody: () => carts.customer(null),
    cart: () => {
      if (ticket.cart) carts.leave();
      else if (carts.open) carts.bring(carts.open);
    },
  };
}

type Hotkeys = Readonly<Record<Hotkey, () => void>>;
type Keys = { hotkeys: Hotkeys; toPay: () => void; escape: () => void; focus: () => void };

/** While money is taken only help is open; from a receipt one goes back to selling. */
const whilePaying: ReadonlySet<Hotkey> = new Set(['help']);
const whileShown: ReadonlySet<Hotkey> = new Set([
  'help',
  'menu',
  'search',
  'customer',
  'parked',
  'tickets',
  'returns',
  'pickups',
  'giftcard',
  'camera',
]);

/** The keys of the list; Escape goes back one step; and what is typed outside a field goes to the search: that is how scanners type. */
function useKeys(at: View['at'], keys: Keys): void {
  useKeyDown((event) => {
    if (event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    const field = target instanceof HTMLInputElement ? target : undefined;
    const hotkey = hotkeyOf(event, field !== undefined && field.value !== '');
    const paying = at === 'pay' || at === 'due';
    if (hotkey && (at === 'find' || (paying ? whilePaying : whileShown).has(hotkey))) {
      event.preventDefault();
      keys.hotkeys[hotkey]();
      if (hotkey === 'search') setTimeout(keys.focus);
    } else if (event.key === 'Escape' && !paying) {
      keys.escape();
      setTimeout(keys.focus);
    } else if (event.key === 'Enter' && at === 'find' && target === document.body) keys.toPay();
    else if (at === 'find' && !field && event.key.length === 1 && event.key !== ' ' && !hasModifier(event))
      keys.focus();
  });
}

const hasModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey;

/** What may stand in the place of the tiles: parked tickets, the last tickets, returns, other places' stock. */
import { useEffect, useState } from 'react';
import type { Instant } from '#base/time';
import { time } from '#kit/format';
import { lastTickets, type Customer, type Item, type ReturnTicket, type TicketRow } from '../api.ts';
import { CardPanel, type CardAsk } from '../cards/panel.tsx';
import type { Catalogue } from '../catalogue.ts';
import type { LiveState } from '../live.ts';
import type { Parked } from '../store.ts';
import { shownTicket } from '../ticket.ts';
import type { Chain } from '../pay/use-sale.ts';
import { PickupsPanel } from '../collect/pickups.tsx';
import { useMinute } from '../use-pricing.ts';
import { useWords } from '../words.ts';
import { Icon, Picture } from './icon.tsx';
import { ReturnsPanel } from './returns.tsx';
import { TillDay } from './till-day.tsx';

/** `customer` and `camera` are the finder's own. */
export type Panel = 'parked' | 'tickets' | 'pickups' | 'returns' | 'places' | 'customer' | 'camera' | 'giftcard';

type Props = ParkedProps & {
  panel: Panel | null;
  selected: string | null;
  chain: Chain;
  cashStep: number;
  onReturned: (ticket: ReturnTicket) => void;
  onShow: (ticketId: string) => void;
  onOrder: (orderId: string) => void;
  customer: Customer | null;
  cardAsk: CardAsk;
  onSellCard: (item: Item, amountMinor: number, code: string | undefined) => void;
};

export function Panels({ panel, selected, chain, cashStep, customer, cardAsk, onSellCard, ...props }: Props) {
  const { onShow, onOrder, onReturned, ...parked } = props;
  if (panel === 'parked') return <ParkedPanel {...parked} />;
  if (panel === 'tickets') return <TicketsPanel onShow={onShow} currency={parked.currency} />;
  if (panel === 'pickups') return <PickupsPanel onOrder={onOrder} />;
  if (panel === 'returns')
    return <ReturnsPanel {...{ chain, cashStep, customer, onReturned }} catalogue={parked.catalogue} />;
  if (panel === 'giftcard')
    return <CardPanel ask={cardAsk} catalogue={parked.catalogue} currency={parked.currency} onSell={onSellCard} />;
  if (panel === 'places') return <PlacesPanel selected={selected} catalogue={parked.catalogue} />;
  return null;
}

type ParkedProps = {
  parked: readonly Parked[];
  live: LiveState;
  catalogue: Catalogue;
  currency: string;
  onRecall: (one: Parked) => void;
};

function ParkedPanel({ parked, live, catalogue, currency, onRecall }: ParkedProps) {
  const now = useMinute();
  const { w, lang, amount, name } = useWords();
  return (
    <div className="panel">
      <h2>{w('parked')}</h2>
      {parked.length === 0 && <p className="muted">{w('parked.none')}</p>}
      <ul className="rows">
        {parked.map((one) => {
          const shown = shownTicket(one.ticket, catalogue, live.pricing, now);
          const title = one.ticket.customer?.name ?? shown.lines.map((line) => name(line.item.name)).join(', ');
          return (
            <li key={one.parkedId}>
              <button type="button" onClick={() => onRecall(one)}>
                <Icon name="park" />
                <span className="row-text">
                  <b>{title}</b>
                  <small>{w('parked.one', { n: shown.units, at: time(lang, one.at as Instant) })}</small>
                </span>
                <span className="num">{amount(shown.total.minor, currency)}</span>
                <span className="row-verb">{w('act.recall')}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function TicketsPanel({ onShow, currency }: { onShow: (ticketId: string) => void; currency: string }) {
  const { w, lang, amount } = useWords();
  const [tickets, setTickets] = useState<readonly TicketRow[]>();
  useEffect(() => {
    lastTickets().then(setTickets, () => setTickets([]));
  }, []);
  return (
    <div className="panel">
      <h2>{w('tickets.title')}</h2>
      <TillDay currency={currency} />
      {tickets?.length === 0 && <p className="muted">{w('tickets.none')}</p>}
      <ul className="rows">
        {(tickets ?? []).map((ticket) => (
          <li key={ticket.ticketId}>
            <button type="button" onClick={() => onShow(ticket.ticketId)}>
              <Icon name="receipt" />
              <span className="row-text num">nº {ticket.sequence}</span>
              <span className="muted num">{time(lang, ticket.at as Instant)}</span>
              <b className="num">{amount(ticket.total.minor, ticket.total.currency)}</b>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PlacesPanel({ selected, catalogue }: { selected: string | null; catalogue: Catalogue }) {
  const { w, name } = useWords();
  const item = selected === null ? undefined : catalogue.bySku.get(selected)?.item;
  return (
    <div className="panel">
      <h2>{w('places.title')}</h2>
      {!item && <p className="muted">{w('places.pick')}</p>}
      {item && (
        <>
          <p className="places-of">
            <Picture src={item.image} className="small" />
            <b>{name(item.name)}</b> <span className="muted">{name(item.option)}</span>
          </p>
          <ul className="rows still">
            <li>
              <span className="row-text">{w('places.here')}</span>
              <b className="num">{item.here}</b>
            </li>
            {item.elsewhere.map(({ siteId, free }) => (
              <li key={siteId}>
                <span className="row-text">{catalogue.cities.get(siteId) ?? ''}</span>
                <b className="num">{free}</b>
              </li>
            ))}
          </ul>
          <p className="muted">{w(item.elsewhere.length === 0 ? 'places.nowhere' : 'places.help')}</p>
        </>
      )}
    </div>
  );
}

/** The ticket: whose it is, its lines, what it comes to. Stands on the right of every view. */
import { memo, useEffect, useRef, type Dispatch } from 'react';
import type { Instant } from '#base/time';
import { percent, time } from '#kit/format';
import type { Cart, Item } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import { SendTools } from '../send/send-tools.tsx';
import type { Act, Shown, ShownLine, Ticket } from '../ticket.ts';
import type { Carts } from '../use-carts.ts';
import { hotkeys } from '../hotkeys.ts';
import { useWords } from '../words.ts';
import { CompanyCard } from '../company/company-card.tsx';
import { Hint } from './hint.tsx';
import { Icon, Initials, Picture } from './icon.tsx';
import { PaySlot } from './pay-slot.tsx';
import { Promised } from './promised.tsx';
import { WhyLine } from './why-line.tsx';

type Props = {
  ticket: Ticket;
  shown: Shown;
  carts: Carts;
  act: Dispatch<Act>;
  cities: Catalogue['cities'];
  paying: boolean;
  blocked: boolean;
  onAdd: (item: Item) => void;
  onFindCustomer: () => void;
  onPay: () => void;
};

export function TicketPane(props: Props) {
  const { ticket, shown, carts, act, cities, paying, blocked, onAdd, onFindCustomer, onPay } = props;
  const { w, amount } = useWords();
  const { currency, minor } = shown.total;
  return (
    <aside className="ticket" aria-label={w('ticket')}>
      <div>
        <CustomerCard {...{ ticket, carts, paying, onFindCustomer }} />
        <CompanyCard {...{ ticket, paying }} onCompany={(company) => act({ act: 'company', company })} />
      </div>
      <CartBanner {...{ ticket, carts, paying }} />
      <Lines {...{ ticket, shown, act, cities, paying }} />
      <div>
        <Promised {...{ shown, act, paying, onAdd }} lost={blocked} />
        <Totals shown={shown} />
      </div>
      <PaySlot>
        {!paying && (
          <button type="button" className="pay-button" disabled={shown.lines.length === 0 || blocked} onClick={onPay}>
            <span>
              {w('pay')}
              <small>{w('pay.key')}</small>
            </span>
            <span className="num">{amount(minor, currency)}</span>
          </button>
        )}
      </PaySlot>
      <SaidTotal shown={shown} />
    </aside>
  );
}

type CustomerProps = Pick<Props, 'ticket' | 'carts' | 'paying' | 'onFindCustomer'>;

function CustomerCard({ ticket, carts, paying, onFindCustomer }: CustomerProps) {
  const { w } = useWords();
  const { customer } = ticket;
  if (!customer)
    return (
      <div className="customer nobody">
        <span className="initials" aria-hidden="true">
          <Icon name="user" size={18} />
        </span>
        <span className="muted">{w('customer.none')}</span>
        {!paying && (
          <button type="button" className="plain-button" aria-keyshortcuts={hotkeys.customer} onClick={onFindCustomer}>
            {w('customer.add')} <Hint of="customer" />
          </button>
        )}
      </div>
    );
  return (
    <div className="customer">
      <Initials name={customer.name} />
      <span className="customer-text">
        <b>{customer.name}</b>
        <small>{customer.email ?? customer.phone ?? w('customer.code', customer)}</small>
      </span>
      {!paying && (
        <button
          type="button"
          className="icon-button"
          aria-label={w('customer.remove')}
          aria-keyshortcuts={hotkeys.nobody}
          onClick={() => carts.customer(null)}
        >
          <Icon name="x" size={18} />
          <Hint of="nobody" />
        </button>
      )}
    </div>
  );
}

function CartBanner({ ticket, carts, paying }: Pick<Props, 'ticket' | 'carts' | 'paying'>) {
  const { w, lang } = useWords();
  const { open, missing, problem } = carts;
  const from = (cart: Cart): string => {
    const facts = { n: cart.units, at: time(lang, cart.updatedAt as Instant) };
    const kind = cart.channel?.kind;
    return w(kind === 'app' ? 'cart.of_app' : kind === 'web' ? 'cart.of_web' : 'cart.of_other', facts);
  };
  return (
    <div role="status">
      {open && !paying && (
        <div className="bring">
          <Icon name="cart" size={18} />
          <span>{from(open)}</span>
          <button type="button" aria-keyshortcuts={hotkeys.cart} onClick={() => carts.bring(open)}>
            {w('cart.bring')} <Hint of="cart" />
          </button>
        </div>
      )}
      {ticket.cart && (
        <div className="bring done">
          <Icon name="check" size={18} />
          <span>
            {w('cart.brought', { n: ticket.cart.units })}
            {missing > 0 && <small>{w('cart.missing', { n: missing })}</small>}
          </span>
          {!paying && (
            <button type="button" aria-keyshortcuts={hotkeys.cart} onClick={carts.leave}>
              {w('cart.leave')} <Hint of="cart" />
            </button>
          )}
        </div>
      )}
      {problem !== undefined && <p className="notice">{problem}</p>}
    </div>
  );
}

function Lines({ ticket, shown, act, cities, paying }: Pick<Props, 'ticket' | 'shown' | 'act' | 'cities' | 'paying'>) {
  const { w } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const { selected } = ticket;
  useEffect(() => {
    if (selected !== null) list.current?.querySelector('.selected')?.scrollIntoView({ block: 'nearest' });
  }, [selected, shown.lines.length]);
  if (shown.lines.length === 0)
    return (
      <div className="lines empty">
        {!paying && (
          <>
            <Icon name="receipt" size={32} />
            <b>{w('ticket.empty')}</b>
            <span className="muted">{w('ticket.empty_help')}</span>
          </>
        )}
      </div>
    );
  return (
    <ul className="lines" ref={list}>
      {shown.lines.map((line) => (
        <LineRow
          key={`${line.item.skuId} ${line.quantity} ${line.sent}`}
          line={line}
          currency={shown.total.currency}
          open={!paying && selected === line.item.skuId}
          fixed={paying}
          {...{ cities, act }}
        />
      ))}
    </ul>
  );
}

type RowProps = {
  line: ShownLine;
  currency: string;
  open: boolean;
  fixed: boolean;
  cities: Catalogue['cities'];
  act: Dispatch<Act>;
};

/** Drawn again only when it is another line than before. */
const LineRow = memo(
  DrawnLine,
  ({ line: was, ...before }, { line: is, ...after }) =>
    was.item === is.item &&
    was.quantity === is.quantity &&
    was.sent === is.sent &&
    was.cards === is.cards &&
    was.toldMinor === is.toldMinor &&
    was.unitMinor === is.unitMinor &&
    was.totalMinor === is.totalMinor &&
    was.less.length === is.less.length &&
    before.cities === after.cities &&
    before.currency === after.currency &&
    before.open === after.open &&
    before.fixed === after.fixed &&
    before.act === after.act,
);

function DrawnLine({ line, currency, open, fixed, cities, act }: RowProps) {
  const { w, name, amount } = useWords();
  const { item, quantity, unitMinor, totalMinor, less, wasMinor, sent, short, toldMinor, cards } = line;
  const { skuId } = item;
  const face = (
    <>
      <Picture src={item.image} className="small" />
      <span className="line-text">
        <b>{name(item.name)}</b>
        <small>
          {[quantity > 1 && cards.length === 0 ? `${quantity} × ${amount(unitMinor, currency)}` : '', name(item.option)]
            .filter(Boolean)
            .join(' · ')}
        </small>
        <CardNotes cards={cards} currency={currency} />
        {less.map((one) => (
          <small key={one.promotionId} className="cut num">
            {amount(-one.minor, currency)} {name(one.name)}
          </small>
        ))}
        {toldMinor !== null && (
          <small className="low num">
            <Icon name="alert" size={14} />{' '}
            {w('line.price', { was: amount(toldMinor, currency), now: amount(unitMinor, currency) })}
          </small>
        )}
        {sent > 0 && (
          <small className="num">
            <Icon name="truck" size={14} /> {w('send.some', { n: sent })}
          </small>
        )}
        {short && (
          <small className="low">
            <Icon name="alert" size={14} /> {w('line.short', { n: item.here })}
          </small>
        )}
      </span>
      <span className="line-sum num">
        <b>{amount(totalMinor, currency)}</b>
        {(wasMinor !== null || less.length > 0) && <s>{amount(wasMinor ?? unitMinor * quantity, currency)}</s>}
      </span>
    </>
  );
  return (
    <li className={open ? 'line selected' : 'line'}>
      {fixed ? (
        <div className="line-face">{face}</div>
      ) : (
        <button
          type="button"
          className="line-face"
          aria-expanded={open}
          onClick={() => act({ act: 'select', skuId: open ? null : skuId })}
        >
          {face}
        </button>
      )}
      {open && <LineTools {...{ skuId, quantity, act }} />}
      {open && <WhyLine line={line} currency={currency} />}
      {open && <SendTools {...{ line, cities, act }} />}
    </li>
  );
}

/** What each gift card of a line is to hold, and which blank one it is. */
function CardNotes({ cards, currency }: { cards: ShownLine['cards']; currency: string }) {
  const { w, amount } = useWords();
  return cards.map(({ amountMinor, code }, i) => (
    <small key={i} className="num">
      {[amount(amountMinor, currency), code && w('gift.card', { last4: code.slice(-4).toUpperCase() })]
        .filter(Boolean)
        .join(' · ')}
    </small>
  ));
}

type ToolsProps = { skuId: string; quantity: number; act: Dispatch<Act> };

function LineTools({ skuId, quantity, act }: ToolsProps) {
  const { w } = useWords();
  const set = (next: number): void => act({ act: 'set', skuId, quantity: next });
  return (
    <div className="line-tools">
      <button type="button" aria-label={w('line.less')} aria-keyshortcuts="-" onClick={() => set(quantity - 1)}>
        <Icon name="minus" size={18} />
      </button>
      <span className="num" aria-label={w('line.quantity')} role="status">
        {quantity}
      </span>
      <button type="button" aria-label={w('line.more')} aria-keyshortcuts="+" onClick={() => set(quantity + 1)}>
        <Icon name="plus" size={18} />
      </button>
      <span className="space" />
      <button
        type="button"
        className="wide"
        aria-label={w('line.remove')}
        aria-keyshortcuts={hotkeys.remove}
        onClick={() => set(0)}
      >
        <Icon name="x" size={18} />
        <Hint of="remove" />
      </button>
    </div>
  );
}

export function Totals({ shown }: { shown: Shown }) {
  const { w, lang, name, amount } = useWords();
  const { currency, minor } = shown.total;
  const lessMinor = shown.less.reduce((sum, one) => sum + one.minor, 0);
  return (
    <dl className="totals num">
      <div>
        <dt>{w('total.items', { n: shown.units })}</dt>
        <dd>{amount(minor - shown.carriageMinor + shown.cutMinor + lessMinor, currency)}</dd>
      </div>
      {shown.carriageMinor > 0 && (
        <div>
          <dt>{w('send.carriage_line')}</dt>
          <dd>{amount(shown.carriageMinor, currency)}</dd>
        </div>
      )}
      {shown.cutMinor > 0 && (
        <div>
          <dt>{w('total.cut')}</dt>
          <dd className="cut">{amount(-shown.cutMinor, currency)}</dd>
        </div>
      )}
      {shown.less.map((one) => (
        <div key={one.promotionId}>
          <dt>{name(one.name)}</dt>
          <dd className="cut">{amount(-one.minor, currency)}</dd>
        </div>
      ))}
      {shown.taxGroups.map((group) => (
        <div key={group.rate}>
          <dt>{w('total.tax', { rate: percent(lang, group.rate / 1_000_000) })}</dt>
          <dd>{amount(group.tax.minor, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The total, read out as it changes. */
function SaidTotal({ shown }: { shown: Shown }) {
  const { w, amount } = useWords();
  const { minor, currency } = shown.total;
  return (
    <p className="sr-only" role="status">
      {shown.units > 0 ? w('total.live', { n: shown.units, total: amount(minor, currency) }) : ''}
    </p>
  );
}

/** Goods that come back over the counter, whatever channel sold them: found by receipt, number, return code or e-mail, and paid back. */
import { useEffect, useRef, useState } from 'react';
import { newId } from '#base/ids';
import { clock, type Instant } from '#base/time';
import { longDate } from '#kit/format';
import {
  ApiProblem,
  findReturns,
  postReturn,
  type Customer,
  type Returnable,
  type ReturnTicket,
  type ReturnWay,
} from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Chain } from '../pay/use-sale.ts';
import { useWords } from '../words.ts';
import { ExchangeBox } from './exchange.tsx';
import { Icon, Picture } from './icon.tsx';
import { approvalOf, SecondPerson } from './second-person.tsx';

type Props = {
  readonly catalogue: Catalogue;
  readonly chain: Chain;
  /** To how many minor units cash is rounded here. */
  readonly cashStep: number;
  /** Who stands here: whose store credit what comes back may become. */
  readonly customer: Customer | null;
  readonly onReturned: (ticket: ReturnTicket) => void;
};
type Line = Returnable['lines'][number];

const told = (error: unknown): string => (error instanceof ApiProblem ? error.title : String(error));

export function ReturnsPanel(props: Props) {
  const { w } = useWords();
  const [code, setCode] = useState('');
  const [found, setFound] = useState<readonly Returnable[]>();
  const [chosen, choose] = useState<Returnable>();
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const search = async (): Promise<void> => {
    setProblem(undefined);
    choose(undefined);
    try {
      const items = await findReturns(code.trim());
      setFound(items);
      if (items.length === 1) choose(items[0]);
    } catch (error) {
      setFound([]);
      setProblem(told(error));
    }
  };
  return (
    <div className="panel returns">
      <h2>{w('returns.title')}</h2>
      <form
        className="returns-find"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '') void search();
        }}
      >
        <label>
          {w('returns.code')}
          <input
            ref={field}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="off"
            maxLength={400}
          />
        </label>
        <button type="submit" className="side-button">
          {w('returns.find')}
        </button>
      </form>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {found && !chosen && <Choices found={found} onChoose={choose} />}
      {chosen && <ReturnForm key={chosen.orderId} order={chosen} {...props} />}
    </div>
  );
}

function Choices({ found, onChoose }: { found: readonly Returnable[]; onChoose: (order: Returnable) => void }) {
  const { w, lang, name } = useWords();
  return (
    <ul className="rows">
      {found.map((order) => (
        <li key={order.orderId}>
          <button type="button" onClick={() => onChoose(order)}>
            <Icon name="receipt" />
            <span className="row-text">
              <b className="num">{order.number}</b>
              <small>
                {longDate(lang, order.placedAt as Instant)} · {order.channel ? name(order.channel.name) : ''} ·{' '}
                {order.name}
              </small>
            </span>
            <span className="row-verb">{w('returns.choose')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const reasons = ['size', 'different', 'damaged', 'mistake', 'other', 'withdrawal'] as const;
type Reason = (typeof reasons)[number];
const conditions = ['new', 'opened', 'worn', 'damaged', 'incomplete'] as const;
type Condition = (typeof conditions)[number];
/** Where a unit goes by its condition; the office can move it on. */
const placeOf = {
  new: 'sellable',
  opened: 'refurbish',
  worn: 'scrap',
  damaged: 'scrap',
  incomplete: 'vendor',
} as const satisfies Record<Condition, string>;

/** A return being written: its ids stay until it is recorded, so that a lost answer can be asked for again and counts once. */
function useReturn(order: Returnable, { chain, customer, onReturned }: Props) {
  const { w } = useWords();
  const [ids] = useState(() => ({
    ...{ ticketId: newId('tkt'), receiptId: newId('rtc'), dueId: newId('due'), at: clock() },
    returnId: order.request?.returnId ?? newId('rtn'),
  }));
  const [quantities, setQuantities] = useState<ReadonlyMap<number, number>>(
    new Map((order.request?.lines ?? []).map(({ lineNo, quantity }) => [lineNo, quantity])),
  );
  const [states, setStates] = useState<ReadonlyMap<number, Condition>>(new Map());
  const [reason, setReason] = useState<Reason>(order.request?.reason ?? 'size');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [taken, setTaken] = useState(false);
  const [asking, ask] = useState<{ readonly approvalId: string; readonly way: ReturnWay }>();
  const here = (line: Line) => ({
    quantity: Math.min(line.left, quantities.get(line.lineNo) ?? 0),
    condition: states.get(line.lineNo) ?? 'new',
  });
  const lines = order.lines.flatMap((line) => {
    const { quantity, condition } = here(line);
    return quantity > 0 ? [{ lineNo: line.lineNo, quantity, condition, disposition: placeOf[condition] }] : [];
  });
  const post = async (way: ReturnWay): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    ask(undefined);
    try {
      const { sequence, hash } = chain.current;
      const end = { sequence: sequence + 1, previousHash: hash };
      const whose = way === 'credit' && customer ? { customerId: customer.customerId } : {};
      const { ticket } = await postReturn({ ...ids, ...end, orderId: order.orderId, reason, lines, ...whose }, way);
      if (ticket) onReturned(ticket);
      else setTaken(true);
    } catch (error) {
      const approvalId = approvalOf(error);
      if (error instanceof ApiProblem && error.code === 'returns.no_customer') setProblem(w('returns.need_customer'));
      else if (approvalId === undefined) setProblem(told(error));
      else ask({ approvalId, way });
    } finally {
      setBusy(false);
    }
  };
  return {
    ...{ asking, here, reason, setReason, problem, taken, post, ready: !busy && lines.length > 0 },
    back: { ...idsOf(ids), orderId: order.orderId, reason, lines },
    count: (line: Line, quantity: number) => setQuantities(new Map(quantities).set(line.lineNo, quantity)),
    say: (line: Line, condition: Condition) => setStates(new Map(states).set(line.lineNo, condition)),
  };
}

const idsOf = ({
  ticketId,
  receiptId,
  dueId,
  returnId,
}: {
  ticketId: string;
  receiptId: string;
  dueId: string;
  returnId: string;
}) => ({
  ...{ ticketId, receiptId, dueId, returnId },
});

function ReturnForm({ order, ...props }: Props & { order: Returnable }) {
  const { w } = useWords();
  const { asking, here, count, say, reason, setReason, problem, taken, post, ready, back } = useReturn(order, props);
  const [exchanging, exchange] = useState(false);
  if (taken) return <p role="status">{w('returns.taken')}</p>;
  const cash = order.paid.every((method) => method === 'cash');
  const later = order.level === 'bridged';
  return (
    <>
      <p>
        <b className="num">{order.number}</b> · {order.name}
        {later && <small className="low"> {w('returns.later')}</small>}
      </p>
      <ul className="rows still">
        {order.lines.map((line) => (
          <ReturnLine
            key={line.lineNo}
            line={line}
            {...here(line)}
            onCount={(quantity) => count(line, quantity)}
            onSay={(condition) => say(line, condition)}
          />
        ))}
      </ul>
      <label className="returns-reason">
        {w('returns.reason')}
        <select value={reason} onChange={(event) => setReason(event.currentTarget.value as Reason)}>
          {reasons.map((one) => (
            <option key={one} value={one}>
              {w(`returns.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {asking && <SecondPerson approvalId={asking.approvalId} onAgreed={() => void post(asking.way)} />}
      <div className="sold-head">
        <button type="button" className="side-button" disabled={!ready} onClick={() => void post('original')}>
          <Icon name={cash ? 'cash' : 'card'} />{' '}
          {w(later ? 'returns.take' : cash ? 'returns.to_cash' : 'returns.to_card')}
        </button>
        {!later && (
          <button
            type="button"
            className="side-button"
            aria-expanded={exchanging}
            disabled={!ready}
            onClick={() => exchange(!exchanging)}
          >
            <Icon name="compare" /> {w('exchange.open')}
          </button>
        )}
        {!later && <OtherWays {...{ cash, ready }} customer={props.customer} onPost={(way) => void post(way)} />}
      </div>
      {exchanging && !later && back.lines.length > 0 && (
        <ExchangeBox
          {...{ order, back }}
          catalogue={props.catalogue}
          chain={props.chain}
          cashStep={props.cashStep}
          onDone={props.onReturned}
        />
      )}
    </>
  );
}

type WaysProps = {
  readonly cash: boolean;
  readonly ready: boolean;
  readonly customer: Customer | null;
  readonly onPost: (way: ReturnWay) => void;
};

/** By another way than it was paid. */
function OtherWays({ cash, ready, customer, onPost }: WaysProps) {
  const { w } = useWords();
  return (
    <>
      <button type="button" className="side-button" disabled={!ready} onClick={() => onPost('credit')}>
        <Icon name="gift" /> {customer ? w('returns.credit_of', { name: customer.name }) : w('returns.credit')}
      </button>
      {!cash && (
        <button type="button" className="side-button" disabled={!ready} onClick={() => onPost('cash')}>
          <Icon name="cash" /> {w('returns.in_cash')}
        </button>
      )}
    </>
  );
}

type LineProps = {
  readonly line: Line;
  readonly quantity: number;
  readonly condition: Condition;
  readonly onCount: (quantity: number) => void;
  readonly onSay: (condition: Condition) => void;
};

function ReturnLine({ line, quantity, condition, onCount, onSay }: LineProps) {
  const { w, name, amount } = useWords();
  const title = name(line.name);
  return (
    <li>
      <Picture src={line.image} className="small" />
      <span className="row-text">
        <b>{title}</b>
        <small>
          {name(line.option)} · {amount(line.unit.minor, line.unit.currency)} · {w('returns.left', { n: line.left })}
        </small>
      </span>
      {quantity > 0 && (
        <select
          aria-label={w('returns.condition', { name: title })}
          value={condition}
          onChange={(event) => onSay(event.currentTarget.value as Condition)}
        >
          {conditions.map((one) => (
            <option key={one} value={one}>
              {w(`returns.is_${one}`)}
            </option>
          ))}
        </select>
      )}
      <span className="returns-count">
        <button
          type="button"
          aria-label={w('returns.less', { name: title })}
          disabled={quantity === 0}
          onClick={() => onCount(quantity - 1)}
        >
          −
        </button>
        <b className="num">{quantity}</b>
        <button
          type="button"
          aria-label={w('returns.more', { name: title })}
          disabled={quantity >= line.left}
          onClick={() => onCount(quantity + 1)}
        >
          +
        </button>
      </span>
    </li>
  );
}

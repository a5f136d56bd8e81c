/** An order that somebody comes for, found by its code: what it is, how far it is, and the two things a counter does with it. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { newId } from '#base/ids';
import type { Money } from '#base/money';
import { clock } from '#base/time';
import { ApiProblem, orderById, readyOrder, type WebOrder } from '../api.ts';
import { Icon, Picture } from '../parts/icon.tsx';
import { InPaySlot } from '../parts/pay-slot.tsx';
import type { Chain } from '../pay/use-sale.ts';
import { useWords } from '../words.ts';
import { codeIn, collectOrder, dueOf, giveBack, type MoneyTicket } from './calls.ts';
import { linkOf, refusedDue } from './use-due.ts';

type Props = {
  readonly orderId: string;
  readonly siteId: string;
  readonly chain: Chain;
  readonly onNext: () => void;
  readonly onPay: (due: Money) => void;
  readonly onGiven: (ticket: MoneyTicket) => void;
};

export function OrderAtTill({ orderId, siteId, chain, onNext, onPay, onGiven }: Props) {
  const { w } = useWords();
  const { order, due, problem, busy, act } = useOrder(orderId, siteId);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const state = order && stateOf(order);
  const here = order !== undefined && isHere(order, siteId);
  const owes = due !== undefined && due.minor > 0;
  const open = here && (state === 'open' || state === 'ready');
  return (
    <div className="sold">
      <div className="sold-head" role="status">
        <h2>{order ? w('order.title', { number: order.number }) : w('loading')}</h2>
        {order && state && <b>{w(`order.${state}`)}</b>}
      </div>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {order && <Found order={order} here={here} due={due} />}
      <div className="sold-head order-verbs">
        {here && state === 'open' && (
          <button type="button" className="side-button" disabled={busy} onClick={() => void act(readyOrder)}>
            <Icon name="check" /> {w('order.make_ready')}
          </button>
        )}
        {open && due !== undefined && !owes && (
          <Check busy={busy} onCheck={(check) => void act((id) => collectOrder(id, siteId, check))} />
        )}
        {due !== undefined && due.minor < 0 && <GiveBack {...{ orderId, due, chain, onGiven }} />}
        <span className="space" />
        <button ref={back} type="button" className="side-button" onClick={onNext}>
          {w('order.back')}
        </button>
      </div>
      {owes && (
        <InPaySlot>
          <PayKey due={due} onPay={() => onPay(due)} />
        </InPaySlot>
      )}
    </div>
  );
}

const isHere = (order: WebOrder, siteId: string): boolean =>
  order.delivery.method === 'pickup' && order.delivery.siteId === siteId;

/** The order and what is owed for it, read again after each act. */
function useOrder(orderId: string, siteId: string) {
  const [order, setOrder] = useState<WebOrder>();
  const [due, setDue] = useState<Money>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const told = (error: unknown): void => setProblem(error instanceof ApiProblem ? error.title : String(error));
  const read = useEffectEvent(async (): Promise<void> => {
    const found = await orderById(orderId);
    setOrder(found);
    if (isHere(found, siteId)) setDue(await dueOf(orderId));
  });
  useEffect(() => void read().catch(told), [orderId]);
  const act = async (work: (id: string) => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work(orderId);
      setOrder(await orderById(orderId));
    } catch (error) {
      told(error);
    } finally {
      setBusy(false);
    }
  };
  return { order, due, problem, busy, act };
}

function PayKey({ due, onPay }: { due: Money; onPay: () => void }) {
  const { w, amount } = useWords();
  const key = useRef<HTMLButtonElement>(null);
  useEffect(() => key.current?.focus(), []);
  return (
    <button ref={key} type="button" className="pay-button" onClick={onPay}>
      <span>{w('pay')}</span>
      <span className="num">{amount(due.minor, due.currency)}</span>
    </button>
  );
}

type BackProps = Pick<Props, 'orderId' | 'chain' | 'onGiven'> & { readonly due: Money };

/** What we owe goes back in two touches: money leaves, so it is asked once more. */
function GiveBack({ orderId, due, chain, onGiven }: BackProps) {
  const { w, amount } = useWords();
  const [ids] = useState(() => ({ ticketId: newId('tkt'), at: clock() }));
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const price = amount(-due.minor, due.currency);
  const give = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      onGiven(await giveBack(orderId, { ...linkOf(chain, ids), owedMinor: -due.minor }));
    } catch (error) {
      const refused = await refusedDue(error, chain);
      const word = { blocked: 'blocked.title', fork: 'refused.fork' } as const;
      const { kind } = refused;
      const known = kind === 'blocked' || kind === 'fork' ? word[kind] : 'refused.offline';
      setProblem(kind === 'other' ? refused.title : w(known));
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className="side-button"
        disabled={busy}
        onClick={() => (sure ? void give() : setSure(true))}
      >
        <Icon name="back" /> {w(sure ? 'order.give_sure' : 'order.give', { price })}
      </button>
      {problem !== undefined && (
        <span className="problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

type Checked = Parameters<typeof collectOrder>[2];

/** The code who comes for it shows, scanned or said; or a name that was looked at. */
function Check({ busy, onCheck }: { busy: boolean; onCheck: (check: Checked) => void }) {
  const { w } = useWords();
  const [typed, setTyped] = useState('');
  const code = codeIn(typed);
  return (
    <form
      className="order-check"
      onSubmit={(event) => {
        event.preventDefault();
        if (code !== undefined) onCheck({ code });
      }}
    >
      <input
        aria-label={w('order.code')}
        placeholder={w('order.code')}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" className="side-button" disabled={busy || code === undefined}>
        <Icon name="cart" /> {w('order.hand_over')}
      </button>
      <button type="button" className="side-button" disabled={busy} onClick={() => onCheck({ name: true })}>
        {w('order.by_name')}
      </button>
    </form>
  );
}

function Found({ order, here, due }: { order: WebOrder; here: boolean; due: Money | undefined }) {
  const { w, name, amount } = useWords();
  return (
    <div className="panel order-found" role="region" aria-label={w('order.title', { number: order.number })}>
      <p>
        <b>{order.customerName}</b> <span className="num">{amount(order.total.minor, order.total.currency)}</span>
      </p>
      {!here && <p className="muted">{w('order.elsewhere')}</p>}
      {due !== undefined && due.minor !== 0 && (
        <p className={due.minor > 0 ? 'low num' : 'num'}>
          {w(due.minor > 0 ? 'order.due' : 'order.owed', { price: amount(Math.abs(due.minor), due.currency) })}
        </p>
      )}
      <ul className="rows still">
        {order.lines.map((line) => (
          <li key={line.lineNo}>
            <Picture src={line.image} className="small" />
            <span className="row-text">
              <b>{name(line.name)}</b>
              <small>{name(line.optionText)}</small>
            </span>
            <b className="num">× {line.ordered - line.cancelled}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How far it is, in one word. */
function stateOf({ state, fulfilment, readyAt }: WebOrder): 'open' | 'ready' | 'done' | 'waiting' | 'cancelled' {
  if (state === 'cancelled') return 'cancelled';
  if (state !== 'placed') return 'waiting';
  if (fulfilment === 'done') return 'done';
  return readyAt === null ? 'open' : 'ready';
}

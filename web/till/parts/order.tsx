/** An order that somebody comes for, found by its code: what it is, how far it is, and the two things a counter does with it. */
import { useEffect, useRef, useState } from 'react';
import { ApiProblem, orderById, readyOrder, type WebOrder } from '../api.ts';
import { codeIn, collectOrder } from '../collect.ts';
import { useWords } from '../words.ts';
import { Icon, Picture } from './icon.tsx';

type Props = { readonly orderId: string; readonly siteId: string; readonly onNext: () => void };

export function OrderAtTill({ orderId, siteId, onNext }: Props) {
  const { w } = useWords();
  const [order, setOrder] = useState<WebOrder>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const back = useRef<HTMLButtonElement>(null);
  const told = (error: unknown): void => setProblem(error instanceof ApiProblem ? error.title : String(error));
  useEffect(() => {
    let left = false;
    back.current?.focus();
    orderById(orderId).then((found) => !left && setOrder(found), told);
    return () => {
      left = true;
    };
  }, [orderId]);
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
  const state = order && stateOf(order);
  const here = order?.delivery.method === 'pickup' && order.delivery.siteId === siteId;
  const due = order?.payments.some((payment) => payment.state === 'promised') === true;
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
      {order && <Found order={order} here={here === true} due={due} />}
      <div className="sold-head">
        {here && state === 'open' && (
          <button type="button" className="side-button" disabled={busy} onClick={() => void act(readyOrder)}>
            <Icon name="check" /> {w('order.make_ready')}
          </button>
        )}
        {here && !due && (state === 'open' || state === 'ready') && (
          <Check busy={busy} onCheck={(check) => void act((id) => collectOrder(id, siteId, check))} />
        )}
        <span className="space" />
        <button ref={back} type="button" className="side-button" onClick={onNext}>
          {w('order.back')}
        </button>
      </div>
    </div>
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

function Found({ order, here, due }: { order: WebOrder; here: boolean; due: boolean }) {
  const { w, name, amount } = useWords();
  return (
    <div className="panel order-found" role="region" aria-label={w('order.title', { number: order.number })}>
      <p>
        <b>{order.customerName}</b> <span className="num">{amount(order.total.minor, order.total.currency)}</span>
      </p>
      {!here && <p className="muted">{w('order.elsewhere')}</p>}
      {due && <p className="low">{w('order.due')}</p>}
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

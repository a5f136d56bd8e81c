/** What waits to be collected here: found by number, by name, or by what its buyer shows. */
import { useEffect, useRef, useState } from 'react';
import type { Instant } from '#base/time';
import { shortDate } from '#kit/format';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { pickups, type Pickup } from './calls.ts';

/** A pause in typing after which the server is asked. */
const REST_MS = 180;

export function PickupsPanel({ onOrder }: { onOrder: (orderId: string) => void }) {
  const { w } = useWords();
  const [q, setQ] = useState('');
  const [found, setFound] = useState<readonly Pickup[]>();
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(
      () =>
        void pickups(q, stop.signal).then(
          (items) => {
            setFound(items);
            setFailed(false);
          },
          () => !stop.signal.aborted && setFailed(true),
        ),
      q === '' ? 0 : REST_MS,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  // A scanner's Enter comes before the answer: it is asked at once, and an only one is opened.
  const enter = async (): Promise<void> => {
    const items = await pickups(q).catch(() => undefined);
    const [only] = items ?? [];
    if (items) setFound(items);
    setFailed(items === undefined);
    if (items?.length === 1 && only) onOrder(only.orderId);
  };
  return (
    <div className="panel returns">
      <h2>{w('pickups.title')}</h2>
      <form
        className="returns-find"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <label>
          {w('pickups.find')}
          <input
            ref={field}
            value={q}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setQ(event.currentTarget.value)}
          />
        </label>
      </form>
      {failed && (
        <p className="problem" role="alert">
          {w('refused.offline')}
        </p>
      )}
      {found?.length === 0 && <p className="muted">{w(q === '' ? 'pickups.none' : 'pickups.not_found')}</p>}
      <ul className="rows">
        {(found ?? []).map((one) => (
          <Row key={one.orderId} one={one} onOrder={onOrder} />
        ))}
      </ul>
    </div>
  );
}

function Row({ one, onOrder }: { one: Pickup; onOrder: (orderId: string) => void }) {
  const { w, lang, amount } = useWords();
  const { orderId, number, customerName, readyAt, held, units, due } = one;
  const state = held
    ? w('pickups.held')
    : readyAt === null
      ? w('order.open')
      : w('pickups.ready', { day: shortDate(lang, readyAt as Instant) });
  return (
    <li>
      <button type="button" onClick={() => onOrder(orderId)}>
        <Icon name={readyAt === null ? 'clock' : 'cart'} />
        <span className="row-text">
          <b>{customerName}</b>
          <small className="num">
            {number} · {w('total.items', { n: units })} · {state}
          </small>
        </span>
        {due.minor !== 0 && (
          <b className={due.minor > 0 ? 'low num' : 'num'}>
            {w(due.minor > 0 ? 'pickups.owes' : 'pickups.owed', {
              price: amount(Math.abs(due.minor), due.currency),
            })}
          </b>
        )}
      </button>
    </li>
  );
}

/** The receipt on screen, and on paper through the browser's own printing. */
import { useEffect, useRef, useState } from 'react';
import type { Instant } from '#base/time';
import { dateTime, percent } from '#kit/format';
import type { Money } from '#base/money';
import { receiptOf, type Receipt as ReceiptFacts } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyDown } from '../keys.ts';
import { useWords } from '../words.ts';

export function Receipt({ ticketId, onNext }: { ticketId: string; onNext: () => void }) {
  const { w, amount } = useWords();
  const [receipt, setReceipt] = useState<ReceiptFacts>();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    let left = false;
    receiptOf(ticketId).then(
      (facts) => !left && setReceipt(facts),
      () => undefined,
    );
    next.current?.focus();
    return () => {
      left = true;
    };
  }, [ticketId]);
  useKeyDown((event) => {
    if (event.key === 'Enter' && !event.defaultPrevented && !(event.target instanceof HTMLButtonElement)) onNext();
  });
  const [paid] = receipt?.payments ?? [];
  const change = paid?.change.minor ?? 0;
  return (
    <div className="sold">
      <div className="sold-head" role="status">
        <span className="sold-mark">
          <Icon name="check" size={32} />
        </span>
        <h2>{w('receipt.done')}</h2>
        {paid && (
          <p className="sold-change">
            {paid.method === 'card' ? w('receipt.paid_card') : change > 0 ? w('receipt.change') : w('receipt.exact')}
            <b className="num">{amount(change > 0 ? change : paid.amount.minor, paid.amount.currency)}</b>
          </p>
        )}
        <span className="space" />
        <button type="button" className="side-button" onClick={() => print()}>
          <Icon name="print" /> {w('receipt.print')}
        </button>
      </div>
      <div className="paper-box" role="region" aria-label={w('ticket')}>
        {receipt && <Paper receipt={receipt} />}
      </div>
      <button type="button" ref={next} className="pay-button" onClick={onNext}>
        <span>
          {w('receipt.next')}
          <small>{w('pay.key')}</small>
        </span>
        <Icon name="right" size={28} />
      </button>
    </div>
  );
}

function Paper({ receipt }: { receipt: ReceiptFacts }) {
  const { w, lang, name, amount } = useWords();
  const show = ({ minor, currency }: Money): string => amount(minor, currency);
  const { site, till, lines, taxGroups, payments } = receipt;
  return (
    <article className="paper">
      <header>
        <b>{site.name}</b>
        <span>{site.line1}</span>
        <span>{[site.postcode, site.city].join(' ')}</span>
        <span className="num">{dateTime(lang, receipt.at as Instant)}</span>
      </header>
      <ul className="paper-lines num">
        {lines.map((line) => (
          <li key={line.skuId}>
            <span>
              {name(line.name)}
              <small>
                {[name(line.option), line.quantity > 1 ? `${line.quantity} × ${show(line.unit)}` : '']
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            <span>{show(line.total)}</span>
          </li>
        ))}
      </ul>
      <p className="paper-total num">
        <span>{w('receipt.total')}</span>
        <b>{show(receipt.total)}</b>
      </p>
      <ul className="paper-lines num">
        {payments.map((payment) => (
          <li key={payment.method}>
            <span>{payment.method === 'card' ? w('pay.card') : w('pay.cash')}</span>
            <span>{show(payment.received)}</span>
          </li>
        ))}
        {payments.some((payment) => payment.change.minor > 0) && (
          <li>
            <span>{w('pay.change')}</span>
            <span>{show(payments[0]?.change ?? receipt.total)}</span>
          </li>
        )}
      </ul>
      <table className="num">
        <thead>
          <tr>
            <th scope="col">{w('receipt.tax')}</th>
            <th scope="col">{w('receipt.net')}</th>
            <th scope="col">{w('receipt.tax')}</th>
            <th scope="col">{w('receipt.gross')}</th>
          </tr>
        </thead>
        <tbody>
          {taxGroups.map((group) => (
            <tr key={group.rate}>
              <th scope="row">{percent(lang, group.rate / 1_000_000)}</th>
              <td>{show(group.net)}</td>
              <td>{show(group.tax)}</td>
              <td>{show(group.gross)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <span className="num">{w('receipt.ticket', { code: till.code, n: receipt.sequence })}</span>
        <span className="num">{w('receipt.order', { number: receipt.number })}</span>
        <span>{w('receipt.seller', { name: receipt.seller })}</span>
        {receipt.customer !== null && <span>{w('receipt.customer', { name: receipt.customer })}</span>}
        <span className="mono">{w('receipt.chain', { hash: receipt.hash.slice(0, 16) })}</span>
        <span>{w('receipt.thanks')}</span>
      </footer>
      <a className="paper-link" href={receipt.link} target="_blank" rel="noreferrer">
        <svg viewBox={`-2 -2 ${receipt.qr.size + 4} ${receipt.qr.size + 4}`} aria-hidden="true">
          <path d={receipt.qr.path} />
        </svg>
        {w('receipt.phone')}
      </a>
    </article>
  );
}

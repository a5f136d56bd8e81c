/** Cash: what was received, by keypad or by a likely sum, and what to give back. */
import { parseDecimal, toDecimal, money, type Money } from '#base/money';
import { inPieces, likelyCash } from '../ticket.ts';
import { useWords } from '../words.ts';

type Props = {
  total: Money;
  given: string;
  receivedMinor: number | undefined;
  onType: (key: string) => void;
  onGive: (text: string) => void;
};

const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '00', '0', ','];

/** Minor units of a typed amount; undefined when it is none. */
export const cashOf = (text: string, currency: string): number | undefined =>
  text === '' ? undefined : parseDecimal(text.replace(/,$/, ''), currency)?.minor;

export function CashPay({ total, given, receivedMinor, onType, onGive }: Props) {
  const { w, amount } = useWords();
  const { currency, minor } = total;
  const received = receivedMinor ?? 0;
  const change = received - minor;
  const sums = likelyCash(minor);
  return (
    <div className="cash">
      <div className="keypad num" role="group" aria-label={w('pay.keypad')}>
        {keys.map((key) => (
          <button key={key} type="button" onClick={() => (key === '00' ? (onType('0'), onType('0')) : onType(key))}>
            {key}
          </button>
        ))}
      </div>
      <div className="cash-side">
        <div className="received num">
          <span className="muted">{w('pay.received')}</span>
          <output>{given === '' ? amount(received, currency) : amount(cashOf(given, currency) ?? 0, currency)}</output>
        </div>
        <div className="likely num">
          {sums.map((sum) => (
            <button
              key={sum}
              type="button"
              aria-pressed={sum === received}
              onClick={() => onGive(toDecimal(money(sum, currency)).replace('.', ','))}
            >
              {sum === minor ? w('pay.exact') : amount(sum, currency).replace(/[,.]00(?=\D|$)/, '')}
            </button>
          ))}
        </div>
        <div className={change < 0 ? 'change missing num' : 'change num'} role="status">
          <span>{change < 0 ? w('pay.missing') : w('pay.change')}</span>
          <b>{amount(Math.abs(change), currency)}</b>
          <small>{change > 0 && currency === 'EUR' ? piecesText(change) : '\u00a0'}</small>
        </div>
      </div>
    </div>
  );
}

/** `1 € + 50 c`, the fewest notes and coins. */
function piecesText(minor: number): string {
  return inPieces(minor)
    .map(({ value, count }) => {
      const piece = value >= 100 ? `${value / 100}\u00a0€` : `${value}\u00a0c`;
      return count > 1 ? `${count} × ${piece}` : piece;
    })
    .join(' + ');
}

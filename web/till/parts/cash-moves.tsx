/** Money into the drawer and out of it without a sale: why, how much, what for; and what was moved today. */
import { useState, type FormEvent } from 'react';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { cashReasons, type CashReason } from '#payments/model';
import { time } from '#kit/format';
import { api } from '../../kit/api.ts';
import { ApiProblem } from '../api.ts';
import { cashOf } from '../pay/cash-pay.tsx';
import { useWords, type Words } from '../words.ts';
import { Icon } from './icon.tsx';

export type Move = {
  readonly moveId: string;
  readonly reason: CashReason;
  readonly minor: number;
  readonly currency: string;
  readonly note: string;
  readonly by: string;
  readonly at: string;
};

const reasons = Object.keys(cashReasons) as readonly CashReason[];
/** What the bank and the safe say themselves. */
const needsWords = (reason: CashReason): boolean => reason !== 'bank' && cashReasons[reason].account !== 'safe';

type Props = { readonly currency: string; readonly moves: readonly Move[]; readonly onMoved: () => void };

export function CashMoves({ currency, moves, onMoved }: Props) {
  const { w, lang, amount } = useWords();
  return (
    <div className="card-look day-form cash-moves day-verbs">
      <MoveForm currency={currency} onMoved={onMoved} />
      {moves.length > 0 && (
        <ul className="rows still" aria-label={w('cash.today')}>
          {moves.map(({ moveId, reason, minor, note, by, at }) => (
            <li key={moveId}>
              <span className="row-text">
                <b>{w(`cash.${reason}`)}</b>
                <small>{[note, by, time(lang, at as Instant)].filter(Boolean).join(' · ')}</small>
              </span>
              <b className="num">{amount(minor, currency)}</b>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function told(error: unknown, w: Words['w']): string {
  if (!(error instanceof ApiProblem)) return String(error);
  if (error.code === 'till.drawer_short') return w('cash.short');
  return error.status === 403 ? w('cash.forbidden') : error.title;
}

/** Its id stays until it is recorded: a lost answer that is asked for again moves it once. */
function MoveForm({ currency, onMoved }: Pick<Props, 'currency' | 'onMoved'>) {
  const { w, amount } = useWords();
  const [moveId, setId] = useState(() => newId('cmv'));
  const [reason, setReason] = useState<CashReason>('expense');
  const [sum, setSum] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const minor = cashOf(sum, currency) ?? 0;
  const { way } = cashReasons[reason];
  const ready = minor > 0 && (!needsWords(reason) || note.trim() !== '');
  const again = (): void => {
    setId(newId('cmv'));
    setSum('');
    setNote('');
    onMoved();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    api('POST', '/api/till/cash', { body: { moveId, reason, minor, note: note.trim() } })
      .then(again, (error: unknown) => setProblem(told(error, w)))
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send}>
      <p className="muted">{w('cash.help')}</p>
      <label>
        {w('cash.reason')}
        <select value={reason} onChange={(event) => setReason(event.currentTarget.value as CashReason)}>
          {reasons.map((one) => (
            <option key={one} value={one}>
              {w(`cash.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w(way === 'in' ? 'cash.sum_in' : 'cash.sum_out')}
        <input
          inputMode="decimal"
          maxLength={12}
          value={sum}
          onChange={(event) => setSum(event.currentTarget.value.replace('.', ','))}
          autoComplete="off"
        />
      </label>
      <label>
        {w(needsWords(reason) ? 'cash.note' : 'cash.note_free')}
        <input
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autoComplete="off"
        />
      </label>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="side-button" disabled={busy || !ready}>
        <Icon name="check" /> {w(way === 'in' ? 'cash.do_in' : 'cash.do_out', { sum: amount(minor, currency) })}
      </button>
    </form>
  );
}

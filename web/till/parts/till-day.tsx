/** The day of this till beside its last tickets: opened with a float, counted blindly, closed; and its reports. */
import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { newId } from '#base/ids';
import { money, toDecimal } from '#base/money';
import type { Instant } from '#base/time';
import { time } from '#kit/format';
import { api } from '../../kit/api.ts';
import { ApiProblem } from '../api.ts';
import { cashOf } from '../pay/cash-pay.tsx';
import { useWords } from '../words.ts';
import { ClosePaper, DayPaper, SincePaper, type DayData, type Session, type Sums } from './day.tsx';
import { CashMoves, type Move } from './cash-moves.tsx';
import { Icon } from './icon.tsx';

type Now = {
  readonly open: Session | null;
  readonly since: Sums;
  readonly moves: readonly Move[];
  readonly last: Session | null;
};
type Paper =
  | { readonly kind: 'day'; readonly report: DayData }
  | { readonly kind: 'x'; readonly sums: Sums }
  | { readonly kind: 'z'; readonly session: Session };

/** Coins and notes in use, in minor units, the largest first; other money is counted as a sum. */
const pieces: Readonly<Record<string, readonly number[]>> = {
  EUR: [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  CHF: [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5],
};

const told = (error: unknown): string => (error instanceof ApiProblem ? error.title : String(error));

export function TillDay({ currency }: { readonly currency: string }) {
  const { w, lang, amount } = useWords();
  const [now, setNow] = useState<Now>();
  const [form, setForm] = useState<Form | null>(null);
  const [paper, setPaper] = useState<Paper>();
  const read = useCallback(() => {
    api<Now>('GET', '/api/till/session').then(setNow, () => undefined);
  }, []);
  useEffect(read, [read]);
  const showDay = (): void => {
    if (paper?.kind === 'day') return setPaper(undefined);
    api<DayData>('GET', '/api/till/day').then(
      (report) => setPaper({ kind: 'day', report }),
      () => undefined,
    );
  };
  const done = (session: Session): void => {
    setForm(null);
    setPaper(session.closedAt === null ? undefined : { kind: 'z', session });
    read();
  };
  const open = now?.open ?? null;
  return (
    <section className="till-day" aria-label={w('day.title')}>
      {now && (
        <p className="muted day-verbs" role="status">
          {open
            ? w('day.is_open', {
                ...{ n: open.number, at: time(lang, open.openedAt as Instant), name: open.openedBy },
                sum: amount(open.floatMinor, open.currency),
              })
            : w('day.is_closed')}
        </p>
      )}
      <div className="sold-head day-verbs">
        <button type="button" className="side-button" aria-expanded={paper?.kind === 'day'} onClick={showDay}>
          <Icon name="chart" /> {w('day.open')}
        </button>
        {now && <FormVerbs {...{ form, setForm }} open={open !== null} />}
        {now && open && <SmallVerb word="X" onDo={() => (setForm(null), setPaper({ kind: 'x', sums: now.since }))} />}
        {now?.last && (
          <SmallVerb
            word={w('day.last_z', { n: now.last.number })}
            onDo={() => now.last && setPaper({ kind: 'z', session: now.last })}
          />
        )}
        {paper && (
          <button type="button" className="side-button" onClick={() => print()}>
            <Icon name="print" /> {w('receipt.print')}
          </button>
        )}
      </div>
      {form === 'cash' && now && <CashMoves currency={currency} moves={now.moves} onMoved={read} />}
      {form === 'begin' && <Begin currency={currency} onDone={done} />}
      {form === 'end' && open && <End session={open} onDone={done} />}
      {paper?.kind === 'day' && <DayPaper report={paper.report} />}
      {paper?.kind === 'x' && <SincePaper sums={paper.sums} currency={currency} />}
      {paper?.kind === 'z' && <ClosePaper session={paper.session} />}
    </section>
  );
}

type Form = 'begin' | 'end' | 'cash';
type FormVerbsProps = {
  readonly form: Form | null;
  readonly setForm: (form: Form | null) => void;
  readonly open: boolean;
};

/** Opening or closing the day, and money in and out. */
function FormVerbs({ form, setForm, open }: FormVerbsProps) {
  const { w } = useWords();
  const day = open ? 'end' : 'begin';
  const verb = (one: Form, icon: 'cash' | 'drift', word: string) => (
    <button
      type="button"
      className="side-button"
      aria-expanded={form === one}
      onClick={() => setForm(form === one ? null : one)}
    >
      <Icon name={icon} /> {word}
    </button>
  );
  return (
    <>
      {verb(day, 'cash', w(open ? 'day.end' : 'day.begin'))}
      {verb('cash', 'drift', w('cash.verb'))}
    </>
  );
}

function SmallVerb({ word, onDo }: { readonly word: string; readonly onDo: () => void }) {
  return (
    <button type="button" className="side-button" onClick={onDo}>
      <Icon name="receipt" /> {word}
    </button>
  );
}

type BeginProps = { readonly currency: string; readonly onDone: (session: Session) => void };

/** Its id stays until it is recorded: a lost answer that is asked for again opens one day. */
function Begin({ currency, onDone }: BeginProps) {
  const { w, amount } = useWords();
  const [sessionId] = useState(() => newId('ses'));
  const [floatMinor, setFloat] = useState(0);
  const { busy, problem, run } = useRun();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    run(async () => onDone(await api<Session>('POST', '/api/till/session', { body: { sessionId, floatMinor } })));
  };
  return (
    <form className="card-look day-form day-verbs" onSubmit={send}>
      <p className="muted">{w('day.begin_help')}</p>
      <Count currency={currency} onCount={setFloat} />
      <Problem problem={problem} />
      <button type="submit" className="side-button" disabled={busy}>
        <Icon name="check" /> {w('day.do_begin', { sum: amount(floatMinor, currency) })}
      </button>
    </form>
  );
}

type EndProps = { readonly session: Session; readonly onDone: (session: Session) => void };

function End({ session: { sessionId, currency, floatMinor }, onDone }: EndProps) {
  const { w, amount } = useWords();
  const [countedMinor, setCounted] = useState(0);
  const [left, setLeft] = useState(toDecimal(money(floatMinor, currency)).replace('.', ','));
  const leftMinor = cashOf(left, currency);
  const { busy, problem, run } = useRun();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const body = { sessionId, countedMinor, leftMinor };
    run(async () => onDone(await api<Session>('POST', '/api/till/session/close', { body })));
  };
  return (
    <form className="card-look day-form day-verbs" onSubmit={send}>
      <p className="muted">{w('day.end_help')}</p>
      <Count currency={currency} onCount={setCounted} />
      <p className="gift-rest num">
        <span>{w('day.counted')}</span>
        <b>{amount(countedMinor, currency)}</b>
      </p>
      <label>
        {w('day.left')}
        <input
          inputMode="decimal"
          value={left}
          maxLength={12}
          onChange={(event) => setLeft(event.currentTarget.value)}
          autoComplete="off"
        />
      </label>
      <Problem problem={problem} />
      <button
        type="submit"
        className="side-button"
        disabled={busy || leftMinor === undefined || leftMinor > countedMinor}
      >
        <Icon name="check" /> {w('day.do_end')}
      </button>
    </form>
  );
}

const Problem = ({ problem }: { readonly problem: string | undefined }) =>
  problem === undefined ? null : (
    <p className="problem" role="alert">
      {problem}
    </p>
  );

/** Work that is told of while it runs, and when it is refused. */
function useRun() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = (work: () => Promise<void>): void => {
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((error: unknown) => setProblem(told(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}

/** Coins and notes by number, or a sum where we do not know them. */
function Count({ currency, onCount }: { readonly currency: string; readonly onCount: (minor: number) => void }) {
  const { w, amount } = useWords();
  const [numbers, setNumbers] = useState<ReadonlyMap<number, string>>(new Map());
  const known = pieces[currency];
  const set = (piece: number, text: string): void => {
    const next = new Map(numbers).set(piece, text.replaceAll(/\D/g, '').slice(0, 5));
    setNumbers(next);
    onCount([...next].reduce((sum, [minor, count]) => sum + minor * Number(count), 0));
  };
  if (!known)
    return (
      <label>
        {w('day.counted')}
        <input
          inputMode="decimal"
          maxLength={12}
          onChange={(event) => onCount(cashOf(event.currentTarget.value, currency) ?? 0)}
        />
      </label>
    );
  return (
    <fieldset className="pieces num">
      <legend>{w('day.count')}</legend>
      {known.map((piece) => (
        <label key={piece}>
          {amount(piece, currency).replace(/[,.]00(?=\D|$)/, '')}
          <input
            inputMode="numeric"
            value={numbers.get(piece) ?? ''}
            onChange={(event) => set(piece, event.currentTarget.value)}
            autoComplete="off"
          />
        </label>
      ))}
    </fieldset>
  );
}

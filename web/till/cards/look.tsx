/** A gift card is shown: its code scanned or typed, its PIN where it has one, and what it holds. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Day } from '#base/time';
import { date } from '#kit/format';
import { ApiProblem } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { lookAtCard, type ShownVoucher } from './calls.ts';

type Props = {
  /** A code that was scanned elsewhere. */
  readonly scanned?: string | undefined;
  readonly onShown: (voucher: ShownVoucher) => void;
};

/** What is typed of a card, and asking for it. */
function useLook({ scanned = '', onShown }: Props) {
  const { w } = useWords();
  const [code, setCode] = useState(scanned);
  const [pin, setPin] = useState('');
  const [wantsPin, wantPin] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [codeField, pinField] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const look = async (): Promise<void> => {
    if (busy || code.trim() === '') return;
    setBusy(true);
    setProblem(undefined);
    try {
      const voucher = await lookAtCard(code.trim(), pin);
      setCode('');
      setPin('');
      wantPin(false);
      onShown(voucher);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'payments.card_pin') wantPin(true);
      else setProblem(problemOf(error, w));
    } finally {
      setBusy(false);
    }
  };
  const first = useRef(look);
  useEffect(() => {
    if (scanned !== '') void first.current();
    codeField.current?.focus();
  }, [scanned, codeField]);
  useEffect(() => {
    if (wantsPin) pinField.current?.focus();
  }, [wantsPin, pinField]);
  return { code, setCode, pin, setPin, wantsPin, wantPin, busy, problem, codeField, pinField, look };
}

export function CardLook(props: Props) {
  const { w } = useWords();
  const { code, setCode, pin, setPin, wantsPin, wantPin, busy, problem, codeField, pinField, look } = useLook(props);
  return (
    <form
      className="card-look"
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <label>
        {w('gift.code')}
        <input
          ref={codeField}
          value={code}
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          onChange={(event) => {
            setCode(event.currentTarget.value);
            wantPin(false);
          }}
        />
      </label>
      {wantsPin && (
        <label>
          {w('gift.pin')}
          <input
            ref={pinField}
            value={pin}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
          />
        </label>
      )}
      <button type="submit" className="side-button" disabled={busy || code.trim() === ''}>
        <Icon name="search" /> {w('gift.look')}
      </button>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

export function problemOf(error: unknown, w: ReturnType<typeof useWords>['w']): string {
  if (!(error instanceof ApiProblem)) return String(error);
  if (error.status === 0 || error.status === 503) return w('gift.offline');
  if (error.code === 'payments.card_unknown') return w('gift.unknown');
  if (error.code === 'request.rate_limited') return w('gift.often');
  return error.title;
}

/** What a card or credit holds, and until when. */
export function VoucherFace({ voucher, children }: { readonly voucher: ShownVoucher; readonly children?: ReactNode }) {
  const { w, lang, amount } = useWords();
  const { last4, balance, expiresOn, bar } = voucher;
  return (
    <div className={bar === null ? 'voucher' : 'voucher barred'} role="status">
      <Icon name="card" size={28} />
      <span className="row-text">
        <b>{last4 === undefined ? w('gift.credit') : w('gift.card', { last4: last4.toUpperCase() })}</b>
        <small>
          {bar === null
            ? expiresOn === null
              ? w('gift.no_end')
              : w('gift.until', { day: date(lang, expiresOn as Day) })
            : w(`gift.${bar}`)}
        </small>
      </span>
      <b className="num">{amount(balance.minor, balance.currency)}</b>
      {children}
    </div>
  );
}

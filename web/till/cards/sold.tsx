/** Gift cards that a ticket has just sold: their codes are told once, on paper, by mail, or as that of a blank card. */
import { useState } from 'react';
import type { Receipt } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { mailSold, printSold, tellSold, type Secret, type SoldCard } from './calls.ts';
import { problemOf } from './look.tsx';

export type Told = ReadonlyMap<string, Secret>;

type Props = { readonly receipt: Receipt; readonly onTold: (cardId: string, secret: Secret) => void };

export function SoldCards({ receipt, onTold }: Props) {
  const { w } = useWords();
  if (receipt.cards.length === 0) return null;
  return (
    <section className="sold-cards" aria-label={w('gift.sold')}>
      {receipt.cards.map((card) => (
        <SoldCardRow key={card.cardId} {...{ receipt, card }} onTold={(secret) => onTold(card.cardId, secret)} />
      ))}
    </section>
  );
}

type RowProps = { readonly receipt: Receipt; readonly card: SoldCard; readonly onTold: (secret: Secret) => void };

/** What becomes of the code of one card. */
function useTelling({ receipt, card, onTold }: RowProps) {
  const { w } = useWords();
  const [state, setState] = useState<'untold' | 'told' | 'mailed' | 'printed'>(card.untold ? 'untold' : 'told');
  const [scanning, scan] = useState(false);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const { ticketId } = receipt;
  const run = (work: () => Promise<void>) => (): void => {
    setProblem(undefined);
    work().catch((error: unknown) => setProblem(problemOf(error, w)));
  };
  const tell = run(async () => {
    onTold(await tellSold(ticketId, card.cardId));
    setState('printed');
  });
  const mail = run(async () => {
    await mailSold(ticketId, card.cardId);
    setState('mailed');
  });
  const print = run(async () => {
    await printSold(ticketId, card.cardId, code.trim());
    setState('told');
    scan(false);
  });
  return { state, scanning, scan, code, setCode, problem, tell, mail, print };
}

function SoldCardRow(props: RowProps) {
  const { w, amount } = useWords();
  const { receipt, card } = props;
  const { state, scanning, scan, code, setCode, problem, tell, mail, print } = useTelling(props);
  return (
    <div className="voucher">
      <Icon name="card" size={28} />
      <span className="row-text">
        <b className="num">{amount(card.value.minor, card.value.currency)}</b>
        <small>{w(`gift.is_${state}`)}</small>
      </span>
      {state === 'untold' && !scanning && (
        <>
          <button type="button" className="side-button" onClick={tell}>
            <Icon name="print" /> {w('gift.print')}
          </button>
          <button type="button" className="side-button" onClick={() => scan(true)}>
            <Icon name="scan" /> {w('gift.scan')}
          </button>
          {receipt.customer !== null && (
            <button type="button" className="side-button" onClick={mail}>
              {w('gift.mail')}
            </button>
          )}
        </>
      )}
      {scanning && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            print();
          }}
        >
          <label>
            {w('gift.blank')}
            <input
              // A scanner types at once.
              ref={(field) => field?.focus()}
              value={code}
              autoComplete="off"
              maxLength={60}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          </label>
        </form>
      )}
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

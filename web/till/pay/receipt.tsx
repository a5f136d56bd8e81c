/** The receipt on screen, and on paper through the browser's own printing. */
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { newId } from '#base/ids';
import { countPrint, receiptOf, type Receipt as ReceiptFacts } from '../api.ts';
import { SoldCards, type Told } from '../cards/sold.tsx';
import { Icon } from '../parts/icon.tsx';
import { InPaySlot } from '../parts/pay-slot.tsx';
import { useKeyDown } from '../keys.ts';
import { useWords, type Word } from '../words.ts';
import { InvoiceBox } from './invoice.tsx';
import { Paper } from './paper.tsx';

const titles = { sale: 'receipt.done', return: 'returns.done', payment: 'receipt.money' } as const;

/** Enter on a button, a link or in a field is theirs. */
const isFree = (target: EventTarget | null): boolean =>
  !(target instanceof HTMLElement && target.closest('button, a, input, form') !== null);

/** What is said of the money beside its amount. */
function paidWord(
  receipt: ReceiptFacts | undefined,
  method: ReceiptFacts['payments'][number]['method'],
  change: number,
): Word {
  if (receipt?.kind === 'return' || (receipt?.total.minor ?? 0) < 0) return 'returns.back';
  if (method === 'exchange') return 'exchange.paid';
  if (method === 'gift_card') return 'receipt.paid_gift';
  if (method === 'account') return 'account.paid';
  if (method === 'card') return 'receipt.paid_card';
  return change > 0 ? 'receipt.change' : 'receipt.exact';
}

export function Receipt({ ticketId, onNext }: { ticketId: string; onNext: () => void }) {
  const { w } = useWords();
  /** The ticket, and beside the sale of an exchange what came back for it. */
  const [papers, setPapers] = useState<readonly ReceiptFacts[]>([]);
  const [receipt] = papers;
  const [told, setTold] = useState<Told>(new Map());
  const printing = usePrinting(papers);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    let left = false;
    const load = async (): Promise<void> => {
      const facts = await receiptOf(ticketId);
      const back = facts.backTicketId === null ? undefined : await receiptOf(facts.backTicketId);
      if (!left) setPapers([facts, ...(back ? [back] : [])]);
    };
    load().catch(() => undefined);
    next.current?.focus();
    return () => {
      left = true;
    };
  }, [ticketId]);
  useKeyDown((event) => {
    if (event.key === 'Enter' && !event.defaultPrevented && isFree(event.target)) onNext();
  });
  return (
    <div className="sold">
      <SoldHead {...{ receipt, printing }} />
      {receipt && (
        <SoldCards
          receipt={receipt}
          onTold={(cardId, secret) => setTold((before) => new Map(before).set(cardId, secret))}
        />
      )}
      {receipt && receipt.kind !== 'payment' && <InvoiceBox receipt={receipt} />}
      <div className="paper-box" role="region" aria-label={w('ticket')}>
        {papers.map((paper) => (
          <Paper key={paper.ticketId} receipt={paper} told={told} copy={printing.copies.get(paper.ticketId) ?? 0} />
        ))}
      </div>
      <InPaySlot>
        <button type="button" ref={next} className="pay-button" onClick={onNext}>
          <span>
            {w(receipt?.kind === 'payment' ? 'receipt.order_on' : 'receipt.next')}
            <small>{w('pay.key')}</small>
          </span>
          <Icon name="right" size={28} />
        </button>
      </InPaySlot>
    </div>
  );
}

type HeadProps = { readonly receipt: ReceiptFacts | undefined; readonly printing: ReturnType<typeof usePrinting> };

/** What was sold, what goes back over the counter, and its paper. */
function SoldHead({ receipt, printing }: HeadProps) {
  const { w, amount } = useWords();
  // What the buyer handed over, where what came back did not pay for all of it.
  const paid = receipt?.payments.findLast((one) => one.method !== 'exchange') ?? receipt?.payments[0];
  const change = paid?.change.minor ?? 0;
  // Cash that was rounded is what changed hands.
  const handed = (paid?.amount.minor ?? 0) + (paid?.rounding?.minor ?? 0);
  return (
    <>
      <div className="sold-head" role="status">
        <span className="sold-mark">
          <Icon name="check" size={32} />
        </span>
        <h2>{w(titles[receipt?.kind ?? 'sale'])}</h2>
        {paid && (
          <p className="sold-change">
            {w(paidWord(receipt, paid.method, change))}
            <b className="num">{amount(change > 0 ? change : handed, paid.amount.currency)}</b>
          </p>
        )}
        <span className="space" />
        <button type="button" className="side-button" disabled={printing.busy} onClick={printing.run}>
          <Icon name="print" /> {w('receipt.print')}
        </button>
      </div>
      {printing.problem !== undefined && (
        <p className="notice" role="alert">
          <Icon name="alert" size={18} /> {printing.problem}
        </p>
      )}
      {receipt && printing.printed > 0 && (
        <p className="muted print-note" role="status">
          {w('print.copies', { n: printing.printed })}
        </p>
      )}
    </>
  );
}

/** Each paper is counted before it is printed: the first is the receipt, any further one a copy that says so. */
function usePrinting(papers: readonly ReceiptFacts[]) {
  const { w } = useWords();
  const [copies, setCopies] = useState<ReadonlyMap<string, number>>(new Map());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = (): void => {
    setBusy(true);
    setProblem(undefined);
    Promise.all(papers.map(async ({ ticketId }) => [ticketId, await countPrint(ticketId, newId('prt'))] as const))
      .then(
        (counted) => {
          // What is printed says its number: it is drawn before the browser prints.
          flushSync(() => setCopies(new Map(counted)));
          print();
        },
        () => setProblem(w('print.offline')),
      )
      .finally(() => setBusy(false));
  };
  const [first] = papers;
  const last = first && copies.get(first.ticketId);
  return { run, busy, problem, copies, printed: last === undefined ? (first?.prints ?? 0) : last + 1 };
}

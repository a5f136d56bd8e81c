/** The till's day on paper: totals by tender and VAT rate, and the grand total. */
import { useEffect, useState } from 'react';
import type { Day, Instant } from '#base/time';
import { dateTime, longDate } from '#kit/format';
import { api } from '../../kit/api.ts';
import { useWords, type Word } from '../words.ts';
import { Icon } from './icon.tsx';
import { TaxTable } from './tax-table.tsx';

type Sum = { readonly count: number; readonly minor: number };
type Report = {
  readonly day: string;
  readonly madeAt: string;
  readonly currency: string;
  readonly first: number | null;
  readonly last: number | null;
  readonly lastHash: string | null;
  readonly sales: Sum;
  readonly returns: Sum;
  readonly payments: Sum;
  readonly discountMinor: number;
  readonly tenders: readonly {
    readonly method: string;
    readonly inMinor: number;
    readonly outMinor: number;
    readonly count: number;
  }[];
  readonly rates: readonly {
    readonly rate: number;
    readonly grossMinor: number;
    readonly netMinor: number;
    readonly taxMinor: number;
  }[];
  readonly grandMinor: number;
};

const methods: Readonly<Record<string, Word>> = {
  cash: 'pay.cash',
  card: 'pay.card',
  gift_card: 'day.gift',
  exchange: 'day.exchange',
};

/** Opened from the last tickets. */
export function DayReport() {
  const { w } = useWords();
  const [report, setReport] = useState<Report>();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    let left = false;
    api<Report>('GET', '/api/till/day').then(
      (found) => !left && setReport(found),
      () => !left && setOpen(false),
    );
    return () => {
      left = true;
    };
  }, [open]);
  return (
    <>
      <div className="sold-head day-verbs">
        <button type="button" className="side-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="chart" /> {w('day.open')}
        </button>
        {open && report && (
          <button type="button" className="side-button" onClick={() => print()}>
            <Icon name="print" /> {w('receipt.print')}
          </button>
        )}
      </div>
      {open && report && <DayPaper report={report} />}
    </>
  );
}

function DayPaper({ report }: { readonly report: Report }) {
  const { w, lang, amount } = useWords();
  const { currency } = report;
  const show = (minor: number): string => amount(minor, currency);
  const row = (word: Word, { count, minor }: Sum) => (
    <li>
      <span>
        {w(word)} <small>{w('day.tickets', { n: count })}</small>
      </span>
      <span>{show(minor)}</span>
    </li>
  );
  return (
    <article className="paper day-paper">
      <header>
        <b>{w('day.title')}</b>
        <span>{longDate(lang, report.day as Day, { year: true })}</span>
        <span className="num">{w('day.made', { at: dateTime(lang, report.madeAt as Instant) })}</span>
      </header>
      <ul className="paper-lines num">
        {row('day.sales', report.sales)}
        {row('day.returns', report.returns)}
        {report.payments.count > 0 && row('day.payments', report.payments)}
        {report.discountMinor > 0 && (
          <li>
            <span>{w('day.discounts')}</span>
            <span>{show(report.discountMinor)}</span>
          </li>
        )}
      </ul>
      <p className="paper-total num">
        <span>{w('day.total')}</span>
        <b>{show(report.sales.minor + report.returns.minor)}</b>
      </p>
      <ul className="paper-lines num">
        {report.tenders.map(({ method, inMinor, outMinor }) => (
          <li key={method}>
            <span>
              {methods[method] ? w(methods[method]) : method}
              {outMinor > 0 && <small>{w('day.in_out', { in: show(inMinor), out: show(outMinor) })}</small>}
            </span>
            <span>{show(inMinor - outMinor)}</span>
          </li>
        ))}
      </ul>
      <TaxTable currency={report.currency} groups={report.rates} />
      <footer>
        {report.first !== null && report.last !== null && (
          <span className="num">{w('day.span', { first: report.first, last: report.last })}</span>
        )}
        <span className="num">{w('day.grand', { sum: show(report.grandMinor) })}</span>
        {report.lastHash !== null && (
          <span className="mono">{w('receipt.chain', { hash: report.lastHash.slice(0, 16) })}</span>
        )}
      </footer>
    </article>
  );
}

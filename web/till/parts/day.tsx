/** What a till comes to, on paper: on a day, since the last close (X), at a close (Z). */
import type { Day, Instant } from '#base/time';
import type { CashReason } from '#payments/model';
import { dateTime, longDate } from '#kit/format';
import { useWords, type Word } from '../words.ts';
import { TaxTable } from './tax-table.tsx';

type Sum = { readonly count: number; readonly minor: number };
export type Sums = {
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
  readonly roundingMinor: number;
  readonly grandMinor: number;
  /** What went into the drawer or out of it without a sale; of a plain day nothing is told. */
  readonly moves?: readonly { readonly reason: CashReason; readonly count: number; readonly minor: number }[];
};
export type DayData = Sums & { readonly day: string; readonly madeAt: string; readonly currency: string };
export type Session = {
  readonly sessionId: string;
  readonly number: number;
  readonly currency: string;
  readonly floatMinor: number;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
  readonly leftMinor: number | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly report: Sums | null;
};

const methods: Readonly<Record<string, Word>> = {
  cash: 'pay.cash',
  card: 'pay.card',
  gift_card: 'day.gift',
  exchange: 'day.exchange',
  account: 'pay.account',
};

/** The report of a day that runs, or is over. */
export function DayPaper({ report }: { readonly report: DayData }) {
  const { w, lang } = useWords();
  return (
    <article className="paper day-paper">
      <header>
        <b>{w('day.title')}</b>
        <span>{longDate(lang, report.day as Day, { year: true })}</span>
        <span className="num">{w('day.made', { at: dateTime(lang, report.madeAt as Instant) })}</span>
      </header>
      <SumsPaper sums={report} currency={report.currency} />
    </article>
  );
}

/** A close: what its tickets come to, and what was found in the drawer. */
export function ClosePaper({ session }: { readonly session: Session }) {
  const { w, lang, amount } = useWords();
  const { number, currency, floatMinor, expectedMinor, countedMinor, leftMinor, openedBy, closedBy, closedAt } =
    session;
  if (session.report === null || closedAt === null) return null;
  const [expected, counted, left] = [expectedMinor ?? 0, countedMinor ?? 0, leftMinor ?? 0];
  const rows = [
    ['day.float', floatMinor],
    ['day.expected', expected],
    ['day.counted', counted],
    ['day.difference', counted - expected],
    ['day.left', left],
    ['day.safe', counted - left],
  ] as const satisfies readonly (readonly [Word, number])[];
  return (
    <article className="paper day-paper">
      <header>
        <b>{w('day.z_title', { n: number })}</b>
        <span className="num">{w('day.made', { at: dateTime(lang, closedAt as Instant) })}</span>
        <span>{w('day.by', { opened: openedBy, closed: closedBy ?? '' })}</span>
      </header>
      <ul className="paper-lines num">
        {rows.map(([word, minor]) => (
          <li key={word}>
            <span>{word === 'day.difference' ? <b>{w(word)}</b> : w(word)}</span>
            <span>{amount(minor, currency)}</span>
          </li>
        ))}
      </ul>
      <SumsPaper sums={session.report} currency={currency} />
    </article>
  );
}

/** What tickets come to since the last close; nothing is closed by it. */
export function SincePaper({ sums, currency }: { readonly sums: Sums; readonly currency: string }) {
  const { w } = useWords();
  return (
    <article className="paper day-paper">
      <header>
        <b>{w('day.x_title')}</b>
      </header>
      <SumsPaper {...{ sums, currency }} />
    </article>
  );
}

function SumsPaper({ sums: report, currency }: { readonly sums: Sums; readonly currency: string }) {
  const { w, amount } = useWords();
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
    <>
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
        {(report.moves ?? []).map(({ reason, count, minor }) => (
          <li key={reason}>
            <span>
              {w(`cash.${reason}`)} {count > 1 && <small>× {count}</small>}
            </span>
            <span>{show(minor)}</span>
          </li>
        ))}
        {report.roundingMinor !== 0 && (
          <li>
            <span>{w('day.rounding')}</span>
            <span>{show(report.roundingMinor)}</span>
          </li>
        )}
      </ul>
      <TaxTable currency={currency} groups={report.rates} />
      <footer>
        {report.first !== null && report.last !== null && (
          <span className="num">{w('day.span', { first: report.first, last: report.last })}</span>
        )}
        <span className="num">{w('day.grand', { sum: show(report.grandMinor) })}</span>
        {report.lastHash !== null && (
          <span className="mono">{w('receipt.chain', { hash: report.lastHash.slice(0, 16) })}</span>
        )}
      </footer>
    </>
  );
}

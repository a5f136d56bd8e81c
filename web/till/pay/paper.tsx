/** The receipt's paper. */
import type { Money } from '#base/money';
import type { Day, Instant } from '#base/time';
import { date, dateTime, longDate } from '#kit/format';
import type { Receipt as ReceiptFacts } from '../api.ts';
import type { Told } from '../cards/sold.tsx';
import { TaxTable } from '../parts/tax-table.tsx';
import { useWords, type Word } from '../words.ts';

/** A ticket as it lies on the counter: lines, total, how it was paid, VAT, and its place in the chain. */
export function Paper({ receipt, told, copy = 0 }: { receipt: ReceiptFacts; told: Told; copy?: number }) {
  const { w, lang, name, amount } = useWords();
  const show = ({ minor, currency }: Money): string => amount(minor, currency);
  const { site, lines } = receipt;
  return (
    <article className="paper">
      <header>
        {copy > 0 && <strong className="paper-copy num">{w('print.copy', { n: copy })}</strong>}
        <b>{site.name}</b>
        <span>{site.line1}</span>
        <span>{[site.postcode, site.city].join(' ')}</span>
        <span className="num">{dateTime(lang, receipt.at as Instant)}</span>
      </header>
      <ul className="paper-lines num">
        {lines.map((line, i) => (
          <li key={i}>
            <span>
              {name(line.name)}
              <small>
                {[
                  name(line.option),
                  Math.abs(line.quantity) > 1 ? `${line.quantity} × ${show(line.unit)}` : '',
                  line.sent === undefined ? '' : w(line.sent === 'pickup' ? 'receipt.collected' : 'receipt.sent'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
              {line.less.map((one, k) => (
                <small key={k}>
                  {name(one.name)} {amount(-one.amount.minor, one.amount.currency)}
                </small>
              ))}
            </span>
            <span>{show(line.total)}</span>
          </li>
        ))}
      </ul>
      <p className="paper-total num">
        <span>{w('receipt.total')}</span>
        <b>{show(receipt.total)}</b>
      </p>
      <PaperPayments receipt={receipt} />
      <TaxTable currency={receipt.total.currency} groups={groupsOf(receipt)} />
      <PaperCards {...{ receipt, told }} />
      <PaperFooter receipt={receipt} />
      <a className="paper-link" href={receipt.link} target="_blank" rel="noreferrer">
        <svg viewBox={`-2 -2 ${receipt.qr.size + 4} ${receipt.qr.size + 4}`} aria-hidden="true">
          <path d={receipt.qr.path} />
        </svg>
        {w('receipt.phone')}
      </a>
    </article>
  );
}

/** Which ticket it is, whose, for which company, and when what is sent comes. */
function PaperFooter({ receipt }: { receipt: ReceiptFacts }) {
  const { w, lang } = useWords();
  const day = (text: string): string => longDate(lang, text as Day);
  const comes = ({ earliest, latest }: { earliest: string; latest: string }): string =>
    earliest === latest
      ? w('receipt.on', { day: day(latest) })
      : w('receipt.between', { from: day(earliest), to: day(latest) });
  const { till } = receipt;
  return (
    <footer>
      <span className="num">{w('receipt.ticket', { code: till.code, n: receipt.sequence })}</span>
      <span className="num">{w('receipt.order', { number: receipt.number })}</span>
      <span>{w('receipt.seller', { name: receipt.seller })}</span>
      {receipt.company && (
        <span>
          {[
            w('company.on_receipt', receipt.company),
            receipt.company.siren && w('company.siren', { siren: receipt.company.siren }),
            receipt.company.vatNumber && w('company.vat', { number: receipt.company.vatNumber }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
      {receipt.customer !== null && <span>{w('receipt.customer', { name: receipt.customer })}</span>}
      <span className="mono">{w('receipt.chain', { hash: receipt.hash.slice(0, 16) })}</span>
      {receipt.promise && <span>{comes(receipt.promise)}</span>}
      <span>{w('receipt.thanks')}</span>
    </footer>
  );
}

const tenders = {
  card: 'pay.card',
  cash: 'pay.cash',
  exchange: 'exchange.paid',
  gift_card: 'gift.credit',
  account: 'pay.account',
} as const satisfies Record<ReceiptFacts['payments'][number]['method'], Word>;

function PaperPayments({ receipt }: { receipt: ReceiptFacts }) {
  const { w, amount } = useWords();
  const show = ({ minor, currency }: Money): string => amount(minor, currency);
  const { payments } = receipt;
  return (
    <ul className="paper-lines num">
      {payments.map((payment) => (
        <li key={payment.paymentId}>
          <span>
            {payment.voucher?.last4
              ? w('gift.card', { last4: payment.voucher.last4.toUpperCase() })
              : w(tenders[payment.method])}
            {payment.voucher?.rest && <small>{w('gift.remains', { sum: show(payment.voucher.rest) })}</small>}
          </span>
          <span>{show(payment.amount.minor < 0 ? payment.amount : payment.received)}</span>
        </li>
      ))}
      {payments.map(
        ({ paymentId, rounding }) =>
          rounding && (
            <li key={`${paymentId} rounding`}>
              <span>{w('receipt.rounding')}</span>
              <span>{show(rounding)}</span>
            </li>
          ),
      )}
      {payments.some((payment) => payment.change.minor > 0) && (
        <li>
          <span>{w('pay.change')}</span>
          <span>{show(payments.find((payment) => payment.change.minor > 0)?.change ?? receipt.total)}</span>
        </li>
      )}
    </ul>
  );
}

/** The gift cards that were sold, with the codes that were told for this paper. */
function PaperCards({ receipt, told }: { receipt: ReceiptFacts; told: Told }) {
  const { w, lang, amount } = useWords();
  if (receipt.cards.length === 0) return null;
  return (
    <ul className="paper-lines num">
      {receipt.cards.map(({ cardId, value, last4, expiresOn }) => {
        const secret = told.get(cardId);
        return (
          <li key={cardId}>
            <span>
              {w('gift.title')} {secret ? '' : `•••• ${last4.toUpperCase()}`}
              {secret && <small className="mono">{w('gift.told', secret)}</small>}
              {secret && <small className="mono">{w('gift.told_pin', secret)}</small>}
              {expiresOn !== null && <small>{w('gift.until', { day: date(lang, expiresOn as Day) })}</small>}
            </span>
            <span>{amount(value.minor, value.currency)}</span>
          </li>
        );
      })}
    </ul>
  );
}

const groupsOf = ({ taxGroups }: ReceiptFacts) =>
  taxGroups.map(({ rate, net, tax, gross }) => ({
    ...{ rate, netMinor: net.minor, taxMinor: tax.minor, grossMinor: gross.minor },
  }));

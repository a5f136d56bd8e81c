/** What a change would do: totals side by side, money, stock, and why. */
import { ApiProblem } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Order } from './data.ts';
import type { Preview, Step } from './edit-data.ts';
import { editWords } from './edit-words.ts';

export function PreviewBody({ order, preview, names }: { order: Order; preview: Preview; names: Names }) {
  const t = useWords(editWords);
  return (
    <div className="edit-preview">
      <SumsTable preview={preview} />
      <p className="edit-why">
        <WhyDelta
          order={order}
          currency={preview.currency}
          steps={preview.steps}
          minor={preview.deltaMinor}
          names={names}
        />
      </p>
      <h3>{t('money')}</h3>
      <MoneyEffect preview={preview} />
      <h3>{t('stock')}</h3>
      <StockEffect preview={preview} />
    </div>
  );
}

/** Names of articles that are not on the order yet, by line number. */
export type Names = ReadonlyMap<number, string>;

function SumsTable({ preview }: { preview: Preview }) {
  const t = useWords(editWords);
  const { money, rate } = useFormat();
  const { before, after, currency } = preview;
  const signed = useSigned(currency);
  const rates = [...new Set([...before.taxGroups, ...after.taxGroups].map((group) => group.rate))].sort(
    (a, b) => b - a,
  );
  const taxAt = (sums: Preview['before'], at: number): number =>
    sums.taxGroups.find((group) => group.rate === at)?.tax.minor ?? 0;
  const rows = [
    { key: 'items', label: t('items'), was: before.totals.items.minor, is: after.totals.items.minor },
    { key: 'carriage', label: t('carriage'), was: before.totals.delivery.minor, is: after.totals.delivery.minor },
    ...rates.map((at) => ({
      ...{ key: `vat ${at}`, label: t('vat', { rate: rate(at) }) },
      ...{ was: taxAt(before, at), is: taxAt(after, at) },
    })),
  ];
  const total = { was: before.totals.gross.minor, is: after.totals.gross.minor };
  const cells = ({ was, is }: { was: number; is: number }) => (
    <>
      <td data-align="right">{money({ minor: was, currency })}</td>
      <td data-align="right">{money({ minor: is, currency })}</td>
      <td data-align="right">{was === is ? '—' : signed(is - was)}</td>
    </>
  );
  return (
    <div className="table-scroll">
      <table className="table num" aria-label={t('preview')}>
        <thead>
          <tr>
            <th scope="col">{t('sum')}</th>
            <th scope="col" data-align="right">
              {t('before')}
            </th>
            <th scope="col" data-align="right">
              {t('after')}
            </th>
            <th scope="col" data-align="right">
              {t('change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>{row.label}</td>
              {cells(row)}
            </tr>
          ))}
          <tr data-chosen>
            <td>
              <b>{t('total')}</b>
            </td>
            {cells(total)}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** An amount with its sign. */
export function useSigned(currency: string): (minor: number) => string {
  const { money } = useFormat();
  return (minor) => `${minor > 0 ? '+' : ''}${money({ minor, currency })}`;
}

export function MoneyEffect({ preview }: { preview: Preview }) {
  const t = useWords(editWords);
  const { money } = useFormat();
  const { currency } = preview;
  const { dueMinor, refundMinor, oweMinor, promisedMinor } = preview.money;
  const of = (minor: number) => ({ amount: money({ minor, currency }) });
  const said = [
    dueMinor > 0 && t('due', of(dueMinor)),
    promisedMinor > 0 && t('promised', of(promisedMinor)),
    promisedMinor < 0 && t('promisedLess', of(-promisedMinor)),
    refundMinor > 0 && t('refund', of(refundMinor)),
    oweMinor > 0 && t('owe', of(oweMinor)),
  ].filter((text) => text !== false);
  return said.length === 0 ? <p className="muted">{t('noMoney')}</p> : said.map((text) => <p key={text}>{text}</p>);
}

function StockEffect({ preview }: { preview: Preview }) {
  const t = useWords(editWords);
  const sites = useSites();
  const sums = (rows: Preview['stock']['back']) =>
    [...Map.groupBy(rows, (row) => row.siteId)].map(
      ([siteId, mine]) => [sites.name(siteId), mine.reduce((sum, row) => sum + row.quantity, 0)] as const,
    );
  const later = preview.stock.later.reduce((sum, row) => sum + row.quantity, 0);
  const said = [
    ...sums(preview.stock.back).map(([site, n]) => t('back', { n, site })),
    ...sums(preview.stock.take).map(([site, n]) => t('take', { n, site })),
    ...(later > 0 ? [t('later', { n: later })] : []),
  ];
  return said.length === 0 ? <p className="muted">{t('noStock')}</p> : said.map((text) => <p key={text}>{text}</p>);
}

type WhyProps = {
  readonly order: Order;
  readonly currency: string;
  readonly steps: readonly Step[];
  readonly minor: number;
  readonly names?: Names;
};

/** The steps of a change of its total. */
export function WhyDelta({ order, currency, steps, minor, names }: WhyProps) {
  const t = useWords(editWords);
  const { text, number } = useFormat();
  const signed = useSigned(currency);
  const nameOf = (lineNo: number | null): string => {
    const line = order.lines.find((one) => one.lineNo === lineNo);
    return line ? text(line.name) : ((lineNo === null ? undefined : names?.get(lineNo)) ?? '');
  };
  return (
    <Why title={t('whyDelta', { amount: signed(minor) })} about={t('whyAbout')} sentence={t('whyText')}>
      <table className="table why-steps">
        <tbody>
          {steps.map((step, i) => (
            <tr key={`${step.rule} ${i}`}>
              <td>
                <b>{t(`step.${step.rule}`)}</b>
                <div className="help">
                  {[nameOf(step.lineNo), step.units > 0 && `× ${number(step.units)}`].filter(Boolean).join(' ')}
                </div>
              </td>
              <td data-align="right">{signed(step.minor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('change')}</th>
            <td data-align="right">{signed(minor)}</td>
          </tr>
        </tfoot>
      </table>
    </Why>
  );
}

/** Why there is no preview: what is typed is not whole yet, or the change can't be. */
export function PreviewFailed({ error }: { error: unknown }) {
  const t = useWords(editWords);
  const c = useWords(common);
  if (error instanceof ApiProblem && error.status === 400) return <p className="muted">{t('incomplete')}</p>;
  return (
    <p className="bad" role="alert">
      {sentenceOf(error, c('error.network'))}
    </p>
  );
}

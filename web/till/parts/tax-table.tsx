/** VAT by rate, as it stands on paper: of a ticket, of a day. */
import { percent } from '#kit/format';
import { useWords } from '../words.ts';

type Props = {
  readonly currency: string;
  readonly groups: readonly {
    readonly rate: number;
    readonly netMinor: number;
    readonly taxMinor: number;
    readonly grossMinor: number;
  }[];
};

export function TaxTable({ currency, groups }: Props) {
  const { w, lang, amount } = useWords();
  if (groups.length === 0) return null;
  return (
    <table className="num">
      <thead>
        <tr>
          <th scope="col">{w('receipt.tax')}</th>
          <th scope="col">{w('receipt.net')}</th>
          <th scope="col">{w('receipt.tax')}</th>
          <th scope="col">{w('receipt.gross')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ rate, netMinor, taxMinor, grossMinor }) => (
          <tr key={rate}>
            {/* A gift card that was sold bears none: its VAT comes with what it pays. */}
            <th scope="row">{rate === 0 && taxMinor === 0 ? w('day.no_tax') : percent(lang, rate / 1_000_000)}</th>
            <td>{amount(netMinor, currency)}</td>
            <td>{amount(taxMinor, currency)}</td>
            <td>{amount(grossMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

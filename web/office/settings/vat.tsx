/** The rates of VAT the house reckons with, from the same table as the sale. */
import { RATE_SCALE } from '#base/rate';
import { clock } from '#base/time';
import { knownRates } from '#tax/model';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { settingsWords } from './words.ts';

export function Vat() {
  const t = useWords(settingsWords);
  const { percent, date } = useFormat();
  const today = clock().slice(0, 10);
  const rates = knownRates().filter(({ country }) => country === 'FR');
  const isInForce = (rate: (typeof rates)[number]): boolean =>
    rate.from <= today &&
    !rates.some((other) => other.taxClass === rate.taxClass && other.from > rate.from && other.from <= today);
  return (
    <Panel title={t('vatTitle')} note={t('vatNote')} flush>
      <table className="table" aria-label={t('vatTitle')}>
        <thead>
          <tr>
            <th scope="col">{t('taxClass')}</th>
            <th scope="col" data-align="right">
              {t('rate')}
            </th>
            <th scope="col">{t('since')}</th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={`${rate.taxClass}${rate.from}`}>
              <td>
                <strong>{t(rate.taxClass)}</strong>
              </td>
              <td data-align="right">{percent(rate.rate / RATE_SCALE)}</td>
              <td className="num">{date(rate.from)}</td>
              <td>
                <Tag tone={isInForce(rate) ? 'ok' : 'plain'}>{t(isInForce(rate) ? 'inForce' : 'past')}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="help settings-source">{t('source')}</p>
    </Panel>
  );
}

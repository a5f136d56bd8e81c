/** The places that were looked at, with their points or why they were refused: the same table wherever a choice is explained. */
import type { Candidate } from '#sourcing/model';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { sourcingWords } from './words.ts';

const keys = ['priority', 'store', 'distance', 'cost', 'depth', 'closed'] as const;
const refused: readonly Candidate['verdict'][] = ['not_sending', 'full', 'nothing', 'kept'];

type CandidatesProps = {
  readonly candidates: readonly Candidate[];
  readonly splitPoints: number;
  readonly total: number;
};

export function Candidates({ candidates, splitPoints, total }: CandidatesProps) {
  const t = useWords(sourcingWords);
  const { number } = useFormat();
  const sites = useSites();
  return (
    <table className="table why-steps" aria-label={t('site')}>
      <thead>
        <tr>
          <th scope="col">{t('site')}</th>
          <th scope="col" data-align="right">
            {t('points')}
          </th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((one) => {
          const chosen = one.gives > 0;
          const parts = keys.flatMap((key) =>
            one.points[key] > 0 ? [`${t(`p.${key}`)} ${number(one.points[key])}`] : [],
          );
          const facts = [
            t(`v.${one.verdict}`),
            ...(one.verdict === 'part' ? [t('gives', { n: one.gives })] : []),
            ...(one.km === null ? [] : [t('km', { n: number(one.km) })]),
          ];
          return (
            <tr key={one.siteId} data-chosen={chosen || undefined}>
              <td>
                <span className="with-icon">
                  <Icon name={chosen ? 'check' : 'x'} size={14} />
                  <b>{sites.name(one.siteId)}</b>
                </span>
                <div className="help">{facts.join(' · ')}</div>
                {parts.length > 0 && !refused.includes(one.verdict) && <div className="help">{parts.join(' + ')}</div>}
              </td>
              <td data-align="right">{refused.includes(one.verdict) ? '—' : number(one.total)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        {splitPoints > 0 && (
          <tr>
            <th scope="row">{t('splits')}</th>
            <td data-align="right">{number(splitPoints)}</td>
          </tr>
        )}
        <tr>
          <th scope="row">{t('total')}</th>
          <td data-align="right">
            <b>{number(total)}</b>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** An import under way or done: how far it is, what it did, which rows it left out. */
import { Progress } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import type { ImportRun } from './data.ts';
import { Report } from './import-report.tsx';
import { productWords } from './words.ts';

export function Run({ run }: { run: ImportRun }) {
  const t = useWords(productWords);
  const { number } = useFormat();
  const { report } = run;
  const share = report && report.rows > 0 ? Math.min(100, (report.done / report.rows) * 100) : 0;
  return (
    <>
      <Panel
        title={run.fileName}
        note={t(run.dryRun ? 'trial' : 'real')}
        aside={<Tag tone={run.state === 'done' ? 'ok' : run.state === 'failed' ? 'bad' : 'warn'}>{t(run.state)}</Tag>}
      >
        {run.state === 'running' && (
          <div role="status">
            <Progress value={share} aria-label={run.fileName} />
            <p className="import-progress">
              <span className="num">
                {report ? t('progress', { done: number(report.done), rows: number(report.rows) }) : t('reading')}
              </span>
              <span className="muted">{t('leave')}</span>
            </p>
          </div>
        )}
        {run.problem && (
          <p className="bad" role="alert">
            {run.problem.detail} <span className="help">{run.problem.code}</span>
          </p>
        )}
        {report && run.state !== 'running' && <Counts run={run} />}
      </Panel>
      {report && run.state === 'done' && <Report report={report} fileName={run.fileName} />}
      {run.state === 'done' && <RecordStory id={run.importId} />}
    </>
  );
}

function Counts({ run }: { run: ImportRun }) {
  const t = useWords(productWords);
  const { number } = useFormat();
  const { report } = run;
  if (!report) return null;
  const isPrices = report.format === 'prices';
  const counts = [
    [t('rows'), report.rows],
    [t(isPrices ? 'newPrices' : 'newProducts'), report.created],
    [t('changed'), report.updated],
    [t('unchanged'), report.unchanged],
    ...(isPrices
      ? []
      : ([
          [t('variants'), report.variants],
          [t('prices'), report.prices],
          [t('stockLines'), report.stock],
        ] as const)),
    [t('refusedRows'), report.refusedRows],
  ] as const;
  return (
    <dl className="import-counts">
      {counts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={name === t('refusedRows') && value > 0 ? 'bad' : undefined}>{number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

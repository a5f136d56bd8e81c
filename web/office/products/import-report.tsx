/** What an import changed or would change, and the rows it left out, to be downloaded. */
import { Button } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { csvOf } from './csv.ts';
import type { ImportReport, RowProblem, UnreadColumn } from './data.ts';
import { fileWords } from './file-words.ts';
import { ruleText } from './rules.ts';
import { productWords } from './words.ts';

export function Report({ report, fileName }: { report: ImportReport; fileName: string }) {
  const t = useWords(productWords);
  const name = fileName.replace(/\.csv$/i, '');
  return (
    <>
      {report.refused.length > 0 && (
        <Problems
          title={t('rowErrors')}
          label={t('downloadErrors')}
          rows={report.refused}
          file={`${name}-refused.csv`}
        />
      )}
      <Differences report={report} />
      {report.warnings.length > 0 && (
        <Problems
          title={t('rowWarnings')}
          label={t('downloadWarnings')}
          rows={report.warnings}
          file={`${name}-warnings.csv`}
        />
      )}
      {report.unread && report.unread.length > 0 && <Unread columns={report.unread} />}
    </>
  );
}

type ProblemsProps = { title: string; label: string; rows: readonly RowProblem[]; file: string };

function Problems({ title, label, rows, file }: ProblemsProps) {
  const t = useWords(productWords);
  const { number } = useFormat();
  const { lang } = useLang();
  const say = (rule: string) => ruleText(lang, rule);
  const head = [t('row'), t('field'), t('rule'), t('value')];
  const download = () => {
    const url = URL.createObjectURL(new Blob([csvOf(head, rows, say)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = file;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Panel
      title={title}
      note={number(rows.length)}
      flush
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          aria-label={label}
          onClick={download}
        >
          {t('download')}
        </Button>
      }
    >
      <div className="table-scroll long-list" role="region" aria-label={title} tabIndex={0}>
        <table className="table" aria-label={title}>
          <thead>
            <tr>
              <th scope="col" data-align="right">
                {head[0]}
              </th>
              <th scope="col">{head[1]}</th>
              <th scope="col">{head[2]}</th>
              <th scope="col">{head[3]}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 500).map((one, i) => (
              <tr key={`${one.row}${one.field}${i}`}>
                <td data-align="right">{one.row}</td>
                <td>{one.field}</td>
                <td>{say(one.rule)}</td>
                <td className="cut">
                  {one.value === '' ? <span className="muted">{t('emptyCell')}</span> : one.value}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Differences({ report }: { report: ImportReport }) {
  const t = useWords(productWords);
  const title = t(report.dryRun ? 'differencesTried' : 'differences');
  if (report.diff.length === 0)
    return (
      <Panel title={title}>
        {report.created + report.updated === 0 && <p className="muted">{t('noDifference')}</p>}
      </Panel>
    );
  return (
    <Panel
      title={title}
      note={t('differencesNote', { n: report.diff.length, of: report.created + report.updated })}
      flush
    >
      <ul className="differences long-list" tabIndex={0} aria-label={title}>
        {report.diff.map((one) => (
          <li key={one.handle}>
            <div className="difference-head">
              <strong>{one.handle}</strong>
              <Tag tone={one.change === 'created' ? 'ok' : 'info'}>
                {t(one.change === 'created' ? 'createdMark' : 'updatedMark')}
              </Tag>
            </div>
            {one.change === 'updated' && (
              <dl>
                {one.fields.map((field) => (
                  <div key={field.field}>
                    <dt>{field.field}</dt>
                    <dd>
                      <del>{field.from || t('emptyCell')}</del> <ins>{field.to || t('emptyCell')}</ins>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Unread({ columns }: { columns: readonly UnreadColumn[] }) {
  const t = useWords(fileWords);
  const { number } = useFormat();
  return (
    <Panel title={t('unread')} note={t('unreadNote')} flush>
      <div className="table-scroll long-list" role="region" aria-label={t('unread')} tabIndex={0}>
        <table className="table" aria-label={t('unread')}>
          <thead>
            <tr>
              <th scope="col">{t('column')}</th>
              <th scope="col" data-align="right">
                {t('cells')}
              </th>
              <th scope="col">{t('example')}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((one) => (
              <tr key={one.column}>
                <td>{one.column}</td>
                <td data-align="right">{number(one.rows)}</td>
                <td className="cut">{one.example}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

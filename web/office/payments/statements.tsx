/** Statements of the bank: one is taken in, those before are listed. */
import { Button, FileInput, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import type { Column } from '../parts/data-table.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { asUpload, moneyEvents, useTake, type Looked, type Statement, type Taken } from './data.ts';
import { useSections } from './tabs.tsx';
import { paymentWords } from './words.ts';

const kinds = ['day', 'amount', 'debit', 'credit', 'currency', 'name', 'iban', 'words', 'ref'] as const;
type Kind = (typeof kinds)[number];
type Columns = Readonly<Partial<Record<Kind, number>>>;

const statementShows = ['all', 'waiting', 'bad'] as const;

export function StatementPage() {
  const t = useWords(paymentWords);
  const may = useCan('payments.write');
  const filters = useFilters(['q', 'show', 'sort']);
  const { q, sort } = filters.values;
  const show = statementShows.find((one) => one === filters.values.show) ?? 'all';
  const query = { q, show, sort: sort === 'oldest' ? 'oldest' : 'newest' };
  const list = useKeyset<Statement>('statements', '/api/statements', query);
  useLive(moneyEvents, [['statements']], 2_000);
  return (
    <RecordList
      name="statements"
      title={t('title')}
      tabs={useSections('statements')}
      above={may && <Take />}
      filters={filters}
      search={t('searchStatements')}
      fields={
        <NativeSelect
          aria-label={t('show')}
          value={show}
          onChange={(event) =>
            filters.set({ show: event.currentTarget.value === 'all' ? '' : event.currentTarget.value })
          }
          data={statementShows.map((value) => ({ value, label: t(`statements.${value}`) }))}
        />
      }
      file={{ name: 'statements', query }}
      columns={useColumns()}
      list={list}
      rowKey={(one) => one.statementId}
      href={(one) => `/payments/lines?show=all&statement=${one.statementId}`}
      empty={{ icon: 'inbox', title: t('noStatements'), children: t('noStatementsText') }}
    />
  );
}

function useColumns(): Column<Statement>[] {
  const t = useWords(paymentWords);
  const { date, when } = useFormat();
  return [
    { key: 'file', head: t('file'), cell: (one) => one.fileName },
    {
      key: 'period',
      head: t('period'),
      hide: 'phone',
      cell: (one) => (one.fromOn === null ? '' : `${date(one.fromOn)} – ${date(one.toOn ?? one.fromOn)}`),
    },
    {
      key: 'at',
      head: t('importedAt'),
      hide: 'wide',
      sort: ['oldest', ''],
      cell: (one) => <span className="num">{when(one.at)}</span>,
    },
    { key: 'new', head: t('new'), align: 'right', cell: (one) => one.newLines },
    { key: 'known', head: t('known'), align: 'right', hide: 'wide', cell: (one) => one.knownLines },
    { key: 'bad', head: t('bad'), align: 'right', hide: 'wide', cell: (one) => one.bad.length },
    { key: 'waiting', head: t('waiting'), align: 'right', cell: (one) => one.waiting },
  ];
}

/** A file is looked at first; a CSV asks which columns are what, with what its headings suggest. */
function Take() {
  const t = useWords(paymentWords);
  const c = useWords(common);
  const [file, setFile] = useState<File | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [columns, setColumns] = useState<Columns>({});
  const [problem, setProblem] = useState('');
  const [statementId, setStatementId] = useState(() => newId('stm'));
  const take = useTake();
  const look = async (chosen: File | null) => {
    setFile(chosen);
    setLooked(null);
    setProblem('');
    take.reset();
    setStatementId(newId('stm'));
    if (!chosen) return;
    try {
      const found = await api<Looked>('POST', '/api/statements/look', { body: asUpload(chosen) });
      setLooked(found);
      setColumns(Object.fromEntries(found.columns.map(({ kind, at }) => [kind, at])));
    } catch (error) {
      setProblem(sentenceOf(error, c('error.network')));
    }
  };
  const said = kinds.flatMap((kind) => (columns[kind] === undefined ? [] : [`${kind}:${columns[kind]}`])).join(',');
  const isEnough =
    looked?.format === 'camt' ||
    (columns.day !== undefined &&
      (columns.amount !== undefined || (columns.debit !== undefined && columns.credit !== undefined)));
  const run = () => {
    if (!file) return;
    const query = {
      statementId,
      fileName: file.name.slice(-120),
      columns: looked?.format === 'csv' ? said : undefined,
    };
    take.mutate({ file, query });
  };
  return (
    <Panel title={t('take')} className="money-take">
      <div className="column">
        <p className="muted">{t('takeText')}</p>
        <FileInput
          label={t('file')}
          placeholder={t('pick')}
          accept=".xml,.csv,.txt,text/csv,application/xml,text/xml"
          value={file}
          onChange={(chosen) => void look(chosen)}
        />
        {looked?.format === 'csv' && !take.data && <Heads looked={looked} columns={columns} set={setColumns} />}
        {looked && !take.data && <p role="status">{t('holds', { n: looked.lines })}</p>}
        {(problem !== '' || take.error) && (
          <p className="bad" role="alert">
            {problem || sentenceOf(take.error, c('error.network'))}
          </p>
        )}
        {take.data ? (
          <Result taken={take.data} />
        ) : (
          <div className="confirm-verbs">
            <Button disabled={!looked || !isEnough} loading={take.isPending} onClick={run}>
              {t('run')}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

type HeadsProps = { readonly looked: Looked; readonly columns: Columns; readonly set: (next: Columns) => void };

function Heads({ looked, columns, set }: HeadsProps) {
  const t = useWords(paymentWords);
  const choose = (kind: Kind, text: string) => {
    const { [kind]: _was, ...others } = columns;
    set(text === '' ? others : { ...others, [kind]: Number(text) });
  };
  return (
    <>
      <div className="statement-columns">
        {kinds.map((kind) => (
          <NativeSelect
            key={kind}
            label={t('column', { kind: t(`kind.${kind}`) })}
            value={columns[kind] === undefined ? '' : String(columns[kind])}
            onChange={(event) => choose(kind, event.currentTarget.value)}
            data={[
              { value: '', label: t('none') },
              ...looked.heads.map((head, i) => ({ value: String(i), label: head || `${i + 1}` })),
            ]}
          />
        ))}
      </div>
      <div className="statement-rows" role="region" aria-label={t('firstRows')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {looked.heads.map((head, i) => (
                <th key={`${i} ${head}`}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {looked.rows.map((row, i) => (
              <tr key={`${i} ${row[0] ?? ''}`}>
                {row.map((cell, j) => (
                  <td key={`${j} ${cell}`}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Result({ taken }: { taken: Taken }) {
  const t = useWords(paymentWords);
  const { newLines, knownLines, applied, waiting, bad } = taken;
  return (
    <div role="status" className="statement-result">
      <p>
        <b>{t('taken', { n: newLines, known: knownLines })}</b> {t('applied', { n: applied })}{' '}
        {t('waits', { n: waiting })}
      </p>
      {bad.length > 0 && (
        <>
          <p>{t('badRows', { n: bad.length })}</p>
          <ul>
            {bad.slice(0, 20).map(({ row, detail }) => (
              <li key={row}>{t('badRow', { row, detail })}</li>
            ))}
          </ul>
        </>
      )}
      {waiting > 0 && (
        <Link className="link" href="/payments/lines">
          {t('seeLines')}
        </Link>
      )}
    </div>
  );
}

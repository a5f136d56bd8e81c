/** Prices of a list as a file, and a file into a list: a trial that shows what would change, then the import itself. */
import { Button, Checkbox, FileInput, NativeSelect, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { address, api } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Help } from '../parts/help.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { Tag } from '../parts/tag.tsx';
import { ViewTabs } from '../parts/view-tabs.tsx';
import '../products/products.css';
import { useImport, type ImportLine, type ImportRun } from '../products/data.ts';
import { Run } from '../products/import-run.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { usePriceLists, type PriceList } from './data.ts';
import { fileWords } from './file-words.ts';
import { usePriceSections } from './sections.ts';
import { priceWords } from './words.ts';

export function PriceFiles() {
  const t = useWords(priceWords);
  const mayWrite = useCan('prices.write');
  const shown = useFilters(['run', 'list']);
  const lists = usePriceLists();
  const list = lists.data?.find((one) => one.listId === shown.values.list) ?? lists.data?.[0];
  const run = useImport(shown.values.run || null);
  const sections = usePriceSections('files');
  useTitle(`${t('title')}, ${t('files')}`);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <Help about="prices" title={t('title')} />
      </header>
      <ViewTabs list="prices" tabs={sections} />
      <div className="record">
        <div className="column">
          {lists.isError && <ErrorBox error={lists.error} />}
          {list && lists.data && (
            <Panel title={t('list')}>
              <NativeSelect
                aria-label={t('list')}
                value={list.listId}
                onChange={(event) => shown.set({ list: event.currentTarget.value, run: '' })}
                data={lists.data.map((one) => ({ value: one.listId, label: `${one.name} (${one.currency})` }))}
              />
            </Panel>
          )}
          {list && mayWrite && (
            <ImportForm
              key={list.listId}
              list={list}
              run={run.data}
              begun={(importId) => shown.set({ run: importId })}
            />
          )}
          {run.isError && <ErrorBox error={run.error} />}
          {run.data && <Run run={run.data} />}
        </div>
        <div className="column">
          {list && <ExportPanel list={list} />}
          <Recent chosen={shown.values.run} lists={lists.data ?? []} />
          <Columns />
        </div>
      </div>
    </div>
  );
}

type FormProps = {
  readonly list: PriceList;
  readonly run: ImportRun | undefined;
  readonly begun: (importId: string) => void;
};

function useStart(list: PriceList, begun: (importId: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, ...query }: { file: File; dryRun: boolean; lowPrices: boolean }) =>
      api<ImportRun>('POST', '/api/imports/prices', {
        query: { importId: newId('imp'), listId: list.listId, fileName: file.name.slice(-200), ...query },
        body: new Blob([file], { type: 'application/octet-stream' }),
      }),
    onSuccess: (made) => {
      begun(made.importId);
      return client.invalidateQueries({ queryKey: ['imports'] });
    },
  });
}

function ImportForm({ list, run, begun }: FormProps) {
  const t = useWords(fileWords);
  const c = useWords(common);
  const [file, setFile] = useState<File | null>(null);
  const [lowPrices, setLow] = useState(false);
  const start = useStart(list, begun);
  const tried = run?.state === 'done' && run.dryRun;
  const busy = start.isPending || run?.state === 'running';
  const begin = (dryRun: boolean): void => {
    if (file) start.mutate({ file, dryRun, lowPrices });
  };
  return (
    <Panel title={t('import')} note={list.name}>
      <div className="column fields">
        <p className="muted">{t('intro')}</p>
        <FileInput
          label={t('file')}
          placeholder={t('chooseFile')}
          accept=".csv,.tsv,.txt,.xlsx,text/csv"
          value={file}
          onChange={setFile}
          clearable
          clearButtonProps={{ 'aria-label': c('clear') }}
        />
        <Checkbox
          label={t('lowPrices')}
          description={t('lowPricesHint')}
          checked={lowPrices}
          onChange={(event) => setLow(event.currentTarget.checked)}
        />
        {start.error && (
          <p className="bad" role="alert">
            {sentenceOf(start.error, c('error.network'))}
          </p>
        )}
        <div className="import-verbs">
          <Button variant={tried ? 'default' : 'filled'} disabled={!file || busy} onClick={() => begin(true)}>
            {t('dryRun')}
          </Button>
          <Button variant={tried ? 'filled' : 'default'} disabled={!file || busy} onClick={() => begin(false)}>
            {t('importNow')}
          </Button>
          <span className="help">{t('dryRunHint')}</span>
        </div>
      </div>
    </Panel>
  );
}

function ExportPanel({ list }: { list: PriceList }) {
  const t = useWords(fileWords);
  const [as, setAs] = useState<'csv' | 'xlsx'>('xlsx');
  return (
    <Panel title={t('export')} note={list.name}>
      <div className="column fields">
        <p className="muted">{t('exportHint')}</p>
        <SegmentedControl
          aria-label={t('as')}
          value={as}
          onChange={(value) => setAs(value === 'csv' ? 'csv' : 'xlsx')}
          data={[
            { value: 'xlsx', label: 'XLSX' },
            { value: 'csv', label: 'CSV' },
          ]}
        />
        <div>
          <Button
            component="a"
            href={address('/api/exports/prices', { listId: list.listId, as })}
            download
            variant="default"
            leftSection={<Icon name="download" size={16} />}
          >
            {t('download')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Recent({ chosen, lists }: { chosen: string; lists: readonly PriceList[] }) {
  const t = useWords(fileWords);
  const { when } = useFormat();
  const actor = useActor();
  const runs = useQuery({
    queryKey: ['imports', 'prices'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly ImportLine[] }>('GET', '/api/imports', { query: { kind: 'prices' }, signal })).items,
    refetchInterval: (query) => (query.state.data?.some((one) => one.state === 'running') ? 1_000 : false),
  });
  return (
    <Panel title={t('recent')}>
      {runs.isError && <ErrorBox error={runs.error} />}
      {runs.data?.length === 0 && <p className="muted">{t('none')}</p>}
      <ul className="recent">
        {runs.data?.map((line) => (
          <li key={line.importId}>
            <Link
              href={`/prices/files?list=${line.listId ?? ''}&run=${line.importId}`}
              className="row-link"
              aria-current={chosen === line.importId ? 'true' : undefined}
            >
              {line.fileName}
            </Link>
            <div className="help">
              {lists.find((one) => one.listId === line.listId)?.name} · {when(line.startedAt)} ·{' '}
              {t(line.dryRun ? 'trial' : 'real')} · {actor(line.actor)}
            </div>
            {line.state !== 'done' && <Tag tone={line.state === 'failed' ? 'bad' : 'warn'}>{t(line.state)}</Tag>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const columns = ['sku', 'price', 'from_units', 'compare_at_price', 'valid_from', 'valid_to', 'currency'] as const;

function Columns() {
  const t = useWords(fileWords);
  return (
    <Panel title={t('columns')}>
      <dl className="price-columns">
        {columns.map((name) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{t(`column_${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Import of a catalogue: the file, a dry run that shows what would change, then the import itself; it goes on when one leaves. */
import { Button, Checkbox, FileInput, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { Tag } from '../parts/tag.tsx';
import { useActor } from '../settings/data.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import {
  fileFormats,
  useImport,
  useImports,
  useStartImport,
  type FileFormat,
  type ImportLine,
  type ImportWish,
} from './data.ts';
import { useFamilies } from '../content/data.ts';
import { Columns } from './columns.tsx';
import { ExportPanel } from './export.tsx';
import { fileWords } from './file-words.ts';
import { Run } from './import-run.tsx';
import { productWords } from './words.ts';

type Typed = {
  readonly file: File | null;
  readonly format: '' | FileFormat;
  readonly siteCode: string;
  readonly pictureBase: string;
  readonly family: string;
  readonly lowPrices: boolean;
};

const nothing: Typed = { file: null, format: '', siteCode: '', pictureBase: '', family: '', lowPrices: false };

export function ImportPage() {
  const t = useWords(productWords);
  useTitle(t('importTitle'));
  const mayWrite = useCan('catalog.write');
  const shown = useFilters(['run']);
  const start = useStartImport();
  const run = useImport(shown.values.run || null);
  const [typed, setTyped] = useState<Typed>(nothing);
  const begin = (dryRun: boolean) => {
    if (!typed.file) return;
    const wish: ImportWish = {
      file: typed.file,
      format: typed.format || null,
      siteCode: typed.siteCode || null,
      pictureBase: typed.pictureBase.trim() || null,
      family: typed.family || null,
      lowPrices: typed.lowPrices,
      dryRun,
    };
    start.mutate(wish, { onSuccess: (made) => shown.set({ run: made.importId }) });
  };
  return (
    <div className="page">
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('title')}
      </Link>
      <header className="page-head">
        <h1>{t('importTitle')}</h1>
      </header>
      <div className="record">
        <div className="column">
          {mayWrite && (
            <ImportForm
              typed={typed}
              set={(next) => setTyped({ ...typed, ...next })}
              tried={run.data?.state === 'done' && run.data.dryRun}
              busy={start.isPending || run.data?.state === 'running'}
              error={start.error}
              begin={begin}
            />
          )}
          {run.isError && <ErrorBox error={run.error} />}
          {run.data && <Run run={run.data} />}
        </div>
        <div className="column">
          <ExportPanel />
          <Recent chosen={shown.values.run} />
          <Columns />
        </div>
      </div>
    </div>
  );
}

type FormProps = {
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  readonly tried: boolean | undefined;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly begin: (dryRun: boolean) => void;
};

function ImportForm({ typed, set, tried, busy, error, begin }: FormProps) {
  const t = useWords(productWords);
  const c = useWords(common);
  const f = useWords(fileWords);
  const sites = useSites();
  return (
    <Panel title={t('file')}>
      <div className="column fields">
        <p className="muted">{f('intro')}</p>
        <FileInput
          label={t('file')}
          placeholder={t('chooseFile')}
          accept=".csv,.tsv,.txt,.xlsx,text/csv"
          value={typed.file}
          onChange={(file) => set({ file })}
          clearable
          clearButtonProps={{ 'aria-label': c('clear') }}
        />
        <div className="two-languages">
          <NativeSelect
            label={t('format')}
            value={typed.format}
            onChange={(event) => set({ format: event.currentTarget.value as Typed['format'] })}
            data={[{ value: '', label: t('formatAuto') }, ...fileFormats.map((value) => ({ value, label: f(value) }))]}
          />
          <NativeSelect
            label={t('site')}
            description={t('siteHint')}
            value={typed.siteCode}
            onChange={(event) => set({ siteCode: event.currentTarget.value })}
            data={[
              { value: '', label: t('noSite') },
              ...sites.items.map((site) => ({ value: site.code, label: site.name })),
            ]}
          />
        </div>
        {typed.format !== 'halle' && <FamilyField value={typed.family} set={(family) => set({ family })} />}
        <TextInput
          label={f('pictures')}
          description={f('picturesHint')}
          type="url"
          placeholder="https://…/media/catalog/product"
          value={typed.pictureBase}
          onChange={(event) => set({ pictureBase: event.currentTarget.value })}
        />
        <LowPrices value={typed.lowPrices} set={(lowPrices) => set({ lowPrices })} />
        {error && (
          <p className="bad" role="alert">
            {sentenceOf(error, c('error.network'))}
          </p>
        )}
        <div className="import-verbs">
          <Button variant={tried ? 'default' : 'filled'} disabled={!typed.file || busy} onClick={() => begin(true)}>
            {t('dryRun')}
          </Button>
          <Button variant={tried ? 'filled' : 'default'} disabled={!typed.file || busy} onClick={() => begin(false)}>
            {t('importNow')}
          </Button>
          <span className="help">{tried && !typed.file ? t('fileAgain') : t('dryRunHint')}</span>
        </div>
      </div>
    </Panel>
  );
}

/** Who may set prices may ask for those of less than half; another person agrees to the file. */
function LowPrices({ value, set }: { value: boolean; set: (value: boolean) => void }) {
  const f = useWords(fileWords);
  if (!useCan('prices.write')) return null;
  return (
    <Checkbox
      label={f('lowPrices')}
      description={f('lowPricesHint')}
      checked={value}
      onChange={(event) => set(event.currentTarget.checked)}
    />
  );
}

/** Into which family products without one go: by its attributes the file's are known. */
function FamilyField({ value, set }: { value: string; set: (family: string) => void }) {
  const f = useWords(fileWords);
  const { lang } = useLang();
  const families = useFamilies();
  if (!families.data || families.data.length === 0) return null;
  return (
    <NativeSelect
      label={f('family')}
      description={f('familyHint')}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[
        { value: '', label: f('noFamily') },
        ...families.data.map((one) => ({ value: one.code, label: one.name[lang] })),
      ]}
    />
  );
}

function Recent({ chosen }: { chosen: string }) {
  const t = useWords(productWords);
  const { when } = useFormat();
  const actor = useActor();
  const imports = useImports();
  const row = (line: ImportLine) => (
    <li key={line.importId}>
      <Link
        href={`/products/import?run=${line.importId}`}
        className="row-link"
        aria-current={chosen === line.importId ? 'true' : undefined}
      >
        {line.fileName}
      </Link>
      <div className="help">
        {when(line.startedAt)} · {t(line.dryRun ? 'trial' : 'real')} · {actor(line.actor)}
      </div>
      {line.state !== 'done' && <Tag tone={line.state === 'failed' ? 'bad' : 'warn'}>{t(line.state)}</Tag>}
    </li>
  );
  return (
    <Panel title={t('recent')}>
      {imports.isError && <ErrorBox error={imports.error} />}
      {imports.data?.length === 0 && <p className="muted">{t('noImport')}</p>}
      <ul className="recent">{imports.data?.map(row)}</ul>
    </Panel>
  );
}

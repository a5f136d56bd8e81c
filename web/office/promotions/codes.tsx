/** The codes that open a promotion: one to remember, or many that nobody guesses; all of them as a file. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { codesPath, type Code, type PromotionRecord } from './data.ts';
import { promotionWords } from './words.ts';

type Page = { readonly items: readonly Code[]; readonly next: string | null };

export function CodesPanel({ promotion }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const { number } = useFormat();
  const path = codesPath(promotion.promotionId);
  const list = useKeyset<Code>('promotions', path, {}, 20);
  const [failed, fail] = useState('');
  const c = useWords(common);
  const all = () => void downloadAll(path).catch((error: unknown) => fail(sentenceOf(error, c('error.network'))));
  return (
    <Panel
      title={t('codes')}
      note={number(promotion.codes)}
      aside={
        promotion.codes > 0 && (
          <Button size="xs" variant="default" leftSection={<Icon name="download" size={14} />} onClick={all}>
            {t('codesFile')}
          </Button>
        )
      }
      flush
    >
      {failed !== '' && (
        <p className="bad panel-text" role="alert">
          {failed}
        </p>
      )}
      <div className="promo-codes">
        <AddOne path={path} />
        <AddMany path={path} />
      </div>
      <DataTable
        label={t('codes')}
        list={list}
        rowKey={(row) => row.code}
        empty={<p className="muted panel-text">{t('codesNone')}</p>}
        columns={useColumns()}
      />
    </Panel>
  );
}

function useColumns(): Column<Code>[] {
  const t = useWords(promotionWords);
  const { number } = useFormat();
  return [
    { key: 'code', head: t('code'), cell: (row) => <b className="num">{row.code}</b> },
    {
      key: 'uses',
      head: t('codeUses'),
      align: 'right',
      cell: (row) =>
        row.maxUses === null
          ? row.uses === 0
            ? t('unlimited')
            : number(row.uses)
          : t('usesOf', { n: number(row.uses), of: number(row.maxUses) }),
    },
  ];
}

/** A file of codes; a code never begins a cell with what a spreadsheet would run. */
function download(rows: readonly Code[]): void {
  const cell = (text: string): string => (/^[=+\-@]/.test(text) ? `'${text}` : text);
  const lines = rows.map((row) => [cell(row.code), row.maxUses ?? '', row.uses].join(','));
  const file = new Blob([['code,max_uses,uses', ...lines, ''].join('\r\n')], { type: 'text/csv' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = 'codes.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}

async function downloadAll(path: string): Promise<void> {
  const rows: Code[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page: Page = await api<Page>('GET', path, { query: { limit: 500, after } });
    rows.push(...page.items);
    after = page.next;
  }
  download(rows);
}

type Body = {
  readonly codes?: readonly string[];
  readonly random?: { readonly prefix: string; readonly count: number };
  readonly maxUses: number | null;
};

/** Adds codes, and reads the list and the record again. */
function useAdd(path: string) {
  const t = useWords(promotionWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, fail] = useState('');
  const add = async (body: Body): Promise<readonly string[] | undefined> => {
    setBusy(true);
    fail('');
    try {
      const made = await api<{ added: number; codes: readonly string[] }>('POST', path, { body });
      await client.invalidateQueries({ queryKey: ['promotions'] });
      notifications.show({ message: t('made', { n: made.added }), color: 'cresson' });
      return made.codes;
    } catch (error) {
      fail(sentenceOf(error, c('error.network')));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { add, busy, failed };
}

/** A number that is typed, null for nothing, undefined for anything else. */
const countOf = (typed: string): number | null | undefined => {
  if (typed.trim() === '') return null;
  return /^\d{1,9}$/.test(typed.trim()) && Number(typed) > 0 ? Number(typed) : undefined;
};

type BoxProps = {
  readonly title: string;
  readonly failed: string;
  readonly submit: () => Promise<void>;
  readonly children: ReactNode;
};

function Box({ title, failed, submit, children }: BoxProps) {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className="column fields-tight" onSubmit={send}>
      <h3>{title}</h3>
      {children}
      {failed !== '' && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )}
    </form>
  );
}

type UsesProps = { readonly value: string; readonly set: (typed: string) => void };

function Uses({ value, set }: UsesProps) {
  const t = useWords(promotionWords);
  return (
    <TextInput
      label={t('usesEach')}
      description={t('usesEachHint')}
      inputMode="numeric"
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      error={countOf(value) === undefined && t('badUses')}
    />
  );
}

function AddOne({ path }: { path: string }) {
  const t = useWords(promotionWords);
  const { add, busy, failed } = useAdd(path);
  const [code, setCode] = useState('');
  const [uses, setUses] = useState('');
  const maxUses = countOf(uses);
  const isCode = /^[A-Z0-9-]{3,40}$/.test(code.trim().toUpperCase());
  const submit = async () => {
    if (!isCode || maxUses === undefined) return;
    if (await add({ codes: [code.trim()], maxUses })) setCode('');
  };
  return (
    <Box title={t('newCode')} failed={failed} submit={submit}>
      <TextInput
        label={t('code')}
        description={t('newCodeHint')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
        error={code !== '' && !isCode && t('badCode')}
        autoComplete="off"
      />
      <Uses value={uses} set={setUses} />
      <div className="choices">
        <Button type="submit" variant="default" loading={busy} disabled={!isCode || maxUses === undefined}>
          {t('addCode')}
        </Button>
      </div>
    </Box>
  );
}

function AddMany({ path }: { path: string }) {
  const t = useWords(promotionWords);
  const { add, busy, failed } = useAdd(path);
  const [prefix, setPrefix] = useState('');
  const [many, setMany] = useState('');
  const [uses, setUses] = useState('1');
  const [made, setMade] = useState<readonly Code[]>([]);
  const count = countOf(many);
  const maxUses = countOf(uses);
  const isSound =
    typeof count === 'number' && count <= 1_000 && maxUses !== undefined && /^[A-Z0-9-]{0,20}$/.test(prefix);
  const submit = async () => {
    if (!isSound) return;
    const codes = await add({ random: { prefix, count }, maxUses });
    if (codes) setMade(codes.map((code) => ({ code, maxUses, uses: 0 })));
  };
  return (
    <Box title={t('random')} failed={failed} submit={submit}>
      <div className="promo-fields">
        <TextInput
          label={t('prefix')}
          description={t('prefixHint')}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value.toUpperCase())}
          maxLength={20}
          error={!/^[A-Z0-9-]*$/.test(prefix) && t('badCode')}
          autoComplete="off"
        />
        <TextInput
          label={t('howMany')}
          inputMode="numeric"
          value={many}
          onChange={(event) => setMany(event.currentTarget.value)}
          error={many !== '' && (count === undefined || (count ?? 0) > 1_000) && t('badCount')}
        />
      </div>
      <Uses value={uses} set={setUses} />
      <div className="choices">
        <Button type="submit" variant="default" loading={busy} disabled={!isSound}>
          {t('make')}
        </Button>
        {made.length > 0 && (
          <Button variant="subtle" leftSection={<Icon name="download" size={14} />} onClick={() => download(made)}>
            {t('madeFile')}
          </Button>
        )}
      </div>
    </Box>
  );
}

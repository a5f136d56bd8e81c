/** Back-orders and pre-orders: what each channel sells of an article beyond stock. */
import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty, NoResult } from '../parts/empty.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat, type Text } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { sortWords } from '../parts/sort.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { whole } from './points.tsx';
import { sourcingWords } from './words.ts';

const kinds = ['back_order', 'pre_order', 'none'] as const;
type Kind = (typeof kinds)[number];
type Later = {
  readonly skuId: string;
  readonly channelId: string;
  readonly kind: Kind;
  readonly cap: number;
  readonly expected: string | null;
  readonly taken: number;
  readonly waiting: number;
  readonly version: number;
  readonly sku: string;
  readonly productId: string;
  readonly name: Text;
};

export function LaterPage() {
  const t = useWords(sourcingWords);
  const mayWrite = useCan('sourcing.write');
  const [editing, edit] = useState<Later | 'new'>();
  useLive(['sourcing.'], [['later', 'list']]);
  const filters = useFilters(['q', 'sort']);
  const list = useKeyset<Later>('later', '/api/sourcing/later', filters.values);
  const isEmpty = !filters.any && list.rows.length === 0;
  const add = mayWrite && <Button onClick={() => edit('new')}>{t('add')}</Button>;
  return (
    <>
      <div className="sourcing-standing">
        <p className="muted">{t('laterIntro')}</p>
        {!isEmpty && add}
      </div>
      <Panel flush>
        {!isEmpty && (
          <div className="filters">
            <SearchField label={t('laterSearch')} value={filters.values.q} onChange={(q) => filters.set({ q })} />
            <div className="list-tools">
              <FileMenu file={{ name: 'later', query: filters.values }} />
            </div>
          </div>
        )}
        <DataTable
          label={t('later')}
          columns={useColumns(mayWrite ? edit : undefined)}
          list={list}
          rowKey={(row) => `${row.skuId}${row.channelId}`}
          empty={
            filters.any ? (
              <NoResult onClear={filters.clear} />
            ) : (
              <Empty icon="clock" title={t('noLater')} action={add}>
                {t('noLaterText')}
              </Empty>
            )
          }
        />
      </Panel>
      {editing && <Editor later={editing === 'new' ? undefined : editing} onClose={() => edit(undefined)} />}
    </>
  );
}

function useColumns(edit: ((row: Later) => void) | undefined): Column<Later>[] {
  const t = useWords(sourcingWords);
  const { text, number, date } = useFormat();
  const channels = useChannels();
  return [
    {
      key: 'article',
      head: t('article'),
      cell: (row) => (
        <>
          <Link className="row-link" href={`/products/${row.productId}`}>
            {text(row.name)}
          </Link>
          <div className="help">{row.sku}</div>
        </>
      ),
    },
    { key: 'channel', head: t('channel'), cell: (row) => channels.name(row.channelId) },
    {
      key: 'kind',
      head: t('kind'),
      cell: (row) => <Tag tone={row.kind === 'none' ? 'plain' : 'info'}>{t(`kind.${row.kind}`)}</Tag>,
    },
    {
      key: 'taken',
      head: t('taken'),
      align: 'right',
      cell: (row) => `${number(row.taken)} / ${number(row.cap)}`,
    },
    {
      key: 'waiting',
      head: t('waiting'),
      align: 'right',
      sort: sortWords('waiting'),
      cell: (row) => number(row.waiting),
    },
    {
      key: 'expected',
      head: t('expected'),
      sort: sortWords('expected'),
      hide: 'phone',
      cell: (row) => (row.expected === null ? <span className="muted">{t('unknownDay')}</span> : date(row.expected)),
    },
    ...(edit
      ? [
          {
            key: 'change',
            head: <span className="hidden">{t('change')}</span>,
            label: t('change'),
            align: 'right' as const,
            cell: (row: Later) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${t('change')} : ${text(row.name)}, ${channels.name(row.channelId)}`}
                onClick={() => edit(row)}
              >
                {t('change')}
              </Button>
            ),
          },
        ]
      : []),
  ];
}

type Found = { readonly items: readonly { readonly skuId: string }[] };
type Edit = { code: string; channelId: string; kind: Kind; cap: number; expected: string };

/** Saves a setting; `failed` tells why it was not. */
function useSave(later: Later | undefined, onSaved: () => void) {
  const t = useWords(sourcingWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async ({ code, channelId, kind, cap, expected }: Edit) => {
    setBusy(true);
    setFailed('');
    try {
      const query = { code: code.trim() };
      const skuId = later?.skuId ?? (await api<Found>('GET', '/api/stock/lookup', { query })).items[0]?.skuId;
      if (skuId === undefined) return setFailed(t('noSku'));
      const body = { kind, cap, expected: expected === '' ? null : expected, version: later?.version ?? 0 };
      await api('PUT', `/api/sourcing/later/${skuId}/${channelId}`, { body });
      await client.invalidateQueries({ queryKey: ['later'] });
      notifications.show({ message: t('laterSaved'), color: 'cresson' });
      return onSaved();
    } catch (error) {
      return setFailed(sentenceOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
  };
  return { save, failed, busy };
}

function Editor({ later, onClose }: { later: Later | undefined; onClose: () => void }) {
  const t = useWords(sourcingWords);
  const c = useWords(common);
  const { text } = useFormat();
  const [edit, setEdit] = useState<Edit>({
    code: '',
    channelId: later?.channelId ?? '',
    kind: later?.kind ?? 'back_order',
    cap: later?.cap ?? 10,
    expected: later?.expected ?? '',
  });
  const { save, failed, busy } = useSave(later, onClose);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save(edit);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={later ? `${text(later.name)} · ${later.sku}` : t('add')}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form className="column" onSubmit={submit}>
        <Fields edit={edit} set={(next) => setEdit({ ...edit, ...next })} isNew={later === undefined} />
        {failed !== '' && (
          <p className="bad" role="alert">
            {failed}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={edit.channelId === ''}>
            {t('saveLater')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

type FieldsProps = { edit: Edit; set: (next: Partial<Edit>) => void; isNew: boolean };

function Fields({ edit, set, isNew }: FieldsProps) {
  const t = useWords(sourcingWords);
  const { text } = useFormat();
  const channels = useChannels();
  const sells = channels.items.filter((one) => one.kind === 'web' || one.kind === 'app' || one.kind === 'b2b');
  return (
    <>
      {isNew && (
        <>
          <TextInput
            label={t('sku')}
            value={edit.code}
            onChange={(event) => set({ code: event.currentTarget.value })}
            required
            maxLength={60}
            data-autofocus
          />
          <NativeSelect
            label={t('channel')}
            value={edit.channelId}
            onChange={(event) => set({ channelId: event.currentTarget.value })}
            data={['', ...sells].map((one) =>
              typeof one === 'string' ? { value: '', label: '' } : { value: one.channelId, label: text(one.name) },
            )}
            required
          />
        </>
      )}
      <NativeSelect
        label={t('kind')}
        value={edit.kind}
        onChange={(event) => set({ kind: kinds.find((one) => one === event.currentTarget.value) ?? 'none' })}
        data={kinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
      />
      {edit.kind !== 'none' && (
        <>
          <NumberInput
            label={t('cap')}
            description={t('capHelp')}
            value={edit.cap}
            onChange={(value) => set({ cap: whole(value) })}
            min={0}
            max={1_000_000}
            allowDecimal={false}
          />
          <TextInput
            label={t('expected')}
            type="date"
            value={edit.expected}
            onChange={(event) => set({ expected: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

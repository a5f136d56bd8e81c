/** All documents, newest first, by kind and period; their PDFs in one file. */
import { Button, TextInput } from '@mantine/core';
import { Link } from 'wouter';
import { address } from '#kit/api';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { kindTone, statusKey, statusTone, type DocumentRow } from './data.ts';
import { documentWords } from './words.ts';

const kinds = ['invoice', 'credit_note', 'deposit', 'delivery'] as const;

export function DocumentList() {
  const t = useWords(documentWords);
  const filters = useFilters(['q', 'kind', 'from', 'to', 'sort']);
  const { q, kind, from, to, sort } = filters.values;
  const query = { q, kind, from, to, sort };
  const list = useKeyset<DocumentRow>('documents', '/api/documents', query);
  useLive(['invoicing.'], [['documents', 'list']], 2_000);
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      aria-label={t(name)}
      value={filters.values[name]}
      onChange={(event) => filters.set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <RecordList
      name="documents"
      title={t('title')}
      actions={
        <>
          <Button variant="default" component={Link} href="/documents/accounts">
            {t('accounts')}
          </Button>
          <Button
            variant="default"
            component="a"
            href={address('/api/documents/archive', { q, kind, from, to })}
            leftSection={<Icon name="download" size={14} />}
            download
          >
            {t('archive')}
          </Button>
        </>
      }
      tabs={{
        label: t('tabs'),
        value: kinds.find((one) => one === kind) ?? 'all',
        onChange: (view) => filters.set({ kind: view === 'all' ? '' : view }),
        views: [{ key: 'all', label: t('viewAll') }, ...kinds.map((key) => ({ key, label: t(`kind.${key}`) }))],
      }}
      filters={filters}
      search={t('search')}
      fields={
        <>
          {day('from')}
          {day('to')}
        </>
      }
      file={{ name: 'documents', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.documentId}
      href={(row) => `/documents/${row.documentId}`}
      empty={{ icon: 'book', title: t('empty'), children: t('emptyHint') }}
    />
  );
}

function useColumns(): Column<DocumentRow>[] {
  const t = useWords(documentWords);
  const { money, date } = useFormat();
  return [
    { key: 'number', head: t('number'), cell: (row) => <span className="num">{row.number}</span> },
    {
      key: 'kind',
      head: t('kind'),
      cell: (row) => (
        <span className="tags">
          <Tag tone={kindTone[row.kind]}>{t(`kind.${row.kind}`)}</Tag>
          {row.reversedBy !== null && <Tag tone="bad">{t('takenBack')}</Tag>}
        </span>
      ),
    },
    { key: 'buyer', head: t('buyer'), cell: (row) => row.buyerName },
    {
      key: 'day',
      head: t('day'),
      hide: 'phone',
      sort: ['oldest', ''],
      cell: (row) => <span className="num">{date(row.day)}</span>,
    },
    { key: 'order', head: t('order'), hide: 'wide', cell: (row) => <span className="num">{row.orderNumber}</span> },
    {
      key: 'platform',
      head: t('platform'),
      hide: 'wide',
      cell: (row) => {
        if (row.filed === null) return '—';
        const key = statusKey(row.filed);
        return <Tag tone={statusTone(row.filed)}>{key ? t(key) : t('status.other', { code: row.filed })}</Tag>;
      },
    },
    {
      key: 'tax',
      head: t('tax'),
      align: 'right',
      hide: 'phone',
      cell: (row) => <span className="num">{money(row.tax)}</span>,
    },
    {
      key: 'total',
      head: t('total'),
      align: 'right',
      cell: (row) => <span className="num">{money(row.gross)}</span>,
    },
  ];
}

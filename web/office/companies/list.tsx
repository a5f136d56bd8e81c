/** Companies by name or number, and what each of them may owe. */
import { Button, NativeSelect } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLocation } from 'wouter';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import type { Tabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { COMPANIES, type CompanyHead, type Terms } from './data.ts';
import { CompanyForm } from './form.tsx';
import { companyWords } from './words.ts';

const paths = { companies: '/companies', groups: '/companies/groups', approvals: '/companies/approvals' } as const;

/** Companies, groups, and orders that wait for a yes, as the tabs of their lists. */
export function useSections(value: keyof typeof paths): Tabs {
  const t = useWords(companyWords);
  const [, go] = useLocation();
  return {
    label: t('sections'),
    value,
    onChange: (key) => go(paths[key as keyof typeof paths]),
    views: [
      { key: 'companies', label: t('title') },
      { key: 'groups', label: t('groups') },
      { key: 'approvals', label: t('approvals') },
    ],
  };
}

export function useTermsText(): (terms: Terms | null) => string {
  const t = useWords(companyWords);
  return (terms) =>
    terms === null ? t('termsNone') : t(terms.endOfMonth ? 'termsMonth' : 'termsDays', { n: terms.days });
}

export function CompanyList() {
  const t = useWords(companyWords);
  const filters = useFilters(['q', 'sort', 'blocked', 'onAccount']);
  const query = Object.fromEntries(Object.entries(filters.values).filter(([, value]) => value !== ''));
  const list = useKeyset<CompanyHead>('companies', COMPANIES, query);
  useLive(['customers.'], [['companies']], 2_000);
  const mayWrite = useCan('companies.write');
  const [adding, add] = useDisclosure(false);
  const sections = useSections('companies');
  const columns = useColumns();
  return (
    <>
      <RecordList
        name="companies"
        title={t('title')}
        help="companies"
        actions={
          mayWrite && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={add.open}>
              {t('newCompany')}
            </Button>
          )
        }
        tabs={sections}
        filters={filters}
        search={t('search')}
        fields={
          <NativeSelect
            aria-label={t('terms')}
            value={filters.values.blocked === 'true' ? 'blocked' : filters.values.onAccount}
            onChange={(event) => {
              const { value } = event.currentTarget;
              filters.set(value === 'blocked' ? { blocked: 'true', onAccount: '' } : { blocked: '', onAccount: value });
            }}
            data={[
              { value: '', label: t('all') },
              { value: 'true', label: t('onAccount') },
              { value: 'false', label: t('termsNone') },
              { value: 'blocked', label: t('onlyBlocked') },
            ]}
          />
        }
        file={{ name: 'companies', query }}
        columns={columns}
        list={list}
        rowKey={(one) => one.companyId}
        href={(one) => `/companies/${one.companyId}`}
        nameOf={(one) => one.name}
        empty={{ icon: 'store', title: t('empty'), children: t('emptyText') }}
      />
      {adding && <CompanyForm onClose={add.close} />}
    </>
  );
}

function useColumns(): Column<CompanyHead>[] {
  const t = useWords(companyWords);
  const { date, number } = useFormat();
  const terms = useTermsText();
  return [
    {
      key: 'name',
      head: t('name'),
      sort: ['name', ''],
      cell: (one) => (
        <>
          {one.name} {one.blocked && <Tag tone="bad">{t('blocked')}</Tag>}
        </>
      ),
    },
    { key: 'siren', head: t('siren'), cell: (one) => <span className="num">{one.siren ?? '—'}</span> },
    {
      key: 'vat',
      head: t('vatNumber'),
      hide: 'wide',
      cell: (one) => <span className="num">{one.vatNumber ?? '—'}</span>,
    },
    { key: 'terms', head: t('terms'), hide: 'phone', cell: (one) => terms(one.terms) },
    { key: 'members', head: t('members'), align: 'right', hide: 'phone', cell: (one) => number(one.members) },
    {
      key: 'since',
      head: t('since'),
      sort: ['oldest', ''],
      align: 'right',
      hide: 'phone',
      cell: (one) => <span className="muted">{date(one.createdAt)}</span>,
    },
  ];
}

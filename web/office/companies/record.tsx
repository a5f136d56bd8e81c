/** One company: its orders, who buys for it, its prices, groups and terms, and what happened. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { OrderHead } from '../orders/data.ts';
import { useOrderColumns } from '../orders/list.tsx';
import { AddressText } from '../orders/side.tsx';
import { backTo } from '../parts/back.ts';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Story, type StoryEvent } from '../parts/story.tsx';
import { Tag } from '../parts/tag.tsx';
import { usePriceLists } from '../prices/data.ts';
import { useSettings } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { COMPANIES, type Company } from './data.ts';
import { CompanyForm } from './form.tsx';
import { InGroups } from './in-groups.tsx';
import { useTermsText } from './list.tsx';
import { Members } from './members.tsx';
import { companyWords } from './words.ts';

export function CompanyRecord({ companyId }: { companyId: string }) {
  const t = useWords(companyWords);
  const mayWrite = useCan('companies.write');
  const [editing, edit] = useDisclosure(false);
  const company = useQuery({
    queryKey: ['companies', 'one', companyId],
    queryFn: ({ signal }) => api<Company>('GET', `${COMPANIES}/${companyId}`, { signal }),
  });
  const story = useQuery({
    queryKey: ['companies', 'story', companyId],
    queryFn: ({ signal }) => api<{ items: StoryEvent[] }>('GET', `${COMPANIES}/${companyId}/timeline`, { signal }),
  });
  useLive(
    ['customers.', 'orders.placed', 'pricing.list_created'],
    [['companies'], ['orders', 'list'], ['prices', 'lists']],
    1_500,
  );
  if (company.isPending) return <PageSkeleton record />;
  if (company.isError) return <ErrorBox error={company.error} retry={() => void company.refetch()} page />;
  const { data } = company;
  return (
    <Record
      back={{ href: backTo('/companies'), label: t('title') }}
      title={data.name}
      tags={data.blocked ? <Tag tone="bad">{t('blocked')}</Tag> : undefined}
      actions={
        mayWrite && (
          <>
            <BlockButton company={data} />
            <Button variant="default" onClick={edit.open}>
              {t('edit')}
            </Button>
          </>
        )
      }
      main={
        <>
          <Members company={data} />
          <Orders companyId={companyId} />
          {editing && <CompanyForm company={data} onClose={edit.close} />}
        </>
      }
      side={
        <>
          <Card company={data} />
          <Prices companyId={companyId} />
          <InGroups subjectId={companyId} />
          <Story reading={story} linkOrders />
        </>
      }
    />
  );
}

function BlockButton({ company: { companyId, blocked, version } }: { company: Company }) {
  const t = useWords(companyWords);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => api('PATCH', `${COMPANIES}/${companyId}`, { body: { blocked: !blocked, version } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['companies'] }),
  });
  return (
    <Button variant="default" loading={change.isPending} onClick={() => change.mutate()}>
      {t(blocked ? 'unblock' : 'block')}
    </Button>
  );
}

function Card({ company }: { company: Company }) {
  const t = useWords(companyWords);
  const { date, money } = useFormat();
  const terms = useTermsText();
  const currency = useSettings().data?.currency ?? 'EUR';
  const number = (name: 'siren' | 'siret' | 'vatNumber') =>
    company[name] !== null &&
    ([
      t(name),
      <span key={name} className="num">
        {company[name]}
      </span>,
    ] as const);
  const limit = company.terms?.limitMinor ?? null;
  return (
    <Panel title={t('record')}>
      <Facts
        items={[
          company.legalForm !== '' && [t('legalForm'), company.legalForm],
          number('siren'),
          number('siret'),
          number('vatNumber'),
          company.invoiceEmail !== null && [t('invoiceEmail'), company.invoiceEmail],
          company.serviceCode !== null && [t('serviceCode'), company.serviceCode],
          [t('address'), <AddressText key="address" address={company.address} />],
          [t('terms'), terms(company.terms)],
          limit !== null && [t('limit'), money({ minor: limit, currency })],
          [t('since'), date(company.createdAt)],
        ]}
      />
    </Panel>
  );
}

function Prices({ companyId }: { companyId: string }) {
  const t = useWords(companyWords);
  const lists = usePriceLists().data?.filter((list) => list.companyId === companyId) ?? [];
  return (
    <Panel title={t('prices')} aside={<Link href="/prices">{t('seePrices')}</Link>}>
      {lists.length === 0 && <p className="muted">{t('noPrices')}</p>}
      {lists.map((list) => (
        <p key={list.listId}>
          <strong>{list.name}</strong> <Tag>{list.currency}</Tag>
        </p>
      ))}
    </Panel>
  );
}

function Orders({ companyId }: { companyId: string }) {
  const t = useWords(companyWords);
  const mayRead = useCan('orders.read');
  const list = useKeyset<OrderHead>('orders', '/api/orders', { companyId }, 20);
  const columns = useOrderColumns(true);
  if (!mayRead) return null;
  return (
    <Panel title={t('orders')} flush>
      <DataTable
        label={t('orders')}
        list={list}
        columns={columns}
        rowKey={(order) => order.orderId}
        href={(order) => `/orders/${order.orderId}`}
        empty={<p className="quiet-line muted">{t('noOrders')}</p>}
      />
    </Panel>
  );
}

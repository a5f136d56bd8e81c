/** One customer: their orders over all channels, their facts, addresses, and what happened. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { useOrderColumns } from '../orders/list.tsx';
import type { OrderHead } from '../orders/data.ts';
import { AddressText } from '../orders/side.tsx';
import { InGroups } from '../companies/in-groups.tsx';
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
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { customers } from '../words/customers.ts';
import type { Customer } from './data.ts';
import { Consents } from './consents.tsx';
import { EditCustomer } from './edit.tsx';
import { Privacy } from './privacy.tsx';

export function CustomerRecord({ customerId }: { customerId: string }) {
  const t = useWords(customers);
  const mayWrite = useCan('customers.write');
  const [editing, edit] = useDisclosure(false);
  const customer = useQuery({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) => api<Customer>('GET', `/api/customers/${customerId}`, { signal }),
  });
  const story = useQuery({
    queryKey: ['customers', 'story', customerId],
    queryFn: ({ signal }) => api<{ items: StoryEvent[] }>('GET', `/api/customers/${customerId}/timeline`, { signal }),
  });
  useLive(
    ['customers.', 'orders.', 'carts.'],
    [
      ['customers', 'one', customerId],
      ['customers', 'story', customerId],
      ['orders', 'list'],
    ],
    1_500,
  );
  if (customer.isPending) return <PageSkeleton record />;
  if (customer.isError) return <ErrorBox error={customer.error} retry={() => void customer.refetch()} page />;
  const { data } = customer;
  const may = mayWrite && data.erasedAt === null;
  return (
    <Record
      back={{ href: backTo('/customers'), label: t('title') }}
      title={data.name || data.email || data.code}
      tags={<Tag tone={data.hasPassword ? 'info' : 'plain'}>{t(data.hasPassword ? 'account.yes' : 'account.no')}</Tag>}
      actions={
        may && (
          <Button variant="default" onClick={edit.open}>
            {t('edit')}
          </Button>
        )
      }
      main={
        <>
          <Orders customerId={customerId} />
          <Addresses customer={data} />
          {editing && <EditCustomer customer={data} onClose={edit.close} />}
        </>
      }
      side={
        <>
          <Contact customer={data} />
          <InGroups subjectId={customerId} />
          <Consents customerId={customerId} />
          <Privacy customer={data} />
          <Story reading={story} linkOrders />
        </>
      }
    />
  );
}

function Orders({ customerId }: { customerId: string }) {
  const t = useWords(customers);
  const list = useKeyset<OrderHead>('orders', '/api/orders', { customerId }, 20);
  const columns = useOrderColumns(true);
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

function Addresses({ customer }: { customer: Customer }) {
  const t = useWords(customers);
  return (
    <Panel title={t('addresses')}>
      {customer.addresses.length === 0 && <p className="muted">{t('noAddress')}</p>}
      <ul className="addresses">
        {customer.addresses.map(({ addressId, address, preferred }) => (
          <li key={addressId}>
            <AddressText address={address} />
            {preferred && <Tag>{t('preferred')}</Tag>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Contact({ customer }: { customer: Customer }) {
  const t = useWords(customers);
  const { date } = useFormat();
  const { email, phone, emailHeld, language, code, createdAt } = customer;
  return (
    <Panel title={t('record')} aside={<Link href={`/carts?q=${encodeURIComponent(email ?? code)}`}>{t('carts')}</Link>}>
      <Facts
        items={[
          email !== null && [t('email'), email],
          phone !== null && [
            t('phone'),
            <span key="phone" className="num">
              {phone}
            </span>,
          ],
          [t('language'), t(`language.${language}`)],
          [
            t('code'),
            <span key="code" className="num">
              {code}
            </span>,
          ],
          email !== null && emailHeld && [t('emailHeld'), '✓'],
          [t('since'), date(createdAt)],
        ]}
      />
    </Panel>
  );
}

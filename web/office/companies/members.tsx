/** Who buys for a company, with their role and the most that one order may cost. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { CustomerHead } from '../customers/data.ts';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { minorOf } from '../prices/amount.ts';
import { useSettings } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { COMPANIES, type Company, type CompanyMember } from './data.ts';
import { companyWords } from './words.ts';

const roles = ['buyer', 'approver', 'admin'] as const;

export function Members({ company }: { company: Company }) {
  const t = useWords(companyWords);
  const mayWrite = useCan('companies.write');
  const [adding, add] = useDisclosure(false);
  return (
    <Panel
      title={t('buyers')}
      flush
      aside={
        mayWrite && (
          <Button size="xs" variant="default" onClick={add.open}>
            {t('addBuyer')}
          </Button>
        )
      }
    >
      {company.members.length === 0 && <p className="quiet-line muted">{t('noBuyer')}</p>}
      {company.members.length > 0 && (
        <div className="table-scroll">
          <table className="table" aria-label={t('buyers')}>
            <thead>
              <tr>
                <th scope="col">{t('buyers')}</th>
                <th scope="col">{t('role')}</th>
                <th scope="col" data-align="right">
                  {t('orderLimit')}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {company.members.map((member) => (
                <MemberRow key={member.customerId} member={member} mayWrite={mayWrite} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && <AddMember company={company} onClose={add.close} />}
    </Panel>
  );
}

function MemberRow({ member, mayWrite }: { member: CompanyMember; mayWrite: boolean }) {
  const t = useWords(companyWords);
  const c = useWords(common);
  const { money } = useFormat();
  const currency = useSettings().data?.currency ?? 'EUR';
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api('DELETE', `${COMPANIES}/${member.companyId}/members/${member.customerId}`),
    onSuccess: () => {
      notifications.show({ message: t('removed'), color: 'cresson' });
      return client.invalidateQueries({ queryKey: ['companies'] });
    },
    onError: (error) => notifications.show({ message: sentenceOf(error, c('error.network')), color: 'red' }),
  });
  return (
    <tr>
      <td>
        <Link href={`/customers/${member.customerId}`} className="link">
          {member.name || member.email || member.customerId}
        </Link>
        {member.email !== null && <div className="help">{member.email}</div>}
      </td>
      <td>{t(`role.${member.role}`)}</td>
      <td data-align="right" className="num">
        {member.limitMinor === null ? t('unlimited') : money({ minor: member.limitMinor, currency })}
      </td>
      <td data-align="right">
        {mayWrite && (
          <Button
            size="xs"
            variant="subtle"
            aria-label={`${t('remove')} ${member.name}`}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('remove')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function AddMember({ company, onClose }: { company: Company; onClose: () => void }) {
  const t = useWords(companyWords);
  const c = useWords(common);
  const client = useQueryClient();
  const currency = useSettings().data?.currency ?? 'EUR';
  const [q, setQ] = useState('');
  const [role, setRole] = useState<(typeof roles)[number]>('buyer');
  const [limit, setLimit] = useState('');
  const limitMinor = minorOf(limit, currency);
  const add = useMutation({
    mutationFn: (customerId: string) =>
      api('PUT', `${COMPANIES}/${company.companyId}/members/${customerId}`, {
        body: { role, limitMinor: limitMinor ?? null },
      }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: ['companies'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('addBuyer')} closeButtonProps={{ 'aria-label': c('close') }}>
      <div className="column">
        <NativeSelect
          label={t('role')}
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.currentTarget.value) ?? 'buyer')}
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
        <TextInput
          label={`${t('orderLimit')} (${currency})`}
          description={t('limitHint')}
          value={limit}
          onChange={(event) => setLimit(event.currentTarget.value)}
          inputMode="decimal"
          error={limitMinor === undefined && t('bad')}
        />
        <TextInput
          label={t('findBuyer')}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          data-autofocus
        />
        <FoundCustomers
          q={q}
          company={company}
          busy={add.isPending || limitMinor === undefined}
          onAdd={(id) => add.mutate(id)}
        />
        {add.error && (
          <p className="bad" role="alert">
            {sentenceOf(add.error, c('error.network'))}
          </p>
        )}
      </div>
    </Modal>
  );
}

type FoundProps = {
  readonly q: string;
  readonly company: Company;
  readonly busy: boolean;
  readonly onAdd: (customerId: string) => void;
};

/** Customers of that name who do not buy for the company yet. */
function FoundCustomers({ q, company, busy, onAdd }: FoundProps) {
  const t = useWords(companyWords);
  const found = useQuery({
    queryKey: ['customers', 'find', q],
    queryFn: ({ signal }) =>
      api<{ items: CustomerHead[] }>('GET', '/api/customers', { query: { q, limit: 6 }, signal }),
    enabled: q.trim().length > 1,
  });
  const known = new Set(company.members.map((member) => member.customerId));
  const rows = found.data?.items.filter((one) => !known.has(one.customerId)) ?? [];
  return (
    <>
      {found.data && rows.length === 0 && <p className="muted">{t('noneFound')}</p>}
      <ul className="bulk-preview" hidden={rows.length === 0}>
        {rows.map((one) => (
          <li key={one.customerId}>
            <span>
              {one.name} <span className="muted">{one.email}</span>
            </span>
            <Button
              size="xs"
              variant="default"
              aria-label={`${t('add')} ${one.name}`}
              disabled={busy}
              onClick={() => onAdd(one.customerId)}
            >
              {t('add')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

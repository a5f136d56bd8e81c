/** The rules tried on one past order, again at each change. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import type { SourcingPolicy } from '#sourcing/model';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { Candidates } from './candidates.tsx';
import type { Told } from './data.ts';
import { sourcingWords } from './words.ts';

type Head = { orderId: string; number: string; customerName: string; openedAt: string };

export function TrialPanel({ rules, channelId }: { rules: SourcingPolicy; channelId: string | null }) {
  const t = useWords(sourcingWords);
  const { when, number } = useFormat();
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q, 250);
  const [orderId, choose] = useState<string | null>(null);
  const [tried] = useDebouncedValue(rules, 300);
  const orders = useQuery({
    queryKey: ['orders', 'list', 'sourcing', asked, channelId],
    queryFn: ({ signal }) =>
      api<{ items: Head[] }>('GET', '/api/orders', {
        query: { q: asked.split(' · ')[0], limit: 20, channelId: channelId ?? undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const told = useQuery({
    queryKey: ['sourcing', 'trial', orderId, tried],
    queryFn: ({ signal }) =>
      api<{ sourcing: (Told & { exact: boolean }) | null }>('POST', `/api/orders/${orderId}/sourcing`, {
        body: { rules: tried },
        signal,
      }),
    enabled: orderId !== null,
    placeholderData: keepPreviousData,
  });
  const said = told.data?.sourcing;
  const missing = said?.missing.reduce((sum, one) => sum + one.quantity, 0) ?? 0;
  return (
    <Panel title={t('try')}>
      <div className="column fields-tight">
        <p className="help">{t('tryHelp')}</p>
        <Select
          label={t('order')}
          placeholder={t('pickOrder')}
          searchable
          clearable
          value={orderId}
          onChange={choose}
          searchValue={q}
          onSearchChange={setQ}
          filter={({ options }) => options}
          data={(orders.data?.items ?? []).map((one) => ({
            value: one.orderId,
            label: `${one.number} · ${one.customerName} · ${when(one.openedAt)}`,
          }))}
        />
        <div aria-live="polite">
          {told.isError && <ErrorBox error={told.error} retry={() => void told.refetch()} />}
          {orderId !== null && told.data?.sourcing === null && <p className="muted">{t('notSent')}</p>}
          {orderId !== null && said && (
            <>
              <p>
                <b>{t('tried', { parcels: said.parcels, points: number(said.total) })}</b>
                {missing > 0 && <span className="bad"> · {t('triedMissing', { n: missing })}</span>}
              </p>
              <Candidates candidates={said.candidates} splitPoints={said.splitPoints} total={said.total} />
              <p className="help">{t(said.exact ? 'exact' : 'approx')}</p>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

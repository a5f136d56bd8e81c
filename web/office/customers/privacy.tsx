/** What a person may ask about their data (GDPR, articles 15, 17 and 20): all of it in a file, or taken out for ever. */
import { Button, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { consentWords } from '../words/consents.ts';
import type { Customer } from './data.ts';

const reasons = ['asked', 'not_needed', 'objected', 'unlawful'] as const;
const opens = ['order', 'payment', 'return'] as const;
type Standing = { readonly erased: { erasedAt: string } | null; readonly open: readonly string[] };

export function Privacy({ customer }: { customer: Customer }) {
  const t = useWords(consentWords);
  const c = useWords(common);
  const { when } = useFormat();
  const { customerId } = customer;
  const mayExport = useCan('privacy.export');
  const mayErase = useCan('privacy.erase');
  const [erasing, erase] = useDisclosure(false);
  const standing = useQuery({
    queryKey: ['customers', 'privacy', customerId],
    queryFn: ({ signal }) => api<Standing>('GET', `/api/customers/${customerId}/privacy`, { signal }),
  });
  const take = useMutation({
    mutationFn: async () => save(customerId, await api<unknown>('POST', `/api/customers/${customerId}/data`)),
  });
  if (!standing.data || (!mayExport && !mayErase && !standing.data.erased)) return null;
  const { erased, open } = standing.data;
  if (erased)
    return (
      <Panel title={t('data')}>
        <p>{t('erased', { when: when(erased.erasedAt) })}</p>
      </Panel>
    );
  return (
    <Panel title={t('data')}>
      <p className="muted">{t('dataText')}</p>
      {take.isError && (
        <p className="bad" role="alert">
          {sentenceOf(take.error, c('error.network'))}
        </p>
      )}
      {mayErase && opens.map((what) => open.includes(what) && <p key={what}>{t(`open.${what}`)}</p>)}
      <div className="row privacy-verbs">
        {mayExport && (
          <Button variant="default" size="xs" onClick={() => take.mutate()} loading={take.isPending}>
            {t('take')}
          </Button>
        )}
        {mayErase && (
          <Button variant="default" size="xs" onClick={erase.open} disabled={open.length > 0}>
            {t('erase')}
          </Button>
        )}
      </div>
      {erasing && <Erase customer={customer} onClose={erase.close} />}
    </Panel>
  );
}

/** The browser keeps it as a file; nothing of it stays on the page. */
function save(customerId: string, data: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${customerId}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function Erase({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useWords(consentWords);
  const client = useQueryClient();
  const [reason, setReason] = useState<string>('asked');
  const [code, setCode] = useState('');
  const run = async () => {
    await api<unknown>('POST', `/api/customers/${customer.customerId}/erase`, { body: { reason } });
    notifications.show({ message: t('erasedNow'), color: 'cresson' });
    await client.invalidateQueries({ queryKey: ['customers'] });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('erase')}
      verb={t('eraseDo')}
      danger
      disabled={code.trim().toLowerCase() !== customer.code.toLowerCase()}
      run={run}
    >
      <div className="column">
        <p>{t('eraseText')}</p>
        <Select
          label={t('reason')}
          allowDeselect={false}
          value={reason}
          onChange={(next) => setReason(next ?? 'asked')}
          data={reasons.map((value) => ({ value, label: t(`reason.${value}`) }))}
        />
        <TextInput
          label={t('eraseName')}
          description={customer.code}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

/** Whose our accounts at banks and with payment providers are: money of them that names no order is theirs in the accounts. */
import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import '../settings/settings.css';
import { useEntities } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { documentWords } from './words.ts';

type Account = { readonly account: string; readonly entityId: string | null };

const inFours = (account: string): string => account.replace(/(.{4})(?=.)/g, '$1 ');

/** Nothing is asked where there is one company. */
export function OwnersPanel() {
  const t = useWords(documentWords);
  const c = useWords(common);
  const client = useQueryClient();
  const may = useCan('payments.settings');
  const sees = useCan('payments.read');
  const entities = useEntities().data ?? [];
  const accounts = useQuery({
    queryKey: ['documents', 'owners'],
    queryFn: ({ signal }) => api<{ items: readonly Account[] }>('GET', '/api/bank-accounts', { signal }),
    enabled: sees && entities.length > 1,
  });
  const give = useMutation({
    mutationFn: (body: { account: string; entityId: string }) => api('POST', '/api/bank-accounts', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['documents', 'owners'] }),
  });
  const items = accounts.data?.items ?? [];
  if (items.length === 0) return null;
  const nameOf = (account: string): string =>
    account.startsWith('psp:') ? t('ofProvider', { name: account.slice(4) }) : inFours(account);
  return (
    <Panel title={t('owners')} note={t('ownersText')}>
      <div className="settings-fields">
        {items.map(({ account, entityId }) => (
          <NativeSelect
            key={account}
            label={nameOf(account)}
            value={entityId ?? entities[0]?.entityId ?? ''}
            disabled={!may || give.isPending}
            onChange={(event) => give.mutate({ account, entityId: event.currentTarget.value })}
            data={entities.map((one) => ({ value: one.entityId, label: one.name }))}
          />
        ))}
      </div>
      {give.error && (
        <p className="bad" role="alert">
          {sentenceOf(give.error, c('error.network'))}
        </p>
      )}
    </Panel>
  );
}

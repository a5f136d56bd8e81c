/** What a customer has agreed to, and their wish to be forgotten, which a person answers. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { consentWords } from '../words/consents.ts';

type Consent = {
  readonly purpose: 'newsletter' | 'suggestions' | 'messages';
  readonly granted: boolean;
  readonly at: string;
};
type Said = { readonly items: readonly Consent[]; readonly erasure: { state: string; askedAt: string } | null };

export function Consents({ customerId }: { customerId: string }) {
  const t = useWords(consentWords);
  const { when } = useFormat();
  const said = useQuery({
    queryKey: ['customers', 'consents', customerId],
    queryFn: ({ signal }) => api<Said>('GET', `/api/customers/${customerId}/consents`, { signal }),
  });
  if (!said.data) return null;
  const { items, erasure } = said.data;
  return (
    <Panel title={t('title')}>
      {items.length === 0 ? (
        <p className="muted">{t('none')}</p>
      ) : (
        <Facts items={items.map((one) => [t(one.purpose), t(one.granted ? 'yes' : 'no', { when: when(one.at) })])} />
      )}
      {erasure?.state === 'open' && <Erasure customerId={customerId} askedAt={when(erasure.askedAt)} />}
    </Panel>
  );
}

function Erasure({ customerId, askedAt }: { customerId: string; askedAt: string }) {
  const t = useWords(consentWords);
  const c = useWords(common);
  const mayWrite = useCan('customers.write');
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: () => api<unknown>('POST', `/api/customers/${customerId}/erasure/close`),
    onSuccess: () => notifications.show({ message: t('answered'), color: 'cresson' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['customers', 'consents', customerId] }),
  });
  return (
    <>
      <p className="bad">{t('erasure', { when: askedAt })}</p>
      {close.isError && (
        <p className="bad" role="alert">
          {sentenceOf(close.error, c('error.network'))}
        </p>
      )}
      {mayWrite && (
        <Button variant="default" size="xs" onClick={() => close.mutate()} loading={close.isPending}>
          {t('answer')}
        </Button>
      )}
    </>
  );
}

/** Links by which a buyer pays what is due of an order: made, copied, ended. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';
import type { Order } from './data.ts';

const linkWords = words(
  {
    title: 'Liens de paiement',
    text: 'Qui a le lien règle par carte ce qui est dû à ce jour.',
    toCard: 'Passer à la carte',
    toCardText:
      'Le virement n’est plus attendu : la commande peut être payée par carte, par un lien. S’il arrive quand même, il attend une décision.',
    make: 'Créer un lien',
    copy: 'Copier',
    copied: 'Copié',
    end: 'Annuler le lien',
    ended: 'annulé',
    over: 'échu',
    open: 'valable',
    until: 'Jusqu’au',
    own: ({ sum }: { sum: string }) => `${sum} · envoyé par la maison`,
  },
  {
    title: 'Payment links',
    text: 'Whoever has the link pays by card what is due now.',
    toCard: 'Switch to a card',
    toCardText:
      'The transfer is awaited no longer: the order may be paid by card, by a link. If it comes all the same, it waits for a decision.',
    make: 'Make a link',
    copy: 'Copy',
    copied: 'Copied',
    end: 'End the link',
    ended: 'ended',
    over: 'over',
    open: 'open',
    until: 'Until',
    own: ({ sum }) => `${sum} · sent by the house`,
  },
);

type Link = {
  readonly linkId: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly over: boolean;
  /** Made by the house for this sum alone; null: for whatever is due. */
  readonly minor: number | null;
  readonly path: string;
};

export function PayLinks({ order }: { order: Order }) {
  const t = useWords(linkWords);
  const c = useWords(common);
  const may = useCan('orders.write');
  const client = useQueryClient();
  // A transfer that is awaited is not paid a second time by card.
  const awaits = order.payments.some(({ method, state }) => method === 'transfer' && state === 'promised');
  const due = (order.state === 'awaiting_payment' && !awaits) || (order.state === 'placed' && order.balanceMinor > 0);
  const key = ['orders', 'pay-links', order.orderId];
  const links = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<{ items: Link[] }>('GET', `/api/orders/${order.orderId}/pay-links`, { signal }),
    enabled: may,
  });
  const [linkId, setLinkId] = useState(() => newId('lnk'));
  const make = useMutation({
    mutationFn: () => api('POST', `/api/orders/${order.orderId}/pay-links`, { body: { linkId, days: 7 } }),
    onSuccess: async () => {
      setLinkId(newId('lnk'));
      await client.invalidateQueries({ queryKey: key });
    },
  });
  const items = links.data?.items ?? [];
  const waits = order.state === 'awaiting_payment' && awaits;
  if (!may || (!due && !waits && items.length === 0)) return null;
  return (
    <Panel title={t('title')} note={t('text')}>
      {items.map((link) => (
        <OneLink key={link.linkId} order={order} link={link} />
      ))}
      {make.error && (
        <p className="bad" role="alert">
          {sentenceOf(make.error, c('error.network'))}
        </p>
      )}
      {waits && <GiveUpTransfer orderId={order.orderId} />}
      {due && (
        <div>
          <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            {t('make')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** A transfer that is awaited is given up, so that the order may be paid by card. */
function GiveUpTransfer({ orderId }: { orderId: string }) {
  const t = useWords(linkWords);
  const client = useQueryClient();
  const [asked, ask] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => ask(true)}>
        {t('toCard')}
      </Button>
      <Confirm
        opened={asked}
        onClose={() => ask(false)}
        title={t('toCard')}
        verb={t('toCard')}
        run={async () => {
          await api('POST', `/api/orders/${orderId}/give-up-transfer`, { body: {} });
          await client.invalidateQueries({ queryKey: ['orders'] });
        }}
      >
        <p>{t('toCardText')}</p>
      </Confirm>
    </>
  );
}

function OneLink({ order, link }: { order: Order; link: Link }) {
  const t = useWords(linkWords);
  const { when, money } = useFormat();
  const client = useQueryClient();
  const [copied, setCopied] = useState(false);
  const end = useMutation({
    mutationFn: () => api('POST', `/api/orders/${order.orderId}/pay-links/${link.linkId}/revoke`, { body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['orders'] }),
  });
  const over = link.over;
  const url = `${window.location.origin}${link.path}`;
  return (
    <div className="row wrapping">
      <Tag tone={over ? 'plain' : 'ok'}>{t(link.revokedAt !== null ? 'ended' : over ? 'over' : 'open')}</Tag>
      {link.minor !== null && (
        <b className="num">{t('own', { sum: money({ minor: link.minor, currency: order.total.currency }) })}</b>
      )}
      <span className="muted num">
        {t('until')} {when(link.expiresAt)}
      </span>
      {!over && (
        <>
          <Button
            size="xs"
            variant="default"
            onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
          >
            {t(copied ? 'copied' : 'copy')}
          </Button>
          <a href={url} target="_blank" rel="noreferrer" className="num">
            {link.path.slice(0, 14)}…
          </a>
          <Button size="xs" variant="subtle" loading={end.isPending} onClick={() => end.mutate()}>
            {t('end')}
          </Button>
        </>
      )}
    </div>
  );
}

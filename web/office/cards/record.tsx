/** A gift card: what it holds, what came and went, and the verbs of somebody at a counter or on the phone. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { cardEvents, shownOf, tones, useCard, useWrite, type GiftCard, type Movement } from './data.ts';
import { cards } from './words.ts';

export function CardRecord({ cardId }: { cardId: string }) {
  const t = useWords(cards);
  const { money, date, dateTime } = useFormat();
  const card = useCard(cardId);
  const may = useCan('payments.write');
  useLive(cardEvents, [['gift-cards']], 2_000);
  if (card.isPending) return <PageSkeleton record />;
  if (card.error) return <ErrorBox error={card.error} retry={() => void card.refetch()} page />;
  const { card: one, movements } = card.data;
  return (
    <Record
      back={{ href: '/cards', label: t('cards') }}
      title={`${t('card')} …${one.last4.toUpperCase()}`}
      tags={<Tag tone={tones[shownOf(one)]}>{t(shownOf(one))}</Tag>}
      actions={may && <Verbs card={one} />}
      main={
        <Panel title={t('movements')} flush>
          <Movements rows={movements} />
        </Panel>
      }
      side={
        <>
          <Panel title={t('facts')}>
            <Facts
              items={[
                [t('holds'), <b key="holds">{money(one.balance)}</b>],
                [t('value'), money(one.value)],
                [t('until'), one.expiresOn === null ? t('noEnd') : date(one.expiresOn)],
                [t('madeAt'), date(one.madeAt)],
                [t('told'), one.toldAt === null ? t('notTold') : dateTime(one.toldAt)],
                [t('hasPin'), t(one.hasPin ? 'yes' : 'no')],
                one.reason !== '' && [t('reason'), one.reason],
                one.orderId !== null && [t('order'), <OrderLink key="order" orderId={one.orderId} />],
                one.movedTo !== null && [
                  t('replacedBy'),
                  <Link key="to" href={`/cards/gift/${one.movedTo}`}>
                    {t('card')}
                  </Link>,
                ],
              ]}
            />
          </Panel>
          <RecordStory id={cardId} />
        </>
      }
    />
  );
}

function OrderLink({ orderId }: { orderId: string }): ReactNode {
  const t = useWords(cards);
  return <Link href={`/orders/${orderId}`}>{t('order')}</Link>;
}

const whys = ['sold', 'given', 'reload', 'hold', 'hold_ended', 'refund', 'expired', 'moved', 'returned'] as const;

export function Movements({ rows }: { rows: readonly Movement[] }) {
  const t = useWords(cards);
  const { money, dateTime } = useFormat();
  const why = (reason: string): string => {
    const known = whys.find((one) => one === reason);
    return known ? t(`why.${known}`) : reason;
  };
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th>{t('when')}</th>
            <th>{t('what')}</th>
            <th data-align="right">{t('amount')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.movementId}>
              <td>{dateTime(row.at)}</td>
              <td>
                {why(row.reason)} {row.orderId !== null && <OrderLink orderId={row.orderId} />}
              </td>
              <td className="num right">{money(row.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Verb = 'block' | 'unblock' | 'move' | 'tell';

function Verbs({ card }: { card: GiftCard }) {
  const t = useWords(cards);
  const c = useWords(common);
  const [, go] = useLocation();
  const [asked, ask] = useState<Verb>();
  const [reason, setReason] = useState('');
  const [secret, setSecret] = useState<{ code: string; pin: string }>();
  const [newCardId] = useState(() => newId('gft'));
  const block = useWrite(`/api/gift-cards/${card.cardId}/block`);
  const unblock = useWrite(`/api/gift-cards/${card.cardId}/unblock`);
  const move = useWrite(`/api/gift-cards/${card.cardId}/move`);
  const run: Readonly<{ [V in Verb]: () => Promise<unknown> }> = {
    block: () => block.mutateAsync({ reason }),
    unblock: () => unblock.mutateAsync({}),
    move: () => move.mutateAsync({ newCardId, reason }).then(() => go(`/cards/gift/${newCardId}`)),
    tell: async () => setSecret(await api('POST', `/api/gift-cards/${card.cardId}/tell`, { body: {} })),
  };
  const wantsReason = asked === 'block' || asked === 'move';
  const text = asked && asked !== 'unblock' ? t(`${asked}Text`) : '';
  if (card.state === 'moved') return null;
  return (
    <>
      {card.toldAt === null && <Button onClick={() => ask('tell')}>{t('tell')}</Button>}
      {card.balance.minor > 0 && (
        <Button variant="default" onClick={() => ask('move')}>
          {t('move')}
        </Button>
      )}
      <Button variant="default" onClick={() => ask(card.state === 'blocked' ? 'unblock' : 'block')}>
        {t(card.state === 'blocked' ? 'unblock' : 'block')}
      </Button>
      <Confirm
        opened={asked !== undefined}
        onClose={() => ask(undefined)}
        title={asked ? t(asked) : ''}
        verb={asked ? t(asked) : ''}
        danger={asked === 'block' || asked === 'move'}
        disabled={wantsReason && reason.trim() === ''}
        run={async () => (asked ? run[asked]() : undefined)}
      >
        <p>{text}</p>
        {wantsReason && (
          <TextInput
            label={t('reason')}
            value={reason}
            maxLength={200}
            required
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Confirm>
      <Modal
        opened={secret !== undefined}
        onClose={() => setSecret(undefined)}
        title={t('tell')}
        closeButtonProps={{ 'aria-label': c('close') }}
      >
        <p>{t('tellText')}</p>
        <p>
          {t('code')} <b className="card-code num">{secret?.code}</b>
        </p>
        <p>
          {t('pin')} <b className="card-code num">{secret?.pin}</b>
        </p>
      </Modal>
    </>
  );
}

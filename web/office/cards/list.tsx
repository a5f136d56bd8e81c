/** Gift cards, the newest first. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Tag } from '../parts/tag.tsx';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { cardEvents, shownOf, tones, useWrite, type GiftCard } from './data.ts';
import { OwedTotals, Sections } from './parts.tsx';
import { cards } from './words.ts';

function useColumns(): Column<GiftCard>[] {
  const t = useWords(cards);
  const { money, date } = useFormat();
  return [
    { key: 'card', head: t('card'), cell: (one) => <span className="num">…{one.last4.toUpperCase()}</span> },
    { key: 'state', head: t('state'), cell: (one) => <Tag tone={tones[shownOf(one)]}>{t(shownOf(one))}</Tag> },
    { key: 'value', head: t('value'), align: 'right', hide: 'phone', cell: (one) => money(one.value) },
    { key: 'holds', head: t('holds'), align: 'right', cell: (one) => <b>{money(one.balance)}</b> },
    {
      key: 'until',
      head: t('until'),
      hide: 'wide',
      cell: (one) => (one.expiresOn === null ? t('noEnd') : date(one.expiresOn)),
    },
    { key: 'made', head: t('madeAt'), hide: 'phone', cell: (one) => date(one.madeAt) },
  ];
}

export function CardList() {
  const t = useWords(cards);
  const filters = useFilters(['q', 'state']);
  const { q, state } = filters.values;
  const list = useKeyset<GiftCard>('gift-cards', '/api/gift-cards', {
    text: q || undefined,
    state: state || undefined,
  });
  const mayGive = useCan('payments.write');
  const [giving, give] = useState(false);
  useLive(cardEvents, [['gift-cards']], 2_000);
  const columns = useColumns();
  return (
    <ListPage
      title={t('title')}
      actions={
        mayGive && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => give(true)}>
            {t('give')}
          </Button>
        )
      }
      views={
        <>
          <Sections value="cards" />
          <OwedTotals />
        </>
      }
      filters={
        <>
          <SearchField label={t('search')} value={q} onChange={(next) => filters.set({ q: next })} />
          <NativeSelect
            aria-label={t('state')}
            value={state}
            onChange={(event) => filters.set({ state: event.currentTarget.value })}
            data={[
              { value: '', label: t('allStates') },
              ...(['active', 'blocked', 'moved'] as const).map((value) => ({ value, label: t(value) })),
            ]}
          />
        </>
      }
    >
      <DataTable
        label={t('cards')}
        columns={columns}
        list={list}
        rowKey={(one) => one.cardId}
        href={(one) => `/cards/gift/${one.cardId}`}
        empty={
          <Empty icon="gift" title={t('empty')}>
            {t('emptyText')}
          </Empty>
        }
      />
      {giving && <Give onClose={() => give(false)} />}
    </ListPage>
  );
}

/** A card that nobody bought. Its code is shown on its record, once. */
function Give({ onClose }: { onClose: () => void }) {
  const t = useWords(cards);
  const c = useWords(common);
  const [, go] = useLocation();
  const [cardId] = useState(() => newId('gft'));
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const write = useWrite('/api/gift-cards');
  const minor = minorOf(typed, 'EUR');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ cardId, minor, currency: 'EUR', reason });
    go(`/cards/gift/${cardId}`);
  };
  return (
    <Modal opened onClose={onClose} title={t('give')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TextInput
          label={t('amount')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="decimal"
          rightSection="€"
          required
          data-autofocus
        />
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
        />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button type="submit" loading={write.isPending} disabled={!minor || minor <= 0 || reason.trim() === ''}>
            {t('give')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

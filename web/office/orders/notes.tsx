/** Notes beside an order, and its hold: why it waits, until when, and letting it go on. */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '#base/ids';
import { instantOfMs } from '#base/time';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { orders } from '../words/orders.ts';
import type { Order } from './data.ts';
import { editWords } from './edit-words.ts';
import './edit.css';

type Note = {
  readonly noteId: string;
  readonly audience: 'internal' | 'shopper';
  readonly about: 'note' | 'hold';
  readonly words: string | null;
  readonly actor: string;
  readonly actorName: string | null;
  readonly at: string;
};

export function Notes({ order }: { order: Order }) {
  const t = useWords(editWords);
  const may = useCan('orders.write');
  const notes = useQuery({
    queryKey: ['orders', 'notes', order.orderId, order.version],
    queryFn: ({ signal }) => api<{ items: Note[] }>('GET', `/api/orders/${order.orderId}/notes`, { signal }),
    placeholderData: (before) => before,
  });
  return (
    <Panel title={t('notes')}>
      {may && <NewNote order={order} />}
      {notes.isError && <ErrorBox error={notes.error} retry={() => void notes.refetch()} />}
      {notes.data?.items.length === 0 && <p className="muted">{t('noNote')}</p>}
      {notes.data?.items.map((note) => (
        <OneNote key={note.noteId} order={order} note={note} />
      ))}
    </Panel>
  );
}

function NewNote({ order }: { order: Order }) {
  const t = useWords(editWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [told, setTold] = useState(false);
  const [noteId, setNoteId] = useState(() => newId('nte'));
  const write = useMutation({
    mutationFn: () =>
      api('POST', `/api/orders/${order.orderId}/notes`, {
        body: { noteId, audience: told ? 'shopper' : 'internal', words: words.trim() },
      }),
    onSuccess: async () => {
      setWords('');
      await client.invalidateQueries({ queryKey: ['orders'] });
    },
    // The same id with other words would be another note.
    onSettled: () => setNoteId(newId('nte')),
  });
  return (
    <form
      className="column"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate();
      }}
    >
      <Textarea
        label={t('note')}
        placeholder={t('noteHint')}
        autosize
        minRows={2}
        maxLength={1_000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Checkbox
        size="sm"
        label={t('forShopper')}
        checked={told}
        onChange={(event) => setTold(event.currentTarget.checked)}
      />
      {write.error && (
        <p className="bad" role="alert">
          {sentenceOf(write.error, c('error.network'))}
        </p>
      )}
      <Button type="submit" size="xs" variant="default" disabled={words.trim() === ''} loading={write.isPending}>
        {t('write')}
      </Button>
    </form>
  );
}

function OneNote({ order, note }: { order: Order; note: Note }) {
  const t = useWords(editWords);
  const { when } = useFormat();
  const client = useQueryClient();
  const may = useCan('orders.write');
  const [asked, ask] = useState(false);
  return (
    <div className="quiet-note">
      <p className="help num">
        {[note.actorName, when(note.at)].filter(Boolean).join(' · ')}{' '}
        <Tag tone={note.audience === 'shopper' ? 'info' : 'plain'}>
          {t(note.about === 'hold' ? 'holdNote' : `audience.${note.audience}`)}
        </Tag>
      </p>
      {note.words === null ? <p className="muted">{t('erased')}</p> : <p className="note-words">{note.words}</p>}
      {may && note.words !== null && (
        <Button size="compact-xs" variant="subtle" color="zinc" onClick={() => ask(true)}>
          {t('erase')}
        </Button>
      )}
      <Confirm
        opened={asked}
        onClose={() => ask(false)}
        title={t('eraseNote')}
        verb={t('erase')}
        danger
        run={async () => {
          await api('POST', `/api/orders/${order.orderId}/notes/${note.noteId}/erase`, { body: {} });
          await client.invalidateQueries({ queryKey: ['orders'] });
        }}
      >
        {t('eraseText')}
      </Confirm>
    </div>
  );
}

export type HoldProps = { readonly order: Order; readonly opened: boolean; readonly onClose: () => void };

export function HoldBox({ order, opened, onClose }: HoldProps) {
  const t = useWords(editWords);
  const o = useWords(orders);
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t('hold')}
      verb={t('hold')}
      disabled={reason.trim() === ''}
      run={async () => {
        const end = until === '' ? {} : { until: instantOfMs(new Date(until).getTime()) };
        const body = { noteId: newId('nte'), reason: reason.trim(), ...end };
        await api('POST', `/api/orders/${order.orderId}/hold`, { body });
        await client.invalidateQueries({ queryKey: ['orders'] });
      }}
    >
      <p>{t('holdText')}</p>
      <TextInput
        mt="sm"
        label={o('reason')}
        maxLength={200}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        mt="sm"
        type="datetime-local"
        label={t('holdUntil')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </Confirm>
  );
}

/** Says that an order is on hold, since when and until when; and lets it go on. */
export function HeldPanel({ order }: { order: Order }) {
  const t = useWords(editWords);
  const c = useWords(common);
  const { when } = useFormat();
  const client = useQueryClient();
  const may = useCan('orders.write');
  const resume = useMutation({
    mutationFn: () => api('POST', `/api/orders/${order.orderId}/resume`, { body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['orders'] });
      notifications.show({ message: t('resumed', { number: order.number }), color: 'cresson' });
    },
    onError: (error) => notifications.show({ message: sentenceOf(error, c('error.network')), color: 'groseille' }),
  });
  if (order.heldAt === null) return null;
  return (
    <Panel
      title={t('held')}
      note={t('heldSince', { when: when(order.heldAt) })}
      aside={
        may && (
          <Button size="xs" loading={resume.isPending} onClick={() => resume.mutate()}>
            {t('resume')}
          </Button>
        )
      }
    >
      <p>{t('holdText')}</p>
      {order.heldUntil !== null && <p className="muted">{t('heldUntil', { when: when(order.heldUntil) })}</p>}
    </Panel>
  );
}

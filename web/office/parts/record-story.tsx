/** The timeline of any record by its id: as a panel beside it, or behind a small button where the record is a line of a list. */
import { ActionIcon, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { journal } from '../words/journal.ts';
import { Icon } from './icon.tsx';
import { Story, type StoryEvent } from './story.tsx';

type Page = { readonly items: readonly StoryEvent[] };

/** `path` where the record's own module tells its story. */
export function RecordStory({ id, path, bare }: { id: string; path?: string; bare?: boolean }) {
  const story = useQuery({
    queryKey: ['story', id],
    queryFn: ({ signal }) => api<Page>('GET', path ?? `/api/timeline/${id}`, { signal }),
  });
  return <Story reading={story} linkOrders bare={bare ?? false} />;
}

/** A clock beside a line: what happened to it. `name` is the record's, for those who hear it. */
export function StoryButton({ id, name }: { id: string; name: string }) {
  const t = useWords(journal);
  const c = useWords(common);
  const [open, setOpen] = useState(false);
  const title = t('titleOf', { name });
  return (
    <>
      <ActionIcon
        className="story-button"
        size="sm"
        variant="subtle"
        color="zinc"
        aria-label={title}
        title={t('title')}
        onClick={() => setOpen(true)}
      >
        <Icon name="clock" size={16} />
      </ActionIcon>
      <Modal opened={open} onClose={() => setOpen(false)} title={title} closeButtonProps={{ 'aria-label': c('close') }}>
        {open && <RecordStory id={id} bare />}
      </Modal>
    </>
  );
}

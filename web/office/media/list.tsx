/** All pictures in a grid; files dropped anywhere on it are sent. */
import { Button, Checkbox, FileButton, NativeSelect } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useChoice, type Choice } from '../parts/choice.ts';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Picture } from '../parts/picture.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useSending, useSummary, views, type Media, type Summary } from './data.ts';
import { SendingPanel } from './sending.tsx';
import { TagPictures } from './tag-pictures.tsx';
import { mediaWords } from './words.ts';

export const accepted = 'image/png,image/jpeg,image/webp';

export function MediaList() {
  const t = useWords(mediaWords);
  useLive(['catalog.media'], [['media']], 3_000);
  const filters = useFilters(['q', 'view', 'tag', 'sameAs']);
  const list = useKeyset<Media>('media', '/api/media', filters.values);
  const summary = useSummary();
  const mayWrite = useCan('catalog.write');
  const choice = useChoice();
  const sending = useSending();
  const counts = summary.data?.views;
  return (
    <Drop send={mayWrite ? sending.send : undefined}>
      <RecordList
        name="media"
        title={t('title')}
        help="media"
        actions={mayWrite && <Upload send={sending.send} />}
        tabs={{
          label: t('view'),
          value: filters.values.view || 'all',
          onChange: (view) => filters.set({ view: view === 'all' ? '' : view, sameAs: '' }),
          views: [
            { key: 'all', label: t('all'), ...(summary.data ? { count: summary.data.total } : {}) },
            ...views.map((key) => ({ key, label: t(key), ...(counts ? { count: counts[key] } : {}) })),
          ],
        }}
        above={<SendingPanel list={sending.list} onHide={sending.clear} />}
        filters={filters}
        search={t('search')}
        fields={
          <TagField tag={filters.values.tag} tags={summary.data?.tags ?? []} set={(tag) => filters.set({ tag })} />
        }
        file={{ name: 'media', query: filters.values }}
        columns={[]}
        list={list}
        rowKey={({ mediaId }) => mediaId}
        renderGrid={(rows) => <Tiles rows={rows} choice={mayWrite ? choice : undefined} />}
        bulk={
          <TagPictures
            pictures={list.rows.filter(({ mediaId }) => choice.chosen.has(mediaId))}
            tags={(summary.data?.tags ?? []).map(({ tag }) => tag)}
            onDone={choice.clear}
          />
        }
        empty={{
          drawing: '/assets/drawings/paper-bleu-plain-0.svg',
          title: t('empty'),
          children: t('emptyHint'),
        }}
      />
    </Drop>
  );
}

type DropProps = { readonly send: ((files: readonly File[]) => void) | undefined; readonly children: ReactNode };

/** Files let go anywhere on the list are sent. */
function Drop({ send, children }: DropProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className="media-drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        if (send) setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        send?.([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
      }}
    >
      {children}
    </div>
  );
}

function Tiles({ rows, choice }: { rows: readonly Media[]; choice: Choice | undefined }) {
  const t = useWords(mediaWords);
  return (
    <>
      {choice && (
        <p className="media-hint help">
          {t('drop')} {t('hint')}
        </p>
      )}
      <ul className="media-grid">
        {rows.map((media) => (
          <Tile key={media.mediaId} media={media} choice={choice} />
        ))}
      </ul>
    </>
  );
}

function Upload({ send }: { send: (files: readonly File[]) => void }) {
  const t = useWords(mediaWords);
  return (
    <FileButton onChange={send} accept={accepted} multiple>
      {(props) => (
        <Button {...props} leftSection={<Icon name="plus" size={16} />}>
          {t('upload')}
        </Button>
      )}
    </FileButton>
  );
}

type TagProps = { readonly tag: string; readonly tags: Summary['tags']; readonly set: (tag: string) => void };

function TagField({ tag, tags, set }: TagProps) {
  const t = useWords(mediaWords);
  const options = tags.map((one) => ({ value: one.tag, label: `${one.tag} (${one.pictures})` }));
  return (
    <NativeSelect
      aria-label={t('tag')}
      value={tag}
      onChange={(event) => set(event.currentTarget.value)}
      data={[{ value: '', label: t('allTags') }, ...options]}
    />
  );
}

function Tile({ media, choice }: { media: Media; choice: Choice | undefined }) {
  const t = useWords(mediaWords);
  const c = useWords(common);
  const { text } = useFormat();
  const { use, kind, alt, state, copies } = media;
  const silent = kind !== 'drawing' && (alt.fr === '' || alt.en === '');
  return (
    <li className="media-tile">
      {choice && (
        <Checkbox
          className="media-choose"
          size="xs"
          aria-label={c('choose.one', { name: use ? text(use.name) : (media.fileName ?? t('nobody')) })}
          checked={choice.chosen.has(media.mediaId)}
          onChange={() => choice.toggle([media.mediaId], !choice.chosen.has(media.mediaId))}
        />
      )}
      <Link href={`/media/${media.mediaId}`}>
        <Picture src={media.url} size={168} />
        <span className="media-name">{use ? text(use.name) : (media.fileName ?? t('nobody'))}</span>
      </Link>
      <span className="media-tags">
        {!media.used && <Tag>{t('isUnused')}</Tag>}
        {silent && state === 'ready' && <Tag tone="warn">{t('noText')}</Tag>}
        {state === 'pending' && <Tag tone="warn">{t('waiting')}</Tag>}
        {state === 'failed' && <Tag tone="bad">{t('isMissing')}</Tag>}
        {copies > 1 && <Tag tone="info">{t('copies', { n: copies })}</Tag>}
      </span>
    </li>
  );
}

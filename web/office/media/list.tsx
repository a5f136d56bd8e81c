/** All pictures in a grid; files dropped anywhere on it are sent. */
import { Button, FileButton, NativeSelect } from '@mantine/core';
import { useState, type DragEvent } from 'react';
import { Link } from 'wouter';
import { Empty, NoResult } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset, type Keyset } from '../parts/keyset.ts';
import { ListPage, Views } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Picture } from '../parts/picture.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useSending, useSummary, views, type Media, type Summary } from './data.ts';
import { SendingPanel } from './sending.tsx';
import { mediaWords } from './words.ts';

export const accepted = 'image/png,image/jpeg,image/webp';

export function MediaList() {
  const t = useWords(mediaWords);
  useLive(['catalog.media'], [['media']], 3_000);
  const filters = useFilters(['q', 'view', 'tag', 'sameAs']);
  const list = useKeyset<Media>('media', '/api/media', filters.values);
  const summary = useSummary();
  const mayWrite = useCan('catalog.write');
  const sending = useSending();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (mayWrite) sending.send([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
  };
  const counts = summary.data?.views;
  return (
    <ListPage
      title={t('title')}
      actions={mayWrite && <Upload send={sending.send} />}
      views={
        <>
          <Views
            label={t('view')}
            value={filters.values.view}
            onChange={(view) => filters.set({ view, sameAs: '' })}
            views={[
              { key: '', label: t('all'), ...(summary.data ? { count: summary.data.total } : {}) },
              ...views.map((key) => ({ key, label: t(key), ...(counts ? { count: counts[key] } : {}) })),
            ]}
          />
          <SendingPanel list={sending.list} onHide={sending.clear} />
        </>
      }
      filters={
        <Narrow
          q={filters.values.q}
          tag={filters.values.tag}
          tags={summary.data?.tags ?? []}
          set={(next) => filters.set(next)}
        />
      }
    >
      <div
        className="media-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          if (mayWrite) setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {mayWrite && (
          <p className="media-hint help">
            {t('drop')} {t('hint')}
          </p>
        )}
        <Grid list={list} filtered={filters.any} onClear={filters.clear} />
      </div>
    </ListPage>
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

type NarrowProps = {
  readonly q: string;
  readonly tag: string;
  readonly tags: Summary['tags'];
  readonly set: (next: { q?: string; tag?: string }) => void;
};

function Narrow({ q, tag, tags, set }: NarrowProps) {
  const t = useWords(mediaWords);
  const options = tags.map((one) => ({ value: one.tag, label: `${one.tag} (${one.pictures})` }));
  return (
    <>
      <SearchField value={q} onChange={(typed) => set({ q: typed })} label={t('search')} />
      <NativeSelect
        aria-label={t('tag')}
        value={tag}
        onChange={(event) => set({ tag: event.currentTarget.value })}
        data={[{ value: '', label: t('allTags') }, ...options]}
      />
    </>
  );
}

function Grid({ list, filtered, onClear }: { list: Keyset<Media>; filtered: boolean; onClear: () => void }) {
  const t = useWords(mediaWords);
  if (list.isPending) return <RowsSkeleton height={56} />;
  if (list.error && list.rows.length === 0) return <ErrorBox error={list.error} retry={list.retry} />;
  if (list.rows.length === 0)
    return filtered ? (
      <NoResult onClear={onClear} />
    ) : (
      <Empty drawing="/assets/drawings/paper-bleu-plain-0.svg" title={t('empty')}>
        {t('emptyHint')}
      </Empty>
    );
  return (
    <>
      <ul className="media-grid" data-stale={list.isStale || undefined}>
        {list.rows.map((media) => (
          <Tile key={media.mediaId} media={media} />
        ))}
      </ul>
      <footer className="table-foot">
        <span className="num muted">{t('shownOf', { n: list.rows.length })}</span>
        {list.hasMore && (
          <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.more}>
            {t('more')}
          </Button>
        )}
      </footer>
    </>
  );
}

function Tile({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  const { text } = useFormat();
  const { use, kind, alt, state, copies } = media;
  const silent = kind !== 'drawing' && (alt.fr === '' || alt.en === '');
  return (
    <li className="media-tile">
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

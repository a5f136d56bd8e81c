/** One picture: where to look, what it shows, in which words, and who shows it. */
import { Button, FileButton, NumberInput, TagsInput, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type MouseEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { pictureMarkup } from '#kit/pictures';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useChange, useMedia, useReplace, type Focus, type Media } from './data.ts';
import { accepted } from './list.tsx';
import { Place } from './place.tsx';
import { mediaWords } from './words.ts';

export function MediaRecord({ mediaId }: { mediaId: string }) {
  const media = useMedia(mediaId);
  if (media.isPending) return <PageSkeleton record />;
  if (!media.data) return <ErrorBox error={media.error} retry={() => void media.refetch()} page />;
  // A new version is another draft: what was typed is saved by then, or was somebody else's.
  return <Loaded key={media.data.version} media={media.data} />;
}

function Loaded({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  const { text } = useFormat();
  const mayWrite = useCan('catalog.write');
  const [focus, setFocus] = useState<Focus>(media.focus);
  const title = media.use
    ? t('pictureOf', { name: text(media.use.name) })
    : (media.fileName ?? t(media.kind === 'drawing' ? 'drawing' : 'title'));
  return (
    <Record
      back={{ href: '/media', label: t('title') }}
      title={title}
      tags={
        <>
          {!media.used && <Tag>{t('isUnused')}</Tag>}
          {media.state === 'pending' && <Tag tone="warn">{t('waiting')}</Tag>}
          {media.state === 'failed' && <Tag tone="bad">{t('isMissing')}</Tag>}
        </>
      }
      actions={mayWrite && <Verbs media={media} />}
      main={
        <>
          <Problem media={media} />
          <FocusPanel media={media} focus={focus} set={mayWrite ? setFocus : undefined} />
          <WordsPanel media={media} focus={focus} mayWrite={mayWrite} />
        </>
      }
      side={
        <>
          <Uses media={media} mayWrite={mayWrite} />
          <FilePanel media={media} />
          <RecordStory id={media.mediaId} />
        </>
      }
    />
  );
}

const problems = ['no_answer', 'not_found', 'not_a_picture', 'too_large', 'lost'] as const;

function Problem({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  if (media.state === 'ready') return null;
  const problem = problems.find((known) => known === media.problem);
  return (
    <Panel>
      <p className={media.state === 'failed' ? 'bad' : 'muted'} role="status">
        {media.state === 'pending' ? t('pendingHint') : t(problem ?? 'unknownProblem')}
      </p>
    </Panel>
  );
}

type FocusProps = { media: Media; focus: Focus; set: ((focus: Focus) => void) | undefined };

/** The picture whole; a click says what must stay in sight. The two numbers do the same for the keyboard. */
function FocusPanel({ media, focus, set }: FocusProps) {
  const t = useWords(mediaWords);
  const { text } = useFormat();
  const known = pictureMarkup(media.url);
  const click = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (value: number, size: number) => Math.round(Math.min(1, Math.max(0, value / size)) * 100);
    set?.({ x: at(event.clientX - box.left, box.width), y: at(event.clientY - box.top, box.height) });
  };
  const position = `${focus.x}% ${focus.y}%`;
  if (!known)
    return (
      <Panel>
        <div className="media-whole">
          <img src={media.url} alt={text(media.alt)} width={320} height={320} />
        </div>
      </Panel>
    );
  const picture = { src: known.src, srcSet: known.srcset };
  return (
    <Panel title={t('focus')} note={set && t('focusHint')}>
      <div className="media-focus">
        {/* The click is a shortcut of the two number fields below. */}
        <div className="media-whole" data-click={set ? true : undefined} onClick={click} role="presentation">
          <img
            {...picture}
            alt={text(media.alt)}
            width={known.width}
            height={known.height}
            sizes="(max-width: 1100px) 100vw, 640px"
          />
          <span className="media-point" style={{ left: `${focus.x}%`, top: `${focus.y}%` }} aria-hidden="true" />
        </div>
        <div className="media-crops" aria-label={t('crops')} role="group">
          {['1 / 1', '4 / 5', '16 / 9'].map((aspectRatio) => (
            <img
              key={aspectRatio}
              {...picture}
              alt=""
              sizes="160px"
              width={160}
              height={160}
              style={{ aspectRatio, objectPosition: position }}
            />
          ))}
        </div>
      </div>
      {set && (
        <div className="media-two">
          <NumberInput
            label={t('focusX')}
            min={0}
            max={100}
            value={focus.x}
            onChange={(x) => set({ ...focus, x: Number(x) || 0 })}
          />
          <NumberInput
            label={t('focusY')}
            min={0}
            max={100}
            value={focus.y}
            onChange={(y) => set({ ...focus, y: Number(y) || 0 })}
          />
        </div>
      )}
    </Panel>
  );
}

function WordsPanel({ media, focus, mayWrite }: { media: Media; focus: Focus; mayWrite: boolean }) {
  const t = useWords(mediaWords);
  const c = useWords(common);
  const change = useChange(media.mediaId);
  const [alt, setAlt] = useState(media.alt);
  const [tags, setTags] = useState<readonly string[]>(media.tags);
  const save = () =>
    change.mutate(
      { method: 'PATCH', body: { version: media.version, alt, tags, focus } },
      { onSuccess: () => notifications.show({ message: t('saved'), color: 'cresson' }) },
    );
  return (
    <Panel title={t('text')}>
      <form
        className="column fields"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p className="muted">{t('textHint')}</p>
        <div className="media-two">
          {(['fr', 'en'] as const).map((lang) => (
            <Textarea
              key={lang}
              label={t(lang === 'fr' ? 'french' : 'english')}
              lang={lang}
              autosize
              minRows={2}
              maxLength={500}
              disabled={!mayWrite}
              value={alt[lang]}
              onChange={(event) => setAlt({ ...alt, [lang]: event.currentTarget.value })}
            />
          ))}
        </div>
        <TagsInput
          label={t('tags')}
          description={t('tagsHint')}
          maxTags={50}
          disabled={!mayWrite}
          value={[...tags]}
          onChange={setTags}
        />
        {change.error && (
          <p className="bad" role="alert">
            {sentenceOf(change.error, c('error.network'))}
          </p>
        )}
        {mayWrite && (
          <div>
            <Button type="submit" loading={change.isPending}>
              {t('save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function Uses({ media, mayWrite }: { media: Media; mayWrite: boolean }) {
  const t = useWords(mediaWords);
  const { text } = useFormat();
  const { use } = media;
  return (
    <Panel title={t('uses')}>
      {use ? (
        <p>
          <Link className="row-link" href={`/products/${use.productId}`}>
            {text(use.name)}
          </Link>
          <br />
          <span className="help">
            {use.position === null ? t('notInGallery') : t('inGallery', { n: use.position })}
            {use.skus.length > 0 && `, ${t('ofVariants', { skus: use.skus.slice(0, 8).join(', ') })}`}
          </span>
        </p>
      ) : (
        <p className="muted">{t('notUsed')}</p>
      )}
      {mayWrite && !media.used && <Place media={media} />}
    </Panel>
  );
}

function FilePanel({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  const { number, dateTime } = useFormat();
  const { width, height, bytes, copies } = media;
  const kinds = { drawing: 'drawing', remote: 'remote', upload: 'uploaded' } as const;
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [t('kind'), t(kinds[media.kind])],
          media.fileName !== null && [t('file'), media.fileName],
          media.sourceUrl !== null && [
            t('source'),
            <span key="source" className="media-address">
              {media.sourceUrl}
            </span>,
          ],
          width !== null && height !== null && [t('size'), `${number(width)} × ${number(height)}`],
          bytes !== null && [t('weight'), t('kilobytes', { n: number(Math.max(1, Math.round(bytes / 1_000))) })],
          [t('added'), dateTime(media.createdAt)],
          copies > 1 && [
            t('twins'),
            <Link key="twins" className="row-link" href={`/media?sameAs=${media.mediaId}`}>
              {t('seeTwins', { n: copies })}
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

function Verbs({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const change = useChange(media.mediaId);
  const replace = useReplace(media);
  const [asking, setAsking] = useState(false);
  const failed = replace.error ?? change.error;
  return (
    <>
      {failed && (
        <span className="bad" role="alert">
          {sentenceOf(failed, c('error.network'))}
        </span>
      )}
      {media.state === 'failed' && media.kind === 'remote' && (
        <Button variant="default" onClick={() => change.mutate({ method: 'PUT', path: '/retry' })}>
          {t('retry')}
        </Button>
      )}
      <FileButton
        accept={accepted}
        onChange={(file) =>
          file &&
          replace.mutate(file, {
            onSuccess: () => notifications.show({ message: t('replaced'), color: 'cresson' }),
          })
        }
      >
        {(props) => (
          <Button {...props} variant="default" loading={replace.isPending}>
            {t('replace')}
          </Button>
        )}
      </FileButton>
      <Button
        variant="default"
        disabled={media.used}
        title={media.used ? t('removeUsed') : undefined}
        onClick={() => setAsking(true)}
      >
        {t('remove')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('remove')}
        verb={t('remove')}
        danger
        run={async () => {
          await change.mutateAsync({ method: 'DELETE' });
          go('/media');
        }}
      >
        {t('removeText')}
      </Confirm>
    </>
  );
}

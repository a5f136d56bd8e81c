/** Pictures of a product: the first is its face. New ones are sent at once; order and removal are saved with the rest. */
import { ActionIcon, Button, FileButton } from '@mantine/core';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useUpload, type Medium } from './data.ts';
import type { Editor } from './record.tsx';
import { productWords } from './words.ts';

export function Pictures({ editor }: { editor: Editor }) {
  const t = useWords(productWords);
  const c = useWords(common);
  const { product, edits, change, mayWrite } = editor;
  const upload = useUpload(product.productId);
  const kept = edits.media?.map((one) => one.source.mediaId);
  const shown = kept
    ? kept.flatMap((id) => product.media.find((medium) => medium.mediaId === id) ?? [])
    : product.media;
  const keep = (media: readonly Medium[]) =>
    change({ media: media.map(({ mediaId, alt }) => ({ source: { mediaId }, alt })) });
  return (
    <Panel
      title={t('pictures')}
      note={t('uploadHint')}
      aside={
        mayWrite && (
          <FileButton onChange={(files) => upload.mutate(files)} accept="image/png,image/jpeg,image/webp" multiple>
            {(props) => (
              <Button {...props} size="xs" variant="default" loading={upload.isPending}>
                {t('upload')}
              </Button>
            )}
          </FileButton>
        )
      }
    >
      {upload.error && (
        <p className="bad" role="alert">
          {sentenceOf(upload.error, c('error.network'))}
        </p>
      )}
      {shown.length === 0 && <p className="muted">{t('noPicture')}</p>}
      <ul className="pictures">
        {shown.map((medium, i) => (
          <OnePicture
            key={medium.mediaId}
            medium={medium}
            n={i + 1}
            mayWrite={mayWrite}
            onFirst={() => keep([medium, ...shown.filter((one) => one !== medium)])}
            onRemove={() => keep(shown.filter((one) => one !== medium))}
          />
        ))}
      </ul>
    </Panel>
  );
}

type OneProps = { medium: Medium; n: number; mayWrite: boolean; onFirst: () => void; onRemove: () => void };

function OnePicture({ medium, n, mayWrite, onFirst, onRemove }: OneProps) {
  const t = useWords(productWords);
  const { text } = useFormat();
  return (
    <li>
      <Picture src={medium.url} alt={text(medium.alt)} size={112} />
      {mayWrite && (
        <span className="picture-verbs">
          {n > 1 && (
            <ActionIcon variant="default" size="sm" aria-label={t('firstPicture', { n })} onClick={onFirst}>
              <Icon name="up" size={14} />
            </ActionIcon>
          )}
          <ActionIcon variant="default" size="sm" aria-label={t('removePicture', { n })} onClick={onRemove}>
            <Icon name="x" size={14} />
          </ActionIcon>
        </span>
      )}
    </li>
  );
}

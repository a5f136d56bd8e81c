/** Several pictures given a tag, or relieved of one, at once. */
import { Button, TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../shell/lang.tsx';
import type { Media } from './data.ts';
import { mediaWords } from './words.ts';

type Props = { readonly pictures: readonly Media[]; readonly tags: readonly string[]; readonly onDone: () => void };

export function TagPictures({ pictures, tags, onDone }: Props) {
  const t = useWords(mediaWords);
  const [asking, ask] = useState(false);
  return (
    <ChoiceBar count={pictures.length} onClear={onDone}>
      <Button size="xs" variant="white" onClick={() => ask(true)}>
        {t('tagMany')}
      </Button>
      {asking && <TagBox pictures={pictures} tags={tags} onDone={onDone} onClose={() => ask(false)} />}
    </ChoiceBar>
  );
}

function TagBox({ pictures, tags, onDone, onClose }: Props & { readonly onClose: () => void }) {
  const t = useWords(mediaWords);
  const client = useQueryClient();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const theirs = [...new Set(pictures.flatMap((one) => one.tags))];
  const run = async () => {
    for (const { mediaId, version, tags: has } of pictures) {
      const next = [...new Set([...has, ...add])].filter((tag) => !remove.includes(tag));
      if (next.join() !== has.join()) await api('PATCH', `/api/media/${mediaId}`, { body: { version, tags: next } });
    }
    await client.invalidateQueries({ queryKey: ['media'] });
    notifications.show({ message: t('saved'), color: 'cresson' });
    onDone();
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('tagManyTitle', { n: pictures.length })}
      verb={t('tagMany')}
      disabled={add.length + remove.length === 0}
      run={run}
    >
      <div className="column">
        <TagsInput label={t('addTags')} value={add} onChange={setAdd} data={[...tags]} maxTags={20} />
        <TagsInput
          label={t('dropTags')}
          value={remove}
          onChange={(next) => setRemove(next.filter((tag) => theirs.includes(tag)))}
          data={theirs}
        />
      </div>
    </Confirm>
  );
}

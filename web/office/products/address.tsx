/** The address of a product or category in the shop, and changing it: the old one keeps leading here. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { slug } from '#catalog/model';
import { sentenceOf } from '../parts/failed.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { words } from '../words/words.ts';

const addressWords = words(
  {
    address: 'Adresse',
    change: 'Changer',
    keep: 'Garder',
    save: 'Changer l’adresse',
    hint: 'L’ancienne adresse mènera toujours ici : liens, favoris et moteurs de recherche suivent.',
    changed: 'Adresse changée',
  },
  {
    address: 'Address',
    change: 'Change',
    keep: 'Keep',
    save: 'Change the address',
    hint: 'The old address will always lead here: links, bookmarks and search engines follow.',
    changed: 'Address changed',
  },
);

type Props = {
  readonly of: 'products' | 'categories';
  readonly id: string;
  readonly handle: string;
  readonly version: number;
};

export function Address({ of, id, handle, version }: Props) {
  const t = useWords(addressWords);
  const mayWrite = useCan('catalog.write');
  const [typing, setTyping] = useState(false);
  const path = `${of === 'products' ? '/p/' : '/c/'}${handle}`;
  if (typing) return <Change of={of} id={id} handle={handle} version={version} onDone={() => setTyping(false)} />;
  return (
    <span className="row">
      <span className="num">{path}</span>
      {mayWrite && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`${t('change')}, ${t('address')}`}
          onClick={() => setTyping(true)}
        >
          {t('change')}
        </Button>
      )}
    </span>
  );
}

function Change({ of, id, handle, version, onDone }: Props & { readonly onDone: () => void }) {
  const t = useWords(addressWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [typed, setTyped] = useState(handle);
  const write = useMutation({
    mutationFn: () => api('PUT', `/api/${of}/${id}/handle`, { body: { handle: slug(typed), version } }),
    // Whatever shows the catalogue names the address somewhere.
    onSuccess: () => client.invalidateQueries(),
  });
  const save = async () => {
    await write.mutateAsync();
    notifications.show({ message: t('changed'), color: 'cresson' });
    onDone();
  };
  return (
    <span className="column fields-tight">
      <TextInput
        aria-label={t('address')}
        description={t('hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={160}
        error={write.error ? sentenceOf(write.error, c('error.network')) : undefined}
      />
      <span className="confirm-verbs">
        <Button size="xs" variant="default" onClick={onDone}>
          {t('keep')}
        </Button>
        <Button
          size="xs"
          loading={write.isPending}
          disabled={slug(typed) === '' || slug(typed) === handle}
          onClick={() => void save().catch(() => undefined)}
        >
          {t('save')}
        </Button>
      </span>
    </span>
  );
}

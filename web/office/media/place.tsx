/** Puts a picture that nothing shows into a product's gallery. */
import { Button, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useChange, useProductsNamed, type Media } from './data.ts';
import { mediaWords } from './words.ts';

export function Place({ media }: { media: Media }) {
  const t = useWords(mediaWords);
  const c = useWords(common);
  const { text } = useFormat();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<string | null>(media.use?.productId ?? null);
  const found = useProductsNamed(q);
  const change = useChange(media.mediaId);
  const known = media.use ? [{ value: media.use.productId, label: text(media.use.name) }] : [];
  // A picture taken out of a product's gallery goes back there or nowhere.
  const data = media.use ? known : (found.data ?? []).map((one) => ({ value: one.productId, label: text(one.name) }));
  const place = () =>
    change.mutate(
      { method: 'PUT', path: '/place', body: { productId: chosen } },
      { onSuccess: () => notifications.show({ message: t('placed'), color: 'cresson' }) },
    );
  return (
    <div className="column fields">
      <Select
        label={t('placeField')}
        searchable
        data={data}
        value={chosen}
        onChange={setChosen}
        searchValue={q}
        onSearchChange={setQ}
        filter={({ options }) => options}
      />
      {change.error && (
        <p className="bad" role="alert">
          {sentenceOf(change.error, c('error.network'))}
        </p>
      )}
      <div>
        <Button variant="default" disabled={chosen === null} loading={change.isPending} onClick={place}>
          {t('place')}
        </Button>
      </div>
    </div>
  );
}

/** Variants made from options: their values as chips, every combination seen first, some left out, the missing ones made. */
import { Button, Checkbox, Modal, TagsInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Product, Text } from './data.ts';
import { generateWords } from './generate-words.ts';

type Typed = { readonly name: string; readonly values: readonly string[] };
type Option = { readonly name: Text; readonly values: readonly Text[] };
type Combination = {
  readonly optionValues: readonly Text[];
  readonly sku: string;
  readonly skuId: string | null;
  readonly exists: boolean;
};
const MAX_OPTIONS = 3;

export function GenerateButton({ product }: { product: Product }) {
  const t = useWords(generateWords);
  const [isOpen, open] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => open(true)}>
        {t('title')}
      </Button>
      {isOpen && <GenerateBox product={product} onClose={() => open(false)} />}
    </>
  );
}

/** What was typed as options in both languages: what the product has already keeps its texts. */
function optionsOf(typed: readonly Typed[], product: Product, text: (text: Text) => string): Option[] {
  return typed.flatMap(({ name, values }, i): Option[] => {
    const old = product.options[i];
    const known = (said: string, texts: readonly Text[]): Text =>
      texts.find((one) => text(one) === said) ?? { fr: said, en: said };
    const trimmed = name.trim();
    if (trimmed === '' || values.length === 0) return [];
    return [
      { name: known(trimmed, old ? [old.name] : []), values: values.map((one) => known(one, old?.values ?? [])) },
    ];
  });
}

function useGenerate(product: Product, onClose: () => void) {
  const t = useWords(generateWords);
  const c = useWords(common);
  const { text } = useFormat();
  const client = useQueryClient();
  const [typed, setTyped] = useState<readonly Typed[]>(
    product.options.length > 0
      ? product.options.map(({ name, values }) => ({ name: text(name), values: values.map(text) }))
      : [{ name: '', values: [] }],
  );
  const [left, leave] = useState<ReadonlySet<string>>(new Set());
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const options = optionsOf(typed, product, text);
  const path = `/api/products/${product.productId}/variants`;
  const preview = useQuery({
    queryKey: ['products', product.productId, 'variants', options, product.version],
    queryFn: ({ signal }) =>
      api<{ items: readonly Combination[] }>('POST', `${path}/preview`, { body: { options }, signal }),
    enabled: options.length > 0,
    retry: false,
  });
  const items = options.length === 0 ? [] : (preview.data?.items ?? []);
  const making = items.filter((one) => !one.exists && !left.has(one.sku));
  const make = async () => {
    setBusy(true);
    setFailed('');
    try {
      const body = { version: product.version, options, leaveOut: [...left] };
      const { made } = await api<{ made: readonly unknown[] }>('POST', path, { body });
      await client.invalidateQueries({ queryKey: ['products'] });
      notifications.show({ message: t('made', { n: made.length }), color: 'cresson' });
      onClose();
    } catch (error) {
      setFailed(sentenceOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
  };
  const refused = options.length > 0 && preview.error ? sentenceOf(preview.error, c('error.network')) : '';
  const change = (at: number, next: Partial<Typed>) =>
    setTyped(typed.map((one, i) => (i === at ? { ...one, ...next } : one)));
  const add = () => setTyped([...typed, { name: '', values: [] }]);
  return { typed, change, add, items, left, leave, making, make, busy, failed: failed || refused };
}

function GenerateBox({ product, onClose }: { product: Product; onClose: () => void }) {
  const t = useWords(generateWords);
  const c = useWords(common);
  const state = useGenerate(product, onClose);
  // Variants that have values fix how many options there are.
  const isFixed = product.options.length > 0;
  return (
    <Modal opened onClose={onClose} title={t('title')} size="lg" closeButtonProps={{ 'aria-label': c('close') }}>
      <div className="column">
        <p className="muted">{t('hint')}</p>
        {state.typed.map((one, i) => (
          <div key={i} className="generate-option">
            <TextInput
              label={t('option')}
              placeholder={t('optionHint')}
              value={one.name}
              maxLength={200}
              onChange={(event) => state.change(i, { name: event.currentTarget.value })}
            />
            <TagsInput
              label={t('values')}
              description={t('valuesHint')}
              value={[...one.values]}
              maxTags={200}
              onChange={(values) => state.change(i, { values })}
            />
          </div>
        ))}
        {!isFixed && state.typed.length < MAX_OPTIONS && (
          <div>
            <Button size="xs" variant="default" onClick={state.add}>
              {t('addOption')}
            </Button>
          </div>
        )}
        <Combinations state={state} />
        {state.failed !== '' && (
          <p className="bad" role="alert">
            {state.failed}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button loading={state.busy} disabled={state.making.length === 0} onClick={() => void state.make()}>
            {t('make', { n: state.making.length })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function Combinations({ state }: { state: ReturnType<typeof useGenerate> }) {
  const t = useWords(generateWords);
  const { text } = useFormat();
  const { items, left, leave } = state;
  if (items.length === 0) return null;
  const toggle = (sku: string) => {
    const next = new Set(left);
    if (!next.delete(sku)) next.add(sku);
    leave(next);
  };
  return (
    <ul className="generate-list" aria-label={t('combinations')}>
      {items.map((one) => (
        <li key={one.sku}>
          {one.exists ? (
            <span>{one.optionValues.map(text).join(' / ')}</span>
          ) : (
            <Checkbox
              size="xs"
              label={one.optionValues.map(text).join(' / ')}
              checked={!left.has(one.sku)}
              onChange={() => toggle(one.sku)}
            />
          )}
          <span className="help num">{one.sku}</span>
          <Tag tone={one.exists || left.has(one.sku) ? 'plain' : 'ok'}>
            {t(one.exists ? 'there' : left.has(one.sku) ? 'leftOut' : 'new')}
          </Tag>
        </li>
      ))}
    </ul>
  );
}

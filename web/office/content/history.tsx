/** Every change of a product: who, when, from what to what; one can be taken back while nothing later touches the same. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useAttributes, useHistory, useUndo, type Change } from './data.ts';
import type { PartProps } from './index.tsx';
import { contentWords } from './words.ts';

export function HistoryPart({ product }: PartProps) {
  const t = useWords(contentWords);
  const history = useHistory(product.productId);
  const undo = useUndo(product.productId);
  const mayWrite = useCan('catalog.write');
  const [asked, ask] = useState<Change>();
  if (history.isPending) return <RowsSkeleton rows={8} />;
  if (!history.data) return <ErrorBox error={history.error} retry={() => void history.refetch()} />;
  const { items } = history.data;
  return (
    <Panel title={t('history')}>
      {items.length === 0 && <p className="muted">{t('noHistory')}</p>}
      <ol className="changes">
        {items.map((change) => (
          <ChangeLine key={change.changeId} change={change} ask={mayWrite ? ask : undefined} />
        ))}
      </ol>
      <Confirm
        opened={asked !== undefined}
        onClose={() => ask(undefined)}
        title={t('undoTitle')}
        verb={t('undo')}
        run={async () => {
          if (asked) await undo.mutateAsync(asked.changeId);
          notifications.show({ message: t('saved'), color: 'cresson' });
        }}
      >
        {t('undoText')}
      </Confirm>
    </Panel>
  );
}

function ChangeLine({ change, ask }: { change: Change; ask: ((change: Change) => void) | undefined }) {
  const t = useWords(contentWords);
  const { when } = useFormat();
  return (
    <li data-undone={change.undoneBy !== null || undefined}>
      <div className="change-head">
        <strong>{t(change.kind)}</strong>
        <span className="muted">
          {when(change.at)} · {change.actorName ?? change.actor}
        </span>
        {change.undoneBy !== null && <Tag>{t('wasUndone')}</Tag>}
        {ask && change.undoable && (
          <Button size="compact-xs" variant="default" onClick={() => ask(change)}>
            {t('undo')}
          </Button>
        )}
      </div>
      <dl className="change-fields">
        {change.changes.map((one) => (
          <Field key={`${one.field} ${one.skuId ?? ''}`} field={one.field} from={one.from} to={one.to} />
        ))}
      </dl>
    </li>
  );
}

function Field({ field, from, to }: { field: string; from: unknown; to: unknown }) {
  const name = useFieldName()(field);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <del>{useTold()(from)}</del> <ins>{useTold()(to)}</ins>
      </dd>
    </div>
  );
}

const known = [
  'name',
  'description',
  'brand',
  'status',
  'family',
  'enrichment',
  'tags',
  'categories',
  'productType',
  'taxClass',
  'media',
  'variants',
  'handle',
  'relations',
  'components',
] as const;

/** `attribute:care@fr` by its own name and where it holds; the product's fields in words. */
export function useFieldName(): (field: string) => string {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const channels = useChannels();
  const attributes = useAttributes().data ?? [];
  const placeName = (where: string) =>
    where === 'fr' ? t('french') : where === 'en' ? t('english') : channels.name(where);
  return (field) => {
    const [noun, place = ''] = field.split(':');
    const [code, ...where] = place.split('@');
    const attribute = attributes.find((one) => one.code === code);
    if (noun === 'attribute') return [text(attribute?.name) || code, ...where.map(placeName)].join(' · ');
    const word = known.find((one) => one === noun || one === field);
    return word ? t(`field.${word}`) : field;
  };
}

const LONGEST = 160;

/** Any value as a short text. */
export function useTold(): (value: unknown) => string {
  const t = useWords(contentWords);
  const { lang } = useFormat();
  const tell = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('empty');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (Array.isArray(value)) return value.length === 0 ? t('empty') : value.map(tell).join(', ');
    if (typeof value !== 'object') return String(value);
    const record = value as Readonly<Record<string, unknown>>;
    if ('fr' in record && 'en' in record) return tell(record[lang] ?? record.fr);
    if ('amount' in record) return `${String(record.amount)} ${String(record.unit ?? '')}`;
    return JSON.stringify(value);
  };
  return (value) => {
    const told = tell(value);
    return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
  };
}

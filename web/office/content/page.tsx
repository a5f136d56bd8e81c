/** What a product says: its family, the values of its attributes in both languages, and how complete it is where. */
import { Button, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { CompletenessTable } from './completeness.tsx';
import {
  useAttributes,
  useContentAct,
  useFamilies,
  type Attribute,
  type Content,
  type ContentAct,
  type Enrichment,
  type RawValue,
  type Required,
} from './data.ts';
import { editsOf, placeKey, type Edits } from './edits.ts';
import type { PartProps } from './index.tsx';
import { AttributeField, type FieldContext } from './values.tsx';
import { contentWords } from './words.ts';

const moves: Readonly<Record<Enrichment, readonly [to: Enrichment, word: 'toReview' | 'toReady' | 'toDraft'][]>> = {
  draft: [['review', 'toReview']],
  review: [
    ['draft', 'toDraft'],
    ['ready', 'toReady'],
  ],
  ready: [['draft', 'toDraft']],
};

export function ContentPart({ product, content }: PartProps) {
  const t = useWords(contentWords);
  const c = useWords(common);
  const act = useContentAct(product.productId);
  const mayWrite = useCan('catalog.write');
  const send = async (wish: ContentAct) => {
    await act.mutateAsync({ ...wish, version: content.version });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  const tell = (wish: ContentAct) => void send(wish).catch(() => undefined);
  return (
    <div className="record">
      <div className="column">
        {act.error && (
          <p className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </p>
        )}
        <Values product={product} content={content} mayWrite={mayWrite} busy={act.isPending} send={send} />
      </div>
      <div className="column">
        <FamilyPanel content={content} mayWrite={mayWrite} tell={tell} />
        <Panel title={t('state')}>
          <p className="content-state">
            <strong>{t(content.enrichment)}</strong>
          </p>
          {mayWrite && (
            <div className="content-moves">
              {moves[content.enrichment].map(([to, word]) => (
                <Button
                  key={to}
                  size="xs"
                  variant={to === 'draft' ? 'default' : 'filled'}
                  loading={act.isPending}
                  onClick={() => tell({ act: 'enrichment', to })}
                >
                  {t(word)}
                </Button>
              ))}
            </div>
          )}
        </Panel>
        <CompletenessTable rows={content.completeness} />
      </div>
    </div>
  );
}

type FamilyProps = {
  readonly content: Content;
  readonly mayWrite: boolean;
  readonly tell: (wish: ContentAct) => void;
};

function FamilyPanel({ content, mayWrite, tell }: FamilyProps) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const families = useFamilies().data ?? [];
  return (
    <Panel title={t('family')}>
      <NativeSelect
        aria-label={t('family')}
        description={t('familyHint')}
        value={content.family ?? ''}
        disabled={!mayWrite}
        onChange={(event) => tell({ act: 'family', family: event.currentTarget.value || null })}
        data={[
          { value: '', label: t('noFamily') },
          ...families.map((family) => ({ value: family.code, label: text(family.name) })),
        ]}
      />
    </Panel>
  );
}

type ValuesProps = PartProps & {
  readonly mayWrite: boolean;
  readonly busy: boolean;
  readonly send: (wish: ContentAct) => Promise<void>;
};

function Values({ product, content, mayWrite, busy, send }: ValuesProps) {
  const t = useWords(contentWords);
  const families = useFamilies().data ?? [];
  const attributes = useAttributes().data ?? [];
  const [edits, setEdits] = useState<Edits>(new Map());
  const [skuId, setSkuId] = useState<string | null>(null);
  const [channelId, setChannelId] = useState<string | null>(null);
  const family = families.find((one) => one.code === content.family);
  if (!family) return <Panel title={t('attributes')}>{t('noFamilyHint')}</Panel>;
  const set: FieldContext['set'] = (place, value) =>
    setEdits(new Map(edits).set(placeKey(place), { ...place, value: value as RawValue | null }));
  const context: FieldContext = { values: content.values, edits, skuId, channelId, mayWrite, set };
  const shown = family.attributes.flatMap(({ code, required }): [Attribute, Required][] => {
    const attribute = attributes.find((one) => one.code === code);
    const fits =
      attribute && (skuId === null || attribute.level === 'variant') && (channelId === null || attribute.perChannel);
    return fits ? [[attribute, required]] : [];
  });
  const save = () =>
    void send({ act: 'values', values: editsOf(edits) }).then(
      () => setEdits(new Map()),
      () => undefined,
    );
  return (
    <Panel
      title={t('attributes')}
      aside={
        <Scope product={product} skuId={skuId} channelId={channelId} setSkuId={setSkuId} setChannelId={setChannelId} />
      }
    >
      <div className="column fields">
        {shown.length === 0 && <p className="muted">{t('nothingShown')}</p>}
        {shown.map(([attribute, required]) => (
          <AttributeField key={attribute.code} attribute={attribute} required={required} context={context} />
        ))}
      </div>
      {edits.size > 0 && (
        <div className="confirm-verbs content-save">
          <span className="muted">{t('unsaved', { n: edits.size })}</span>
          <Button size="xs" variant="default" onClick={() => setEdits(new Map())}>
            {t('discard')}
          </Button>
          <Button size="xs" loading={busy} onClick={save}>
            {t('save')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

type ScopeProps = {
  readonly product: PartProps['product'];
  readonly skuId: string | null;
  readonly channelId: string | null;
  readonly setSkuId: (skuId: string | null) => void;
  readonly setChannelId: (channelId: string | null) => void;
};

/** For which variant and which channel values are looked at and typed. */
function Scope({ product, skuId, channelId, setSkuId, setChannelId }: ScopeProps) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const channels = useChannels();
  return (
    <span className="content-scope">
      <NativeSelect
        size="xs"
        aria-label={`${t('shownFor')} : ${t('variant')}`}
        value={skuId ?? ''}
        onChange={(event) => setSkuId(event.currentTarget.value || null)}
        data={[
          { value: '', label: t('wholeProduct') },
          ...product.variants.map((one) => ({
            value: one.skuId,
            label: one.optionValues.map(text).join(' / ') || one.sku,
          })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={`${t('shownFor')} : ${t('channel')}`}
        value={channelId ?? ''}
        onChange={(event) => setChannelId(event.currentTarget.value || null)}
        data={[
          { value: '', label: t('allChannels') },
          ...channels.items.map((one) => ({ value: one.channelId, label: text(one.name) })),
        ]}
      />
    </span>
  );
}

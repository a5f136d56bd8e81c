/** A product on each channel: why it is offered there or not, which channel suits it, and what it would show. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { useAdvice, useExplained, usePreview, type Advice, type Explained } from './channel-data.ts';
import type { PartProps } from './index.tsx';
import { contentWords } from './words.ts';

export function ChannelsPart({ product }: PartProps) {
  const t = useWords(contentWords);
  const advice = useAdvice(product.productId);
  const explained = useExplained(product.productId);
  return (
    <div className="record">
      <div className="column">
        <Panel title={t('advice')} note={t('adviceHint')}>
          {advice.isPending && <RowsSkeleton rows={5} />}
          {advice.error && <ErrorBox error={advice.error} retry={() => void advice.refetch()} />}
          <ul className="advice">
            {(advice.data?.items ?? [])
              .toSorted((a, b) => b.score - a.score)
              .map((one) => (
                <AdviceLine
                  key={one.channelId}
                  advice={one}
                  explained={explained.data?.items.find((two) => two.channelId === one.channelId)}
                />
              ))}
          </ul>
        </Panel>
      </div>
      <div className="column">
        <PreviewPanel productId={product.productId} />
      </div>
    </div>
  );
}

const tones: Readonly<Record<Advice['verdict'], Tone>> = { suits: 'ok', possible: 'info', not_yet: 'plain' };

function AdviceLine({ advice, explained }: { advice: Advice; explained: Explained | undefined }) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const channels = useChannels();
  const name = channels.name(advice.channelId);
  return (
    <li>
      <div className="advice-head">
        <Icon name={channels.icon(advice.channelId)} size={18} />
        <strong>{name}</strong>
        <Tag tone={tones[advice.verdict]}>{t(advice.verdict)}</Tag>
        {explained && (
          <Tag tone={explained.published ? 'ok' : 'plain'}>{t(explained.published ? 'published' : 'notPublished')}</Tag>
        )}
        {explained && <WhyPublished explained={explained} name={name} />}
        <span className="advice-score num">{advice.score}</span>
      </div>
      <ul className="advice-reasons">
        {advice.reasons.map((reason) => (
          <li key={reason.code}>
            <span className="num muted">
              {reason.points} / {reason.of}
            </span>
            <span>{text(reason.text)}</span>
          </li>
        ))}
        {advice.unknown.map((one) => (
          <li key={one.code} className="muted">
            <span>{t('unknown')}</span>
            <span>{text(one.text)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

const ways = { hand: 'byHand', exception: 'byException', rule: 'byRule' } as const;

function WhyPublished({ explained, name }: { explained: Explained; name: string }) {
  const t = useWords(contentWords);
  return (
    <Why title={t('whyPublished')} sentence={t(ways[explained.by])} about={name}>
      {explained.rule && (
        <Facts
          items={explained.rule.reasons.map(
            (reason) =>
              [
                conditionText(reason.condition),
                <span key="fact" className={reason.met ? 'ok' : 'bad'}>
                  {t(reason.met ? 'met' : 'unmet')} {reason.fact === '' ? '' : `(${reason.fact})`}
                </span>,
              ] as const,
          )}
        />
      )}
    </Why>
  );
}

/** A question of a rule in a few signs: `brand = Ourcel`. */
function conditionText(condition: Readonly<Record<string, unknown>>): string {
  const say = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
  return Object.entries(condition)
    .map(([key, value]) => `${key} = ${say(value)}`)
    .join(', ');
}

function PreviewPanel({ productId }: { productId: string }) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const channels = useChannels();
  const [chosen, choose] = useState<string>();
  const channelId = chosen ?? channels.items[0]?.channelId;
  return (
    <Panel
      title={t('preview')}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('previewOn')}
          value={channelId ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
          data={channels.items.map((one) => ({ value: one.channelId, label: text(one.name) }))}
        />
      }
    >
      {channelId && <PreviewFacts productId={productId} channelId={channelId} />}
    </Panel>
  );
}

function PreviewFacts({ productId, channelId }: { productId: string; channelId: string }) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const preview = usePreview(productId, channelId);
  if (preview.isPending) return <RowsSkeleton rows={4} />;
  if (!preview.data) return <ErrorBox error={preview.error} retry={() => void preview.refetch()} />;
  const { attributes } = preview.data;
  if (attributes.length === 0) return <p className="muted">{t('nothingShown')}</p>;
  return (
    <Facts
      items={attributes.map(
        (one) =>
          [
            text(one.name),
            <span key={one.code}>
              {one.html ? text(one.text).replaceAll(/<[^>]+>/g, ' ') : text(one.text)}
              {one.from === 'channel' && <span className="help"> {t('onlyHere')}</span>}
            </span>,
          ] as const,
      )}
    />
  );
}

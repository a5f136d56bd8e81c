/** The promotion as it is being edited, on baskets: prices without it and with it, and the way from the list to the total. */
import { CloseButton, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useWords } from '../shell/lang.tsx';
import { preview, type BasketLine, type Rule, type Seen, type Side } from './data.ts';
import { editorWords } from './editor-words.ts';
import { PresentCarts } from './present-carts.tsx';
import { PickTrait } from './selection.tsx';
import { fallOf } from './waterfall.ts';
import { promotionWords, reasonKey } from './words.ts';

type Props = { readonly promotionId: string; readonly rule: Rule; readonly isSound: boolean };

const sources = ['examples', 'carts', 'mine'] as const;
type Source = (typeof sources)[number];

function SourceControl({ value, onChange }: { readonly value: Source; readonly onChange: (source: Source) => void }) {
  const t = useWords(editorWords);
  return (
    <SegmentedControl
      aria-label={t('preview')}
      size="xs"
      value={value}
      onChange={(next) => onChange(next as Source)}
      data={sources.map((one) => ({ value: one, label: t(one) }))}
    />
  );
}

export function PreviewPanel({ promotionId, rule, isSound }: Props) {
  const t = useWords(editorWords);
  const { text, dateTime } = useFormat();
  const channels = useChannels();
  const named = rule.audience.channelIds;
  const offered = channels.items.filter((one) => named === null || named.includes(one.channelId));
  const [wanted, want] = useState('');
  const channelId =
    offered.find((one) => one.channelId === wanted)?.channelId ??
    (offered.find((one) => one.kind === (rule.audience.siteIds ? 'till' : 'web')) ?? offered[0])?.channelId ??
    '';
  const [source, setSource] = useState<Source>('examples');
  const own = source !== 'examples';
  const [lines, setLines] = useState<readonly BasketLine[]>([]);
  const [asked] = useDebouncedValue({ rule, lines }, 350);
  const baskets = own ? { baskets: [asked.lines] } : {};
  const seen = useQuery({
    queryKey: ['promotions', 'preview', promotionId, channelId, asked.rule, baskets],
    queryFn: ({ signal }) => preview({ promotionId, rule: asked.rule, channelId, ...baskets }, signal),
    enabled: isSound && channelId !== '' && (!own || asked.lines.length > 0),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Panel title={t('preview')} note={t('previewNote')} className="promo-preview">
      <div className="column fields-tight">
        <p className="promo-says" role="status">
          {isSound ? text(seen.data?.says) : <span className="muted">{t('mending')}</span>}
        </p>
        <div className="promo-preview-of">
          <SourceControl value={source} onChange={(next) => (setLines([]), setSource(next))} />
          <NativeSelect
            size="xs"
            aria-label={t('onChannel')}
            value={channelId}
            onChange={(event) => want(event.currentTarget.value)}
            data={offered.map((one) => ({ value: one.channelId, label: text(one.name) }))}
          />
        </div>
        {source === 'mine' && <OwnBasket lines={lines} onChange={setLines} />}
        {source === 'carts' && (
          <PresentCarts
            onPick={(present, itsChannelId) => {
              setLines(present);
              want(itsChannelId);
            }}
          />
        )}
        {seen.isError && <ErrorBox error={seen.error} retry={() => void seen.refetch()} />}
        {source === 'mine' && lines.length === 0 && <p className="muted">{t('noBasket')}</p>}
        {seen.data && isSound && (!own || lines.length > 0) && (
          <div className="column">
            {seen.data.baskets.length === 0 && <p className="muted">{t('noExample')}</p>}
            {seen.data.baskets.map((_, i) => (
              <BasketBox key={i} seen={seen.data} index={i} promotionId={promotionId} />
            ))}
            <p className="help">{t('atTime', { when: dateTime(seen.data.at), coded: rule.coded })}</p>
          </div>
        )}
      </div>
    </Panel>
  );
}

type OwnProps = { readonly lines: readonly BasketLine[]; readonly onChange: (lines: readonly BasketLine[]) => void };

function OwnBasket({ lines, onChange }: OwnProps) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const [names, learn] = useState<Readonly<Record<string, string>>>({});
  return (
    <div className="column fields-tight">
      {lines.map(({ skuId, quantity }) => (
        <div key={skuId} className="promo-line">
          <span>{names[skuId]}</span>
          <TextInput
            size="xs"
            aria-label={`${t('quantity')}, ${names[skuId] ?? ''}`}
            inputMode="numeric"
            defaultValue={String(quantity)}
            onChange={(event) => {
              const n = Number(event.currentTarget.value);
              if (Number.isInteger(n) && n > 0 && n <= 9_999)
                onChange(lines.map((one) => (one.skuId === skuId ? { skuId, quantity: n } : one)));
            }}
          />
          <CloseButton
            size="sm"
            aria-label={t('drop', { name: names[skuId] ?? '' })}
            onClick={() => onChange(lines.filter((one) => one.skuId !== skuId))}
          />
        </div>
      ))}
      <PickTrait
        label={t('addArticle')}
        placeholder={t('searchArticle')}
        only="sku"
        without={lines.map((line) => `sku:${line.skuId}`)}
        onPick={({ trait, name }) => {
          const skuId = trait.slice('sku:'.length);
          learn({ ...names, [skuId]: text(name) });
          onChange([...lines, { skuId, quantity: 1 }]);
        }}
      />
    </div>
  );
}

type BoxProps = { readonly seen: Seen; readonly index: number; readonly promotionId: string };

function BasketBox({ seen, index, promotionId }: BoxProps) {
  const t = useWords(editorWords);
  const { text, money } = useFormat();
  const basket = seen.baskets[index];
  if (!basket) return null;
  const { before, after } = basket;
  const articles = new Map(seen.articles.map((one) => [one.skuId, one]));
  const articleName = (skuId: string): string => {
    const one = articles.get(skuId);
    return one ? [text(one.name), text(one.optionText)].filter(Boolean).join(', ') : skuId;
  };
  const units = after.lines.reduce((sum, line) => sum + line.quantity, 0);
  const title = t('basket', { n: units });
  return (
    <section className="promo-basket" aria-label={title}>
      <h3>{title}</h3>
      <table className="table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('scope')}</th>
            <th scope="col" data-align="right">
              {t('before')}
            </th>
            <th scope="col" data-align="right">
              {t('after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {after.lines.map((line, i) => {
            const was = before.lines[i]?.total;
            return (
              <tr key={line.lineNo}>
                <td>
                  <span className="promo-article">
                    <Picture src={articles.get(line.skuId)?.image} size={28} />
                    <span>
                      {line.quantity} × {articleName(line.skuId)}
                    </span>
                  </span>
                </td>
                <td data-align="right">{was ? money(was) : '—'}</td>
                <td data-align="right">
                  {was?.minor === line.total.minor ? money(line.total) : <b>{money(line.total)}</b>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {after.offered
        .filter((one) => one.promotionId === promotionId)
        .map((one) => (
          <p key={one.skuId} className="with-icon">
            <Icon name="gift" size={14} /> {t('offered')} : {one.quantity} × {articleName(one.skuId)}
          </p>
        ))}
      <Waterfall before={before} after={after} seen={seen} promotionId={promotionId} />
    </section>
  );
}

type FallProps = { readonly before: Side; readonly after: Side; readonly seen: Seen; readonly promotionId: string };

function Waterfall({ before, after, seen, promotionId }: FallProps) {
  const t = useWords(editorWords);
  const p = useWords(promotionWords);
  const { text, money } = useFormat();
  const { currency } = after.gross;
  const { listedMinor, steps } = fallOf(after, seen.promotions);
  const amount = (minor: number): string => money({ minor, currency });
  const why = (reason: string, missingMinor: number): string => {
    const key = reasonKey(reason);
    const said = key ? p(key) : reason;
    return missingMinor > 0 ? `${said}, ${p('missing', { amount: amount(missingMinor) })}` : said;
  };
  return (
    <dl className="promo-fall" aria-label={t('steps')}>
      <div>
        <dt>{t('listed')}</dt>
        <dd>{amount(listedMinor)}</dd>
      </div>
      {steps.map((step) => (
        <div key={step.promotionId} data-mine={step.promotionId === promotionId || undefined}>
          <dt>
            <Icon name={step.reason === null ? 'check' : 'x'} size={14} />
            <span>
              {text(step.name) || t('newTitle')}
              {step.reason !== null && <span className="help"> {why(step.reason, step.missingMinor)}</span>}
            </span>
          </dt>
          <dd>{step.reason === null ? amount(step.minor) : '—'}</dd>
        </div>
      ))}
      {after.delivery && (
        <div>
          <dt>{t('delivery')}</dt>
          <dd>{money(after.delivery)}</dd>
        </div>
      )}
      <div data-total>
        <dt>{t('total')}</dt>
        <dd>
          {before.gross.minor !== after.gross.minor && <s className="muted">{money(before.gross)}</s>}{' '}
          <b>{money(after.gross)}</b>
        </dd>
      </div>
    </dl>
  );
}

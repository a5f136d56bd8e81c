/** What one article costs: on each channel and why, the change of a price, every price it had. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { clock } from '#base/time';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels, type Channel } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton, RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useProduct, type Product } from '../products/data.ts';
import { LoweredBy } from '../promotions/lowering.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useStockOf } from '../stock/data.ts';
import { usePriceHistory, usePriceLists, useShownPrices, type PriceList, type PricePeriod } from './data.ts';
import { Margin } from './margin.tsx';
import { PriceForm } from './price-form.tsx';
import { WhyPrice } from './why-price.tsx';
import { priceWords } from './words.ts';

export function PriceRecord({ skuId }: { skuId: string }) {
  const named = new URLSearchParams(useSearch()).get('product');
  const stock = useStockOf(named ? [] : [skuId]);
  const productId = named ?? stock.data.get(skuId)?.productId;
  const t = useWords(priceWords);
  if (productId) return <OfProduct skuId={skuId} productId={productId} />;
  if (stock.isPending) return <PageSkeleton record />;
  return <Loaded skuId={skuId} product={undefined} title={t('title')} />;
}

function OfProduct({ skuId, productId }: { skuId: string; productId: string }) {
  const { text } = useFormat();
  const product = useProduct(productId);
  if (product.isPending) return <PageSkeleton record />;
  if (!product.data) return <ErrorBox error={product.error} retry={() => void product.refetch()} page />;
  const variant = product.data.variants.find((one) => one.skuId === skuId);
  const title = [text(product.data.name), variant?.optionValues.map(text).join(' / ')].filter(Boolean).join(', ');
  return <Loaded skuId={skuId} product={product.data} title={title} />;
}

function Loaded({ skuId, product, title }: { skuId: string; product: Product | undefined; title: string }) {
  const t = useWords(priceWords);
  useLive(['pricing.'], [['prices'], ['promotions']], 1_000);
  const mayWrite = useCan('prices.write');
  const lists = usePriceLists();
  const [chosen, setChosen] = useState<string | null>(null);
  const list = lists.data?.find((one) => one.listId === chosen) ?? lists.data?.[0];
  return (
    <Record
      back={{ href: '/prices', label: t('back') }}
      title={title}
      actions={product && <VariantPicker product={product} skuId={skuId} />}
      main={
        <>
          {product && (
            <p className="price-product">
              <Picture src={product.variants.find((one) => one.skuId === skuId)?.image ?? product.image} size={56} />
              <span>
                <span className="num">{product.variants.find((one) => one.skuId === skuId)?.sku}</span>
                <br />
                <Link href={`/products/${product.productId}`} className="link">
                  {t('product')}
                </Link>
              </span>
            </p>
          )}
          <ByChannel skuId={skuId} about={title} />
          {list && <History list={list} skuId={skuId} />}
        </>
      }
      side={
        list && (
          <>
            {(lists.data?.length ?? 0) > 1 && (
              <NativeSelect
                label={t('list')}
                value={list.listId}
                onChange={(event) => setChosen(event.currentTarget.value)}
                data={lists.data?.map((one) => ({ value: one.listId, label: one.name })) ?? []}
              />
            )}
            {mayWrite && <PriceForm key={list.listId} list={list} skuId={skuId} />}
            <Margin skuId={skuId} />
          </>
        )
      }
    />
  );
}

function VariantPicker({ product, skuId }: { product: Product; skuId: string }) {
  const t = useWords(priceWords);
  const { text } = useFormat();
  const [, go] = useLocation();
  if (product.variants.length < 2) return null;
  return (
    <NativeSelect
      aria-label={t('variants')}
      value={skuId}
      onChange={(event) => go(`/prices/${event.currentTarget.value}?product=${product.productId}`)}
      data={product.variants.map((one) => ({
        value: one.skuId,
        label: one.optionValues.map(text).join(' / ') || one.sku,
      }))}
    />
  );
}

function ByChannel({ skuId, about }: { skuId: string; about: string }) {
  const t = useWords(priceWords);
  const channels = useChannels();
  return (
    <Panel title={t('now')} note={t('nowHint')} flush>
      <div className="table-scroll">
        <table className="table" aria-label={t('now')}>
          <thead>
            <tr>
              <th scope="col">{t('channel')}</th>
              <th scope="col" data-align="right">
                {t('compareAt')}
              </th>
              <th scope="col" data-align="right">
                {t('price')}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {channels.items.map((channel) => (
              <ChannelPrice key={channel.channelId} channel={channel} skuId={skuId} about={about} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function ChannelPrice({ channel, skuId, about }: { channel: Channel; skuId: string; about: string }) {
  const t = useWords(priceWords);
  const { text, money } = useFormat();
  const channels = useChannels();
  const prices = useShownPrices([skuId], channel.code);
  const shown = prices.data.get(skuId);
  return (
    <tr>
      <td>
        <span className="with-icon">
          <Icon name={channels.icon(channel.channelId)} size={16} />
          {text(channel.name)}
        </span>
      </td>
      <td data-align="right">{shown?.compareAt ? <s>{money(shown.compareAt)}</s> : t('none')}</td>
      <td data-align="right">
        {shown ? (
          <span className="price-cell">
            <strong>{money(shown.price)}</strong>
            <LoweredBy skuId={skuId} channel={channel.code} />
          </span>
        ) : (
          <span className="muted">{prices.isPending ? '' : t('noPrice')}</span>
        )}
      </td>
      <td data-align="right">
        <WhyPrice skuId={skuId} channel={channel.code} about={`${about}, ${text(channel.name)}`} />
      </td>
    </tr>
  );
}

function History({ list, skuId }: { list: PriceList; skuId: string }) {
  const t = useWords(priceWords);
  const history = usePriceHistory(list.listId, skuId);
  const now = clock();
  const steps = new Set<number>();
  const open = new Set(
    history.data?.filter((one) => {
      const holds = one.from <= now && (one.to === null || one.to > now) && !steps.has(one.fromUnits);
      if (holds) steps.add(one.fromUnits);
      return holds;
    }),
  );
  return (
    <Panel title={t('history')} note={`${list.name}, ${t('historyHint')}`} flush>
      {history.isPending && <RowsSkeleton rows={3} />}
      {history.isError && <ErrorBox error={history.error} />}
      {history.data?.length === 0 && <p className="muted panel-text">{t('noHistory')}</p>}
      {history.data && history.data.length > 0 && (
        <div className="table-scroll" role="region" aria-label={t('history')} tabIndex={0}>
          <table className="table" aria-label={t('history')}>
            <thead>
              <tr>
                <th scope="col">{t('since')}</th>
                <th scope="col">{t('to')}</th>
                <th scope="col" data-hide="phone">
                  {t('by')}
                </th>
                <th scope="col" data-align="right">
                  {t('compareAt')}
                </th>
                <th scope="col" data-align="right">
                  {t('price')}
                </th>
              </tr>
            </thead>
            <tbody>
              {history.data.map((period) => (
                <Period
                  key={`${period.from} ${period.fromUnits}`}
                  period={period}
                  currency={list.currency}
                  state={period.from > now ? 'later' : open.has(period) ? 'open' : 'past'}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

type PeriodProps = {
  readonly period: PricePeriod;
  readonly currency: string;
  readonly state: 'open' | 'later' | 'past';
};

function Period({ period, currency, state }: PeriodProps) {
  const t = useWords(priceWords);
  const { money, dateTime } = useFormat();
  const actor = useActor();
  const amount = (minor: number | null): string => (minor === null ? t('none') : money({ minor, currency }));
  return (
    <tr>
      <td className="num">{dateTime(period.from)}</td>
      <td className="num">
        {period.to !== null && `${dateTime(period.to)} `}
        <Tag tone={state === 'open' ? 'ok' : state === 'later' ? 'info' : 'plain'}>{t(state)}</Tag>
      </td>
      <td data-hide="phone">{actor(period.actor)}</td>
      <td data-align="right">{period.compareAtMinor === null ? t('none') : <s>{amount(period.compareAtMinor)}</s>}</td>
      <td data-align="right">
        <strong>{period.minor === null ? t('out') : amount(period.minor)}</strong>
        {period.fromUnits > 1 && <div className="help">{t('step_from', { units: String(period.fromUnits) })}</div>}
      </td>
    </tr>
  );
}

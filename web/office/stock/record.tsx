/** One article: what lies where, who may sell it, what happened, and what one can do. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels, useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useLevels } from '../channels/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { Acts } from './acts.tsx';
import { AsOfPanel } from './as-of.tsx';
import { ByChannel } from './by-channel.tsx';
import { useLeases, useReturnLease, useStockOf, type Lease, type Shelf, type StockLine } from './data.ts';
import { Movements } from './movements.tsx';
import { stockWords } from './words.ts';

export function StockRecord({ skuId }: { skuId: string }) {
  const t = useWords(stockWords);
  const { text } = useFormat();
  useLive(['inventory.'], [['stock']], 2_000);
  const stock = useStockOf([skuId]);
  const mayWrite = useCan('stock.write');
  if (stock.isPending) return <PageSkeleton record />;
  if (stock.error) return <ErrorBox error={stock.error} retry={() => void stock.refetch()} page />;
  const line = stock.data.get(skuId);
  if (!line)
    return (
      <Record
        back={{ href: '/stock', label: t('back') }}
        title={t('title')}
        main={
          <>
            <Empty title={t('noShelf')} />
            <Movements skuId={skuId} />
          </>
        }
        side={mayWrite && <Acts skuId={skuId} />}
      />
    );
  const name = [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
  return (
    <Record
      back={{ href: '/stock', label: t('back') }}
      title={name}
      actions={<Totals line={line} />}
      main={
        <>
          <p className="stock-line">
            <Picture src={line.image} size={56} />
            <span>
              <span className="num">{line.sku}</span> · <span className="muted">{t('oneLedger')}</span>
              <br />
              <Link href={`/products/${line.productId}`} className="link">
                {t('product')}
              </Link>
            </span>
          </p>
          <Shelves shelves={line.shelves} />
          <ByChannel skuId={skuId} />
          <Movements skuId={skuId} />
        </>
      }
      side={
        <>
          {mayWrite && <Acts skuId={skuId} />}
          <Leases skuId={skuId} />
          <AsOfPanel skuId={skuId} shelves={line.shelves} />
          <RecordStory id={skuId} />
        </>
      }
    />
  );
}

function Totals({ line }: { line: StockLine }) {
  const t = useWords(stockWords);
  const { number } = useFormat();
  const minus = (n: number): string => (n === 0 ? '0' : `−${number(n)}`);
  return (
    <dl className="stock-totals">
      <div>
        <dt>{t('onHand')}</dt>
        <dd>{number(line.onHand)}</dd>
      </div>
      <div>
        <dt>{t('reserved')}</dt>
        <dd>{minus(line.reserved)}</dd>
      </div>
      <div>
        <dt>{t('leased')}</dt>
        <dd>{minus(line.leased)}</dd>
      </div>
      <div>
        <dt>{t('free')}</dt>
        <dd className={line.free > 0 ? 'ok' : 'bad'}>{number(line.free)}</dd>
      </div>
    </dl>
  );
}

function Shelves({ shelves }: { shelves: readonly Shelf[] }) {
  const t = useWords(stockWords);
  const most = Math.max(1, ...shelves.map((shelf) => shelf.onHand));
  return (
    <Panel title={t('byPlace')} flush>
      <div className="table-scroll" role="region" aria-label={t('byPlace')} tabIndex={0}>
        <table className="table" aria-label={t('byPlace')}>
          <thead>
            <tr>
              <th scope="col">{t('site')}</th>
              <th scope="col" data-hide="wide">
                {t('use')}
              </th>
              <th scope="col" data-align="right">
                {t('onHand')}
              </th>
              <th scope="col" data-align="right">
                {t('reserved')}
              </th>
              <th scope="col" data-align="right">
                {t('leased')}
              </th>
              <th scope="col" data-align="right">
                {t('free')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shelves.map((shelf) => (
              <ShelfRow key={`${shelf.siteId}${shelf.kind}`} shelf={shelf} most={most} />
            ))}
          </tbody>
        </table>
      </div>
      <ul className="stock-legend">
        <li data-use="reserved">{t('reserved')}</li>
        <li data-use="leased">{t('leased')}</li>
        <li data-use="free">{t('free')}</li>
      </ul>
    </Panel>
  );
}

function ShelfRow({ shelf, most }: { shelf: Shelf; most: number }) {
  const t = useWords(stockWords);
  const { number } = useFormat();
  const sites = useSites();
  const name = sites.name(shelf.siteId);
  const { reserved, leased, free } = shelf;
  const width = (n: number): string => `${(Math.max(0, n) / most) * 100}%`;
  const orDash = (n: number): string => (n === 0 ? '—' : number(n));
  const sold = shelf.kind === 'sellable';
  return (
    <tr>
      <td>
        <strong>{name}</strong>
        {!sold && <span className="muted">, {t(shelf.kind)}</span>}
      </td>
      <td data-hide="wide">
        {sold && (
          <span className="stock-bar" role="img" aria-label={t('useOf', { site: name, reserved, leased, free })}>
            <i data-use="reserved" style={{ width: width(reserved) }} />
            <i data-use="leased" style={{ width: width(leased) }} />
            <i data-use="free" style={{ width: width(free) }} />
          </span>
        )}
      </td>
      <td data-align="right">{number(shelf.onHand)}</td>
      <td data-align="right">{orDash(reserved)}</td>
      <td data-align="right">{orDash(leased)}</td>
      <td data-align="right">{sold ? <strong className={free > 0 ? 'ok' : 'bad'}>{number(free)}</strong> : '—'}</td>
    </tr>
  );
}

function Leases({ skuId }: { skuId: string }) {
  const t = useWords(stockWords);
  const leases = useLeases(skuId);
  return (
    <Panel title={t('leases')} note={t('leasesHint')} flush>
      {leases.isError && <ErrorBox error={leases.error} />}
      {leases.data?.length === 0 && <p className="muted panel-text">{t('noLease')}</p>}
      {leases.data && leases.data.length > 0 && (
        <ul className="lease-list">
          {leases.data.map((lease) => (
            <LeaseRow key={lease.leaseId} lease={lease} skuId={skuId} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LeaseRow({ lease, skuId }: { lease: Lease; skuId: string }) {
  const t = useWords(stockWords);
  const c = useWords(common);
  const { when } = useFormat();
  const channels = useChannels();
  const sites = useSites();
  const mayWrite = useCan('stock.write');
  const giveBack = useReturnLease();
  const holder = useLevels().data?.find((one) => one.channelId === lease.holder);
  const level = holder?.levels.stock;
  // A marketplace's lease is held in step with the stock: given back, it would be there again a moment later.
  const isKept = level === 'synchronised' && holder?.kind === 'marketplace';
  const ends = lease.expiresAt !== null ? when(lease.expiresAt) : t(isKept ? 'followsStock' : 'noEnd');
  const [gone, setGone] = useState(false);
  const back = async () => {
    await giveBack.mutateAsync({ skuId, leaseId: lease.leaseId });
    setGone(true);
    notifications.show({ message: t('givenBack'), color: 'cresson' });
  };
  return (
    <li>
      <div>
        <strong>{channels.name(lease.holder)}</strong>
        <div className="help">
          {sites.name(lease.siteId)} · {ends}
          {lease.used > 0 && ` · ${t('used')} ${lease.used}`}
        </div>
        {level === 'unified' && <p className="warn help">{t('uselessLease')}</p>}
        {giveBack.error && (
          <p className="bad help" role="alert">
            {sentenceOf(giveBack.error, c('error.network'))}
          </p>
        )}
      </div>
      <strong className="num">{lease.quantity - lease.used}</strong>
      {mayWrite && !isKept && (
        <Button
          size="xs"
          variant="default"
          disabled={gone}
          loading={giveBack.isPending}
          onClick={() => void back().catch(() => undefined)}
        >
          {t('giveBack')}
        </Button>
      )}
    </li>
  );
}

/** Sales beyond stock: each waits for a person who says how it was settled. */
import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { siteOfPlace } from '#inventory/model';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useBreaches, useSettleBreach, useStockOf, type Breach } from './data.ts';
import { StockViews } from './list.tsx';
import { DocumentLink } from './movements.tsx';
import { stockWords } from './words.ts';

export function Breaches() {
  const t = useWords(stockWords);
  useLive(['inventory.'], [['stock', 'breaches']]);
  const breaches = useBreaches();
  const names = useStockOf([...new Set(breaches.data?.map((one) => one.skuId))]);
  const [chosen, setChosen] = useState<Breach | null>(null);
  const nameOf = useArticleName(names.data);
  return (
    <ListPage title={t('title')} views={<StockViews value="breaches" />}>
      <p className="muted panel-text">{t('breachesIntro')}</p>
      {breaches.isPending && <RowsSkeleton rows={3} />}
      {breaches.isError && <ErrorBox error={breaches.error} retry={() => void breaches.refetch()} />}
      {breaches.data?.length === 0 && (
        <Empty icon="shield" title={t('noBreach')}>
          {t('noBreachHint')}
        </Empty>
      )}
      {breaches.data && breaches.data.length > 0 && (
        <BreachTable rows={breaches.data} nameOf={nameOf} onSettle={setChosen} />
      )}
      {chosen && <Settle breach={chosen} name={nameOf(chosen.skuId)} onClose={() => setChosen(null)} />}
    </ListPage>
  );
}

type Names = ReturnType<typeof useStockOf>['data'];

function useArticleName(names: Names): (skuId: string) => string {
  const { text } = useFormat();
  return (skuId) => {
    const line = names?.get(skuId);
    return line ? [text(line.name), text(line.optionText)].filter(Boolean).join(', ') : skuId;
  };
}

type TableProps = {
  readonly rows: readonly Breach[];
  readonly nameOf: (skuId: string) => string;
  readonly onSettle: (breach: Breach) => void;
};

function BreachTable({ rows, nameOf, onSettle }: TableProps) {
  const t = useWords(stockWords);
  const { when } = useFormat();
  const sites = useSites();
  const mayWrite = useCan('stock.write');
  return (
    <div className="table-scroll">
      <table className="table" aria-label={t('breaches')}>
        <thead>
          <tr>
            <th scope="col">{t('article')}</th>
            <th scope="col" data-hide="phone">
              {t('site')}
            </th>
            <th scope="col" data-align="right">
              {t('quantity')}
            </th>
            <th scope="col" data-hide="phone">
              {t('cause')}
            </th>
            <th scope="col" data-hide="phone">
              {t('document')}
            </th>
            <th scope="col" data-hide="phone">
              {t('when')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.breachId}>
              <td>
                <Link href={`/stock/${row.skuId}`} className="row-link">
                  {nameOf(row.skuId)}
                </Link>
                <div className="help phone-only">
                  {sites.name(siteOfPlace(row.placeId)?.siteId)} · {when(row.at)} ·{' '}
                  <DocumentLink document={row.document} />
                </div>
              </td>
              <td data-hide="phone">{sites.name(siteOfPlace(row.placeId)?.siteId)}</td>
              <td data-align="right" className="bad">
                −{row.quantity}
              </td>
              <td data-hide="phone">{row.cause === 'sale' ? t('sale') : row.cause}</td>
              <td data-hide="phone">
                <DocumentLink document={row.document} />
              </td>
              <td className="num" data-hide="phone">
                {when(row.at)}
              </td>
              <td data-align="right">
                {mayWrite && (
                  <Button size="xs" variant="default" onClick={() => onSettle(row)}>
                    {t('settle')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Settle({ breach, name, onClose }: { breach: Breach; name: string; onClose: () => void }) {
  const t = useWords(stockWords);
  const settle = useSettleBreach();
  const [how, setHow] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('settleTitle')}
      verb={t('settle')}
      disabled={how.trim() === ''}
      run={async () => {
        await settle.mutateAsync({ skuId: breach.skuId, breachId: breach.breachId, compensation: how.trim() });
        notifications.show({ message: t('settled'), color: 'cresson' });
      }}
    >
      <p>
        <strong>{name}</strong>, −{breach.quantity}
      </p>
      <Textarea
        label={t('how')}
        description={t('settleHint')}
        value={how}
        onChange={(event) => setHow(event.currentTarget.value)}
        maxLength={300}
        required
      />
    </Confirm>
  );
}

/** Sales beyond stock: each waits for a person who says how it was settled; several at once, where one reason holds for all. */
import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { siteOfPlace } from '#inventory/model';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import { useChoice } from '../parts/choice.ts';
import { Confirm } from '../parts/confirm.tsx';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useWhole } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { sortWords } from '../parts/sort.ts';
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
  const filters = useFilters(['sort']);
  const nameOf = useArticleName([...new Set(breaches.data?.map((one) => one.skuId))]);
  const siteOf = useSiteOf();
  const list = useWhole(breaches, {
    article: ({ skuId }) => nameOf(skuId),
    site: siteOf,
    quantity: ({ quantity }) => quantity,
    cause: ({ cause }) => cause,
    when: ({ at }) => at,
  });
  const choice = useChoice();
  const mayWrite = useCan('stock.write');
  const [settling, settle] = useState<readonly Breach[]>([]);
  const columns = useColumns(nameOf, siteOf, mayWrite ? (breach) => settle([breach]) : undefined);
  const chosen = list.rows.filter(({ breachId }) => choice.chosen.has(breachId));
  const close = () => settle([]);
  return (
    <RecordList
      name="breaches"
      title={t('title')}
      help="breaches"
      above={
        <>
          <StockViews value="breaches" />
          <p className="muted">{t('breachesIntro')}</p>
        </>
      }
      filters={filters}
      file={{ name: 'breaches' }}
      columns={columns}
      list={list}
      rowKey={({ breachId }) => breachId}
      href={({ skuId }) => `/stock/${skuId}`}
      nameOf={({ skuId }) => nameOf(skuId)}
      choice={mayWrite ? choice : undefined}
      bulk={
        <>
          <ChoiceBar count={chosen.length} onClear={choice.clear}>
            <Button size="xs" variant="white" onClick={() => settle(chosen)}>
              {t('settle')}
            </Button>
          </ChoiceBar>
          {settling.length > 0 && <Settle breaches={settling} nameOf={nameOf} onDone={choice.clear} onClose={close} />}
        </>
      }
      empty={{ icon: 'shield', title: t('noBreach'), children: t('noBreachHint') }}
    />
  );
}

function useArticleName(skuIds: readonly string[]): (skuId: string) => string {
  const { text } = useFormat();
  const names = useStockOf(skuIds).data;
  return (skuId) => {
    const line = names.get(skuId);
    return line ? [text(line.name), text(line.optionText)].filter(Boolean).join(', ') : skuId;
  };
}

function useSiteOf(): (breach: Breach) => string {
  const sites = useSites();
  return ({ placeId }) => sites.name(siteOfPlace(placeId)?.siteId);
}

function useColumns(
  nameOf: (skuId: string) => string,
  siteOf: (breach: Breach) => string,
  settle: ((breach: Breach) => void) | undefined,
): Column<Breach>[] {
  const t = useWords(stockWords);
  const { when } = useFormat();
  const columns: Column<Breach>[] = [
    { key: 'article', head: t('article'), sort: sortWords('article'), cell: ({ skuId }) => nameOf(skuId) },
    { key: 'site', head: t('site'), sort: sortWords('site'), cell: siteOf },
    {
      key: 'quantity',
      head: t('quantity'),
      align: 'right',
      sort: sortWords('quantity'),
      cell: ({ quantity }) => <span className="bad">−{quantity}</span>,
    },
    {
      key: 'cause',
      head: t('cause'),
      hide: 'wide',
      sort: sortWords('cause'),
      cell: ({ cause }) => (cause === 'sale' ? t('sale') : cause),
    },
    {
      key: 'document',
      head: t('document'),
      hide: 'phone',
      cell: ({ document }) => <DocumentLink document={document} />,
    },
    {
      key: 'when',
      head: t('when'),
      hide: 'phone',
      sort: sortWords('when'),
      cell: ({ at }) => <span className="num">{when(at)}</span>,
    },
  ];
  if (!settle) return columns;
  const verb: Column<Breach> = {
    key: 'act',
    head: <span className="unseen">{t('settle')}</span>,
    label: t('settle'),
    align: 'right',
    cell: (breach) => (
      <Button size="xs" variant="default" onClick={() => settle(breach)}>
        {t('settle')}
        <span className="unseen"> {nameOf(breach.skuId)}</span>
      </Button>
    ),
  };
  return [...columns, verb];
}

type SettleProps = {
  readonly breaches: readonly Breach[];
  readonly nameOf: (skuId: string) => string;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function Settle({ breaches, nameOf, onDone, onClose }: SettleProps) {
  const t = useWords(stockWords);
  const settle = useSettleBreach();
  const [how, setHow] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={breaches.length === 1 ? t('settleTitle') : t('settleMany', { n: breaches.length })}
      verb={t('settle')}
      disabled={how.trim() === ''}
      run={async () => {
        for (const { skuId, breachId } of breaches)
          await settle.mutateAsync({ skuId, breachId, compensation: how.trim() });
        notifications.show({ message: t('settled'), color: 'cresson' });
        onDone();
      }}
    >
      <ul className="bulk-preview">
        {breaches.map(({ breachId, skuId, quantity }) => (
          <li key={breachId}>
            <strong>{nameOf(skuId)}</strong>, −{quantity}
          </li>
        ))}
      </ul>
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

/** All promotions: what each does in one sentence, where it stands, how often it was used and what it took off. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useWhole } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { sortWords } from '../parts/sort.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { standings, tones, usePromotions, type PromotionRow } from './data.ts';
import { promotionWords } from './words.ts';

export function PromotionList() {
  const t = useWords(promotionWords);
  const { text } = useFormat();
  const filters = useFilters(['q', 'standing', 'sort']);
  const { q, standing } = filters.values;
  const query = { q, standing };
  const read = usePromotions(query);
  const list = useWhole(read, {
    name: (row) => text(row.rule.name),
    uses: (row) => row.uses,
    spent: (row) => row.spentMinor,
    changed: (row) => row.madeAt,
  });
  const mayWrite = useCan('promotions.write');
  useLive(['pricing.promotion_saved', 'pricing.codes_added', 'orders.'], [['promotions']], 5_000);
  return (
    <RecordList
      name="promotions"
      title={t('title')}
      help="promotions"
      actions={
        mayWrite && (
          <Button component={Link} href="/promotions/new">
            {t('new')}
          </Button>
        )
      }
      tabs={{
        label: t('tabs'),
        value: standings.find((one) => one === standing) ?? 'all',
        onChange: (view) => filters.set({ standing: view === 'all' ? '' : view }),
        views: [{ key: 'all', label: t('all') }, ...standings.map((key) => ({ key, label: t(key) }))],
      }}
      filters={filters}
      search={t('search')}
      file={{ name: 'promotions', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.promotionId}
      href={(row) => `/promotions/${row.promotionId}`}
      tall
      empty={{ icon: 'percent', title: t('empty'), children: t('emptyHint') }}
    />
  );
}

function useColumns(): Column<PromotionRow>[] {
  const t = useWords(promotionWords);
  const { text, money, number, when } = useFormat();
  return [
    {
      key: 'name',
      head: t('name'),
      sort: sortWords('name'),
      cell: (row) => (
        <span className="promo-name">
          {text(row.rule.name)}
          <span className="help phone-only">{text(row.says)}</span>
        </span>
      ),
    },
    {
      key: 'does',
      head: t('does'),
      hide: 'phone',
      cell: (row) => <span className="promo-says">{text(row.says)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      cell: (row) => <Tag tone={tones[row.standing]}>{t(row.standing)}</Tag>,
    },
    {
      key: 'uses',
      head: t('uses'),
      align: 'right',
      hide: 'phone',
      sort: sortWords('uses'),
      cell: (row) =>
        row.maxUses === null
          ? row.uses === 0
            ? t('notCounted')
            : number(row.uses)
          : t('usesOf', { n: number(row.uses), of: number(row.maxUses) }),
    },
    {
      key: 'changed',
      head: t('changed'),
      hide: 'wide',
      sort: sortWords('changed'),
      cell: (row) => <span className="num muted">{when(row.madeAt)}</span>,
    },
    {
      key: 'spent',
      head: t('spent'),
      align: 'right',
      hide: 'phone',
      sort: sortWords('spent'),
      cell: (row) =>
        row.spentMinor === 0 ? t('notCounted') : money({ minor: row.spentMinor, currency: row.rule.currency }),
    },
  ];
}

/** Articles with their price at an instant: on a channel as somebody pays there, or in one list; sorted by amount by the server. */
import { NativeSelect, TextInput } from '@mantine/core';
import type { Money } from '#base/money';
import type { Instant } from '#base/time';
import { useCompanyNames, useGroups } from '../companies/data.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Picture } from '../parts/picture.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import type { Text } from '../stock/data.ts';
import { usePriceLists } from './data.ts';
import { usePriceSections } from './sections.ts';
import { WhyPrice } from './why-price.tsx';
import { priceWords } from './words.ts';

type ArticlePrice = {
  readonly skuId: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
  readonly list: { readonly listId: string; readonly code: string; readonly name: string };
  readonly price: Money;
  readonly compareAt: Money | null;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly steps: number;
  readonly asked: Money | null;
};

/** A moment as the field gives it, in the clock of who looks; undefined: now. */
const instantOf = (typed: string): string | undefined =>
  typed === '' || Number.isNaN(Date.parse(typed)) ? undefined : new Date(typed).toISOString();

export function PricesAt() {
  const t = useWords(priceWords);
  const filters = useFilters(['q', 'sort', 'at', 'channel', 'listId', 'groupId', 'companyId']);
  const { values } = filters;
  useLive(['pricing.'], [['article-prices']], 2_000);
  const where = values.listId
    ? { listId: values.listId }
    : { channel: values.channel, groupId: values.groupId, companyId: values.companyId };
  const query = Object.fromEntries(
    Object.entries({ q: values.q, sort: values.sort, at: instantOf(values.at) ?? '', ...where }).filter(
      ([, value]) => value !== '',
    ),
  );
  const list = useKeyset<ArticlePrice>('article-prices', '/api/prices/articles', query);
  const columns = useColumns(values, query['at']);
  const { text } = useFormat();
  return (
    <RecordList
      name="prices"
      title={t('title')}
      help="prices"
      tabs={usePriceSections('instant')}
      filters={filters}
      search={t('search')}
      fields={<Fields values={values} set={filters.set} />}
      file={{ name: 'article-prices', query }}
      columns={columns}
      list={list}
      rowKey={(row) => row.skuId}
      href={(row) => `/prices/${row.skuId}?product=${row.productId}`}
      nameOf={(row) => text(row.name)}
      tall
      empty={{ icon: 'percent', title: t('emptyAt'), children: t('emptyAtHint') }}
    />
  );
}

type Values = Readonly<Record<'q' | 'sort' | 'at' | 'channel' | 'listId' | 'groupId' | 'companyId', string>>;
type FieldsProps = { readonly values: Values; readonly set: (next: Partial<Values>) => void };

function Fields({ values, set }: FieldsProps) {
  const t = useWords(priceWords);
  const { text } = useFormat();
  const channels = useChannels();
  const lists = usePriceLists().data ?? [];
  const mayRead = useCan('customers.read');
  const groups = useGroups(mayRead).data ?? [];
  const companies = useCompanyNames(mayRead).data ?? [];
  const none = { listId: '', channel: '' };
  return (
    <>
      <TextInput
        type="datetime-local"
        aria-label={t('instant')}
        value={values.at}
        onChange={(event) => set({ at: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t('where')}
        value={values.listId || values.channel || 'web'}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set(
            value.startsWith('prl_')
              ? { ...none, groupId: '', companyId: '', listId: value }
              : { ...none, channel: value },
          );
        }}
        data={[
          {
            group: t('channel'),
            items: channels.items.map((one) => ({ value: one.code, label: text(one.name) })),
          },
          { group: t('list'), items: lists.map((one) => ({ value: one.listId, label: one.name })) },
        ]}
      />
      {values.listId === '' && groups.length + companies.length > 0 && (
        <NativeSelect
          aria-label={t('forBuyer')}
          value={values.companyId || values.groupId}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const isGroup = value.startsWith('grp_');
            set({ groupId: isGroup ? value : '', companyId: isGroup ? '' : value });
          }}
          data={[
            { value: '', label: t('forAll') },
            { group: t('groups'), items: groups.map((one) => ({ value: one.groupId, label: text(one.names) })) },
            { group: t('companies'), items: companies.map((one) => ({ value: one.companyId, label: one.name })) },
          ]}
        />
      )}
    </>
  );
}

function useColumns(values: Values, at: string | undefined): Column<ArticlePrice>[] {
  const t = useWords(priceWords);
  const { text, money, dateTime, number } = useFormat();
  const asked = useAskedColumn(values, at);
  return [
    {
      key: 'article',
      head: t('article'),
      cell: (row) => (
        <span className="with-picture">
          <Picture src={row.image} />
          <span className="article">
            <span>{text(row.name)}</span>
            <span className="help">{text(row.optionText)}</span>
          </span>
        </span>
      ),
    },
    {
      key: 'sku',
      head: t('sku'),
      sort: ['', '-sku'],
      hide: 'phone',
      cell: (row) => <span className="num">{row.sku}</span>,
    },
    {
      key: 'list',
      head: t('list'),
      hide: 'wide',
      cell: (row) => (
        <>
          {row.list.name} {row.steps > 0 && <Tag>{t('steps', { n: number(row.steps) })}</Tag>}
        </>
      ),
    },
    {
      key: 'since',
      head: t('since'),
      hide: 'wide',
      cell: (row) => (
        <span className="muted num">
          {dateTime(row.from)}
          {row.until !== null && ` – ${dateTime(row.until)}`}
        </span>
      ),
    },
    {
      key: 'amount',
      head: t('listPrice'),
      sort: ['amount', '-amount'],
      align: 'right',
      cell: (row) => (
        <>
          {row.compareAt && <s className="muted">{money(row.compareAt)}</s>} <strong>{money(row.price)}</strong>
        </>
      ),
    },
    ...(values.listId === '' ? [asked] : []),
  ];
}

/** What is asked of who pays there, where promotions make it another, and why. */
function useAskedColumn(values: Values, at: string | undefined): Column<ArticlePrice> {
  const t = useWords(priceWords);
  const { text, money } = useFormat();
  const buyer = { groupId: values.groupId || undefined, companyId: values.companyId || undefined };
  return {
    key: 'asked',
    head: t('asked'),
    align: 'right',
    cell: (row) => (
      <span className="price-asked">
        {row.asked && row.asked.minor !== row.price.minor ? (
          <strong>{money(row.asked)}</strong>
        ) : (
          <span className="muted">{t('same')}</span>
        )}{' '}
        <WhyPrice skuId={row.skuId} channel={values.channel || 'web'} about={text(row.name)} at={at} {...buyer} />
      </span>
    ),
  };
}

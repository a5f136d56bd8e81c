/** Products of every status: picture, stock over all sites, lowest price, channels. */
import { Button, Menu, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Picture } from '../parts/picture.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useShownPrices } from '../prices/data.ts';
import { WhyPrice } from '../prices/why-price.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useStockOf } from '../stock/data.ts';
import { exportAddress, fileFormats, statuses, useCategories, type ProductLine } from './data.ts';
import { ArrangeButton } from './arrange.tsx';
import { categoryWords } from './category-words.ts';
import { SetStatus } from './set-status.tsx';
import { statusTone } from './status.ts';
import { fileWords } from './file-words.ts';
import { gridWords } from './grid-words.ts';
import { productWords } from './words.ts';

export function ProductList() {
  const t = useWords(productWords);
  useLive(
    ['catalog.', 'pricing.'],
    [
      ['products', 'list'],
      ['prices', 'shown'],
    ],
    3_000,
  );
  const filters = useFilters(['q', 'status', 'categoryId', 'sort']);
  const list = useKeyset<ProductLine>('products', '/api/products', filters.values);
  const columns = useColumns(list.rows);
  const { text } = useFormat();
  const mayWrite = useCan('catalog.write');
  const choice = useChoice();
  return (
    <RecordList
      name="products"
      title={t('title')}
      help="products"
      actions={<Actions />}
      tabs={{
        label: t('status'),
        value: filters.values.status,
        onChange: (status) => filters.set({ status }),
        views: [{ key: '', label: t('all') }, ...statuses.map((key) => ({ key, label: t(key) }))],
      }}
      filters={filters}
      search={t('search')}
      fields={
        <CategoryFilter value={filters.values.categoryId} onChange={(categoryId) => filters.set({ categoryId })} />
      }
      file={{ name: 'products', query: filters.values }}
      columns={columns}
      list={list}
      rowKey={(line) => line.productId}
      href={(line) => `/products/${line.productId}`}
      nameOf={(line) => text(line.name)}
      choice={mayWrite ? choice : undefined}
      tall
      empty={{
        drawing: '/assets/drawings/bag-bleu-plain-0.svg',
        title: t('empty'),
        action: mayWrite && (
          <div className="choices">
            <Button component={Link} href="/products/simple">
              {t('simple')}
            </Button>
            <Button component={Link} href="/products/import" variant="default">
              {t('import')}
            </Button>
          </div>
        ),
        children: t('emptyHint'),
      }}
      bulk={
        <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
          <EditInGrid chosen={[...choice.chosen]} />
          <ArrangeButton chosen={[...choice.chosen]} onDone={choice.clear} />
          <SetStatus lines={list.rows.filter((line) => choice.chosen.has(line.productId))} onDone={choice.clear} />
        </ChoiceBar>
      }
    />
  );
}

function Actions() {
  const t = useWords(productWords);
  const mayWrite = useCan('catalog.write');
  const k = useWords(categoryWords);
  const f = useWords(fileWords);
  const g = useWords(gridWords);
  return (
    <>
      <Button component={Link} href="/products/categories" variant="default">
        {k('title')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="download" size={16} />}>
            {t('export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={exportAddress('halle', 'xlsx')} download>
            {f('halle')} (XLSX)
          </Menu.Item>
          {fileFormats.map((format) => (
            <Menu.Item key={format} component="a" href={exportAddress(format)} download>
              {f(format)} (CSV)
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {mayWrite && (
        <>
          <Button component={Link} href="/products/grid" variant="default">
            {g('title')}
          </Button>
          <Button component={Link} href="/products/import" variant="default">
            {t('import')}
          </Button>
          <Button component="a" href="/api/labels" target="_blank" variant="default">
            {t('labels')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button leftSection={<Icon name="plus" size={16} />}>{t('new')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item component={Link} href="/products/simple">
                {t('simple')}
              </Menu.Item>
              <Menu.Item component={Link} href="/products/new">
                {t('withOptions')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </>
  );
}

/** The chosen products in a grid, to be typed over. */
function EditInGrid({ chosen }: { chosen: readonly string[] }) {
  const g = useWords(gridWords);
  return (
    <Button component={Link} href={`/products/grid?ids=${chosen.join(',')}`} size="xs" variant="white">
      {g('edit')}
    </Button>
  );
}

export function CategoryFilter({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const t = useWords(productWords);
  const { text } = useFormat();
  const categories = useCategories();
  return (
    <NativeSelect
      aria-label={t('category')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('allCategories') },
        ...(categories.data ?? []).map((one) => ({
          value: one.categoryId,
          label: `${'\u00a0\u00a0'.repeat(one.depth)}${text(one.name)}`,
        })),
      ]}
    />
  );
}

function useColumns(rows: readonly ProductLine[]): Column<ProductLine>[] {
  const t = useWords(productWords);
  const { text, number, date } = useFormat();
  const channels = useChannels();
  const skuIds = rows.flatMap((row) => row.skuIds);
  const stock = useStockOf(skuIds);
  const free = (line: ProductLine): number => line.skuIds.reduce((sum, id) => sum + (stock.data.get(id)?.free ?? 0), 0);
  return [
    {
      key: 'name',
      head: t('product'),
      sort: ['', '-name'],
      cell: (line) => (
        <span className="with-picture">
          <Picture src={line.image} />
          <span className="article">
            <span>{text(line.name)}</span>
            <span className="help">{line.brand ?? line.handle}</span>
          </span>
        </span>
      ),
    },
    { key: 'status', head: t('status'), cell: (line) => <Tag tone={statusTone[line.status]}>{t(line.status)}</Tag> },
    { key: 'variants', head: t('variants'), align: 'right', hide: 'wide', cell: (line) => number(line.variants) },
    {
      key: 'channels',
      head: t('channels'),
      hide: 'wide',
      cell: (line) => (
        <span className="channel-icons" title={line.channels.map(channels.name).join(', ')}>
          {[...new Set(line.channels.map(channels.icon))].map((icon) => (
            <Icon key={icon} name={icon} size={16} />
          ))}
          <span className="hidden">
            {t('onChannels', { n: line.channels.length, names: line.channels.map(channels.name).join(', ') })}
          </span>
        </span>
      ),
    },
    {
      key: 'added',
      head: t('added'),
      hide: 'wide',
      extra: true,
      sort: ['oldest', 'newest'],
      cell: (line) => <span className="num muted">{date(line.createdAt)}</span>,
    },
    {
      key: 'stock',
      head: t('stock'),
      align: 'right',
      hide: 'phone',
      cell: (line) =>
        stock.isPending ? '' : <span className={free(line) > 0 ? undefined : 'bad'}>{number(free(line))}</span>,
    },
    { key: 'price', head: t('price'), align: 'right', cell: (line) => <LowestPrice line={line} all={skuIds} /> },
  ];
}

/** The lowest price of a product's articles on the web shop. */
function LowestPrice({ line, all }: { line: ProductLine; all: readonly string[] }) {
  const t = useWords(productWords);
  const { money, text } = useFormat();
  const prices = useShownPrices(all);
  const amounts = line.skuIds.flatMap((id) => prices.data.get(id) ?? []);
  const [first] = amounts;
  if (!first) return <span className="muted">{prices.isPending ? '' : t('noPrice')}</span>;
  const lowest = amounts.reduce((least, one) => (one.price.minor < least.price.minor ? one : least), first);
  const same = amounts.every((one) => one.price.minor === lowest.price.minor);
  return (
    <span className="price-why">
      <strong>{same ? money(lowest.price) : t('from', { price: money(lowest.price) })}</strong>{' '}
      <WhyPrice skuId={lowest.skuId} about={text(line.name)} />
    </span>
  );
}

/** Articles with the price of each channel beside the other, and the lists these come from. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { slug } from '#catalog/model';
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import type { ProductLine } from '../products/data.ts';
import { useSettings } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { PriceVerbs } from './bulk.tsx';
import { useCompanyNames, useGroups } from '../companies/data.ts';
import { useNewList, usePriceLists, useShownPrices, type PriceList } from './data.ts';
import { usePriceSections } from './sections.ts';
import { priceWords } from './words.ts';

export function PriceOverview() {
  const t = useWords(priceWords);
  useLive(['pricing.'], [['prices']], 2_000);
  const filters = useFilters(['q', 'sort']);
  const query = { ...filters.values, status: 'active' };
  const list = useKeyset<ProductLine>('products', '/api/products', query, 30);
  const columns = useColumns(list.rows);
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('prices.write');
  const choice = useChoice();
  const sections = usePriceSections('products');
  const { text } = useFormat();
  const rows = list.rows.filter((row) => row.skuIds.length > 0);
  return (
    <>
      <RecordList
        name="prices"
        title={t('title')}
        help="prices"
        actions={
          mayWrite && (
            <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setMaking(true)}>
              {t('newList')}
            </Button>
          )
        }
        tabs={sections}
        above={<Lists />}
        filters={filters}
        search={t('search')}
        columns={columns}
        list={{ ...list, rows }}
        rowKey={(line) => line.productId}
        href={(line) => `/prices/${line.skuIds[0]}?product=${line.productId}`}
        nameOf={(line) => text(line.name)}
        choice={mayWrite ? choice : undefined}
        bulk={<PriceVerbs lines={rows.filter((row) => choice.chosen.has(row.productId))} choice={choice} />}
        tall
        empty={{ icon: 'percent', title: t('empty'), children: t('emptyHint') }}
      />
      {making && <NewListForm onClose={() => setMaking(false)} />}
    </>
  );
}

function Lists() {
  const t = useWords(priceWords);
  const channels = useChannels();
  const lists = usePriceLists();
  const mayRead = useCan('customers.read');
  const { text } = useFormat();
  const groups = useGroups(mayRead).data ?? [];
  const companies = useCompanyNames(mayRead).data ?? [];
  const where = (list: PriceList): string =>
    list.channelId === null ? t('base') : t('ofChannel', { channel: channels.name(list.channelId) });
  const scope = (list: PriceList): string => {
    if (list.companyId !== null)
      return t('ofCompany', { name: companies.find((one) => one.companyId === list.companyId)?.name ?? '…' });
    const group = groups.find((one) => one.groupId === list.groupId);
    return list.groupId === null ? where(list) : t('ofGroup', { name: group ? text(group.names) : '…' });
  };
  return (
    <Panel title={t('lists')} className="price-lists" aside={<FileMenu file={{ name: 'price-lists' }} />}>
      <ul>
        {lists.data?.map((list) => (
          <li key={list.listId}>
            <strong>{list.name}</strong>
            <Tag>{list.currency}</Tag>
            <span className="muted">{scope(list)}</span>
            <Link href={`/prices/at?listId=${list.listId}`} className="link">
              {t('itsPrices')}
            </Link>
            <Link href={`/prices/files?list=${list.listId}`} className="link">
              {t('itsFile')}
            </Link>
            <StoryButton id={list.listId} name={list.name} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useColumns(rows: readonly ProductLine[]): Column<ProductLine>[] {
  const t = useWords(priceWords);
  const { text, number } = useFormat();
  const channels = useChannels();
  const skuIds = rows.flatMap((row) => row.skuIds);
  const shown = channels.items
    .filter((one) => ['web', 'till', 'marketplace'].includes(one.kind))
    .filter((one, i, all) => all.findIndex((other) => other.kind === one.kind) === i);
  return [
    {
      key: 'article',
      head: t('article'),
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
    { key: 'variants', head: t('variants'), align: 'right', hide: 'phone', cell: (line) => number(line.variants) },
    ...shown.map((channel, i): Column<ProductLine> => ({
      key: channel.channelId,
      head: t('priceOn', { channel: text(channel.name) }),
      align: 'right',
      ...(i === 0 ? {} : { hide: 'wide' as const }),
      cell: (line) => <Range line={line} all={skuIds} channel={channel.code} />,
    })),
  ];
}

/** The span of a product's prices on a channel. */
function Range({ line, all, channel }: { line: ProductLine; all: readonly string[]; channel: string }) {
  const t = useWords(priceWords);
  const { money } = useFormat();
  const prices = useShownPrices(all, channel);
  const amounts = line.skuIds.flatMap((id) => prices.data.get(id)?.price ?? []).sort((a, b) => a.minor - b.minor);
  const [least] = amounts;
  const most = amounts.at(-1);
  if (!least || !most) return <span className="muted">{prices.isPending ? '' : t('noPrice')}</span>;
  if (least.minor === most.minor) return <strong>{money(least)}</strong>;
  return (
    <strong>
      {money(least)} – {money(most)}
    </strong>
  );
}

function NewListForm({ onClose }: { onClose: () => void }) {
  const t = useWords(priceWords);
  const c = useWords(common);
  const { text } = useFormat();
  const channels = useChannels();
  const settings = useSettings();
  const create = useNewList();
  const [listId] = useState(() => newId('prl'));
  const [name, setName] = useState('');
  const [channelId, setChannel] = useState('');
  const [buyer, setBuyer] = useState('');
  const groups = useGroups().data ?? [];
  const companies = useCompanyNames().data ?? [];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const currency = channels.find(channelId)?.currency ?? settings.data?.currency ?? 'EUR';
    await create.mutateAsync({
      ...{ listId, code: slug(name).slice(0, 40), name, currency, channelId: channelId || null, priority: 100 },
      groupId: buyer.startsWith('grp_') ? buyer : null,
      companyId: buyer.startsWith('com_') ? buyer : null,
    });
    notifications.show({ message: t('madeList'), color: 'cresson' });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('newListTitle')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TextInput
          label={t('name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          maxLength={120}
        />
        <NativeSelect
          label={t('channel')}
          value={channelId}
          onChange={(event) => setChannel(event.currentTarget.value)}
          data={[
            { value: '', label: buyer === '' ? t('baseList') : t('everyChannel') },
            ...channels.items.map((one) => ({ value: one.channelId, label: text(one.name) })),
          ]}
        />
        <NativeSelect
          label={t('forBuyer')}
          value={buyer}
          onChange={(event) => setBuyer(event.currentTarget.value)}
          data={[
            { value: '', label: t('forAll') },
            { group: t('groups'), items: groups.map((one) => ({ value: one.groupId, label: text(one.names) })) },
            { group: t('companies'), items: companies.map((one) => ({ value: one.companyId, label: one.name })) },
          ]}
        />
        {create.error && (
          <p className="bad" role="alert">
            {sentenceOf(create.error, c('error.network'))}
          </p>
        )}
        <Button type="submit" loading={create.isPending} disabled={slug(name) === ''}>
          {t('create')}
        </Button>
      </form>
    </Modal>
  );
}

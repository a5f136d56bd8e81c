/** Stock at any instant, and the difference between two with the movements that explain it. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { clock, DAY, plus } from '#base/time';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { useSites } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { fieldOf, instantOf } from '../transfers/data.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { StockViews } from './list.tsx';
import { MovementList, Reason } from './movements.tsx';
import { pastWords } from './past-words.ts';
import { ArticleFace, type Article } from './scanner.tsx';
import { stockWords } from './words.ts';
import type { PlaceKind } from './data.ts';

type Then = Article & {
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly onHand: number;
  readonly now: number;
};
type Change = Article & {
  readonly siteId: string;
  readonly kind: PlaceKind;
  readonly before: number;
  readonly after: number;
  readonly reasons: readonly { readonly reason: string; readonly in: number; readonly out: number }[];
};

/** An instant in the address, as an instant; the field shows it by this device's clock. */
function useMoment(value: string, fallback: string): string {
  return Number.isNaN(Date.parse(value)) ? fallback : value;
}

export function AsOfPage() {
  const t = useWords(pastWords);
  const filters = useFilters(['at', 'siteId']);
  const [now] = useState(clock);
  const at = useMoment(filters.values.at, plus(now, -DAY));
  const query = { at, siteId: filters.values.siteId };
  const list = useKeyset<Then>('stock', '/api/stock/as-of', query);
  const columns = useThenColumns();
  return (
    <ListPage
      title={t('asOf')}
      help="stock"
      views={<StockViews value="as-of" />}
      filters={
        <>
          <Moment label={t('at')} value={at} onChange={(next) => filters.set({ at: next })} />
          <SiteFilter value={filters.values.siteId} onChange={(siteId) => filters.set({ siteId })} />
          <div className="list-tools">
            <FileMenu file={{ name: 'stock-as-of', query }} />
          </div>
        </>
      }
    >
      <DataTable
        label={t('asOf')}
        columns={columns}
        list={list}
        rowKey={(row) => `${row.skuId} ${row.siteId} ${row.kind}`}
        tall
        empty={
          <Empty icon="clock" title={t('empty')}>
            {t('emptyHint')}
          </Empty>
        }
      />
      <p className="help quiet-line">{t('hint')}</p>
    </ListPage>
  );
}

export function DifferencePage() {
  const t = useWords(pastWords);
  const filters = useFilters(['from', 'to', 'siteId']);
  const [now] = useState(clock);
  const from = useMoment(filters.values.from, plus(now, -DAY));
  const to = useMoment(filters.values.to, now);
  const query = { from, to, siteId: filters.values.siteId };
  const [opened, setOpened] = useState<Change>();
  const list = useKeyset<Change>('stock', '/api/stock/difference', query);
  const columns = useChangeColumns(setOpened);
  return (
    <ListPage
      title={t('difference')}
      help="stock"
      views={<StockViews value="difference" />}
      filters={
        <>
          <Moment label={t('from')} value={from} onChange={(next) => filters.set({ from: next })} />
          <Moment label={t('to')} value={to} onChange={(next) => filters.set({ to: next })} />
          <SiteFilter value={filters.values.siteId} onChange={(siteId) => filters.set({ siteId })} />
          <div className="list-tools">
            <FileMenu file={{ name: 'stock-difference', query }} />
          </div>
        </>
      }
    >
      {Date.parse(to) <= Date.parse(from) ? (
        <p className="bad panel-text" role="alert">
          {t('wrong')}
        </p>
      ) : (
        <DataTable
          label={t('difference')}
          columns={columns}
          list={list}
          rowKey={(row) => `${row.skuId} ${row.siteId} ${row.kind}`}
          tall
          empty={
            <Empty icon="clock" title={t('same')}>
              {t('sameHint')}
            </Empty>
          }
        />
      )}
      {opened && <Explained row={opened} from={from} to={to} onClose={() => setOpened(undefined)} />}
    </ListPage>
  );
}

function useThenColumns(): Column<Then>[] {
  const t = useWords(pastWords);
  const { number } = useFormat();
  return [
    { key: 'article', head: t('article'), cell: (row) => <ArticleFace article={row} /> },
    usePlaceColumn<Then>(),
    { key: 'then', head: t('then'), align: 'right', cell: (row) => <b>{number(row.onHand)}</b> },
    { key: 'now', head: t('now'), align: 'right', hide: 'phone', cell: (row) => number(row.now) },
    { key: 'since', head: t('since'), align: 'right', cell: (row) => <Signed units={row.now - row.onHand} /> },
  ];
}

function useChangeColumns(onOpen: (row: Change) => void): Column<Change>[] {
  const t = useWords(pastWords);
  const { number, text } = useFormat();
  return [
    { key: 'article', head: t('article'), cell: (row) => <ArticleFace article={row} /> },
    usePlaceColumn<Change>(),
    { key: 'before', head: t('before'), align: 'right', hide: 'phone', cell: (row) => number(row.before) },
    { key: 'after', head: t('after'), align: 'right', hide: 'phone', cell: (row) => number(row.after) },
    { key: 'change', head: t('change'), align: 'right', cell: (row) => <Signed units={row.after - row.before} /> },
    { key: 'reasons', head: t('reasons'), hide: 'phone', cell: (row) => <Reasons row={row} /> },
    {
      key: 'movements',
      head: <span className="unseen">{t('movements')}</span>,
      label: t('movements'),
      align: 'right',
      cell: (row) => (
        <Button
          size="xs"
          variant="default"
          aria-label={t('seeMovements', { name: text(row.name) })}
          onClick={() => onOpen(row)}
        >
          {t('movements')}
        </Button>
      ),
    },
  ];
}

function usePlaceColumn<T extends { readonly siteId: string; readonly kind: PlaceKind }>(): Column<T> {
  const t = useWords(pastWords);
  const s = useWords(stockWords);
  const sites = useSites();
  return {
    key: 'site',
    head: t('site'),
    cell: (row) => (
      <>
        {sites.name(row.siteId)}
        {row.kind !== 'sellable' && <span className="muted">, {s(row.kind)}</span>}
      </>
    ),
  };
}

function Signed({ units }: { units: number }) {
  const { number } = useFormat();
  if (units === 0) return <span className="muted">0</span>;
  return <b className={units > 0 ? 'ok' : 'bad'}>{units > 0 ? `+${number(units)}` : `−${number(-units)}`}</b>;
}

function Reasons({ row }: { row: Change }) {
  const { number } = useFormat();
  return (
    <span className="tags">
      {row.reasons.map((one) => (
        <span key={one.reason} className="past-reason">
          <Reason reason={one.reason} />{' '}
          <span className="num">
            {one.in > 0 && `+${number(one.in)}`} {one.out > 0 && `−${number(one.out)}`}
          </span>
        </span>
      ))}
    </span>
  );
}

type MomentProps = { readonly label: string; readonly value: string; readonly onChange: (at: string) => void };

function Moment({ label, value, onChange }: MomentProps) {
  return (
    <label className="past-moment">
      <span>{label}</span>
      <TextInput
        type="datetime-local"
        value={fieldOf(value)}
        onChange={(event) => {
          const next = instantOf(event.currentTarget.value);
          if (next !== null) onChange(next);
        }}
      />
    </label>
  );
}

function SiteFilter({ value, onChange }: { value: string; onChange: (siteId: string) => void }) {
  const t = useWords(pastWords);
  return <SiteSelect aria-label={t('site')} value={value} onChange={onChange} all={t('allSites')} />;
}

type ExplainedProps = {
  readonly row: Change;
  readonly from: string;
  readonly to: string;
  readonly onClose: () => void;
};

/** The movements between the two instants, of one article at one site. */
function Explained({ row, from, to, onClose }: ExplainedProps) {
  const t = useWords(pastWords);
  const c = useWords(common);
  const { text } = useFormat();
  const query = { skuId: row.skuId, siteId: row.siteId, from, to };
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('seeMovements', { name: text(row.name) })}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <MovementList query={query} />
    </Modal>
  );
}

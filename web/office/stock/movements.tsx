/** Movements of an article: what happened, from where to where, by whom, with which document. */
import { Link } from 'wouter';
import type { ApiOptions } from '#kit/api';
import { siteOfPlace } from '#inventory/model';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import type { Movement } from './data.ts';
import { stockWords } from './words.ts';

const reasons = {
  sale: ['sale', 'ok'],
  receipt: ['receiptReason', 'info'],
  received: ['receiptReason', 'info'],
  count: ['countReason', 'plain'],
  count_theft: ['theftReason', 'bad'],
  count_broken: ['brokenReason', 'bad'],
  count_misplaced: ['misplacedReason', 'warn'],
  count_clerical: ['clericalReason', 'plain'],
  transfer: ['transfer', 'plain'],
  transfer_damaged: ['transferDamaged', 'warn'],
  transfer_lost: ['transferLost', 'bad'],
  transfer_extra: ['transferExtra', 'note'],
  transfer_found: ['transferFound', 'ok'],
  transfer_back: ['transferBack', 'plain'],
  return: ['returnReason', 'note'],
  returned: ['returnReason', 'note'],
  breach: ['breachReason', 'bad'],
  import: ['import', 'info'],
} as const satisfies Record<string, readonly [string, Tone]>;

const world = {
  suppliers: 'suppliers',
  customers: 'customersPlace',
  lost: 'lost',
  unaccounted: 'unaccounted',
} as const;

/** The reason of a movement in a word; reasons people wrote are shown as they wrote them. */
export function Reason({ reason }: { reason: string }) {
  const t = useWords(stockWords);
  if (!(reason in reasons)) return <Tag>{reason}</Tag>;
  const [key, tone] = reasons[reason as keyof typeof reasons];
  return <Tag tone={tone}>{t(key)}</Tag>;
}

/** The name of a place: a site with the kind of spot when it isn't the shelf for sale, or the world outside. */
export function usePlaceName(): (place: string) => string {
  const t = useWords(stockWords);
  const sites = useSites();
  return (place) => {
    const at = siteOfPlace(place);
    if (at) return at.kind === 'sellable' ? sites.name(at.siteId) : `${sites.name(at.siteId)}, ${t(at.kind)}`;
    if (place.startsWith('transit:')) return t('underWay');
    return place in world ? t(world[place as keyof typeof world]) : place;
  };
}

/** Documents with a record of their own, by the beginning of their id. */
const documents: Readonly<Record<string, readonly [noun: string, word: 'transfer' | 'countDocument']>> = {
  trf_: ['transfers', 'transfer'],
  cnt_: ['counts', 'countDocument'],
};

/** A document: orders by their record, others as they are named. */
export function DocumentLink({ document }: { document: string | null }) {
  const t = useWords(stockWords);
  if (document === null) return <span className="muted">—</span>;
  const [noun, word] = documents[document.slice(0, 4)] ?? [];
  if (noun !== undefined && word !== undefined)
    return (
      <Link href={`/${noun}/${document}`} className="link">
        {t(word)}
      </Link>
    );
  if (!document.startsWith('ord_')) return <span className="num">{document}</span>;
  return (
    <Link href={`/orders/${document}`} className="link">
      {t('order')}
    </Link>
  );
}

/** How a movement changed what we have: out, in, or from one place of ours to another. */
function signed(row: Movement): string {
  if (row.fromSite !== null && row.toSite !== null) return `±${row.quantity}`;
  return row.fromSite === null ? `+${row.quantity}` : `−${row.quantity}`;
}

export function Movements({ skuId }: { skuId: string }) {
  const t = useWords(stockWords);
  const query = { skuId };
  return (
    <Panel
      title={t('movements')}
      note={t('movementsHint')}
      flush
      aside={<FileMenu file={{ name: 'movements', query }} />}
    >
      <MovementList query={query} />
    </Panel>
  );
}

/** The movements that a question finds, newest first. */
export function MovementList({ query }: { query: NonNullable<ApiOptions['query']> }) {
  const t = useWords(stockWords);
  const list = useKeyset<Movement>('stock', '/api/stock/movements', query, 30, 'before');
  return (
    <DataTable
      label={t('movements')}
      columns={useColumns()}
      list={list}
      rowKey={({ movementId }) => movementId}
      empty={<p className="muted panel-text">{t('noMovement')}</p>}
    />
  );
}

function useColumns(): Column<Movement>[] {
  const t = useWords(stockWords);
  const { when } = useFormat();
  const placeName = usePlaceName();
  const actor = useActor();
  return [
    { key: 'when', head: t('when'), cell: (row) => <span className="num">{when(row.at)}</span> },
    { key: 'fact', head: t('fact'), cell: (row) => <Reason reason={row.reason} /> },
    { key: 'way', head: t('way'), cell: (row) => `${placeName(row.from)} → ${placeName(row.to)}` },
    { key: 'by', head: t('by'), hide: 'wide', cell: (row) => actor(row.actor) },
    { key: 'quantity', head: t('quantity'), align: 'right', cell: (row) => <strong>{signed(row)}</strong> },
    {
      key: 'document',
      head: t('document'),
      hide: 'phone',
      cell: (row) => <DocumentLink document={row.document} />,
    },
  ];
}

/** Movements of an article: what happened, from where to where, by whom, with which document. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { siteOfPlace } from '#inventory/model';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useMovements, type Movement } from './data.ts';
import { stockWords } from './words.ts';

const reasons = {
  sale: ['sale', 'ok'],
  receipt: ['receiptReason', 'info'],
  received: ['receiptReason', 'info'],
  count: ['countReason', 'plain'],
  transfer: ['transfer', 'plain'],
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
    return place in world ? t(world[place as keyof typeof world]) : place;
  };
}

/** A document: orders by their record, others as they are named. */
export function DocumentLink({ document }: { document: string | null }) {
  const t = useWords(stockWords);
  if (document === null) return <span className="muted">—</span>;
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
  const list = useMovements(skuId);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t('movements')} note={t('movementsHint')} flush>
      {list.isPending && <RowsSkeleton rows={6} />}
      {list.isError && <ErrorBox error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className="muted panel-text">{t('noMovement')}</p>}
      {rows.length > 0 && <MovementTable rows={rows} />}
      {list.hasNextPage && (
        <footer className="table-foot">
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('more')}
          </Button>
        </footer>
      )}
    </Panel>
  );
}

function MovementTable({ rows }: { rows: readonly Movement[] }) {
  const t = useWords(stockWords);
  const { when } = useFormat();
  const placeName = usePlaceName();
  const actor = useActor();
  return (
    <div className="table-scroll" role="region" aria-label={t('movements')} tabIndex={0}>
      <table className="table" aria-label={t('movements')}>
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('fact')}</th>
            <th scope="col">{t('way')}</th>
            <th scope="col" data-hide="wide">
              {t('by')}
            </th>
            <th scope="col" data-align="right">
              {t('quantity')}
            </th>
            <th scope="col" data-hide="phone">
              {t('document')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.movementId}>
              <td className="num">{when(row.at)}</td>
              <td>
                <Reason reason={row.reason} />
              </td>
              <td>
                {placeName(row.from)} → {placeName(row.to)}
              </td>
              <td data-hide="wide">{actor(row.actor)}</td>
              <td data-align="right">
                <strong>{signed(row)}</strong>
              </td>
              <td data-hide="phone">
                <DocumentLink document={row.document} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

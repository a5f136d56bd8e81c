/** A transfer: where it stands, its articles with what became of them, and what one can do. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { ArticleFace } from '../stock/scanner.tsx';
import { tones, useTransfer, useTransferAct, type Line, type Transfer } from './data.ts';
import { transferWords } from './words.ts';
import { Details, Verbs } from './verbs.tsx';

export function TransferRecord({ transferId }: { transferId: string }) {
  const t = useWords(transferWords);
  useLive(['transfers.', 'inventory.'], [['transfers', 'one', transferId]], 1_500);
  useLive(['transfers.'], [['story', transferId]], 1_500);
  const transfer = useTransfer(transferId);
  const mayWrite = useCan('transfers.write');
  if (transfer.isPending) return <PageSkeleton record />;
  if (transfer.error) return <ErrorBox error={transfer.error} retry={() => void transfer.refetch()} page />;
  const { data } = transfer;
  return (
    <Record
      back={{ href: '/transfers', label: t('back') }}
      title={data.number}
      tags={<Tag tone={tones[data.state]}>{t(`state.${data.state}`)}</Tag>}
      actions={mayWrite && <Verbs transfer={data} />}
      main={
        <>
          <Way transfer={data} />
          <Lines transfer={data} />
          {mayWrite && <LostAndFound transfer={data} />}
        </>
      }
      side={
        <>
          <FactsPanel transfer={data} />
          {mayWrite && data.state !== 'closed' && data.state !== 'cancelled' && (
            <Details key={data.version} transfer={data} />
          )}
          <RecordStory id={transferId} />
        </>
      }
    />
  );
}

function Way({ transfer }: { transfer: Transfer }) {
  const sites = useSites();
  return (
    <p className="transfer-way">
      <strong>{sites.name(transfer.fromSite)}</strong>
      <Icon name="right" size={16} />
      <strong>{sites.name(transfer.toSite)}</strong>
      {transfer.note !== '' && <span>· {transfer.note}</span>}
    </p>
  );
}

/** Columns that have anything to tell at this stage. */
const stages: Readonly<Record<Transfer['state'], readonly (keyof Line & string)[]>> = {
  draft: ['asked', 'free'],
  picked: ['asked', 'picked'],
  shipped: ['shipped', 'underWay'],
  receiving: ['shipped', 'received', 'damaged', 'lost', 'sentBack', 'extra', 'underWay'],
  closed: ['shipped', 'received', 'damaged', 'lost', 'found', 'sentBack', 'extra'],
  cancelled: ['asked'],
};
const always = new Set(['asked', 'free', 'picked', 'shipped', 'received', 'underWay']);
const bad = new Set(['damaged', 'lost', 'extra']);
type Amount = Exclude<keyof Line, 'skuId' | 'sku' | 'name' | 'optionText' | 'image'>;

function Lines({ transfer }: { transfer: Transfer }) {
  const t = useWords(transferWords);
  const { number } = useFormat();
  const columns = (stages[transfer.state] as readonly Amount[]).filter(
    (key) => always.has(key) || transfer.lines.some((line) => line[key] > 0),
  );
  return (
    <Panel title={t('lines')} note={transfer.lines.length} flush>
      <div className="table-scroll" role="region" aria-label={t('lines')} tabIndex={0}>
        <table className="table" data-tall aria-label={t('lines')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              {columns.map((key) => (
                <th key={key} scope="col" data-align="right">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {transfer.lines.map((line) => (
              <tr key={line.skuId}>
                <td>
                  <Link href={`/stock/${line.skuId}`} className="row-link">
                    <ArticleFace article={line} />
                  </Link>
                </td>
                {columns.map((key) => (
                  <td key={key} data-align="right">
                    <span className={isBad(transfer, line, key) ? 'bad' : undefined}>
                      {line[key] === 0 && !always.has(key) ? '—' : number(line[key])}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const isBad = (transfer: Transfer, line: Line, key: Amount): boolean =>
  (bad.has(key) && line[key] > 0) || (key === 'free' && transfer.state === 'draft' && line.free < line.asked);

function FactsPanel({ transfer }: { transfer: Transfer }) {
  const t = useWords(transferWords);
  const { when } = useFormat();
  const actor = useActor();
  const { expectedAt, shippedAt, closedAt, reference, reverseOf, promisable } = transfer;
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          expectedAt !== null && [t('expected'), <strong key="e">{when(expectedAt)}</strong>],
          reference !== '' && [
            t('reference'),
            <span key="r" className="num">
              {reference}
            </span>,
          ],
          [t('promise'), t(promisable ? 'yes' : 'no')],
          [t('made'), when(transfer.madeAt)],
          [t('madeBy'), actor(transfer.madeBy)],
          shippedAt !== null && [t('shippedAt'), when(shippedAt)],
          closedAt !== null && [t('closedAt'), when(closedAt)],
          reverseOf !== null && [
            t('reverseOf'),
            <Link key="of" href={`/transfers/${reverseOf}`} className="link num">
              TR-{reverseOf.slice(-6).toUpperCase()}
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

/** What was written off and turned up after all. */
function LostAndFound({ transfer }: { transfer: Transfer }) {
  const t = useWords(transferWords);
  const { text } = useFormat();
  const act = useTransferAct(transfer.transferId);
  const lost = transfer.lines.filter((line) => line.lost > line.found);
  if (lost.length === 0) return null;
  const find = async (line: Line) => {
    await act.mutateAsync({ path: '/receipts', body: { lines: [{ skuId: line.skuId, found: 1 }] } });
    notifications.show({ message: t('foundDone'), color: 'cresson' });
  };
  return (
    <Panel title={t('foundTitle')} note={t('foundHint')} flush>
      <ul className="hand-lines">
        {lost.map((line) => (
          <li key={line.skuId}>
            <ArticleFace article={line} />
            <Button
              variant="default"
              size="xs"
              loading={act.isPending}
              aria-label={t('foundDo', { name: text(line.name) })}
              onClick={() => void find(line).catch(() => undefined)}
            >
              {t('found')} ({line.lost - line.found})
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A return: what was announced and what came, where it went, what is owed and why, and what one can do. Made for a phone too. */
import { Link } from 'wouter';
import { backTo } from '../parts/back.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { returnWords } from '../words/returns.ts';
import { returnTone, useReturn, type ReturnRecordData } from './data.ts';
import { ExchangePanel } from './exchange.tsx';
import { Inspect, Receive } from './goods.tsx';
import { Money } from './money.tsx';
import { ReturnVerbs } from './verbs.tsx';

export function ReturnRecord({ returnId }: { returnId: string }) {
  const t = useWords(returnWords);
  useLive(
    ['returns.', 'payments.'],
    [
      ['returns', 'one', returnId],
      ['story', returnId],
    ],
    1_500,
  );
  const found = useReturn(returnId);
  const mayWrite = useCan('returns.write');
  if (found.isPending) return <PageSkeleton record />;
  if (found.error) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  const { data } = found;
  const waits = data.items.some((item) => item.parts.reduce((sum, part) => sum + part.quantity, 0) < item.quantity);
  return (
    <Record
      back={{ href: backTo('/returns'), label: t('back') }}
      title={data.number}
      tags={
        <>
          <Tag tone={returnTone[data.state]}>{t(`state.${data.state}`)}</Tag>
          {data.reason === 'withdrawal' && <Tag tone="note">{t('withdrawal')}</Tag>}
        </>
      }
      actions={<ReturnVerbs data={data} />}
      main={
        <>
          {mayWrite && waits && <Inspect key={data.version} data={data} />}
          {mayWrite && <Receive key={`r${data.version}`} data={data} />}
          <ExchangePanel key={`x${data.version}`} data={data} />
          <Money key={`m${data.version}`} data={data} />
          <Lines data={data} />
          {data.items.length > 0 && <Came data={data} />}
        </>
      }
      side={
        <>
          <FactsPanel data={data} />
          <RecordStory id={returnId} path={`/api/returns/${returnId}/timeline`} />
        </>
      }
    />
  );
}

function Lines({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const { text } = useFormat();
  const columns = ['ordered', 'announced', 'came', 'paid'] as const;
  return (
    <Panel title={t('lines')} flush>
      <div className="table-scroll" role="region" aria-label={t('lines')} tabIndex={0}>
        <table className="table" aria-label={t('lines')}>
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
            {data.lines.map((line) => (
              <tr key={line.lineNo}>
                <td>{[text(line.name), text(line.optionText)].filter(Boolean).join(', ')}</td>
                {columns.map((key) => (
                  <td key={key} data-align="right" className="num">
                    {line[key] === 0 ? '—' : line[key]}
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

/** What came and was seen, with where each unit went. */
function Came({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const { when } = useFormat();
  const sites = useSites();
  const name = useItemName(data);
  return (
    <Panel title={t('came')}>
      <ul className="returns">
        {data.items.map((item) => (
          <li key={item.itemId}>
            <p>
              <b>
                {item.quantity} × {name(item)}
              </b>{' '}
              {item.kind !== 'line' && <Tag tone="warn">{t(`kind.${item.kind}`)}</Tag>}
            </p>
            <p className="muted">
              {sites.name(item.siteId)} · {when(item.at)}
              {item.parts.map(
                (part) =>
                  ` · ${part.quantity} × ${t(`condition.${part.condition}`)}${part.disposition === null ? '' : `, ${t(`disposition.${part.disposition}`).toLowerCase()}`}`,
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** An article that came, in words: the order's, ours, or what was said of it. */
export function useItemName(data: ReturnRecordData): (item: ReturnRecordData['items'][number]) => string {
  const { text } = useFormat();
  return (item) => {
    const line = data.lines.find((one) => one.lineNo === item.lineNo);
    if (line) return [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
    return item.skuId === null ? item.label : `${text({ fr: item.name.fr ?? '', en: item.name.en ?? '' })} ${item.sku}`;
  };
}

function FactsPanel({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const { when } = useFormat();
  const sites = useSites();
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [
            t('order'),
            <Link key="o" href={`/orders/${data.orderId}`} className="link num">
              {data.orderNumber}
            </Link>,
          ],
          [
            t('customer'),
            data.customerId === null ? (
              data.customerName
            ) : (
              <Link key="c" href={`/customers/${data.customerId}`} className="link">
                {data.customerName}
              </Link>
            ),
          ],
          [t('reason'), t(`reason.${data.reason}`)],
          [t('source'), `${when(data.askedAt)}, ${t(`source.${data.source}`)}`],
          data.payBy !== null && [t('payBy'), <strong key="p">{when(data.payBy)}</strong>],
          data.siteId !== null && [t('site'), sites.name(data.siteId)],
          data.tracking !== '' && [
            t('tracking'),
            <span key="t" className="num">
              {data.tracking}
            </span>,
          ],
          data.note !== '' && [t('note'), data.note],
          data.answer !== '' && [t('answer'), data.answer],
        ]}
      />
    </Panel>
  );
}

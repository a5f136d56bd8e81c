/** A count: how far it is, what differs and why, and who approves. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
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
import { reasons, tones, useCount, type Count, type Line, type Reason } from './data.ts';
import { Difference, Progress } from './list.tsx';
import { Verbs } from './verbs.tsx';
import { countWords } from './words.ts';

export type Chosen = Readonly<Record<string, Reason>>;

export function CountRecord({ countId }: { countId: string }) {
  const t = useWords(countWords);
  useLive(
    ['counts.'],
    [
      ['counts', 'one', countId],
      ['counts', 'list'],
      ['story', countId],
    ],
    1_500,
  );
  const count = useCount(countId);
  const [chosen, setChosen] = useState<Chosen>({});
  const mayWrite = useCan('counts.write');
  if (count.isPending) return <PageSkeleton record />;
  if (count.error) return <ErrorBox error={count.error} retry={() => void count.refetch()} page />;
  const { data } = count;
  const counting = data.state === 'open' || data.state === 'recount';
  return (
    <Record
      back={{ href: '/counts', label: t('back') }}
      title={`${data.number}, ${data.name}`}
      tags={
        <>
          <Tag tone={tones[data.state]}>{t(`state.${data.state}`)}</Tag>
          {data.blind && <Tag>{t('blind')}</Tag>}
        </>
      }
      actions={
        mayWrite && (
          <>
            <Verbs count={data} chosen={chosen} />
            {counting && (
              <Button component={Link} href={`/counts/${countId}/scan`}>
                {t('count')}
              </Button>
            )}
          </>
        )
      }
      main={<Lines count={data} chosen={chosen} onChoose={setChosen} />}
      side={
        <>
          <FactsPanel count={data} />
          <RecordStory id={countId} />
        </>
      }
    />
  );
}

function FactsPanel({ count }: { count: Count }) {
  const t = useWords(countWords);
  const { when, number } = useFormat();
  const sites = useSites();
  const actor = useActor();
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [t('site'), sites.name(count.siteId)],
          [t('scope'), t(`scope.${count.scope}`)],
          [t('progress'), <Progress key="p" count={count} />],
          [t('counters'), number(count.counters)],
          count.recountUnits !== null && [t('threshold'), t('thresholdUnits', { n: count.recountUnits })],
          count.recount > 0 && [t('standing.recount'), <strong key="r">{number(count.recount)}</strong>],
          [t('made'), when(count.madeAt)],
          [t('madeBy'), actor(count.madeBy)],
          count.finishedAt !== null && [t('finishedAt'), when(count.finishedAt)],
          count.closedAt !== null && [t('closedAt'), when(count.closedAt)],
          count.closedBy !== null && [t('closedBy'), actor(count.closedBy)],
          count.state === 'posted' && [t('difference'), <Difference key="d" more={count.more} fewer={count.fewer} />],
        ]}
      />
    </Panel>
  );
}

const filters = [
  ['', 'filterAll'],
  ['different', 'filterDifferent'],
  ['unscanned', 'filterUnscanned'],
  ['recount', 'filterRecount'],
  ['unexpected', 'filterUnexpected'],
] as const;

type LinesProps = { readonly count: Count; readonly chosen: Chosen; readonly onChoose: (chosen: Chosen) => void };

function Lines({ count, chosen, onChoose }: LinesProps) {
  const t = useWords(countWords);
  const shown = useFilters(['standing', 'q']);
  const { standing, q } = shown.values;
  const list = useKeyset<Line>('counts', `/api/counts/${count.countId}/lines`, { standing, q });
  const columns = useColumns(count, chosen, onChoose);
  return (
    <Panel title={t('lines')} flush>
      <div className="filters">
        <SearchField label={t('searchLine')} value={q} onChange={(next) => shown.set({ q: next })} />
        <div className="tags" role="group" aria-label={t('filters')}>
          {filters.map(([key, word]) => (
            <Button
              key={key}
              size="xs"
              variant={standing === key ? 'filled' : 'default'}
              aria-pressed={standing === key}
              onClick={() => shown.set({ standing: key })}
            >
              {t(word)}
            </Button>
          ))}
        </div>
      </div>
      <DataTable
        label={t('lines')}
        columns={columns}
        list={list}
        rowKey={(line) => line.skuId}
        tall
        empty={<Empty icon="box" title={t('noLine')} />}
      />
    </Panel>
  );
}

function useColumns(count: Count, chosen: Chosen, onChoose: (chosen: Chosen) => void): Column<Line>[] {
  const t = useWords(countWords);
  const { number, text } = useFormat();
  const mayApprove = useCan('counts.approve');
  const reasonOf = (line: Line): string => line.reason ?? chosen[line.skuId] ?? 'count';
  return [
    {
      key: 'article',
      head: t('article'),
      cell: (line) => (
        <Link href={`/stock/${line.skuId}`} className="row-link">
          <ArticleFace article={line} />
        </Link>
      ),
    },
    {
      key: 'standing',
      head: t('standing'),
      hide: 'phone',
      cell: (line) => <Standing line={line} />,
    },
    {
      key: 'counted',
      head: t('counted'),
      align: 'right',
      cell: (line) => (line.counted === null ? '—' : <b>{number(line.counted)}</b>),
    },
    {
      key: 'book',
      head: t('book'),
      align: 'right',
      cell: (line) => (line.book === null ? <span className="muted">{t('hidden')}</span> : number(line.book)),
    },
    {
      key: 'difference',
      head: t('difference'),
      align: 'right',
      cell: ({ difference }) => (
        <Difference more={Math.max(0, difference ?? 0)} fewer={Math.max(0, -(difference ?? 0))} />
      ),
    },
    {
      key: 'why',
      head: t('why'),
      hide: 'phone',
      cell: (line) => {
        if (!line.difference) return null;
        if (count.state !== 'review' || line.standing === 'posted' || !mayApprove)
          return line.standing === 'posted' ? t(`reason.${reasonOf(line) as Reason}`) : null;
        return (
          <select
            className="count-reason"
            aria-label={t('reasonFor', { name: text(line.name) })}
            value={reasonOf(line)}
            onChange={(event) => onChoose({ ...chosen, [line.skuId]: event.currentTarget.value as Reason })}
          >
            {reasons.map((reason) => (
              <option key={reason} value={reason}>
                {t(`reason.${reason}`)}
              </option>
            ))}
          </select>
        );
      },
    },
  ];
}

function Standing({ line }: { line: Line }) {
  const t = useWords(countWords);
  return (
    <span className="tags">
      <Tag tone={line.standing === 'recount' ? 'note' : line.standing === 'unscanned' ? 'warn' : 'plain'}>
        {t(`standing.${line.standing}`)}
      </Tag>
      {line.why !== null && <span className="help">{t(`why.${line.why}`)}</span>}
      {line.first !== null && <span className="help">{t('first', { n: line.first })}</span>}
      {!line.expected && <span className="help">{t('unexpected')}</span>}
    </span>
  );
}

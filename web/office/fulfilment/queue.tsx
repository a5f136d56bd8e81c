/** What a site has to do now, order by order: to pick, to pack, to send, to hand over. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { Empty, NoResult } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset, type Keyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan, useSession } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { steps, stepTones, useAct, type QueueRow, type Step, type WaveRow } from './data.ts';
import { fulfilmentWords } from './words.ts';

/** The oldest first, unless the address says otherwise. */
const sorts = ['', 'newest', 'promised', '-promised'] as const;

export function Queue() {
  const t = useWords(fulfilmentWords);
  const sites = useSites();
  const { staff } = useSession();
  const filters = useFilters(['siteId', 'step', 'q', 'sort']);
  useTitle(t('title'));
  useLive(['orders.', 'fulfilment.'], [['fulfilment']], 1_500);
  const { q, sort } = filters.values;
  const siteId = filters.values.siteId || (staff.siteId ?? sites.items[0]?.siteId ?? '');
  return (
    <div className="page hand">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <div className="page-actions">
          {siteId !== '' && <FileMenu file={{ name: 'fulfilment-queue', query: { siteId, q, sort } }} />}
          {useCan('fulfilment.manage') && siteId !== '' && (
            <Button component={Link} href={`/fulfilment/settings/${siteId}`} variant="default">
              {t('settings')}
            </Button>
          )}
        </div>
      </header>
      <div className="queue-filters">
        <SiteSelect aria-label={t('site')} value={siteId} onChange={(next) => filters.set({ siteId: next })} />
        <SearchField label={t('search')} value={q} onChange={(next) => filters.set({ q: next })} />
        <NativeSelect
          aria-label={t('sort')}
          value={sort}
          onChange={(event) => filters.set({ sort: event.currentTarget.value })}
          data={sorts.map((key) => ({ value: key, label: t(`sort.${key || 'oldest'}`) }))}
        />
      </div>
      {siteId !== '' && (
        <SiteQueue
          key={siteId}
          query={{ siteId, q, sort }}
          onClear={() => filters.set({ q: '' })}
          step={steps.find((one) => one === filters.values.step)}
          onStep={(step) => filters.set({ step: step ?? '' })}
        />
      )}
    </div>
  );
}

type SiteProps = {
  readonly query: { readonly siteId: string; readonly q: string; readonly sort: string };
  readonly onClear: () => void;
  readonly step: Step | undefined;
  readonly onStep: (step: Step | undefined) => void;
};

function SiteQueue({ query, onClear, step, onStep }: SiteProps) {
  const t = useWords(fulfilmentWords);
  const queue = useKeyset<QueueRow>('fulfilment', '/api/fulfilment/queue', query, 200);
  const { siteId, q } = query;
  const may = useCan('fulfilment.write');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (queue.isPending) return <PageSkeleton />;
  if (queue.error) return <ErrorBox error={queue.error} retry={queue.retry} page />;
  const rows = queue.rows.filter((row) => step === undefined || row.step === step);
  const open = queue.rows.filter((row) => row.step === 'to_pick' && row.waveId === null && !row.held);
  const choose = (orderId: string, isChosen: boolean) =>
    setChosen(new Set(isChosen ? [...chosen, orderId] : [...chosen].filter((id) => id !== orderId)));
  return (
    <div className="queue">
      <OpenLists siteId={siteId} />
      <div className="views" role="group" aria-label={t('views')}>
        {([undefined, ...steps] as const).map((one) => (
          <button key={one ?? 'all'} type="button" aria-pressed={one === step} onClick={() => onStep(one)}>
            {one === undefined ? t('all') : t(`step.${one}`)}{' '}
            <span className="num">{queue.rows.filter((row) => one === undefined || row.step === one).length}</span>
          </button>
        ))}
      </div>
      {rows.length === 0 ? (
        <Nothing step={step} onClear={q === '' ? undefined : onClear} />
      ) : (
        <Panel flush>
          <ul className="hand-lines">
            {rows.map((row) => (
              <OrderLine
                key={row.orderId}
                row={row}
                chosen={chosen.has(row.orderId)}
                onChoose={may ? choose : undefined}
              />
            ))}
          </ul>
          <More queue={queue} />
        </Panel>
      )}
      {may && open.length > 0 && <Start siteId={siteId} open={open} chosen={chosen} />}
    </div>
  );
}

function Nothing({ step, onClear }: { step: Step | undefined; onClear: (() => void) | undefined }) {
  const t = useWords(fulfilmentWords);
  if (onClear) return <NoResult onClear={onClear} />;
  return (
    <Empty icon="box" title={t(step === undefined ? 'empty' : 'emptyStep')}>
      {t('emptyHint')}
    </Empty>
  );
}

function More({ queue }: { queue: Keyset<QueueRow> }) {
  const t = useWords(fulfilmentWords);
  if (!queue.hasMore) return null;
  return (
    <p className="panel-text">
      <Button variant="default" loading={queue.isLoadingMore} onClick={queue.more}>
        {t('more')}
      </Button>
    </p>
  );
}

type LineProps = {
  readonly row: QueueRow;
  readonly chosen: boolean;
  readonly onChoose: ((orderId: string, isChosen: boolean) => void) | undefined;
};

function OrderLine({ row, chosen, onChoose }: LineProps) {
  const t = useWords(fulfilmentWords);
  const { when, date } = useFormat();
  const mayChoose = onChoose && row.step === 'to_pick' && row.waveId === null && !row.held;
  const href =
    row.waveId === null || row.step !== 'to_pick'
      ? `/fulfilment/orders/${row.orderId}`
      : `/fulfilment/waves/${row.waveId}`;
  return (
    <li className="queue-line">
      <Link href={href} className="queue-main">
        <span>
          <b className="num">{row.number}</b> {row.customerName}
        </span>
        <span className="muted">
          {t('since', { when: when(row.placedAt) })}
          {row.promisedBy !== null && ` · ${t('by', { day: date(row.promisedBy) })}`} · {t('units', { n: row.units })}
        </span>
        <span className="tags">
          <Tag tone={stepTones[row.step]}>{t(`step.${row.step}`)}</Tag>
          {row.held && <Tag tone="bad">{t('held')}</Tag>}
          {row.waveId !== null && row.step === 'to_pick' && <Tag>{t('onList')}</Tag>}
          {row.readyAt !== null && <Tag tone="ok">{t('ready')}</Tag>}
        </span>
      </Link>
      {mayChoose && (
        <label className="queue-choose">
          <input
            type="checkbox"
            checked={chosen}
            onChange={(event) => onChoose(row.orderId, event.currentTarget.checked)}
            aria-label={t('choose', { number: row.number })}
          />
        </label>
      )}
    </li>
  );
}

function OpenLists({ siteId }: { siteId: string }) {
  const t = useWords(fulfilmentWords);
  const { when } = useFormat();
  const lists = useKeyset<WaveRow>('fulfilment', '/api/fulfilment/waves', { siteId, state: 'open' }, 20);
  if (lists.rows.length === 0) return null;
  return (
    <Panel title={t('openLists')} flush>
      <ul className="hand-lines">
        {lists.rows.map((wave) => (
          <li key={wave.waveId}>
            <Link href={`/fulfilment/waves/${wave.waveId}`} className="queue-main">
              <b className="num">{wave.number}</b>
              <span className="muted">
                {when(wave.madeAt)} · {t('orders', { n: wave.orders })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type StartProps = {
  readonly siteId: string;
  readonly open: readonly QueueRow[];
  readonly chosen: ReadonlySet<string>;
};

/** Begins a list with what was chosen, else with all that waits; each press is one list, however often it is sent. */
function Start({ siteId, open, chosen }: StartProps) {
  const t = useWords(fulfilmentWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const act = useAct<{ waveId: string }>();
  const [waveId] = useState(() => newId('wav'));
  const orderIds = open.map((row) => row.orderId).filter((id) => chosen.has(id));
  const begin = async () => {
    const body = { waveId, siteId, ...(orderIds.length > 0 ? { orderIds } : {}) };
    await act.mutateAsync({ path: '/waves', body });
    go(`/fulfilment/waves/${waveId}`);
  };
  return (
    <div className="hand-foot">
      <span className="muted">
        {act.error ? (
          <span className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </span>
        ) : (
          t('startHint', { n: orderIds.length || open.length })
        )}
      </span>
      <Button loading={act.isPending} onClick={() => void begin().catch(() => undefined)}>
        {orderIds.length > 0 ? t('startChosen', { n: orderIds.length }) : t('start')}
      </Button>
    </div>
  );
}

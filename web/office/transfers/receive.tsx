/** Receiving with a scanner in one hand: each beep is a unit; what differs is told in its place. Made for a phone of 390 px. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { common } from '../words/common.ts';
import { useTransfer, useTransferAct, type Transfer } from './data.ts';
import { transferWords } from './words.ts';

/** What was scanned or typed of an article since the last saving. Extra units are what exceeds those under way. */
type Here = { readonly article: Article; readonly units: number; readonly damaged: number; readonly lost: number };
type Said = ReadonlyMap<string, Here>;

export function Receive({ transferId }: { transferId: string }) {
  const t = useWords(transferWords);
  useLive(['transfers.'], [['transfers', 'one', transferId]], 1_000);
  const transfer = useTransfer(transferId);
  if (transfer.isPending) return <PageSkeleton record />;
  if (transfer.error) return <ErrorBox error={transfer.error} retry={() => void transfer.refetch()} page />;
  const { data } = transfer;
  return (
    <div className="hand">
      <Record
        back={{ href: `/transfers/${transferId}`, label: data.number }}
        title={t('receiveTitle', { number: data.number })}
        main={<Receiving transfer={data} />}
      />
    </div>
  );
}

/** What is in hand, its key, and the sending of it: each press of the button is one act, however often it is sent. */
function useArrivals(transfer: Transfer) {
  const t = useWords(transferWords);
  const act = useTransferAct(transfer.transferId);
  const [said, setSaid] = useState<Said>(new Map());
  const [key, setKey] = useState(() => newId('key'));
  const [fresh, setFresh] = useState('');
  const leftOf = (skuId: string): number => transfer.lines.find((line) => line.skuId === skuId)?.underWay ?? 0;
  const set = (article: Article, change: Partial<Here>) => {
    const now = said.get(article.skuId) ?? { article, units: 0, damaged: 0, lost: 0 };
    setSaid(new Map(said).set(article.skuId, { ...now, ...change }));
    setKey(newId('key'));
  };
  const scan = (article: Article) => {
    setFresh(article.skuId);
    set(article, { units: (said.get(article.skuId)?.units ?? 0) + 1 });
  };
  const units = [...said.values()].reduce((sum, one) => sum + one.units + one.lost, 0);
  const save = async () => {
    const lines = [...said].map(([skuId, here]) => arrivalOf(skuId, here, leftOf(skuId)));
    const telling = lines.filter((line) => line.received + line.damaged + line.lost + line.extra > 0);
    await act.mutateAsync({ path: '/receipts', body: { lines: telling }, key });
    notifications.show({ message: t('receivedDone', { n: units }), color: 'cresson' });
    setSaid(new Map());
    setFresh('');
  };
  const all = () => {
    setSaid(
      new Map(
        transfer.lines
          .filter((line) => line.underWay > 0)
          .map((line) => [line.skuId, { article: line, units: line.underWay, damaged: 0, lost: 0 }]),
      ),
    );
    setKey(newId('key'));
  };
  return { said, set, scan, all, save, units, fresh, leftOf, act };
}

function Receiving({ transfer }: { transfer: Transfer }) {
  const t = useWords(transferWords);
  const sites = useSites();
  const arrivals = useArrivals(transfer);
  const { said, set, scan, all, fresh, leftOf } = arrivals;
  const over = transfer.state !== 'shipped' && transfer.state !== 'receiving';
  const rest = transfer.lines.reduce((sum, line) => sum + line.underWay, 0);
  if (over || (rest === 0 && said.size === 0))
    return (
      <Panel>
        <p>{t('complete')}</p>
        <p>
          <Link href={`/transfers/${transfer.transferId}`} className="link">
            {t('openTransfer')}
          </Link>
        </p>
      </Panel>
    );
  const announced = transfer.lines.filter((line) => line.underWay > 0 || said.has(line.skuId));
  const others = [...said.values()].filter((one) => !announced.some((line) => line.skuId === one.article.skuId));
  return (
    <Panel
      title={sites.name(transfer.toSite)}
      note={t('left', { n: rest })}
      aside={
        <Button size="xs" variant="default" onClick={all}>
          {t('allHere')}
        </Button>
      }
      flush
    >
      <div className="panel-text">
        <Scanner onArticle={scan} focused />
        <p className="help">{t('receiveHint')}</p>
      </div>
      <ul className="hand-lines">
        {[...others.map((one) => one.article), ...announced].map((article) => (
          <ArrivalLine
            key={article.skuId}
            article={article}
            left={leftOf(article.skuId)}
            here={said.get(article.skuId)}
            fresh={fresh === article.skuId}
            onChange={(change) => set(article, change)}
          />
        ))}
      </ul>
      <Foot arrivals={arrivals} />
    </Panel>
  );
}

function Foot({ arrivals: { act, units, save } }: { arrivals: ReturnType<typeof useArrivals> }) {
  const t = useWords(transferWords);
  const c = useWords(common);
  return (
    <div className="hand-foot">
      {act.error && (
        <p className="bad" role="alert">
          {sentenceOf(act.error, c('error.network'))}
        </p>
      )}
      {units === 0 && <span className="muted">{t('nothingYet')}</span>}
      <Button
        size="md"
        disabled={units === 0}
        loading={act.isPending}
        onClick={() => void save().catch(() => undefined)}
      >
        {t('save', { n: units })}
      </Button>
    </div>
  );
}

/** Whole units first, then damaged ones out of what is under way; beyond that they are extra. */
function arrivalOf(skuId: string, here: Here, left: number) {
  const damaged = Math.min(here.damaged, here.units, left);
  const received = Math.min(here.units - damaged, Math.max(0, left - damaged - here.lost));
  return { skuId, received, damaged, lost: here.lost, extra: here.units - damaged - received };
}

type LineProps = {
  readonly article: Article;
  readonly left: number;
  readonly here: Here | undefined;
  readonly fresh: boolean;
  readonly onChange: (change: Partial<Here>) => void;
};

function ArrivalLine({ article, left, here, fresh, onChange }: LineProps) {
  const t = useWords(transferWords);
  const { text } = useFormat();
  const [open, setOpen] = useState(false);
  const name = [text(article.name), text(article.optionText)].filter(Boolean).join(', ');
  const { units = 0, damaged = 0, lost = 0 } = here ?? {};
  const over = units + lost - left;
  const steps = { fewer: t('fewer'), more: t('more') };
  return (
    <li data-fresh={fresh || undefined}>
      <span>
        <ArticleFace article={article} />
        <span className="tags">
          <span className="help">{left === 0 ? t('notAnnounced') : t('left', { n: left })}</span>
          {over > 0 && <Tag tone="warn">{t('tooMany', { n: over })}</Tag>}
          {left > 0 && (
            <Button size="compact-xs" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('problems')}
            </Button>
          )}
        </span>
      </span>
      <Stepper
        label={t('quantityOf', { name })}
        {...steps}
        value={units}
        onChange={(next) => onChange({ units: next })}
      />
      {open && (
        <div className="hand-more arrival-more">
          <label>
            {t('damaged')}
            <Stepper
              label={`${t('damaged')}, ${name}`}
              {...steps}
              value={damaged}
              max={Math.min(units, left)}
              onChange={(next) => onChange({ damaged: next })}
            />
          </label>
          <label>
            {t('lost')}
            <Stepper
              label={`${t('lost')}, ${name}`}
              {...steps}
              value={lost}
              max={left}
              onChange={(next) => onChange({ lost: next })}
            />
          </label>
        </div>
      )}
    </li>
  );
}

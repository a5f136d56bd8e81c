/** Counting with a scanner in one hand: each beep is a unit, sent with how long ago it was scanned. Made for a phone of 390 px. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { elapsed } from '#base/time';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { common } from '../words/common.ts';
import { useCount, useCountAct, useLines, type Count, type Line } from './data.ts';
import { countWords } from './words.ts';

/** What waits to be sent: one scan an article, at the instant of its last beep by this device's steady clock. */
type Held = { readonly scanId: string; readonly article: Article; readonly quantity: number; readonly at: number };

export function ScanPage({ countId }: { countId: string }) {
  const t = useWords(countWords);
  useLive(
    ['counts.'],
    [
      ['counts', 'one', countId],
      ['counts', 'lines', countId],
    ],
    1_500,
  );
  const count = useCount(countId);
  if (count.isPending) return <PageSkeleton record />;
  if (count.error) return <ErrorBox error={count.error} retry={() => void count.refetch()} page />;
  const { data } = count;
  const counting = data.state === 'open' || data.state === 'recount';
  return (
    <div className="hand">
      <Record
        back={{ href: `/counts/${countId}`, label: data.number }}
        title={t('scanTitle', { number: data.number })}
        main={counting ? <Scanning count={data} /> : <Ended count={data} />}
      />
    </div>
  );
}

function Ended({ count }: { count: Count }) {
  const t = useWords(countWords);
  return (
    <Panel>
      <p>{t('closedCount')}</p>
      <p>
        <Link href={`/counts/${count.countId}`} className="link">
          {t('see')}
        </Link>
      </p>
    </Panel>
  );
}

function Scanning({ count }: { count: Count }) {
  const t = useWords(countWords);
  const c = useWords(common);
  const sites = useSites();
  const act = useCountAct(count.countId);
  const [held, setHeld] = useState<readonly Held[]>([]);
  const [zone, setZone] = useState('');
  const [fresh, setFresh] = useState('');
  const put = (article: Article, quantity: number) => {
    const scanId = held.find((one) => one.article.skuId === article.skuId)?.scanId ?? newId('scn');
    const now = { scanId, article, quantity, at: elapsed() };
    setHeld([now, ...held.filter((one) => one.article.skuId !== article.skuId)]);
    setFresh(article.skuId);
  };
  const scan = (article: Article) =>
    put(article, (held.find((one) => one.article.skuId === article.skuId)?.quantity ?? 0) + 1);
  const units = held.reduce((sum, one) => sum + one.quantity, 0);
  const send = async () => {
    const scans = held.map(({ scanId, article, quantity, at }) => ({
      ...{ scanId, skuId: article.skuId, quantity, zone: zone.trim() },
      agoMs: Math.max(0, Math.round(elapsed() - at)),
    }));
    await act.mutateAsync({ path: '/scans', body: { scans } });
    notifications.show({ message: t('sent', { n: units }), color: 'cresson' });
    setHeld([]);
    setFresh('');
  };
  return (
    <>
      <Panel title={sites.name(count.siteId)} note={count.name} flush>
        <div className="panel-text column">
          <Scanner onArticle={scan} focused />
          <TextInput
            label={t('zone')}
            placeholder={t('zonePlaceholder')}
            value={zone}
            maxLength={60}
            onChange={(event) => setZone(event.currentTarget.value)}
          />
          <p className="help">{t('scanHint')}</p>
        </div>
        <HeldLines held={held} fresh={fresh} put={put} drop={(one) => setHeld(held.filter((other) => other !== one))} />
        <div className="hand-foot">
          {act.error && (
            <p className="bad" role="alert">
              {sentenceOf(act.error, c('error.network'))}
            </p>
          )}
          <span className="muted">{held.length === 0 ? t('nothing') : t('unsent', { n: held.length })}</span>
          <Button
            size="md"
            disabled={held.length === 0}
            loading={act.isPending}
            onClick={() => void send().catch(() => undefined)}
          >
            {held.length > 0 && units === 0 ? t('sendNone') : t('send', { n: units })}
          </Button>
        </div>
      </Panel>
      <ToDo count={count} held={held} put={put} />
    </>
  );
}

type HeldProps = {
  readonly held: readonly Held[];
  readonly fresh: string;
  readonly put: (article: Article, quantity: number) => void;
  readonly drop: (one: Held) => void;
};

function HeldLines({ held, fresh, put, drop }: HeldProps) {
  const t = useWords(countWords);
  const { text } = useFormat();
  return (
    <ul className="hand-lines" aria-label={t('mine')}>
      {held.map((one) => {
        const name = [text(one.article.name), text(one.article.optionText)].filter(Boolean).join(', ');
        return (
          <li key={one.article.skuId} data-fresh={one.article.skuId === fresh || undefined}>
            <ArticleFace article={one.article} />
            <span className="count-hand">
              <Stepper
                label={t('quantityOf', { name })}
                fewer={t('fewerStep')}
                more={t('moreStep')}
                value={one.quantity}
                onChange={(quantity) => put(one.article, quantity)}
              />
              <ActionIcon
                variant="subtle"
                color="zinc"
                size={44}
                aria-label={t('drop', { name })}
                onClick={() => drop(one)}
              >
                <Icon name="x" size={16} />
              </ActionIcon>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

type ToDoProps = {
  readonly count: Count;
  readonly held: readonly Held[];
  readonly put: (article: Article, quantity: number) => void;
};

/** What is still expected, or must be counted a second time; a tap begins at nought, for shelves without a code. */
function ToDo({ count, held, put }: ToDoProps) {
  const t = useWords(countWords);
  const again = count.state === 'recount';
  const lines = useLines(count.countId, again ? 'recount' : 'unscanned');
  const open = (lines.data ?? []).filter((line) => !held.some((one) => one.article.skuId === line.skuId));
  if (open.length === 0) return null;
  return (
    <Panel title={t(again ? 'filterRecount' : 'filterUnscanned')} note={again ? t('onlyRecount') : open.length} flush>
      <ul className="hand-lines">
        {open.slice(0, 60).map((line) => (
          <OpenLine key={line.skuId} line={line} blind={count.blind} onTake={() => put(line, 0)} />
        ))}
      </ul>
    </Panel>
  );
}

function OpenLine({ line, blind, onTake }: { line: Line; blind: boolean; onTake: () => void }) {
  const t = useWords(countWords);
  const { text } = useFormat();
  return (
    <li>
      <span>
        <ArticleFace article={line} />
        {!blind && line.book !== null && <span className="help">{t('expected', { n: line.book })}</span>}
      </span>
      <Button variant="default" aria-label={`${t('count')}, ${text(line.name)}`} onClick={onTake}>
        {t('count')}
      </Button>
    </li>
  );
}

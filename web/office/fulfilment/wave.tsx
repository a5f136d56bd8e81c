/** A pick list with a scanner in one hand: each beep is a unit of the first order that waits for it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { common } from '../words/common.ts';
import { toPack, toPick, useAct, useWave, type Wave, type WaveLine } from './data.ts';
import { fulfilmentWords } from './words.ts';

export function WavePage({ waveId }: { waveId: string }) {
  const t = useWords(fulfilmentWords);
  useLive(['fulfilment.', 'orders.'], [['fulfilment', 'wave', waveId]], 800);
  const wave = useWave(waveId);
  const [asked, ask] = useState(false);
  const act = useAct();
  const may = useCan('fulfilment.write');
  if (wave.isPending) return <PageSkeleton record />;
  if (wave.error) return <ErrorBox error={wave.error} retry={() => void wave.refetch()} page />;
  const { data } = wave;
  const open = data.state === 'open';
  return (
    <div className="hand">
      <Record
        back={{ href: `/fulfilment?siteId=${data.siteId}`, label: t('title') }}
        title={t('list', { number: data.number })}
        actions={
          open &&
          may && (
            <Button variant="default" onClick={() => ask(true)}>
              {t('closeList')}
            </Button>
          )
        }
        main={<Picking wave={data} open={open && may} />}
      />
      <Confirm
        opened={asked}
        onClose={() => ask(false)}
        title={t('closeList')}
        verb={t('closeList')}
        run={() => act.mutateAsync({ path: `/waves/${waveId}/close`, body: {} })}
      >
        {t('closeText')}
      </Confirm>
    </div>
  );
}

type Said = { readonly words: string; readonly bad: boolean };

function Picking({ wave, open }: { wave: Wave; open: boolean }) {
  const t = useWords(fulfilmentWords);
  const c = useWords(common);
  const sites = useSites();
  const act = useAct<{ number: string; left: number; orderId: string; lineNo: number }>();
  const [said, say] = useState<Said>();
  const [fresh, setFresh] = useState('');
  const left = wave.lines.reduce((sum, line) => sum + toPick(line), 0);
  const pick = async (body: object) => {
    try {
      const done = await act.mutateAsync({ path: `/waves/${wave.waveId}/picks`, body, key: newId('key') });
      setFresh(`${done.orderId} ${done.lineNo}`);
      say({ words: t('pickedFor', done), bad: false });
      navigator.vibrate?.(30);
    } catch (error) {
      say({ words: sentenceOf(error, c('error.network')), bad: true });
      navigator.vibrate?.([60, 40, 60]);
    }
  };
  const scan = (article: Article) => void pick({ code: article.sku, quantity: 1 });
  return (
    <Panel title={sites.name(wave.siteId)} note={t('toPickLeft', { n: left })} flush>
      {open && (
        <div className="panel-text">
          <Scanner onArticle={scan} focused />
          <p className="help">{t('scanHint')}</p>
          <p role="status" aria-live="polite" className={said?.bad ? 'bad' : 'ok'}>
            {said?.words}
          </p>
        </div>
      )}
      {!open && <p className="panel-text">{t('listClosed')}</p>}
      <ul className="hand-lines">
        {wave.lines.map((line) => (
          <PickLine
            key={`${line.orderId} ${line.lineNo}`}
            line={line}
            waveId={wave.waveId}
            open={open && !line.held}
            fresh={fresh === `${line.orderId} ${line.lineNo}`}
            onPick={(quantity) => void pick({ orderId: line.orderId, lineNo: line.lineNo, quantity })}
          />
        ))}
      </ul>
      {left === 0 && <p className="panel-text">{t('listDone')}</p>}
    </Panel>
  );
}

type LineProps = {
  readonly line: WaveLine;
  readonly waveId: string;
  readonly open: boolean;
  readonly fresh: boolean;
  readonly onPick: (quantity: number) => void;
};

function PickLine({ line, waveId, open, fresh, onPick }: LineProps) {
  const t = useWords(fulfilmentWords);
  const { text } = useFormat();
  const [missing, setMissing] = useState(false);
  const [name, number] = [text(line.name), line.number];
  const left = toPick(line);
  return (
    <li data-fresh={fresh || undefined} data-done={left === 0 || undefined}>
      <span className="pick-face">
        <ArticleFace article={line} />
        <span className="tags">
          <Link href={`/fulfilment/orders/${line.orderId}`} className="link num">
            {number}
          </Link>
          {line.held && <Tag tone="bad">{t('held')}</Tag>}
        </span>
      </span>
      <b className="num">{t('progress', { picked: line.picked, kept: line.kept })}</b>
      {open && (
        <span className="hand-more pick-acts">
          {left > 0 && (
            <>
              <Button size="sm" onClick={() => onPick(left)} aria-label={t('pickOf', { name, number })}>
                {t('pick')}
              </Button>
              <Button
                size="sm"
                variant="default"
                onClick={() => setMissing(true)}
                aria-label={t('missingOf', { name, number })}
              >
                {t('missing')}
              </Button>
            </>
          )}
          {line.picked > line.packed && (
            <Button size="sm" variant="subtle" onClick={() => onPick(-1)} aria-label={t('backOf', { name, number })}>
              {t('putBack')}
            </Button>
          )}
          {left === 0 && toPack(line) > 0 && line.method !== 'pickup' && (
            <Button size="sm" variant="default" component={Link} href={`/fulfilment/orders/${line.orderId}`}>
              {t('toPackNow')}
            </Button>
          )}
        </span>
      )}
      {missing && <MissingBox line={line} waveId={waveId} onClose={() => setMissing(false)} />}
    </li>
  );
}

function MissingBox({ line, waveId, onClose }: { line: WaveLine; waveId: string; onClose: () => void }) {
  const t = useWords(fulfilmentWords);
  const { text } = useFormat();
  const act = useAct<{ elsewhere: number; flagged: number }>();
  const [missingId] = useState(() => newId('mis'));
  const [quantity, setQuantity] = useState(toPick(line));
  const { orderId, lineNo } = line;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('missingTitle')}
      verb={t('missing')}
      danger
      disabled={quantity < 1}
      run={async () => {
        const body = { missingId, orderId, lineNo, quantity };
        const became = await act.mutateAsync({ path: `/waves/${waveId}/missing`, body });
        const { notifications } = await import('@mantine/notifications');
        const told = [
          became.elsewhere > 0 ? t('missingElsewhere', { n: became.elsewhere }) : '',
          became.flagged > 0 ? t('missingFlagged', { n: became.flagged }) : '',
        ];
        notifications.show({ message: told.filter((one) => one !== '').join(' ') });
      }}
    >
      <p>
        <b>{text(line.name)}</b> · <span className="num">{line.number}</span>
      </p>
      <p className="muted">{t('missingText')}</p>
      <Stepper
        label={t('quantity')}
        fewer={t('fewer')}
        more={t('moreUnits')}
        value={quantity}
        max={toPick(line)}
        onChange={setQuantity}
      />
    </Confirm>
  );
}

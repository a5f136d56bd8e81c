/** An order at a site: what is picked goes into parcels by scan, parcels are weighed, labelled and sent; or it is handed over. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
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
import { useCan } from '../shell/session.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { common } from '../words/common.ts';
import {
  labelUrl,
  toPack,
  toPick,
  useAct,
  usePacking,
  useOrder,
  useSetting,
  type Packing,
  type Parcel,
} from './data.ts';
import { HandOver } from './hand-over.tsx';
import { fulfilmentWords } from './words.ts';

export function PackPage({ orderId }: { orderId: string }) {
  const t = useWords(fulfilmentWords);
  useLive(['fulfilment.', 'orders.'], [['fulfilment', 'order', orderId]], 800);
  const packing = usePacking(orderId);
  const order = useOrder(orderId);
  const may = useCan('fulfilment.write');
  if (packing.isPending || order.isPending) return <PageSkeleton record />;
  if (packing.error) return <ErrorBox error={packing.error} retry={() => void packing.refetch()} page />;
  if (order.error) return <ErrorBox error={order.error} retry={() => void order.refetch()} page />;
  const { data } = packing;
  const pickup = order.data.delivery.method === 'pickup';
  const back = data.sites[0]?.siteId ?? data.parcels[0]?.siteId ?? '';
  return (
    <div className="hand">
      <Record
        back={{ href: `/fulfilment?siteId=${back}`, label: t('title') }}
        title={t('prepare', { number: data.number })}
        actions={
          <Button component={Link} href={`/orders/${orderId}`} variant="default">
            {t('openOrder')}
          </Button>
        }
        main={
          <>
            {data.sites.length === 0 && <Panel>{t('nothingHere')}</Panel>}
            {data.sites.map((site) => (
              <SiteLines key={site.siteId} packing={data} site={site} may={may && !pickup} />
            ))}
            {pickup && may && data.sites.length > 0 && (
              <HandOver order={order.data} siteId={data.sites[0]?.siteId ?? ''} />
            )}
            {data.parcels.map((parcel) => (
              <ParcelPanel key={parcel.parcelId} parcel={parcel} may={may} />
            ))}
          </>
        }
      />
    </div>
  );
}

type SiteProps = { readonly packing: Packing; readonly site: Packing['sites'][number]; readonly may: boolean };

function SiteLines({ packing, site, may }: SiteProps) {
  const t = useWords(fulfilmentWords);
  const c = useWords(common);
  const sites = useSites();
  const act = useAct();
  const [parcelId, setParcelId] = useState(() => newId('pcl'));
  const loose = site.lines.reduce((sum, line) => sum + toPack(line), 0);
  const open = packing.parcels.some((one) => one.state === 'packing' && one.siteId === site.siteId);
  const begin = async (all: boolean) => {
    const body = { parcelId, orderId: packing.orderId, siteId: site.siteId, ...(all ? { all } : {}) };
    await act.mutateAsync({ path: '/parcels', body });
    setParcelId(newId('pcl'));
  };
  return (
    <Panel title={sites.name(site.siteId)} note={t('lines')} flush>
      <ul className="hand-lines">
        {site.lines.map((line) => (
          <li key={line.lineNo}>
            <ArticleFace article={line} />
            <span className="tags">
              {toPick(line) > 0 && <Tag tone="warn">{t('step.to_pick')}</Tag>}
              <b className="num">{t('progress', { picked: line.picked, kept: line.kept })}</b>
            </span>
          </li>
        ))}
      </ul>
      {may && loose > 0 && !open && (
        <div className="hand-foot">
          <Button variant="default" loading={act.isPending} onClick={() => void begin(false).catch(() => undefined)}>
            {t('newParcel')}
          </Button>
          <Button loading={act.isPending} onClick={() => void begin(true).catch(() => undefined)}>
            {t('packAll')}
          </Button>
        </div>
      )}
      {act.error && (
        <p className="bad panel-text" role="alert">
          {sentenceOf(act.error, c('error.network'))}
        </p>
      )}
    </Panel>
  );
}

/** Acts on a parcel, and what was last said of one. */
function useParcelActs(parcel: Parcel) {
  const c = useWords(common);
  const act = useAct<{ left?: number } | undefined>();
  const [said, say] = useState<{ readonly words: string; readonly bad: boolean }>();
  const run = async (
    tail: string,
    body: object | undefined,
    done: (answer: { left?: number } | undefined) => string,
    method?: 'DELETE',
  ) => {
    try {
      const answer = await act.mutateAsync({
        path: `/parcels/${parcel.parcelId}${tail}`,
        ...(body ? { body } : {}),
        ...(method ? { method } : { key: newId('key') }),
      });
      say({ words: done(answer), bad: false });
    } catch (error) {
      say({ words: sentenceOf(error, c('error.network')), bad: true });
      navigator.vibrate?.([60, 40, 60]);
    }
  };
  return { run, said, busy: act.isPending };
}

function ParcelPanel({ parcel, may }: { parcel: Parcel; may: boolean }) {
  const t = useWords(fulfilmentWords);
  const { text } = useFormat();
  const acts = useParcelActs(parcel);
  const { run, said } = acts;
  const packing = parcel.state === 'packing' && may;
  const scan = (article: Article) =>
    void run('/lines', { code: article.sku, quantity: 1 }, (answer) =>
      t('packed', { name: text(article.name), left: answer?.left ?? 0 }),
    );
  return (
    <Panel title={<span className="num">{parcel.number}</span>} aside={<ParcelTags parcel={parcel} />} flush>
      {packing && (
        <div className="panel-text">
          <Scanner onArticle={scan} focused />
          <p className="help">{t('packHint')}</p>
        </div>
      )}
      <p role="status" aria-live="polite" className={`panel-text ${said?.bad ? 'bad' : 'ok'}`} hidden={!said}>
        {said?.words}
      </p>
      <ul className="hand-lines">
        {parcel.lines.map((line) => (
          <li key={line.lineNo}>
            <ArticleFace article={line} />
            <span className="tags">
              <b className="num">{line.quantity}</b>
              {packing && (
                <Button
                  size="xs"
                  variant="subtle"
                  aria-label={t('takeOut', { name: text(line.name) })}
                  onClick={() => void run(`/lines/${line.lineNo}`, undefined, () => '', 'DELETE')}
                >
                  ✕
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Told parcel={parcel} />
      {may && parcel.state === 'packing' && <CloseBox parcel={parcel} acts={acts} />}
      {may && parcel.state === 'packed' && <SendBox parcel={parcel} acts={acts} />}
    </Panel>
  );
}

function ParcelTags({ parcel }: { parcel: Parcel }) {
  const t = useWords(fulfilmentWords);
  const label = parcel.labelState === 'asked' || parcel.labelState === 'refused' ? parcel.labelState : undefined;
  return (
    <span className="tags">
      <Tag tone={parcel.state === 'left' ? 'ok' : 'info'}>{t(`parcel.${parcel.state}`)}</Tag>
      {label && <Tag tone={label === 'refused' ? 'bad' : 'warn'}>{t(`label.${label}`)}</Tag>}
      {parcel.status !== null && (
        <Tag tone={parcel.status === 'delivered' ? 'ok' : 'note'}>{t(`track.${parcel.status}`)}</Tag>
      )}
    </span>
  );
}

/** What its carrier told, the newest first. */
function Told({ parcel }: { parcel: Parcel }) {
  const t = useWords(fulfilmentWords);
  const { when } = useFormat();
  if (parcel.tracking === null) return null;
  return (
    <div className="panel-text">
      <p className="num">{parcel.tracking}</p>
      <ul className="told">
        {parcel.events.toReversed().map((event) => (
          <li key={`${event.kind} ${event.at}`}>
            <b>{t(`track.${event.kind}`)}</b> <span className="muted">{event.place}</span>{' '}
            <span className="num muted">{when(event.at)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

type ActProps = { readonly parcel: Parcel; readonly acts: ReturnType<typeof useParcelActs> };
const carriers = ['pretend', 'sscc', 'none'] as const;

function CloseBox({ parcel, acts }: ActProps) {
  const t = useWords(fulfilmentWords);
  const setting = useSetting(parcel.siteId);
  const [weight, setWeight] = useState('');
  const [chosen, choose] = useState<string>();
  const carrier = chosen ?? setting.data?.carrier ?? 'none';
  const weightG = Number(weight);
  const right = /^\d{1,7}$/.test(weight) && weightG >= 1 && weightG <= 1_000_000;
  return (
    <div className="hand-foot parcel-close">
      <TextInput
        label={t('weight')}
        inputMode="numeric"
        value={weight}
        onChange={(event) => setWeight(event.currentTarget.value.replaceAll(/\D/g, ''))}
      />
      <NativeSelect
        label={t('carrier')}
        value={carrier}
        onChange={(event) => choose(event.currentTarget.value)}
        data={carriers.map((value) => ({ value, label: t(`carrier.${value}`) }))}
      />
      <Button
        disabled={!right || parcel.lines.length === 0}
        loading={acts.busy}
        onClick={() =>
          void acts.run('/close', { weightG, carrier: carrier === 'none' ? null : carrier }, () => t('parcel.packed'))
        }
      >
        {t('close')}
      </Button>
    </div>
  );
}

function SendBox({ parcel, acts }: ActProps) {
  const t = useWords(fulfilmentWords);
  const send = () =>
    acts.run('/ship', {}, () => {
      notifications.show({ message: t('sent', { number: parcel.number }), color: 'cresson' });
      return '';
    });
  return (
    <div className="hand-foot">
      <Button variant="subtle" loading={acts.busy} onClick={() => void acts.run('/drop', {}, () => t('dropText'))}>
        {t('drop')}
      </Button>
      {parcel.labelState === 'known' && (
        <>
          <Button variant="default" component="a" href={labelUrl(parcel.parcelId, 'svg')} target="_blank">
            {t('print')}
          </Button>
          <Button variant="default" component="a" href={labelUrl(parcel.parcelId, 'zpl')}>
            {t('zpl')}
          </Button>
        </>
      )}
      <Button
        loading={acts.busy}
        disabled={parcel.carrier !== null && parcel.labelState !== 'known'}
        onClick={() => void send()}
      >
        {t('send')}
      </Button>
    </div>
  );
}

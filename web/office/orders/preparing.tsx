/** How far an order is prepared: what is picked and packed, its parcels, and the way to the preparing of it. */
import { Link } from 'wouter';
import type { Packing, Parcel } from '../fulfilment/data.ts';
import { toPack, toPick, usePacking } from '../fulfilment/data.ts';
import { fulfilmentWords } from '../fulfilment/words.ts';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { orders } from '../words/orders.ts';
import type { Order } from './data.ts';

/** Shown to who may see preparing, once there is something to prepare or a parcel was made. */
export function Preparing({ order }: { order: Order }) {
  const isSeen = useCan('fulfilment.read') && order.state === 'placed';
  return isSeen ? <Progress order={order} /> : null;
}

function Progress({ order }: { order: Order }) {
  const t = useWords(orders);
  useLive(['fulfilment.'], [['fulfilment', 'order', order.orderId]], 1_500);
  const { data } = usePacking(order.orderId);
  if (!data || (data.sites.length === 0 && data.parcels.length === 0)) return null;
  return (
    <Panel
      title={t('preparing')}
      aside={
        <Link className="link" href={`/fulfilment/orders/${order.orderId}`}>
          {t(data.sites.length === 0 ? 'seePreparing' : 'goPrepare')}
        </Link>
      }
      flush
    >
      <ul className="hand-lines">
        {data.sites.map((site) => (
          <SiteRow key={site.siteId} site={site} />
        ))}
        {data.parcels
          .filter((one) => one.state !== 'dropped')
          .map((parcel) => (
            <ParcelRow key={parcel.parcelId} parcel={parcel} />
          ))}
      </ul>
    </Panel>
  );
}

function SiteRow({ site }: { site: Packing['sites'][number] }) {
  const t = useWords(orders);
  const f = useWords(fulfilmentWords);
  const sites = useSites();
  const sum = (of: (line: (typeof site.lines)[number]) => number): number =>
    site.lines.reduce((all, line) => all + of(line), 0);
  const [kept, picking, packing] = [sum((line) => line.kept), sum(toPick), sum(toPack)];
  const step = picking > 0 ? 'to_pick' : packing > 0 ? 'to_pack' : 'to_send';
  return (
    <li>
      <span>
        <b>{sites.name(site.siteId)}</b>{' '}
        <span className="muted">{t('pickedOf', { picked: kept - picking, kept })}</span>
      </span>
      <Tag tone={step === 'to_pick' ? 'warn' : 'info'}>{f(`step.${step}`)}</Tag>
    </li>
  );
}

const tones: Readonly<Record<Parcel['state'], Tone>> = {
  packing: 'warn',
  packed: 'info',
  left: 'ok',
  dropped: 'plain',
};

function ParcelRow({ parcel }: { parcel: Parcel }) {
  const t = useWords(orders);
  const f = useWords(fulfilmentWords);
  const { when } = useFormat();
  const at = parcel.deliveredAt ?? parcel.leftAt;
  return (
    <li>
      <span>
        <b className="num">{t('parcel', { number: parcel.number })}</b>{' '}
        <span className="muted num">{[parcel.tracking, at && when(at)].filter(Boolean).join(' · ')}</span>
      </span>
      <Tag tone={parcel.deliveredAt === null ? tones[parcel.state] : 'ok'}>
        {parcel.deliveredAt === null ? f(`parcel.${parcel.state}`) : t('parcelDelivered')}
      </Tag>
    </li>
  );
}

/** The shop now: one large chart, one list of what needs a person, two quiet panels. Live. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '#kit/api';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Help } from '../parts/help.tsx';
import { useTitle } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { StepsLeft } from '../start/panel.tsx';
import type { ShopNow } from './data.ts';
import { NeedsPerson } from './needs.tsx';
import { AtRiskPanel, Prepare } from './panels.tsx';
import { Sales } from './sales.tsx';
import './now.css';

/** Heard at most this often by those who listen to the page. */
const ANNOUNCE_MS = 15_000;

export function Page() {
  const t = useWords(nowWords);
  const { money, number } = useFormat();
  useTitle(t('title'));
  const now = useQuery({
    queryKey: ['now'],
    queryFn: ({ signal }) => api<ShopNow>('GET', '/api/now', { signal }),
    refetchInterval: 60_000,
  });
  useLive(
    ['orders.', 'inventory.', 'payments.'],
    [['now'], ['payments', 'waiting'], ['disputes', 'waiting'], ['payouts', 'waiting']],
  );
  if (now.isPending) return <PageSkeleton />;
  if (!now.data) return <ErrorBox error={now.error} retry={() => void now.refetch()} page />;
  const { data } = now;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <Help about="now" title={t('title')} />
        <dl className="figures">
          <div>
            <dt>{t('orders')}</dt>
            <dd>{number(data.orders)}</dd>
          </div>
          <div>
            <dt>{t('basket')}</dt>
            <dd>{data.orders === 0 ? '—' : money(data.averageBasket)}</dd>
          </div>
        </dl>
      </header>
      <StepsLeft />
      <Announced text={t('announce', { orders: number(data.orders), total: money(data.salesToday) })} />
      <div className="now-top">
        <Sales now={data} />
        <NeedsPerson now={data} />
      </div>
      <div className="now-bottom">
        <Prepare now={data} />
        <AtRiskPanel now={data} />
      </div>
    </div>
  );
}

/** Says a changing text to screen readers, not more often than they can bear. */
function Announced({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), ANNOUNCE_MS);
    return () => clearInterval(timer);
  }, []);
  return <output className="unseen">{said}</output>;
}

/** The rules tried on the orders of the last days, beside those in force. */
import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { SourcingPolicy } from '#sourcing/model';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import type { Simulation } from './data.ts';
import { sourcingWords } from './words.ts';

const periods = [7, 30, 90] as const;

export function SimulationPanel({ rules, channelId }: { rules: SourcingPolicy; channelId: string | null }) {
  const t = useWords(sourcingWords);
  const [days, setDays] = useState('30');
  const run = useMutation({
    mutationFn: () =>
      api<Simulation>('POST', '/api/sourcing/simulations', { body: { rules, channelId, days: Number(days) } }),
  });
  return (
    <Panel title={t('simulate')} note={t('simulateHelp')}>
      <div className="sourcing-run">
        <NativeSelect
          aria-label={t('period')}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={periods.map((n) => ({ value: String(n), label: t('days', { n }) }))}
        />
        <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
          {t('run')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.isError && <ErrorBox error={run.error} retry={() => run.mutate()} />}
        {run.data && <Compared said={run.data} />}
      </div>
    </Panel>
  );
}

function Compared({ said }: { said: Simulation }) {
  const t = useWords(sourcingWords);
  const { number, money } = useFormat();
  const sites = useSites();
  const km = ({ km: sum, measured }: Simulation['now']): string =>
    measured === 0 ? t('unknown') : t('km', { n: number(Math.round(sum / measured)) });
  const rows: readonly (readonly [string, string, ReactNode, ReactNode])[] = [
    ['parcels', t('f.parcels'), number(said.now.parcels), number(said.then.parcels)],
    ['split', t('f.split'), number(said.now.split), number(said.then.split)],
    ['km', t('f.km'), km(said.now), km(said.then)],
    [
      'cost',
      t('f.cost'),
      ...([said.now, said.then].map(({ costMinor }) => money({ minor: costMinor, currency: 'EUR' })) as [
        string,
        string,
      ]),
    ],
    ['unserved', t('f.unserved'), number(said.now.unserved), number(said.then.unserved)],
    ...[...new Set([...said.now.bySite, ...said.then.bySite].map(({ siteId }) => siteId))].map((siteId) => {
      const of = ({ bySite }: Simulation['now']) => number(bySite.find((one) => one.siteId === siteId)?.parcels ?? 0);
      return [siteId, sites.name(siteId), of(said.now), of(said.then)] as const;
    }),
  ];
  return (
    <>
      <p className="help">
        {t('simulated', { n: said.orders, exact: said.exact })} {said.cut && t('cut')}
      </p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('simulate')}>
        <table className="table" aria-label={t('simulate')}>
          <thead>
            <tr>
              <th scope="col">{t('figure')}</th>
              <th scope="col" data-align="right">
                {t('today')}
              </th>
              <th scope="col" data-align="right">
                {t('wished')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, label, now, then]) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td data-align="right">{now}</td>
                <td data-align="right">{now === then ? then : <b>{then}</b>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>{t('moved', { n: said.movedCount })}</h3>
      {said.moved.length > 0 && <Moved said={said} />}
    </>
  );
}

function Moved({ said }: { said: Simulation }) {
  const t = useWords(sourcingWords);
  const { list } = useFormat();
  const sites = useSites();
  const names = (ids: readonly string[]): string =>
    ids.length === 0 ? t('unknown') : list(ids.map((siteId) => sites.name(siteId)));
  return (
    <div className="table-scroll">
      <table className="table" aria-label={t('moved', { n: said.movedCount })}>
        <thead>
          <tr>
            <th scope="col">{t('order')}</th>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('to')}</th>
          </tr>
        </thead>
        <tbody>
          {said.moved.slice(0, 12).map((one) => (
            <tr key={one.orderId}>
              <td>
                <Link className="row-link" href={`/orders/${one.orderId}`}>
                  {one.number}
                </Link>
              </td>
              <td>{names(one.from)}</td>
              <td>{names(one.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

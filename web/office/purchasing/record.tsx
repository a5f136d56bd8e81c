/** One purchase order: what was asked, what has come, what went back, and what one can do. */
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { address } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { purchasingEvents, tones, usePurchase, useWrite, type PurchaseLine, type WholePurchase } from './data.ts';
import { Deliveries, GiveBackPanel } from './deliveries.tsx';
import { Expected } from './list.tsx';
import { ArticleCell, useUnitCost } from './parts.tsx';
import { SendBox } from './send.tsx';
import { buying } from './words.ts';

export function PurchaseRecord({ purchaseId }: { purchaseId: string }) {
  const t = useWords(buying);
  useLive(purchasingEvents, [['purchases']], 1_000);
  const purchase = usePurchase(purchaseId);
  if (purchase.isPending) return <PageSkeleton record />;
  if (purchase.error) return <ErrorBox error={purchase.error} retry={() => void purchase.refetch()} page />;
  const one = purchase.data;
  return (
    <Record
      back={{ href: '/purchasing', label: t('back') }}
      title={`${one.number}, ${one.supplierName}`}
      tags={<Tag tone={tones[one.status]}>{t(`status.${one.status}`)}</Tag>}
      actions={<Verbs purchase={one} />}
      main={
        <>
          <Lines purchase={one} />
          <Deliveries purchase={one} />
        </>
      }
      side={
        <>
          <AboutPurchase purchase={one} />
          <GiveBackPanel purchase={one} />
          <RecordStory id={purchaseId} />
        </>
      }
    />
  );
}

function Verbs({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  const mayOrder = useCan('purchasing.write');
  const mayReceive = useCan('purchasing.receive');
  const [asked, ask] = useState<'send' | 'cancel' | 'close'>();
  const path = `/purchasing/orders/${purchase.purchaseId}`;
  const isDraft = purchase.status === 'draft';
  const waits = purchase.status === 'sent' || purchase.status === 'partial';
  const done = () => ask(undefined);
  return (
    <>
      {isDraft && mayOrder && (
        <>
          <Button variant="default" component={Link} href={`${path}/edit`}>
            {t('edit')}
          </Button>
          <Button leftSection={<Icon name="mail" size={16} />} onClick={() => ask('send')}>
            {t('send')}
          </Button>
        </>
      )}
      {waits && mayReceive && (
        <Button component={Link} href={`${path}/receive`} leftSection={<Icon name="scan" size={16} />}>
          {t('receive')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label={t('more')}>
            <Icon name="more" size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={address(`/api/purchases/${purchase.purchaseId}/file`)} download>
            {t('file')}
          </Menu.Item>
          {mayOrder && purchase.arrived === 0 && (isDraft || waits) && (
            <Menu.Item onClick={() => ask('cancel')}>{t('cancelOrder')}</Menu.Item>
          )}
          {mayOrder && waits && <Menu.Item onClick={() => ask('close')}>{t('closeOrder')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {asked === 'send' && <SendBox purchase={purchase} onClose={done} />}
      {(asked === 'cancel' || asked === 'close') && <EndBox purchase={purchase} how={asked} onClose={done} />}
    </>
  );
}

type EndProps = { readonly purchase: WholePurchase; readonly how: 'cancel' | 'close'; readonly onClose: () => void };

function EndBox({ purchase, how, onClose }: EndProps) {
  const t = useWords(buying);
  const end = useWrite<{ reason: string }>(`/api/purchases/${purchase.purchaseId}`);
  const verb = how === 'cancel' ? t('cancelOrder') : t('closeOrder');
  const open = purchase.lines.reduce((sum, line) => sum + line.open, 0);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={verb}
      verb={verb}
      danger
      run={() => end.mutateAsync({ tail: `/${how}`, body: { reason: verb } })}
    >
      {how === 'cancel' ? t('cancelText') : t('closeText', { n: open })}
    </Confirm>
  );
}

function Lines({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  const { money, number } = useFormat();
  const cost = useUnitCost();
  const head = (key: 'ordered' | 'good' | 'damaged' | 'open', hide?: 'phone') => (
    <th scope="col" data-align="right" data-hide={hide}>
      {t(key)}
    </th>
  );
  const orDash = (n: number): string => (n === 0 ? '—' : number(n));
  const wide = purchase.total !== null;
  return (
    <Panel
      title={t('lines')}
      note={purchase.lines.length}
      aside={purchase.total && <b>{money(purchase.total)}</b>}
      flush
    >
      <div className="table-scroll" role="region" aria-label={t('lines')} tabIndex={0}>
        <table className="table" data-tall aria-label={t('lines')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              {head('ordered')}
              {head('good')}
              {head('damaged', 'phone')}
              {head('open')}
              {wide && (
                <th scope="col" data-align="right" data-hide="wide">
                  {t('unit')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {purchase.lines.map((line) => (
              <tr key={line.skuId}>
                <td>
                  <ArticleCell article={line} {...(line.supplierSku ? { note: line.supplierSku } : {})} />
                </td>
                <td data-align="right">{number(line.ordered)}</td>
                <td data-align="right">{orDash(line.good)}</td>
                <td data-align="right" data-hide="phone">
                  {line.damaged > 0 ? <span className="bad">{number(line.damaged)}</span> : '—'}
                </td>
                <td data-align="right">
                  <Open line={line} />
                </td>
                {wide && (
                  <td data-align="right" data-hide="wide">
                    {cost(line.costMilli, purchase.currency)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Open({ line }: { line: PurchaseLine }) {
  const { number } = useFormat();
  return line.open === 0 ? <span className="ok">0</span> : <strong>{number(line.open)}</strong>;
}

function AboutPurchase({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  const { when, number } = useFormat();
  const sites = useSites();
  const { supplier } = purchase;
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [
            t('supplier'),
            <Link key="s" className="link" href={`/purchasing/suppliers/${supplier.supplierId}`}>
              {supplier.name}
            </Link>,
          ],
          [t('site'), sites.name(purchase.siteId)],
          [t('expected'), <Expected key="e" purchase={purchase} />],
          [t('created'), when(purchase.createdAt)],
          purchase.sentAt !== null && [t('sent'), when(purchase.sentAt)],
          [t('received'), t('of', { n: purchase.arrived, of: purchase.ordered })],
          [t('tolerance'), t('percent', { n: purchase.tolerancePercent })],
          purchase.reference !== '' && [t('reference'), purchase.reference],
          purchase.fxNano !== null &&
            purchase.fxNano !== 1_000_000_000 && [t('fx'), number(purchase.fxNano / 1_000_000_000)],
          purchase.note !== '' && [t('note'), purchase.note],
        ]}
      />
    </Panel>
  );
}

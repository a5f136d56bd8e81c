/** What is to be given back by transfer, each under the reference by which its line is recognised. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { inFours } from '#payments/model';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useGiveBacks, useOrderNames } from './data.ts';
import { paymentWords } from './words.ts';

export function ToTransfer() {
  const t = useWords(paymentWords);
  const { money, date } = useFormat();
  const backs = useGiveBacks(true).data;
  const refunds = backs?.refunds ?? [];
  const names = useOrderNames(refunds.map(({ orderId }) => orderId));
  const items = backs?.items ?? [];
  if (refunds.length + items.length === 0) return null;
  return (
    <Panel title={t('toTransfer')} note={t('toTransferText')}>
      <Facts
        items={[
          ...refunds.map(({ refundId, orderId, name, amount, reference, at }): [string, ReactNode] => [
            `${names.get(orderId)?.customerName ?? name} · ${date(at)}`,
            <span key={refundId}>
              <b className="num">{money(amount)}</b>{' '}
              <Link href={`/orders/${orderId}`}>{names.get(orderId)?.number ?? t('order')}</Link>{' '}
              <span className="num muted">{reference}</span>
            </span>,
          ]),
          ...items.map(({ partId, entryId, name, iban, amount, at }): [string, ReactNode] => [
            `${name || t('unnamed')} · ${date(at)}`,
            <Link key={partId} href={`/payments/lines/${entryId}`}>
              <b className="num">{money(amount)}</b> <span className="num muted">{inFours(iban)}</span>
            </Link>,
          ]),
        ]}
      />
    </Panel>
  );
}

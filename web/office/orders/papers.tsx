/** The wide column of an order: its articles, where they are prepared, its payments. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { inFours, referenceOf } from '#payments/model';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useCan } from '../shell/session.tsx';
import { useWords } from '../shell/lang.tsx';
import { orders } from '../words/orders.ts';
import { whyWords } from '../words/why.ts';
import type { Order, OrderLine, OrderPayment } from './data.ts';
import { WhyDeposit, WhyPlace, WhyVat } from './why-order.tsx';
import { WhyPrice } from './why-price.tsx';

export function Articles({ order }: { order: Order }) {
  const t = useWords(orders);
  return (
    <Panel title={t('articles')} flush>
      <div className="table-scroll">
        <table className="table" data-tall aria-label={t('articles')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              <th scope="col" data-hide="phone">
                {t('preparedBy')}
              </th>
              <th scope="col" data-align="right">
                {t('quantity')}
              </th>
              <th scope="col" data-align="right">
                {t('unit')}
              </th>
              <th scope="col" data-align="right">
                {t('total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <Line key={line.lineNo} order={order} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Line({ order, line }: { order: Order; line: OrderLine }) {
  const t = useWords(orders);
  const w = useWords(whyWords);
  const { money, number, text, list, rate } = useFormat();
  const sites = useSites();
  // What was given back is prepared by nobody.
  const serving = line.allocations.filter(({ state }) => state === 'pending' || state === 'posted');
  const places = [...new Set(serving.map(({ siteId }) => sites.name(siteId)))];
  return (
    <tr>
      <td>
        <div className="with-picture">
          <Picture src={line.image} />
          <div>
            <Link className="row-link" href={`/products/${line.productId}`}>
              {text(line.name)}
            </Link>
            <div className="help">
              {[text(line.optionText), line.sku].filter((part) => part !== '').join(' · ')}
              {line.flagged > 0 && order.state !== 'needs_decision' && (
                <span className="bad"> · {t('soldWithout', { n: line.flagged })}</span>
              )}
              {line.backordered > 0 && <span className="warn"> · {t('waitsForStock', { n: line.backordered })}</span>}
              {line.cancelled > 0 && <span> · {t('cancelledUnits', { n: line.cancelled })}</span>}
            </div>
            <CardGift order={order} line={line} />
            <div className="help phone-only">
              {list(places)} <WhyPlace order={order} line={line} />
            </div>
          </div>
        </div>
      </td>
      <td data-hide="phone">
        {places.length > 0 ? list(places) : '—'} <WhyPlace order={order} line={line} />
      </td>
      <td data-align="right">{number(order.state === 'cancelled' ? line.ordered : line.ordered - line.cancelled)}</td>
      <td data-align="right">
        <div className="price-cell">
          {money(line.unit)}
          <WhyPrice order={order} line={line} />
        </div>
      </td>
      <td data-align="right">
        <div className="price-cell">
          <b>{money(line.worth)}</b>
          <span className="help">
            {w('vatLine', { rate: rate(line.taxRate) })} <WhyVat order={order} line={line} />
          </span>
        </div>
      </td>
    </tr>
  );
}

/** Who gets the gift card of a line, and from which day on. */
function CardGift({ order, line }: { order: Order; line: OrderLine }) {
  const t = useWords(orders);
  const { date } = useFormat();
  const gift = order.cardsFor.find((one) => one.lineNo === line.lineNo);
  if (!gift) return null;
  const when = gift.day === null ? t('cardAtOnce') : t('cardOnDay', { day: date(gift.day) });
  return <div className="help">{`${t('cardFor', gift)} · ${when}`}</div>;
}

const allocTones: Readonly<Record<string, Tone>> = { pending: 'warn', posted: 'ok', voided: 'plain', expired: 'plain' };
const allocStates = ['pending', 'posted', 'voided', 'expired'] as const;

/** Which place prepares what, and how far it is. */
export function Places({ order }: { order: Order }) {
  const t = useWords(orders);
  const { number, text, list } = useFormat();
  const sites = useSites();
  const groups = new Map<string, { siteId: string; state: string; units: number; names: string[] }>();
  for (const line of order.lines) {
    for (const { siteId, state, quantity } of line.allocations) {
      const key = `${siteId} ${state}`;
      const group = groups.get(key) ?? { siteId, state, units: 0, names: [] };
      group.units += quantity;
      group.names.push(text(line.name));
      groups.set(key, group);
    }
  }
  if (groups.size === 0) return null;
  return (
    <Panel title={t('places')} flush>
      <div className="table-scroll">
        <table className="table" aria-label={t('places')}>
          <thead>
            <tr>
              <th scope="col">{t('place')}</th>
              <th scope="col" data-hide="phone">
                {t('lines')}
              </th>
              <th scope="col">{t('state')}</th>
              <th scope="col" data-align="right">
                {t('units')}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...groups].map(([key, { siteId, state, units, names }]) => {
              const known = allocStates.find((one) => one === state);
              return (
                <tr key={key}>
                  <td>
                    <b>{sites.name(siteId)}</b>
                  </td>
                  <td data-hide="phone" className="muted">
                    {list([...new Set(names)])}
                  </td>
                  <td>
                    <Tag tone={allocTones[state] ?? 'plain'}>{known ? t(`alloc.${known}`) : state}</Tag>
                  </td>
                  <td data-align="right">{number(units)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const methods = ['card', 'cash', 'promise', 'given', 'exchange', 'transfer', 'account', 'gift_card'] as const;
const states = {
  intent: 'plain',
  unknown: 'warn',
  promised: 'warn',
  authorised: 'info',
  captured: 'ok',
  declined: 'bad',
  voided: 'plain',
  failed: 'bad',
  quarantined: 'note',
} as const satisfies Record<string, Tone>;

export function Payments({ order }: { order: Order }) {
  const t = useWords(orders);
  if (order.payments.length === 0) {
    return (
      <Panel title={t('payments')}>
        <p className="muted">{t('noPayment')}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t('payments')} flush>
      <div className="table-scroll">
        <table className="table" aria-label={t('payments')}>
          <thead>
            <tr>
              <th scope="col">{t('method')}</th>
              <th scope="col" data-hide="phone">
                {t('when')}
              </th>
              <th scope="col">{t('state')}</th>
              <th scope="col" data-align="right">
                {t('amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.payments.map((payment) => (
              <PaymentRow key={payment.paymentId} order={order} payment={payment} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Under which references what was paid by transfer goes back. */
function RefundReferences({ paymentId }: { paymentId: string }) {
  const { data } = useQuery({
    queryKey: ['payments', 'refunds', paymentId],
    queryFn: ({ signal }) =>
      api<{ refunds: readonly { refundId: string; reference: string | null }[] }>('GET', `/api/payments/${paymentId}`, {
        signal,
      }),
    enabled: useCan('payments.read'),
  });
  return (data?.refunds ?? []).map(({ refundId, reference }) => (
    <div key={refundId} className="help num">
      {reference}
    </div>
  ));
}

function PaymentRow({ order, payment }: { order: Order; payment: OrderPayment }) {
  const t = useWords(orders);
  const { money, when } = useFormat();
  const client = useQueryClient();
  const may = useCan('payments.write');
  const [asking, setAsking] = useState(false);
  const method = methods.find((one) => one === payment.method);
  const state = payment.state in states ? (payment.state as keyof typeof states) : 'intent';
  const amount = money({ minor: payment.amountMinor, currency: payment.currency });
  const refunded = money({ minor: payment.refundedMinor, currency: payment.currency });
  return (
    <tr>
      <td>
        <b>{method ? t(`pay.${method}`) : payment.method}</b>
        {payment.purpose === 'deposit' && (
          <>
            {' '}
            <Tag tone="info">{t('isDeposit')}</Tag> <WhyDeposit order={order} />
          </>
        )}
        {(method === 'transfer' || method === 'account') && (
          <div className="help num">{inFours(referenceOf(payment.paymentId))}</div>
        )}
      </td>
      <td data-hide="phone" className="num muted">
        {when(payment.createdAt)}
      </td>
      <td>
        <Tag tone={states[state]}>{t(`pay.${state}`)}</Tag>{' '}
        {state === 'quarantined' && may && (
          <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
            {t('release')}
          </Button>
        )}
        <Confirm
          opened={asking}
          onClose={() => setAsking(false)}
          title={t('release')}
          verb={t('release')}
          run={async () => {
            await api('POST', `/api/payments/${payment.paymentId}/release`);
            await client.invalidateQueries({ queryKey: ['orders'] });
          }}
        >
          {t('releaseText', { amount })}
        </Confirm>
      </td>
      <td data-align="right">
        <b>{amount}</b>
        {payment.refundedMinor > 0 && <div className="help">{t('refunded', { amount: refunded })}</div>}
        {payment.refundedMinor > 0 && method === 'transfer' && <RefundReferences paymentId={payment.paymentId} />}
      </td>
    </tr>
  );
}

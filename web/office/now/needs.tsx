/** What a person must settle; each row ends with its verb. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { IconName } from '#kit/icons';
import { useFormat, type Amount } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { looks, useNotices } from '../shell/notices.ts';
import { useCan } from '../shell/session.tsx';
import { now as nowWords } from '../words/now.ts';
import { shell } from '../words/shell.ts';
import type { Endpoint } from '../developers/data.ts';
import type { Dispute } from '../payments/data.ts';
import type { Payout } from '../payments/payouts.tsx';
import type { ShopNow } from './data.ts';

type WaitingPayment = { paymentId: string; orderId: string; amount: Amount; createdAt: string; state: string };
type Fork = { ticketId: string; code: string; total: Amount; receivedAt: string };
type Row = {
  readonly key: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly detail: string;
  readonly href: string;
  readonly verb: string;
};

const SHOWN = 8;

export function NeedsPerson({ now }: { now: ShopNow }) {
  const t = useWords(nowWords);
  const rows = [
    ...useForks(),
    ...useWebhooks(),
    ...useTold(now),
    ...usePayments(),
    ...useDisputes(),
    ...usePayouts(),
    ...useAsked(),
  ];
  const [all, show] = useState(false);
  const more = rows.length > SHOWN && !all && (
    <Button variant="subtle" size="compact-sm" onClick={() => show(true)}>
      {t('seeAll')}
    </Button>
  );
  return (
    <Panel title={t('needs')} note={rows.length > 0 && <Tag tone="note">{rows.length}</Tag>} aside={more} flush>
      {rows.length === 0 ? (
        <p className="quiet muted">
          <Icon name="check" size={16} /> {t('needsNone')}
        </p>
      ) : (
        <ul className="needs">
          {rows.slice(0, all ? rows.length : SHOWN).map((row) => (
            <li key={row.key}>
              <span className="needs-icon" data-tone={row.tone}>
                <Icon name={row.icon} size={18} />
              </span>
              <div>
                <b>{row.title}</b>
                <div className="help">{row.detail}</div>
              </div>
              <Button component={Link} href={row.href} variant="default" size="xs">
                {row.verb}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function useTold(now: ShopNow): Row[] {
  const t = useWords(nowWords);
  const { when, text } = useFormat();
  return now.needsPerson.map(({ kind, id, number, article, units, at }, i): Row => {
    const key = `${kind} ${id} ${i}`;
    if (kind === 'breach') {
      const name = [text(article?.name), text(article?.optionText)].filter(Boolean).join(', ');
      const title = t('breach', { article: name || t('article'), n: units });
      return { key, icon: 'alert', tone: 'bad', title, detail: when(at), href: '/stock/breaches', verb: t('settle') };
    }
    const detail = `${t('decisionText')} · ${when(at)}`;
    const title = t('decision', { number: number ?? '' });
    return { key, icon: 'receipt', tone: 'note', title, detail, href: `/orders/${id}`, verb: t('decide') };
  });
}

/** Tills that may have been copied: a ticket did not follow the one before. */
function useForks(): Row[] {
  const t = useWords(nowWords);
  const { money, when } = useFormat();
  const { data } = useQuery({
    queryKey: ['settings', 'forks'],
    queryFn: () => api<{ items: Fork[] }>('GET', '/api/till/forks'),
    enabled: useCan('staff.read'),
  });
  return (data?.items ?? []).map(({ ticketId, code, total, receivedAt }): Row => ({
    key: ticketId,
    icon: 'shield',
    tone: 'bad',
    title: t('fork', { code }),
    detail: `${money(total)} · ${when(receivedAt)}`,
    href: '/settings/devices',
    verb: t('check'),
  }));
}

/** Systems that are told nothing any more, because they only failed. */
function useWebhooks(): Row[] {
  const t = useWords(nowWords);
  const { data } = useQuery({
    queryKey: ['developers', 'endpoints'],
    queryFn: () => api<{ items: Endpoint[] }>('GET', '/api/webhook-endpoints'),
    enabled: useCan('developers.read'),
  });
  const disabled = (data?.items ?? []).filter((endpoint) => endpoint.state === 'disabled');
  return disabled.map(({ endpointId, name, url }): Row => ({
    key: endpointId,
    icon: 'flow',
    tone: 'bad',
    title: t('webhook', { name }),
    detail: url,
    href: `/developers/webhooks/${endpointId}`,
    verb: t('check'),
  }));
}

function usePayments(): Row[] {
  const t = useWords(nowWords);
  const { money, when } = useFormat();
  const enabled = useCan('payments.read');
  const read = (state: string) => ({
    queryKey: ['payments', 'waiting', state],
    queryFn: () => api<{ items: WaitingPayment[] }>('GET', '/api/payments', { query: { state, limit: 20 } }),
    enabled,
  });
  const aside = useQuery(read('quarantined')).data?.items ?? [];
  const unanswered = useQuery(read('unknown')).data?.items ?? [];
  return [...aside, ...unanswered].map((payment): Row => ({
    key: payment.paymentId,
    icon: 'card',
    tone: 'warn',
    title: t(payment.state === 'unknown' ? 'unanswered' : 'payment', { amount: money(payment.amount) }),
    detail: when(payment.createdAt),
    href: `/orders/${payment.orderId}`,
    verb: t('check'),
  }));
}

/** What buyers' banks dispute, the answer that is due first at the top. */
function useDisputes(): Row[] {
  const t = useWords(nowWords);
  const { money, when } = useFormat();
  const { data } = useQuery({
    queryKey: ['disputes', 'waiting'],
    queryFn: () =>
      api<{ items: Dispute[] }>('GET', '/api/payments/disputes', {
        query: { state: 'open', sort: 'answer', limit: 20 },
      }),
    enabled: useCan('payments.read'),
  });
  return (data?.items ?? []).map(({ disputeId, amount, answerBy }): Row => ({
    key: disputeId,
    icon: 'alert',
    tone: 'warn',
    title: t('dispute', { amount: money(amount) }),
    detail: answerBy === null ? '' : t('disputeBy', { when: when(answerBy) }),
    href: '/payments/disputes?state=open',
    verb: t('check'),
  }));
}

/** Payouts that our bank should have shown by now. */
function usePayouts(): Row[] {
  const t = useWords(nowWords);
  const { money, date } = useFormat();
  const { data } = useQuery({
    queryKey: ['payouts', 'waiting'],
    queryFn: () => api<{ items: Payout[] }>('GET', '/api/payouts', { query: { show: 'late', limit: 20 } }),
    enabled: useCan('payments.read'),
  });
  return (data?.items ?? []).map(({ payoutId, externalRef, amount, paidOn }): Row => ({
    key: payoutId,
    icon: 'card',
    tone: 'warn',
    title: t('payoutLate', { amount: money(amount) }),
    detail: `${externalRef} · ${date(paidOn)}`,
    href: `/payments/payouts/${payoutId}`,
    verb: t('check'),
  }));
}

/** The rest of what the bell tells: what is not read from its own records above. */
const asked = [
  'returns.requested',
  'returns.withdrawn',
  'returns.refund_failed',
  'customers.erasure_asked',
  'marketplaces.set_aside',
  'marketplaces.late_cancellation',
  'payments.refund_failed',
  'bank.paid_twice',
] as const;

function useAsked(): Row[] {
  const t = useWords(nowWords);
  const s = useWords(shell);
  const { when } = useFormat();
  const items = useNotices().data?.items ?? [];
  return asked.flatMap((kind) =>
    items
      .filter((notice) => notice.kind === kind)
      .map((notice): Row => ({
        key: notice.noticeId,
        icon: looks[kind][0],
        tone: 'note',
        title: s(`notice.${kind}`, { number: '', n: 0 }),
        detail: when(notice.at),
        href: looks[kind][1](notice),
        verb: t('check'),
      })),
  );
}

/** One line of a statement: what it says, what became of it, and what a person may decide of the rest. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { moneyEvents, useLine, useOrderNames, usePayment, type Line, type Part, type Payment } from './data.ts';
import { Apply, Credit, GaveBack, GiveBack, SetAside } from './decide.tsx';
import { paymentWords } from './words.ts';

export function LineRecord({ entryId }: { entryId: string }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const found = useLine(entryId);
  const may = useCan('payments.write');
  useLive(moneyEvents, [['statement-lines']], 2_000);
  const named = usePayment(found.data?.entry.paymentId ?? null);
  if (found.isPending) return <PageSkeleton record />;
  if (found.error) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  const { entry, parts } = found.data;
  const payment = named.data?.payment;
  const open = entry.left.minor > 0;
  return (
    <Record
      back={{ href: '/payments/lines', label: t('lines') }}
      title={t('lineOf', { name: entry.name || t('unnamed'), much: money(entry.amount) })}
      tags={entry.why !== null && <Tag tone={open ? 'warn' : 'plain'}>{t(`why.${entry.why}`)}</Tag>}
      actions={may && open && <Verbs entry={entry} payment={payment} />}
      main={
        <>
          {open && entry.why === 'otherwise' && <PaidOtherwise entry={entry} />}
          <Said entry={entry} />
          {payment && <Awaited payment={payment} />}
          {parts.length > 0 && <Decided parts={parts} />}
        </>
      }
      side={<RecordStory id={entryId} />}
    />
  );
}

/** Money that came for an order which was paid in another way: what to do about it, at once. */
function PaidOtherwise({ entry }: { entry: Line }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const may = useCan('payments.write');
  const [asked, ask] = useState(false);
  return (
    <Panel className="paid-otherwise">
      <p role="status">{t('otherwiseText', { much: money(entry.left) })}</p>
      {may && <Button onClick={() => ask(true)}>{t('give_back')}</Button>}
      {asked && <GiveBack entry={entry} onClose={() => ask(false)} />}
    </Panel>
  );
}

function Said({ entry }: { entry: Line }) {
  const t = useWords(paymentWords);
  const { money, date } = useFormat();
  return (
    <Panel title={entry.credit ? t('payer') : t('payee')}>
      <p className="statement-said">{entry.words}</p>
      <Facts
        items={[
          [t('day'), date(entry.bookedOn)],
          [t('amount'), <b key="amount">{entry.credit ? money(entry.amount) : `− ${money(entry.amount)}`}</b>],
          entry.left.minor > 0 && [t('left'), <b key="left">{money(entry.left)}</b>],
          entry.iban !== '' && [t('account'), entry.iban],
          [t('bankRef'), entry.bankRef],
        ]}
      />
    </Panel>
  );
}

function Awaited({ payment }: { payment: Payment }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const order = useOrderNames([payment.orderId]).get(payment.orderId);
  return (
    <Panel title={t('awaited')} aside={<Link href={`/orders/${payment.orderId}`}>{order?.number ?? t('order')}</Link>}>
      <Facts
        items={[
          order !== undefined && [t('customer'), order.customerName],
          [t('due'), money(payment.amount)],
          [t('state'), t(`state.${payment.state}`)],
          payment.reference !== null && [t('reference'), payment.reference],
        ]}
      />
    </Panel>
  );
}

function Decided({ parts }: { parts: readonly Part[] }) {
  const t = useWords(paymentWords);
  const { money, when } = useFormat();
  return (
    <Panel title={t('decided')}>
      <Facts
        items={parts.map((part) => [
          [t(`what.${part.what}`), part.words && `(${part.words})`, `· ${when(part.at)}`, part.undoneAt && t('undone')]
            .filter(Boolean)
            .join(' '),
          money(part.amount),
        ])}
      />
    </Panel>
  );
}

type Asked = 'apply' | 'link' | 'give_back' | 'credit' | 'set_aside' | 'given_back';

/** The likeliest verb stands out: to apply where there is something to, else to find it. */
function Verbs({ entry, payment }: { entry: Line; payment: Payment | undefined }) {
  const t = useWords(paymentWords);
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const mayApply =
    payment &&
    entry.why !== 'otherwise' &&
    (payment.state === 'promised' || payment.state === 'voided' || payment.method === 'account');
  const order = useOrderNames(payment ? [payment.orderId] : []).get(payment?.orderId ?? '');
  const verb = (key: Asked, isFirst = false) => (
    <Button key={key} variant={isFirst ? 'filled' : 'default'} onClick={() => ask(key)}>
      {t(key)}
    </Button>
  );
  const verbs = entry.credit
    ? [
        verb('set_aside'),
        verb('give_back'),
        verb('credit'),
        !mayApply && verb('link', entry.why !== 'otherwise'),
        mayApply && verb('apply', true),
      ]
    : [verb('set_aside'), verb('given_back', true)];
  return (
    <>
      {verbs}
      {asked === 'apply' && payment && <Apply entry={entry} payment={payment} onClose={close} />}
      {asked === 'link' && <Apply entry={entry} payment={undefined} onClose={close} />}
      {asked === 'give_back' && <GiveBack entry={entry} onClose={close} />}
      {asked === 'credit' && <Credit entry={entry} orderId={order?.orderId} onClose={close} />}
      {asked === 'set_aside' && <SetAside entry={entry} onClose={close} />}
      {asked === 'given_back' && <GaveBack entry={entry} onClose={close} />}
    </>
  );
}

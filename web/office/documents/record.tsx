/** A document: what it looks like, why its total, what the platform says, how it stands against the money. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { backTo } from '../parts/back.ts';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { kindTone, statusKey, statusTone, type Balance, type DocumentData } from './data.ts';
import { documentWords } from './words.ts';

export function DocumentRecord({ documentId }: { documentId: string }) {
  const t = useWords(documentWords);
  const key = ['documents', 'one', documentId];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<DocumentData>('GET', `/api/documents/${documentId}`, { signal }),
    retry: false,
  });
  useLive(['invoicing.'], [key, ['story', documentId]]);
  if (found.isPending) return <PageSkeleton record />;
  if (found.error) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  const { data } = found;
  const pdf = `/api/documents/${documentId}/pdf`;
  return (
    <Record
      back={{ href: backTo('/documents'), label: t('back') }}
      title={data.number}
      tags={
        <>
          <Tag tone={kindTone[data.kind]}>{t(`kind.${data.kind}`)}</Tag>
          {data.reversedBy !== null && <Tag tone="bad">{t('takenBack')}</Tag>}
        </>
      }
      actions={
        <>
          <TakeBack data={data} />
          <MailIt data={data} />
          {data.hasXml && (
            <Button variant="default" component="a" href={`/api/documents/${documentId}/xml`} download>
              {t('xml')}
            </Button>
          )}
          <Button component="a" href={pdf} download>
            {t('pdf')}
          </Button>
        </>
      }
      main={<Preview data={data} />}
      side={
        <>
          <FactsPanel data={data} />
          <WhyTotal data={data} />
          {data.balance !== null && <BalancePanel balance={data.balance} />}
          {data.statuses.length > 0 && <Statuses data={data} />}
          <RecordStory id={documentId} />
        </>
      }
    />
  );
}

/** What it says, line by line, as its PDF prints it. */
function Preview({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const { money, text } = useFormat();
  const { lines, extras } = data.content;
  const of = (minor: number) => money({ minor, currency: data.gross.currency });
  return (
    <Panel title={t('preview')} flush>
      <div className="table-scroll" role="region" aria-label={t('preview')} tabIndex={0}>
        <table className="table" aria-label={t('preview')}>
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <th scope="col" data-align="right">
                {t('quantity')}
              </th>
              <th scope="col" data-align="right">
                {t('rate')}
              </th>
              <th scope="col" data-align="right">
                {t('net')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.no}>
                <td>{[text(line.name), text(line.detail)].filter(Boolean).join(', ')}</td>
                <td data-align="right" className="num">
                  {line.quantity}
                </td>
                <td data-align="right" className="num">
                  {line.rate / 10_000} %
                </td>
                <td data-align="right" className="num">
                  {of(line.netMinor)}
                </td>
              </tr>
            ))}
            {extras.map((extra) => (
              <tr key={`${extra.code} ${extra.rate}`}>
                <td>{text(extra.reason)}</td>
                <td data-align="right" />
                <td data-align="right" className="num">
                  {extra.rate / 10_000} %
                </td>
                <td data-align="right" className="num">
                  {of(extra.is === 'charge' ? extra.netMinor : -extra.netMinor)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** By mail, once more each time: to its buyer, or to an address that they say. */
function MailIt({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const may = useCan('invoicing.write');
  const [mailId, open] = useState<string>();
  const [email, setEmail] = useState('');
  if (!may) return null;
  const path = `/api/documents/${data.documentId}`;
  const to = email.trim();
  const run = async () => {
    await (to === '' ? api('POST', `${path}/mail`) : api('POST', `${path}/mail-to`, { body: { mailId, email: to } }));
    notifications.show({ message: t('mailAsked'), color: 'cresson' });
  };
  return (
    <>
      <Button variant="default" onClick={() => open(newId('mai'))}>
        {t('mail')}
      </Button>
      <Confirm
        opened={mailId !== undefined}
        onClose={() => open(undefined)}
        title={t('mail')}
        verb={t('mail')}
        run={run}
      >
        <TextInput
          type="email"
          label={t('mail.to')}
          description={t('mail.hint')}
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </Confirm>
    </>
  );
}

function TakeBack({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const may = useCan('invoicing.credit');
  const client = useQueryClient();
  const [opened, open] = useState(false);
  const [reason, setReason] = useState('');
  if (!may || data.kind !== 'invoice' || data.reversedBy !== null) return null;
  const run = async () => {
    await api('POST', `/api/documents/${data.documentId}/reverse`, { body: { reason } });
    await client.invalidateQueries({ queryKey: ['documents'] });
  };
  return (
    <>
      <Button variant="default" onClick={() => open(true)}>
        {t('takeBack')}
      </Button>
      <Confirm
        opened={opened}
        onClose={() => open(false)}
        title={t('takeBack')}
        verb={t('takeBack')}
        danger
        disabled={reason.trim().length < 3}
        run={run}
      >
        <p>{t('takeBackWhy')}</p>
        <TextInput label={t('reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Confirm>
    </>
  );
}

function FactsPanel({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const { money, date } = useFormat();
  const { currency } = data.gross;
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [t('buyer'), data.buyerName],
          [t('day'), date(data.day)],
          [
            t('order'),
            <Link key="order" href={`/orders/${data.orderId}`}>
              {data.orderNumber}
            </Link>,
          ],
          [t('net'), money(data.net)],
          [t('tax'), money(data.tax)],
          [t('total'), <b key="total">{money(data.gross)}</b>],
          [t('paid'), money(data.prepaid)],
          [t('due'), money({ minor: data.content.totals.dueMinor, currency })],
          [t('rules'), data.breaches.length === 0 ? t('sound') : data.breaches.map((one) => one.rule).join(', ')],
          [
            t('hash'),
            <span key="hash" className="num">
              {data.hash.slice(0, 12)}
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}

const rules = ['lines', 'allowances', 'charges', 'vat', 'prepaid', 'given_back', 'set_off'] as const;

function WhyTotal({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const { money } = useFormat();
  const { currency } = data.gross;
  const name = (rule: string, rate: number | undefined): string => {
    const known = rules.find((one) => one === rule);
    return [known ? t(`why.${known}`) : rule, rate === undefined ? '' : `${rate / 10_000} %`].filter(Boolean).join(' ');
  };
  return (
    <Panel title={t('because')}>
      <Facts items={data.content.why.map(({ rule, minor, rate }) => [name(rule, rate), money({ minor, currency })])} />
    </Panel>
  );
}

/** What the documents of an order come to, against its money. */
export function BalancePanel({ balance }: { balance: Balance }) {
  const t = useWords(documentWords);
  const { money } = useFormat();
  const of = (minor: number) => money({ minor, currency: balance.currency });
  return (
    <Panel title={t('balance')}>
      <Facts
        items={[
          [t('invoiced'), of(balance.invoicedMinor)],
          [t('credited'), of(-balance.creditedMinor)],
          [t('money'), of(-balance.paidMinor)],
          [t('open'), <b key="open">{of(balance.openMinor)}</b>],
        ]}
      />
    </Panel>
  );
}

function Statuses({ data }: { data: DocumentData }) {
  const t = useWords(documentWords);
  const { when } = useFormat();
  return (
    <Panel title={t('statuses')}>
      <ul className="returns">
        {data.statuses.map(({ code, why, at }) => {
          const key = statusKey(code);
          return (
            <li key={`${code} ${at}`}>
              <Tag tone={statusTone(code)}>{key ? t(key) : t('status.other', { code })}</Tag>{' '}
              <span className="muted">
                {when(at)}
                {why !== '' && why !== '0' && ` · ${why}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

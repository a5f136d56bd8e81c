/** The account of a company: what it bought, owes and paid, how it was reminded, and whether it may go on, with why not. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { clock, dayIn } from '#base/time';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { cardEvents, useCompanyName, useStatement, useWrite, type Statement } from './data.ts';
import { cards } from './words.ts';

export function CompanyAccount({ companyId }: { companyId: string }) {
  const t = useWords(cards);
  const account = useStatement(companyId);
  const company = useCompanyName(companyId);
  const may = useCan('payments.write');
  useLive(cardEvents, [['receivables']], 2_000);
  if (account.isPending) return <PageSkeleton record />;
  if (account.error) return <ErrorBox error={account.error} retry={() => void account.refetch()} page />;
  const { data } = account;
  const free = data.bars.length === 0;
  return (
    <Record
      back={{ href: '/cards/receivables', label: t('receivables') }}
      title={company.data?.name ?? companyId}
      tags={<Tag tone={free ? 'ok' : 'bad'}>{t(free ? 'mayBuy' : 'mayNot')}</Tag>}
      actions={may && <Verbs companyId={companyId} data={data} />}
      main={
        <>
          <Purchases data={data} />
          <Receipts data={data} />
        </>
      }
      side={
        <>
          <Account data={data} />
          <RecordStory id={companyId} />
        </>
      }
    />
  );
}

const currencyOf = ({ receivables }: Statement): string => receivables[0]?.amount.currency ?? 'EUR';

function Account({ data }: { data: Statement }) {
  const t = useWords(cards);
  const { money } = useFormat();
  const { credit, bars } = data;
  const say = (minor: number): string => money({ minor, currency: currencyOf(data) });
  return (
    <Panel title={t('account')}>
      <Facts
        items={[
          [t('open'), <b key="open">{say(credit.openMinor)}</b>],
          [t('limit'), credit.limitMinor === null ? t('noLimit') : say(credit.limitMinor)],
          credit.limitMinor !== null && [t('left'), say(Math.max(0, credit.limitMinor - credit.openMinor))],
          credit.lateDays > 0 && [t('late'), t('days', { n: credit.lateDays })],
        ]}
      />
      {bars.length > 0 && (
        <>
          <h3>{t('whyBlocked')}</h3>
          <ul className="bars">
            {bars.map((bar) => (
              <li key={bar}>
                {bar === 'company_overdue' ? t('bar.company_overdue', { n: credit.lateDays }) : t(`bar.${bar}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Purchases({ data }: { data: Statement }) {
  const t = useWords(cards);
  const { money, date } = useFormat();
  return (
    <Panel title={t('purchases')} flush>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>{t('due')}</th>
              <th>{t('order')}</th>
              <th data-align="right">{t('amount')}</th>
              <th data-align="right">{t('received')}</th>
              <th data-align="right">{t('open')}</th>
              <th>{t('late')}</th>
            </tr>
          </thead>
          <tbody>
            {data.receivables.map((one) => {
              const { currency } = one.amount;
              return (
                <tr key={one.paymentId}>
                  <td>{date(one.dueOn)}</td>
                  <td>
                    <Link href={`/orders/${one.orderId}`}>{t('order')}</Link>
                  </td>
                  <td className="num right">{money({ minor: one.amount.minor - one.creditedMinor, currency })}</td>
                  <td className="num right">{money({ minor: one.receivedMinor, currency })}</td>
                  <td className="num right">
                    <b>{money({ minor: one.openMinor, currency })}</b>
                  </td>
                  <td>{one.lateDays > 0 ? <Tag tone="bad">{t('days', { n: one.lateDays })}</Tag> : '—'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Receipts({ data }: { data: Statement }) {
  const t = useWords(cards);
  const { money, date } = useFormat();
  return (
    <>
      {data.receipts.length > 0 && (
        <Panel title={t('receipts')}>
          <Facts items={data.receipts.map((one) => [`${date(one.receivedOn)} ${one.reference}`, money(one.amount)])} />
        </Panel>
      )}
      {data.reminders.length > 0 && (
        <Panel title={t('reminders')}>
          <Facts
            items={data.reminders.map((one) => [
              `${date(one.at)} · ${t('level', { n: one.level })}`,
              money(one.amount),
            ])}
          />
        </Panel>
      )}
    </>
  );
}

function Verbs({ companyId, data }: { companyId: string; data: Statement }) {
  const t = useWords(cards);
  const [booking, book] = useState(false);
  const [reminding, remind] = useState(false);
  const [reminderId, again] = useState(() => newId('rmd'));
  const write = useWrite('/api/reminders');
  return (
    <>
      {data.credit.lateDays > 0 && (
        <Button variant="default" onClick={() => remind(true)}>
          {t('sendReminder')}
        </Button>
      )}
      {data.credit.openMinor > 0 && <Button onClick={() => book(true)}>{t('book')}</Button>}
      <Confirm
        opened={reminding}
        onClose={() => remind(false)}
        title={t('sendReminder')}
        verb={t('sendReminder')}
        run={() => write.mutateAsync({ reminderId, companyId }).then(() => again(newId('rmd')))}
      >
        <p>{t('remindText')}</p>
      </Confirm>
      {booking && <Book companyId={companyId} currency={currencyOf(data)} onClose={() => book(false)} />}
    </>
  );
}

function Book({ companyId, currency, onClose }: { companyId: string; currency: string; onClose: () => void }) {
  const t = useWords(cards);
  const c = useWords(common);
  const [receiptId] = useState(() => newId('rcp'));
  const [typed, setTyped] = useState('');
  const [reference, setReference] = useState('');
  const write = useWrite('/api/receipts');
  const minor = minorOf(typed, currency);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const receivedOn = dayIn(clock(), 'Europe/Paris');
    await write.mutateAsync({ receiptId, companyId, minor, currency, receivedOn, reference });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('book')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <p>{t('bookText')}</p>
        <TextInput
          label={t('amount')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="decimal"
          required
          data-autofocus
        />
        <TextInput
          label={t('reference')}
          value={reference}
          maxLength={140}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button type="submit" loading={write.isPending} disabled={!minor || minor <= 0}>
            {t('book')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

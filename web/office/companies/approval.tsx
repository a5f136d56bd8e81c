/** One request for approval: what was asked for, why it costs that, what was written, and what became of it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { backTo } from '../parts/back.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { Why } from '../parts/why.tsx';
import { Trace } from '../prices/why-price.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { APPROVALS, approvalTones, type Approval, type ApprovalLine } from './approval-data.ts';
import { approvalWords } from './approval-words.ts';

export function ApprovalRecord({ askId }: { askId: string }) {
  const t = useWords(approvalWords);
  const asked = useQuery({
    queryKey: ['approvals', 'one', askId],
    queryFn: ({ signal }) => api<Approval>('GET', `${APPROVALS}/${askId}`, { signal }),
  });
  useLive(
    ['carts.approval'],
    [
      ['approvals', 'one', askId],
      ['story', askId],
    ],
  );
  if (asked.isPending) return <PageSkeleton record />;
  if (asked.isError) return <ErrorBox error={asked.error} retry={() => void asked.refetch()} page />;
  const { data } = asked;
  return (
    <Record
      back={{ href: backTo('/companies/approvals'), label: t('title') }}
      title={t('requestOf', { company: data.company.name })}
      tags={<Tag tone={approvalTones[data.state]}>{t(`state.${data.state}`)}</Tag>}
      actions={
        data.order && (
          <Button component={Link} href={`/orders/${data.order.orderId}`} variant="default">
            {t('order', { number: data.order.number })}
          </Button>
        )
      }
      main={
        <>
          <Words data={data} />
          <Articles data={data} />
        </>
      }
      side={
        <>
          <Side data={data} />
          <RecordStory id={askId} />
        </>
      }
    />
  );
}

/** What the buyer wrote, and the answer. */
function Words({ data }: { data: Approval }) {
  const t = useWords(approvalWords);
  if (data.note === '' && data.answer === '') return null;
  return (
    <Panel title={t('words')}>
      <Facts items={[data.note !== '' && [t('note'), data.note], data.answer !== '' && [t('answer'), data.answer]]} />
    </Panel>
  );
}

function Articles({ data }: { data: Approval }) {
  const t = useWords(approvalWords);
  const { money } = useFormat();
  return (
    <Panel title={t('articles')} flush>
      <div className="table-scroll">
        <table className="table" aria-label={t('articles')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              <th scope="col" data-align="right">
                {t('units')}
              </th>
              <th scope="col" data-align="right">
                {t('total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map((line, i) => (
              <Line key={`${line.skuId} ${i}`} line={line} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('total')}
              </th>
              <td data-align="right">
                <b className="num">{money(data.total)}</b>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Panel>
  );
}

function Line({ line }: { line: ApprovalLine }) {
  const t = useWords(approvalWords);
  const { money, number, text } = useFormat();
  const name = text(line.name) || line.skuId;
  return (
    <tr>
      <td>
        <b>{name}</b>
        <div className="help">{text(line.optionText)}</div>
      </td>
      <td data-align="right">{number(line.quantity)}</td>
      <td data-align="right">
        {money(line.total)}{' '}
        {line.trace.length > 0 && (
          <Why title={t('why', { price: money(line.total) })} about={name} sentence={t('whyText')}>
            <Trace steps={line.trace} />
          </Why>
        )}
      </td>
    </tr>
  );
}

const methods = ['account', 'promise', 'card', 'transfer'] as const;
const deliveries = ['delivery', 'pickup'] as const;

function Side({ data }: { data: Approval }) {
  const t = useWords(approvalWords);
  const { when } = useFormat();
  const channels = useChannels();
  const mayKnow = useCan('customers.read');
  const method = methods.find((one) => one === data.method);
  const delivery = deliveries.find((one) => one === data.delivery);
  const person = (one: Approval['buyer']) =>
    one === null ? (
      t('forgotten')
    ) : mayKnow ? (
      <Link href={`/customers/${one.customerId}`} className="link">
        {one.name}
      </Link>
    ) : (
      one.name
    );
  return (
    <Panel title={t('request')}>
      <Facts
        items={[
          [
            t('company'),
            <Link key="c" href={`/companies/${data.company.companyId}`} className="link">
              {data.company.name}
            </Link>,
          ],
          [t('buyer'), person(data.buyer)],
          [t('channel'), channels.name(data.channelId)],
          method && [t('payment'), t(`method.${method}`)],
          delivery && [t('delivery'), t(`delivery.${delivery}`)],
          data.reference !== null && [t('reference'), data.reference],
          [t('asked'), when(data.askedAt)],
          data.state === 'waiting' && [t('held'), data.heldUntil === null ? t('notHeld') : when(data.heldUntil)],
          data.decidedAt !== null && [t('decided'), when(data.decidedAt)],
          data.decidedAt !== null && [t('by'), person(data.decidedBy)],
        ]}
      />
    </Panel>
  );
}

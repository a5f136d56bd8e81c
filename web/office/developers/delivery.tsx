/** One message: what is sent, and what each try was answered. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { deliveryTone, pathOf, useDelivery, useEndpoint, useWrite, type WholeDelivery } from './data.ts';
import { developerWords } from './words.ts';

export function DeliveryRecord({ endpointId, messageId }: { endpointId: string; messageId: string }) {
  const t = useWords(developerWords);
  const { when } = useFormat();
  const endpoint = useEndpoint(endpointId);
  const delivery = useDelivery(endpointId, messageId);
  if (delivery.isPending) return <PageSkeleton />;
  if (!delivery.data) return <ErrorBox error={delivery.error} retry={() => void delivery.refetch()} page />;
  const { data } = delivery;
  return (
    <Record
      back={{ href: `/developers/webhooks/${endpointId}`, label: endpoint.data?.name ?? t('back') }}
      title={data.type}
      tags={<Tag tone={deliveryTone[data.state]}>{t(data.state)}</Tag>}
      actions={<Again endpointId={endpointId} delivery={data} />}
      main={
        <>
          <Attempts delivery={data} />
          <Panel title={t('sent')}>
            <pre className="developers-body" tabIndex={0} role="region" aria-label={t('sent')}>
              {pretty(data.body)}
            </pre>
          </Panel>
        </>
      }
      side={
        <Panel>
          <Facts
            items={[
              [t('message'), <LongCode key="message" text={data.messageId} />],
              [t('subject'), <LongCode key="subject" text={data.subjectId} />],
              [t('made'), when(data.madeAt)],
              [t('tries'), data.tries],
              data.state === 'waiting' && [t('next'), when(data.dueAt)],
            ]}
          />
        </Panel>
      }
    />
  );
}

const LongCode = ({ text }: { text: string }) => <code className="developers-url">{text}</code>;

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function Again({ endpointId, delivery }: { endpointId: string; delivery: WholeDelivery }) {
  const t = useWords(developerWords);
  const c = useWords(common);
  const write = useWrite();
  const mayWrite = useCan('developers.write');
  if (!mayWrite) return null;
  const path = `${pathOf(endpointId)}/deliveries/${delivery.messageId}/replay`;
  return (
    <>
      {write.error && (
        <span className="bad" role="alert">
          {sentenceOf(write.error, c('error.network'))}
        </span>
      )}
      <Button
        loading={write.isPending}
        onClick={() =>
          write.mutate(
            { method: 'POST', path },
            { onSuccess: () => notifications.show({ message: t('againDone'), color: 'cresson' }) },
          )
        }
      >
        {t('again')}
      </Button>
    </>
  );
}

function Attempts({ delivery }: { delivery: WholeDelivery }) {
  const t = useWords(developerWords);
  const { when } = useFormat();
  if (delivery.attempts.length === 0)
    return (
      <Panel title={t('attempts')}>
        <p className="muted">{t('attemptsNone')}</p>
      </Panel>
    );
  return (
    <Panel title={t('attempts')} flush>
      <div className="table-scroll" role="region" aria-label={t('attempts')} tabIndex={0}>
        <table className="table" aria-label={t('attempts')}>
          <thead>
            <tr>
              <th scope="col">{t('made')}</th>
              <th scope="col">{t('status')}</th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('duration')}
              </th>
              <th scope="col">{t('answer')}</th>
            </tr>
          </thead>
          <tbody>
            {delivery.attempts.map((attempt) => (
              <tr key={attempt.at}>
                <td>{when(attempt.at)}</td>
                <td className={attempt.status !== null && attempt.status < 300 ? 'num ok' : 'num bad'}>
                  {attempt.status ?? t('noAnswer')}
                </td>
                <td className="num" data-align="right" data-hide="phone">
                  {t('ms', { n: attempt.ms })}
                </td>
                <td>
                  {attempt.error !== null && <span className="bad">{attempt.error}</span>}
                  {attempt.answer !== null && <code className="developers-url">{attempt.answer.slice(0, 300)}</code>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

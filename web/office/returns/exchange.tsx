/** The exchange of a return: choosing it, what is set aside, completing it when the goods have come, giving it up. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { Confirm } from '../parts/confirm.tsx';
import { refusalOf, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useReturnAct, type ReturnRecordData } from './data.ts';
import { useExchangePlan, wantedOf, type Chosen, type Exchange, type ExchangeState } from './exchange-data.ts';
import { ExchangePick, ExchangeSums } from './exchange-pick.tsx';
import { exchangeWords } from './exchange-words.ts';

export const exchangeTone: Readonly<Record<ExchangeState, Tone>> = { held: 'info', done: 'ok', released: 'plain' };

const isOpen = ({ state }: ReturnRecordData): boolean =>
  state !== 'resolved' && state !== 'refused' && state !== 'cancelled';

export function ExchangePanel({ data }: { data: ReturnRecordData }) {
  const t = useWords(exchangeWords);
  const mayWrite = useCan('returns.write');
  const [choosing, choose] = useState(false);
  const { exchange } = data;
  const mayBegin = mayWrite && isOpen(data) && data.reason !== 'withdrawal' && exchange?.state !== 'held';
  const some = data.lines.some((line) => line.announced > line.paid);
  if (!exchange && !(mayBegin && some)) return null;
  return (
    <Panel
      title={t('title')}
      {...(choosing ? { note: t('beginHint') } : {})}
      aside={exchange && <Tag tone={exchangeTone[exchange.state]}>{t(`state.${exchange.state}`)}</Tag>}
    >
      {exchange && <Told data={data} exchange={exchange} />}
      {exchange?.state === 'held' && <Held data={data} exchange={exchange} />}
      {mayBegin && some && !choosing && (
        <Button variant="default" onClick={() => choose(true)}>
          {t('begin')}
        </Button>
      )}
      {mayBegin && choosing && <Choosing data={data} />}
    </Panel>
  );
}

/** What is set aside or was taken, at which price. */
function Told({ data, exchange }: { data: ReturnRecordData; exchange: Exchange }) {
  const t = useWords(exchangeWords);
  const { text, money, when } = useFormat();
  const { currency } = data.owed;
  return (
    <Facts
      items={[
        ...exchange.wants.map(
          (want) =>
            [
              `${want.quantity} × ${[text(want.name), text(want.optionText)].filter(Boolean).join(', ')}${want.kept ? ` (${t('kept')})` : ''}`,
              <span key={want.skuId} className="num">
                {money({ minor: want.unitMinor * want.quantity, currency })}
              </span>,
            ] as const,
        ),
        exchange.state === 'held' &&
          exchange.expiresAt !== null && [t('state.held'), t('heldUntil', { when: when(exchange.expiresAt) })],
        exchange.state === 'done' && [
          t('newOrder'),
          <Link key="o" href={`/orders/${exchange.newOrderId}`} className="link num">
            {exchange.newNumber ?? ''}
          </Link>,
        ],
      ]}
    />
  );
}

function Choosing({ data }: { data: ReturnRecordData }) {
  const t = useWords(exchangeWords);
  const c = useWords(common);
  const { text } = useFormat();
  const act = useReturnAct(data.returnId);
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [ids, setIds] = useState(() => ({ exchangeId: newId('exc'), orderId: newId('ord') }));
  const back = data.lines
    .filter((line) => line.announced > 0)
    .map(({ announced, ...line }) => ({ ...line, quantity: announced }));
  const wanted = wantedOf(chosen);
  const plan = useExchangePlan(
    `/api/returns/${data.returnId}/exchange/preview`,
    wanted.length > 0 ? { wanted } : undefined,
  );
  const names = new Map(
    chosen.map(({ article }) => [
      article.skuId,
      [text(article.name), text(article.optionText)].filter(Boolean).join(', '),
    ]),
  );
  const hold = async () => {
    try {
      await act.mutateAsync({ path: '/exchange', body: { ...ids, wanted } });
      notifications.show({ message: t('holdDone'), color: 'cresson' });
    } catch (error) {
      // What was refused may be tried otherwise, as another exchange; what got no answer is asked again.
      if (refusalOf(error) !== undefined) setIds({ exchangeId: newId('exc'), orderId: newId('ord') });
    }
  };
  const failed = act.error ?? plan.error;
  return (
    <div className="exchange-choose">
      <ExchangePick
        orderId={data.orderId}
        currency={data.owed.currency}
        back={back}
        chosen={chosen}
        onChange={setChosen}
      />
      {wanted.length > 0 && plan.data && !plan.isError && <ExchangeSums plan={plan.data} names={names} of={data} />}
      {failed && (
        <p className="bad" role="alert">
          {sentenceOf(failed, c('error.network'))}
        </p>
      )}
      <Button
        disabled={wanted.length === 0 || !plan.data || plan.isError || plan.isFetching}
        loading={act.isPending}
        onClick={() => void hold()}
      >
        {t('hold')}
      </Button>
    </div>
  );
}

/** Completing an exchange with what has come, or ahead of it: what that comes to, and doing it. */
function useCompletion(data: ReturnRecordData) {
  const t = useWords(exchangeWords);
  const act = useReturnAct(data.returnId);
  const [ahead, setAhead] = useState(false);
  const [ids, setIds] = useState(() => ({ dueId: newId('due'), paymentId: newId('pay') }));
  const lines = data.lines.flatMap(({ lineNo, announced, came, paid, ordered }) => {
    const quantity = (ahead ? Math.max(announced, came) : came) - Math.min(paid, ordered);
    return quantity > 0 ? [{ lineNo, quantity }] : [];
  });
  const ready = lines.length > 0;
  const plan = useExchangePlan(`/api/returns/${data.returnId}/exchange/preview`, ready ? { lines } : undefined);
  const sums = ready && !plan.isError ? plan.data : undefined;
  const complete = async (): Promise<void> => {
    if (!sums) return;
    const { payMinor, backMinor } = sums;
    const promise = payMinor > 0 ? { promise: { paymentId: ids.paymentId } } : {};
    try {
      const body = { dueId: ids.dueId, lines, payMinor, backMinor, ...promise };
      await act.mutateAsync({ path: '/exchange/complete', body });
      notifications.show({ message: t('completeDone'), color: 'cresson' });
    } catch (error) {
      // An agreement that another person gives is for this very payment: its id stays.
      const code = refusalOf(error);
      if (code !== undefined && code !== 'identity.approval_needed')
        setIds({ dueId: newId('due'), paymentId: newId('pay') });
      await plan.refetch();
    }
  };
  return {
    ...{ ready, sums, complete, failed: act.error ?? plan.error },
    busy: act.isPending,
    looking: plan.isFetching,
    goAhead: () => setAhead(true),
  };
}

/** Goods that are set aside: what completing it would come to, completing it, giving it up. */
function Held({ data, exchange }: { data: ReturnRecordData; exchange: Exchange }) {
  const t = useWords(exchangeWords);
  const c = useWords(common);
  const { text } = useFormat();
  const [mayComplete, mayAhead] = [useCan('returns.refund'), useCan('returns.kindness')];
  const { ready, sums, complete, failed, busy, looking, goAhead } = useCompletion(data);
  const names = new Map(
    exchange.wants.map((want) => [want.skuId, [text(want.name), text(want.optionText)].filter(Boolean).join(', ')]),
  );
  return (
    <div className="exchange-choose">
      {!ready && <p className="muted">{t('waits')}</p>}
      {sums && <ExchangeSums plan={sums} names={names} of={data} />}
      {failed && (
        <p className="bad" role="alert">
          {sentenceOf(failed, c('error.network'))}
        </p>
      )}
      <div className="exchange-verbs">
        {mayComplete && sums && (
          <Button loading={busy} disabled={looking} onClick={() => void complete()}>
            {t('complete')}
          </Button>
        )}
        {mayComplete && mayAhead && !ready && (
          <Button variant="default" onClick={goAhead}>
            {t('ahead')}
          </Button>
        )}
        <Release returnId={data.returnId} />
      </div>
    </div>
  );
}

function Release({ returnId }: { returnId: string }) {
  const t = useWords(exchangeWords);
  const may = useCan('returns.write');
  const act = useReturnAct(returnId);
  const [asked, ask] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" onClick={() => ask(true)}>
        {t('release')}
      </Button>
      <Confirm
        opened={asked}
        onClose={() => ask(false)}
        title={t('release')}
        verb={t('release')}
        danger
        run={() => act.mutateAsync({ path: '/exchange/release' })}
      >
        <p>{t('releaseText')}</p>
      </Confirm>
    </>
  );
}

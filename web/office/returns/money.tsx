/** Money of a return: what came and is not paid back yet, what that comes to and why, and what became of what is owed. */
import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { returnWords } from '../words/returns.ts';
import { exchangeWords } from './exchange-words.ts';
import { usePlan, useReturnAct, type Due, type ReturnRecordData, type WhyStep } from './data.ts';

export function Money({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  return (
    <Panel title={t('money')}>
      {data.dues.length > 0 && (
        <ul className="returns">
          {data.dues.map((due) => (
            <li key={due.dueId}>
              <DueRow due={due} data={data} />
            </li>
          ))}
        </ul>
      )}
      <Pay data={data} />
    </Panel>
  );
}

function DueRow({ due, data }: { due: Due; data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const x = useWords(exchangeWords);
  const { money, when } = useFormat();
  const act = useReturnAct(data.returnId);
  const may = useCan('returns.refund');
  const left = due.minor - due.doneMinor - due.openMinor;
  const state = due.paidAt !== null ? 'paid' : left > 0 ? 'owed' : 'open';
  const n = due.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <p className="return-due">
      <Tag tone={state === 'paid' ? 'ok' : state === 'open' ? 'info' : 'bad'}>{t(`money.${state}`)}</Tag>{' '}
      <b className="num">{money({ minor: due.minor, currency: due.currency })}</b>{' '}
      <span className="muted">
        {due.way === 'exchange' && `${x('title')} · `}
        {due.way === 'credit' && `${t('wayCredit')} · `}
        {n > 0 && `${t('forUnits', { n })} · `}
        {when(due.at)}
      </span>{' '}
      <WhyAmount why={due.why} currency={due.currency} />{' '}
      {state === 'owed' && may && (
        <Button
          size="xs"
          variant="default"
          loading={act.isPending}
          onClick={() => act.mutate({ path: `/dues/${due.dueId}/retry` })}
        >
          {t('retry')}
        </Button>
      )}
    </p>
  );
}

/** The steps by which an amount came about. */
function WhyAmount({ why, currency }: { why: readonly WhyStep[]; currency: string }) {
  const t = useWords(returnWords);
  const { money } = useFormat();
  return (
    <Why title={t('whyTitle')}>
      <ul className="return-why">
        {why.map((step, i) => (
          <li key={i}>
            <span>
              {t(`why.${step.rule}`)}
              {step.lineNo !== undefined && ` (${step.lineNo})`}
            </span>
            <span className="num">{money({ minor: step.minor, currency })}</span>
          </li>
        ))}
      </ul>
    </Why>
  );
}

/** Units that came, or were announced, and are not paid yet. */
const unitsToPay = ({ lines }: ReturnRecordData, ahead: boolean, deduct: ReadonlyMap<number, number>) =>
  lines.flatMap((line) => {
    const paid = Math.min(line.paid, line.ordered);
    const quantity = (ahead ? Math.max(line.announced, line.came) : line.came) - paid;
    return quantity > 0 ? [{ line, lineNo: line.lineNo, quantity, deductMinor: deduct.get(line.lineNo) ?? 0 }] : [];
  });

/** Units that may be paid back now: what came and was not paid, or, ahead of the goods, what was announced. */
function Pay({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const x = useWords(exchangeWords);
  const c = useWords(common);
  const { money, text } = useFormat();
  const may = useCan('returns.refund');
  const mayCredit = useCan('returns.credit');
  const mayAhead = useCan('returns.kindness');
  const act = useReturnAct(data.returnId);
  const [dueId] = useState(() => newId('due'));
  const [ahead, setAhead] = useState(false);
  const [deduct, setDeduct] = useState<ReadonlyMap<number, number>>(new Map());
  const open = data.state !== 'resolved' && data.state !== 'refused' && data.state !== 'cancelled';
  const units = unitsToPay(data, ahead, deduct);
  const lines = units.map(({ lineNo, quantity, deductMinor }) => ({ lineNo, quantity, deductMinor }));
  const plan = usePlan(data, lines);
  const proven = data.reason === 'withdrawal' && data.tracking !== '';
  if (data.exchange?.state === 'held') return <p className="muted">{x('payFirst')}</p>;
  if (!(may || mayCredit) || !open) return data.dues.length === 0 ? <p className="muted">{t('units0')}</p> : null;
  if (units.length === 0)
    return (
      <>
        <p className="muted">{t('units0')}</p>
        {(mayAhead || proven) && data.lines.some((line) => line.announced > line.paid) && (
          <Button variant="default" onClick={() => setAhead(true)}>
            {t('ahead')}
          </Button>
        )}
      </>
    );
  const { currency } = data.owed;
  const pay = async (way: 'original' | 'credit') => {
    await act.mutateAsync({ path: way === 'credit' ? '/dues/credit' : '/dues', body: { dueId, lines } });
    notifications.show({ message: t(way === 'credit' ? 'creditDone' : 'payDone'), color: 'cresson' });
  };
  const failed = act.error ?? plan.error;
  return (
    <div className="return-form">
      <div className="return-row">
        {units.map(({ line, lineNo, quantity, deductMinor }) => (
          <NumberInput
            key={lineNo}
            label={`${quantity} × ${text(line.name)}`}
            description={t('deduct')}
            value={deductMinor}
            min={0}
            allowDecimal={false}
            onChange={(value) => setDeduct(new Map(deduct).set(lineNo, Math.max(0, Math.floor(Number(value) || 0))))}
          />
        ))}
      </div>
      <p className="muted">{t('payHint')}</p>
      {failed && (
        <p className="bad" role="alert">
          {sentenceOf(failed, c('error.network'))}
        </p>
      )}
      {plan.data && (
        <p>
          <PayButtons
            amount={money({ minor: plan.data.minor, currency })}
            busy={act.isPending}
            customer={data.customerId !== null}
            onPay={(way) => void pay(way).catch(() => undefined)}
          />{' '}
          <WhyAmount why={plan.data.why} currency={currency} />
        </p>
      )}
    </div>
  );
}

type PayButtonsProps = {
  readonly amount: string;
  readonly busy: boolean;
  /** Store credit needs one. */
  readonly customer: boolean;
  readonly onPay: (way: 'original' | 'credit') => void;
};

function PayButtons({ amount, busy, customer, onPay }: PayButtonsProps) {
  const t = useWords(returnWords);
  const may = useCan('returns.refund');
  const mayCredit = useCan('returns.credit');
  return (
    <>
      {may && (
        <Button loading={busy} onClick={() => onPay('original')}>
          {t('pay', { amount })}
        </Button>
      )}{' '}
      {mayCredit && customer && (
        <Button variant="default" loading={busy} onClick={() => onPay('credit')}>
          {t('asCredit')}
        </Button>
      )}
    </>
  );
}

/** A return that an agent writes down for a buyer: what comes back, why, and money or other goods for it. */
import { Button, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import type { Order, OrderLine } from '../orders/data.ts';
import { ErrorBox, refusalOf, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { ArticleFace } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { returnWords } from '../words/returns.ts';
import type { Reason } from './data.ts';
import { useExchangePlan, wantedOf, type Chosen } from './exchange-data.ts';
import { ExchangePick, ExchangeSums } from './exchange-pick.tsx';
import { exchangeWords } from './exchange-words.ts';

const reasons: readonly Reason[] = ['size', 'different', 'damaged', 'mistake', 'other', 'withdrawal'];
type Line = OrderLine & { readonly returned: number };

export function NewReturn({ orderId }: { orderId: string }) {
  const found = useQuery({
    queryKey: ['orders', 'one', orderId],
    queryFn: ({ signal }) => api<Order>('GET', `/api/orders/${orderId}`, { signal }),
  });
  if (found.isPending) return <PageSkeleton record />;
  if (found.isError) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  return <Writing order={found.data} />;
}

/** Units of a line that may still come back. */
const leftOf = (line: Line): number => line.ordered - line.cancelled - line.returned;

function Writing({ order }: { order: Order }) {
  const t = useWords(exchangeWords);
  const r = useWords(returnWords);
  const lines = (order.lines as readonly Line[]).filter((line) => leftOf(line) > 0);
  const [units, setUnits] = useState<ReadonlyMap<number, number>>(
    new Map(lines.length === 1 ? lines.map((line) => [line.lineNo, 1]) : []),
  );
  const [reason, setReason] = useState<Reason>('size');
  const [note, setNote] = useState('');
  const [goods, setGoods] = useState(false);
  const back = lines.flatMap((line) => {
    const quantity = units.get(line.lineNo) ?? 0;
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  return (
    <Record
      back={{ href: `/orders/${order.orderId}`, label: order.number }}
      title={t('newReturn')}
      main={
        <>
          <Panel title={t('lines')} flush>
            {lines.length === 0 && <p className="muted">{t('noLines')}</p>}
            <Units lines={lines} units={units} onChange={setUnits} />
          </Panel>
          <Panel>
            <div className="return-form">
              <NativeSelect
                label={t('reason')}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value as Reason)}
                data={reasons.map((value) => ({ value, label: r(`reason.${value}`) }))}
              />
              <Textarea
                label={t('note')}
                value={note}
                maxLength={500}
                autosize
                onChange={(event) => setNote(event.currentTarget.value)}
              />
              {reason !== 'withdrawal' && (
                <SegmentedControl
                  aria-label={t('instead')}
                  value={goods ? 'goods' : 'money'}
                  onChange={(value) => setGoods(value === 'goods')}
                  data={(['money', 'goods'] as const).map((value) => ({ value, label: t(`instead.${value}`) }))}
                />
              )}
            </div>
          </Panel>
          <Outcome
            order={order}
            asked={{ reason, note: note.trim() }}
            back={back}
            goods={goods && reason !== 'withdrawal'}
          />
        </>
      }
    />
  );
}

type UnitsProps = {
  readonly lines: readonly Line[];
  readonly units: ReadonlyMap<number, number>;
  readonly onChange: (units: ReadonlyMap<number, number>) => void;
};

function Units({ lines, units, onChange }: UnitsProps) {
  const t = useWords(exchangeWords);
  const { text } = useFormat();
  return (
    <ul className="hand-lines">
      {lines.map((line) => (
        <li key={line.lineNo}>
          <ArticleFace article={line} />
          <span className="with-left">
            <Stepper
              label={t('quantityOf', { name: [text(line.name), text(line.optionText)].filter(Boolean).join(', ') })}
              fewer={t('fewer')}
              more={t('more')}
              value={units.get(line.lineNo) ?? 0}
              max={leftOf(line)}
              onChange={(quantity) => onChange(new Map(units).set(line.lineNo, quantity))}
            />{' '}
            <span className="muted num">{t('of', { n: leftOf(line) })}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

type OutcomeProps = {
  readonly order: Order;
  readonly asked: { readonly reason: Reason; readonly note: string };
  readonly back: readonly (Line & { readonly quantity: number })[];
  readonly goods: boolean;
};

const freshIds = () => ({ returnId: newId('rtn'), exchangeId: newId('exc'), orderId: newId('ord') });

/** What takes their place, and writing it down. */
function Outcome({ order, asked, back, goods }: OutcomeProps) {
  const t = useWords(exchangeWords);
  const c = useWords(common);
  const { text } = useFormat();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [ids, setIds] = useState(freshIds);
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const lines = back.map(({ lineNo, quantity }) => ({ lineNo, quantity }));
  const wanted = goods ? wantedOf(chosen) : [];
  const path = `/api/orders/${order.orderId}`;
  const whole = lines.length > 0 && wanted.length > 0;
  const plan = useExchangePlan(`${path}/exchange/preview`, whole ? { reason: asked.reason, lines, wanted } : undefined);
  const names = new Map(
    chosen.map(({ article }) => [
      article.skuId,
      [text(article.name), text(article.optionText)].filter(Boolean).join(', '),
    ]),
  );
  const write = async () => {
    setBusy(true);
    setFailed('');
    const { returnId, ...other } = ids;
    const exchange = goods ? { exchange: { ...other, wanted } } : {};
    try {
      const body = { returnId, ...asked, lines, ...exchange };
      const made = await api<{ returnId: string }>('POST', `${path}/returns`, { body });
      await client.invalidateQueries({ queryKey: ['returns'] });
      go(`/returns/${made.returnId}`);
    } catch (error) {
      // What was refused may be tried otherwise, as another return; what got no answer is asked again.
      if (refusalOf(error) !== undefined) setIds(freshIds());
      setFailed(sentenceOf(error, c('error.network')));
      setBusy(false);
    }
  };
  const ready = lines.length > 0 && (!goods || (whole && plan.data !== undefined && !plan.isError && !plan.isFetching));
  return (
    <Panel {...(goods ? { title: t('instead.goods'), note: t('beginHint') } : {})}>
      <div className="exchange-choose">
        {goods && (
          <ExchangePick
            orderId={order.orderId}
            currency={order.total.currency}
            back={back}
            chosen={chosen}
            onChange={setChosen}
          />
        )}
        {goods && whole && plan.data && !plan.isError && <ExchangeSums plan={plan.data} names={names} of={order} />}
        {goods && plan.isError && (
          <p className="bad" role="alert">
            {sentenceOf(plan.error, c('error.network'))}
          </p>
        )}
        {failed !== '' && (
          <p className="bad" role="alert">
            {failed}
          </p>
        )}
        <Button disabled={!ready} loading={busy} onClick={() => void write()}>
          {t(goods ? 'writeExchange' : 'write')}
        </Button>
      </div>
    </Panel>
  );
}

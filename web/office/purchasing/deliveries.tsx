/** What has come of an order and what it cost to come; what went back. */
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { newId } from '#base/ids';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { landedKinds, useHouseCurrency, useWrite, type Delivery, type LandedKind, type WholePurchase } from './data.ts';
import { ArticleCell } from './parts.tsx';
import { buying } from './words.ts';

const tones = { good: 'ok', damaged: 'bad', wrong: 'warn' } as const;

export function Deliveries({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  if (purchase.status === 'draft') return null;
  return (
    <>
      {purchase.receipts.length === 0 && (
        <Panel title={t('deliveries')}>
          <p className="muted">{t('noDelivery')}</p>
        </Panel>
      )}
      {purchase.receipts.map((receipt) => (
        <OneDelivery key={receipt.receiptId} receipt={receipt} />
      ))}
      {purchase.returns.map((one) => (
        <Panel
          key={one.returnId}
          title={t('returns')}
          note={[one.reason, one.creditNote && t('credited', { number: one.creditNote })].filter(Boolean).join(', ')}
        >
          <ul className="buy-came">
            {one.lines.map((line) => (
              <li key={`${line.skuId}${line.kind}`}>
                <ArticleCell article={line} />
                <span className="num">−{line.quantity}</span>
              </li>
            ))}
          </ul>
        </Panel>
      ))}
    </>
  );
}

function OneDelivery({ receipt }: { receipt: Delivery }) {
  const t = useWords(buying);
  const { when, money } = useFormat();
  const mayCost = useCan('costs.write');
  const ours = useHouseCurrency();
  const [adding, add] = useState(false);
  return (
    <Panel
      title={receipt.deliveryNote}
      note={[when(receipt.at), receipt.actorName && t('by', { who: receipt.actorName })].filter(Boolean).join(', ')}
      aside={receipt.value && <b>{money(receipt.value)}</b>}
    >
      <ul className="buy-came">
        {receipt.lines.map((line) => (
          <li key={`${line.skuId}${line.state}`}>
            <ArticleCell article={line} />
            <span>
              {line.state !== 'good' && <Tag tone={tones[line.state]}>{t(`state.${line.state}`)}</Tag>}{' '}
              <b className="num">{line.quantity}</b>
            </span>
          </li>
        ))}
      </ul>
      {(receipt.landed.length > 0 || mayCost) && (
        <div className="buy-landed">
          {receipt.landed.map((one) => (
            <span key={one.landedId} className="muted">
              {t(`landed.${one.kind}`)} {money({ minor: one.minor, currency: ours })}
            </span>
          ))}
          {mayCost && receipt.lines.some((line) => line.state !== 'wrong') && (
            <Button size="compact-xs" variant="default" onClick={() => add(true)}>
              {t('addLanded')}
            </Button>
          )}
        </div>
      )}
      {adding && <LandedBox receipt={receipt} onClose={() => add(false)} />}
    </Panel>
  );
}

function LandedBox({ receipt, onClose }: { receipt: Delivery; onClose: () => void }) {
  const t = useWords(buying);
  const [landedId] = useState(() => newId('lnd'));
  const ours = useHouseCurrency();
  const [kind, setKind] = useState<LandedKind>('freight');
  const [typed, setTyped] = useState('');
  const add = useWrite<object>(`/api/receipts/${receipt.receiptId}/landed-costs`);
  const minor = minorOf(typed, ours);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('addLanded')}
      verb={t('addLanded')}
      disabled={!minor}
      run={() => add.mutateAsync({ body: { landedId, kind, minor } })}
    >
      <div className="column">
        <p className="muted">{t('landedText')}</p>
        <NativeSelect
          label={t('landed')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as LandedKind)}
          data={landedKinds.map((value) => ({ value, label: t(`landed.${value}`) }))}
        />
        <TextInput
          label={t('amount')}
          inputMode="decimal"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

/** What was taken back from customers to go to its supplier lies on a shelf of its own. */
const kinds = ['damaged', 'vendor', 'quarantine', 'sellable'] as const;

/** Sends items of the order back; each opening of the box is one return, however often it is sent. */
export function GiveBackPanel({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  const may = useCan('purchasing.receive');
  const [open, setOpen] = useState<string>();
  if (!may || purchase.receipts.length === 0) return null;
  return (
    <Panel title={t('returns')}>
      <Button variant="default" onClick={() => setOpen(newId('ret'))}>
        {t('giveBack')}
      </Button>
      {open !== undefined && <GiveBackBox purchase={purchase} returnId={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

type BackProps = { readonly purchase: WholePurchase; readonly returnId: string; readonly onClose: () => void };

function GiveBackBox({ purchase, returnId, onClose }: BackProps) {
  const t = useWords(buying);
  const { text } = useFormat();
  const articles = [...new Map(purchase.receipts.flatMap((r) => r.lines).map((one) => [one.skuId, one])).values()];
  const [skuId, setSku] = useState(articles[0]?.skuId ?? '');
  const [kind, setKind] = useState<string>('damaged');
  const [quantity, setQuantity] = useState<number | string>(1);
  const [reason, setReason] = useState('');
  const [creditNote, setCredit] = useState('');
  const send = useWrite<object>('/api/supplier-returns');
  const { supplierId, purchaseId, siteId } = purchase;
  const run = async () => {
    const lines = [{ skuId, kind, quantity: Number(quantity) }];
    const credit = creditNote.trim() === '' ? {} : { creditNote: creditNote.trim() };
    await send.mutateAsync({ body: { returnId, supplierId, purchaseId, siteId, reason, ...credit, lines } });
    notifications.show({ message: t('gaveBack'), color: 'cresson' });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('giveBack')}
      verb={t('giveBack')}
      disabled={reason.trim() === '' || Number(quantity) < 1}
      run={run}
    >
      <div className="column">
        <p className="muted">{t('giveBackText')}</p>
        <NativeSelect
          label={t('article')}
          value={skuId}
          onChange={(event) => setSku(event.currentTarget.value)}
          data={articles.map((one) => ({
            value: one.skuId,
            label: [text(one.name), text(one.optionText)].filter(Boolean).join(', '),
          }))}
        />
        <NativeSelect
          label={t('from')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <NumberInput label={t('quantity')} min={1} allowDecimal={false} value={quantity} onChange={setQuantity} />
        <TextInput
          label={t('reason')}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label={t('creditNote')}
          value={creditNote}
          maxLength={60}
          onChange={(event) => setCredit(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

/** Cancels an order, all of it or units that have not left; what becomes of the money is told before. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { orders } from '../words/orders.ts';
import type { Order, OrderLine } from './data.ts';
import { editOf, emptyDraft, usePreview, wantedOf } from './edit-data.ts';
import { MoneyEffect, PreviewFailed } from './edit-preview.tsx';
import '../stock/scanner.css';

/** Units of a line that can still be cancelled. */
const leftOf = (line: OrderLine): number => wantedOf(line) - line.shipped;

/** Whether there is a part of the order to cancel that is not all of it. */
export const hasParts = (order: Order): boolean => {
  const units = order.lines.reduce((sum, line) => sum + leftOf(line), 0);
  return order.state === 'placed' && units > (order.lines.some((line) => line.shipped > 0) ? 0 : 1);
};

type BoxProps = { readonly order: Order; readonly opened: boolean; readonly onClose: () => void };

/** What is cancelled, its id, and the sending of it. */
function useCancel(order: Order) {
  const client = useQueryClient();
  const [editId, setEditId] = useState(() => newId('edt'));
  const [units, setUnits] = useState<Readonly<Record<number, number>>>({});
  const change = (lineNo: number, n: number) => {
    setUnits({ ...units, [lineNo]: n });
    setEditId(newId('edt'));
  };
  const lines = Object.entries(units).flatMap(([lineNo, quantity]) =>
    quantity > 0 ? [{ lineNo: Number(lineNo), quantity }] : [],
  );
  const send = async (isWhole: boolean, reason: string) => {
    if (isWhole) await api('POST', `/api/orders/${order.orderId}/cancel`, { body: { reason } });
    else await api('POST', `/api/orders/${order.orderId}/cancel-lines`, { body: { editId, lines, reason } });
    await client.invalidateQueries({ queryKey: ['orders'] });
    await client.invalidateQueries({ queryKey: ['fulfilment'] });
  };
  return { units, change, lines, send };
}

/** `verb` when it is called otherwise where it is offered; then all of it is cancelled. */
export function CancelBox({ order, opened, onClose, verb }: BoxProps & { readonly verb?: string }) {
  const t = useWords(orders);
  const gone = order.lines.some((line) => line.shipped > 0);
  const [part, setPart] = useState(gone);
  const [reason, setReason] = useState('');
  const { units, change, lines, send } = useCancel(order);
  const n = lines.reduce((sum, line) => sum + line.quantity, 0);
  const does = verb ?? (part ? t('cancelUnits', { n }) : t('cancel'));
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={verb ?? t('cancel')}
      verb={does}
      danger
      disabled={reason.trim() === '' || (part && n === 0)}
      run={async () => {
        await send(!part, reason.trim());
        const { number } = order;
        notifications.show({ message: part ? t('cancelledPart', { n, number }) : t('cancelled', { number }) });
      }}
    >
      <div className="column">
        {verb === undefined && !gone && hasParts(order) && (
          <SegmentedControl
            fullWidth
            aria-label={t('cancelWhat')}
            value={part ? 'part' : 'whole'}
            onChange={(value) => setPart(value === 'part')}
            data={[
              { value: 'whole', label: t('cancelWhole') },
              { value: 'part', label: t('cancelPart') },
            ]}
          />
        )}
        {part ? <Part order={order} units={units} change={change} /> : <p>{t('cancelText')}</p>}
        <TextInput
          label={t('reason')}
          placeholder={t('reasonHint')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
      </div>
    </Confirm>
  );
}

type PartProps = {
  readonly order: Order;
  readonly units: Readonly<Record<number, number>>;
  readonly change: (lineNo: number, units: number) => void;
};

function Part({ order, units, change }: PartProps) {
  const t = useWords(orders);
  const { text } = useFormat();
  const open = order.lines.filter((line) => leftOf(line) > 0);
  return (
    <>
      <ul className="bulk-preview" aria-label={t('cancelPart')}>
        {open.map((line) => {
          const name = [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
          return (
            <li key={line.lineNo}>
              <span>
                {name} <span className="muted">{t('cancelOf', { n: leftOf(line) })}</span>
              </span>
              <Stepper
                label={t('cancelUnitsOf', { name })}
                fewer={t('cancelFewer', { name })}
                more={t('cancelMore', { name })}
                value={units[line.lineNo] ?? 0}
                max={leftOf(line)}
                onChange={(n) => change(line.lineNo, n)}
              />
            </li>
          );
        })}
      </ul>
      <Effect order={order} units={units} />
    </>
  );
}

/** What becomes of the money; of an order that is left with nothing, what becomes of all of it. */
function Effect({ order, units }: Omit<PartProps, 'change'>) {
  const t = useWords(orders);
  const wanted = (line: OrderLine): number => wantedOf(line) - (units[line.lineNo] ?? 0);
  const isAll = order.lines.every((line) => wanted(line) === 0);
  const quantities = Object.fromEntries(order.lines.map((line) => [line.lineNo, wanted(line)]));
  const edit = editOf(order, { ...emptyDraft, quantities });
  const preview = usePreview(order, isAll ? undefined : edit);
  if (isAll) return <p>{t('cancelText')}</p>;
  if (!edit) return <p className="muted">{t('cancelHint')}</p>;
  if (preview.error) return <PreviewFailed error={preview.error} />;
  return preview.data ? <MoneyEffect preview={preview.data} /> : null;
}

/** Sending a draft: by mail or by hand, and what the supplier asks as a least. */
import { Checkbox, Radio } from '@mantine/core';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { useWrite, type WholePurchase } from './data.ts';
import { buying } from './words.ts';

export function SendBox({ purchase, onClose }: { purchase: WholePurchase; onClose: () => void }) {
  const t = useWords(buying);
  const { money } = useFormat();
  const { supplier, currency } = purchase;
  const [how, setHow] = useState<'mail' | 'file'>(supplier.email === null ? 'file' : 'mail');
  const [any, setAny] = useState(false);
  const send = useWrite<object>(`/api/purchases/${purchase.purchaseId}/send`);
  const isBelow = purchase.total !== null && purchase.total.minor < supplier.minOrderMinor;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('sendTitle', { number: purchase.number })}
      verb={t('send')}
      disabled={isBelow && !any}
      run={() => send.mutateAsync({ body: { how, ...(any ? { anyAmount: true } : {}) } })}
    >
      <div className="column">
        <Radio.Group
          aria-label={t('sendTitle', { number: purchase.number })}
          value={how}
          onChange={(value) => setHow(value as 'mail' | 'file')}
        >
          <div className="column">
            {supplier.email !== null && <Radio value="mail" label={t('sendMail', { email: supplier.email })} />}
            <Radio value="file" label={t('sendFile')} />
          </div>
        </Radio.Group>
        {isBelow && (
          <Checkbox
            checked={any}
            onChange={(event) => setAny(event.currentTarget.checked)}
            label={t('anyAmount', { amount: money({ minor: supplier.minOrderMinor, currency }) })}
          />
        )}
        <p className="muted">{t('sendNote')}</p>
      </div>
    </Confirm>
  );
}

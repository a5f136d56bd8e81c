/** Handing an order over to who comes for it: by the code they show, or by a name that was looked at. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import type { Order } from '../orders/data.ts';
import { common } from '../words/common.ts';
import { useAct } from './data.ts';
import { fulfilmentWords } from './words.ts';

/** The code alone, or as the QR code says it: number, a point, code. */
const codeIn = (text: string): string =>
  (/\.(\d{6})$/.exec(text.trim())?.[1] ?? text).replaceAll(/\D/g, '').slice(0, 6);

export function HandOver({ order, siteId }: { order: Order; siteId: string }) {
  const t = useWords(fulfilmentWords);
  const c = useWords(common);
  const act = useAct<{ units: number }>();
  const [typed, setTyped] = useState('');
  const [asked, ask] = useState(false);
  const code = codeIn(typed);
  const hand = async (check: object) => {
    const { units } = await act.mutateAsync({ path: `/orders/${order.orderId}/hand-over`, body: { siteId, check } });
    notifications.show({ message: t('handed', { n: units }), color: 'cresson' });
  };
  return (
    <Panel title={t('handTitle')} aside={order.readyAt !== null && <Tag tone="ok">{t('ready')}</Tag>}>
      <form
        className="hand-code"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.length === 6) void hand({ code }).catch(() => undefined);
        }}
      >
        <TextInput
          label={t('code')}
          description={t('codeHint')}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={act.error ? sentenceOf(act.error, c('error.network')) : undefined}
        />
        <Button type="submit" disabled={code.length !== 6} loading={act.isPending}>
          {t('byCode')}
        </Button>
        <Button variant="default" onClick={() => ask(true)}>
          {t('byName')}
        </Button>
        {order.readyAt === null && <ReadyButton orderId={order.orderId} />}
      </form>
      <Confirm
        opened={asked}
        onClose={() => ask(false)}
        title={t('byName')}
        verb={t('handOver')}
        run={() => hand({ name: true })}
      >
        {t('byNameText', { name: order.contact.name })}
      </Confirm>
    </Panel>
  );
}

function ReadyButton({ orderId }: { orderId: string }) {
  const t = useWords(fulfilmentWords);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const say = async () => {
    setBusy(true);
    await api('POST', `/api/orders/${orderId}/ready`, { body: {} }).catch(() => undefined);
    await client.invalidateQueries({ queryKey: ['orders'] });
    setBusy(false);
  };
  return (
    <Button variant="default" loading={busy} onClick={() => void say()}>
      {t('makeReady')}
    </Button>
  );
}

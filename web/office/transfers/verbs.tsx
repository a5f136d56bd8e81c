/** What can be done with a transfer where it stands, and when it is expected. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { fieldOf, instantOf, useTransferAct, type Transfer } from './data.ts';
import { transferWords } from './words.ts';

type Asking = 'ship' | 'close' | 'cancel' | 'sendBack' | undefined;
type Props = { readonly transfer: Transfer };

export function Verbs({ transfer }: Props) {
  const t = useWords(transferWords);
  const [asking, setAsking] = useState<Asking>();
  const { state, lines, transferId } = transfer;
  const away = lines.reduce((sum, line) => sum + line.underWay, 0);
  const close = () => setAsking(undefined);
  return (
    <>
      {(state === 'draft' || state === 'picked') && (
        <Button variant="default" onClick={() => setAsking('cancel')}>
          {t('cancelIt')}
        </Button>
      )}
      {(state === 'shipped' || state === 'receiving') && away > 0 && (
        <Button variant="default" onClick={() => setAsking('sendBack')}>
          {t('sendBack')}
        </Button>
      )}
      {(state === 'shipped' || state === 'receiving') && (
        <Button variant={away === 0 ? 'filled' : 'default'} onClick={() => setAsking('close')}>
          {t('close')}
        </Button>
      )}
      {state === 'draft' && <Pick transfer={transfer} />}
      {state === 'picked' && <Unpick transfer={transfer} />}
      {state === 'picked' && <Button onClick={() => setAsking('ship')}>{t('ship')}</Button>}
      {(state === 'shipped' || state === 'receiving') && (
        <Button component={Link} href={`/transfers/${transferId}/receive`} variant={away > 0 ? 'filled' : 'default'}>
          {t('receive')}
        </Button>
      )}
      {asking === 'ship' && <Ship transfer={transfer} onClose={close} />}
      {asking === 'close' && <Close transfer={transfer} away={away} onClose={close} />}
      {asking === 'cancel' && <Cancel transfer={transfer} onClose={close} />}
      {asking === 'sendBack' && <SendBack transfer={transfer} onClose={close} />}
    </>
  );
}

/** Picks all, or what there is when that is less; each press is one act. */
function Pick({ transfer }: Props) {
  const t = useWords(transferWords);
  const c = useWords(common);
  const act = useTransferAct(transfer.transferId);
  const short = transfer.lines.some((line) => line.free < line.asked);
  const some = transfer.lines.some((line) => line.free > 0);
  const pick = async () => {
    const lines = transfer.lines.map(({ skuId, asked, free }) => ({ skuId, quantity: Math.min(asked, free) }));
    await act.mutateAsync({ path: '/pick', body: short ? { lines } : {} });
    notifications.show({ message: t('pickDone'), color: 'cresson' });
  };
  return (
    <Button
      loading={act.isPending}
      disabled={!some}
      onClick={() =>
        void pick().catch((error: unknown) =>
          notifications.show({ message: sentenceOf(error, c('error.network')), color: 'groseille' }),
        )
      }
    >
      {t(short ? 'pickAvailable' : 'pick')}
    </Button>
  );
}

function Unpick({ transfer }: Props) {
  const t = useWords(transferWords);
  const c = useWords(common);
  const act = useTransferAct(transfer.transferId);
  const back = async () => {
    await act.mutateAsync({ path: '/unpick' });
    notifications.show({ message: t('unpickDone'), color: 'cresson' });
  };
  return (
    <Button
      variant="default"
      loading={act.isPending}
      onClick={() =>
        void back().catch((error: unknown) =>
          notifications.show({ message: sentenceOf(error, c('error.network')), color: 'groseille' }),
        )
      }
    >
      {t('unpick')}
    </Button>
  );
}

type AskProps = Props & { readonly onClose: () => void };

function Ship({ transfer, onClose }: AskProps) {
  const t = useWords(transferWords);
  const act = useTransferAct(transfer.transferId);
  const [expected, setExpected] = useState(fieldOf(transfer.expectedAt));
  const [reference, setReference] = useState(transfer.reference);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('shipTitle')}
      verb={t('ship')}
      run={async () => {
        await act.mutateAsync({ path: '/ship', body: { expectedAt: instantOf(expected), reference } });
        notifications.show({ message: t('shipDone'), color: 'cresson' });
      }}
    >
      <div className="column">
        <p>{t('shipText')}</p>
        <TextInput
          type="datetime-local"
          label={t('expected')}
          value={expected}
          onChange={(event) => setExpected(event.currentTarget.value)}
        />
        <TextInput
          label={t('reference')}
          value={reference}
          maxLength={80}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

function Close({ transfer, away, onClose }: AskProps & { readonly away: number }) {
  const t = useWords(transferWords);
  const act = useTransferAct(transfer.transferId);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('closeTitle')}
      verb={t('close')}
      danger={away > 0}
      run={async () => {
        await act.mutateAsync({ path: '/close', body: { missing: away > 0 ? 'lost' : 'refuse' } });
        notifications.show({ message: t('closeDone'), color: 'cresson' });
      }}
    >
      <p>{away > 0 ? t('closeRest', { n: away }) : t('closeAll')}</p>
    </Confirm>
  );
}

function Cancel({ transfer, onClose }: AskProps) {
  const t = useWords(transferWords);
  const act = useTransferAct(transfer.transferId);
  const [reason, setReason] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('cancelTitle')}
      verb={t('cancelIt')}
      danger
      disabled={reason.trim() === ''}
      run={async () => {
        await act.mutateAsync({ path: '/cancel', body: { reason: reason.trim() } });
        notifications.show({ message: t('cancelDone'), color: 'cresson' });
      }}
    >
      <div className="column">
        <p>{t('cancelText')}</p>
        <TextInput
          label={t('reason')}
          value={reason}
          maxLength={300}
          required
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

function SendBack({ transfer, onClose }: AskProps) {
  const t = useWords(transferWords);
  const act = useTransferAct(transfer.transferId);
  const [, go] = useLocation();
  const [backId] = useState(() => newId('trf'));
  const [note, setNote] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('sendBackTitle')}
      verb={t('sendBack')}
      run={async () => {
        const { number = '' } = await act.mutateAsync({ path: '/send-back', body: { backId, note } });
        notifications.show({ message: t('sendBackDone', { number }), color: 'cresson' });
        go(`/transfers/${backId}`);
      }}
    >
      <div className="column">
        <p>{t('sendBackText')}</p>
        <TextInput
          label={t('note')}
          value={note}
          maxLength={300}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

/** When it is expected, what is said of it. Made anew for each version, so that it never writes over somebody's change unseen. */
export function Details({ transfer }: Props) {
  const t = useWords(transferWords);
  const c = useWords(common);
  const act = useTransferAct(transfer.transferId);
  const [expected, setExpected] = useState(fieldOf(transfer.expectedAt));
  const [note, setNote] = useState(transfer.note);
  const [promisable, setPromisable] = useState(transfer.promisable);
  const save = async () => {
    const body = { version: transfer.version, expectedAt: instantOf(expected), note, promisable };
    await act.mutateAsync({ path: '', method: 'PATCH', body });
    notifications.show({ message: t('editDone'), color: 'cresson' });
  };
  return (
    <Panel title={t('edit')}>
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault();
          void save().catch(() => undefined);
        }}
      >
        <TextInput
          type="datetime-local"
          label={t('expected')}
          value={expected}
          onChange={(event) => setExpected(event.currentTarget.value)}
        />
        <TextInput label={t('note')} value={note} maxLength={300} onChange={(e) => setNote(e.currentTarget.value)} />
        <Checkbox
          label={t('promisable')}
          checked={promisable}
          onChange={(event) => setPromisable(event.currentTarget.checked)}
        />
        {act.error && (
          <p className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </p>
        )}
        <Button type="submit" variant="default" loading={act.isPending}>
          {c('save')}
        </Button>
      </form>
    </Panel>
  );
}
